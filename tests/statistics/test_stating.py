"""A recorder's month: what is stated, what is refused by itself, and that a refusal changes nothing."""

import asyncio
from decimal import Decimal

import pytest
from sqlalchemy import select

from db.journal import JournalPayload, JournalRow
from db.statistics import Fact
from resolvers.refusals import RefusalCode, Refused
from resolvers.statistics.stating import MOST_FIGURES, Stated, state_facts
from resolvers.statistics.typed import Typed
from tests.hub import Hub, codes
from tests.statistics.office import OCTOBER, THIRD_QUARTER, asked, confirmed, entered, recorder, reeve

pytestmark = pytest.mark.anyio


async def test_a_figure_stated_is_version_one_with_its_journal_row(hub: Hub) -> None:
    item = await asked(hub)
    stated = await recorder(hub).states(item, {"BIR01": "12"})
    assert (len(stated.facts), stated.refused) == (1, [])
    fact = await hub.one(select(Fact))
    assert (fact.version, fact.value, fact.status, fact.source, fact.latest) == (1, 12, "STATED", "TOWNSHIP", True)
    assert (fact.item_id, fact.stated_by, fact.stated_at, fact.reason) == (item, hub.people["P08"], hub.clock(), None)
    assert hub.county.posts[fact.stated_for].code == "NV/RECORDER"
    row = await hub.one(select(JournalRow).where(JournalRow.fact_id == fact.id))
    assert (row.verb, row.item_id, row.actor) == ("FACT_PERIOD.ENTER", item, hub.people["P08"])
    payload = await hub.one(select(JournalPayload.payload).where(JournalPayload.position == row.position))
    assert payload == {
        "indicator": "BIR01",
        "area": hub.areas["NV"],
        "period": "2019-10",
        "before": None,
        "after": "12",
        "version": 1,
        "reason": None,
    }


@pytest.mark.parametrize(
    ("typed", "value"),
    [("12", 12), (" 12 ", 12), ("１２", 12), ("0", 0), ("０", 0), ("500", 500), ("12.0", 12), ("1２", 12)],
)
async def test_numbers_are_taken_as_people_type_them(hub: Hub, typed: str, value: int) -> None:
    item = await asked(hub)
    assert (await recorder(hub).states(item, {"BIR01": typed})).refused == []
    assert await hub.facts("BIR01", "NV", "2019-10") == [(1, Decimal(value), "STATED", True)]


@pytest.mark.parametrize("typed", ["1,200", "1，200", "１，２００", "1200"])
async def test_thousands_separators_are_taken(hub: Hub, typed: str) -> None:
    item = await asked(hub, "2019Q3")
    assert (await recorder(hub).states(item, {"COW01": typed})).refused == []
    assert await hub.facts("COW01", "NV", "2019Q3") == [(1, Decimal(1200), "STATED", True)]


async def test_decimals_are_those_of_the_indicator(hub: Hub) -> None:
    item = await asked(hub, "2019Q3")
    assert (await recorder(hub).states(item, {"MIL01": "3.45"})).refused == []
    for code, typed, zh in (
        ("MIL01", "3.456", "“3.456”不是可用的数字:小数位过多,最多2位"),
        ("COW01", "120.5", "“120.5”不是可用的数字:小数位过多,最多0位"),
    ):
        stated = await recorder(hub).states(item, {code: typed})
        assert [(refusal.code.value, refusal.message("zh")) for _, refusal in stated.refused] == [("NOT_A_NUMBER", zh)]


@pytest.mark.parametrize(
    ("typed", "code", "en"),
    [
        ("many", "NOT_A_NUMBER", "“many” is no usable number: not a number"),
        ("1e3", "NOT_A_NUMBER", "“1e3” is no usable number: write it out, without an exponent"),
        ("NaN", "NOT_A_NUMBER", "“NaN” is no usable number: not a number"),
        ("∞", "NOT_A_NUMBER", "“∞” is no usable number: not a number"),
        ("12人", "NOT_A_NUMBER", "“12人” is no usable number: the number alone, without a unit"),
        ("3万", "NOT_A_NUMBER", "“3万” is no usable number: write it out, without 万 or 亿"),
        ("1,20", "NOT_A_NUMBER", "“1,20” is no usable number: a thousands separator is out of place"),
        ("9" * 40, "NOT_A_NUMBER", "“9999999999999999999999999999999999999999” is no usable number: too large"),
        ("", "BAD_INPUT", "The input is wrong: Empty is not zero: state 0 where there was none"),
        ("  ", "BAD_INPUT", "The input is wrong: Empty is not zero: state 0 where there was none"),
        ("-3", "RULE_FAILED", "Births = -3 is outside 0 to 500"),
        ("501", "RULE_FAILED", "Births = 501 is outside 0 to 500"),
        ("999999999", "RULE_FAILED", "Births = 999,999,999 is outside 0 to 500"),
        ("999999999999999999", "NOT_A_NUMBER", "“999999999999999999” is no usable number: too large"),
    ],
)
async def test_what_is_no_usable_number_is_refused_and_changes_nothing(
    hub: Hub, typed: str, code: str, en: str
) -> None:
    item = await asked(hub)
    before = await hub.dump()
    stated = await recorder(hub).states(item, {"BIR01": typed})
    assert [(refusal.code.value, refusal.message("en")) for _, refusal in stated.refused] == [(code, en)]
    assert stated.facts == []
    assert await hub.dump() == before


async def test_a_broken_rule_is_refused_with_a_sentence_that_names_both_figures(hub: Hub) -> None:
    item = await asked(hub, "2019Q3")
    before = await hub.dump()
    stated = await recorder(hub).states(item, {"COW01": "120", "COW02": "1,250"})
    assert codes(stated.refused) == [("COW01", "RULE_FAILED"), ("COW02", "RULE_FAILED")]
    for _, refusal in stated.refused:
        assert refusal.guard == "all_rules_hold"
        assert refusal.message("zh") == "不符合:奶牛存栏 ≤ 牛存栏(奶牛存栏1,250头与牛存栏120头)"
        assert refusal.message("en") == "Rule failed: Dairy cows ≤ Cattle (Dairy cows 1,250 head and Cattle 120 head)"
        assert refusal.remedy("zh") == "核对两个数据"
    assert await hub.dump() == before


async def test_a_rule_with_a_figure_on_record_refuses_the_new_one_alone(hub: Hub) -> None:
    item = await asked(hub, "2019Q3")
    await recorder(hub).states(item, {"COW01": "120", "COW02": "50"})
    stated = await recorder(hub).states(item, {"COW01": "40", "MIL01": "3.45"})
    assert codes(stated.refused) == [("COW01", "RULE_FAILED")]
    assert len(stated.facts) == 1
    assert [version[1] for version in await hub.facts("COW01", "NV", "2019Q3")] == [120]


async def test_each_figure_is_accepted_or_refused_by_itself(hub: Hub) -> None:
    item = await asked(hub)
    stated = await recorder(hub).states(
        item, {"BIR01": "12", "DEA01": "seven", "PEO01": "4000", "COW01": "3", "NAT01": "5", "XXX": "1"}
    )
    assert len(stated.facts) == 1
    assert codes(stated.refused) == [
        ("DEA01", "NOT_A_NUMBER"),
        ("XXX", "NOT_FOUND"),
        ("PEO01", "ALREADY_KNOWN"),  # the registry keeps it
        ("NAT01", "ALREADY_KNOWN"),  # the hub calculates it
        ("COW01", "NOT_ASKED"),  # a figure of quarters
    ]
    known = next(refusal for typed, refusal in stated.refused if typed.code == "PEO01")
    assert known.message("en") == "Already known: — (from Registry)"


async def test_a_figure_given_twice_counts_once(hub: Hub) -> None:
    item = await asked(hub)
    typed = [Typed("BIR01", "12"), Typed("BIR01", "13")]
    stated: Stated = await recorder(hub).does(lambda s, c, p: state_facts(s, c, p, item, typed, hub.clock()))
    assert codes(stated.refused) == [("BIR01", "BAD_INPUT")]
    assert await hub.facts("BIR01", "NV", "2019-10") == [(1, Decimal(12), "STATED", True)]


@pytest.mark.parametrize("count", [0, MOST_FIGURES + 1])
async def test_a_call_states_a_reasonable_number_of_figures(hub: Hub, count: int) -> None:
    item = await asked(hub)
    async with hub.refuses(RefusalCode.BAD_INPUT):
        typed = [Typed("BIR01", "12")] * count
        await recorder(hub).does(lambda s, c, p: state_facts(s, c, p, item, typed, hub.clock()))


async def test_stating_anew_before_confirmation_is_a_new_version_with_a_reason(hub: Hub) -> None:
    item = await asked(hub)
    await recorder(hub).states(item, {"BIR01": "12"})
    await recorder(hub).states(item, {"BIR01": "13"})
    assert await hub.facts("BIR01", "NV", "2019-10") == [
        (1, Decimal(12), "STATED", False),
        (2, Decimal(13), "STATED", True),
    ]
    assert await hub.all(select(Fact.reason).order_by(Fact.version)) == [None, "填报中修改"]


async def test_the_same_value_again_changes_nothing(hub: Hub) -> None:
    item = await asked(hub)
    await recorder(hub).states(item, OCTOBER)
    before = await hub.dump()
    stated = await recorder(hub).states(item, {"BIR01": "１２.0", "DEA01": " 7"})
    assert (stated.facts, stated.refused) == ([], [])
    assert await hub.dump() == before


async def test_of_two_people_at_once_one_wins_and_the_other_is_told(hub: Hub) -> None:
    item = await asked(hub)
    await hub.runs(
        "insert into appointments (post_id, person_id, title)"
        " select p.id, o.id, 'Recorder' from posts p, people o where p.code = 'NV/RECORDER' and o.code = 'P07'"
    )
    try:
        first, second = await asyncio.gather(
            recorder(hub).states(item, {"BIR01": "12"}, seen=0), hub.as_("P07").states(item, {"BIR01": "13"}, seen=0)
        )
    finally:
        await hub.runs("delete from appointments where title = 'Recorder' and person_id = :p", p=hub.people["P07"])
    outcomes = sorted([len(first.facts), len(second.facts)])
    refused = [refusal for _, refusal in first.refused + second.refused]
    assert (outcomes, [refusal.code for refusal in refused]) == ([0, 1], [RefusalCode.CHANGED_MEANWHILE])
    won = Decimal(12 if first.facts else 13)
    assert refused[0].values["value"] == str(won)
    assert await hub.facts("BIR01", "NV", "2019-10") == [(1, won, "STATED", True)]
    assert (await hub.item(item)).revision == 3  # opened, prefilled, entered once


async def test_who_looked_at_an_older_version_is_told_and_changes_nothing(hub: Hub) -> None:
    item, desk = await asked(hub), recorder(hub)
    await desk.states(item, {"BIR01": "12"}, seen=0)
    before = await hub.dump()
    stated = await desk.states(item, {"BIR01": "14"}, seen=0)
    assert codes(stated.refused) == [("BIR01", "CHANGED_MEANWHILE")]
    assert await hub.dump() == before
    assert (await desk.states(item, {"BIR01": "14"}, seen=1)).refused == []


async def test_a_stale_figure_does_not_spoil_the_others_rules(hub: Hub) -> None:
    item, desk = await asked(hub, "2019Q3"), recorder(hub)
    await desk.states(item, {"COW01": "120"})
    typed = [Typed("COW01", "20", None, 0), Typed("COW02", "50", None, 0)]
    stated: Stated = await desk.does(lambda s, c, p: state_facts(s, c, p, item, typed, hub.clock()))
    assert codes(stated.refused) == [("COW01", "CHANGED_MEANWHILE")]
    assert len(stated.facts) == 1


async def test_a_recorder_states_nothing_for_another_parish(hub: Hub) -> None:
    item, desk = await asked(hub), recorder(hub)
    south = await hub.period("SV", "2019-10")
    async with hub.refuses(RefusalCode.NOT_FOUND):
        await desk.states(south, OCTOBER)
    before = await hub.dump()
    typed = [Typed("BIR01", "12", hub.areas["SV"])]  # through the own item
    stated: Stated = await desk.does(lambda s, c, p: state_facts(s, c, p, item, typed, hub.clock()))
    assert codes(stated.refused) == [("BIR01", "BAD_INPUT")]
    assert await hub.dump() == before


async def test_only_the_recorder_states_figures(hub: Hub) -> None:
    item = await asked(hub)
    for person in ("P06", "P07", "P04", "P05", "P01"):
        async with hub.refuses(RefusalCode.NO_POWER) as refusal:
            await hub.as_(person).states(item, OCTOBER)
        assert refusal.refused.remedy("en") == "It lies with Recorder"


async def test_a_period_that_is_not_over_is_not_asked(hub: Hub) -> None:
    assert await hub.opens("2019-11", "2019Q4", "2019") == []
    assert await hub.opens("2019-10") != []
    hub.clock.to("2019-11-30 23:59")
    assert await hub.opens("2019-11") == []
    hub.clock.to("2019-12-01 00:00")
    assert len(await hub.opens("2019-11")) == 3


async def test_after_confirmation_nothing_is_entered(hub: Hub) -> None:
    item = await confirmed(hub)
    async with hub.refuses(RefusalCode.WRONG_STATE):
        await recorder(hub).states(item, {"BIR01": "13"})


async def test_what_waits_for_the_reeve_is_taken_back_before_it_is_changed(hub: Hub) -> None:
    item, desk = await entered(hub), recorder(hub)
    async with hub.refuses(RefusalCode.WRONG_STATE):
        await desk.states(item, {"BIR01": "13"})
    await desk.moves("TAKE_BACK", item, reason="One birth too few")
    assert (await desk.states(item, {"BIR01": "13"})).refused == []
    await desk.finishes(item)
    await reeve(hub).confirms(item)
    assert await hub.facts("BIR01", "NV", "2019-10") == [
        (1, Decimal(12), "STATED", False),
        (2, Decimal(13), "CONFIRMED", True),
    ]


async def test_the_revision_seen_guards_a_statement_too(hub: Hub) -> None:
    item, desk = await asked(hub), recorder(hub)
    revision = (await hub.item(item)).revision
    await desk.states(item, {"BIR01": "12"}, revision=revision)
    async with hub.refuses(RefusalCode.CHANGED_MEANWHILE):
        await desk.states(item, {"DEA01": "7"}, revision=revision)


async def test_an_ended_indicator_is_not_in_force(own_hub: Hub) -> None:
    hub = own_hub
    item = await asked(hub, "2019Q3")
    await hub.runs("update indicators set valid_to = '2019-08-31' where code = 'MIL01'")
    hub = hub.fresh()
    stated = await recorder(hub).states(item, THIRD_QUARTER)
    assert codes(stated.refused) == [("MIL01", "NOT_IN_FORCE")]
    assert stated.refused[0][1].message("en") == "Indicator Price of milk is not in force in this period"
    assert isinstance(stated.refused[0][1], Refused)
