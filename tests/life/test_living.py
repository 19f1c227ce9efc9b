"""A sample county lives through the hub's own verbs, may be killed at any moment, and is right row by row."""

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from db.connection import Asker, Database
from resolvers.life import reporting, slips
from resolvers.life.alone import alone
from resolvers.life.check import check_rows
from resolvers.life.course import Span
from resolvers.life.living import Progress, live
from server.database import Access
from server.postgres import EmbeddedPostgres
from tests.conftest import clone
from tests.hub import Hub, hub_of

pytestmark = pytest.mark.anyio

TODAY = date(2020, 2, 10)
SHORT = Span(months=15, years=())

FACTS = """
select i.code, a.code as area, p.code as period, f.version, f.latest, f.value, f.status, f.source,
  s.code as stated_by, c.code as confirmed_by, f.stated_at, f.confirmed_at, f.reason
from facts f
join indicators i on i.id = f.indicator_id
join areas a on a.id = f.area_id
join periods p on p.id = f.period_id
left join people s on s.id = f.stated_by
left join people c on c.id = f.confirmed_by
order by p.id, a.code, i.code, f.version
"""


async def lives(hub: Hub, database: Database | None = None) -> tuple[Progress, list[Progress]]:
    """Live the short span; answers the end, and what was told on the way."""
    hub.clock.to("2020-02-10 16:00")
    told: list[Progress] = []
    return await live(database or hub.database, today=TODAY, progress=told.append, span=SHORT), told


async def rows(hub: Hub, query: str) -> list[tuple[object, ...]]:
    """All columns of a query, asked as the hub itself."""
    async with hub.database.as_hub() as session:
        return [tuple(row) for row in await session.execute(text(query))]


@pytest.fixture(scope="module")
async def lived(postgres: EmbeddedPostgres, tiny_template: Access) -> AsyncIterator[Hub]:
    """A hub that has lived, for tests that only look at it."""
    for access in clone(postgres, tiny_template):
        found = await hub_of(access.addresses)
        await lives(found)
        yield found
        await found.database.close()


async def test_a_short_life_is_right_row_by_row_and_not_lived_twice(own_hub: Hub) -> None:
    end, told = await lives(own_hub)
    *figures, reports = told
    assert (end.left, end.done, end.of, reports) == ((), len(figures), len(figures), end)
    assert [step.done for step in figures] == list(range(1, end.of + 1))
    assert (figures[-1].items, end.items, end.facts) == (61, 61 + 36, 158)
    assert await check_rows(own_hub.database) == []

    before = await own_hub.dump()
    again, nothing = await lives(own_hub)
    assert (again, nothing) == (Progress(None, 0, 0), [])
    assert await own_hub.dump() == before


async def test_people_have_read_what_they_were_told_before_the_month_just_ended(lived: Hub) -> None:
    query = "select distinct sent_at >= timestamptz '2020-02-01 00:00+08', read_at is null from notices order by 1"
    assert await rows(lived, query) == [(False, False), (True, True)]


async def test_the_home_town_has_all_it_needs_but_its_own_figures(lived: Hub) -> None:
    items = [await lived.period("NV", "2020-01")]
    (asked,) = await lived.as_("P08").is_asked(*items)
    assert (asked.asked, asked.answered, asked.waits_for) == (2, 0, ())
    assert await lived.state(items[0]) == "PREFILLED"
    states = await rows(
        lived, "select state, count(*) from items where kind = 'FACT_PERIOD' group by state order by state"
    )
    assert states == [("CLOSED", 34), ("CONFIRMED", 9), ("PREFILLED", 1)]


async def test_people_act_in_their_own_names_after_the_period_and_in_order(lived: Hub) -> None:
    acted = await rows(
        lived,
        """select distinct f.source, s.code, c.code from facts f
           left join people s on s.id = f.stated_by left join people c on c.id = f.confirmed_by
           where f.status = 'CONFIRMED' order by 1, 2""",
    )
    assert acted == [
        ("IMPORTED", None, None),
        ("REGISTER", "P03", "P03"),
        ("REGISTER", "P05", "P05"),
        ("TOWNSHIP", "P08", "P06"),
        ("TOWNSHIP", "P11", "P09"),
    ]
    out_of_order = """select count(*) from facts f join periods p on p.id = f.period_id join items i on i.id = f.item_id
        where not (p.last_on < (f.stated_at at time zone 'Asia/Shanghai')::date and i.opened_at <= f.stated_at
        and f.stated_at <= coalesce(f.confirmed_at, f.stated_at))"""
    assert await rows(lived, out_of_order) == [(0,)]
    assert await rows(lived, "select count(*) from journal where at > timestamptz '2020-02-10 16:00+08'") == [(0,)]


async def test_own_counts_are_marked_as_imported_and_journalled(lived: Hub) -> None:
    imported = await rows(
        lived,
        """select i.code, f.status, f.stated_by, j.verb, j.actor, count(*) from facts f
           join indicators i on i.id = f.indicator_id join journal j on j.fact_id = f.id
           where f.source = 'IMPORTED' group by 1, 2, 3, 4, 5""",
    )
    assert imported == [("HUB01", "CONFIRMED", None, "FACT_PERIOD.IMPORT", None, 4)]


@dataclass
class Killed(BaseException):
    """The process was killed."""


@dataclass
class Mortal(Database):
    """A database whose process is killed in the middle of its transactions, after so many of them."""

    lives: int = 0

    @asynccontextmanager
    async def writing(self, asker: Asker) -> AsyncIterator[AsyncSession]:
        """Die inside the last transaction, so that it is rolled back."""
        async with super().writing(asker) as session:
            yield session
            self.count["writing"] += 1
            if self.count["writing"] == self.lives:
                raise Killed

    def __post_init__(self) -> None:
        """Begin to count; every clock's database shares the count."""
        super().__post_init__()
        self.count: Counter[str] = Counter()


async def test_killed_three_times_it_ends_as_if_it_had_lived_through(own_hub: Hub, second_hub: Hub) -> None:
    own_hub.clock.to("2020-02-10 16:00")
    for lives_left in (3, 20, 41):
        mortal = Mortal(own_hub.database.addresses, clock=own_hub.clock, pool_size=2, lives=lives_left)
        with pytest.raises(Killed):
            await live(mortal, today=TODAY, progress=lambda _: None, span=SHORT)
        await mortal.close()
    await lives(own_hub)
    await lives(second_hub)
    assert await check_rows(own_hub.database) == []
    assert await rows(own_hub, FACTS) == await rows(second_hub, FACTS)
    verbs = "select verb, count(*) from journal where verb <> 'pack.loaded' group by verb order by verb"
    assert await rows(own_hub, verbs) == await rows(second_hub, verbs)


async def test_a_later_day_goes_on_from_the_month_before_and_keeps_what_people_stated(
    own_hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slips, "_SLIPS", 1.0)
    await lives(own_hub)
    item = await own_hub.period("NV", "2020-01")
    await own_hub.as_("P08").states(item, {"BIR01": "7"})
    own_hub.clock.to("2020-03-12 16:00")
    end = await live(own_hub.database, today=date(2020, 3, 12), progress=lambda _: None, span=SHORT)
    assert end.left == ()
    assert await own_hub.facts("BIR01", "NV", "2020-01") == [(1, Decimal(7), "CONFIRMED", True)]
    assert await own_hub.state(item) == "CONFIRMED"
    assert await own_hub.state(await own_hub.period("NV", "2020-02")) == "PREFILLED"
    assert await check_rows(own_hub.database) == []


async def test_a_wrong_figure_is_corrected_with_a_reason(own_hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slips, "_SLIPS", 1.0)
    await lives(own_hub)
    corrected = await rows(
        own_hub,
        """select i.state, f.version, f.status, f.latest, f.reason, s.code, c.code from fact_corrections k
           join items i on i.id = k.item_id and k.asked_by_unit = i.unit_id join facts f on f.item_id = k.item_id
           left join people s on s.id = f.stated_by left join people c on c.id = f.confirmed_by""",
    )
    assert corrected
    newest = {
        ("CONFIRMED", 2, "CONFIRMED", True, "Counted too many; corrected after checking the ledger"),
        # A department may have doubted the corrected figure, and the town corrected it once more.
        ("CONFIRMED", 2, "CONFIRMED", False, "Counted too many; corrected after checking the ledger"),
    }
    assert {row[:5] for row in corrected} <= newest
    assert {row[5:] for row in corrected} <= {("P08", "P06"), ("P11", "P09")}


async def test_nobody_lives_beside_a_life_and_the_clock_waits_for_it(own_hub: Hub) -> None:
    async with alone(own_hub.database) as mine:
        assert mine
        assert await lives(own_hub) == (Progress(None, 0, 0), [])
        assert (await own_hub.ticks()).opened == 0
    assert (await own_hub.ticks()).opened > 0


async def test_reports_are_handed_in_accepted_and_locked_and_some_are_returned(
    own_hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reporting, "_RETURNED", 0.5)
    await lives(own_hub)
    count = "select verb, count(*) from journal where verb like 'REPORT.%' group by verb order by verb"
    assert await rows(own_hub, count) == [
        ("REPORT.ACCEPT", 40), ("REPORT.COMPLETE", 35), ("REPORT.HAND_IN", 40), ("REPORT.LOCK", 35),
        ("REPORT.OPEN", 36), ("REPORT.RETURN", 5), ("REPORT.SETTLED", 5),
    ]  # fmt: skip
    states = "select state, count(*) from items where kind = 'REPORT' group by state order by state"
    assert await rows(own_hub, states) == [("LOCKED", 35), ("WAITING", 1)]
    never = "select count(*) from reports r join items i on i.id = r.item_id where i.opened_at::date > r.submitted_on"
    assert await rows(own_hub, never) == [(0,)]
    assert await check_rows(own_hub.database) == []


async def test_reports_lived_again_change_nothing(own_hub: Hub) -> None:
    await lives(own_hub)
    before = await own_hub.dump()
    await own_hub.runs("delete from settings where name = 'life'")
    await lives(own_hub)
    after = await own_hub.dump()
    assert {name for name in before if before[name] != after[name]} == set()
