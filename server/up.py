"""`up`: everything from an empty folder to a hub that answers, one step after another, each with its seconds.

What takes long and is not needed for the first answer (the page, the sample county's life) goes on behind the web
server. The web server runs in this process, so that there is one process to stop; Ctrl-C stops it, then the database.
"""

import contextlib
import gc
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from types import FrameType

from db.migrate import migrate
from server.children import CHILDREN, Ended
from server.county import load_county
from server.database import Access, own_database
from server.doors import Doors, doors_of
from server.listening import WebServer, address_of
from server.page import build_page
from server.postgres import DataInUse, owner_of
from server.sample import live_behind, welcome
from server.settings import Settings

started_at = time.monotonic()


@dataclass(frozen=True)
class Step:
    """One step of the start: what its progress line says, and what is done with the settings and the database."""

    name: str
    run: Callable[[Settings, Access], object]


def run_migrations(settings: Settings, access: Access) -> None:
    """Bring the database to the newest revision."""
    migrate(access.addresses.owner)


def run_page_build(settings: Settings, access: Access) -> None:
    """Build the page unless it is built."""
    build_page(settings.data / "page.log")


BEFORE_ANSWERING = (
    Step("migrations", run_migrations),
    Step("county pack", load_county),
)
PAGE = Step("page", run_page_build)
LIFE = Step("sample life", live_behind)


def up(settings: Settings, page: bool = True, life: bool = True) -> None:
    """Start the hub and serve until Ctrl-C or SIGTERM. Raises DataInUse, DatabaseTrouble or PortTaken."""
    end_on_signals()
    with contextlib.ExitStack() as stack:
        refuse_a_second_start(settings)
        doors = stack.enter_context(doors_of(settings))
        with step("database"):
            access = stack.enter_context(own_database(settings, doors.port))
        stack.enter_context(watched(access))
        for each in BEFORE_ANSWERING:
            with step(each.name):
                each.run(settings, access)
        serve(settings, access, doors, [*([PAGE] if page else []), *([LIFE] if life else [])])


def refuse_a_second_start(settings: Settings) -> None:
    """Raise DataInUse before the port is tried, since a hub that runs on this data has that port too."""
    owner = None if settings.database_url else owner_of(settings.data)
    if owner is not None:
        raise DataInUse(settings.data, owner)


def serve(settings: Settings, access: Access, doors: Doors, behind: Sequence[Step]) -> None:
    """Run the web server until a signal ends it; the slow steps start when it answers."""
    # Here, because these libraries take a second, and a start that is refused needs none of them.
    from server.serve import make_application

    address = address_of(doors.own)
    lines = [*welcome(settings, access, address), *(doors.lan.lines() if doors.lan else ())]

    def ready() -> None:
        keep_what_is_loaded()
        say(f"ready after {time.monotonic() - started_at:.1f} s: {address}")
        for line in lines:
            say(line)
        for each in behind:
            threading.Thread(target=run_behind, args=[each, settings, access], name=each.name, daemon=True).start()

    application = make_application(settings, access.addresses)
    try:
        with contextlib.suppress(KeyboardInterrupt):
            WebServer(application, settings.trusted_proxies, ready, doors.lan).run(sockets=[doors.own])
    finally:
        CHILDREN.end()  # before the database, which they use


def keep_what_is_loaded() -> None:
    """Have Python's collector leave alone what the start made: the schema and the libraries stay to the end.

    Looking through all of it stopped every answer for a fifth of a second.
    """
    gc.collect()
    gc.freeze()


def run_behind(each: Step, settings: Settings, access: Access) -> None:
    """Carry out a slow step; its failure is told and leaves the hub running."""
    try:
        with step(each.name):
            each.run(settings, access)
    except Ended:
        say(f"{each.name}: goes on at the next start")
    except Exception as trouble:
        say(f"{each.name}: {trouble}")


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
