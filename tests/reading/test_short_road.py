"""The short road over HTTP: the same answers as through the executor, and one trip to the database."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import orjson
import psycopg
import pytest
from sqlalchemy import text as sql
from typer.testing import CliRunner

from db.connection import Database
from schema.compile.plans import Family
from schema.ids import global_id
from schema.root import schema
from server.application import BODY_BYTES, build
from server.commands import app as commands
from server.database import Access
from server.documents import hashed
from server.settings import ROOT, Settings
from server.sign_in import make_token
from tests.schema.conftest import MAYOR, NOW, RECORDER, STATISTICIAN, Hub

pytestmark = pytest.mark.anyio
INBOX = """query Inbox($first: Int, $after: String) { viewer { inbox(first: $first, after: $after) {
  totalCount pageInfo { hasNextPage endCursor }
  nodes { id duty colour item { id title stateName unit { name } } } } } }"""
RANKING = '{ overview { townshipRanking(where: {period: {eq: "2019-08"}}) { nodes { area rank } } } }'
REVOKE = 'mutation { revokeToken(input: {requestId: "a", token: "x"}) { __typename } }'
MODERN = "application/graphql-response+json"


class Place:
    """A server over the county that has lived a quarter, and somebody's token."""

    def __init__(self, hub: Hub, app: Any, data: Path) -> None:
        self.hub, self.app, self.data = hub, app, data

    async def client(self, code: str | None, **headers: str) -> httpx.AsyncClient:
        """A client with a token of this person."""
        if code is not None:
            token = await make_token(self.hub.database, code, "test", 1, frozenset({"read", "write"}))
            headers["authorization"] = f"Bearer {token}"
        return httpx.AsyncClient(transport=httpx.ASGITransport(self.app), base_url="http://hub.test", headers=headers)

    async def ask(self, code: str | None, text: str, **variables: Any) -> dict[str, Any]:
        """What POST /graphql answers."""
        async with await self.client(code) as client:
            answer = await client.post("/graphql", json={"query": text, "variables": variables})
        found: dict[str, Any] = answer.json()
        return found


@pytest.fixture
async def place(lived: Access, tmp_path: Path) -> AsyncIterator[Place]:
    """The real schema behind HTTP."""
    async for each in serving(lived, tmp_path, Settings(data=tmp_path)):
        yield each


async def serving(lived: Access, folder: Path, settings: Settings) -> AsyncIterator[Place]:
    database = Database(lived.addresses, clock=lambda: NOW, pool_size=5)
    app = build(settings, database, schema=schema, dist=folder / "dist")
    async with app.router.lifespan_context(app):
        yield Place(await Hub(database).find(), app, folder)


async def ordinary(hub: Hub, code: str, text: str, **variables: Any) -> dict[str, Any]:
    """The answer without the engine."""
    context = hub.context(code)
    context.compiled = False
    result = await schema.execute(text, variables, context)
    return json.loads(orjson.dumps(result.data))  # type: ignore[no-any-return]


async def test_a_query_is_one_trip_whatever_its_size(place: Place) -> None:
    await place.ask(RECORDER, INBOX)  # the county's pack is in memory from here on
    async with await place.client(RECORDER) as client:
        for first, trips in ((1, ["token_of", "carry_asker"]), (50, ["carry_asker"]), (3, ["carry_asker"])):
            with place.hub.statements() as sent:
                answer = await client.post("/graphql", json={"query": INBOX, "variables": {"first": first}})
            assert answer.json()["data"] == await ordinary(place.hub, RECORDER, INBOX, first=first)
            assert answer.headers["content-type"] == "application/json; charset=utf-8"
            assert answer.json()["extensions"]["cost"] == {"nodes": 2 + first * 4, "limit": 50000}
            # Who holds the token is asked once a minute, whether it still opens by every statement.
            assert len(sent) == len(trips) and all(each in said for each, said in zip(trips, sent, strict=True))


async def test_what_the_overview_needs_of_the_database_is_one_trip(place: Place) -> None:
    async with await place.client(RECORDER) as client:
        for trips in (["token_of"], ["sign_in_is_open"], ["sign_in_is_open"]):  # no replica is open here
            with place.hub.statements() as sent:
                await client.post("/graphql", json={"query": RANKING})
            assert len(sent) == len(trips) and all(each in said for each, said in zip(trips, sent, strict=True))


async def test_a_token_that_was_ended_is_refused_at_once(place: Place) -> None:
    for query in (INBOX, '{ node(id: "no id") { id } }', "{ viewer { powers } }", RANKING):
        async with await place.client(RECORDER) as client:
            before = await client.post("/graphql", json={"query": INBOX})
            async with place.hub.database.as_hub() as session:
                await session.execute(sql("update tokens set revoked_at = now() where name = 'test'"))
            after = await client.post("/graphql", json={"query": query})
        assert before.status_code == 200 and before.json()["data"]["viewer"] is not None
        assert after.status_code == 401 and after.json()["code"] == "SESSION_ENDED"


async def test_a_cookie_that_was_signed_out_reads_nothing_from_then_on(place: Place) -> None:
    """Its holder was remembered, its document known: the very next read finds nobody."""
    await place.ask(RECORDER, INBOX)  # the county's pack is in memory from here on
    async with await place.client(None) as client:
        assert (await client.post("/sign-in/sample", json={"person": RECORDER})).status_code == 204
        kept = dict(client.cookies)
        for trips in (["session_of", "carry_asker"], ["carry_asker"]):
            with place.hub.statements() as sent:
                before = (await client.post("/graphql", json={"query": INBOX})).json()
            assert before["data"]["viewer"]["inbox"]["totalCount"] == 3
            assert len(sent) == len(trips) and all(each in said for each, said in zip(trips, sent, strict=True))
        assert (await client.post("/sign-out")).status_code == 204
        client.cookies.update(kept)
        for query in (INBOX, "{ viewer { powers } }"):
            after = await client.post("/graphql", json={"query": query})
            assert (after.status_code, after.json()["data"]) == (200, {"viewer": None})


async def test_a_list_is_read_page_by_page(place: Place) -> None:
    found, after = [], None
    while True:
        page = (await place.ask(RECORDER, INBOX, first=2, after=after))["data"]["viewer"]["inbox"]
        found += [node["id"] for node in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    whole = (await place.ask(RECORDER, INBOX, first=100))["data"]["viewer"]["inbox"]
    assert found == [node["id"] for node in whole["nodes"]] and len(found) == whole["totalCount"] == 3


@pytest.mark.parametrize(
    ("variables", "code"),
    [({"first": -1}, "PAGE_TOO_LARGE"), ({"first": 101}, "PAGE_TOO_LARGE"), ({"first": 10**9}, "TOO_COSTLY"),
     ({"after": "x"}, "BAD_CURSOR"), ({"after": "WyJjMTI5ODkiXQ"}, "BAD_CURSOR"), ({"first": "two"}, None),
     ({"after": "\0"}, "NUL_IN_TEXT")],
)  # fmt: skip
async def test_what_is_given_wrongly_is_an_error_of_the_request(
    place: Place, variables: dict[str, Any], code: str | None
) -> None:
    answer = await place.ask(RECORDER, INBOX, **variables)
    (error,) = answer["errors"]
    assert (error.get("extensions") or {}).get("code") == code
    assert not (answer["data"] or {}).get("viewer")


async def test_a_cursor_of_another_list_is_refused(place: Place) -> None:
    text = "{ journal(first: 1) { pageInfo { endCursor } } }"
    other = (await place.ask(MAYOR, text))["data"]["journal"]["pageInfo"]["endCursor"]
    answer = await place.ask(RECORDER, INBOX, after=other or "WyI")
    assert answer["errors"][0]["extensions"]["code"] == "BAD_CURSOR"


async def test_one_field_that_fails_leaves_the_others(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    text = f'{{ viewer {{ person {{ code }} }} node(id: "{global_id("Unit", 1)}") {{ id }} }}'
    run = Family.run
    ran: list[str] = []

    async def failing(self: Family, context: Any, *rest: Any) -> bytes:
        ran.append(context.asker)
        if len(ran) == 2:
            raise psycopg.errors.QueryCanceled("too slow")
        return await run(self, context, *rest)

    monkeypatch.setattr(Family, "run", failing)
    answer = await place.ask(RECORDER, text)
    assert answer["data"] == {"viewer": {"person": {"code": RECORDER}}, "node": None}
    (error,) = answer["errors"]
    assert (error["path"], error["extensions"]["code"]) == (["node"], "TOO_SLOW")
    assert len(ran) == 2


async def test_nobody_is_answered_too(place: Place) -> None:
    assert (await place.ask(None, INBOX))["data"] == {"viewer": None}


async def test_a_stored_document_is_asked_by_its_hash(place: Place) -> None:
    (place.data / "dist").mkdir()
    (place.data / "dist" / "documents.json").write_bytes(orjson.dumps({hashed(INBOX): INBOX}))
    expected = await ordinary(place.hub, RECORDER, INBOX, first=2)
    async with await place.client(RECORDER, accept=MODERN) as client:
        for name, trips in ((hashed(INBOX), 2), (f"sha256:{hashed(INBOX)}", 1)):
            with place.hub.statements() as sent:
                answer = await client.post("/graphql", json={"documentId": name, "variables": {"first": 2}})
            assert answer.json()["data"] == expected and len(sent) == trips
            assert answer.headers["content-type"] == f"{MODERN}; charset=utf-8"
        answer = await client.post("/graphql", json={"documentId": "0" * 64})
        assert (answer.status_code, answer.json()["errors"]) == (400, [{"message": "PersistedQueryNotFound"}])
        answer = await client.post("/graphql", json={"documentId": hashed(INBOX), "variables": {"first": "two"}})
        assert answer.status_code == 400


async def test_what_a_client_has_already_is_not_sent_again(place: Place) -> None:
    (place.data / "dist").mkdir()
    (place.data / "dist" / "documents.json").write_bytes(orjson.dumps({hashed(INBOX): INBOX}))
    named = {"extensions": json.dumps({"persistedQuery": {"version": 1, "sha256Hash": hashed(INBOX)}})}
    async with await place.client(RECORDER) as client:
        first = await client.get("/graphql", params=named)
        again = await client.get("/graphql", params=named, headers={"if-none-match": first.headers["etag"]})
        assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
        other = await client.get("/graphql", params=named, headers={"if-none-match": '"other"'})
        assert other.content == first.content


async def test_where_only_stored_documents_count_a_token_and_the_power_may_ask_anything(
    lived: Access, tmp_path: Path
) -> None:
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist" / "documents.json").write_bytes(orjson.dumps({hashed(INBOX): INBOX}))
    async for place in serving(lived, tmp_path, Settings(data=tmp_path, stored_documents_only=True)):
        async with await place.client(None) as client:
            signed = await client.post("/sign-in/sample", json={"person": RECORDER})
            assert signed.status_code == 204
            stored = await client.post("/graphql", json={"query": INBOX})
            assert stored.json()["data"]["viewer"]["inbox"]["totalCount"] == 3
            for text in ("{ viewer { person { code } } }", "{ county { code } }", REVOKE):
                refused = (await client.post("/graphql", json={"query": text})).json()
                assert refused["errors"][0]["extensions"]["code"] == "UNKNOWN_DOCUMENT"
                assert not refused["data"]
            described = await client.post("/graphql", json={"query": "{ __schema { queryType { name } } }"})
            assert described.json()["data"] == {"__schema": {"queryType": {"name": "Query"}}}
        async with await place.client(None) as client:
            assert (await client.post("/sign-in/sample", json={"person": STATISTICIAN})).status_code == 204
            asked = (await client.post("/graphql", json={"query": "{ viewer { person { code } } }"})).json()
            assert asked["data"] == {"viewer": {"person": {"code": STATISTICIAN}}}
        assert (await place.ask(RECORDER, "{ viewer { person { code } } }"))["data"] == {
            "viewer": {"person": {"code": RECORDER}}
        }


async def test_keys_arguments_and_directives_at_their_limits_read_alike(place: Place) -> None:
    """Keys longer than PostgreSQL's names, keys that differ in case alone, a page that is null, an empty list."""
    long = "k" * 64
    for text in (
        f"{{ viewer {{ {long}: inbox(first: 1) {{ totalCount {long}: nodes {{ {long}: duty }} }} }} }}",
        "{ a: viewer { A: person { Code: code code CODE: code } } A: viewer { person { code } } }",
        "{ viewer { inbox(first: null, kinds: []) { totalCount edges { cursor node { __typename id } } } } }",
        "query ($yes: Boolean = true) { viewer { inbox { totalCount @skip(if: $yes) pageInfo { hasNextPage } } } }",
        "{ viewer { inbox(open: null) { nodes { id } nodes { duty } ...on AssignmentConnection { totalCount } } } }",
        '{ node(id: "nonsense") { id } nodes(ids: []) { id } }',
    ):
        answer = await place.ask(RECORDER, text)
        assert "errors" not in answer, (text, answer["errors"])
        assert answer["data"] == await ordinary(place.hub, RECORDER, text)


async def test_a_query_as_an_event_stream_is_one_line(place: Place) -> None:
    text = "{ organisation { units { code } } }"
    async with await place.client(RECORDER, accept="text/event-stream") as client:
        answer = await client.post("/graphql", json={"query": text})
    (line,) = [line for line in answer.text.splitlines() if line.startswith("data: {")]
    assert json.loads(line.removeprefix("data: "))["data"] == await ordinary(place.hub, RECORDER, text)


async def test_the_first_request_of_a_stored_document_parses_and_plans_nothing(
    lived: Access, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is asked at first, and the page after it, of lists, of a thing by its id, and in either language."""
    period = """query Period($id: ID!) { node(id: $id) { __typename ... on FactPeriod { title area { name } } } }"""
    facts = """query Facts($area: ID!, $first: Int) { statistics {
      facts(area: $area, first: $first) { nodes { value area { code } } } } }"""
    stored = {hashed(text): text for text in (INBOX, period, facts)}
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist" / "documents.json").write_bytes(orjson.dumps(stored))
    async for place in serving(lived, tmp_path, Settings(data=tmp_path)):
        assert await place.app.state.planning.look() >= 8
        # Neither is there any more: who would need one fails.
        monkeypatch.setattr(Family, "_compile", None)
        monkeypatch.setattr("server.limits.parse", None)
        hub = place.hub
        north = global_id("Area", hub.areas["TY-N"])
        item = global_id("FactPeriod", hub.items["TY-N", "2019-01"])
        for text, variables in (
            (INBOX, {}),
            (INBOX, {"first": 2}),
            (period, {"id": item}),
            (facts, {"area": north}),
            (facts, {"area": north, "first": 1}),
        ):
            for language in ("zh", "en"):
                async with await place.client(RECORDER, **{"accept-language": language}) as client:
                    named = {"documentId": f"sha256:{hashed(text)}", "variables": variables}
                    answer = (await client.post("/graphql", json=named)).json()
                assert "errors" not in answer and answer["data"], answer


async def test_a_document_that_is_stored_later_is_planned_before_anybody_asks(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    planning = place.app.state.planning
    later = INBOX.replace("query Inbox", "query Later")
    (place.data / "dist").mkdir()
    (place.data / "dist" / "documents.json").write_bytes(orjson.dumps({hashed(later): later}))
    async with asyncio.timeout(10):
        while later not in planning.planned:
            await asyncio.sleep(0.05)
    monkeypatch.setattr(Family, "_compile", None)
    monkeypatch.setattr("server.limits.parse", None)
    async with await place.client(RECORDER) as client:
        answer = (await client.post("/graphql", json={"documentId": hashed(later)})).json()
    assert answer["data"]["viewer"]["inbox"]["totalCount"] == 3


async def test_a_document_that_is_no_longer_stored_is_unknown_again(place: Place) -> None:
    (place.data / "dist").mkdir()
    file = place.data / "dist" / "documents.json"
    file.write_bytes(orjson.dumps({hashed(INBOX): INBOX}))
    async with await place.client(RECORDER) as client:
        assert (await client.post("/graphql", json={"documentId": hashed(INBOX)})).status_code == 200
        file.write_bytes(orjson.dumps({}))
        async with asyncio.timeout(10):
            while (await client.post("/graphql", json={"documentId": hashed(INBOX)})).status_code != 400:
                await asyncio.sleep(0.1)


async def test_a_body_over_the_limit_or_of_unknown_length_is_counted(place: Place) -> None:
    body = orjson.dumps({"query": INBOX, "variables": {"first": 1}, "extensions": {"x": "x" * BODY_BYTES}})

    async def pieces(content: bytes) -> AsyncIterator[bytes]:
        yield content[:100]
        yield content[100:]

    async with await place.client(RECORDER, **{"content-type": "application/json"}) as client:
        for content in (body, pieces(body)):
            answer = await client.post("/graphql", content=content)
            assert (answer.status_code, answer.json()["code"]) == (413, "BODY_TOO_LARGE")
        small = orjson.dumps({"query": INBOX, "variables": {"first": 1}})
        answer = await client.post("/graphql", content=pieces(small))
    assert answer.json()["data"] == await ordinary(place.hub, RECORDER, INBOX, first=1)


@pytest.mark.usefixtures("logging_as_before")
async def test_the_documents_of_another_front_end_are_added_by_command_and_asked_by_a_browser(
    lived: Access, tmp_path: Path
) -> None:
    """The dashboard of examples/: its queries become a manifest, and count beside the page's own."""
    script = (ROOT / "examples" / "dashboard" / "dashboard.js").read_text("utf-8")
    texts = [text for text in re.findall(r"gql`(.*?)`", script, re.DOTALL) if "subscription" not in text]
    assert len(texts) == 3
    manifest = tmp_path / "manifest.json"
    manifest.write_bytes(orjson.dumps({f"sha256:{hashed(text)}": text for text in texts}))
    data = tmp_path / "data"
    said = CliRunner().invoke(commands, ["documents", "add", str(manifest), "--data", str(data)])
    assert (said.exit_code, said.stdout) == (0, "3 new documents\n")
    async for place in serving(lived, tmp_path, Settings(data=data, stored_documents_only=True)):
        async with await place.client(None) as client:
            assert (await client.post("/sign-in/sample", json={"person": RECORDER})).status_code == 204
            named = {"documentId": f"sha256:{hashed(texts[0])}"}
            answer = (await client.post("/graphql", json=named)).json()
            assert {area["code"] for area in answer["data"]["organisation"]["areas"]} == {"TY-N", "TY-S"}
            unknown = await client.post("/graphql", json={"query": "{ viewer { powers } }"})
            assert unknown.json()["errors"][0]["extensions"]["code"] == "UNKNOWN_DOCUMENT"
