"""Killed while eight townships state figures, the hub comes back with all it promised, and nothing twice."""

import asyncio
import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.hub import Home, assert_nothing_lost_nothing_twice, assert_replica_equal, home_in, sealed, writers
from tests.faults.writing import Writer
from tests.story.county import ENDED

pytestmark = pytest.mark.anyio
RECOVERY_SECONDS = 60


async def run(
    home: Home, rounds: int, periods: tuple[str, ...], harm: Callable[[list[Writer]], object]
) -> list[Writer]:
    """Let the writers write while harm is done; then look at what is left."""
    home.up()
    async with writers(home, *periods) as found:
        work = [asyncio.create_task(writer.write(range(1, rounds + 1))) for writer in found]
        await asyncio.gather(asyncio.to_thread(harm, found), *work)
        asked = sum(len(codes) for writer in found for _, codes in writer.batches)
        assert sum(len(writer.acknowledged) for writer in found) == rounds * asked
        await caught_up(home, found)
    assert home.running is not None and home.running.stop() == 0
    with home.database() as access:
        assert_nothing_lost_nothing_twice(access, found)
        assert_replica_equal(access, home.data / "replica")
        verified = await sealed(access)
        assert (verified.unsealed, verified.broken) == (0, None)
    return found


async def caught_up(home: Home, found: list[Writer]) -> None:
    """The overview shows the last version of every figure: the replica has followed to the end."""
    text = "{ overview { townshipCompleteness(first: 1000) { nodes { stated } } } }"
    wanted = sum(len(codes) for _, codes in found[0].batches)
    give_up = time.monotonic() + RECOVERY_SECONDS
    while True:
        nodes = (await found[0].visitor.ask(text))["overview"]["townshipCompleteness"]["nodes"]
        if sum(node["stated"] for node in nodes) == wanted:
            break
        assert time.monotonic() < give_up, nodes
        await asyncio.sleep(0.2)
    await asyncio.sleep(3)  # later versions change no count: the follower looks every two seconds at the latest


def killing(home: Home, times: int, facts: int, *, databases: bool) -> Callable[[list[Writer]], int]:
    """Kill the hub so many times, spread over the facts that will be stated; every third time its database too."""

    def harm(found: list[Writer]) -> int:
        chance = random.Random(20200103)
        for number in range(times):
            while sum(len(writer.acknowledged) for writer in found) < facts * number // times:
                time.sleep(0.02)
            time.sleep(chance.random() * 0.5)
            home.kill(database=databases and number % 3 == 2)
            home.up()
        return times

    return harm


def tell(home: Home, found: list[Writer], began: float) -> str:
    """What happened, in a line."""
    facts = sum(len(writer.acknowledged) for writer in found)
    broken, away = (sum(getattr(writer, name) for writer in found) for name in ("broken", "away"))
    return (
        f"\n{facts} facts acknowledged over {home.starts} starts in {time.monotonic() - began:.0f} s: 0 lost, 0 twice; "
        f"{broken} requests broken, {away} told to come back, all sent again"
    )


async def test_killed_while_eight_townships_state_figures(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    began = time.monotonic()
    with home_in(tmp_path) as home:
        found = await run(home, 3, ENDED[:2], killing(home, 2, 900, databases=False))
        assert sum(writer.broken for writer in found) > 0
        with capsys.disabled():
            print(tell(home, found, began))


@pytest.mark.large
async def test_killed_again_and_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The hub fifteen times, its database with it every third time, over more than four thousand facts."""
    began = time.monotonic()
    with home_in(tmp_path) as home:
        found = await run(home, 10, ENDED, killing(home, 15, 4300, databases=True))
        assert sum(len(writer.acknowledged) for writer in found) >= 4000
        with capsys.disabled():
            print(tell(home, found, began))
