"""A dashboard's token: what it reads, everything that it does not, who gives it, how it ends, what is on record."""

from typing import Any

import pytest

from db.connection import Limits
from resolvers import accounts
from schema.ids import global_id
from tests.dashboards.conftest import END, MAKE, Board
from tests.schema.conftest import CHIEF, MAYOR, STATISTICIAN, confirm, state

pytestmark = pytest.mark.anyio
NORTH, SOUTH, COUNTY = "TY-N", "TY-S", "TY"
FIGURES = """{ overview { indicatorByArea(where: {indicator: {eq: "BIR01"}, period: {eq: "2019-01"}}) {
  totalCount nodes { area value } } } }"""
RANKS = '{ overview { townshipRanking(where: {period: {eq: "2019-01"}}) { totalCount nodes { area } } } }'


async def asked(client: Any, query: str, **variables: Any) -> dict[str, Any]:
    found: dict[str, Any] = (await client.post("/graphql", json={"query": query, "variables": variables})).json()
    return found


def code_of(answer: dict[str, Any]) -> str:
    (error,) = answer["errors"]
    assert not any((answer.get("data") or {}).values()), answer
    code: str = error["extensions"]["code"]
    return code


async def test_a_dashboard_reads_its_views_of_all_that_its_giver_sees(board: Board) -> None:
    client = await board.dashboard("indicatorByArea")
    answer = await asked(client, FIGURES)
    nodes = {"nodes": [{"area": COUNTY, "value": "17"}, {"area": NORTH, "value": "12"}, {"area": SOUTH, "value": "5"}]}
    assert answer["data"]["overview"]["indicatorByArea"] == {"totalCount": 3, **nodes}
    assert code_of(await asked(client, RANKS)) == "OUTSIDE_TOKEN"


async def test_areas_narrow_rows_counts_pages_exports_and_the_list_of_areas(board: Board) -> None:
    client = await board.dashboard("indicatorByArea", "townshipRanking", areas=(NORTH,))
    answer = await asked(client, FIGURES)
    one = {"totalCount": 1, "nodes": [{"area": NORTH, "value": "12"}]}
    assert answer["data"]["overview"]["indicatorByArea"] == one
    ranks = (await asked(client, RANKS))["data"]["overview"]["townshipRanking"]
    assert {node["area"] for node in ranks["nodes"]} == {NORTH}
    assert ranks["totalCount"] == len(ranks["nodes"]) > 0
    named = FIGURES.replace("period: {eq", 'area: {in: ["TY", "TY-S"]}, period: {eq')
    assert (await asked(client, named))["data"]["overview"]["indicatorByArea"] == {"totalCount": 0, "nodes": []}
    lines = (await client.get("/export/indicatorByArea.csv")).text.splitlines()
    assert {line.split(",")[1] for line in lines[1:]} == {NORTH}
    areas = await asked(client, "{ organisation { areas { code name level geometry } } }")
    assert [area["code"] for area in areas["data"]["organisation"]["areas"]] == [NORTH]


async def test_an_area_brings_what_lies_in_it(board: Board) -> None:
    client = await board.dashboard("indicatorByArea", areas=(COUNTY,))
    assert (await asked(client, FIGURES))["data"]["overview"]["indicatorByArea"]["totalCount"] == 3


OUTSIDE = {
    "node": "query ($id: ID!) { node(id: $id) { id } }",
    "nodes": "query ($id: ID!) { nodes(ids: [$id]) { id } }",
    "item": '{ item(number: "1") { id } }',
    "viewer": "{ viewer { person { code } } }",
    "journal": "{ journal { nodes { verb } } }",
    "statistics": "{ statistics { facts { nodes { value } } } }",
    "materials": "{ materials { calls { nodes { id } } } }",
    "people": "{ organisation { people { nodes { code } } } }",
    "units": "{ organisation { units { code } } }",
    "children": "{ organisation { areas { children { code } } } }",
    "parent": "{ organisation { areas { parent { code } } } }",
    "another view": "{ overview { completenessShares { nodes { area } } } }",
    "aliased": "{ indicatorByArea: journal { nodes { verb } } }",
    "in a fragment": "query { ...on Query { v: viewer { powers } } }",
}


async def test_nothing_else_of_the_graph_is_reached(board: Board) -> None:
    client = await board.dashboard("indicatorByArea", language="en")
    for name, query in OUTSIDE.items():
        variables = {"id": global_id("FactPeriod", board.hub.items[NORTH, "2019-01"])} if "$id" in query else {}
        answer = await asked(client, query, **variables)
        assert {error["extensions"]["code"] for error in answer["errors"]} == {"OUTSIDE_TOKEN"}, name
        assert "it reads indicatorByArea (ask who gave it for another one)" in answer["errors"][0]["message"]
        assert "TY" not in str(answer.get("data")), name


async def test_every_root_field_but_three_is_outside(board: Board) -> None:
    """Root fields of later subjects are closed to dashboards until somebody opens them."""
    from schema.limits import ROOTS
    from schema.root import schema

    query, subscription = schema._schema.query_type, schema._schema.subscription_type
    assert query and subscription
    assert {"county", "overview", "organisation", "changes"} == ROOTS
    assert {"journal", "node", "nodes", "statistics", "viewer"} <= set(query.fields) - ROOTS
    assert set(subscription.fields) == {"changes"}


async def test_one_field_outside_leaves_the_others(board: Board) -> None:
    client = await board.dashboard("indicatorByArea")
    answer = await asked(client, "{ county { code } viewer { powers } }")
    assert answer["data"] == {"county": {"code": "tiny"}, "viewer": None}
    assert [(error["path"], error["extensions"]["code"]) for error in answer["errors"]] == [
        (["viewer"], "OUTSIDE_TOKEN")
    ]


FILES = (
    "/files/01a208dd-2cd0-74c2-ac1d-ec41a6529090",
    "/sheets/A1/TY-N/2019-01.xlsx",
    "/yearbooks/NV/2019.xlsx",
    "/entry/01a208dd-2cd0-74c2-ac1d-ec41a6529090.xlsx",
    "/export/townshipRanking.csv",
)


async def test_no_file_is_reached(board: Board) -> None:
    client = await board.dashboard("indicatorByArea", language="en")
    words = "This dashboard's token reads indicatorByArea alone. For anything else ask who gave it for another one."
    for path in FILES:
        answer = await client.get(path)
        assert (answer.status_code, answer.json()) == (
            403,
            {"code": "OUTSIDE_TOKEN", "message": words, "shown": "indicatorByArea"},
        ), path
    sent = await client.post("/files", content=b"x")
    assert (sent.status_code, sent.json()["code"]) == (403, "READ_ONLY_TOKEN")


async def test_a_dashboard_changes_nothing(board: Board) -> None:
    client = await board.dashboard("indicatorByArea", language="en")
    before = await board.rows("select count(*) from journal")
    given = {"input": {"requestId": "request-of-board", "name": "x", "views": ["indicatorByArea"]}}
    answer = await asked(client, MAKE, **given)
    assert code_of(answer) == "READ_ONLY"
    assert answer["errors"][0]["message"] == "This token only reads. Use one that may write."
    # And without the wire in front, the verb says the same.
    context = board.hub.context(STATISTICIAN, "en", ("read",))
    context.asker = context.asker.__class__(
        context.asker.person_id, frozenset({"read"}), "en", None, Limits(frozenset())
    )
    from schema.root import schema

    result = await schema.execute(MAKE, given, context)
    assert result.errors and result.errors[0].extensions["code"] == "OUTSIDE_TOKEN"  # type: ignore[index]
    assert await board.rows("select count(*) from journal") == before


async def test_a_dashboard_is_told_that_the_overview_moved_and_of_nothing_else(board: Board) -> None:
    client = await board.dashboard("indicatorByArea", areas=(NORTH,))
    secret = client.headers["authorization"].removeprefix("Bearer ")
    asker = await accounts.asker_of_token(board.hub.database, secret, language="zh")
    assert asker is not None and asker.limits == Limits(frozenset({"indicatorByArea"}), frozenset({NORTH}))
    feed = board.app.state.hub.live
    since = str(feed.position)
    source = feed.changes(asker, None, None, None)
    import asyncio

    told = asyncio.ensure_future(anext(source))
    while not feed.subscribers:
        await asyncio.sleep(0.01)
    await state(board.hub, "P08", NORTH, "2019-03", BIR01="3", DEA01="2")
    await confirm(board.hub, "P08", "P06", NORTH, "2019-03")
    first = await asyncio.wait_for(told, 10)
    assert (first.subject, first.verb, first.items, first.facts, first.areas, first.overview) == (
        "overview", "overview.merged", (), (), (), True,
    )  # fmt: skip
    async with asyncio.timeout(10):
        missed = await anext(feed.changes(asker, since, None, None))
    assert (missed.items, missed.facts, missed.areas, missed.overview) == ((), (), (), True)
    march = FIGURES.replace("2019-01", "2019-03")
    assert (await asked(client, march))["data"]["overview"]["indicatorByArea"]["nodes"] == [
        {"area": NORTH, "value": "3"}
    ]


async def test_rights_decide_the_rows_a_token_only_narrows(board: Board) -> None:
    """Who gives a dashboard a token and loses the post: it shows nothing from then on."""
    client = await board.dashboard("indicatorByArea")
    person = board.hub.people[STATISTICIAN]
    board.runs(f"update appointments set valid_to = '2019-01-01' where person_id = {person}")
    assert (await asked(client, FIGURES))["data"]["overview"]["indicatorByArea"]["totalCount"] == 0


async def test_a_token_is_listed_ended_by_any_holder_of_the_power_and_on_record(board: Board) -> None:
    areas = [global_id("Area", board.hub.areas[NORTH])]
    made = await board.acts(
        STATISTICIAN, MAKE, name=" Hall ", views=["townshipRanking", "indicatorByArea"], areas=areas
    )
    (token,) = made["tokens"]
    assert made["secret"].startswith("hub_")
    assert (token["name"], token["views"]) == ("Hall", ["indicatorByArea", "townshipRanking"])
    assert (token["limited"], token["areas"], token["givenBy"]) == (True, [{"code": NORTH}], {"code": STATISTICIAN})
    client = board.client(made["secret"])
    assert (await asked(client, FIGURES))["data"]["overview"]["indicatorByArea"]["totalCount"] == 1

    listing = "{ viewer { tokens { name } dashboardTokens { id } } }"
    own = (await asked(await board.person(STATISTICIAN), listing))["data"]["viewer"]
    assert own == {"tokens": [{"name": "test"}] * len(own["tokens"]), "dashboardTokens": [{"id": token["id"]}]}
    for other in (MAYOR, CHIEF):
        assert (await asked(await board.person(other), listing))["data"]["viewer"]["dashboardTokens"] == []
        refused = await board.acts(other, END, token=token["id"])
        assert refused["code"] == "NO_POWER" and "统计师" not in refused["message"]

    # The office's own list of tokens does not end a dashboard's.
    revoke = "mutation ($input: RevokeTokenInput!) { act: revokeToken(input: $input) { ... on Refusal { code } } }"
    key = token["id"]
    assert (await board.acts(STATISTICIAN, revoke, token=key))["code"] == "NOT_FOUND"
    assert await board.acts(STATISTICIAN, END, token=key) == {"__typename": "DashboardTokenRevoked", "tokens": []}
    assert (await board.acts(STATISTICIAN, END, token=key))["code"] == "NOT_FOUND"
    ended = await client.post("/graphql", json={"query": FIGURES})
    assert (ended.status_code, ended.json()["code"]) == (401, "SESSION_ENDED")

    recorded = await board.rows(
        "select j.verb, j.actor, p.payload ->> 'name', p.payload -> 'views', p.payload -> 'areas' from journal j"
        " join journal_payloads p on p.position = j.position where j.verb like '%dashboard%' order by j.position"
    )
    person = board.hub.people[STATISTICIAN]
    views, keys = ["indicatorByArea", "townshipRanking"], [board.hub.areas[NORTH]]
    assert recorded == [
        ("accounts.make_dashboard_token", person, "Hall", views, keys),
        ("accounts.revoke_dashboard_token", person, None, None, None),
    ]


async def test_a_token_past_its_end_is_worth_nothing(board: Board) -> None:
    client = await board.dashboard("indicatorByArea")
    board.runs("update tokens set expires_at = now() - interval '1 second' where views is not null")
    assert (await client.get("/export/indicatorByArea.csv")).status_code == 401


WRONG: list[tuple[dict[str, Any], str, list[str], str]] = [
    ({"views": []}, "BAD_INPUT", ["views"], "Name at least one view"),
    ({"views": ["secrets"]}, "BAD_INPUT", ["views"], "There is no view secrets: there are"),
    ({"name": "  "}, "BAD_INPUT", ["name"], "A name has 1 to 60 characters"),
    ({"days": 0}, "BAD_INPUT", ["days"], "1 to 366 days"),
    ({"days": 367}, "BAD_INPUT", ["days"], "1 to 366 days"),
    ({"areas": []}, "BAD_INPUT", ["areas"], "Name 1 to 200 areas, or none at all"),
    ({"areas": ["nonsense"]}, "NOT_FOUND", ["areas"], "The area was not found"),
    ({"areas": [global_id("Area", 99999)]}, "NOT_FOUND", ["areas"], "The area was not found"),
    ({"areas": ["TY-N"], "views": ["formLedger"]}, "BAD_INPUT", ["views"], "cannot be limited to some"),
]


async def test_what_cannot_be_given_is_refused_and_nothing_made(board: Board) -> None:
    for given, code, path, words in WRONG:
        if given.get("areas") == [NORTH]:
            given = {**given, "areas": [global_id("Area", board.hub.areas[NORTH])]}
        refused = await board.acts(STATISTICIAN, MAKE, "en", **{"name": "x", "views": ["indicatorByArea"], **given})
        assert (refused["code"], refused["field"]) == (code, path), given
        assert words in refused["message"] and refused["remedy"]
    assert await board.rows("select count(*) from journal where verb like '%dashboard%'") == [(0,)]


async def test_who_has_not_the_power_is_told_with_whom_it_lies(board: Board) -> None:
    refused = await board.acts(MAYOR, MAKE, "en", name="x", views=["indicatorByArea"])
    assert refused["code"] == "NO_POWER"
    assert (refused["message"], refused["remedy"]) == (
        "You have no power for “give a dashboard's token” here",
        "It lies with Statistician",
    )
