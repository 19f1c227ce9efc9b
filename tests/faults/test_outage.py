"""The database stops, stands still or is killed while eight townships state figures: said clearly, healed by itself."""

import asyncio
import os
import signal
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import psutil
import pytest

from tests.faults.hub import Home, assert_nothing_lost_nothing_twice, home_in, sealed, writers
from tests.faults.writing import Writer
from tests.running import is_ready
from tests.story.county import ENDED

pytestmark = pytest.mark.anyio
STILL_SECONDS = 2.0


async def progress(found: list[Writer], work: list["asyncio.Task[None]"], facts: int) -> None:
    """Wait until so many facts more are acknowledged; a writer that failed fails the test at once."""
    wanted = acknowledged(found) + facts
    async with asyncio.timeout(60):
        while acknowledged(found) < wanted:
            for task in work:
                if task.done():
                    task.result()
            await asyncio.sleep(0.02)


def acknowledged(found: list[Writer]) -> int:
    """How many facts the hub has promised."""
    return sum(len(writer.acknowledged) for writer in found)


async def killed(home: Home) -> None:
    """PostgreSQL is killed; `up` starts it again."""
    before = home.postmaster()
    home.kill_database()
    async with asyncio.timeout(60):
        while home.postmaster() in (None, before) or not await asyncio.to_thread(is_ready, home.address):
            await asyncio.sleep(0.05)


async def stopped(home: Home) -> None:
    """PostgreSQL is asked to stop as its administrator would; `up` starts it again."""
    pid = home.postmaster()
    assert pid is not None
    os.kill(pid, signal.SIGINT)  # "fast": open transactions are rolled back
    async with asyncio.timeout(60):
        while home.postmaster() in (None, pid) or not await asyncio.to_thread(is_ready, home.address):
            await asyncio.sleep(0.05)


async def frozen(home: Home) -> None:
    """All of PostgreSQL stands still for a while, as on a disk that hangs."""
    pid = home.postmaster()
    assert pid is not None
    everything = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
    for process in everything:
        process.suspend()
    await asyncio.sleep(STILL_SECONDS)
    for process in everything:
        process.resume()


async def test_under_load_the_database_stops_is_killed_and_stands_still(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with home_in(tmp_path) as home:
        home.up()
        hub = home.running
        assert hub is not None
        took: dict[str, float] = {}
        async with writers(home, *ENDED[:2]) as found:
            work = [asyncio.create_task(writer.write(range(1, 5))) for writer in found]
            harms: list[Callable[[Home], Awaitable[None]]] = [killed, stopped, frozen]
            for harm in harms:
                await progress(found, work, 100)
                began = time.monotonic()
                await harm(home)
                await progress(found, work, 1)
                took[harm.__name__] = time.monotonic() - began
            await asyncio.gather(*work)
            assert sum(writer.away for writer in found) > 0  # 503 and DATABASE_UNAVAILABLE, checked at each
            assert sum(writer.broken for writer in found) == 0  # the web server never broke off
        assert hub.process.poll() is None and hub.stop() == 0
        with home.database() as access:
            assert_nothing_lost_nothing_twice(access, found)
            verified = await sealed(access)
            assert (verified.unsealed, verified.broken) == (0, None)
        with capsys.disabled():
            told = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in took.items())
            print(f"\n{acknowledged(found)} facts, 0 lost, 0 twice; first fact after the database was {told}")
