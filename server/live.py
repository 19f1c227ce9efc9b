"""The live feed: one follower of the journal a server, and for each subscriber what that one may see of it.

The follower hands every journal row to every subscriber; a subscriber wakes at most five times a second, takes what
has gathered, and asks the database under its own asker which of it may be seen, in one statement on a fresh
connection. So rights that end, end here too. Events carry ids alone. A subscriber that comes back with a position is
told exactly what it missed; one that reads too slowly, or was away too long, is told to read again, and nothing is
kept for it without bound.
"""

import asyncio
import contextlib
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, Final
from uuid import UUID

from graphql import GraphQLError
from sqlalchemy import Row, text

from analytics.feed import Batch, OtherDatabase, follow
from analytics.position import BadPosition, Position
from db.connection import Asker, Database
from schema.live import Announcement
from server.errors import is_unavailable
from server.language import sentence
from server.observability import log
from server.sql import statement

PACE_SECONDS: Final = 0.2
HOLD_SECONDS: Final = 0.15  # how long a wake-up waits for the replica, so that one tells of items and figures
RETRY_SECONDS: Final = 1.0
MOST_WAITING: Final = 50_000  # rows a subscriber may leave unread
MOST_MISSED: Final = 10_000  # rows told to who comes back; beyond, reading again is cheaper
MOST_IDS: Final = 500  # of one kind in one announcement; beyond, the ids are left out and only areas named
SILENT: Final = ("accounts",)  # signing in and out concerns nobody's screen
STILL_IN = text("select sign_in_is_open(cast(:id as uuid))")


class Ended(GraphQLError):
    """A subscription that ends: its code says why, its sentence what to do."""

    def __init__(self, code: str, language: str) -> None:
        """End with a code of language.SENTENCES."""
        super().__init__(sentence(code, language), extensions={"code": code})


@dataclass(eq=False)
class Subscriber:
    """One subscription: what it waits for, and what has gathered for it."""

    asker: Asker
    items: frozenset[UUID] | None
    subjects: frozenset[str] | None
    waiting: dict[int, None] = field(default_factory=dict)  # journal positions, in order
    position: Position | None = None
    overview: bool = False
    ended: str | None = None
    woken: asyncio.Event = field(default_factory=asyncio.Event)
    shown: asyncio.Event = field(default_factory=asyncio.Event)  # the replica shows more, and it was not told yet

    def take(self, batch: Batch) -> None:
        """Gather what may concern the subscriber from a batch; too much unread ends it."""
        self.position = batch.position
        for row in batch.rows:
            if row.subject not in SILENT and self._concerns(row.subject, row.item_id):
                self.waiting[row.position] = None
        if len(self.waiting) > MOST_WAITING:
            self.end("TOO_SLOW_READING")
        if self.waiting:
            self.woken.set()

    def _concerns(self, subject: str, item: UUID | None) -> bool:
        if self.asker.limits is not None:
            return False  # a dashboard is told that the overview shows more, and of nothing else
        return (self.subjects is None or subject in self.subjects) and (self.items is None or item in self.items)

    def merged(self) -> None:
        """The replica shows more than before."""
        if self.items is None:
            self.overview = True
            self.shown.set()
            self.woken.set()

    def end(self, code: str) -> None:
        """Tell the subscriber at its next reading that it must begin anew; what waited for it is let go."""
        self.waiting.clear()
        self.ended = code
        self.shown.set()
        self.woken.set()


class LiveFeed:
    """The feed of one server. `run` lives as long as the server; `changes` is what subscriptions read."""

    def __init__(self, database: Database, replica: Any = None, count: Callable[[int], None] | None = None) -> None:
        """Follow this database; `replica` tells when figures show, `count` learns how many subscribers there are."""
        self.database, self.replica = database, replica
        self.count = count or (lambda number: None)
        self.subscribers: set[Subscriber] = set()
        self.position: Position | None = None
        self.started = asyncio.Event()
        # Positions at which something changed that figures may show, until the replica shows it.
        self._unmerged: deque[Position] = deque(maxlen=1000)

    @contextlib.asynccontextmanager
    async def run(self) -> AsyncIterator["LiveFeed"]:
        """Follow the journal, and the replica where there is one, until left."""
        tasks = [asyncio.create_task(self._follow())]
        if self.replica is not None:
            tasks.append(asyncio.create_task(self._watch_replica()))
        try:
            yield self
        finally:
            for subscriber in self.subscribers:
                subscriber.end("SERVER_STOPS")
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _follow(self) -> None:
        while True:
            try:
                async for batch in follow(self.database.addresses.system, self.position):
                    self._hand_out(batch)
            except OtherDatabase:
                self.position = None
                self._end_all("POSITION_TOO_OLD")
            except Exception as error:
                log.error("the live feed stopped and begins again", exc_info=error)
                await asyncio.sleep(RETRY_SECONDS)

    def _hand_out(self, batch: Batch) -> None:
        self.position = batch.position
        self.started.set()
        for subscriber in self.subscribers:
            subscriber.take(batch)
        if self.replica is not None and any(row.item_id or row.fact_id for row in batch.rows):
            self._unmerged.append(batch.position)
            if not self._settle(self.replica.position):
                # The replica may have merged these very rows under a snapshot a little older than ours, and would look
                # again in two seconds: a snapshot taken from now on covers ours for certain.
                self.replica.follower.nudge()

    def _settle(self, shown: Position | None) -> bool:
        before = len(self._unmerged)
        while self._unmerged and shown is not None and shown.covers(self._unmerged[0]):
            self._unmerged.popleft()
        if len(self._unmerged) < before:
            for subscriber in self.subscribers:
                subscriber.merged()
        return not self._unmerged

    async def _watch_replica(self) -> None:
        async for as_of in self.replica.merged.listen():
            self._settle(as_of.position)

    def _end_all(self, code: str) -> None:
        for subscriber in self.subscribers:
            subscriber.end(code)

    async def changes(
        self, asker: Asker, after: str | None, items: Sequence[UUID] | None, subjects: Sequence[str] | None
    ) -> AsyncIterator[Announcement]:
        """What the asker may see of what changes after a position (None: from now on), coalesced, without end.

        Ends with an error whose code says why: NOT_SIGNED_IN, SESSION_ENDED, BAD_POSITION, POSITION_TOO_OLD,
        TOO_SLOW_READING, SERVER_STOPS.
        """
        if asker.person_id is None:
            raise Ended("NOT_SIGNED_IN", asker.language)
        subscriber = Subscriber(
            asker, None if items is None else frozenset(items), None if subjects is None else frozenset(subjects)
        )
        await self.started.wait()
        # Listen first, look back then: what commits between the two is told twice rather than never.
        subscriber.position = self.position
        self.subscribers.add(subscriber)
        self.count(len(self.subscribers))
        try:
            if after is not None:
                async for announcement in self._missed(subscriber, after):
                    yield announcement
            async for announcement in self._coming(subscriber):
                yield announcement
        finally:
            self.subscribers.discard(subscriber)
            self.count(len(self.subscribers))

    async def _missed(self, subscriber: Subscriber, after: str) -> AsyncIterator[Announcement]:
        language = subscriber.asker.language
        try:
            since = Position.parse(after)
        except BadPosition:
            raise Ended("BAD_POSITION", language) from None
        if self.position is not None and since.identity != self.position.identity:
            raise Ended("POSITION_TOO_OLD", language)
        # What the feed had handed out before this reading is in it; what it hands out meanwhile waits.
        position = subscriber.position or since
        values = {"since": since.snapshot, "silent": list(SILENT), "most": MOST_MISSED + 1}
        async with self.database.reading(subscriber.asker) as connection:
            rows = (await connection.execute(statement("missed"), values)).all()
        if len(rows) > MOST_MISSED:
            raise Ended("POSITION_TOO_OLD", language)
        for row in rows:
            subscriber.waiting.pop(row.position, None)
        wanted = [row for row in rows if subscriber._concerns(row.subject, row.item)]
        overview = self.replica is not None and not self._unmerged
        if wanted or (subscriber.asker.limits is not None and rows and overview):
            yield announcement_of(wanted, position, overview=overview)

    async def _coming(self, subscriber: Subscriber) -> AsyncIterator[Announcement]:
        while True:
            await subscriber.woken.wait()
            await self._held(subscriber)
            subscriber.woken.clear()
            subscriber.shown.clear()
            woken_at = monotonic()
            announcement = await self._next(subscriber)
            if announcement is not None:
                yield announcement
            await asyncio.sleep(max(0.0, PACE_SECONDS - (monotonic() - woken_at)))

    async def _held(self, subscriber: Subscriber) -> None:
        """Wait a moment for the figures of what woke the subscriber: told apart, they would come a pace later."""
        if self._unmerged and subscriber.items is None and subscriber.ended is None:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(subscriber.shown.wait(), HOLD_SECONDS)

    async def _next(self, subscriber: Subscriber) -> Announcement | None:
        if subscriber.ended is not None:
            raise Ended(subscriber.ended, subscriber.asker.language)
        positions, position = list(subscriber.waiting), subscriber.position
        overview, subscriber.overview = subscriber.overview, False
        subscriber.waiting.clear()
        try:
            rows = await self._visible(subscriber.asker, positions)
        except Exception as error:
            if not is_unavailable(error):
                raise
            # The database is away: what waited waits on, and is told when it is back.
            subscriber.waiting = {**dict.fromkeys(positions), **subscriber.waiting}
            subscriber.overview = subscriber.overview or overview
            await asyncio.sleep(RETRY_SECONDS)
            subscriber.woken.set()
            return None
        if position is None or not (rows or overview):
            return None
        return announcement_of(rows, position, overview=overview)

    async def _visible(self, asker: Asker, positions: list[int]) -> Sequence[Row[Any]]:
        async with self.database.reading(asker) as connection:
            if asker.session_id is not None:
                still_in = (await connection.execute(STILL_IN, {"id": asker.session_id})).scalar_one()
                if not still_in:
                    raise Ended("SESSION_ENDED", asker.language)
            if not positions:
                return []
            values = {"positions": positions, "most": MOST_IDS * 2}
            return (await connection.execute(statement("announced"), values)).all()


def announcement_of(rows: Iterable[Row[Any]], position: Position, *, overview: bool) -> Announcement:
    """One announcement of several journal rows: each subject, verb and key once, in the order of their first row."""
    found = list(rows)
    items = _once((row.kind, row.item) for row in found if row.item is not None)
    facts = _once(row.fact for row in found if row.fact is not None)
    return Announcement(
        position=str(position),
        subject=",".join(_once(row.subject for row in found)) or "overview",
        verb=",".join(_once(row.verb for row in found)) or "overview.merged",
        items=items if len(items) <= MOST_IDS else (),
        facts=facts if len(facts) <= MOST_IDS else (),
        areas=_once(row.area for row in found if row.area is not None),
        overview=overview,
    )


def _once(values: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(dict.fromkeys(values))
