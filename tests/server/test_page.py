"""The page and what stands beside it: caching, places in the page, the explorer, health, figures, other origins."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import httpx
import pytest

from server.application import build
from server.settings import Settings
from tests.server.conftest import Server
from tests.server.stand_in import schema

pytestmark = pytest.mark.anyio


@pytest.fixture
def dist(tmp_path: Path) -> Path:
    """A built page, shown through a link as the build leaves it."""
    built = tmp_path / "builds" / "one"
    (built / "assets").mkdir(parents=True)
    (built / "graphiql").mkdir()
    (built / "index.html").write_text("<title>one</title>")
    (built / "assets" / "a-1.js").write_text("let a = 1;" * 500)
    (built / "graphiql" / "index.html").write_text("<title>explorer</title>")
    (tmp_path / "secret").write_text("secret")
    (tmp_path / "dist").symlink_to(built)
    return tmp_path / "dist"


async def test_until_the_page_is_built_one_says_so_and_looks_again(server: Server) -> None:
    answer = await server.client().get("/figures")
    assert answer.status_code == 200
    assert 'http-equiv="refresh"' in answer.text and "页面正在生成" in answer.text
    assert answer.headers["cache-control"] == "no-store"


async def test_what_never_changes_is_kept_and_the_rest_is_asked_for(server: Server, dist: Path) -> None:
    client = server.client()
    script = await client.get("/assets/a-1.js", headers={"accept-encoding": "gzip"})
    assert script.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert script.headers["content-encoding"] == "gzip" and script.text == "let a = 1;" * 500
    plain = await client.get("/assets/a-1.js", headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers and plain.text == script.text
    for place in ("/", "/index.html", "/figures/2019-12", "/items/abc"):
        page = await client.get(place)
        assert (page.text, page.headers["cache-control"]) == ("<title>one</title>", "no-cache")
        again = await client.get(place, headers={"if-none-match": page.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
    for missing in ("/assets/b.js", "/secret.txt", "/..%2fsecret", "/%2e%2e/%2e%2e/secret"):
        answer = await client.get(missing)
        assert "secret" not in answer.text
    assert (await client.get("/assets/b.js")).status_code == 404


async def test_a_new_build_is_shown_without_a_restart(server: Server, dist: Path, tmp_path: Path) -> None:
    client = server.client()
    assert (await client.get("/")).text == "<title>one</title>"
    other = tmp_path / "builds" / "two"
    other.mkdir()
    (other / "index.html").write_text("<title>two</title>")
    dist.unlink()
    dist.symlink_to(other)
    assert (await client.get("/")).text == "<title>two</title>"


async def test_the_explorer_is_for_who_is_signed_in(server: Server, dist: Path) -> None:
    turned_away = await server.client().get("/graphiql/")
    assert (turned_away.status_code, turned_away.headers["location"]) == (303, "/?then=/graphiql/")
    client = await server.signed_in(1)
    assert (await client.get("/graphiql")).headers["location"] == "/graphiql/"
    assert (await client.get("/graphiql/")).text == "<title>explorer</title>"


async def test_health_says_what_is_missing(server: Server) -> None:
    client = server.client()
    assert (await client.get("/healthz")).json() == {"status": "ok"}
    ready = await client.get("/readyz")
    assert (ready.status_code, ready.json()) == (200, {"status": "ready", "database": "ok", "replica": "ok"})
    server.sql("update alembic_version set version_num = '0001'")
    behind = await client.get("/readyz")
    assert behind.status_code == 503
    assert behind.json()["database"].startswith("at revision 0001, needs ")


async def test_figures_are_for_this_machine_alone(server: Server) -> None:
    client = server.client()
    await client.post("/graphql", json={"query": "{ people }"})
    figures = (await client.get("/metrics")).text
    assert 'hub_requests_total{route="graphql",status="200"} 1.0' in figures
    assert "hub_pool_app_in_use 0.0" in figures
    assert "hub_replica_lag_seconds NaN" in figures  # this server has no replica
    server.app.state.hub.replica = SimpleNamespace(as_of=datetime.now(UTC) - timedelta(seconds=90))
    lag = server.app.state.hub.figures.registry.get_sample_value("hub_replica_lag_seconds")
    assert 90 <= lag < 120
    await client.post("/graphql", json={"query": "{ broken }"})
    assert "hub_defects_total 1.0" in (await client.get("/metrics")).text
    afar = httpx.AsyncClient(transport=httpx.ASGITransport(server.app, client=("10.0.0.7", 1)), base_url=server.base)
    server.extra.append(afar)
    assert (await afar.get("/metrics")).status_code == 404


async def test_a_named_origin_asks_with_a_token_and_never_with_the_cookie(server: Server, tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "data", cors_origins=("https://board.example",))
    signed_in = await server.signed_in(1)
    app = build(settings, server.database, schema=schema, dist=tmp_path / "dist")
    client = httpx.AsyncClient(
        transport=httpx.ASGITransport(app),
        base_url=server.base,
        cookies=dict(signed_in.cookies),
        headers={"origin": "https://board.example"},
    )
    server.extra.append(client)
    answer = await client.post("/graphql", json={"query": "{ who }"})
    assert answer.json()["data"] == {"who": None}
    assert answer.headers["access-control-allow-origin"] == "https://board.example"
    assert "access-control-allow-credentials" not in answer.headers
    other = await client.post("/graphql", json={"query": "{ who }"}, headers={"origin": "https://evil.example"})
    assert other.status_code == 403
    asked = {"access-control-request-method": "POST", "access-control-request-headers": "authorization,content-type"}
    allowed = await client.options("/graphql", headers=asked)
    assert allowed.status_code == 200
    assert allowed.headers["access-control-allow-origin"] == "https://board.example"
    assert {"authorization", "content-type"} <= set(allowed.headers["access-control-allow-headers"].lower().split(", "))
    assert set(allowed.headers["access-control-allow-methods"].split(", ")) == {"GET", "POST"}
    assert "access-control-allow-credentials" not in allowed.headers
    stranger = await client.options("/graphql", headers={**asked, "origin": "https://evil.example"})
    assert stranger.status_code == 400
    assert "access-control-allow-origin" not in stranger.headers


async def test_where_no_origin_is_named_no_other_page_is_let_in(server: Server) -> None:
    headers = {"origin": "https://board.example", "access-control-request-method": "POST"}
    answer = await server.client().options("/graphql", headers=headers)
    assert not [name for name in answer.headers if name.startswith("access-control")]
