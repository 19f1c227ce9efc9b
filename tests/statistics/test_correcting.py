"""Corrections: a new version with a reason, in force when the reeve confirms it, gone when it is sent back."""

import asyncio
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import select

from db.statistics import Explanation, Fact
from resolvers.refusals import RefusalCode, Refused
from tests.hub import Hub
from tests.statistics.office import THIRD_QUARTER, asked, confirmed, recorder, reeve

pytestmark = pytest.mark.anyio
OLD = (1, Decimal(12), "CONFIRMED")


async def opened(hub: Hub) -> UUID:
    """The correction of Northvale's births in October."""
    await confirmed(hub)
    return await recorder(hub).opens_correction("BIR01", "NV", "2019-10")


async def test_a_correction_becomes_a_new_version_when_the_reeve_confirms(hub: Hub) -> None:
    item = await opened(hub)
    assert (await hub.item(item)).title == "北谷2019年10月出生人数更正"
    await recorder(hub).revises(item, "１3", "A birth was late")
    assert await hub.facts("BIR01", "NV", "2019-10") == [(*OLD, False), (2, Decimal(13), "STATED", True)]
    await reeve(hub).moves("CONFIRM", item)
    assert await hub.facts("BIR01", "NV", "2019-10") == [(*OLD, False), (2, Decimal(13), "CONFIRMED", True)]
    fact = await hub.one(select(Fact).where(Fact.version == 2))
    assert (fact.reason, fact.item_id, fact.stated_by, fact.confirmed_by) == (
        "A birth was late",
        item,
        hub.people["P08"],
        hub.people["P06"],
    )
    assert (await hub.state(item), (await hub.item(item)).closed_at) == ("CONFIRMED", hub.clock())


async def test_what_is_sent_back_leaves_the_old_version_in_force(hub: Hub) -> None:
    item = await opened(hub)
    await recorder(hub).revises(item, "13")
    await reeve(hub).moves("SEND_BACK", item, reason="The register says 12")
    assert await hub.state(item) == "REQUESTED"
    assert await hub.facts("BIR01", "NV", "2019-10") == [(*OLD, True), (2, Decimal(13), "WITHDRAWN", False)]


async def test_after_it_was_sent_back_it_is_revised_again_under_the_next_version(hub: Hub) -> None:
    item = await opened(hub)
    await recorder(hub).revises(item, "13")
    await reeve(hub).moves("SEND_BACK", item, reason="Count again")
    await recorder(hub).revises(item, "14")
    await reeve(hub).moves("CONFIRM", item)
    assert await hub.facts("BIR01", "NV", "2019-10") == [
        (*OLD, False),
        (2, Decimal(13), "WITHDRAWN", False),
        (3, Decimal(14), "CONFIRMED", True),
    ]


async def test_a_correction_states_another_value_with_a_reason(hub: Hub) -> None:
    item = await opened(hub)
    async with hub.refuses(RefusalCode.DUPLICATE, guard="new_value_differs") as refusal:
        await recorder(hub).revises(item, "12")
    assert (refusal.zh, refusal.en) == ("与原数相同", "The value is the same")
    async with hub.refuses(RefusalCode.BAD_INPUT) as refusal:
        await recorder(hub).revises(item, "13", " ")
    assert refusal.refused.path == ("reason",)
    async with hub.refuses(RefusalCode.NOT_A_NUMBER):
        await recorder(hub).revises(item, "thirteen")
    async with hub.refuses(RefusalCode.RULE_FAILED, guard="value_in_bounds"):
        await recorder(hub).revises(item, "501")


async def test_a_correction_may_not_break_a_rule(hub: Hub) -> None:
    await confirmed(hub, "2019Q3", values=THIRD_QUARTER)
    item = await recorder(hub).opens_correction("COW01", "NV", "2019Q3")
    async with hub.refuses(RefusalCode.RULE_FAILED, guard="all_rules_hold") as refusal:
        await recorder(hub).revises(item, "40")
    assert refusal.en == "Rule failed: Dairy cows ≤ Cattle (Dairy cows 50 head and Cattle 40 head)"


async def test_words_explain_every_warning_of_a_correction(hub: Hub) -> None:
    await confirmed(hub, "2019-10", values={"BIR01": "10", "DEA01": "7"})
    hub.clock.to("2020-11-02 09:00")
    await confirmed(hub, "2020-10", values={"BIR01": "11", "DEA01": "7"})
    item = await recorder(hub).opens_correction("BIR01", "NV", "2020-10")
    async with hub.refuses(RefusalCode.MISSING, guard="warnings_explained"):
        await recorder(hub).revises(item, "30")
    await recorder(hub).revises(item, "30", words="A new housing estate")
    assert await hub.all(select(Explanation.words)) == ["A new housing estate"]
    assert await hub.all(select(Explanation.warning)) == ["YOY"]
    await reeve(hub).moves("CONFIRM", item)


async def test_a_warning_between_figures_is_explained_by_the_same_words(hub: Hub) -> None:
    await confirmed(hub, "2019-01", values={"BIR01": "4", "DEA01": "5"})
    item = await recorder(hub).opens_correction("DEA01", "NV", "2019-01")
    await recorder(hub).revises(item, "9", words="A hard winter")
    assert await hub.all(select(Explanation.warning)) == ["cum(DEA01) <= cum(BIR01) * 2"]
    await reeve(hub).moves("CONFIRM", item)
    assert await hub.state(item) == "CONFIRMED"


async def test_a_figure_is_upheld_or_the_correction_withdrawn_without_a_new_version(hub: Hub) -> None:
    item = await opened(hub)
    await recorder(hub).moves("WITHDRAW", item, reason="It was right")
    assert await hub.state(item) == "WITHDRAWN"
    second = await recorder(hub).opens_correction("BIR01", "NV", "2019-10")
    await reeve(hub).moves("UPHOLD", second, reason="The register agrees", evidence=["sheet"])
    assert await hub.state(second) == "UPHELD"
    assert await hub.facts("BIR01", "NV", "2019-10") == [(*OLD, True)]
    for closed in (item, second):
        async with hub.refuses(RefusalCode.WRONG_STATE):
            await recorder(hub).revises(closed, "13")


async def test_who_revised_may_not_confirm(hub: Hub) -> None:
    item = await opened(hub)
    await recorder(hub).revises(item, "13")
    await hub.runs("update facts set stated_by = :reeve where version = 2", reeve=hub.people["P06"])
    async with hub.refuses(RefusalCode.SAME_PERSON, guard="confirmer_did_not_enter"):
        await reeve(hub).moves("CONFIRM", item)


async def test_one_correction_of_a_figure_at_a_time(hub: Hub) -> None:
    await opened(hub)
    async with hub.refuses(RefusalCode.DUPLICATE) as refusal:
        await recorder(hub).opens_correction("BIR01", "NV", "2019-10")
    assert refusal.zh == "此数据正在更正(北谷2019年10月出生人数更正)"
    await recorder(hub).opens_correction("DEA01", "NV", "2019-10")  # of another figure there may be one


async def test_of_two_corrections_opened_at_once_one_stands(hub: Hub) -> None:
    await confirmed(hub)
    desk = recorder(hub)
    outcomes = await asyncio.gather(
        *(desk.opens_correction("BIR01", "NV", "2019-10") for _ in range(2)), return_exceptions=True
    )
    assert [outcome.code for outcome in outcomes if isinstance(outcome, Refused)] == [RefusalCode.DUPLICATE]


async def test_only_the_parish_that_stated_a_figure_corrects_it(hub: Hub) -> None:
    await confirmed(hub)
    for person in ("P11", "P09", "P12"):  # they do not see it
        async with hub.refuses(RefusalCode.NOT_FOUND):
            await hub.as_(person).opens_correction("BIR01", "NV", "2019-10")
    for person in ("P06", "P05", "P01", "P03"):  # they do
        async with hub.refuses(RefusalCode.NO_POWER):
            await hub.as_(person).opens_correction("BIR01", "NV", "2019-10")


async def test_what_cannot_be_corrected_is_refused(hub: Hub) -> None:
    item = await asked(hub)
    desk = recorder(hub)
    await desk.states(item, {"BIR01": "12"})
    async with hub.refuses(RefusalCode.WRONG_PERSON, guard="stated_by_this_area"):  # stated, not confirmed
        await desk.opens_correction("BIR01", "NV", "2019-10")
    for indicator, period in (("DEA01", "2019-10"), ("XXX", "2019-10"), ("BIR01", "2019-09")):
        async with hub.refuses(RefusalCode.NOT_FOUND):
            await desk.opens_correction(indicator, "NV", period)
    await desk.states(item, {"DEA01": "7"})
    await desk.finishes(item)
    await reeve(hub).confirms(item)
    async with hub.refuses(RefusalCode.BAD_INPUT):
        await desk.opens_correction("BIR01", "NV", "2019-10", "  ")


async def test_a_correction_has_its_term_and_tells_who_is_concerned(hub: Hub) -> None:
    item = await opened(hub)
    (assignment,) = await hub.assignments(item)
    assert assignment.due_at is not None
    assert assignment.due_at.astimezone(hub.county.zone).isoformat() == "2019-11-06T18:00:00+08:00"
    readers = [code for code in hub.people if await hub.as_(code).sees(item)]
    assert readers == ["P01", "P04", "P05", "P06", "P07", "P08"]
