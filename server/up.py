"""`up`: everything from an empty folder to a hub that answers, one step after another, each with its seconds.

What takes long and is not needed for the first answer (the page, the sample county's life) goes on behind the web
server. The web server runs in this process, so that there is one process to stop; Ctrl-C stops it, then the database.
"""

import contextlib
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from types import FrameType

from db.migrate import migrate
from server.database import Access, own_database
from server.settings import Settings


@dataclass(frozen=True)
class Step:
    """One step of the start: what the progress line says, and what is done."""

    name: str
    run: Callable[[Settings, Access], object]


def run_migrations(settings: Settings, access: Access) -> None:
    """Bring the database to the newest revision."""
    migrate(access.addresses.owner)


STEPS: Sequence[Step] = (Step("migrations", run_migrations),)


def up(settings: Settings) -> None:
    """Start the hub and serve until Ctrl-C or SIGTERM; raises DataInUse when the data has another owner."""
    end_on_signals()
    if settings.data.exists() is False:
        say(f"data in {settings.data}")
    with contextlib.ExitStack() as stack:
        with step("database"):
            access = stack.enter_context(own_database(settings, settings.port))
        stack.enter_context(watched(access))
        for each in STEPS:
            with step(each.name):
                each.run(settings, access)


@contextlib.contextmanager
def watched(access: Access) -> Iterator[None]:
    """Have the embedded database started again whenever it dies while the hub runs."""
    ended = threading.Event()
    if access.embedded is None:
        yield
        return
    watcher = threading.Thread(target=access.embedded.keep_running, args=[ended], name="database watcher")
    watcher.start()
    try:
        yield
    finally:
        ended.set()
        watcher.join()


def end_on_signals() -> None:
    """Treat SIGTERM and a closed terminal as Ctrl-C, so that the database is always stopped in order."""

    def end(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, end)


def say(text: str) -> None:
    """Write one progress line at once."""
    print(text, file=sys.stderr, flush=True)


@contextlib.contextmanager
def step(name: str) -> Iterator[None]:
    """Say how many seconds a step took."""
    started = time.monotonic()
    yield
    say(f"{name}: {time.monotonic() - started:.1f} s")


def lan_address() -> str:
    """Answer this machine's address in the local network; nothing is sent to find it out."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # an address of documentation: only the route is looked up
        except OSError:
            return "127.0.0.1"
        return str(probe.getsockname()[0])
