"""The context of one request: who asks, in which language, and what the fields read with."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import strawberry
from sqlalchemy.ext.asyncio import AsyncConnection
from strawberry.dataloader import DataLoader

from db.connection import Asker, Database

# One request never holds more connections than this at once, so that a broad query leaves the pool to others.
CONNECTIONS_AT_ONCE = 3


@dataclass
class Context:
    """What a request carries. The server makes one for each request (and one for each subscription).

    `replica` answers the overview, `live` the subscription's changes; None where a process has none of them.
    """

    asker: Asker
    database: Database
    replica: Any = None
    live: Any = None
    settings: Any = None
    request: Any = None
    language: str = ""
    loaders: dict[Any, DataLoader[Any, Any]] = field(default_factory=dict)
    notes: dict[str, Any] = field(default_factory=dict)
    gate: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(CONNECTIONS_AT_ONCE))

    def __post_init__(self) -> None:
        """Take the asker's language where none is given."""
        self.language = self.language or self.asker.language

    @property
    def now(self) -> datetime:
        """The present moment by the hub's clock."""
        return self.database.clock()

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

    async def once(self, name: str, read: Callable[[], Any]) -> Any:
        """What a reader answers, read once a request."""
        if name not in self.notes:
            self.notes[name] = asyncio.ensure_future(read())
        return await self.notes[name]

    def forget(self) -> None:
        """Forget what was read: after a change everything is read anew."""
        self.loaders.clear()
        self.notes.clear()


Info = strawberry.Info[Context, None]
