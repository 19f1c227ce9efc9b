"""GraphQL over HTTP: methods, media types, origins, stored documents, errors, and what may not be asked."""

import hashlib
import json
from pathlib import Path
from typing import Any

import orjson
import pytest

from server import limits
from server.limits import MAX_ALIASES, MAX_COST, MAX_DEPTH, MAX_FIELDS
from tests.server.conftest import Server

pytestmark = pytest.mark.anyio
MODERN = "application/graphql-response+json"


async def ask(server: Server, query: str, **more: object) -> dict[str, object]:
    answer = await server.client().post("/graphql", json={"query": query, **more}, headers={"accept": MODERN})
    content: dict[str, object] = answer.json()
    return content


async def code_of(server: Server, query: str, **more: object) -> object:
    content = await ask(server, query, **more)
    assert "data" not in content
    return content["errors"][0].get("extensions", {}).get("code")  # type: ignore[index]


async def test_chinese_is_written_as_it_is_and_the_cost_is_said(server: Server) -> None:
    answer = await server.client().post("/graphql", json={"query": "{ hello }"})
    assert answer.content == '{"data":{"hello":"你好，富县"},"extensions":{"cost":{"nodes":1,"limit":50000}}}'.encode()
    assert answer.headers["content-type"] == "application/json; charset=utf-8"


async def test_every_answer_carries_the_headers_that_protect_it(server: Server) -> None:
    for path in ("/", "/healthz", "/files/00000000-0000-0000-0000-000000000000", "/nowhere.js"):
        headers = (await server.client().get(path)).headers
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert len(headers["x-request-id"]) == 16


async def test_a_query_by_get_is_a_stored_document_or_asks_for_the_schema(server: Server, tmp_path: Path) -> None:
    client = server.client()
    assert (await client.get("/graphql", params={"query": "{ who }"})).status_code == 405
    assert (await client.get("/graphql", params={"query": "{ __typename }"})).json()["data"] == {"__typename": "Query"}
    assert (await client.get("/graphql", params={"query": 'mutation { touch(name: "a") }'})).status_code == 400
    text = "query Hello { hello }"
    name = hashlib.sha256(text.encode()).hexdigest()
    named = {"extensions": json.dumps({"persistedQuery": {"version": 1, "sha256Hash": name}})}
    missing = await client.get("/graphql", params=named)
    assert (missing.status_code, missing.json()) == (400, {"errors": [{"message": "PersistedQueryNotFound"}]})
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist" / "documents.json").write_bytes(orjson.dumps({name: text}))
    assert (await client.get("/graphql", params=named)).json()["data"] == {"hello": "你好，富县"}
    assert (await client.get("/graphql", params={"query": text})).json()["data"] == {"hello": "你好，富县"}
    posted = {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": name}}}
    assert (await client.post("/graphql", json=posted)).json()["data"] == {"hello": "你好，富县"}


async def test_forms_text_and_batches_are_no_graphql(server: Server) -> None:
    client = server.client()
    for kind in ("application/x-www-form-urlencoded", "text/plain", "multipart/form-data; boundary=x"):
        answer = await client.post("/graphql", content='{"query":"{hello}"}', headers={"content-type": kind})
        assert answer.status_code == 400
    batch = await client.post("/graphql", json=[{"query": "{ hello }"}] * 2)
    assert (batch.status_code, batch.json()) == (400, {"errors": [{"message": "Batching is not enabled"}]})
    assert (await client.put("/graphql", json={"query": "{ hello }"})).status_code == 405


@pytest.mark.parametrize("origin", ["https://evil.example", "http://hub.test:81", "null", "http://hub.test.evil"])
async def test_a_page_of_another_origin_may_change_nothing(server: Server, origin: str) -> None:
    client = await server.signed_in(1, headers={"accept-language": "en"})
    for path, body in (("/graphql", {"query": "{ who }"}), ("/sign-in", {}), ("/sign-out", {}), ("/files", {})):
        answer = await client.post(path, json=body, headers={"origin": origin})
        assert (answer.status_code, answer.json()["code"]) == (403, "FOREIGN_ORIGIN")
    own = await client.post("/graphql", json={"query": "{ who }"}, headers={"origin": "http://hub.test"})
    assert own.json()["data"] == {"who": 1}


async def test_a_refused_document_is_400_only_for_who_reads_the_newer_media_type(server: Server) -> None:
    client = server.client()
    for accept, status in ((MODERN, 400), ("application/json", 200), ("*/*", 200)):
        answer = await client.post("/graphql", json={"query": "{ nothing }"}, headers={"accept": accept})
        assert (answer.status_code, "data" in answer.json()) == (status, status == 200)


async def test_a_defect_of_ours_shows_its_number_and_nothing_else(
    server: Server, capfd: pytest.CaptureFixture[str]
) -> None:
    content = await ask(server, "{ hello broken }")
    errors: Any = content["errors"]
    (error,) = errors
    reference = error["extensions"]["reference"]
    assert error["message"] == f"系统出错了，已记录。请把编号 {reference} 告诉管理员。"
    assert error["path"] == ["broken"]
    assert "42" not in json.dumps(content)
    logged = capfd.readouterr().out
    assert reference in logged and "the secret is 42" in logged


async def test_a_statement_that_takes_too_long_is_ended_and_said_so(server: Server) -> None:
    content = await ask(server, "{ slow }")
    assert content["errors"][0]["extensions"] == {"code": "TOO_SLOW"}  # type: ignore[index]


async def test_the_log_line_names_operation_asker_and_statements(
    server: Server, capfd: pytest.CaptureFixture[str]
) -> None:
    client = await server.signed_in(2)
    capfd.readouterr()
    await client.post("/graphql", json={"query": "query Count { people }", "operationName": "Count"})
    line = capfd.readouterr().out
    # One statement finds out who asks; then begin read only, carry the asker, count.
    assert "operation=Count" in line and "asker=2" in line and "statements=4" in line


async def test_a_document_seen_before_is_not_checked_again(server: Server) -> None:
    query = "{ thing { name things(first: 2) { name } } } # once"
    await ask(server, query)
    before = limits.checked.cache_info()
    await ask(server, query)
    await ask(server, query)
    after = limits.checked.cache_info()
    assert (after.hits - before.hits, after.misses - before.misses) == (2, 0)


DEEP = "{ thing " + "{ things " * MAX_DEPTH + "{ name }" + " }" * (MAX_DEPTH + 1)
TOWER = (
    "{ ...A0 }"
    + "".join(f" fragment A{n} on Query {{ ...A{n + 1} ...A{n + 1} }}" for n in range(40))
    + " fragment A40 on Query { hello }"
)
SCHEMA_LOOP = "{ __schema { types { fields { type { fields { type { fields { type { fields { name } } } } } } } } } }"


@pytest.mark.parametrize(
    ("query", "code"),
    [
        (DEEP, "TOO_DEEP"),
        ("{" + " ".join(f"a{n}: hello" for n in range(MAX_ALIASES + 1)) + "}", "TOO_MANY_ALIASES"),
        ("{" + "hello " * (MAX_FIELDS + 1) + "}", "TOO_MANY_FIELDS"),
        ("{" + "hello " * 100 + "}", "TOO_MANY_FIELDS"),
        (TOWER, "TOO_MANY_FIELDS"),
        ("{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }", "CIRCULAR_FRAGMENTS"),
        ("{ hello " + "@skip(if: false) " * 5 + "}", "TOO_MANY_DIRECTIVES"),
        ("query A { hello } query B { hello }", "TOO_MANY_OPERATIONS"),
        ("{ thing { things(first: 1000) { things(first: 1000) { name } } } }", "TOO_COSTLY"),
        ('mutation { touch(name: "' + "a" * 200_000 + '") }', None),
        (SCHEMA_LOOP, None),
        ("{ " + "hello " * 5000 + "}", None),
        ("{ hello", None),
        ("", None),
        ("{ hello(first: 1) }", None),
        ("\0", None),
    ],
)
async def test_what_asks_too_much_or_is_malformed_is_refused_clearly(
    server: Server, query: str, code: str | None
) -> None:
    answer = await server.client().post("/graphql", json={"query": query}, headers={"accept": MODERN})
    if query.startswith("mutation"):
        assert answer.status_code == 200  # long, and harmless
        return
    assert answer.status_code == 400
    (error, *_) = answer.json()["errors"]
    assert error.get("extensions", {}).get("code") == code
    assert error["message"]
    assert "Traceback" not in answer.text


async def test_the_cost_counts_variables_defaults_and_fragments(server: Server) -> None:
    query = "query($n: Int = 4) { thing { ...F } } fragment F on Thing { things(first: $n) { things { name } } }"
    for variables, nodes in (({}, 1 + 1 + 4 * (1 + 5)), ({"n": 7}, 1 + 1 + 7 * (1 + 5)), ({"n": -3}, 2)):
        content = await ask(server, query, variables=variables)
        assert content["extensions"] == {"cost": {"nodes": nodes, "limit": MAX_COST}}
    content = await ask(server, query, variables={"n": MAX_COST})
    assert content["errors"][0]["extensions"]["cost"] == 2 + 6 * MAX_COST  # type: ignore[index]


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"[", b"null", b"1", b'"a"', b"\xff\xfe", b"{}", b"[" * 100_000, b'{"query": 1}', b'{"query": null}'),
        *(b'{"query":"{hello}","variables":[]}', b'{"query":"{hello}","extensions":1}'),
        *(b'{"query":"{hello}","operationName":{}}', b'{"query":"{hello}","operationName":"X"}'),
    ],
)
async def test_a_malformed_body_is_400_and_never_a_defect(server: Server, body: bytes) -> None:
    answer = await server.client().post("/graphql", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 400, answer.text
    assert answer.json()["errors"][0]["message"]


async def test_a_body_over_the_limit_is_413(server: Server) -> None:
    answer = await server.client().post("/graphql", json={"query": "{ hello }", "variables": {"a": "a" * 3_000_000}})
    assert answer.status_code == 413
