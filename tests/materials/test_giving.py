"""A unit gives a file, replaces it, says that it has none, gets it back; who called sees one table and closes it."""

import asyncio
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from resolvers.refusals import RefusalCode
from tests.hub import Hub
from tests.materials.office import NORTH, REGISTRAR, SOUTH, answer, clerk, names, row

pytestmark = pytest.mark.anyio
TABLE = text("""
select json_build_array(u.code, i.state, f.size, a.reused_from is not null, a.nothing_because, a.returned_because)
from material_answers a join items i on i.id = a.item_id join units u on u.id = a.unit_id
left join files f on f.id = a.file_id where a.call_id = :call order by u.code
""")


async def table(hub: Hub, call: UUID) -> list[Any]:
    """The table of a call, as who called sees it: unit, state, size of the file, reused, why none, why returned."""
    return await hub.as_(REGISTRAR).reads(TABLE, call=call)


async def test_what_is_given_stands_in_the_table_and_the_last_one_completes_the_call(hub: Hub) -> None:
    call = await clerk(hub, REGISTRAR).calls()
    north, south = await answer(hub, call, "NV"), await answer(hub, call, "SV")
    await clerk(hub, NORTH).gives_new(north, "north", "北谷总结.txt")
    assert (await hub.state(call), await hub.told(call)) == ("COLLECTING", [])
    await clerk(hub, SOUTH).gives_new(south, "south!")
    assert await table(hub, call) == [
        ["NV", "GIVEN", 5, False, None, None],
        ["SV", "GIVEN", 6, False, None, None],
    ]
    assert await hub.state(call) == "COMPLETE"
    assert await hub.told(call) == [("P03", "COMPLETE")]  # the registrar, who alone calls for the registry
    assert await names(hub, north) == ["北谷总结.txt"]
    (assignment,) = await hub.assignments(north)
    assert (assignment.closed_event, assignment.closed_by) == ("GIVE", hub.people[NORTH])
    assert await hub.verbs(north) == ["MATERIAL_ANSWER.OPEN", "MATERIAL_ANSWER.GIVE"]


async def test_giving_the_same_file_again_changes_nothing(hub: Hub) -> None:
    call = await clerk(hub, REGISTRAR).calls()
    north = await answer(hub, call, "NV")
    file = await clerk(hub, NORTH).gives_new(north, "north")
    before = await hub.dump()
    await clerk(hub, NORTH).gives(north, file)
    assert await hub.dump() == before


async def test_a_file_is_replaced_until_the_call_is_closed_and_both_stay_on_record(hub: Hub) -> None:
    call = await clerk(hub, REGISTRAR).calls()
    north, recorder = await answer(hub, call, "NV"), clerk(hub, NORTH)
    first = await recorder.gives_new(north, "north", "一.txt")
    second = await recorder.gives_new(north, "north, better", "二.txt")
    assert (await row(hub, north)).file_id == second
    await recorder.gives(north, first)
    assert ((await row(hub, north)).file_id, await names(hub, north)) == (first, ["一.txt", "二.txt"])
    await hub.as_(REGISTRAR).moves("CLOSE", call, reason="enough")
    async with hub.refuses(RefusalCode.NOT_ALLOWED, guard="call_is_open") as refusal:
        await recorder.gives(north, second)
    assert (refusal.zh, refusal.refused.remedy("en")) == ("材料收集已截止", "Turn to the unit that called")


async def test_one_that_is_returned_with_a_reason_is_owed_again_and_not_given_unchanged(hub: Hub) -> None:
    call = await clerk(hub, REGISTRAR).calls()
    north, recorder, registrar = await answer(hub, call, "NV"), clerk(hub, NORTH), hub.as_(REGISTRAR)
    file = await recorder.gives_new(north, "north")
    await clerk(hub, SOUTH).gives_new(await answer(hub, call, "SV"), "south")
    async with hub.refuses(RefusalCode.BAD_INPUT):
        await registrar.moves("RETURN", north)
    await registrar.moves("RETURN", north, reason="没有数字")
    assert await hub.state(call) == "COLLECTING"
    assert (await table(hub, call))[0] == ["NV", "RETURNED", 5, False, None, "没有数字"]
    assert await hub.told(north) == [(NORTH, "RETURN")]
    async with hub.refuses(RefusalCode.DUPLICATE, guard="not_the_returned_material") as refusal:
        await recorder.gives(north, file)
    assert refusal.zh == "与退回的文件相同"
    await recorder.gives_new(north, "north, with numbers")
    assert (await table(hub, call))[0] == ["NV", "GIVEN", 19, False, None, None]
    assert await hub.state(call) == "COMPLETE"
    assert [assignment.term for assignment in await hub.assignments(north)] == ["MATERIAL", "MATERIAL_AGAIN"]


async def test_a_unit_may_have_nothing_to_give(hub: Hub) -> None:
    call = await clerk(hub, REGISTRAR).calls()
    north = await answer(hub, call, "NV")
    await hub.as_(NORTH).moves("HAVE_NONE", north, reason="本期无事故")
    assert (await table(hub, call))[0] == ["NV", "NONE", None, False, "本期无事故", None]
    await clerk(hub, NORTH).gives_new(north, "after all")
    assert (await table(hub, call))[0] == ["NV", "GIVEN", 9, False, None, None]
    async with hub.refuses(RefusalCode.BAD_INPUT) as refusal:
        await hub.as_(REGISTRAR).moves("RETURN", north, reason="长" * 501)
    assert refusal.en == "The input is wrong: A reason may have 500 characters"


async def test_closing_lets_lapse_what_is_owed(hub: Hub) -> None:
    call = await clerk(hub, REGISTRAR).calls()
    await clerk(hub, NORTH).gives_new(await answer(hub, call, "NV"), "north")
    await hub.as_(REGISTRAR).moves("CLOSE", call, reason="北谷足够")
    assert [line[:2] for line in await table(hub, call)] == [["NV", "GIVEN"], ["SV", "LAPSED"]]
    (assignment,) = await hub.assignments(await answer(hub, call, "SV"))
    assert assignment.closed_event == "LAPSE"
    for event in ("CLOSE", "URGE"):
        async with hub.refuses(RefusalCode.WRONG_STATE):
            await hub.as_(REGISTRAR).moves(event, call)
    async with hub.refuses(RefusalCode.NOT_ALLOWED, guard="call_is_open"):
        await hub.as_(REGISTRAR).moves("RETURN", await answer(hub, call, "NV"), reason="again")


async def test_a_file_that_is_not_the_units_own_does_not_exist_here(hub: Hub) -> None:
    call = await clerk(hub, REGISTRAR).calls()
    north = await answer(hub, call, "NV")
    others = await clerk(hub, SOUTH).gives_new(await answer(hub, call, "SV"), "south")
    callers = await clerk(hub, REGISTRAR).uploads("a draft")
    for file in (others, callers, UUID(int=0)):
        async with hub.refuses(RefusalCode.NOT_FOUND, guard="material_of_this_unit") as refusal:
            await clerk(hub, NORTH).gives(north, file)
        assert refusal.en == "The file was not found"


async def test_the_wrong_unit_finds_no_answer_and_who_called_gives_none(hub: Hub) -> None:
    call = await clerk(hub, REGISTRAR).calls()
    north = await answer(hub, call, "NV")
    for code, expected in ((SOUTH, RefusalCode.NOT_FOUND), (REGISTRAR, RefusalCode.NO_POWER)):
        file = await clerk(hub, code).uploads(code)
        async with hub.refuses(expected):
            await clerk(hub, code).gives(north, file)


async def test_a_name_that_is_too_long_and_a_revision_that_has_grown_are_refused(hub: Hub) -> None:
    call = await clerk(hub, REGISTRAR).calls()
    north, recorder = await answer(hub, call, "NV"), clerk(hub, NORTH)
    file = await recorder.uploads("north")
    async with hub.refuses(RefusalCode.BAD_INPUT):
        await recorder.gives(north, file, "长" * 201)
    await hub.as_(REGISTRAR).moves("URGE", north)
    async with hub.refuses(RefusalCode.CHANGED_MEANWHILE) as refusal:
        await recorder.gives(north, file, "a", revision=1)
    assert refusal.en == "Cora Fell changed it just now; nothing was saved"


async def test_urging_reaches_those_who_owe_it_and_nobody_else(hub: Hub) -> None:
    call = await clerk(hub, REGISTRAR).calls()
    north, south = await answer(hub, call, "NV"), await answer(hub, call, "SV")
    await clerk(hub, NORTH).gives_new(north, "north")
    await hub.as_(REGISTRAR).moves("URGE", call)
    assert [await hub.told(item, "REMINDER") for item in (north, south)] == [[], [(SOUTH, "URGE")]]
    await hub.as_(SOUTH).moves("HAVE_NONE", south, reason="nothing")
    async with hub.refuses(RefusalCode.WRONG_STATE):
        await hub.as_(REGISTRAR).moves("URGE", call)  # complete: nobody needs to be urged


async def test_the_hub_reminds_by_the_clock_and_shows_what_is_late(hub: Hub) -> None:
    call = await clerk(hub, REGISTRAR).calls()
    north, south = await answer(hub, call, "NV"), await answer(hub, call, "SV")
    await hub.ticks("2019-11-08 18:01")
    assert await hub.told(south, "REMINDER") == [(SOUTH, "REMIND")]
    hub.clock.to("2019-11-09 09:00")
    await clerk(hub, NORTH).gives_new(north, "late")
    assert await hub.state(north) == "GIVEN"
    late = text("select a.given_at > c.due_at from material_answers a join material_calls c on c.item_id = a.call_id")
    assert sorted(map(str, await hub.all(late))) == ["None", "True"]


async def test_the_last_two_given_at_one_moment_complete_the_call(hub: Hub) -> None:
    call = await clerk(hub, REGISTRAR).calls()
    pairs = [(clerk(hub, code), await answer(hub, call, unit)) for code, unit in ((NORTH, "NV"), (SOUTH, "SV"))]
    await asyncio.gather(*(who.gives_new(item, who.desk.code) for who, item in pairs))
    assert await hub.state(call) == "COMPLETE"
    assert (await hub.verbs(call)).count("MATERIAL_CALL.COMPLETE") == 1
