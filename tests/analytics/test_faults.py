"""Kills, swaps, another database in the same place: the replica ends up equal to the database."""

import asyncio
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql as names

from analytics import feed
from analytics.relations import RELATIONS, Load, loaded
from analytics.replica import Replica
from server.postgres import EmbeddedPostgres
from tests.analytics.county import MONTHS, ROOT, ZONE, County, text
from tests.analytics.test_replica import EVERYTHING, now, running, state, value

pytestmark = pytest.mark.anyio


async def assert_equal(replica: Replica, county: County) -> None:
    """Every mirrored relation holds the rows of the database, and the figures are those of a full load."""
    assert await replica.caught_up(now(county), 30)
    with county.connect() as connection:
        connection.execute("select set_config('app.zone', %s, true), set_config('TimeZone', 'UTC', true)", (ZONE,))
        for relation in loaded(Load.WHOLE, Load.ITEM, Load.FACT):
            there = connection.execute(f"select * from ({relation.select}) r".encode()).fetchall()
            here = await rows_of(replica, f"select {relation.named} from {relation.name}")
            assert here == sorted(str([str(v) for v in row]) for row in there), relation.name
    figures = RELATIONS["figures"]
    made = await rows_of(replica, f"select {figures.named} from ({figures.select})")
    assert await rows_of(replica, f"select {figures.named} from figures") == made


async def rows_of(replica: Replica, statement: str) -> list[str]:
    table, _ = await replica.engine.run(statement, {})
    return sorted(str([str(v) for v in row.values()]) for row in table.to_pylist())


def churn(county: County, seed: int, stop: threading.Event, done: list[int]) -> None:
    """State, confirm and correct facts, transaction after transaction."""
    chance = random.Random(seed)
    versions: dict[tuple[str, str, str], int] = {}
    areas = sorted(county.townships())
    with psycopg.connect(**feed.arguments(county.access.addresses.system), autocommit=True) as connection:
        while not stop.is_set():
            with connection.transaction():
                item = county.new_item(connection, [1, chance.randint(10, 40)])
                for _ in range(chance.randint(1, 6)):
                    # Each writer has areas of its own, so that versions do not collide.
                    at = (
                        chance.choice(("POP15", "POP16", "POV17")),
                        areas[seed * 2 + chance.randint(0, 1)],
                        chance.choice(MONTHS),
                    )
                    versions[at] = versions.get(at, 0) + 1
                    status = chance.choice(("STATED", "CONFIRMED"))
                    one = dict(zip(("indicator", "area", "period"), at, strict=True))
                    county.state(
                        connection,
                        [
                            {
                                **one,
                                "version": versions[at],
                                "value": chance.randint(0, 999),
                                "status": status,
                                "item": item,
                            }
                        ],
                    )
                county.journal(connection, "FACT_PERIOD.FINISH", item)
                if chance.random() < 0.3:
                    connection.execute(text("confirm"), (item,))
                time.sleep(chance.random() * 0.02)
            done.append(1)


async def test_killed_again_and_again_while_writers_write_it_equals_the_database(
    county: County, tmp_path: Path
) -> None:
    stop = threading.Event()
    done: list[int] = []
    writers = [threading.Thread(target=churn, args=(county, seed, stop, done)) for seed in range(4)]
    for writer in writers:
        writer.start()
    url = county.access.addresses.system
    source = json.dumps({**url.translate_connect_args(), "drivername": url.drivername, "query": dict(url.query)})
    chance = random.Random(3)
    try:
        for _ in range(8):
            child = subprocess.Popen(
                [sys.executable, "-m", "tests.analytics.follow_once", str(tmp_path)],
                cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
            )  # fmt: skip
            assert child.stdin is not None and child.stdout is not None
            child.stdin.write(source + "\n")
            child.stdin.flush()
            assert await asyncio.to_thread(child.stdout.readline) != ""
            await asyncio.sleep(chance.random() * 0.6)
            os.kill(child.pid, signal.SIGKILL)
            child.wait()
    finally:
        stop.set()
        for writer in writers:
            writer.join()
    assert len(done) > 200
    async with running(county.access, tmp_path) as replica:
        await assert_equal(replica, county)


async def test_readers_keep_the_old_file_until_the_new_one_is_there(county: County, tmp_path: Path) -> None:
    at = state(county, value=5)
    async with running(county.access, tmp_path) as replica:
        await replica.caught_up(at)
        answers: list[Any] = []
        swapped = asyncio.Event()

        async def ask() -> None:
            while not swapped.is_set():
                answers.append(await value(replica))

        readers = [asyncio.ensure_future(ask()) for _ in range(3)]
        before = replica.follower.generation
        assert before is not None
        fresh = asyncio.to_thread(replica.follower._load)
        await fresh
        after = replica.follower.generation
        assert after is not None and after.number == before.number + 1
        await asyncio.sleep(0.2)
        swapped.set()
        await asyncio.gather(*readers)
        assert set(answers) == {("5", 1)} and len(answers) > 10
        assert [path.name for path in tmp_path.glob("replica-*.duckdb")] == [after.path.name]


async def test_another_database_in_its_place_is_loaded_anew(
    county: County, loaded: County, postgres: EmbeddedPostgres, tmp_path: Path
) -> None:
    at = state(county, value=5)
    async with running(county.access, tmp_path) as replica:
        assert await replica.caught_up(at) and await value(replica) == ("5", 1)
        name = str(county.access.addresses.system.database)
        with psycopg.connect(postgres.admin.url, autocommit=True) as admin:
            # As a restore does: the same name, another database, whose transactions begin elsewhere.
            admin.execute(names.SQL("drop database {} with (force)").format(names.Identifier(name)))
            template = names.Identifier(str(loaded.access.addresses.system.database))
            admin.execute(names.SQL("create database {} template {}").format(names.Identifier(name), template))
        restored = replace(county, item=loaded.item)
        at = state(restored, value=6)
        assert await replica.caught_up(at, 30)
        assert await value(replica) == ("6", 1)
        assert replica.follower.generation is not None and replica.follower.generation.number == 2


async def test_it_waits_for_a_database_that_is_away_and_goes_on(
    county: County, postgres: EmbeddedPostgres, tmp_path: Path
) -> None:
    async with running(county.access, tmp_path) as replica:
        await replica.caught_up(state(county, value=1))
        with psycopg.connect(postgres.admin.url, autocommit=True) as admin:
            admin.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'hub_system' and datname = %s",
                (county.access.addresses.system.database,),
            )
        assert await value(replica) == ("1", 1)
        assert await replica.caught_up(state(county, value=2, version=2), 10)
        assert await value(replica) == ("2", 2)


async def test_a_pack_loaded_anew_changes_names_and_formulas(county: County, tmp_path: Path) -> None:
    with county.connect() as connection:
        county.state(connection, [{"indicator": "TST03", "area": "610628102", "period": "2019-08", "value": 40}])
    async with running(county.access, tmp_path) as replica:
        four = {"indicator": "TST04", "period": "2019-08"}
        assert await value(replica, **four) == ("15.00", None)
        with county.connect() as connection:
            connection.execute("update indicators set formula = 'TST03 * 2', name_zh = '改名' where code = 'TST04'")
            connection.execute("update indicators set agg_time = 'LAST' where code = 'TST03'")
            county.journal(connection, "pack.loaded")
        assert await replica.caught_up(now(county))
        row, _ = await replica.one("indicator_by_area", EVERYTHING, {"area": "610628102", **four})
        assert row is not None and (str(row["value"]), row["indicator_name"]) == ("80.00", "改名")
        await assert_equal(replica, county)
