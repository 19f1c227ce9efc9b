"""The context of one request: who asks, in which language, and what the fields read with."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import strawberry
from sqlalchemy.ext.asyncio import AsyncConnection
from strawberry.dataloader import DataLoader

from analytics.scope import Sight, sight_of
from db.connection import Asker, Database
from resolvers.county import County
from resolvers.county import county as county_of

# One request never holds more connections than this at once, so that a broad query leaves the pool to others.
CONNECTIONS_AT_ONCE = 3


@dataclass
class Context:
    """What a request carries. The server makes one for each request (and one for each subscription).

    `replica` answers the overview, `live` the subscription's changes; None where a process has none of them.
    `compiled` says whether the reading engine may answer; without it every field goes through its resolver. `text` says
    whether what it answered stays text, which only who writes JSON with orjson can use; `answered` is what it answered
    of the root before the executor ran.
    """

    asker: Asker
    database: Database
    replica: Any = None
    live: Any = None
    settings: Any = None
    compiled: bool = True
    text: bool = False
    answered: dict[str, bytes | Exception] = field(default_factory=dict)
    request: Any = None
    language: str = ""
    loaders: dict[Any, DataLoader[Any, Any]] = field(default_factory=dict)
    notes: dict[str, Any] = field(default_factory=dict)
    alone: asyncio.Lock = field(default_factory=asyncio.Lock)
    gate: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(CONNECTIONS_AT_ONCE))

    def __post_init__(self) -> None:
        """Take the asker's language where none is given."""
        self.language = self.language or self.asker.language

    @property
    def now(self) -> datetime:
        """The present moment by the hub's clock."""
        return self.database.clock()

    @property
    def today(self) -> date:
        """The county's day of the present moment."""
        return self.now.astimezone(ZoneInfo(self.database.zone)).date()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """A connection under the asker. Give it back before awaiting a loader, else the pool deadlocks."""
        async with self.gate, self.database.reading(self.asker) as connection:
            yield connection

    def loader(self, key: Any, load: Callable[[list[Any]], Any]) -> DataLoader[Any, Any]:
        """The request's loader of a key, made on first use."""
        if key not in self.loaders:
            self.loaders[key] = DataLoader(load_fn=load)
        return self.loaders[key]

    async def county(self, connection: AsyncConnection | None = None) -> County:
        """The county's pack, from memory; `connection` where the caller holds one already."""
        if connection is not None:
            return await county_of(connection)
        async with self.alone:  # many fields of a list ask at once: one of them reads
            if "county" not in self.notes:
                async with self.reading() as own:
                    self.notes["county"] = await county_of(own)
            found: County = self.notes["county"]
            return found

    async def sight(self) -> Sight:
        """What the asker may see, for the replica; read once an operation."""
        async with self.alone:
            if "sight" not in self.notes:
                async with self.gate:
                    self.notes["sight"] = await sight_of(self.database, self.asker)
            found: Sight = self.notes["sight"]
            return found

    def forget(self) -> None:
        """Forget what was read: after a change everything is read anew."""
        self.loaders.clear()
        self.notes.clear()


Info = strawberry.Info[Context, None]
