"""The sample county: its two years of life behind a running hub, and who may sign in to look at it."""

import asyncio
import contextlib
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import date

from sqlalchemy import text

from db.connection import NOBODY, Database
from server.database import Access
from server.settings import Settings

NICENESS = 10  # life goes on behind the people who look at it


def live_behind(settings: Settings, access: Access) -> None:
    """Let the sample county live in a process of its own until it has caught up; its progress goes to standard error.

    A process of its own, because it computes: the web server keeps its core. It ends with this one, and goes on from
    where it was the next time.
    """
    if not asyncio.run(_is_sample(settings, access)):
        return
    command = [sys.executable, "-m", "server.commands", "live", "--data", str(settings.data)]
    with ended_with_us(subprocess.Popen(command, stdin=subprocess.PIPE)) as life:
        life.wait()


@contextlib.contextmanager
def ended_with_us(process: "subprocess.Popen[bytes]") -> Iterator["subprocess.Popen[bytes]"]:
    """A child process that is ended when this block is left; one that is left alone sees its standard input close."""
    try:
        yield process
    finally:
        if process.poll() is None:
            process.terminate()


async def _is_sample(settings: Settings, access: Access) -> bool:
    database = Database(access.addresses, clock=settings.clock)
    try:
        async with database.reading(NOBODY) as connection:
            return bool(await connection.scalar(text("select sample from county_card()")))
    finally:
        await database.close()


async def live(settings: Settings, access: Access) -> None:
    """Live up to today, one line of progress a period."""
    from resolvers.life.living import Progress
    from resolvers.life.living import live as run

    os.nice(NICENESS)
    threading.Thread(target=_end_when_left_alone, daemon=True).start()
    database = Database(access.addresses, clock=settings.clock, pool_size=2)

    def tell(progress: Progress) -> None:
        line = f"sample life: {progress.period} ({progress.done} of {progress.of}), {progress.facts} facts"
        print(line, file=sys.stderr, flush=True)

    try:
        await run(database, today=_today(settings), progress=tell)
    finally:
        await database.close()


def _end_when_left_alone() -> None:
    """End this process when the hub that started it is gone; acts are transactions, so nothing is left half done."""
    if not sys.stdin.isatty():
        sys.stdin.buffer.read()
        os._exit(0)


def _today(settings: Settings) -> date:
    from resolvers.terms import SHANGHAI

    return settings.clock().astimezone(SHANGHAI).date()


FIRST = 4  # of the protocol order: the leaders, before those of the home township


async def _people(settings: Settings, access: Access) -> list[str]:
    database = Database(access.addresses, clock=settings.clock)
    try:
        async with database.reading(NOBODY) as connection:
            rows = (
                await connection.execute(text("select code, name, title, unit_zh, home from sample_people()"))
            ).all()
    finally:
        await database.close()
    shown = [row for number, row in enumerate(rows) if number < FIRST or row.home]
    return [f"  {row.code}  {row.name}  {row.unit_zh} {row.title}" for row in shown]


def welcome(settings: Settings, access: Access, address: str) -> list[str]:
    """The last screen: where to go, and as whom one may sign in, by role in protocol order."""
    people = asyncio.run(_people(settings, access))
    if not people:
        return [f"open {address}"]
    return ["", f"open {address} and sign in with one tap, as one of these or another:", *people, ""]
