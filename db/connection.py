"""The connection that carries the asker: pools for the roles, and transactions in which PostgreSQL knows who asks.

`hub_app` serves people: each transaction begins by carrying the asker (person, moment, time zone), from which the row
policies
follow. `hub_system` is the hub itself: the follower of the journal, timers, sign-in. Nothing else opens connections.
"""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from copy import copy
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import URL, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession, create_async_engine

from db.readers import Readers

Clock = Callable[[], datetime]
CARRY = text("select carry_asker(cast(:person as integer), :at, :zone)")


def utc_now() -> datetime:
    """The present moment; the clock of a hub that nobody injected another one into."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Limits:
    """What a dashboard's token is limited to: views of the overview by their names in the graph, and areas by their
    codes; areas None are all that the person sees. It only narrows: the row policies stay as they are.
    """

    views: frozenset[str]
    areas: frozenset[str] | None = None


@dataclass(frozen=True)
class Asker:
    """Who asks: a person, by which sign-in, with which scopes, in which language; `person_id` None is nobody.

    `limits`: asked by a dashboard, which reads some views and nothing else.
    Not `proved` is who held that sign-in a moment ago: `first` asks along whether it is still open, nothing else may.
    """

    person_id: int | None
    scopes: frozenset[str] = frozenset({"read", "write"})
    language: str = "zh"
    session_id: str | None = None
    limits: Limits | None = None
    proved: bool = True


NOBODY = Asker(None, frozenset())


@dataclass(frozen=True)
class Addresses:
    """Where the database is, once for each role; all three name the same database."""

    owner: URL
    app: URL
    system: URL

    def for_database(self, name: str) -> "Addresses":
        """The same server and roles, another database."""
        return Addresses(self.owner.set(database=name), self.app.set(database=name), self.system.set(database=name))


@dataclass
class Database:
    """The pools of one process. Open it inside the event loop that uses it; close it at the end."""

    addresses: Addresses
    zone: str = "Asia/Shanghai"
    clock: Clock = utc_now
    pool_size: int = 10
    app: AsyncEngine = field(init=False)
    system: AsyncEngine = field(init=False)
    readers: Readers = field(init=False)

    def __post_init__(self) -> None:
        """Make both pools; connections are opened when first used and checked before each use, so a restart of
        PostgreSQL heals.
        """
        self.app = self._engine(self.addresses.app, self.pool_size)
        self.system = self._engine(self.addresses.system, 4)
        self.readers = Readers(self.addresses.app, self.pool_size)

    @staticmethod
    def _engine(url: URL, size: int) -> AsyncEngine:
        return create_async_engine(url, pool_size=size, max_overflow=0, pool_timeout=5, pool_pre_ping=True)

    def at(self, clock: Clock) -> "Database":
        """The same pools under another clock (sample life and tests set it)."""
        other = copy(self)
        other.clock = clock
        return other

    async def close(self) -> None:
        """Close every connection."""
        await self.readers.close()
        await self.app.dispose()
        await self.system.dispose()

    async def _carry(self, connection: AsyncConnection | AsyncSession, person: int | None) -> None:
        await connection.execute(CARRY, {"person": person, "at": self.clock(), "zone": self.zone})

    @asynccontextmanager
    async def reading(self, asker: Asker) -> AsyncIterator[AsyncConnection]:
        """A connection with a read-only transaction under the asker; what it answers is what the asker may see."""
        async with self.app.connect() as connection:
            # An attribute of the connection that psycopg puts into its BEGIN: a statement less for every read.
            await connection.execution_options(postgresql_readonly=True)
            async with connection.begin():
                await self._carry(connection, asker.person_id)
                yield connection

    async def first(self, asker: Asker, statement: str, values: Mapping[str, Any]) -> list[bytes | None]:
        """The row of one statement that reads from nothing but subqueries, as the bytes that came, in one trip.

        Raises SignInEnded for an asker who is not proved and whose sign-in is no longer open.
        """
        asking = (asker.person_id, self.clock(), self.zone)
        return await self.readers.first(statement, values, asking, None if asker.proved else asker.session_id)

    @asynccontextmanager
    async def writing(self, asker: Asker) -> AsyncIterator[AsyncSession]:
        """A session with one transaction under the asker; commits at the end, rolls back when anything is raised."""
        async with AsyncSession(self.app, expire_on_commit=False) as session, session.begin():
            await self._carry(session, asker.person_id)
            yield session

    @asynccontextmanager
    async def as_hub(self) -> AsyncIterator[AsyncSession]:
        """A session of the hub itself (hub_system): sees every row, acts in nobody's name."""
        async with AsyncSession(self.system, expire_on_commit=False) as session, session.begin():
            await self._carry(session, None)
            yield session
