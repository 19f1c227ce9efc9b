"""A small county with figures on record, and a reader that asks the schema in somebody's name."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event, select

from db.connection import NOBODY, Asker, Database
from db.organisation import Area, Person
from db.statistics import FactPeriod
from resolvers.county import county as county_of
from resolvers.flow import Wanted
from resolvers.pack.load import load_pack
from resolvers.pack.read import read_pack
from resolvers.statistics import stating
from resolvers.statistics.opening import open_periods
from resolvers.statistics.periods import Period
from resolvers.statistics.typed import Typed
from schema.context import Context
from schema.root import schema
from server.database import Access
from server.postgres import EmbeddedPostgres
from tests.conftest import clone

PACK = Path(__file__).parents[1] / "packs" / "tiny"
NOW = datetime(2019, 4, 10, 2, 0, tzinfo=UTC)
RECORDER, REEVE, OTHER_RECORDER, MAYOR, REGISTRAR, STATISTICIAN, CHIEF, AUDITOR = (
    "P08", "P06", "P11", "P01", "P03", "P05", "P02", "P12",
)  # fmt: skip


@dataclass
class Hub:
    """A database with the small county, and its people by code."""

    database: Database
    people: dict[str, int] = field(default_factory=dict)
    areas: dict[str, int] = field(default_factory=dict)
    items: dict[tuple[str, str], UUID] = field(default_factory=dict)

    def context(self, code: str | None, language: str = "zh", scopes: tuple[str, ...] = ("read", "write")) -> Context:
        """A request's context in the name of a person, or of nobody."""
        asker = NOBODY if code is None else Asker(self.people[code], frozenset(scopes), language)
        return Context(asker, self.database, language=language)

    async def answer(self, code: str | None, text: str, language: str = "zh", **variables: Any) -> Any:
        """The data of an operation as a person; no error is expected."""
        result = await schema.execute(text, variables, self.context(code, language))
        assert result.errors is None, result.errors
        return result.data

    async def errors(self, code: str | None, text: str, language: str = "zh", **variables: Any) -> list[dict[str, Any]]:
        """The extensions of an operation's errors, with their messages."""
        result = await schema.execute(text, variables, self.context(code, language))
        return [{"message": each.message, **(each.extensions or {})} for each in result.errors or ()]

    @contextmanager
    def statements(self) -> Iterator[list[str]]:
        """The statements sent in the meantime that read or write rows (not those that carry the asker)."""
        sent: list[str] = []

        def note(_c: Any, _u: Any, statement: str, *_: Any) -> None:
            if "carry_asker" not in statement:
                sent.append(statement)

        event.listen(self.database.app.sync_engine, "before_cursor_execute", note)
        self.database.readers.listeners.append(sent.append)
        yield sent
        self.database.readers.listeners.remove(sent.append)
        event.remove(self.database.app.sync_engine, "before_cursor_execute", note)

    async def find(self) -> "Hub":
        """Learn the keys of the people, the areas and the periods."""
        async with self.database.as_hub() as session:
            self.people = {row.code: row.id for row in await session.execute(select(Person.code, Person.id))}
            self.areas = {row.code: row.id for row in await session.execute(select(Area.code, Area.id))}
            codes = {key: code for code, key in self.areas.items()}
            rows = await session.execute(select(FactPeriod.item_id, FactPeriod.area_id, FactPeriod.period_id))
            self.items = {(codes[row.area_id], str(Period(row.period_id))): row.item_id for row in rows}
        return self


async def live(access: Access) -> None:
    """Load the pack and live a quarter: January confirmed in both parishes, February half stated in the north."""
    database = Database(access.addresses, clock=lambda: NOW)
    async with database.as_hub() as session:
        await load_pack(session, read_pack(PACK), NOW)
    months = [Period.parse(f"2019-0{month}") for month in (1, 2, 3)]
    async with database.as_hub() as session:
        await open_periods(session, await county_of(session), [*months, Period.parse("2019Q1")], NOW)
    hub = await Hub(database).find()
    await state(hub, RECORDER, "TY-N", "2019-01", BIR01="12", DEA01="7")
    await state(hub, OTHER_RECORDER, "TY-S", "2019-01", BIR01="5", DEA01="6")
    await confirm(hub, RECORDER, REEVE, "TY-N", "2019-01")
    await confirm(hub, OTHER_RECORDER, "P09", "TY-S", "2019-01")
    await state(hub, RECORDER, "TY-N", "2019-02", BIR01="9")
    await database.close()


async def state(hub: Hub, code: str, area: str, period: str, **figures: str) -> None:
    """State figures of a period by the verb."""
    person = hub.people[code]
    async with hub.database.writing(Asker(person)) as session:
        typed = [Typed(indicator, value) for indicator, value in figures.items()]
        county = await county_of(session)
        stated = await stating.state_facts(session, county, person, hub.items[area, period], typed, NOW)
        assert not stated.refused, stated.refused


async def confirm(hub: Hub, recorder: str, reeve: str, area: str, period: str) -> None:
    """Finish a period as one person and confirm it as another."""
    for code, verb in ((recorder, stating.finish_facts), (reeve, stating.confirm_facts)):
        person = hub.people[code]
        async with hub.database.writing(Asker(person)) as session:
            county = await county_of(session)
            await verb(session, county, person, [Wanted(hub.items[area, period])], NOW)


@pytest.fixture(scope="session")
def lived_template(postgres: EmbeddedPostgres, template: Access) -> Iterator[Access]:
    """The small county after a quarter, to be copied; nobody stays connected to it."""
    for access in clone(postgres, template):
        asyncio.run(live(access))
        yield access


@pytest.fixture(scope="module")
def lived(postgres: EmbeddedPostgres, lived_template: Access) -> Iterator[Access]:
    """A copy that the tests of a file share, which only read it."""
    yield from clone(postgres, lived_template)


@pytest.fixture
async def hub(lived: Access) -> AsyncIterator[Hub]:
    """The shared county, with pools of the test's own."""
    database = Database(lived.addresses, clock=lambda: NOW, pool_size=5)
    yield await Hub(database).find()
    await database.close()


@pytest.fixture
def own(postgres: EmbeddedPostgres, lived_template: Access) -> Iterator[Access]:
    """A copy of the test's own."""
    yield from clone(postgres, lived_template)


@pytest.fixture
async def own_hub(own: Access) -> AsyncIterator[Hub]:
    """A county of the test's own, which it may change."""
    database = Database(own.addresses, clock=lambda: NOW, pool_size=5)
    yield await Hub(database).find()
    await database.close()
