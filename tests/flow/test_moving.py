"""Moves by people: compare-and-set, inputs, powers, guards, sets, and the journal row of every one."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text

from db.journal import JournalPayload, JournalRow
from resolvers.acts import Act
from resolvers.flow import Wanted, move
from resolvers.refusals import RefusalCode, Refused
from tests.flow.toy import REEVE, add_guard, begin, install, never, step, toy
from tests.hub import Hub

pytestmark = pytest.mark.anyio


async def test_a_move_changes_the_state_raises_the_revision_and_closes_what_ends(hub: Hub) -> None:
    await install(hub, toy(step("A", "GO", "B"), step("B", "BACK", "A"), step("B", "STOP", "END")))
    item, recorder = await begin(hub), hub.as_("P08")
    await recorder.moves("GO", item)
    moved = await hub.item(item)
    assert (moved.state, moved.revision, moved.closed_at) == ("B", 2, None)
    hub.clock.to("2019-11-02 10:00")
    await recorder.moves("STOP", item)
    moved = await hub.item(item)
    assert (moved.state, moved.revision, moved.closed_at) == ("END", 3, hub.clock())


async def test_every_move_writes_one_journal_row_with_both_clocks(hub: Hub) -> None:
    await install(hub, toy(step("A", "GO", "B", asks=["reason"])))
    item = await begin(hub)
    await hub.as_("P08").moves("GO", item, reason="because")
    row = await hub.one(select(JournalRow).where(JournalRow.item_id == item, JournalRow.verb == "TOY.GO"))
    payload = await hub.one(select(JournalPayload.payload).where(JournalPayload.position == row.position))
    assert payload == {"from": "A", "to": "B", "revision": 2, "inputs": {"reason": "because"}}
    assert (row.actor, hub.county.posts[row.for_post].code) == (hub.people["P08"], "NV/RECORDER")
    assert row.at == hub.clock()  # when the act counts
    now = await hub.one(text("select clock_timestamp()"))
    assert timedelta(0) <= now - row.recorded_at < timedelta(minutes=5)  # when it happened


async def test_a_move_that_is_rolled_back_leaves_no_journal_row(hub: Hub) -> None:
    await install(hub, toy(step("A", "GO", "B")))
    item = await begin(hub)
    before = await hub.dump()

    async def both(session: Any, county: Any, person: int) -> None:
        await move(session, county, person, [Wanted(item)], "GO", {}, hub.clock())
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await hub.as_("P08").does(both)
    assert await hub.dump() == before


async def test_a_move_from_another_state_is_refused_and_says_which(hub: Hub) -> None:
    await install(hub, toy(step("A", "GO", "B"), step("B", "STOP", "END")))
    item = await begin(hub)
    async with hub.refuses(RefusalCode.WRONG_STATE) as refusal:
        await hub.as_("P08").moves("STOP", item)
    assert refusal.en == "The state is “A”: “STOP” is not open"
    assert refusal.zh == "当前状态为“A”,不能“STOP”"


async def test_a_move_by_who_sees_the_item_and_lacks_the_power_names_who_has_it(hub: Hub) -> None:
    await install(hub, toy(step("A", "GO", "B", REEVE)))
    item = await begin(hub)
    async with hub.refuses(RefusalCode.NO_POWER) as refusal:
        await hub.as_("P08").moves("GO", item)
    assert refusal.en == "You have no power for “GO” here"
    assert refusal.refused.remedy("en") == "It lies with Reeve"
    assert refusal.refused.remedy("zh") == "由教区长办理"


async def test_an_item_of_others_does_not_exist(hub: Hub) -> None:
    await install(hub, toy(step("A", "GO", "B")))
    item = await begin(hub)
    for person in ("P11", "P03", "P12"):
        async with hub.refuses(RefusalCode.NOT_FOUND):
            await hub.as_(person).moves("GO", item)


async def test_one_event_may_be_two_moves_by_different_powers(hub: Hub) -> None:
    await install(hub, toy(step("A", "GO", "B"), step("A", "GO", "END", REEVE)))
    first, second = await begin(hub), await begin(hub)
    await hub.as_("P06").moves("GO", first)
    await hub.as_("P08").moves("GO", second)
    assert [await hub.state(item) for item in (first, second)] == ["END", "B"]


async def test_an_unknown_event_is_wrong_input(hub: Hub) -> None:
    await install(hub, toy(step("A", "GO", "B"), step("A", "HUBS", "B", {"hub": True}, guards=["term_past"])))
    item = await begin(hub)
    for event in ("FLY", "HUBS"):  # nobody makes the hub's own moves
        async with hub.refuses(RefusalCode.BAD_INPUT) as refusal:
            await hub.as_("P08").moves(event, item)
        assert refusal.refused.path == ("event",)


async def test_inputs_are_asked_and_no_others_taken(hub: Hub) -> None:
    await install(hub, toy(step("A", "GO", "B", asks=["reason"], may_ask=["evidence"])))
    item, recorder = await begin(hub), hub.as_("P08")
    lacking: list[dict[str, Any]] = [{}, {"reason": ""}, {"reason": None}, {"reason": []}]
    for inputs in lacking:
        async with hub.refuses(RefusalCode.BAD_INPUT) as refusal:
            await recorder.moves("GO", item, **inputs)
        assert (refusal.en, refusal.refused.path) == ("The input is wrong: reason is missing", ("reason",))
    async with hub.refuses(RefusalCode.BAD_INPUT) as refusal:
        await recorder.moves("GO", item, reason="x", cells=["y"])
    assert (refusal.en, refusal.refused.path) == ("The input is wrong: cells is not asked here", ("cells",))
    await recorder.moves("GO", item, reason="x", evidence=["file"])
    assert await hub.state(item) == "B"


async def test_a_guard_refuses_with_its_own_code_and_words(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    add_guard(hub, monkeypatch, "shut", never)
    await install(hub, toy(step("A", "GO", "B", guards=["shut"])))
    item = await begin(hub)
    async with hub.refuses(RefusalCode.NOT_ALLOWED, guard="shut") as refusal:
        await hub.as_("P08").moves("GO", item)
    assert (refusal.zh, refusal.en) == ("不行:never", "No: never")


async def test_a_guard_of_elements_holds_back_only_those_it_refuses(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    async def even(act: Act, element: int | None) -> dict[str, int] | None:
        return {"why": element} if element is not None and element % 2 else None

    asked: list[int] = []

    async def counts(act: Act, element: int | None) -> None:
        assert element is not None
        asked.append(element)

    add_guard(hub, monkeypatch, "even", even, "cells")
    add_guard(hub, monkeypatch, "counts", counts, "cells")
    await install(hub, toy(step("A", "GO", "B", guards=["even", "counts"], asks=["cells"])))
    item, recorder = await begin(hub), hub.as_("P08")
    before = await hub.dump()
    act = (await recorder.moves("GO", item, cells=[1, 3])).acts[0]
    assert [(element, refusal.code) for element, refusal in act.refused] == [(1, "NOT_ALLOWED"), (3, "NOT_ALLOWED")]
    assert await hub.dump() == before  # nothing was left, so nothing happened
    act = (await recorder.moves("GO", item, cells=[1, 2, 4])).acts[0]
    assert ([element for element, _ in act.refused], act.inputs["cells"], asked) == ([1], [2, 4], [2, 4])
    assert await hub.state(item) == "B"


async def test_the_revision_seen_must_be_the_one_that_stands(hub: Hub) -> None:
    await install(hub, toy(step("A", "STAY", "A")))
    item, recorder = await begin(hub), hub.as_("P08")
    await recorder.moves("STAY", item, revision=1)
    async with hub.refuses(RefusalCode.CHANGED_MEANWHILE) as refusal:
        await recorder.moves("STAY", item, revision=1)
    assert refusal.refused.path == ("expectedRevision",)
    await recorder.moves("STAY", item, revision=2)
    assert (await hub.item(item)).revision == 3


async def test_of_two_moves_at_the_same_moment_one_wins(hub: Hub) -> None:
    await install(hub, toy(step("A", "GO", "B"), step("A", "LEAVE", "END", REEVE)))
    item = await begin(hub)
    outcomes = await asyncio.gather(
        hub.as_("P08").moves("GO", item), hub.as_("P06").moves("LEAVE", item), return_exceptions=True
    )
    refused = [outcome.code for outcome in outcomes if isinstance(outcome, Refused)]
    assert refused == [RefusalCode.WRONG_STATE]
    assert (await hub.item(item)).revision == 2
    assert len([verb for verb in await hub.verbs(item) if verb != "TOY.OPEN"]) == 1


async def test_in_a_set_each_item_is_moved_or_refused_by_itself(hub: Hub) -> None:
    items = await hub.opens("2019-08", "2019-09", "2019-10")
    north = [await hub.period("NV", month) for month in ("2019-08", "2019-09", "2019-10")]
    south, recorder = await hub.period("SV", "2019-08"), hub.as_("P08")
    assert len(items) == 9
    await recorder.states(north[0], {"BIR01": "3", "DEA01": "1"})
    await recorder.states(north[2], {"BIR01": "3", "DEA01": "1"})
    moved = await recorder.moves_each("FINISH", *north, south)
    assert [item.id for item in moved.items] == [north[0], north[2]]
    assert [(item, refusal.code) for item, refusal in moved.refused] == [(north[1], "MISSING"), (south, "NOT_FOUND")]
    assert [await hub.state(item) for item in north] == ["ENTERED", "PREFILLED", "ENTERED"]


async def test_a_set_moved_together_moves_whole_or_not_at_all(hub: Hub) -> None:
    await install(hub, toy(step("A", "GO", "B")))
    items = [await begin(hub), await begin(hub, unit="SV", person="P11")]
    async with hub.refuses(RefusalCode.NOT_FOUND):
        await hub.as_("P08").moves("GO", *items)
    assert [await hub.state(item) for item in items] == ["A", "A"]


async def test_a_set_refused_together_moves_nothing_even_when_the_caller_goes_on(hub: Hub) -> None:
    await install(hub, toy(step("A", "GO", "B")))
    items = [await begin(hub), await begin(hub, unit="SV", person="P11")]

    async def goes_on(session: Any, county: Any, person: int) -> None:
        with pytest.raises(Refused):
            wanted = [Wanted(item) for item in items]
            await move(session, county, person, wanted, "GO", {}, hub.clock(), together=True)

    await hub.as_("P08").does(goes_on)
    assert [await hub.state(item) for item in items] == ["A", "A"]


async def test_two_sets_in_opposite_order_wait_for_each_other_and_never_in_a_circle(hub: Hub) -> None:
    await hub.opens("2019-08", "2019-09", "2019-10")
    items = [await hub.period("NV", month) for month in ("2019-08", "2019-09", "2019-10")]
    recorder = hub.as_("P08")
    words = {"indicator": "BIR01", "warning": "YOY", "words": "x"}
    outcomes = await asyncio.gather(
        recorder.moves("EXPLAIN", *items, explanation=[words]),
        recorder.moves("EXPLAIN", *reversed(items), explanation=[words]),
    )
    assert [len(outcome.items) for outcome in outcomes] == [3, 3]
