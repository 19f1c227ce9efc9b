"""`up` as a person meets it: it answers, has one owner, stops in order, and starts again whatever was killed."""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from server.postgres import EmbeddedPostgres, leftovers
from server.settings import ROOT


class Running:
    """One `up`: its process, the address it answers at, and what it said before that."""

    def __init__(self, data: Path, *arguments: str) -> None:
        command = [sys.executable, "-m", "server.commands", "up", "--no-page", "--data", str(data), *arguments]
        env = {name: value for name, value in os.environ.items() if not name.startswith("HUB_")}
        env["HUB_COUNTY"] = str(ROOT / "tests" / "packs" / "tiny")
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=env)
        self.said = ""

    def ready(self) -> str:
        """Wait until it answers; the address."""
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.said += line
            if found := re.match(r"ready after [\d.]+ s: (\S+)", line):
                return found[1]
        pytest.fail(f"it ended with {self.process.wait()} before it was ready:\n{self.said}")

    def healthy(self, address: str) -> bool:
        """Tell whether the process answers."""
        with urllib.request.urlopen(f"{address}/healthz", timeout=10) as answer:
            return bool(answer.status == 200)


@pytest.fixture
def start(empty_folder: Path) -> Iterator[Callable[..., Running]]:
    """Start `up` on this test's data; whatever still runs at the end is killed."""
    running: list[Running] = []

    def one(*arguments: str) -> Running:
        running.append(Running(empty_folder, *(arguments or ("--port", "0"))))
        return running[-1]

    yield one
    for each in running:
        each.process.kill()
        each.process.wait()
        if each.process.stderr:
            each.process.stderr.close()
    cluster = EmbeddedPostgres(empty_folder)
    leftovers.clear(cluster.cluster, cluster.sockets, patience_seconds=0)


def test_it_answers_and_each_step_told_its_seconds(start: Callable[..., Running]) -> None:
    hub = start()

    assert hub.healthy(hub.ready())
    assert re.search(r"^database: \d+\.\d s\nmigrations: \d+\.\d s\ncounty pack: \d+\.\d s\n", hub.said, re.MULTILINE)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_everything_in_order(
    number: signal.Signals, start: Callable[..., Running], empty_folder: Path
) -> None:
    hub = start()
    hub.ready()

    hub.process.send_signal(number)

    assert hub.process.wait(timeout=20) == 0
    assert leftovers.processes_of(empty_folder / "postgres") == []
    assert not (empty_folder / "postgres" / leftovers.PID_FILE).exists()


def test_a_second_start_says_who_owns_the_data_or_the_port(start: Callable[..., Running], tmp_path: Path) -> None:
    first = start()
    address = first.ready()
    port = address.rpartition(":")[2]

    same_data, same_port = start(), Running(tmp_path / "other", "--port", port)

    assert (same_data.process.wait(timeout=20), same_port.process.wait(timeout=20)) == (1, 1)
    assert same_data.process.stderr is not None
    assert same_port.process.stderr is not None
    said = same_data.process.stderr.read()
    assert f"(process {first.process.pid}, since " in said
    assert f"at port {port})" in said
    said = same_port.process.stderr.read()
    assert said.startswith(f"port {port} is taken by ")
    assert said.endswith(f"(process {first.process.pid}); choose another: --port {int(port) + 1}\n")
    assert not (tmp_path / "other").exists()
    assert first.healthy(address)


def test_killed_at_any_moment_the_next_start_just_works(start: Callable[..., Running]) -> None:
    for seconds in (1.0, 2.0, 3.0):
        killed = start()
        time.sleep(seconds)
        killed.process.kill()
        killed.process.wait()

    hub = start()

    assert hub.healthy(hub.ready())


def test_a_killed_database_comes_back_while_the_hub_runs(start: Callable[..., Running], empty_folder: Path) -> None:
    hub = start()
    address = hub.ready()
    cluster = empty_folder / "postgres"
    pid = leftovers.server_pid(cluster)
    assert pid is not None

    os.kill(pid, signal.SIGKILL)

    give_up = time.monotonic() + 20
    while time.monotonic() < give_up:
        now = leftovers.server_pid(cluster)
        if now not in (None, pid) and leftovers.is_running(cluster):
            break
        time.sleep(0.1)
    assert leftovers.server_pid(cluster) != pid
    assert psutil.pid_exists(hub.process.pid)
    assert hub.healthy(address)


def test_a_token_is_all_that_standard_output_holds(start: Callable[..., Running], empty_folder: Path) -> None:
    killed = start()
    killed.ready()
    killed.process.kill()  # what is left behind is told in the log, which must not mix with the answer
    killed.process.wait()
    command = [sys.executable, "-m", "server.commands", "token", "P01", "--data", str(empty_folder)]

    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (done.returncode, len(done.stdout.splitlines())) == (0, 1), done.stderr
    assert re.fullmatch(r"hub_[\w-]{30,}\n", done.stdout)
    assert "left running" in done.stderr
    unknown = subprocess.run([*command[:4], "P99", *command[5:]], capture_output=True, text=True, check=False)
    assert (unknown.returncode, unknown.stdout) == (1, "")
    assert "nobody has the code P99" in unknown.stderr
