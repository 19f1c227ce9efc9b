"""Requests as they should not be, and the same request again, over HTTP: a clear answer, and nothing changes."""

import asyncio
from collections.abc import Callable
from typing import Any

import httpx
import psycopg
import pytest

from schema.ids import global_id
from tests.faults.conftest import Tiny
from tests.running import Visitor, visiting

pytestmark = pytest.mark.anyio
RECORDER, REEVE = "P08", "P06"
STATE = """mutation ($input: StateFactsInput!) { stateFacts(input: $input) {
  ... on FactsStated { accepted { id version value } refused { refusal { code } } } ... on Refusal { code field } } }"""
CHANGED = """
select (select count(*) from journal where subject <> 'accounts' and actor is not null), (select count(*) from facts),
  (select count(*) from requests)
"""


def changed(tiny: Tiny) -> list[Any]:
    """What grows with every change by a person; the hub's own moves come with its clock, at any moment."""
    with psycopg.connect(tiny.access.admin.url) as connection:
        return connection.execute(CHANGED).fetchall()


def item(tiny: Tiny, period: str = "2019-03") -> str:
    """The northern parish's period."""
    return global_id("FactPeriod", tiny.hub.items["TY-N", period])


def typed(**figures: str) -> list[dict[str, str]]:
    """Figures as an input has them."""
    return [{"indicator": code, "value": value} for code, value in figures.items()]


def code_of(answer: httpx.Response) -> str | None:
    """The code of an answer that is an error."""
    content = answer.json()
    errors = content.get("errors") or [{"extensions": content}]
    found = (errors[0].get("extensions") or {}).get("code")
    return None if found is None else str(found)


async def raw(visitor: Visitor, content: bytes, media_type: str = "application/json") -> httpx.Response:
    """Send bytes as they are."""
    return await visitor.http.post("/graphql", content=content, headers={"content-type": media_type})


NODE = "query ($id: ID!) { node(id: $id) { id } }"
NESTED = "{ organisation { areas " + "{ children " * 20 + "{ id }" + " }" * 20 + " } }"
SENT: dict[str, tuple[Callable[[Visitor], Any], int, str | None]] = {
    "an oversized body": (lambda v: raw(v, b'{"query": "' + b" " * 3_000_000 + b'"}'), 413, "BODY_TOO_LARGE"),
    "no JSON": (lambda v: raw(v, b'{"query": "{ viewer'), 400, None),
    "JSON that is no object": (lambda v: raw(v, b'"{ viewer { powers } }"'), 400, None),
    "another encoding": (lambda v: raw(v, '{"query": "{ 县 }"}'.encode("gb18030")), 400, None),
    "another media type": (lambda v: raw(v, b"query=x", "application/x-www-form-urlencoded"), 400, None),
    "a batch": (lambda v: raw(v, b'[{"query": "{ __typename }"}]'), 400, None),
    "JSON nested without end": (lambda v: raw(v, b'{"query": "x", "variables": ' + b"[" * 200_000), 400, None),
    "variables that are no object": (lambda v: raw(v, b'{"query": "{ __typename }", "variables": [1]}'), 400, None),
    "a document that is no text": (lambda v: raw(v, b'{"query": {"a": 1}}'), 400, None),
    "no document": (lambda v: raw(v, b"{}"), 400, None),
    "a deep document": (lambda v: v.post(NESTED), 200, "TOO_DEEP"),
    "an alias bomb": (
        lambda v: v.post("{" + " ".join(f"a{n}: county {{ name }}" for n in range(500)) + "}"),
        200,
        "TOO_MANY_ALIASES",
    ),
    "fragments in a circle": (
        lambda v: v.post("{ county { ...A } } fragment A on County { ...B } fragment B on County { ...A }"),
        200,
        "CIRCULAR_FRAGMENTS",
    ),
    "half a character": (lambda v: raw(v, rb'{"query": "{ __typename }", "variables": {"a": "\ud83d"}}'), 400, None),
    "U+0000 in a variable": (lambda v: v.post(NODE, id="\0"), 200, "NUL_IN_TEXT"),
    "U+0000 deep in an input": (lambda v: v.post(STATE, input={"figures": [{"value": "1\0"}]}), 200, "NUL_IN_TEXT"),
    "U+0000 in a document": (lambda v: v.post(r'{ node(id: "\u0000") { id } }'), 200, "NUL_IN_TEXT"),
    "U+0000 in an id of a request": (
        lambda v: v.post(STATE, input={"requestId": "request\0id", "item": "x", "figures": []}),
        200,
        "NUL_IN_TEXT",
    ),
    "a page of a million": (
        lambda v: v.post("{ statistics { facts(first: 1000000) { nodes { id } } } }"),
        200,
        "TOO_COSTLY",
    ),
    "a page a little too large": (
        lambda v: v.post("{ statistics { facts(first: 101) { nodes { id } } } }"),
        200,
        "PAGE_TOO_LARGE",
    ),
    "a page below zero": (
        lambda v: v.post("{ statistics { facts(first: -1) { nodes { id } } } }"),
        200,
        "PAGE_TOO_LARGE",
    ),
    "a cursor of no letters": (
        lambda v: v.post('{ overview { completenessShares(after: "⟶") { totalCount } } }'),
        200,
        "BAD_QUESTION",
    ),
    "a wrong cursor": (
        lambda v: v.post('{ statistics { facts(after: "x") { nodes { id } } } }'),
        200,
        "BAD_CURSOR",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SENT)
async def test_what_is_malformed_or_too_much_is_refused_clearly(tiny: Tiny, name: str) -> None:
    send, status, code = SENT[name]
    before = changed(tiny)
    async with visiting(tiny.address, RECORDER) as visitor:
        answer = await send(visitor)
        assert (answer.status_code, code_of(answer)) == (status, code), answer.text[:500]
        assert (await visitor.ask("{ viewer { person { code } } }"))["viewer"]["person"]["code"] == RECORDER
    assert changed(tiny) == before


@pytest.mark.parametrize(
    "given",
    [
        {"item": 1.5},
        {"item": None},
        {"figures": None},
        {"figures": [None]},
        {"figures": [{"indicator": 1, "value": "1"}]},
        {"figures": [{"indicator": "BIR01", "value": 1}]},
        {"expectedRevision": "one"},
        {"expectedRevision": 2**31},
        {"requestId": {"a": 1}},
        {"surplus": True},
    ],
)
async def test_a_wrong_type_is_named_and_changes_nothing(tiny: Tiny, given: dict[str, Any]) -> None:
    before = changed(tiny)
    whole = {"requestId": "wrong-type", "item": item(tiny), "figures": typed(BIR01="1"), **given}
    async with visiting(tiny.address, RECORDER) as visitor:
        answer = await visitor.post(STATE, input=whole)
        content = answer.json()
        assert content.get("data") is None and len(content["errors"]) == 1
        assert "$input" in content["errors"][0]["message"] and code_of(answer) != "DEFECT"
    assert changed(tiny) == before


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("9" * 400, "NOT_A_NUMBER"),
        ("-1", "RULE_FAILED"),
        ("1e3", "NOT_A_NUMBER"),
        ("NaN", "NOT_A_NUMBER"),
        ("Infinity", "NOT_A_NUMBER"),
        ("十二", "NOT_A_NUMBER"),
        ("😀", "NOT_A_NUMBER"),
        ("", "BAD_INPUT"),
        ("0.5", "NOT_A_NUMBER"),
        ("1" + "0" * 100_000, "NOT_A_NUMBER"),
    ],
)
async def test_values_that_are_no_figures_are_refused(tiny: Tiny, value: str, code: str) -> None:
    before = changed(tiny)
    async with visiting(tiny.address, RECORDER) as visitor:
        given = {"requestId": "no-figure", "item": item(tiny), "figures": typed(BIR01=value)}
        answered = await visitor.act(STATE, **given)
        assert [each["refusal"]["code"] for each in answered["refused"]] == [code]
    assert changed(tiny) == before


@pytest.mark.parametrize("text", ["short", "", "x" * 101, "\u200b" * 10])
async def test_a_request_id_is_8_to_100_characters_that_can_be_kept(tiny: Tiny, text: str) -> None:
    before = changed(tiny)
    async with visiting(tiny.address, RECORDER) as visitor:
        figures = typed(BIR01="x")
        answered = await visitor.act(STATE, requestId=text, item=item(tiny), figures=figures)
        refused = answered.get("code") or answered["refused"][0]["refusal"]["code"]
        assert refused in ("BAD_INPUT", "NOT_A_NUMBER")
    assert changed(tiny) == before


@pytest.mark.parametrize("wrong", ["", "x", "RmFjdA", "!" * 50, "RmFjdFBlcmlvZDox", "9" * 5000, "RmFjdFBlcmlvZDo" * 3])
async def test_unknown_ids_are_nothing_everywhere(tiny: Tiny, wrong: str) -> None:
    reads = """query ($id: ID!) { node(id: $id) { id } nodes(ids: [$id]) { id } journal(item: $id) { totalCount }
      item(number: "x") { id } statistics { facts(area: $id) { totalCount }
      fact(area: $id, indicator: "BIR01", period: "2019-01") { id } } organisation { areas(parent: $id) { id } } }"""
    async with visiting(tiny.address, RECORDER) as visitor:
        found = await visitor.ask(reads, id=wrong)
        assert (found["node"], found["nodes"], found["journal"]["totalCount"]) == (None, [None], 0)
        assert found["statistics"] == {"facts": {"totalCount": 0}, "fact": None}
        assert found["organisation"]["areas"] == []
        given = {"requestId": "unknown-id", "item": wrong, "figures": typed(BIR01="1")}
        assert (await visitor.act(STATE, **given))["code"] == "NOT_FOUND"


# The same request again


async def test_the_same_request_at_the_same_moment_on_many_connections_is_done_once(tiny: Tiny) -> None:
    """Eight connections, two of them of another sign-in of the same person: all get the same answer."""
    given = {"requestId": "at-the-same-moment", "item": item(tiny), "figures": typed(BIR01="4", DEA01="3")}
    before = changed(tiny)[0]
    async with visiting(tiny.address, RECORDER) as one, visiting(tiny.address, RECORDER) as two:
        answers = await asyncio.gather(*[(one, two)[n % 2].act(STATE, **given) for n in range(8)])
        assert all(answer == answers[0] for answer in answers)
        assert [fact["version"] for fact in answers[0]["accepted"]] == [1, 1]
        journal, facts, revisions = changed(tiny)[0]
        assert (facts, revisions) == (before[1] + 2, before[2] + 1)
        other = await two.act(STATE, **{**given, "figures": typed(BIR01="5", DEA01="3")})
        assert other == {"code": "REQUEST_REUSED", "field": ["requestId"]}
        assert changed(tiny)[0] == (journal, facts, revisions)


async def test_of_two_inputs_under_one_request_id_at_the_same_moment_one_is_done(tiny: Tiny) -> None:
    february = item(tiny, "2019-02")
    async with visiting(tiny.address, RECORDER) as one, visiting(tiny.address, RECORDER) as two:
        answers = await asyncio.gather(
            one.act(STATE, requestId="either-of-two", item=february, figures=typed(BIR01="21")),
            two.act(STATE, requestId="either-of-two", item=february, figures=typed(BIR01="22")),
        )
        done = [answer for answer in answers if "accepted" in answer]
        refused = [answer for answer in answers if "code" in answer]
        assert len(done) == 1 and refused == [{"code": "REQUEST_REUSED", "field": ["requestId"]}]
        (fact,) = done[0]["accepted"]
        again = "query ($id: ID!) { node(id: $id) { ... on Fact { value version } } }"
        assert (await one.ask(again, id=fact["id"]))["node"] == {"value": fact["value"], "version": fact["version"]}


async def test_the_same_request_id_of_two_persons_are_two_requests(tiny: Tiny) -> None:
    """The head has no power here: the statistician's request of the same name is not answered in the head's place."""
    given = {"requestId": "of-two-persons", "item": item(tiny), "figures": typed(BIR01="6")}
    async with visiting(tiny.address, RECORDER) as clerk, visiting(tiny.address, REEVE) as head:
        assert (await clerk.act(STATE, **given))["accepted"]
        before = changed(tiny)
        assert (await head.act(STATE, **given))["code"] == "NO_POWER"
        assert changed(tiny) == before
