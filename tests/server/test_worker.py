"""Jobs and the sealer: what commits together, for whom a job acts, what comes back after a kill, what a seal shows."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from sqlalchemy import text

from db import seals
from db.connection import Asker, Database
from db.jobs import defer
from db.seals import Broken, seal, verify
from server import worker
from server.worker import JOBS, Worker
from tests.server.conftest import Server
from tests.server.test_live import open_item, touch

pytestmark = pytest.mark.anyio


@pytest.fixture
def done() -> Iterator[list[tuple[int | None, dict[str, Any]]]]:
    """Two registered jobs: one notes for whom it ran and what the asker sees, one fails at first."""
    noted: list[tuple[int | None, dict[str, Any]]] = []

    @worker.job("test.note")
    async def note(database: Database, asker: Asker | None, args: dict[str, Any]) -> None:
        if args.get("fails", 0) > len(noted):
            noted.append((None, {"failed": True}))
            raise RuntimeError("not yet")
        noted.append((asker.person_id if asker else None, args))

    yield noted
    del JOBS["test.note"]


@pytest.fixture
async def working(server: Server, done: list[Any]) -> AsyncIterator[Server]:
    """The server with a worker beside it, whose rounds of the clock are left out."""
    async with Worker(server.database, every_minute="0 0 1 1 *").run():
        yield server


async def until(condition: Any, seconds: float = 20) -> None:
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.05)


async def test_a_job_commits_with_its_transaction_and_acts_for_who_deferred_it(
    working: Server, done: list[tuple[int | None, dict[str, Any]]]
) -> None:
    with pytest.raises(RuntimeError):
        async with working.database.writing(Asker(1)) as session:
            await defer(session, "test.note", {"n": 1})
            raise RuntimeError("undone")
    async with working.database.writing(Asker(2)) as session:
        await defer(session, "test.note", {"n": 2, "asker": 1})  # nobody defers in another's name
    async with working.database.as_hub() as session:
        await defer(session, "test.note", {"n": 3})
    await until(lambda: len(done) == 2)
    assert sorted(done, key=lambda one: one[1]["n"]) == [(2, {"n": 2}), (None, {"n": 3})]


async def test_a_job_that_fails_is_tried_again(working: Server, done: list[tuple[int | None, dict[str, Any]]]) -> None:
    async with working.database.as_hub() as session:
        await defer(session, "test.note", {"fails": 1})
    await until(lambda: len(done) == 2)
    assert done[0] == (None, {"failed": True}) and done[1] == (None, {"fails": 1})


async def test_a_key_keeps_a_job_that_waits_the_only_one(server: Server) -> None:
    async with server.database.as_hub() as session:
        first = await defer(session, "test.note", {}, key="once")
        assert first is not None
        assert await defer(session, "test.note", {}, key="once") is None
        assert await defer(session, "test.note", {}, key="other") is not None
    assert server.sql("select count(*) from jobs.procrastinate_jobs") == [(2,)]


async def test_people_neither_read_nor_change_jobs(server: Server) -> None:
    for statement in ("select * from jobs.procrastinate_jobs", "delete from jobs.procrastinate_jobs"):
        with pytest.raises(Exception, match="permission denied"):
            async with server.database.writing(Asker(1)) as session:
                await session.execute(text(statement))


async def test_seals_cover_every_row_once_and_verify(server: Server) -> None:
    assert await seal(server.database) == 0
    item = open_item(server, 1)
    assert await seal(server.database) == 1
    assert await seal(server.database) == 0
    for verb in ("a", "b", "c"):
        touch(server, item, verb)
    sealed = await asyncio.gather(*(seal(server.database) for _ in range(4)))
    assert sorted(sealed) == [0, 0, 0, 3]
    touch(server, item, "d")
    assert await verify(server.database) == seals.Verified(seals=2, rows=4, unsealed=1, broken=None)


async def test_a_row_of_a_transaction_that_was_open_meanwhile_is_in_the_next_seal(server: Server) -> None:
    item = open_item(server, 1)
    async with server.database.as_hub() as session:
        await session.execute(
            text(
                "select write_journal(now(), null, null, 's', 'early', array[cast(:item as uuid)], array[null::uuid],"
                " array['{}'::jsonb])"
            ),
            {"item": item},
        )
        touch(server, item, "late")
        assert await seal(server.database) == 2
    assert await seal(server.database) == 1
    assert (await verify(server.database)).broken is None


ONE_CHANGED = "update journal set verb = 'forged' where position = 2"
ONE_GONE = "delete from journal_payloads where position = 2; delete from journal where position = 2"
ONE_ADDED = """
insert into journal (position, tx, at, subject, verb, digest) overriding system value
select 9, tx, at, subject, verb, digest from journal where position = 2;
insert into journal_payloads (position, salt, payload) select 9, salt, payload from journal_payloads where position = 2
"""


@pytest.mark.parametrize(
    ("forgery", "broken"),
    [
        (ONE_CHANGED, Broken(2, 1, "the row was changed")),
        (ONE_GONE, Broken(2, 1, "the row is missing")),
        (ONE_ADDED, Broken(9, 1, "the row was added after the seal")),
        ("update journal_seals set hash = sha256('x') where id = 1", Broken(None, 1, "the seal itself was changed")),
        ("delete from journal_seals where id = 1", Broken(1, 2, "the row was added after the seal")),
        ("update journal_payloads set payload = '[1]' where position = 3", Broken(3, None, "its payload is changed")),
        ("delete from journal_payloads where position = 3", Broken(3, None, "its payload is missing")),
        ("update journal_payloads set payload = null, erased_at = now() where position = 3", None),
    ],
)  # fmt: skip
async def test_whatever_is_forged_is_named(server: Server, forgery: str, broken: Broken | None) -> None:
    item = open_item(server, 1)
    for verb in ("a", "b"):
        touch(server, item, verb)
    await seal(server.database)
    touch(server, item, "c")
    await seal(server.database)
    server.sql("alter table journal disable trigger all")
    for statement in forgery.split(";"):
        server.sql(statement)
    assert (await verify(server.database)).broken == broken
