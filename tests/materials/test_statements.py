"""A call for material costs as many statements to all units of a county as to one."""

import pytest
from sqlalchemy import text

from resolvers.materials.calling import Called, call_for_material
from resolvers.statistics.periods import Period
from tests.hub import Hub
from tests.statistics.test_statements import county, seated

__all__ = ["county"]  # the sample county, as a fixture
pytestmark = pytest.mark.anyio


async def test_a_call_to_121_units_costs_the_statements_of_a_call_to_one(county: Hub) -> None:
    desk = seated(county, "OFFICE_CLERK", "G01")
    place = desk.hub.county
    today = place.today(county.clock())
    able = [
        unit.id
        for unit in place.units.values()
        if place.unit_in_force(unit.id, today) is unit
        and unit.code != "G01"
        and place.posts_with("HANDLE", place.family(unit.id, today))
    ]

    async def sent(words: str, asked: list[int]) -> int:
        called = Called(county.units["G01"], words, "SUMMARY", Period.parse("2020-12"), asked, today.replace(day=26))
        with county.statements() as found:
            call = await desk.does(lambda s, c, p: call_for_material(s, c, p, called, county.clock()))
        owed = "select count(*) from assignments a join material_answers m using (item_id) where m.call_id = :call"
        assert await county.one(text(owed), call=call.id) == len(asked)
        return len(found)

    await sent("预备", able[:121])  # what is read once for a pack is read now
    # One whose people do not read all of their unit's items, so that they are let in by name: a statement more.
    let_in = "select m.unit_id from material_answers m join access a using (item_id) order by m.item_id limit 1"
    one = await county.one(text(let_in))
    assert len(able) >= 121
    assert (await sent("一个单位", [one]), await sent("各单位", able[:121])) == (15, 15)
