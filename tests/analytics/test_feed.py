"""The journal is read exactly: nothing lost, nothing twice, whatever order transactions end in."""

import asyncio
import random
import threading
import time
from collections import Counter

import psycopg
import pytest

from analytics import feed
from analytics.position import BadPosition, Position
from tests.analytics.county import County

WRITERS = 8
TRANSACTIONS = 90


def write(county: County, seed: int, kept: list[int]) -> None:
    """Transactions that sleep before they end, some of which roll back."""
    chance = random.Random(seed)
    with psycopg.connect(**feed.arguments(county.access.addresses.system), autocommit=True) as connection:
        for _ in range(TRANSACTIONS):
            connection.execute("begin")
            row = connection.execute(
                "select write_journal(now(), null, null, 'test', 'test.race', array_fill(null::uuid, array[%(n)s]),"
                " array_fill(null::uuid, array[%(n)s]), array_fill('{}'::jsonb, array[%(n)s]))",
                {"n": chance.randint(1, 10)},
            ).fetchone()
            assert row is not None
            time.sleep(chance.choice((0, 0, 0.01, 0.05, 0.3)) * chance.random())
            if chance.random() < 0.05:
                connection.execute("rollback")
            else:
                connection.execute("commit")
                kept.extend(row[0])


def test_eight_writers_lose_nothing_and_double_nothing(county: County) -> None:
    kept: list[int] = []
    writers = [threading.Thread(target=write, args=(county, seed, kept)) for seed in range(WRITERS)]
    seen: Counter[int] = Counter()
    with psycopg.connect(**feed.arguments(county.access.addresses.system), autocommit=True) as reader:

        def step(since: Position) -> Position:
            with reader.transaction():
                reader.execute("set transaction isolation level repeatable read, read only")
                batch = feed.changes(reader, since)
            seen.update(row.position for row in batch.rows)
            return batch.position

        with reader.transaction():
            since, _ = feed.identify(reader)
        for writer in writers:
            writer.start()
        naive, last = 0, 0
        while any(writer.is_alive() for writer in writers):
            since = step(since)
            rows = reader.execute(
                "select position from journal where position > %s and verb = 'test.race'", (last,)
            ).fetchall()
            naive, last = naive + len(rows), max([last, *(row[0] for row in rows)])
            time.sleep(0.002)
        since = step(since)
        assert step(since) == since
    assert len(kept) >= 3_000
    assert sorted(seen.elements()) == sorted(kept)
    # The race is real: a reader that asks for greater positions lost rows in the same run.
    assert naive < len(kept)


@pytest.mark.anyio
async def test_following_begins_now_wakes_at_once_and_continues_where_it_left(county: County) -> None:
    system = county.access.addresses.system

    def happen(verb: str) -> None:
        with county.connect() as connection:
            county.journal(connection, verb, county.item)

    happen("test.before")
    batches = feed.follow(system)
    first = await anext(batches)
    assert first.rows == ()
    began = time.monotonic()
    await asyncio.to_thread(happen, "test.first")
    second = await anext(batches)
    assert [(row.verb, row.item_id, row.subject) for row in second.rows] == [("test.first", county.item, "statistics")]
    assert time.monotonic() - began < 1.5
    await batches.aclose()
    await asyncio.to_thread(happen, "test.second")
    async for batch in feed.follow(system, Position.parse(str(second.position))):
        assert [row.verb for row in batch.rows] == ["test.second"]
        assert batch.position.covers(second.position) and not second.position.covers(batch.position)
        break


@pytest.mark.anyio
async def test_following_survives_the_end_of_its_connection(county: County) -> None:
    batches = feed.follow(county.access.addresses.system)
    await anext(batches)

    def cut_and_write() -> None:
        with psycopg.connect(county.access.admin.url, autocommit=True) as admin:
            admin.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'hub_system' and datname = %s",
                (county.access.addresses.system.database,),
            )
        with county.connect() as connection:
            county.journal(connection, "test.after", county.item)

    waiting = asyncio.ensure_future(anext(batches))
    await asyncio.sleep(0.1)
    await asyncio.to_thread(cut_and_write)
    batch = await asyncio.wait_for(waiting, 10)
    assert [row.verb for row in batch.rows] == ["test.after"]
    await batches.aclose()


@pytest.mark.anyio
async def test_a_position_of_another_database_is_refused(county: County) -> None:
    with county.connect() as connection:
        here, _ = feed.identify(connection)
    other = Position(here.snapshot, "1.1.1")
    with pytest.raises(feed.OtherDatabase):
        await anext(feed.follow(county.access.addresses.system, other))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "MTo",
        "é",
        "a" * 30_000,
        str(Position("5:7:5", "1.2.3"))[:-3],
        "MS4yLjMvNzo1Og",
        "MS4yLjMvNTo3OjksNg",
        "MS4yLjMvMDowOg",
    ],
)
def test_what_is_no_position_is_refused(text: str) -> None:
    with pytest.raises(BadPosition):
        Position.parse(text)


def test_a_position_survives_its_text() -> None:
    position = Position("10:20:10,12,19", "7711369851278253223.1.24906")
    assert Position.parse(str(position)) == position


@pytest.mark.parametrize(
    ("mine", "theirs", "covers"),
    [
        ("10:10:", "10:10:", True),
        ("10:12:", "10:10:", True),
        ("10:10:", "10:12:", False),
        ("10:12:10", "10:12:", False),
        ("10:12:10", "10:12:10", True),
        ("10:12:10", "9:10:9", True),
        ("10:12:", "10:12:10", True),
        ("10:11:", "10:12:11", True),
        ("10:12:11", "10:11:", True),
        ("10:13:11", "10:12:", False),
        ("10:10:", "10:9000000000000:", False),
    ],
)
def test_covering_is_by_transactions_not_by_size(mine: str, theirs: str, covers: bool) -> None:
    assert Position(mine, "1.1.1").covers(Position(theirs, "1.1.1")) is covers
    assert not Position(mine, "1.1.1").covers(Position(theirs, "1.1.2"))
