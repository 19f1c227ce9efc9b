"""The pool of the short reads: what the asker sees and one statement, in one trip to the database.

A read through the ordinary pool takes five trips: a ping, BEGIN, the asker, the statement, COMMIT. Here the asker
travels in the statement. psycopg's own pool is not used: it opens
connections behind whoever waits, so that an outage shows as five seconds of nothing where this one says at once why.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

import psycopg
from psycopg.pq import TransactionStatus
from psycopg.rows import namedtuple_row, tuple_row
from sqlalchemy import URL
from sqlalchemy.exc import TimeoutError as NoSeat

PATIENCE_SECONDS = 5
STATEMENTS_KEPT = 500  # prepared statements of one connection
Asking = tuple[int | None, datetime, str]
# PostgreSQL reads `carried` first and works the subqueries of the list out for its row, so the asker stands when they
# run; were the order another, nothing were seen. Two statements in a pipeline cost a third more of the server's time.
CARRIED = """
with carried as materialized (
  select carry_asker(%(hub_person)s, %(hub_at)s, %(hub_zone)s), set_config('transaction_read_only', 'on', true){proof}
)
select answered.* from carried cross join lateral ({statement}) answered
"""
PROOF = " where sign_in_is_open(%(hub_sign_in)s::uuid)"
PLACE = re.compile(r"%(?:\((\w+)\)s|%)")
Connection = psycopg.AsyncConnection[Any]
Cursor = psycopg.AsyncCursor[Any]
Run = Callable[[Connection], Awaitable[Cursor]]


class SignInEnded(Exception):
    """The sign-in of an asker who was taken at the word is no longer open."""


@lru_cache(maxsize=4096)
def carried(statement: str, proof: str) -> "Carried":
    """A statement with what carries its asker.

    psycopg would number the values anew for each request: it keeps no text beyond 4,096 characters.
    """
    names: dict[str, str] = {}

    def numbered(found: "re.Match[str]") -> str:
        return names.setdefault(found[1], f"${len(names) + 1}") if found[1] else "%"

    text = PLACE.sub(numbered, CARRIED.format(statement=statement, proof=proof))
    return Carried(text, text.encode(), tuple(names))


@dataclass(frozen=True)
class Carried:
    """A statement as PostgreSQL reads it, as text and as bytes, and the names of its values in their order."""

    text: str
    sent: bytes
    names: tuple[str, ...]


def conninfo(url: URL) -> str:
    """SQLAlchemy's address as libpq reads it; times come in UTC, whatever the server's zone."""
    parts = url.translate_connect_args(username="user", database="dbname") | dict(url.query)
    return psycopg.conninfo.make_conninfo(**parts, options="-c TimeZone=UTC")


@dataclass
class Readers:
    """Connections of `hub_app`, at most `size`, opened when needed; `listeners` are told each statement."""

    url: URL
    size: int = 10
    listeners: list[Callable[[str], None]] = field(default_factory=list)
    idle: list[Connection] = field(default_factory=list)
    in_use: int = 0

    def __post_init__(self) -> None:
        """Make the seats."""
        self._seats = asyncio.Semaphore(self.size)

    async def rows(self, statement: str, values: Mapping[str, Any] | None = None) -> list[Any]:
        """The rows of a statement as named tuples, with nobody asking: functions that need none answer then, and they
        may write.
        """

        async def asked(connection: Connection) -> Cursor:
            return await connection.execute(statement, values, prepare=True)

        return list(await (await self._run(statement, asked)).fetchall())

    async def first(
        self, statement: str, values: Mapping[str, Any], asking: Asking, sign_in: str | None = None
    ) -> list[bytes | None]:
        """The values of the one row of a statement without FROM, as the bytes that came: JSON is not decoded here.

        `sign_in` must still be open, else SignInEnded is raised.
        """
        person, at, zone = asking
        given = {**values, "hub_person": person, "hub_at": at, "hub_zone": zone, "hub_sign_in": sign_in}
        whole = carried(statement, PROOF if sign_in else "")
        ordered = [given[name] for name in whole.names]

        async def asked(connection: Connection) -> Cursor:
            return await psycopg.AsyncRawCursor(connection, row_factory=tuple_row).execute(
                whole.sent, ordered, prepare=True
            )

        result = (await self._run(whole.text, asked)).pgresult
        assert result is not None
        if result.ntuples == 0:
            raise SignInEnded
        return [result.get_value(0, column) for column in range(result.nfields)]

    async def close(self) -> None:
        """Close every connection that nobody uses."""
        while self.idle:
            await self.idle.pop().close()

    async def _run(self, statement: str, asked: Run) -> Cursor:
        await self._take_seat()
        try:
            if self.idle:
                try:
                    return await self._on(self.idle.pop(), statement, asked)
                except psycopg.OperationalError as broken:
                    if broken.sqlstate is not None and not broken.sqlstate.startswith("57P"):
                        raise
                    # The server was restarted: what else lies idle is as dead, and a read may be asked again.
                    await self.close()
            return await self._on(await self._open(), statement, asked)
        finally:
            self.in_use -= 1
            self._seats.release()

    async def _take_seat(self) -> None:
        if self._seats.locked():
            try:
                async with asyncio.timeout(PATIENCE_SECONDS):
                    await self._seats.acquire()
            except TimeoutError:
                raise NoSeat(f"all {self.size} readers were busy for {PATIENCE_SECONDS} seconds") from None
        else:
            await self._seats.acquire()  # at once; a time-out costs more than that
        self.in_use += 1

    async def _open(self) -> Connection:
        opened = await psycopg.AsyncConnection.connect(
            conninfo(self.url), autocommit=True, row_factory=namedtuple_row, connect_timeout=PATIENCE_SECONDS
        )
        opened.prepared_max = STATEMENTS_KEPT
        return opened

    async def _on(self, connection: Connection, statement: str, asked: Run) -> Cursor:
        """Run on this connection, which is given back unless it broke or was left in the middle of an answer."""
        for listener in self.listeners:
            listener(statement)
        try:
            return await asked(connection)
        finally:
            if not connection.closed and connection.info.transaction_status == TransactionStatus.IDLE:
                self.idle.append(connection)
            else:
                with suppress(psycopg.Error):
                    await connection.close()
