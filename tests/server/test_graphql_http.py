"""GraphQL over HTTP: methods, media types, origins, stored documents, errors, and what may not be asked."""

import hashlib
import json
from pathlib import Path
from typing import Any

import orjson
import pytest

from tests.server.conftest import Server

pytestmark = pytest.mark.anyio
MODERN = "application/graphql-response+json"


async def ask(server: Server, query: str, **more: object) -> dict[str, object]:
    answer = await server.client().post("/graphql", json={"query": query, **more}, headers={"accept": MODERN})
    content: dict[str, object] = answer.json()
    return content


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
    assert "the secret" not in json.dumps(content)
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
    # One statement finds out who asks; then carry the asker, count.
    assert "operation=Count" in line and "asker=2" in line and "statements=3" in line


async def test_a_body_over_the_limit_is_413(server: Server) -> None:
    answer = await server.client().post("/graphql", json={"query": "{ hello }", "variables": {"a": "a" * 3_000_000}})
    assert answer.status_code == 413


async def test_who_leaves_before_asking_whole_is_no_defect(server: Server) -> None:
    sent: list[Any] = []

    async def receive() -> dict[str, str]:
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(message)

    headers = [(b"host", b"hub.test"), (b"content-type", b"application/json")]
    scope = {"type": "http", "method": "POST", "path": "/graphql", "query_string": b"", "headers": headers}
    await server.app({**scope, "scheme": "http", "server": ("hub.test", 80)}, receive, send)
    assert sent == []
    figures = server.app.state.hub.figures
    assert figures.registry.get_sample_value("hub_defects_total") == 0
    assert figures.registry.get_sample_value("hub_requests_total", {"route": "graphql", "status": "499"}) == 1
