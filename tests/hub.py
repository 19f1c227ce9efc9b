"""A hub as tests drive it: a loaded county, a clock that tests move, and people who do their day's work.

`hub.as_("P08")` answers a person at work; what this person does runs through the real verbs, connected as hub_app, one
transaction an act. `hub.dump()` is everything the database holds, for the proof that a refusal changed nothing.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import psycopg
import pytest
from sqlalchemy import event, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from db.connection import Addresses, Asker, Database
from db.items import Assignment, Item, Notice
from db.organisation import Area, Person, Unit
from db.rows import metadata
from db.statistics import Fact, FactPeriod, Indicator, RegisterPeriod
from resolvers.clockwork import Ticked, tick
from resolvers.county import County, county
from resolvers.flow import Moved, Wanted, move
from resolvers.moves import MoveOffer, moves_of
from resolvers.pack.load import load_pack
from resolvers.pack.read import read_pack
from resolvers.refusals import RefusalCode, Refused
from resolvers.statistics import stating, villages
from resolvers.statistics.opening import open_periods
from resolvers.statistics.periods import Period
from resolvers.statistics.questions import AskedPeriod, asked_periods
from resolvers.statistics.reports import open_reports
from resolvers.statistics.stating import Stated
from resolvers.statistics.typed import Typed
from resolvers.statistics.villages import Cell

PACKS = Path(__file__).parent / "packs"
TINY = PACKS / "tiny"
FUXIAN = Path(__file__).parents[1] / "counties" / "fuxian"
SHANGHAI = ZoneInfo("Asia/Shanghai")
BEGIN = datetime(2019, 11, 1, 9, 0, tzinfo=SHANGHAI)  # a Friday; October is over and nobody has stated anything


_EVERYTHING = text(
    " union all ".join(f"select '{name}', t::text from {name} t" for name in sorted(metadata.tables)) + " order by 1, 2"
)


@dataclass
class Clock:
    """The clock of a hub under test: it stands until somebody moves it."""

    now: datetime = BEGIN

    def __call__(self) -> datetime:
        """The moment it shows."""
        return self.now

    def to(self, moment: str) -> datetime:
        """Set it to a moment of the county, "2019-11-05 18:00"."""
        self.now = datetime.fromisoformat(moment).replace(tzinfo=SHANGHAI)
        return self.now


async def load(addresses: Addresses, folder: Path, at: datetime = BEGIN) -> None:
    """Load a county pack into a database."""
    database = Database(addresses, clock=Clock(at))
    async with database.as_hub() as session:
        await load_pack(session, read_pack(folder), at)
    await database.close()


@dataclass
class Hub:
    """One database with its county, its people and its clock. A unit's code names its area too."""

    database: Database
    clock: Clock
    county: County
    people: Mapping[str, int]
    areas: Mapping[str, int]
    units: Mapping[str, int]

    def as_(self, code: str) -> "Desk":
        """A person at work."""
        return Desk(self, code, self.people[code])

    def fresh(self) -> "Hub":
        """The same database under a clock that stands at the beginning, with a county that a test may change."""
        clock, kept = Clock(), self.county
        place = County(
            facts=kept.facts,
            flow_tables=kept.flow_tables,
            units=kept.units,
            posts=kept.posts,
            readers=kept.readers,
            calendar=kept.calendar,
            flows=dict(kept.flows),
            guards=dict(kept.guards),
        )
        return replace(self, database=self.database.at(clock), clock=clock, county=place)

    async def opens(self, *periods: str) -> list[UUID]:
        """Open periods as the hub itself; answers the new items."""
        async with self.database.as_hub() as session:
            wanted = [Period.parse(period) for period in periods]
            return await open_periods(session, self.county, wanted, self.clock())

    async def opens_reports(self, *periods: str) -> list[UUID]:
        """Open the reports of periods as the hub itself; answers the new items."""
        async with self.database.as_hub() as session:
            return await open_reports(session, self.county, [Period.parse(each) for each in periods], self.clock())

    async def ticks(self, moment: str | None = None) -> Ticked:
        """Let the hub do by the clock what is due, at a moment or now."""
        if moment:
            self.clock.to(moment)
        return await tick(self.database)

    async def reads_the_county_again(self) -> None:
        """Read the county as every request does, after its pack changed."""
        async with self.database.as_hub() as session:
            self.county = await county(session)

    async def period(self, area: str, period: str) -> UUID:
        """The item of a township's period."""
        when = Period.parse(period).id
        found: UUID = await self.one(
            select(FactPeriod.item_id).where(FactPeriod.area_id == self.areas[area], FactPeriod.period_id == when)
        )
        return found

    async def register(self, unit: str, period: str) -> UUID:
        """The item of a department's register period."""
        when = Period.parse(period).id
        found: UUID = await self.one(
            select(RegisterPeriod.item_id).where(
                RegisterPeriod.unit_id == self.units[unit], RegisterPeriod.period_id == when
            )
        )
        return found

    async def item(self, item_id: UUID) -> Item:
        """An item as it stands."""
        found: Item = await self.one(select(Item).where(Item.id == item_id))
        return found

    async def state(self, item_id: UUID) -> str:
        """The state of an item."""
        return (await self.item(item_id)).state

    async def assignments(self, item_id: UUID) -> list[Assignment]:
        """The assignments of an item, oldest first."""
        return await self.all(select(Assignment).where(Assignment.item_id == item_id).order_by(Assignment.id))

    async def verbs(self, item_id: UUID) -> list[str]:
        """The verbs of an item's journal rows, without those about single facts."""
        return await self.all(
            text("select verb from journal where item_id = :item and fact_id is null order by position"), item=item_id
        )

    async def told(self, item_id: UUID, kind: str = "TOLD") -> list[tuple[str, str]]:
        """Who was told of an item by which event, in order: (person, event)."""
        codes = {key: code for code, key in self.people.items()}
        query = select(Notice).where(Notice.item_id == item_id, Notice.kind == kind)
        return sorted((codes[row.person_id], row.event) for row in await self.all(query))

    async def facts(self, code: str, area: str, period: str) -> list[tuple[int, Decimal, str, bool]]:
        """The versions of a fact, oldest first: (version, value, status, newest)."""
        query = select(Fact).join(Indicator, Indicator.id == Fact.indicator_id)
        query = query.where(
            Indicator.code == code, Fact.area_id == self.areas[area], Fact.period_id == Period.parse(period).id
        )
        rows = await self.all(query.order_by(Fact.version))
        return [(row.version, row.value, row.status, row.latest) for row in rows]

    async def one(self, query: Any, **parameters: Any) -> Any:
        """The first column of the only row of a query, asked as the hub itself."""
        async with self.database.as_hub() as session:
            return (await session.execute(query, parameters)).scalars().one()

    async def all(self, query: Any, **parameters: Any) -> list[Any]:
        """The first column of every row of a query, asked as the hub itself."""
        async with self.database.as_hub() as session:
            return list((await session.execute(query, parameters)).scalars())

    async def runs(self, statement: str, **parameters: Any) -> None:
        """Run a statement as the hub itself."""
        async with self.database.as_hub() as session:
            await session.execute(text(statement), parameters)

    async def dump(self) -> dict[str, list[str]]:
        """Every row of every table, as text in order."""
        found: dict[str, list[str]] = {name: [] for name in sorted(metadata.tables)}
        async with self.database.as_hub() as session:
            for name, row in await session.execute(_EVERYTHING):
                found[name].append(row)
        return found

    @contextmanager
    def statements(self) -> Iterator[list[str]]:
        """The statements that people's acts and reads send in the meantime."""
        sent: list[str] = []

        def note(_c: Any, _u: Any, statement: str, *_: Any) -> None:
            sent.append(statement)

        event.listen(self.database.app.sync_engine, "before_cursor_execute", note)
        self.database.readers.listeners.append(sent.append)
        yield sent
        self.database.readers.listeners.remove(sent.append)
        event.remove(self.database.app.sync_engine, "before_cursor_execute", note)

    @asynccontextmanager
    async def refuses(self, code: RefusalCode, *, guard: str | None = None) -> AsyncIterator["Refusal"]:
        """Expect a refusal with this code, and that it changed nothing."""
        before, caught = await self.dump(), Refusal()
        with pytest.raises(Refused) as raised:
            yield caught
        caught.refused = raised.value
        assert (raised.value.code, raised.value.guard) == (code, guard)
        assert await self.dump() == before


@dataclass
class Refusal:
    """The refusal that a block ended with."""

    refused: Refused = field(default_factory=lambda: Refused(RefusalCode.BAD_INPUT))

    @property
    def zh(self) -> str:
        """Its sentence in Chinese."""
        return self.refused.message("zh")

    @property
    def en(self) -> str:
        """Its sentence in English."""
        return self.refused.message("en")


@dataclass
class Desk:
    """A person at work; every act is a transaction of its own under this person."""

    hub: Hub
    code: str
    person: int

    @property
    def asker(self) -> Asker:
        """The person as the database's connection carries it."""
        return Asker(self.person)

    async def does(self, verb: Callable[[AsyncSession, County, int], Awaitable[Any]]) -> Any:
        """Run a verb in a transaction, as a mutation does."""
        async with self.hub.database.writing(self.asker) as session:
            return await verb(session, self.hub.county, self.person)

    async def moves(self, event: str, *items: UUID, revision: int | None = None, **inputs: Any) -> Moved:
        """Make an event for items together: all of them, or none."""
        return await self.moves_each(event, *items, revision=revision, together=True, **inputs)

    async def moves_each(
        self, event: str, *items: UUID, revision: int | None = None, together: bool = False, **inputs: Any
    ) -> Moved:
        """Make an event for items, each accepted or refused by itself."""
        wanted = [Wanted(item, revision) for item in items]
        moved: Moved = await self.does(
            lambda s, c, p: move(s, c, p, wanted, event, inputs, self.hub.clock(), together=together)
        )
        return moved

    async def states(
        self, item: UUID, values: Mapping[str, str], *, seen: int | None = None, revision: int | None = None
    ) -> Stated:
        """State figures of a township's period, as typed; `seen` is the version this person looked at."""
        typed = [Typed(code, value, None, seen) for code, value in values.items()]
        stated: Stated = await self.does(
            lambda s, c, p: stating.state_facts(s, c, p, item, typed, self.hub.clock(), revision=revision)
        )
        return stated

    async def explains(self, item: UUID, indicator: str, words: str, warning: str = "YOY") -> Item:
        """Give the words for a warning."""
        given = [{"indicator": indicator, "warning": warning, "words": words}]
        item_row: Item = await self.does(lambda s, c, p: stating.explain_facts(s, c, p, item, given, self.hub.clock()))
        return item_row

    async def finishes(self, *items: UUID) -> Moved:
        """Hand periods to the head."""
        wanted = [Wanted(item) for item in items]
        moved: Moved = await self.does(lambda s, c, p: stating.finish_facts(s, c, p, wanted, self.hub.clock()))
        return moved

    async def confirms(self, *items: UUID) -> Moved:
        """Confirm periods in one act."""
        wanted = [Wanted(item) for item in items]
        moved: Moved = await self.does(lambda s, c, p: stating.confirm_facts(s, c, p, wanted, self.hub.clock()))
        return moved

    async def opens_correction(self, indicator: str, area: str, period: str, words: str = "Counted twice") -> UUID:
        """Open the correction of a fact; answers its item."""
        area_id, when = self.hub.areas[area], Period.parse(period)
        item: Item = await self.does(
            lambda s, c, p: stating.open_correction(s, c, p, indicator, area_id, when, words, self.hub.clock())
        )
        return item.id

    async def revises(self, item: UUID, value: str, reason: str = "Recounted", words: str | None = None) -> Stated:
        """Give the corrected value."""
        stated: Stated = await self.does(
            lambda s, c, p: stating.revise_fact(s, c, p, item, value, reason, words, self.hub.clock())
        )
        return stated

    async def states_register(
        self,
        unit: str,
        period: str,
        values: Mapping[tuple[str, str], str],
        *,
        final: bool = True,
        reason: str | None = None,
    ) -> Stated:
        """State a department's register: {(indicator, area): value}."""
        typed = [Typed(code, value, self.hub.areas[area]) for (code, area), value in values.items()]
        unit_id, when = self.hub.units[unit], Period.parse(period)
        stated: Stated = await self.does(
            lambda s, c, p: stating.state_register(
                s, c, p, when, unit_id, typed, self.hub.clock(), final=final, reason=reason
            )
        )
        return stated

    async def asks_villages(self, item: UUID, cells: Mapping[str, Sequence[str]], due_on: str) -> Item:
        """Ask figures of villages, each of those named by their areas' codes, or of all."""
        asked = [Cell(code, tuple(self.hub.areas[village] for village in named)) for code, named in cells.items()]
        day = date.fromisoformat(due_on)
        item_row: Item = await self.does(
            lambda s, c, p: villages.ask_villages(s, c, p, item, asked, day, self.hub.clock())
        )
        return item_row

    async def answers_village(self, item: UUID, values: Mapping[str, str]) -> Stated:
        """Answer for the own village, as typed."""
        typed = [Typed(code, value) for code, value in values.items()]
        stated: Stated = await self.does(
            lambda s, c, p: villages.answer_village(s, c, p, item, typed, self.hub.clock())
        )
        return stated

    async def takes_over(self, item: UUID, *indicators: str) -> Stated:
        """State the sums of what villages answered."""
        stated: Stated = await self.does(
            lambda s, c, p: villages.take_over_villages(s, c, p, item, indicators, self.hub.clock())
        )
        return stated

    async def sees(self, item: UUID) -> bool:
        """Whether this person may read an item."""
        return await self.reads(text("select count(*) from items where id = :item"), item=item) == [1]

    async def reads(self, query: Any, **parameters: Any) -> list[Any]:
        """The first column of every row of a query, asked as this person."""
        async with self.hub.database.reading(self.asker) as connection:
            return list((await connection.execute(query, parameters)).scalars())

    async def is_asked(self, *items: UUID) -> list[AskedPeriod]:
        """The questions of periods that this person may see."""
        async with self.hub.database.reading(self.asker) as connection:
            return await asked_periods(connection, self.hub.county, items)

    async def offers(self, item: UUID) -> list[MoveOffer]:
        """What this person may do with an item now."""
        async with self.hub.database.writing(self.asker) as session:
            row = await session.get(Item, item)
            assert row is not None
            return (await moves_of(session, self.hub.county, self.person, [row], self.hub.clock()))[0]


class Emptying:
    """Empties a database of everything but its pack: in a fraction of the time that a copy takes."""

    def __init__(self, admin: str) -> None:
        """Note which tables are empty before the first test; needs an administrator, since the journal only grows."""
        self.admin = admin

    def __enter__(self) -> "Emptying":
        """Connect, and look."""
        self.connection = psycopg.connect(self.admin, autocommit=True)
        self.connection.execute("set session_replication_role = replica")
        empty = [name for name in sorted(metadata.tables) if not self._rows(name)]
        self.statement = f"truncate {', '.join([*empty, 'journal', 'journal_payloads'])}"
        self.flows = self._rows("flows")
        return self

    def __exit__(self, *_: object) -> None:
        """Disconnect."""
        self.connection.close()

    def _rows(self, name: str) -> int:
        row = self.connection.execute(f"select count(*) from {name}").fetchone()
        assert row is not None
        return int(row[0])

    def run(self) -> None:
        """Empty it; flows that a test put beside those of the pack go too."""
        self.connection.execute(self.statement)
        self.connection.execute("delete from flows where id > %s", [self.flows])


async def hub_of(addresses: Addresses) -> Hub:
    """The hub of a database with a loaded county."""
    clock = Clock()
    database = Database(addresses, clock=clock, pool_size=4)
    async with database.as_hub() as session:
        place = await county(session)
        keys = [
            {row.code: row.id for row in await session.execute(select(table.code, table.id).order_by(table.code))}
            for table in (Person, Area, Unit)
        ]
    people, areas, units = keys
    areas |= {unit.code: unit.area_id for unit in place.units.values() if unit.code not in areas}
    return Hub(database, clock, place, people, areas, units)


def codes(refused: Sequence[tuple[Typed, Refused]]) -> list[tuple[str, str]]:
    """What was refused by itself: (indicator, code)."""
    return [(typed.code, refusal.code.value) for typed, refusal in refused]
