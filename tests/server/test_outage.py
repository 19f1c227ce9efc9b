"""The database stopped and started under the running server.

Clear errors meanwhile, recovery by itself, nothing promised lost.
"""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from db.connection import Asker
from server.postgres import EmbeddedPostgres
from server.settings import Settings
from tests.conftest import CARELESS, build_template
from tests.server.conftest import Server, fill, serving

pytestmark = pytest.mark.anyio
WHO = {"query": "{ who people }"}


@pytest.fixture
async def own(tmp_path: Path) -> AsyncIterator[tuple[Server, EmbeddedPostgres]]:
    """A server with a PostgreSQL of its own, which may be stopped without disturbing other tests."""
    postgres = EmbeddedPostgres(tmp_path / "postgres", CARELESS)
    postgres.start()
    try:
        access = build_template(postgres, Settings(data=postgres.data))
        fill(access)
        async with serving(access, Settings(data=tmp_path / "data"), tmp_path / "dist") as server:
            yield server, postgres
    finally:
        postgres.stop()


async def statuses(client: httpx.AsyncClient) -> tuple[int, int, int]:
    """What /healthz, /readyz and a query answer."""
    asked = [client.get("/healthz"), client.get("/readyz"), client.post("/graphql", json=WHO)]
    health, ready, query = [(await each).status_code for each in asked]
    return health, ready, query


async def test_an_outage_is_503_and_ends_by_itself(own: tuple[Server, EmbeddedPostgres]) -> None:
    server, postgres = own
    client = await server.signed_in(1, headers={"accept-language": "en"})
    assert await statuses(client) == (200, 200, 200)
    waiting = asyncio.ensure_future(anext(server.app.state.hub.live.changes(Asker(1), None, None, None)))
    await asyncio.to_thread(postgres.stop)
    assert await statuses(client) == (200, 503, 503)
    answer = await client.post("/graphql", json=WHO)
    assert answer.json()["errors"][0]["extensions"] == {"code": "DATABASE_UNAVAILABLE"}
    assert answer.json()["errors"][0]["message"].startswith("The database cannot be reached at the moment.")
    assert answer.headers["retry-after"] == "2"
    for answer in (
        await client.get("/files/00000000-0000-0000-0000-000000000000"),
        await client.post("/sign-in", json={"login": "login1", "password": "x"}),
        await client.post("/files", content=b"a", headers={"content-type": "text/plain"}),
    ):
        assert (answer.status_code, answer.json()["code"]) == (503, "DATABASE_UNAVAILABLE")
    await asyncio.to_thread(postgres.start)
    async with asyncio.timeout(15):
        while await statuses(client) != (200, 200, 200):
            await asyncio.sleep(0.05)
    # The subscription that was open has outlived the outage.
    assert not waiting.done()
    server.sql(
        "select write_journal(now(), 1, null, 'x', 'x.y', array[null::uuid], array[null::uuid], array['{}'::jsonb])"
    )
    assert (await asyncio.wait_for(waiting, 10)).verb == "x.y"


async def test_what_was_answered_under_outages_is_there(own: tuple[Server, EmbeddedPostgres]) -> None:
    server, postgres = own
    client = await server.signed_in(1)
    kept: list[str] = []
    ended = asyncio.Event()

    async def upload(worker: int) -> None:
        number = 0
        while not ended.is_set():
            number += 1
            answer = await client.post(
                "/files", content=f"{worker}/{number}".encode(), headers={"content-type": "text/plain"}
            )
            assert answer.status_code in (201, 503), answer.text
            if answer.status_code == 201:
                kept.append(answer.json()["sha256"])
            else:
                await asyncio.sleep(0.05)

    workers = [asyncio.create_task(upload(n)) for n in range(4)]
    for _ in range(3):
        await asyncio.sleep(0.5)
        await asyncio.to_thread(postgres.stop)
        await asyncio.to_thread(postgres.start)
    await asyncio.sleep(0.5)
    ended.set()
    await asyncio.gather(*workers)
    stored = {row[0] for row in server.sql("select sha256 from files")}
    assert len(kept) == len(set(kept)) >= 12
    assert set(kept) <= stored
