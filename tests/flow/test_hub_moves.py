"""The hub's own moves: in the order of the file, never in a circle, once for an assignment; and those of the clock."""

from typing import Any

import pytest

from resolvers.acts import GUARDS, Act, Guard
from resolvers.flow import advance
from tests.flow.toy import HUB, add_guard, always, begin, install, never, step, toy
from tests.hub import Hub

pytestmark = pytest.mark.anyio
HANDLE = {"duty": "HANDLE", "power": "ENTER_FACT", "of": "unit"}


async def advanced(hub: Hub, item: Any) -> list[str]:
    """The events that the hub makes of an item when it looks at it."""
    async with hub.database.as_hub() as session:
        from db.items import Item

        row = await session.get(Item, item)
        assert row is not None
        return [transition.event for transition in await advance(session, hub.county, row, hub.clock())]


async def test_after_a_move_the_hub_makes_its_own_first_the_first_whose_guards_hold(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_guard(hub, monkeypatch, "shut", never)
    add_guard(hub, monkeypatch, "wide", always)
    await install(
        hub,
        toy(
            step("A", "GO", "B"),
            step("B", "NOT_YET", "END", HUB, guards=["wide", "shut"]),
            step("B", "FIRST", "C", HUB, guards=["wide"]),
            step("B", "SECOND", "END", HUB, guards=["wide"]),
            step("C", "ON", "D", HUB, guards=["wide"]),
            step("D", "WAIT", "END"),
        ),
    )
    item = await begin(hub)
    await hub.as_("P08").moves("GO", item)
    assert await hub.verbs(item) == ["TOY.OPEN", "TOY.GO", "TOY.FIRST", "TOY.ON"]
    assert await hub.state(item) == "D"
    actors = await hub.all(_actors(item))
    assert actors == [hub.people["P08"], hub.people["P08"], None, None]


def _actors(item: Any) -> Any:
    from sqlalchemy import select

    from db.journal import JournalRow

    return select(JournalRow.actor).where(JournalRow.item_id == item).order_by(JournalRow.position)


async def test_moves_that_go_in_a_circle_are_our_fault_and_change_nothing(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_guard(hub, monkeypatch, "wide", always)
    round_ = [step("B", "ROUND", "C", HUB, guards=["wide"]), step("C", "ROUND", "B", HUB, guards=["wide"])]
    await install(hub, toy(step("A", "GO", "B"), *round_))
    item = await begin(hub)
    before = await hub.dump()
    with pytest.raises(RuntimeError, match="without end"):
        await hub.as_("P08").moves("GO", item)
    assert await hub.dump() == before


async def test_a_move_that_stays_is_made_once_for_an_assignment(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    add_guard(hub, monkeypatch, "wide", always)
    late = step("A", "LATE", "A", HUB, guards=["wide"], tells=["unit"])
    await install(hub, toy(late, step("A", "AGAIN", "A", assigns=HANDLE), assigns=HANDLE))
    item = await begin(hub)
    assert [await advanced(hub, item) for _ in range(2)] == [["LATE"], []]
    hub.clock.to("2019-11-02 09:00")
    await hub.as_("P08").moves("AGAIN", item)  # a new assignment: the hub says it once more
    assert await advanced(hub, item) == []
    assert await hub.verbs(item) == ["TOY.OPEN", "TOY.LATE", "TOY.AGAIN", "TOY.LATE"]


async def test_reminders_come_at_half_the_term_the_day_before_at_its_end_and_daily(hub: Hub) -> None:
    await hub.ticks("2019-11-01 09:00")  # due on Sunday, 3 November, 18:00
    item = await hub.period("NV", "2019-10")
    reminded = []
    for moment in (
        "2019-11-01 14:44",
        "2019-11-01 14:45",
        "2019-11-01 14:45",
        "2019-11-01 17:59",
        "2019-11-01 18:00",
        "2019-11-03 17:59",
        "2019-11-03 18:00",
        "2019-11-04 17:59",
        "2019-11-04 18:00",
        "2019-11-05 18:00",
    ):
        before = len(await hub.told(item, "REMINDER"))
        await hub.ticks(moment)
        reminded.append(len(await hub.told(item, "REMINDER")) - before)
    assert reminded == [0, 1, 0, 0, 1, 0, 1, 0, 1, 1]
    assert set(await hub.told(item, "REMINDER")) == {("P08", "REMIND")}


async def test_reminders_missed_while_the_hub_was_off_come_as_one(hub: Hub) -> None:
    await hub.ticks("2019-11-01 09:00")
    item = await hub.period("NV", "2019-10")
    await hub.ticks("2019-11-08 09:00")
    assert await hub.told(item, "REMINDER") == [("P08", "REMIND")]
    (assignment,) = await hub.assignments(item)
    assert (assignment.reminders, assignment.reminded_at) == (
        7,
        hub.clock(),
    )  # Friday twice, Sunday, Monday to Thursday
    await hub.ticks()
    assert len(await hub.told(item, "REMINDER")) == 1


async def test_nobody_is_reminded_of_what_is_done(hub: Hub) -> None:
    await hub.ticks("2019-11-01 09:00")
    item, recorder = await hub.period("NV", "2019-10"), hub.as_("P08")
    await recorder.states(item, {"BIR01": "3", "DEA01": "1"})
    await recorder.finishes(item)
    await hub.as_("P06").confirms(item)
    await hub.ticks("2019-11-20 18:00")
    assert await hub.told(item, "REMINDER") == []


async def test_a_late_register_is_said_once(hub: Hub) -> None:
    await hub.ticks("2019-11-01 09:00")  # due one working day before Sunday, 3 November: Friday, 18:00
    item = await hub.register("RE", "2019-10")
    assert (await hub.item(item)).due_at == hub.clock.to("2019-11-01 18:00")
    await hub.ticks("2019-11-01 18:00")
    assert await hub.told(item) == []
    for moment in ("2019-11-01 18:01", "2019-11-04 09:00", "2019-11-09 09:00"):
        await hub.ticks(moment)
    assert await hub.told(item) == [("P03", "PASS_TERM")]
    assert (await hub.verbs(item)).count("REGISTER_IMPORT.PASS_TERM") == 1


async def test_the_clock_opens_what_ended_and_opening_again_changes_nothing(hub: Hub) -> None:
    # Two parishes, a register and two reports; nothing before is asked.
    assert (await hub.ticks("2019-11-01 09:00")).opened == 5
    before = await hub.dump()
    assert await hub.ticks() == type(await hub.ticks())(0, 0)
    assert await hub.dump() == before
    assert (await hub.ticks("2019-12-01 00:00")).opened == 5


async def test_a_clock_that_stood_still_catches_up_on_all_that_ended_meanwhile(hub: Hub) -> None:
    await hub.ticks("2019-11-01 09:00")
    await hub.ticks("2020-02-03 09:00")
    for period in ("2019-11", "2019-12", "2019Q4", "2019", "2020-01"):
        assert await hub.state(await hub.period("NV", period)) == "PREFILLED", period


async def test_a_fault_with_one_item_does_not_stop_the_others(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    await hub.ticks("2019-11-01 09:00")
    north, south = await hub.period("NV", "2019-10"), await hub.period("SV", "2019-10")
    asked = GUARDS["reminder_due"].function

    async def breaks(act: Act) -> Any:
        if act.item.id == north:
            raise ZeroDivisionError
        return await asked(act)

    monkeypatch.setitem(GUARDS, "reminder_due", Guard(breaks, None, ()))
    with pytest.raises(ExceptionGroup) as raised:
        await hub.ticks("2019-11-01 18:00")
    assert [type(fault) for fault in raised.value.exceptions] == [ZeroDivisionError]
    assert (await hub.told(north, "REMINDER"), await hub.told(south, "REMINDER")) == ([], [("P11", "REMIND")])


async def test_the_clock_leaves_alone_what_neither_a_change_nor_a_term_calls_for(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    await hub.ticks("2019-11-01 09:00")  # the first reminder is due at 14:45
    looked: list[Any] = []
    asked = GUARDS["reminder_due"].function

    async def notes(act: Act) -> Any:
        looked.append(act.item.id)
        return await asked(act)

    monkeypatch.setitem(GUARDS, "reminder_due", Guard(notes, None, ()))
    item, found = await hub.period("NV", "2019-10"), []
    for moment in ("09:01", "09:59", "10:00", "10:59", "11:00", "14:00", "14:44", "14:45", "14:46"):
        looked.clear()
        await hub.ticks(f"2019-11-01 {moment}")
        found += [moment] if item in looked else []
    assert found == ["10:00", "11:00", "14:00", "14:45"]  # once an hour, and when its reminder is due
