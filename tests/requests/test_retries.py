"""Retries change nothing: the same request twice, with another input, and at the same moment."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import select

from db.items import Request
from resolvers.refusals import RefusalCode
from resolvers.requests import earlier, hash_of, keep
from resolvers.statistics.stating import state_facts
from resolvers.statistics.typed import Typed
from tests.hub import Hub
from tests.statistics.office import asked, recorder

pytestmark = pytest.mark.anyio
KEY = "a-request-1"


async def enter(
    hub: Hub, item: Any, value: str, *, key: str = KEY, mutation: str = "stateFacts", person: str = "P08"
) -> tuple[bool, dict[str, Any]]:
    """State births as a mutation does: (acted, ids)."""

    async def mutate(session: Any, county: Any, asker: int) -> tuple[bool, dict[str, Any]]:
        hashed = hash_of({"item": item, "value": value})
        before = await earlier(session, asker, key, mutation, hashed)
        if before is not None:
            return False, before
        stated = await state_facts(session, county, asker, item, [Typed("BIR01", value)], hub.clock())
        result = {"facts": [str(fact) for fact in stated.facts]}
        keep(session, asker, key, mutation, hashed, result, hub.clock())
        return True, result

    done: tuple[bool, dict[str, Any]] = await hub.as_(person).does(mutate)
    return done


async def test_the_same_request_twice_acts_once_and_answers_the_same(hub: Hub) -> None:
    item = await asked(hub)
    first = await enter(hub, item, "12")
    before = await hub.dump()
    second = await enter(hub, item, "12")
    assert (first[0], second[0], second[1]) == (True, False, first[1])
    assert await hub.dump() == before


async def test_the_same_id_with_another_input_is_refused(hub: Hub) -> None:
    item = await asked(hub)
    await enter(hub, item, "12")
    async with hub.refuses(RefusalCode.REQUEST_REUSED) as refusal:
        await enter(hub, item, "13")
    assert (refusal.en, refusal.refused.path) == ("This requestId was used for another input", ("requestId",))
    async with hub.refuses(RefusalCode.REQUEST_REUSED):
        await enter(hub, item, "12", mutation="confirmFacts")


async def test_two_retries_at_the_same_moment_act_once(hub: Hub) -> None:
    item = await asked(hub)
    outcomes = await asyncio.gather(*(enter(hub, item, "12") for _ in range(3)))
    assert sorted(acted for acted, _ in outcomes) == [False, False, True]
    assert len({str(result) for _, result in outcomes}) == 1
    assert len(await hub.all(select(Request.request_id))) == 1
    assert len(await hub.facts("BIR01", "NV", "2019-10")) == 1


async def test_a_request_that_was_refused_is_not_kept(hub: Hub) -> None:
    item, south = await asked(hub), await hub.period("SV", "2019-10")
    async with hub.refuses(RefusalCode.NOT_FOUND):
        await enter(hub, south, "12")
    assert (await enter(hub, item, "12"))[0]  # the same id is free for what succeeds


async def test_ids_are_each_persons_own(hub: Hub) -> None:
    north, south = await asked(hub), await hub.period("SV", "2019-10")
    assert (await enter(hub, north, "12"))[0]
    assert (await enter(hub, south, "13", person="P11"))[0]
    assert await recorder(hub).reads(select(Request.person_id)) == [hub.people["P08"]]


@pytest.mark.parametrize("key", ["", "1234567", "x" * 101])
async def test_an_id_is_neither_too_short_nor_too_long(hub: Hub, key: str) -> None:
    item = await asked(hub)
    async with hub.refuses(RefusalCode.BAD_INPUT) as refusal:
        await enter(hub, item, "12", key=key)
    assert refusal.refused.path == ("requestId",)


async def test_the_order_of_an_inputs_fields_does_not_matter() -> None:
    assert hash_of({"a": 1, "b": [2, 3]}) == hash_of({"b": [2, 3], "a": 1})
    assert hash_of({"a": 1}) != hash_of({"a": "1"})
    assert hash_of({"b": [3, 2]}) != hash_of({"b": [2, 3]})
