"""Figures handed down to villages: a village answers for itself, counts in no sum, and the town states its own."""

from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from db.items import Access
from db.statistics import Fact, VillageQuestion
from resolvers.refusals import RefusalCode
from resolvers.statistics.book import catalogue, read_book
from resolvers.statistics.figures import Figure
from resolvers.statistics.periods import Period
from server.database import Access as Entrance
from server.postgres import EmbeddedPostgres
from tests.conftest import clone
from tests.hub import FUXIAN, Hub, hub_of
from tests.permission.table import Files, Seat

pytestmark = pytest.mark.anyio
OCTOBER = Period.parse("2019-10")


@pytest.fixture
async def county(postgres: EmbeddedPostgres, fuxian_template: Entrance) -> AsyncIterator[Hub]:
    """The sample county, with October open."""
    for access in clone(postgres, fuxian_template):
        found = await hub_of(access.addresses)
        await found.opens("2019-10")
        yield found
        await found.database.close()


def seats(position: str, unit: str) -> list[Seat]:
    """Who sits in a position of a unit."""
    return [seat for seat in Files(FUXIAN).seats if (seat.position, seat.unit) == (position, unit)]


async def answers(hub: Hub, person: str, item: UUID, values: dict[str, int]) -> Any:
    """A village's answer; whatever area is named, it is its own."""
    figures = [Figure(code, hub.areas["T03"], Decimal(value)) for code, value in values.items()]
    return (await hub.as_(person).moves("ANSWER_VILLAGE", item, values=figures)).acts[0]


async def test_a_village_asked_answers_for_itself_and_counts_in_no_sum(county: Hub) -> None:
    hub, item = county, await county.period("T03", "2019-10")
    clerk = hub.as_(seats("TOWN_STAT", "T03")[0].person)
    first, second = (seats("VILLAGE_SECRETARY", town)[0] for town in ("T03", "T02"))
    one, two = (question.code for question in (await clerk.is_asked(item))[0].questions[:2])
    assert not await hub.as_(first.person).sees(item)
    village = hub.areas[first.area]
    cells = [{"indicator": code, "villages": [village]} for code in (one, two)]
    await clerk.moves("ASK_VILLAGES", item, cells=cells, term="3")
    assert len(await hub.all(select(Access.id).where(Access.item_id == item))) == 1  # once, for both cells
    assert await hub.all(select(VillageQuestion.area_id).distinct()) == [village]
    assert await hub.as_(first.person).sees(item)
    assert not await hub.as_(second.person).sees(item)
    act = await answers(hub, first.person, item, {one: 3})
    assert (act.refused, len(act.result["facts"])) == ([], 1)
    await answers(hub, first.person, item, {one: 4})  # the village thinks again
    facts = await hub.all(select(Fact).order_by(Fact.version))
    assert [(f.area_id, f.version, f.value, f.latest, f.source) for f in facts] == [
        (village, 1, 3, False, "VILLAGE"),
        (village, 2, 4, True, "VILLAGE"),
    ]
    async with hub.database.as_hub() as session:
        known = await catalogue(session, hub.county)
        book = await read_book(session, known, [*known.townships, known.county_area, village], OCTOBER)
        for area in (hub.areas["T03"], known.county_area):
            assert book.calculator().value(one, area, OCTOBER) is None
    assert (await clerk.is_asked(item))[0].answered == 0  # the town states it itself


async def test_a_village_answers_only_what_it_was_asked(county: Hub) -> None:
    hub, item = county, await county.period("T03", "2019-10")
    clerk, first = hub.as_(seats("TOWN_STAT", "T03")[0].person), seats("VILLAGE_SECRETARY", "T03")[0]
    one, two = (question.code for question in (await clerk.is_asked(item))[0].questions[:2])
    async with hub.refuses(RefusalCode.NOT_FOUND):
        await answers(hub, first.person, item, {one: 3})
    cells = [{"indicator": one, "villages": [hub.areas[first.area]]}]
    await clerk.moves("ASK_VILLAGES", item, cells=cells, term="3")
    act = await answers(hub, first.person, item, {two: 3})
    assert [refusal.guard for _, refusal in act.refused] == ["village_was_asked"]
    assert await hub.all(select(Fact.id)) == []


async def test_a_town_asks_its_own_villages_what_it_is_asked_itself(county: Hub) -> None:
    hub, item = county, await county.period("T03", "2019-10")
    clerk = hub.as_(seats("TOWN_STAT", "T03")[0].person)
    one = (await clerk.is_asked(item))[0].questions[0].code
    stranger = hub.areas[seats("VILLAGE_SECRETARY", "T02")[0].area]
    async with hub.refuses(RefusalCode.BAD_INPUT):
        await clerk.moves("ASK_VILLAGES", item, cells=[{"indicator": one, "villages": [stranger]}], term="3")
    async with hub.refuses(RefusalCode.NOT_ASKED, guard="indicator_asked_of_area"):
        await clerk.moves("ASK_VILLAGES", item, cells=[{"indicator": "POP02"}], term="3")
