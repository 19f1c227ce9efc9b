"""The overview behind the server: exports under the asker's sight, and the word that figures show what changed."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from db.connection import Asker, Database
from server import live
from server.application import build
from server.database import Access
from server.serve import open_live, open_replica
from server.settings import Settings
from tests.server.conftest import Server
from tests.server.stand_in import schema
from tests.server.test_live import open_item, touch, until_followed

pytestmark = pytest.mark.anyio


@pytest.fixture
async def loaded(county: Access, settings: Settings, tmp_path: Path) -> AsyncIterator[Server]:
    """A server whose replica of the small county is loaded."""
    database = Database(county.addresses, pool_size=5)
    app = build(settings, database, schema=schema, dist=tmp_path / "dist", services=(open_replica, open_live))
    async with app.router.lifespan_context(app):
        server = Server(app, database, county, settings)
        client = server.client()
        async with asyncio.timeout(60):
            while (await client.get("/readyz")).status_code != 200:
                await asyncio.sleep(0.1)
        yield server
        for each in server.extra:
            await each.aclose()


async def test_an_export_is_a_file_for_who_is_signed_in(loaded: Server) -> None:
    client = await loaded.signed_in(1)
    assert (await loaded.client().get("/export/indicatorByArea.csv")).status_code == 401
    for view in ("indicatorByArea", "indicator_by_area"):
        answer = await client.get(f"/export/{view}.csv", params={"where": '{"period": {"eq": "2019-12"}}'})
        assert answer.status_code == 200, answer.text
        assert answer.content.startswith(b"\xef\xbb\xbf")
        assert answer.headers["content-type"] == "text/csv; charset=utf-8"
        assert answer.headers["content-disposition"].startswith('attachment; filename="indicator_by_area_')
    book = await client.get("/export/townshipRanking.xlsx")
    assert (book.status_code, book.content[:4]) == (200, b"PK\x03\x04")


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/export/nothing.csv", 404, "NOT_FOUND"),
        ("/export/indicatorByArea.pdf", 404, "NOT_FOUND"),
        ("/export/indicatorByArea.csv?where=[", 400, "MALFORMED"),
        ("/export/indicatorByArea.csv?where=[1]", 400, "MALFORMED"),
        ('/export/indicatorByArea.csv?where={"secret":{"eq":1}}', 400, "MALFORMED"),
        ("/export/indicatorByArea.csv?orderBy=-secret", 400, "MALFORMED"),
        ('/export/indicatorByArea.xlsx?where={"period":{"or 1=1":"2019"}}', 400, "MALFORMED"),
    ],
)
async def test_what_no_view_can_answer_is_refused(loaded: Server, path: str, status: int, code: str) -> None:
    answer = await (await loaded.signed_in(1)).get(path)
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text


async def test_subscribers_are_told_when_figures_show_what_changed(loaded: Server) -> None:
    source = loaded.app.state.hub.live.changes(Asker(2), None, None, None)
    told = asyncio.ensure_future(anext(source))
    await until_followed(loaded)
    # Of a paper of another unit, only that the county's figures may have moved is told.
    open_item(loaded, 1)
    announcement = await asyncio.wait_for(told, 10)
    assert (announcement.subject, announcement.items, announcement.overview) == ("overview", (), True)
    own = open_item(loaded, 2)
    seen = {"items": False, "overview": False}
    async with asyncio.timeout(10):
        while not all(seen.values()):
            announcement = await anext(source)
            seen["items"] |= announcement.items == (("FACT_PERIOD", own),)
            seen["overview"] |= announcement.overview
    started = asyncio.get_running_loop().time()
    touch(loaded, own, "FACT_PERIOD.STATE")
    async with asyncio.timeout(10):
        while not (await anext(source)).overview:
            pass
    # Well under the two seconds after which the replica looks again by itself.
    assert asyncio.get_running_loop().time() - started < 1.5


async def test_one_wake_up_tells_of_items_and_of_their_figures(loaded: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "HOLD_SECONDS", 5.0)
    source = loaded.app.state.hub.live.changes(Asker(2), None, None, None)
    told = asyncio.ensure_future(anext(source))
    await until_followed(loaded)
    own = open_item(loaded, 2)
    announcement = await asyncio.wait_for(told, 10)
    assert (announcement.items, announcement.overview) == ((("FACT_PERIOD", own),), True)
