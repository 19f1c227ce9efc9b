"""The replica: one DuckDB file a server, following the journal exactly, and the questions it answers.

One thread writes: it loads, follows, merges. Questions run on the engine's threads meanwhile and see whole
transactions. A new generation of the file is made by a full load in a child process when there is none, when the file
is damaged or of another shape, and when the database is no longer the one it followed (restored, failed over).
"""

import asyncio
import os
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from analytics import questions
from analytics.answer import Row, Rows, page_of
from analytics.broadcast import Broadcast
from analytics.catalogue import View
from analytics.catalogue import load as load_views
from analytics.engine import Engine
from analytics.files import Folder
from analytics.follower import Follower
from analytics.generation import AsOf
from analytics.position import Position
from analytics.questions import Question
from analytics.scope import Sight
from db.connection import Addresses


@dataclass
class Replica:
    """Open it with `open`, start it in the event loop that asks, close it at the end."""

    folder: Folder
    follower: Follower
    views: Mapping[str, View]
    engine: Engine
    merged: Broadcast[AsOf]

    @classmethod
    def open(
        cls,
        addresses: Addresses,
        folder: Path,
        *,
        zone: str = "Asia/Shanghai",
        threads: int | None = None,
        memory_limit: str = "2GB",
        waiting: int = 64,
        seconds: float = 10.0,
        views: Mapping[str, View] | None = None,
    ) -> "Replica":
        """The replica kept in `folder`; refuses with InUse when another process has it, with BadViews when a view is
        not right.
        """
        threads = threads or os.cpu_count() or 2
        known = load_views() if views is None else views
        owned = Folder(folder, threads=threads, memory_limit=memory_limit, zone=zone)
        merged: Broadcast[AsOf] = Broadcast()
        follower = Follower(owned, addresses.system, merged.publish)
        engine = Engine(lambda: follower.generation, threads=threads, waiting=waiting, seconds=seconds)
        return cls(owned, follower, known, engine, merged)

    async def start(self) -> None:
        """Begin to load and follow; answers at once, `ready` waits."""
        self.merged.attach()
        self.follower.start()

    async def ready(self, seconds: float = 600) -> None:
        """Wait until questions can be answered; TimeoutError when they cannot by then."""
        async with asyncio.timeout(seconds):
            async for _ in self.merged.listen():
                return

    async def close(self) -> None:
        """Stop following, let running questions end, close the file."""
        await asyncio.to_thread(self.follower.stop)
        await asyncio.to_thread(self.engine.close)
        if self.follower.generation is not None:
            self.follower.generation.close()
        self.folder.close()

    @property
    def position(self) -> Position | None:
        """Up to where the journal is merged; None before the first load."""
        return self.merged.latest.position if self.merged.latest else None

    @property
    def as_of(self) -> datetime | None:
        """When that was read, by the database's clock."""
        return self.merged.latest.time if self.merged.latest else None

    async def caught_up(self, position: Position, seconds: float = 5.0) -> bool:
        """Wait until everything a position saw is merged; False when it is not by then."""
        try:
            async with asyncio.timeout(seconds):
                async for as_of in self.merged.listen():
                    if as_of.position.covers(position):
                        return True
                    # The journal may be silent while other transactions end: have the follower look again now.
                    self.follower.nudge()
        except TimeoutError:
            pass
        return False

    async def differences(self, seconds: float = 300) -> list[str]:
        """What differs between the replica and the database, both at one position; TimeoutError when it takes long."""
        return await asyncio.wait_for(asyncio.wrap_future(self.follower.compare()), seconds)

    async def query(self, view: str, sight: Sight, question: Question | None = None) -> Rows:
        """A page of a view under an asker's sight. Refuses with BadQuestion; raises Busy, TooLong, NotReady of the
        engine.
        """
        asked = question or Question()
        found = self.views[view]
        statement = questions.page(found, sight, asked)
        table, as_of = await self.engine.run(statement.sql, statement.values)
        return page_of(found, asked, table, statement.sorted_by, as_of)

    async def count(self, view: str, sight: Sight, where: questions.Where) -> int:
        """How many rows a view has under an asker's sight."""
        statement = questions.count(self.views[view], sight, where)
        table, _ = await self.engine.run(statement.sql, statement.values)
        return int(table.column("n")[0].as_py())

    async def one(self, view: str, sight: Sight, key: Mapping[str, Any]) -> tuple[Row | None, AsOf]:
        """The row of a view with a key (every key column given); None where there is none to see."""
        found = self.views[view]
        if set(key) != set(found.key):
            raise questions.BadQuestion(f"{view} takes {', '.join(found.key)}")
        rows = await self.query(
            view, sight, Question(where={name: {"eq": value} for name, value in key.items()}, first=1)
        )
        return (rows.rows[0] if rows.rows else None), rows.as_of

    async def stream(self, view: str, sight: Sight, question: Question) -> AsyncIterator[list[Row]]:
        """All rows of a view in order, page by page, for exports. Each page is as of its own moment."""
        after = question.after
        while True:
            size = question.first or questions.LARGEST_PAGE
            rows = await self.query(view, sight, Question(question.where, question.order_by, size, after))
            if len(rows):
                yield rows.rows
            if not rows.has_next:
                return
            after = rows.cursor(len(rows) - 1)
