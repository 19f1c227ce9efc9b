"""How many statements an act sends to the database: as many for all figures of a year as for three."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text

from resolvers.refusals import RefusalCode
from schema.context import Context
from schema.root import schema
from server.database import Access
from server.postgres import EmbeddedPostgres
from tests.conftest import clone
from tests.hub import FUXIAN, Desk, Hub, hub_of
from tests.permission.table import Files

pytestmark = pytest.mark.anyio
SEATS = Files(FUXIAN).seats
TOWNS = [f"T0{number}" for number in range(1, 9)]
_OF_REGISTER = text(
    "select i.code from asks a join indicators i on i.id = a.indicator_id"
    " where a.period_id = 202011 and a.source_kind = 'REGISTER' and i.responsible_id = :unit and i.level = 'TOWN'"
    " order by i.code"
)


@pytest.fixture
async def county(postgres: EmbeddedPostgres, fuxian_template: Access) -> AsyncIterator[Hub]:
    """The sample county, early in 2021."""
    for access in clone(postgres, fuxian_template):
        found = await hub_of(access.addresses)
        found.clock.to("2021-02-05 09:00")
        yield found
        await found.database.close()


def seated(hub: Hub, position: str, unit: str) -> Desk:
    """Who sits in a position of a unit."""
    return hub.as_(next(seat.person for seat in SEATS if (seat.position, seat.unit) == (position, unit)))


async def zeroes(desk: Desk, period: str, town: str, most: int | None = None) -> int:
    """State zero for the first figures asked; answers how many statements that took."""
    item = await desk.hub.period(town, period)
    codes = [question.code for question in (await desk.is_asked(item))[0].questions[:most]]
    with desk.hub.statements() as sent:
        stated = await desk.states(item, dict.fromkeys(codes, "0"))
    assert (len(stated.facts), stated.refused) == (len(codes), [])
    return len(sent)


async def test_a_town_states_all_figures_of_a_year_in_as_many_statements_as_three(county: Hub) -> None:
    await county.opens("2020")
    desks = {town: seated(county, "TOWN_STAT", town) for town in ("T01", "T02", "T03")}
    await zeroes(desks["T03"], "2020", "T03", 1)  # what is read once for a pack is read now
    assert len((await desks["T02"].is_asked(await county.period("T02", "2020")))[0].questions) == 42
    assert await zeroes(desks["T01"], "2020", "T01", 3) == 16
    assert await zeroes(desks["T02"], "2020", "T02") == 16


async def test_what_others_changed_is_told_in_one_statement_more(county: Hub) -> None:
    await county.opens("2020")
    desk, item = seated(county, "TOWN_STAT", "T01"), await county.period("T01", "2020")
    await zeroes(desk, "2020", "T01")
    codes = [question.code for question in (await desk.is_asked(item))[0].questions]
    counted = []
    for some in (codes[:3], codes):
        with county.statements() as sent:
            stated = await desk.states(item, dict.fromkeys(some, "7"), seen=0)
        assert {refusal.code for _, refusal in stated.refused} == {RefusalCode.CHANGED_MEANWHILE}
        assert len(stated.refused) == len(some)
        counted.append(len(sent))
    assert counted == [13, 13]


async def test_a_register_of_all_towns_takes_as_many_statements_as_three_figures(county: Hub) -> None:
    await county.opens("2020-11")
    unit, desk = county.units["G22"], seated(county, "DEPT_STAT", "G22")
    cells = [(code, town) for code in await county.all(_OF_REGISTER, unit=unit) for town in TOWNS]
    assert len(cells) == 80
    counted = []
    for some in (cells[:1], cells[1:4], cells):  # the first also reads what is read once for a pack
        with county.statements() as sent:
            stated = await desk.states_register("G22", "2020-11", dict.fromkeys(some, "0"), final=False)
        assert stated.refused == []
        counted.append(len(sent))
    assert counted[1:] == [17, 17]


async def test_each_period_of_a_set_confirmed_takes_as_many_statements_as_any_other(county: Hub) -> None:
    months = [f"2020-{month:02}" for month in range(1, 13)]
    await county.opens(*months)
    clerk, head = seated(county, "TOWN_STAT", "T01"), seated(county, "TOWN_HEAD", "T01")
    for month in months:
        await zeroes(clerk, month, "T01")
    items = [await county.period("T01", month) for month in months]
    counted = {}
    for act in (clerk.finishes, head.confirms):
        for some in (items[:1], items[1:4], items[4:]):
            with county.statements() as sent:
                await act(*some)
            counted[act.__name__, len(some)] = len(sent)
    # Six around the set, and for each period what is looked up, checked and written.
    assert counted == {(act, n): 6 + n * each for act, each in (("finishes", 9), ("confirms", 12)) for n in (1, 3, 8)}


INBOX = """query Inbox($first: Int) { viewer { inbox(first: $first) { nodes {
  duty dueAt colour unit { name } holders { post { name } }
  item { id title stateName dueAt colour ... on FactPeriod { period { name } asked answered } }
} } } }"""


async def test_an_inbox_of_sixty_is_read_in_as_many_statements_as_one_of_three(county: Hub) -> None:
    await county.opens(*(f"{year}-{month:02}" for year in (2016, 2017, 2018, 2019, 2020) for month in range(1, 13)))
    asker = seated(county, "TOWN_STAT", "T01").asker
    counted = []
    for first in (1, 3, 24):  # the first also reads what is read once for a pack
        with county.statements() as sent:
            result = await schema.execute(INBOX, {"first": first}, Context(asker, county.database))
        assert result.errors is None and result.data is not None
        assert len(result.data["viewer"]["inbox"]["nodes"]) == first
        counted.append(len(sent))
    assert counted[1:] == [22, 22]
