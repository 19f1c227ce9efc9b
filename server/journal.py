"""`journal`: rows of the journal as a table, for who keeps the hub; what they changed stays in the database."""

import unicodedata
from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from analytics.feed import follow
from db.connection import Database
from server import checking
from server.database import Access
from server.settings import Settings
from server.sql import statement

COLUMNS = {"position": 9, "at": 19, "who": 24, "verb": 28, "about": 0}  # with widths in cells; 0 takes what is left
ALL = 1_000_000


@dataclass(frozen=True)
class Wanted:
    """Which rows: the newest `count` since a moment, of one item or of all."""

    count: int = 50
    since: datetime | None = None
    item: UUID | None = None


async def show(settings: Settings, access: Access, wanted: Wanted, following: bool, say: Callable[[str], None]) -> bool:
    """Say the table line by line; following, until somebody ends it. Answers True: there is nothing to judge here."""
    database = Database(access.addresses, clock=settings.clock)
    if wanted.since is not None and wanted.since.tzinfo is None:
        wanted = replace(wanted, since=wanted.since.replace(tzinfo=ZoneInfo(database.zone)))
    try:
        async for each in table(database, wanted, following=following):
            say(each)
    finally:
        await database.close()
    return True


async def verified(settings: Settings, access: Access, say: Callable[[str], None]) -> bool:
    """Verify every seal and payload and say what was found; answers whether all are as they were."""
    database = Database(access.addresses, clock=settings.clock)
    try:
        outcome = await checking.journal(checking.Place(settings, access, database))
    finally:
        await database.close()
    for each in checking.lines("journal", outcome):
        say(each)
    return not outcome.problems


async def table(database: Database, wanted: Wanted, *, following: bool) -> AsyncGenerator[str, None]:
    """Lines of the table, oldest row first; when following, each further row as it is committed, without end."""
    yield line(list(COLUMNS))
    # Begun before the first reading: a row committed between the two comes twice here and is shown once.
    feed = follow(database.addresses.system) if following else None
    if feed is not None:
        await anext(feed)
    shown: set[int] = set()
    for row in await rows(database, wanted):
        shown.add(row.position)
        yield shown_row(row, database.zone)
    if feed is None:
        return
    async for batch in feed:
        fresh = {change.position for change in batch.rows} - shown
        if not fresh:
            continue
        # A row may commit after one with a greater position; so these are asked for by name, not "after the last".
        everything = Wanted(ALL, wanted.since, wanted.item)
        for row in await rows(database, everything, after=min(fresh) - 1):
            if row.position in fresh:
                yield shown_row(row, database.zone)


async def rows(database: Database, wanted: Wanted, after: int = 0) -> Sequence[Any]:
    """The rows wanted, by position."""
    async with database.as_hub() as session:
        bound = {"after": after, "since": wanted.since, "item": wanted.item, "limit": wanted.count}
        return (await session.execute(statement("journal_rows"), bound)).all()


def shown_row(row: Any, zone: str) -> str:
    """A row as a line: when it counts, in the county's time; who did it for which post; what it is about."""
    who = " ".join(filter(None, (row.person, row.person_name))) or "hub"
    about = row.item or row.item_id or row.fact_id or ""
    post = f" ({row.post})" if row.post else ""
    at = row.at.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M:%S")
    return line([str(row.position), at, who, row.verb, f"{about}{post}"])


def line(cells: Sequence[str]) -> str:
    """Cells in columns; Chinese takes two places of a terminal."""
    padded = (cell + " " * (width - _places(cell)) for cell, width in zip(cells, COLUMNS.values(), strict=True))
    return "  ".join(padded).rstrip()


def _places(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text)
