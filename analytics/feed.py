"""The exact feed of the journal: what one snapshot sees and an earlier one did not, each row once, none lost.

`changes` reads; `follow` keeps reading, woken by the database, for live updates. The replica (replica.py) has a loop
of its own, because it reads the changed rows under the same snapshot.
"""

import asyncio
import contextlib
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg
from psycopg.rows import class_row, dict_row
from sqlalchemy import URL

from analytics.position import Position
from analytics.sql import sql

COALESCE_SECONDS = 0.02
POLL_SECONDS = 2.0
RETRY_SECONDS = (0.1, 0.25, 0.5, 1.0, 2.0)


@dataclass(frozen=True)
class Change:
    """One journal row, without what was changed."""

    position: int
    at: datetime
    recorded_at: datetime
    actor: int | None
    subject: str
    verb: str
    item_id: UUID | None
    fact_id: UUID | None


@dataclass(frozen=True)
class Batch:
    """What happened since the position before, by journal position; empty when nothing did. `read_at` is when it was
    read, by the database's clock.
    """

    position: Position
    rows: tuple[Change, ...]
    read_at: datetime


class OtherDatabase(Exception):
    """The position belongs to another database, or to this one before it was restored: read everything anew."""


def arguments(url: URL) -> dict[str, Any]:
    """What psycopg.connect needs to reach the database of an SQLAlchemy URL."""
    return {**url.translate_connect_args(username="user", database="dbname"), **url.query}


def identify(connection: psycopg.Connection[Any]) -> tuple[Position, datetime]:
    """The snapshot of the connection's transaction as a position, and when the transaction began."""
    row = connection.cursor(row_factory=dict_row).execute(sql("identity")).fetchone()
    assert row is not None
    return Position(row["snapshot"], row["identity"]), row["read_at"]


def changes(connection: psycopg.Connection[Any], since: Position) -> Batch:
    """The journal rows since a position. The connection is in a repeatable-read transaction, so rows and snapshot
    agree.

    Raises OtherDatabase when `since` is from another database.
    """
    now, read_at = identify(connection)
    _same(since, now)
    cursor = connection.cursor(row_factory=class_row(Change))
    return Batch(now, tuple(cursor.execute(sql("changes"), {"since": since.snapshot}).fetchall()), read_at)


def _same(since: Position, now: Position) -> None:
    if since.identity != now.identity:
        raise OtherDatabase("the position belongs to another database")


async def changes_async(connection: psycopg.AsyncConnection[Any], since: Position | None) -> Batch:
    """As `changes`, in a transaction of its own; without `since` only the present position, no rows."""
    async with connection.transaction():
        await connection.execute("set transaction isolation level repeatable read, read only")
        found = await connection.cursor(row_factory=dict_row).execute(sql("identity"))
        row = await found.fetchone()
        assert row is not None
        now = Position(row["snapshot"], row["identity"])
        if since is None:
            return Batch(now, (), row["read_at"])
        _same(since, now)
        cursor = await connection.cursor(row_factory=class_row(Change)).execute(
            sql("changes"), {"since": since.snapshot}
        )
        return Batch(now, tuple(await cursor.fetchall()), row["read_at"])


async def follow(system: URL, since: Position | None = None) -> AsyncGenerator[Batch, None]:
    """Batches of journal rows from `since` (else from now), first the present position, then whenever something
    happened.

    Wakes on the database's notification, waits 20 ms for others, polls every 2 s in case one got lost, and connects
    again by itself when the database restarts. Raises OtherDatabase when the database is no longer the one it
    followed.
    """
    failures = 0
    first = True
    while True:
        try:
            async with await psycopg.AsyncConnection.connect(**arguments(system), autocommit=True) as connection:
                # Listen first, read then: what commits between the two wakes us once more, never too seldom.
                await connection.execute("listen journal")
                while True:
                    batch = await changes_async(connection, since)
                    failures = 0
                    since = batch.position
                    if batch.rows or first:
                        first = False
                        yield batch
                    await _woken(connection)
        except psycopg.OperationalError:
            await asyncio.sleep(RETRY_SECONDS[min(failures, len(RETRY_SECONDS) - 1)])
            failures += 1


async def _woken(connection: psycopg.AsyncConnection[Any]) -> None:
    async with contextlib.aclosing(connection.notifies(timeout=POLL_SECONDS, stop_after=1)) as notifies:
        async for _ in notifies:
            await asyncio.sleep(COALESCE_SECONDS)
