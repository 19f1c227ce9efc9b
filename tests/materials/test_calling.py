"""A unit calls for material: one assignment for each unit asked, and no unit sees another's answer."""

from datetime import datetime

import pytest

from resolvers.refusals import RefusalCode
from tests.hub import SHANGHAI, Hub
from tests.materials.office import NORTH, REGISTRAR, SOUTH, answer, clerk

pytestmark = pytest.mark.anyio
DUE = datetime(2019, 11, 8, 18, 0, tzinfo=SHANGHAI)


async def test_each_unit_asked_gets_one_assignment_until_the_day(hub: Hub) -> None:
    call = await clerk(hub, REGISTRAR).calls()
    item = await hub.item(call)
    assert (item.state, item.title, item.title_en) == (
        "COLLECTING",
        "2019年10月安全生产工作总结",
        "安全生产工作总结, October 2019",
    )
    assert item.due_at == DUE
    for unit in ("NV", "SV"):
        (assignment,) = await hub.assignments(await answer(hub, call, unit))
        assert (assignment.duty, assignment.power, assignment.unit_id) == ("HANDLE", "HANDLE", hub.units[unit])
        assert (assignment.due_at, assignment.closed_at) == (DUE, None)
    assert await hub.verbs(call) == ["MATERIAL_CALL.OPEN"]


async def test_a_unit_asked_sees_the_call_and_its_own_answer_alone(hub: Hub) -> None:
    call = await clerk(hub, REGISTRAR).calls()
    await clerk(hub, NORTH).gives_new(await answer(hub, call, "NV"), "north")
    seen = {code: await clerk(hub, code).sees_answers(call) for code in ("P01", "P02", NORTH, "P06", SOUTH, "P05")}
    both = ["NV", "SV"]
    assert seen == {"P01": both, "P02": both, NORTH: ["NV"], "P06": ["NV"], SOUTH: ["SV"], "P05": []}
    assert [await hub.as_(code).sees(call) for code in (NORTH, SOUTH, "P05")] == [True, True, False]


async def test_a_unit_that_has_ended_is_asked_through_its_successor_once(hub: Hub) -> None:
    call = await clerk(hub, REGISTRAR).calls("台账", "OS", "ST")
    assert await clerk(hub, REGISTRAR).sees_answers(call) == ["ST"]


async def test_the_same_call_is_refused_while_it_is_collected_and_free_once_it_is_closed(hub: Hub) -> None:
    registrar = clerk(hub, REGISTRAR)
    call = await registrar.calls()
    async with hub.refuses(RefusalCode.DUPLICATE) as refusal:
        await registrar.calls(" 安全生产工作总结 ")
    assert refusal.zh == "本单位2019-11-01已发过同名、同期的通知,仍在收集"
    assert refusal.en == "Your unit called for it on 2019-11-01, and still collects it"
    await registrar.calls(period="2019-09")
    await clerk(hub, "P05").calls(unit="ST")
    await registrar.desk.moves("CLOSE", call, reason="not needed")
    assert await registrar.calls() != call


async def test_who_may_not_call_there_is_told_with_whom_it_lies(hub: Hub) -> None:
    for code in (NORTH, "P02", "P05"):
        async with hub.refuses(RefusalCode.NO_POWER) as refusal:
            await clerk(hub, code).calls()
        assert refusal.refused.remedy("en") == "It lies with Registrar"


@pytest.mark.parametrize(
    ("wrong", "field", "said"),
    [
        ({"words": "  "}, "words", "材料名称须为1至100字"),
        ({"words": "总" * 101}, "words", "材料名称须为1至100字"),
        ({"note": "总" * 1001}, "note", "要求不得超过1000字"),
        ({"material": "SONG"}, "material", "没有这种材料"),
        ({"due_on": "2019-10-31"}, "dueOn", "期限须在一年之内,且未过"),
        ({"due_on": "2020-11-03"}, "dueOn", "期限须在一年之内,且未过"),
    ],
)
async def test_a_call_that_cannot_be_read_is_refused_by_its_field(
    hub: Hub, wrong: dict[str, str], field: str, said: str
) -> None:
    async with hub.refuses(RefusalCode.BAD_INPUT) as refusal:
        await clerk(hub, REGISTRAR).calls(**wrong)
    assert (refusal.refused.path, refusal.refused.values["problem"]["zh"]) == ((field,), said)


async def test_units_that_cannot_be_asked_are_refused(hub: Hub) -> None:
    registrar = clerk(hub, REGISTRAR)
    for asked, said in (
        (("RE",), "A unit does not call on itself"),
        (("NV", "CO"), "Nobody in County Council handles it: ask its office"),
    ):
        async with hub.refuses(RefusalCode.BAD_INPUT) as refusal:
            await registrar.calls("台账", *asked)
        assert (refusal.refused.path, refusal.refused.values["problem"]["en"]) == (("asked",), said)
