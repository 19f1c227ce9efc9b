"""The short reads: one trip under the asker, no writing, and what happens when the database fails."""

import asyncio
from collections.abc import AsyncIterator

import psycopg
import pytest
from sqlalchemy.exc import TimeoutError as NoSeat

from db import readers
from db.connection import NOBODY
from db.readers import Readers
from tests.hub import Hub

pytestmark = pytest.mark.anyio
WHO = "select asker(), cardinality((my_sight()).readers) > 0, current_setting('TimeZone')"


@pytest.fixture
async def pool(hub: Hub) -> AsyncIterator[Readers]:
    """A pool of two connections of the test's own; the hub's clock and zone stay as they are."""
    found = Readers(hub.database.addresses.app, 2)
    yield found
    await found.close()


async def test_a_read_carries_its_own_asker_and_leaves_nothing_behind(hub: Hub) -> None:
    for code in ("P01", "P08"):
        assert await hub.database.first(hub.as_(code).asker, WHO, {}) == [b"%d" % hub.people[code], b"t", b"UTC"]
    assert (await hub.database.first(NOBODY, WHO, {}))[0] is None
    assert (await hub.database.readers.rows("select asker() as person"))[0].person is None


async def test_json_comes_as_the_bytes_that_the_database_wrote(hub: Hub) -> None:
    text = "select json_build_object('name', %(name)s::text)::text"
    found = await hub.database.first(hub.as_("P01").asker, text, {"name": "富县"})
    assert found == ['{"name" : "富县"}'.encode()]


async def test_what_is_asked_under_an_asker_writes_nothing(hub: Hub) -> None:
    before = await hub.dump()
    with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
        await hub.database.first(hub.as_("P01").asker, "select nextval('journal_position_seq')", {})
    assert await hub.dump() == before


async def test_a_failed_statement_costs_no_connection(hub: Hub, pool: Readers) -> None:
    asking = (hub.people["P01"], hub.clock(), "Asia/Shanghai")
    with pytest.raises(psycopg.errors.DivisionByZero):
        await pool.first("select 1 / 0", {}, asking)
    (connection,) = pool.idle
    assert (await pool.first(WHO, {}, asking))[0] == b"%d" % hub.people["P01"]
    assert pool.idle == [connection] and pool.in_use == 0


async def test_connections_that_the_server_ended_are_replaced_unseen(hub: Hub, pool: Readers) -> None:
    asking = (hub.people["P01"], hub.clock(), "Asia/Shanghai")
    await asyncio.gather(*(pool.first("select pg_sleep(0.05)", {}, asking) for _ in range(2)))
    ended = [connection.info.backend_pid for connection in pool.idle]
    assert len(ended) == 2
    with psycopg.connect(readers.conninfo(pool.url), autocommit=True) as connection:
        connection.execute("select pg_terminate_backend(pid) from unnest(%s::int[]) pid", [ended])
    await asyncio.sleep(0.1)
    assert (await pool.first(WHO, {}, asking))[0] == b"%d" % hub.people["P01"]
    assert [connection.info.backend_pid for connection in pool.idle if connection.info.backend_pid in ended] == []


async def test_who_gives_up_waiting_leaves_no_half_read_connection(hub: Hub, pool: Readers) -> None:
    asking = (hub.people["P01"], hub.clock(), "Asia/Shanghai")
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.1):
            await pool.first("select pg_sleep(5)", {}, asking)
    assert pool.in_use == 0
    assert (await pool.first(WHO, {}, asking))[0] == b"%d" % hub.people["P01"]


async def test_no_free_connection_is_said_in_time(hub: Hub, pool: Readers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readers, "PATIENCE_SECONDS", 0.1)
    asking = (hub.people["P01"], hub.clock(), "Asia/Shanghai")
    sleeping = [asyncio.create_task(pool.first("select pg_sleep(0.5)", {}, asking)) for _ in range(2)]
    await asyncio.sleep(0)
    with pytest.raises(NoSeat):
        await pool.first("select 1", {}, asking)
    await asyncio.gather(*sleeping)
    assert pool.in_use == 0


async def test_no_server_is_said_at_once(hub: Hub) -> None:
    gone = Readers(hub.database.addresses.app.update_query_dict({"host": "/nowhere"}))
    with pytest.raises(psycopg.OperationalError):
        async with asyncio.timeout(1):
            await gone.rows("select 1")
