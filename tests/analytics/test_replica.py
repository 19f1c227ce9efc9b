"""The replica follows the database exactly, through kills, swaps and another database in its place."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import duckdb
import pytest

from analytics import feed
from analytics.position import Position
from analytics.questions import Question
from analytics.replica import Replica
from analytics.scope import Sight
from server.database import Access
from tests.analytics.county import TODAY, County

EVERYTHING = Sight(1, TODAY, all_figures=True)
pytestmark = pytest.mark.anyio
ONE = {"indicator": "POP15", "area": "610628102", "period": "2019-08"}


@asynccontextmanager
async def running(access: Access, folder: Path) -> AsyncIterator[Replica]:
    replica = Replica.open(access.addresses, folder, threads=2, memory_limit="1GB")
    await replica.start()
    try:
        await replica.ready(60)
        yield replica
    finally:
        await replica.close()


def now(county: County) -> Position:
    with county.connect() as connection:
        return feed.identify(connection)[0]


def state(county: County, **values: Any) -> Position:
    """State and confirm a version of one fact, with its journal row, in one transaction."""
    with county.connect() as connection:
        (fact,) = county.state(connection, [{**ONE, **values}])
        county.journal(connection, "fact.state", None, fact)
    return now(county)


async def value(replica: Replica, **key: str) -> Any:
    row, _ = await replica.one("indicator_by_area", EVERYTHING, {**ONE, **key})
    return None if row is None else (str(row["value"]), row["version"])


async def test_a_confirmed_fact_moves_town_county_and_completeness(county: County, tmp_path: Path) -> None:
    async with running(county.access, tmp_path) as replica:
        assert await value(replica) is None
        assert await replica.caught_up(state(county, value=100))
        assert await value(replica) == ("100", 1)
        assert await value(replica, area="610628") == ("100", None)
        assert await replica.caught_up(state(county, area="610628103", value=11))
        assert await value(replica, area="610628") == ("111", None)
        where = {"period": {"eq": "2019-08"}, "area": {"eq": "610628102"}}
        rows = await replica.query("township_completeness", EVERYTHING, Question(where=where))
        assert rows.rows[0]["confirmed"] == 1


async def test_a_version_counts_when_it_is_confirmed_not_before(county: County, tmp_path: Path) -> None:
    async with running(county.access, tmp_path) as replica:
        await replica.caught_up(state(county, value=100))
        await replica.caught_up(state(county, value=120, version=2, status="STATED"))
        assert await value(replica) == ("100", 1)
        with county.connect() as connection:
            connection.execute("update facts set status = 'CONFIRMED', confirmed_at = now() where version = 2")
            county.journal(connection, "FACT_PERIOD.CONFIRM", county.item)
        assert await replica.caught_up(now(county))
        assert await value(replica) == ("120", 2)


async def test_a_commit_is_merged_within_a_quarter_of_a_second(county: County, tmp_path: Path) -> None:
    async with running(county.access, tmp_path) as replica:
        await replica.caught_up(state(county, value=1))
        took = []
        for version in range(2, 12):
            at = state(county, value=version, version=version)
            began = time.monotonic()
            assert await replica.caught_up(at)
            took.append(time.monotonic() - began)
        assert sorted(took)[5] < 0.25


async def test_what_happened_while_it_was_stopped_is_read_at_the_start(county: County, tmp_path: Path) -> None:
    async with running(county.access, tmp_path) as replica:
        await replica.caught_up(state(county, value=1))
    at = state(county, value=2, version=2)
    async with running(county.access, tmp_path) as replica:
        assert replica.follower.generation is not None and replica.follower.generation.number == 1
        assert await replica.caught_up(at)
        assert await value(replica) == ("2", 2)


async def test_a_damaged_file_is_made_anew(county: County, tmp_path: Path) -> None:
    at = state(county, value=1)
    async with running(county.access, tmp_path) as replica:
        await replica.caught_up(at)
    (path,) = tmp_path.glob("replica-*.duckdb")
    path.write_bytes(b"\x00" * 50_000)
    async with running(county.access, tmp_path) as replica:
        assert await value(replica) == ("1", 1)


async def test_the_file_reaches_no_other_file_and_keeps_its_settings(county: County, tmp_path: Path) -> None:
    async with running(county.access, tmp_path / "replica") as replica:
        for statement in (
            "select * from read_csv('/etc/passwd')",
            f"copy (select 1) to '{tmp_path}/out.csv'",
            "attach '/tmp/other.duckdb'",
            "install httpfs",
            "set threads = 9",
            "set enable_external_access = true",
        ):
            with pytest.raises(duckdb.Error):
                await replica.engine.run(statement, {})
        assert not (tmp_path / "out.csv").exists()


async def test_two_servers_never_share_a_folder(county: County, tmp_path: Path) -> None:
    from analytics.files import InUse

    async with running(county.access, tmp_path):
        with pytest.raises(InUse):
            Replica.open(county.access.addresses, tmp_path)


async def test_a_question_that_takes_too_long_ends(county: County, tmp_path: Path) -> None:
    from analytics.engine import TooLong

    async with running(county.access, tmp_path) as replica:
        began = time.monotonic()
        with pytest.raises(TooLong):
            await replica.engine.run("select count(*) from range(100000000000) r", {}, seconds=0.2)
        assert time.monotonic() - began < 2
        assert (await replica.engine.run("select 1 as n", {}))[0].to_pylist() == [{"n": 1}]


async def test_more_questions_than_may_wait_are_refused_at_once(county: County, tmp_path: Path) -> None:
    from analytics.engine import Busy

    async with running(county.access, tmp_path) as replica:
        asked = [replica.engine.run("select 1 as n", {}) for _ in range(80)]
        answers = await asyncio.gather(*asked, return_exceptions=True)
        assert sum(isinstance(answer, Busy) for answer in answers) == 80 - 66
        assert sum(isinstance(answer, tuple) for answer in answers) == 66
