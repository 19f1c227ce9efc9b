"""The launcher: what it decides before anything is installed."""

import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import hub

LOCK = """\
anyio==4.16.0 \\
    --hash=sha256:aa \\
    --hash=sha256:bb
uv==0.13.9 \\
    --hash=sha256:cc \\
    --hash=sha256:dd
zzz==1.0 ; sys_platform == 'win32' \\
    --hash=sha256:ee
"""


def launch(*arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run the launcher as a person would, from another folder."""
    command = [sys.executable, str(hub.ROOT / "hub.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, cwd="/", check=False)


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An environment in which one lock is installed according to its stamp; making it again would fail."""

    def never(venv: Path) -> None:
        raise AssertionError("the environment was made again")

    venv = tmp_path / "venv"
    hub.interpreter(venv).parent.mkdir(parents=True)
    hub.interpreter(venv).symlink_to(sys.executable)
    (tmp_path / "some.lock").write_text(LOCK)
    hub.stamp_file(tmp_path / "some.lock", venv).write_text(hub.stamp_of(tmp_path / "some.lock", venv))
    monkeypatch.setattr(hub, "make_venv", never)
    return venv


def test_a_later_start_leaves_the_environment_as_it_is(installed: Path, tmp_path: Path) -> None:
    hub.ensure(tmp_path / "some.lock", venv=installed)

    assert hub.is_installed(tmp_path / "some.lock", installed)


def test_a_changed_lock_is_installed_again(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "some.lock").write_text(LOCK + "# a newer lock\n")

    assert not hub.is_installed(tmp_path / "some.lock", installed)
    with pytest.raises(AssertionError, match="made again"):
        hub.ensure(tmp_path / "some.lock", venv=installed)


def test_an_environment_whose_python_vanished_is_made_again(installed: Path, tmp_path: Path) -> None:
    hub.interpreter(installed).unlink()

    assert not hub.is_installed(tmp_path / "some.lock", installed)
    assert not hub.works(installed)


def test_an_environment_whose_python_was_replaced_is_installed_again(installed: Path, tmp_path: Path) -> None:
    hub.interpreter(installed).unlink()
    hub.interpreter(installed).symlink_to("/bin/sh")

    assert not hub.is_installed(tmp_path / "some.lock", installed)


def test_an_unfinished_install_leaves_no_stamp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(lock: Path, venv: Path) -> None:
        raise hub.Trouble("the network ended")

    lock, venv = tmp_path / "some.lock", tmp_path / "venv"
    lock.write_text(LOCK)
    venv.mkdir()
    monkeypatch.setattr(hub, "make_venv", lambda venv: None)
    monkeypatch.setattr(hub, "install", fails)

    with pytest.raises(hub.Trouble):
        hub.ensure(lock, venv=venv)

    assert not hub.stamp_file(lock, venv).exists()


def test_the_installer_is_pinned_by_its_hashes() -> None:
    assert hub.pin_of("uv", LOCK) == "uv==0.13.9 \\\n    --hash=sha256:cc \\\n    --hash=sha256:dd\n"
    assert hub.pin_of("v", LOCK) == ""
    assert re.match(r"uv==[\d.]+ \\\n +--hash=sha256:", hub.pin_of("uv", hub.DEV_LOCK.read_text()))


def test_without_venv_an_ordinary_user_is_told_the_one_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(hub, "path_uv", lambda: None)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)

    with pytest.raises(hub.Trouble) as told:
        hub.need_ensurepip()

    command = f"sudo apt-get install python3.{sys.version_info.minor}-venv"
    assert str(told.value).splitlines()[-1].strip() == command


def test_uv_uses_the_mirror_and_the_certificates_of_pip(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("UV_DEFAULT_INDEX", "UV_INDEX_URL", "UV_INDEX", "SSL_CERT_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PIP_INDEX_URL", "https://mirror.example/simple")
    monkeypatch.setenv("PIP_CERT", "/etc/office.pem")

    env = hub.uv_environment(hub.VENV)

    assert env["UV_DEFAULT_INDEX"] == "https://mirror.example/simple"
    assert env["SSL_CERT_FILE"] == "/etc/office.pem"
    assert env["UV_PYTHON_DOWNLOADS"] == "never"


def test_what_is_set_for_uv_goes_before_what_is_set_for_pip(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", "https://mirror.example/simple")
    monkeypatch.setenv("UV_DEFAULT_INDEX", "https://other.example/simple")

    assert hub.uv_environment(hub.VENV)["UV_DEFAULT_INDEX"] == "https://other.example/simple"


def test_without_a_command_every_command_is_listed_once() -> None:
    done = launch()

    listed = re.findall(r"^  (\S+) +\S", done.stdout, re.MULTILINE)
    assert (done.returncode, done.stderr) == (0, "")
    assert sorted(listed) == sorted(hub.COMMANDS)


def test_an_unknown_command_is_refused_with_the_list_on_standard_error() -> None:
    done = launch("upp")

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("unknown command: upp\n")


def test_progress_never_reaches_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    with hub.step("packages"):
        pass

    said = capsys.readouterr()
    assert said.out == ""
    assert re.fullmatch(r"packages …\npackages: \d+\.\d s\n", said.err)


def test_a_benchmark_is_named_by_its_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "bench").mkdir()
    (tmp_path / "bench" / "live.py").write_text('"""One."""\n\n\ndef main() -> None: ...\n')
    (tmp_path / "bench" / "helper.py").write_text('"""No benchmark."""\n')
    became: list[list[str]] = []
    monkeypatch.setattr(hub, "ROOT", tmp_path)
    monkeypatch.setattr(hub, "ensure", lambda *locks: None)
    monkeypatch.setattr(hub, "become", became.append)
    monkeypatch.setattr(os, "chdir", lambda folder: None)

    hub.main(["bench", "live", "--json"])

    assert became == [[str(hub.interpreter(hub.VENV)), "-m", "bench.live", "--json"]]
    for wrong in (["bench"], ["bench", "helper"], ["bench", "../x"]):
        with pytest.raises(hub.Trouble, match=r"say what to measure: python3 hub.py bench live …"):
            hub.main(wrong)


def test_compiled_python_is_kept_even_where_the_machine_says_no(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.delenv("PYTHONPYCACHEPREFIX", raising=False)
    done: list[dict[str, str]] = []
    monkeypatch.setattr(os, "execve", lambda path, command, env: done.append(env))

    hub.become(["python"], HUB_TEST_BROWSER="chromium")

    assert "PYTHONDONTWRITEBYTECODE" not in done[0]
    assert done[0]["PYTHONPYCACHEPREFIX"] == str(hub.ROOT / ".cache" / "python")
    assert done[0]["HUB_TEST_BROWSER"] == "chromium"
