"""The call and its table through the graph: who called sees every answer, a unit asked its own and what it may give."""

from typing import Any

import pytest
from sqlalchemy import text

from schema.context import Context
from schema.ids import global_id
from schema.root import schema
from tests.hub import Hub
from tests.materials.office import NORTH, REGISTRAR, SOUTH, STATISTICIAN, WORDS, answer, clerk

pytestmark = pytest.mark.anyio
CALL = """mutation ($input: CallForMaterialInput!) { callForMaterial(input: $input) {
  ... on MaterialCalled { item { id title stateName material period { code }
    answers { nodes { unit { code } state } } } }
  ... on Refusal { code field message remedy } } }"""
GIVE = """mutation ($input: GiveMaterialInput!) { giveMaterial(input: $input) {
  ... on MaterialGiven { item { id state fileName pastTerm reusedFrom { id } file { size url } } }
  ... on Refusal { code field message remedy } } }"""
TABLE = """{ materials { calls(open: true) { nodes {
  words answerCount given: answerCount(given: true) late: answerCount(pastTerm: true)
  answers { nodes { unit { code } state pastTerm fileName givenBy { name } reusedFrom { id } } } } } } }"""
ASKED = """{ materials { answers(open: true) { nodes {
  unit { code } call { title note } offers { words name likeness file { size } answer { state } }
  moves { event } } } } }"""


async def ask(hub: Hub, person: str, document: str, language: str = "zh", **variables: Any) -> Any:
    """The data of an operation in somebody's name."""
    context = Context(hub.as_(person).asker, hub.database, language=language)
    answered = await schema.execute(document, variables, context)
    assert answered.errors is None, answered.errors
    return answered.data


def call_of(hub: Hub, **more: Any) -> dict[str, Any]:
    """The registry's call on both parishes."""
    asked = [global_id("Unit", hub.units[code]) for code in ("SV", "NV")]
    given = {"words": WORDS, "material": "SUMMARY", "period": "2019-10", "asked": asked, "dueOn": "2019-11-08"}
    return {"requestId": "request-1", **given, **more}


async def test_a_call_is_opened_once_however_often_it_is_sent(hub: Hub) -> None:
    first = await ask(hub, REGISTRAR, CALL, input=call_of(hub))
    item = first["callForMaterial"]["item"]
    assert {**item, "id": ""} == {
        "id": "",
        "title": "2019年10月安全生产工作总结",
        "stateName": "收集中",
        "material": "SUMMARY",
        "period": {"code": "2019-10"},
        "answers": {"nodes": [{"unit": {"code": code}, "state": "ASKED"} for code in ("NV", "SV")]},
    }
    assert await ask(hub, REGISTRAR, CALL, input=call_of(hub)) == first
    assert await hub.all(text("select count(*) from material_calls")) == [1]
    other = await ask(hub, REGISTRAR, CALL, "en", input=call_of(hub, requestId="request-2"))
    assert other["callForMaterial"] == {
        "code": "DUPLICATE",
        "field": ["words"],
        "message": "Your unit called for it on 2019-11-01, and still collects it",
        "remedy": "Look at that call; for another one, use other words or close it first",
    }


async def test_who_called_sees_one_table_and_a_unit_asked_its_own_line(hub: Hub) -> None:
    call = await clerk(hub, REGISTRAR).calls()
    await clerk(hub, NORTH).gives_new(await answer(hub, call, "NV"), "north", "北谷.txt")
    hub.clock.to("2019-11-11 09:00")
    north = {
        "unit": {"code": "NV"},
        "state": "GIVEN",
        "pastTerm": False,
        "fileName": "北谷.txt",
        "givenBy": {"name": "Hal Reed"},
        "reusedFrom": None,
    }
    nothing = {"fileName": None, "givenBy": None, "reusedFrom": None}
    south = {"unit": {"code": "SV"}, "state": "ASKED", "pastTerm": True, **nothing}
    for person, lines, counts in (
        (REGISTRAR, [north, south], (2, 1, 1)),
        (NORTH, [north], (1, 1, 0)),
        (SOUTH, [south], (1, 0, 1)),
    ):
        (seen,) = (await ask(hub, person, TABLE))["materials"]["calls"]["nodes"]
        assert (seen["answers"]["nodes"], seen["words"]) == (lines, WORDS)
        assert (seen["answerCount"], seen["given"], seen["late"]) == counts
    assert (await ask(hub, STATISTICIAN, TABLE))["materials"]["calls"]["nodes"] == []


async def test_a_unit_is_offered_what_it_gave_and_gives_it_with_one_act(hub: Hub) -> None:
    first = await clerk(hub, REGISTRAR).calls()
    earlier = await answer(hub, first, "NV")
    file = await clerk(hub, NORTH).gives_new(earlier, "north", "北谷.txt")
    second = await clerk(hub, STATISTICIAN).calls("安全生产总结", unit="ST", note="一页即可")
    (asked,) = (await ask(hub, NORTH, ASKED))["materials"]["answers"]["nodes"]
    assert asked == {
        "unit": {"code": "NV"},
        "call": {"title": "2019年10月安全生产总结", "note": "一页即可"},
        "offers": [
            {"words": WORDS, "name": "北谷.txt", "likeness": "0.67", "file": {"size": 5}, "answer": {"state": "GIVEN"}}
        ],
        "moves": [{"event": "GIVE"}, {"event": "HAVE_NONE"}],
    }
    id_ = global_id("MaterialAnswer", await answer(hub, second, "NV"))
    given = {"requestId": "request-1", "answer": id_, "file": str(file)}
    done = await ask(hub, NORTH, GIVE, input=given)
    assert done["giveMaterial"]["item"] == {
        "id": id_,
        "state": "GIVEN",
        "fileName": "北谷.txt",
        "pastTerm": False,
        "reusedFrom": {"id": global_id("MaterialAnswer", earlier)},
        "file": {"size": 5, "url": f"/files/{file}"},
    }
    assert await ask(hub, NORTH, GIVE, input=given) == done
    assert (await ask(hub, NORTH, ASKED))["materials"]["answers"]["nodes"] == []
    # Who called sees that it was given before, and not to whom.
    document = "{ materials { calls { nodes { answers(given: true) { nodes { reused reusedFrom { id } } } } } } }"
    for person, reused in ((STATISTICIAN, True), (REGISTRAR, False)):
        (seen,) = (await ask(hub, person, document))["materials"]["calls"]["nodes"]
        assert seen["answers"]["nodes"] == [{"reused": reused, "reusedFrom": None}]


async def test_a_file_of_nobody_and_an_empty_list_are_refused_in_both_languages(hub: Hub) -> None:
    nobody = await ask(hub, REGISTRAR, CALL, "en", input=call_of(hub, asked=[]))
    assert nobody["callForMaterial"] == {
        "code": "BAD_INPUT",
        "field": ["asked"],
        "message": "The input is wrong: Name 1 to 200 units",
        "remedy": "Correct it and send it again",
    }
    call = await clerk(hub, REGISTRAR).calls()
    id_ = global_id("MaterialAnswer", await answer(hub, call, "NV"))
    unknown = {"requestId": "request-1", "answer": id_, "file": global_id("File", call)}
    refused = await ask(hub, NORTH, GIVE, input=unknown)
    assert refused["giveMaterial"] == {
        "code": "NOT_FOUND",
        "field": [],
        "message": "没有找到此文件",
        "remedy": "先上传文件,或选用本单位报送过的文件",
    }


async def test_a_table_takes_as_many_statements_for_one_unit_as_for_two(hub: Hub) -> None:
    sent: dict[int, int] = {}
    for number, units in ((1, ("NV",)), (2, ("NV", "SV"))):
        call = await clerk(hub, REGISTRAR).calls(f"台账{number}", *units)
        for unit, person in zip(units, (NORTH, SOUTH), strict=False):
            await clerk(hub, person).gives_new(await answer(hub, call, unit), unit)
        document = """query ($id: ID!) { node(id: $id) { ... on MaterialCall {
          answers { nodes { unit { name } pastTerm file { size } givenBy { name } } } } } }"""
        with hub.statements() as statements:
            await ask(hub, REGISTRAR, document, id=global_id("MaterialCall", call))
        sent[number] = len(statements)
    assert sent[1] == sent[2]
