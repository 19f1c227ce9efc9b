"""Who asks in English reads English: names of states and moves, refusals and what to do next."""

import re
from typing import Any

import pytest
from sqlalchemy import text as sql

from resolvers.county import county as county_of
from schema.ids import global_id
from tests.schema.conftest import MAYOR, OTHER_RECORDER, RECORDER, REEVE, Hub
from tests.schema.test_story import CONFIRM, CORRECT, FINISH, MOVE, REGISTER, REVISE, STATE, act, item, typed

pytestmark = pytest.mark.anyio
CHINESE = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")
REFUSED = "refused { item refusal { code message remedy } }"
MOVES = "mutation ($input: MoveItemInput!) { moveItem(input: $input) { ... on Moved { " + REFUSED + " } } }"
FIGURES = """mutation ($input: StateFactsInput!) { stateFacts(input: $input) { ... on FactsStated {
  refused { refusal { code message remedy } } findings { message } } } }"""
OFFERS = "query ($id: ID!) { node(id: $id) { ... on Item { stateName moves { event name why remedy } } } }"


def chinese(answer: Any) -> list[str]:
    """Every Chinese text in an answer."""
    if isinstance(answer, dict):
        return [text for part in answer.values() for text in chinese(part)]
    if isinstance(answer, list):
        return [text for part in answer for text in chinese(part)]
    return [answer] if isinstance(answer, str) and CHINESE.search(answer) else []


async def offered(hub: Hub, code: str, key: str) -> tuple[str, dict[str, str]]:
    """The state and the moves of an item by name, as its page shows them in English."""
    node = (await hub.answer(code, OFFERS, "en", id=key))["node"]
    assert chinese(node) == []
    return node["stateName"], {move["event"]: move["name"] for move in node["moves"]}


async def test_states_and_moves_are_named_in_the_language_asked_for(own_hub: Hub) -> None:
    february = item(own_hub, "TY-N", "2019-02")
    assert await offered(own_hub, RECORDER, february) == (
        "To be stated",
        {"ENTER": "State figures", "EXPLAIN": "Explain warnings", "FINISH": "Finish, send to be confirmed"},
    )
    await act(own_hub, RECORDER, STATE, item=february, figures=typed(DEA01="8"))
    await act(own_hub, RECORDER, FINISH, requestId="request-2", items=[february])
    assert await offered(own_hub, REEVE, february) == (
        "To be confirmed",
        {"SEND_BACK": "Send back", "CONFIRM": "Confirm (all figures of the period at once)"},
    )
    node = (await own_hub.answer(REEVE, OFFERS, "zh", id=february))["node"]
    assert (node["stateName"], node["moves"][0]["name"]) == ("已填待审签", "退回重填")


async def test_what_an_indicator_counts_is_said_in_the_language_asked_for(own_hub: Hub) -> None:
    said_so = "update indicators set definition = '登记人数', definition_en = 'Registered' where code = 'PEO01'"
    async with own_hub.database.as_hub() as session:
        await session.execute(sql(said_so))
    asked = '{ statistics { indicator(code: "PEO01") { definition } } }'
    for language, said in (("zh", "登记人数"), ("en", "Registered")):
        answer = await own_hub.answer(RECORDER, asked, language)
        assert answer["statistics"]["indicator"] == {"definition": said}


async def test_items_are_titled_in_the_language_asked_for(own_hub: Hub) -> None:
    asked = {"area": global_id("Area", own_hub.areas["TY-N"]), "indicator": "BIR01", "period": "2019-01"}
    correction = (await act(own_hub, RECORDER, CORRECT, words="Misread", **asked))["item"]["id"]
    titled = "query ($id: ID!) { node(id: $id) { ... on Item { title } } }"
    for key, zh, en in (
        (item(own_hub, "TY-N", "2019-02"), "北谷2019年2月数据", "Figures of Northvale, February 2019"),
        (correction, "北谷2019年1月出生人数更正", "Correction of Births, Northvale, January 2019"),
    ):
        for language, title in (("zh", zh), ("en", en)):
            assert (await own_hub.answer(RECORDER, titled, language, id=key))["node"] == {"title": title}


async def test_moves_of_a_correction_and_of_a_register_are_named_too(own_hub: Hub) -> None:
    asked = {"area": global_id("Area", own_hub.areas["TY-N"]), "indicator": "BIR01", "period": "2019-01"}
    opened = await act(own_hub, RECORDER, CORRECT, words="Misread", **asked)
    assert await offered(own_hub, RECORDER, opened["item"]["id"]) == (
        "To be corrected",
        {"REVISE": "Correct the figure", "WITHDRAW": "Give up the correction"},
    )
    again = await act(own_hub, RECORDER, CORRECT, "en", requestId="request-2", words="Misread", **asked)
    assert (again["message"], again["remedy"]) == (
        "This figure is being corrected already (Northvale, January 2019, Births)",
        "Go on with that correction",
    )
    same = await act(
        own_hub, RECORDER, REVISE, "en", requestId="request-3", item=opened["item"]["id"], value="12", reason="r"
    )
    assert (same["message"], same["remedy"]) == ("The value is the same", "Keep the figure as it is")
    own = "{ viewer { inbox { nodes { item { id kind stateName moves { event name } } } } } }"
    inbox = [each["item"] for each in (await own_hub.answer("P03", own, "en"))["viewer"]["inbox"]["nodes"]]
    assert chinese(inbox) == []
    assert {(each["kind"], each["stateName"], each["moves"][0]["name"]) for each in inbox} == {
        ("REGISTER_PERIOD", "To be stated", "Load")
    }


async def test_refused_moves_say_why_and_what_to_do_in_english(own_hub: Hub) -> None:
    january, march = item(own_hub, "TY-N", "2019-01"), item(own_hub, "TY-N", "2019-03")
    ids = [{"id": january}, {"id": march}]
    moved = await act(own_hub, RECORDER, MOVES, "en", items=ids, event="FINISH")
    assert {each["item"]: (each["refusal"]["message"], each["refusal"]["remedy"]) for each in moved["refused"]} == {
        january: (
            "The state is “Confirmed”: “Finish, send to be confirmed” is not open",
            "Read it again and see what is open",
        ),
        march: ("2 figures are missing", "Fill them in; write 0 for zero"),
    }
    refused = await act(own_hub, MAYOR, MOVE, "en", requestId="request-2", items=[{"id": march}], event="FINISH")
    assert (refused["message"], refused["remedy"]) == (
        "You have no power for “Finish, send to be confirmed” here",
        "It lies with Recorder",
    )


async def test_refused_figures_say_why_and_what_to_do_in_english(own_hub: Hub) -> None:
    await act(own_hub, "P03", REGISTER, requestId="request-0", period="2019-02", figures=people(own_hub))
    february = item(own_hub, "TY-N", "2019-02")
    figures = typed(DEA01="501", COW01="3", PEO01="4") + typed(BIR01="12人") + typed(DEA01="1.5")
    stated = await act(own_hub, RECORDER, FIGURES, "en", item=february, figures=figures)
    assert chinese([each["refusal"]["remedy"] for each in stated["refused"]]) == []
    found = {each["refusal"]["message"] for each in stated["refused"]}
    assert found == {
        "Deaths = 501 is outside 0 to 500",
        "No form asks this of you",
        "Already known: 1,000 (from Registry)",
        "“12人” is no usable number: the number alone, without a unit",
        "“1.5” is no usable number: too many decimals: at most 0",
    }
    assert {each["refusal"]["remedy"] for each in stated["refused"]} >= {"Enter a number in persons"}


def people(hub: Hub) -> list[dict[str, str]]:
    """A register's figures of both parishes."""
    return [
        {"indicator": code, "area": global_id("Area", hub.areas[area]), "value": value}
        for code, value in (("PEO01", "1,000"), ("PEO02", "500"))
        for area in ("TY-N", "TY-S")
    ]


async def test_what_a_guard_of_the_running_flows_says_needs_no_chinese(own_hub: Hub) -> None:
    async with own_hub.database.as_hub() as session:
        county = await county_of(session)
    running = {guard for flow in county.latest_flows.values() for guard in flow.guards}
    said = [county.refusal(guard, {}) for guard in sorted(running)]
    assert len(said) == 40
    assert chinese([[refused.message("en"), refused.remedy("en")] for refused in said]) == []


async def test_an_indicator_is_named_and_counted_in_english(hub: Hub) -> None:
    text = "{ statistics { indicators(first: 100) { nodes { code name domainName unitOfMeasure } } } }"
    nodes = (await hub.answer(RECORDER, text, "en"))["statistics"]["indicators"]["nodes"]
    assert chinese(nodes) == []
    by_code = {each.pop("code"): each for each in nodes}
    assert by_code["COW02"] == {"name": "Dairy cows", "domainName": "Farms", "unitOfMeasure": "head"}
    facts = '{ statistics { facts(period: "2019-01") { nodes { unitOfMeasure indicator { unitOfMeasure } } } } }'
    found = (await hub.answer(RECORDER, facts, "en"))["statistics"]["facts"]["nodes"]
    assert found and chinese(found) == []
    assert found[0] == {"unitOfMeasure": "persons", "indicator": {"unitOfMeasure": "persons"}}


async def test_who_asks_of_another_town_is_answered_in_english(own_hub: Hub) -> None:
    march = item(own_hub, "TY-N", "2019-03")
    for text in (CONFIRM, FINISH):
        refused = await act(own_hub, OTHER_RECORDER, text, "en", items=[march])
        assert (refused["message"], refused["remedy"]) == (
            "The item was not found",
            "Check the id, and whether you may see it",
        )
