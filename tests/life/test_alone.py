"""One life at a time, and never beside a round of the clock that began before it."""

import asyncio

import pytest

from resolvers.life.alone import alone, is_lived
from tests.hub import Hub

pytestmark = pytest.mark.anyio


async def test_a_life_begins_when_the_rounds_before_it_have_ended(hub: Hub) -> None:
    begun, told = asyncio.Event(), asyncio.Event()

    async def live() -> None:
        async with alone(hub.database) as mine:
            assert mine
            begun.set()
            await told.wait()

    async with hub.database.as_hub() as round_:
        assert not await is_lived(round_)
        life = asyncio.create_task(live())
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(asyncio.shield(begun.wait()), 0.5)
        async with hub.database.as_hub() as next_round:  # the life waits already: whoever asks now is told of it
            later = asyncio.create_task(is_lived(next_round))
            await asyncio.sleep(0.1)
            await round_.commit()
            assert await later
        told.set()
    await life


async def test_who_comes_second_does_not_live(hub: Hub) -> None:
    async with alone(hub.database) as mine, alone(hub.database) as second:
        assert mine and not second
        async with hub.database.as_hub() as session:
            assert await is_lived(session)
