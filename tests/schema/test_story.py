"""The story of a township's figures through GraphQL alone, and what its acts refuse."""

from typing import Any

import pytest
from sqlalchemy import text as sql

from schema.ids import global_id
from schema.root import schema
from tests.schema.conftest import MAYOR, OTHER_RECORDER, RECORDER, REEVE, Hub

pytestmark = pytest.mark.anyio
REFUSAL = "... on Refusal { code field message remedy values }"
STATE = (
    """mutation ($input: StateFactsInput!) { stateFacts(input: $input) { __typename ... on FactsStated {
  item { revision answered } accepted { indicator { code } value status version statedBy { code } }
  refused { indicator area { code } refusal { code field message } } findings { kind message warning explained } } """
    + REFUSAL
    + " } }"
)
EXPLAIN = (
    """mutation ($input: ExplainFactsInput!) { explainFacts(input: $input) { ... on FactsExplained {
  findings { warning explained words } } """
    + REFUSAL
    + " } }"
)
FINISH = (
    """mutation ($input: FinishFactsInput!) { finishFacts(input: $input) { ... on FactsFinished {
  items { state enteredBy { code } } } """
    + REFUSAL
    + " } }"
)
CONFIRM = (
    """mutation ($input: ConfirmFactsInput!) { confirmFacts(input: $input) { ... on FactsConfirmed {
  facts items { state stateName confirmedBy { code } } } """
    + REFUSAL
    + " } }"
)
CORRECT = (
    """mutation ($input: OpenCorrectionInput!) { openCorrection(input: $input) { ... on CorrectionOpened {
  item { id state words askedBy { code } fact { value } } } """
    + REFUSAL
    + " } }"
)
REVISE = (
    """mutation ($input: ReviseFactInput!) { reviseFact(input: $input) { ... on FactRevised {
  fact { value status version reason versions { version value } } item { state } } """
    + REFUSAL
    + " } }"
)
REGISTER = (
    """mutation ($input: StateRegisterInput!) { stateRegister(input: $input) { ... on RegisterStated {
  item { title } accepted { value source area { code } } refused { indicator area { code } refusal { code } } } """
    + REFUSAL
    + " } }"
)
MOVE = (
    """mutation ($input: MoveItemInput!) { moveItem(input: $input) { __typename ... on Moved {
  items { id state revision } refused { item refusal { code } } } """
    + REFUSAL
    + " } }"
)


async def act(hub: Hub, code: str | None, text: str, language: str = "zh", **given: Any) -> Any:
    """The answer of a mutation with its only field, its input named in short."""
    data = await hub.answer(code, text, language, input={"requestId": "request-1", **given})
    return next(iter(data.values()))


def item(hub: Hub, area: str, period: str) -> str:
    """The global id of a township's period."""
    return global_id("FactPeriod", hub.items[area, period])


def typed(**figures: str) -> list[dict[str, str]]:
    """Figures as an input has them."""
    return [{"indicator": code, "value": value} for code, value in figures.items()]


async def rows(hub: Hub, query: str) -> list[Any]:
    """Rows of the database as the hub itself sees them."""
    async with hub.database.as_hub() as session:
        return [tuple(row) for row in await session.execute(sql(query))]


CHANGED = "select (select count(*) from journal), (select count(*) from facts), (select sum(revision) from items)"


async def test_a_period_is_stated_finished_and_confirmed(own_hub: Hub) -> None:
    hub, february = own_hub, item(own_hub, "TY-N", "2019-02")
    stated = await act(hub, RECORDER, STATE, item=february, figures=typed(DEA01="1,2"))
    assert [each["refusal"]["code"] for each in stated["refused"]] == ["NOT_A_NUMBER"]
    stated = await act(hub, RECORDER, STATE, item=february, figures=typed(DEA01="８"))
    assert stated["accepted"] == [
        {"indicator": {"code": "DEA01"}, "value": "8", "status": "STATED", "version": 1, "statedBy": {"code": "P08"}}
    ]
    assert stated["item"]["answered"] == 2
    finished = await act(hub, RECORDER, FINISH, requestId="request-2", items=[february])
    assert finished == {"items": [{"state": "ENTERED", "enteredBy": {"code": "P08"}}]}
    confirmed = await act(hub, REEVE, CONFIRM, items=[february])
    assert confirmed["facts"] == 2
    assert confirmed["items"] == [{"state": "CONFIRMED", "stateName": "已审签", "confirmedBy": {"code": "P06"}}]
    text = """{ statistics { facts(period: "2019-02", status: CONFIRMED) { nodes { value confirmedBy { code }
      item { kind } journal { nodes { verb } } } } } }"""
    found = (await hub.answer(MAYOR, text))["statistics"]["facts"]["nodes"]
    assert [(each["value"], each["confirmedBy"]["code"]) for each in found] == [("8", "P06"), ("9", "P06")]


async def test_wrong_figures_are_refused_one_by_one_in_the_language_asked_for(own_hub: Hub) -> None:
    february = item(own_hub, "TY-N", "2019-02")
    figures = typed(DEA01="501", NOPE="1", COW01="3", PEO01="4") + typed(BIR01="-1") + typed(DEA01="")
    stated = await act(own_hub, RECORDER, STATE, "en", item=february, figures=figures)
    found = {(each["indicator"], each["refusal"]["code"]) for each in stated["refused"]}
    assert found == {
        ("DEA01", "RULE_FAILED"), ("NOPE", "NOT_FOUND"), ("COW01", "NOT_ASKED"), ("PEO01", "ALREADY_KNOWN"),
        ("BIR01", "RULE_FAILED"), ("DEA01", "BAD_INPUT"),
    }  # fmt: skip
    assert stated["accepted"] == []
    assert all(each["refusal"]["message"].isascii() for each in stated["refused"] if each["indicator"] == "NOPE")


async def test_a_retry_answers_the_same_and_changes_nothing(own_hub: Hub) -> None:
    march = item(own_hub, "TY-N", "2019-03")
    given: dict[str, Any] = {"item": march, "figures": typed(BIR01="4", DEA01="x")}
    first = await act(own_hub, RECORDER, STATE, **given)
    before = await rows(own_hub, CHANGED)
    again = await act(own_hub, RECORDER, STATE, **given)
    assert again == first and len(again["accepted"]) == 1 and len(again["refused"]) == 1
    assert await rows(own_hub, CHANGED) == before
    other = await act(own_hub, RECORDER, STATE, item=march, figures=typed(BIR01="5"))
    assert other["code"] == "REQUEST_REUSED" and other["field"] == ["requestId"]
    elsewhere = await act(own_hub, RECORDER, FINISH, items=[march])
    assert elsewhere["code"] == "REQUEST_REUSED"
    assert await rows(own_hub, CHANGED) == before


async def test_where_all_was_refused_the_same_request_may_be_tried_again(own_hub: Hub) -> None:
    march = item(own_hub, "TY-N", "2019-03")
    refused = await act(own_hub, RECORDER, STATE, item=march, figures=typed(BIR01="x"))
    assert refused["accepted"] == []
    assert (await act(own_hub, RECORDER, STATE, item=march, figures=typed(BIR01="4")))["accepted"]


@pytest.mark.parametrize(
    ("code", "expected"), [(None, "NOT_SIGNED_IN"), (OTHER_RECORDER, "NOT_FOUND"), (MAYOR, "NO_POWER")]
)
async def test_who_may_not_is_refused_and_nothing_changes(own_hub: Hub, code: str | None, expected: str) -> None:
    before = await rows(own_hub, CHANGED)
    march = item(own_hub, "TY-N", "2019-03")
    refused = await act(own_hub, code, STATE, item=march, figures=typed(BIR01="4"))
    assert (refused["__typename"], refused["code"]) == ("Refusal", expected) and refused["remedy"]
    assert (await act(own_hub, code, CONFIRM, items=[march]))["code"] == expected
    assert await rows(own_hub, CHANGED) == before


async def test_a_token_that_only_reads_does_nothing(own_hub: Hub) -> None:
    context = own_hub.context(RECORDER, scopes=("read",))
    given = {"requestId": "request-1", "item": item(own_hub, "TY-N", "2019-03"), "figures": typed(BIR01="4")}
    result = await schema.execute(STATE, {"input": given}, context)
    assert result.data is not None and result.data["stateFacts"]["code"] == "READ_ONLY"


@pytest.mark.parametrize(
    "wrong",
    [
        "nonsense",
        global_id("FactPeriod", "x"),
        global_id("Area", 1),
        global_id("FactPeriod", "01a208dd-2cd0-74c2-ac1d-ec41a6529090"),
    ],
)
async def test_an_item_that_is_not_there_is_refused(own_hub: Hub, wrong: str) -> None:
    for text, given in (
        (STATE, {"item": wrong, "figures": typed(BIR01="4")}),
        (CONFIRM, {"items": [wrong]}),
        (REVISE, {"item": wrong, "value": "1", "reason": "r"}),
        (MOVE, {"items": [{"id": wrong}], "event": "FINISH"}),
    ):
        assert (await act(own_hub, RECORDER, text, **given))["code"] == "NOT_FOUND"


async def test_periods_are_confirmed_together_or_not_at_all(own_hub: Hub) -> None:
    february, march = item(own_hub, "TY-N", "2019-02"), item(own_hub, "TY-N", "2019-03")
    await act(own_hub, RECORDER, STATE, item=february, figures=typed(DEA01="8"))
    before = await rows(own_hub, CHANGED)
    refused = await act(own_hub, RECORDER, FINISH, requestId="request-2", items=[february, march])
    assert refused["code"] == "MISSING"
    assert await rows(own_hub, CHANGED) == before
    for items, revisions in (([], None), ([february, february], None), ([february], [1, 2])):
        refused = await act(own_hub, RECORDER, FINISH, requestId="request-3", items=items, expectedRevisions=revisions)
        assert refused["code"] == "BAD_INPUT"


async def test_a_stale_revision_is_refused(own_hub: Hub) -> None:
    march = item(own_hub, "TY-N", "2019-03")
    first = await act(own_hub, RECORDER, STATE, item=march, figures=typed(BIR01="4"))
    stale = await act(
        own_hub, RECORDER, STATE, requestId="request-2", item=march, expectedRevision=1, figures=typed(DEA01="4")
    )
    assert stale["code"] == "CHANGED_MEANWHILE" and first["item"]["revision"] > 1


async def test_a_warning_is_explained(own_hub: Hub) -> None:
    february, march = item(own_hub, "TY-N", "2019-02"), item(own_hub, "TY-N", "2019-03")
    await act(own_hub, RECORDER, STATE, requestId="request-0", item=february, figures=typed(DEA01="8"))
    stated = await act(own_hub, RECORDER, STATE, item=march, figures=typed(BIR01="0", DEA01="80"))
    (finding,) = [each for each in stated["findings"] if each["kind"] == "WARNING"]
    assert finding["explained"] is False and "80" not in finding["warning"]
    words = [{"indicator": "DEA01", "warning": finding["warning"], "words": "流感"}]
    explained = await act(own_hub, RECORDER, EXPLAIN, item=march, requestId="request-2", explanations=words)
    assert explained["findings"] == [{"warning": finding["warning"], "explained": True, "words": "流感"}]
    empty = await act(
        own_hub, RECORDER, EXPLAIN, item=march, requestId="request-3", explanations=[{**words[0], "words": " "}]
    )
    assert empty["code"] == "BAD_INPUT"


async def test_a_confirmed_figure_is_corrected_by_a_new_version(own_hub: Hub) -> None:
    asked = {"area": global_id("Area", own_hub.areas["TY-N"]), "indicator": "BIR01", "period": "2019-01"}
    opened = await act(own_hub, RECORDER, CORRECT, words="抄错", **asked)
    assert opened["item"]["askedBy"] == {"code": "NV"} and opened["item"]["fact"] == {"value": "12"}
    key = opened["item"]["id"]
    same = await act(own_hub, RECORDER, REVISE, item=key, requestId="request-2", value="12", reason="r")
    assert same["code"] in {"NOTHING_TO_ASK", "DUPLICATE", "NOT_ALLOWED", "ALREADY_KNOWN"}
    revised = await act(own_hub, RECORDER, REVISE, item=key, requestId="request-3", value="13", reason="抄错一行")
    assert revised["fact"] == {
        "value": "13", "status": "STATED", "version": 2, "reason": "抄错一行",
        "versions": [{"version": 2, "value": "13"}, {"version": 1, "value": "12"}],
    }  # fmt: skip
    moved = await act(own_hub, REEVE, MOVE, items=[{"id": key}], event="CONFIRM")
    assert moved["items"][0]["state"] == "CONFIRMED"


async def test_a_register_is_stated_for_all_areas(own_hub: Hub) -> None:
    north, south = (global_id("Area", own_hub.areas[code]) for code in ("TY-N", "TY-S"))
    figures = [
        {"indicator": code, "area": area, "value": value}
        for code, value in (("PEO01", "1,000"), ("PEO02", "500"))
        for area in (north, south)
    ]
    stated = await act(
        own_hub, "P03", REGISTER, period="2019-01", figures=[*figures, {**figures[0], "indicator": "BIR01"}]
    )
    assert [each["refusal"]["code"] for each in stated["refused"]] == ["WRONG_PERSON"]
    stated = await act(own_hub, "P03", REGISTER, requestId="request-2", period="2019-02", figures=figures)
    assert stated["refused"] == []
    assert sorted((each["area"]["code"], each["value"]) for each in stated["accepted"]) == [
        ("TY-N", "1000"), ("TY-N", "500"), ("TY-S", "1000"), ("TY-S", "500")
    ]  # fmt: skip
    none = await act(own_hub, RECORDER, REGISTER, requestId="request-3", period="2019-01", figures=figures)
    assert none["code"] == "NOT_FOUND"


async def test_a_set_of_items_is_moved_each_by_itself(own_hub: Hub) -> None:
    january, march = item(own_hub, "TY-N", "2019-01"), item(own_hub, "TY-N", "2019-03")
    february = item(own_hub, "TY-N", "2019-02")
    await act(own_hub, RECORDER, STATE, item=february, figures=typed(DEA01="8"))
    ids = [{"id": each} for each in (january, february, march, "nonsense")]
    moved = await act(own_hub, RECORDER, MOVE, requestId="request-2", items=ids, event="FINISH")
    assert [each["id"] for each in moved["items"]] == [february]
    assert {each["item"]: each["refusal"]["code"] for each in moved["refused"]} == {
        january: "WRONG_STATE", march: "MISSING", "nonsense": "NOT_FOUND"
    }  # fmt: skip
    back = await act(own_hub, REEVE, MOVE, items=[{"id": february}], event="SEND_BACK", cells=[{"indicator": "DEA01"}])
    assert back["code"] == "BAD_INPUT" and back["field"] == ["reason"]
    back = await act(
        own_hub, REEVE, MOVE, requestId="request-4", items=[{"id": february}], event="SEND_BACK",
        cells=[{"indicator": "DEA01"}], reason="再核一下",
    )  # fmt: skip
    assert back["items"][0]["state"] == "PREFILLED"
    unknown = await act(own_hub, RECORDER, MOVE, requestId="request-5", items=[{"id": february}], event="DANCE")
    assert unknown["code"] == "BAD_INPUT"
    figures = await act(own_hub, RECORDER, MOVE, requestId="request-6", items=[{"id": february}], event="ENTER")
    assert figures["code"] == "BAD_INPUT"


async def test_notices_are_read_by_their_owner_alone(own_hub: Hub) -> None:
    read = """mutation ($input: MarkNoticesReadInput!) { markNoticesRead(input: $input) { ... on NoticesRead {
      notices { id event readAt } } ... on Refusal { code } } }"""
    text = "{ viewer { counts { unreadNotices } notices(unread: true) { totalCount nodes { id item { title } } } } }"
    viewer = (await own_hub.answer(RECORDER, text))["viewer"]
    assert viewer["counts"]["unreadNotices"] == viewer["notices"]["totalCount"] > 1
    ids = [each["id"] for each in viewer["notices"]["nodes"]]
    assert (await act(own_hub, REEVE, read, notices=ids))["notices"] == []
    one = await act(own_hub, RECORDER, read, notices=[ids[0], "nonsense"])
    assert [each["id"] for each in one["notices"]] == [ids[0]] and one["notices"][0]["readAt"].startswith("2019-04-10")
    rest = await act(own_hub, RECORDER, read, requestId="request-2")
    assert {each["id"] for each in rest["notices"]} == set(ids[1:])
    assert (await own_hub.answer(RECORDER, text))["viewer"]["counts"]["unreadNotices"] == 0
    assert await rows(own_hub, "select count(*) from journal where verb = 'notice.read'") == [(2,)]
