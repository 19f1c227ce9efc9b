"""Corrections as pages read them: old and new value, who asked, in which words; what was sent back is no figure."""

from typing import Any

import pytest

from schema.ids import global_id
from tests.schema.conftest import RECORDER, REEVE, Hub

pytestmark = pytest.mark.anyio
OPEN = """mutation ($input: OpenCorrectionInput!) { act: openCorrection(input: $input) {
  ... on CorrectionOpened { item { id } } } }"""
REVISE = """mutation ($input: ReviseFactInput!) { act: reviseFact(input: $input) {
  ... on FactRevised { fact { value } } ... on Refusal { code } } }"""
MOVE = """mutation ($input: MoveItemInput!) { act: moveItem(input: $input) {
  ... on Moved { items { state } } ... on Refusal { code } } }"""
CORRECTION = """query ($id: ID!) { node(id: $id) { ... on FactCorrection { state words
  openedBy { code } askedBy { code } fact { value } before { value version } after { value reason }
  explanations { warning words } } } }"""
FIGURE = """query ($area: ID!) { statistics {
  fact(area: $area, indicator: "BIR01", period: "2019-01") {
    value version status correction { id } versions { version value status } }
  facts(area: $area, indicator: "BIR01", period: "2019-01") { nodes { value } } } }"""


async def act(hub: Hub, person: str, document: str, **given: Any) -> Any:
    """What an act answers."""
    given = {"requestId": f"{person}-{sorted(given.items())}"[:100], **given}
    return (await hub.answer(person, document, input=given))["act"]


async def opened(hub: Hub) -> str:
    """The correction of Northvale's births of January, opened by its recorder."""
    area = global_id("Area", hub.areas["TY-N"])
    given = {"area": area, "indicator": "BIR01", "period": "2019-01", "words": "Twins counted once"}
    return str((await act(hub, RECORDER, OPEN, **given))["item"]["id"])


async def read(hub: Hub, correction: str) -> tuple[Any, Any]:
    """The correction and its figure, as the recorder reads them."""
    node = (await hub.answer(RECORDER, CORRECTION, id=correction))["node"]
    area = global_id("Area", hub.areas["TY-N"])
    return node, (await hub.answer(RECORDER, FIGURE, area=area))["statistics"]


async def test_a_correction_shows_old_and_new_value_who_asked_and_the_words(own_hub: Hub) -> None:
    correction = await opened(own_hub)
    node, figure = await read(own_hub, correction)
    assert node == {
        "state": "REQUESTED",
        "words": "Twins counted once",
        "openedBy": {"code": RECORDER},
        "askedBy": {"code": "NV"},
        "fact": {"value": "12"},
        "before": {"value": "12", "version": 1},
        "after": None,
        "explanations": [],
    }
    assert figure["fact"]["correction"] == {"id": correction}
    await act(own_hub, RECORDER, REVISE, item=correction, value="13", reason="Both twins", explanation="Twins")
    node, _ = await read(own_hub, correction)
    assert node["after"] == {"value": "13", "reason": "Both twins"}
    assert (await act(own_hub, REEVE, MOVE, items=[{"id": correction}], event="CONFIRM")) == {
        "items": [{"state": "CONFIRMED"}]
    }
    node, figure = await read(own_hub, correction)
    assert (node["before"]["value"], node["after"]["value"], node["fact"]["value"]) == ("12", "13", "13")
    assert (figure["fact"]["value"], figure["fact"]["correction"]) == ("13", None)


async def test_a_value_that_was_sent_back_is_no_figure_and_stays_among_the_versions(own_hub: Hub) -> None:
    correction = await opened(own_hub)
    await act(own_hub, RECORDER, REVISE, item=correction, value="13", reason="Both twins", explanation="Twins")
    await act(own_hub, REEVE, MOVE, items=[{"id": correction}], event="SEND_BACK", reason="Ask the midwife")
    node, figure = await read(own_hub, correction)
    assert (node["state"], node["fact"], node["after"]) == ("REQUESTED", {"value": "12"}, None)
    assert figure["facts"]["nodes"] == [{"value": "12"}]
    assert figure["fact"] == {
        "value": "12",
        "version": 1,
        "status": "CONFIRMED",
        "correction": {"id": correction},
        "versions": [
            {"version": 2, "value": "13", "status": "WITHDRAWN"},
            {"version": 1, "value": "12", "status": "CONFIRMED"},
        ],
    }
