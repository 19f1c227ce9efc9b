"""What a document and a body may be: one server for all of it, since nothing here changes anything."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from server import limits
from server.database import Access
from server.limits import MAX_ALIASES, MAX_COST, MAX_DEPTH, MAX_FIELDS
from server.settings import Settings
from tests.server.conftest import Server, fill, serving
from tests.server.test_graphql_http import MODERN, ask

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
async def server(module_access: Access, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Server]:
    """The application over a small county that the tests of this file share."""
    place: Path = tmp_path_factory.mktemp("limits")
    fill(module_access)
    async with serving(module_access, Settings(data=place / "data"), place / "dist") as running:
        yield running


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
