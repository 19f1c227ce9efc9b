"""The sample county: its two years of life behind a running hub, and who may sign in to look at it."""

import asyncio
import os
import sys
from datetime import date

from sqlalchemy import text

from db.connection import NOBODY, Database
from server.children import CHILDREN
from server.database import Access
from server.settings import ROOT, Settings

NICENESS = 10  # life goes on behind the people who look at it


def live_behind(settings: Settings, access: Access) -> None:
    """Let the sample county live in a process of its own until it has caught up; its progress goes to standard error.

    A process of its own, because it computes: the web server keeps its core. It ends with this one, in whatever act it
    is, since acts are transactions; the next time it goes on from where it was.
    """
    if not asyncio.run(_is_sample(settings, access)):
        return
    command = [sys.executable, "-m", "server.commands", "live", "--data", str(settings.data)]
    CHILDREN.run(command, cwd=ROOT)


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
    database = Database(access.addresses, clock=settings.clock, pool_size=2)

    def tell(progress: Progress) -> None:
        line = f"sample life: {progress.period} ({progress.done} of {progress.of}), {progress.facts} facts"
        print(line, file=sys.stderr, flush=True)

    try:
        await run(database, today=_today(settings), progress=tell)
    finally:
        await database.close()


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
