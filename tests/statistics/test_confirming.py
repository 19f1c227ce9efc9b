"""From the recorder to the reeve: nothing missing, everything explained, confirmed in one act by another person."""

from decimal import Decimal

import pytest
from sqlalchemy import select

from db.statistics import Explanation, Fact, FactPeriod
from resolvers.refusals import RefusalCode
from tests.hub import Hub
from tests.statistics.office import OCTOBER, THIRD_QUARTER, asked, confirmed, entered, recorder, reeve

pytestmark = pytest.mark.anyio


async def test_nothing_is_handed_over_while_a_figure_is_missing(hub: Hub) -> None:
    item, desk = await asked(hub), recorder(hub)
    async with hub.refuses(RefusalCode.MISSING, guard="all_asked_facts_stated") as refusal:
        await desk.finishes(item)
    assert (refusal.zh, refusal.en) == ("还有2个数据未填", "2 figures are missing")
    await desk.states(item, {"BIR01": "0"})  # a zero is stated
    async with hub.refuses(RefusalCode.MISSING, guard="all_asked_facts_stated") as refusal:
        await desk.finishes(item)
    assert refusal.refused.values["indicators"] == [{"zh": "死亡人数", "en": "Deaths"}]
    await desk.states(item, {"DEA01": "0"})
    await desk.finishes(item)
    assert await hub.state(item) == "ENTERED"


async def test_a_change_against_last_year_wants_words(hub: Hub) -> None:
    await confirmed(hub, "2019-10", values={"BIR01": "10", "DEA01": "7"})
    hub.clock.to("2020-11-02 09:00")
    item, desk = await asked(hub, "2020-10"), recorder(hub)
    await desk.states(item, {"BIR01": "15", "DEA01": "7"})
    await desk.finishes(item)  # half more is not yet more than half
    await desk.moves("TAKE_BACK", item, reason="More")
    await desk.states(item, {"BIR01": "16"})
    async with hub.refuses(RefusalCode.MISSING, guard="warnings_explained") as refusal:
        await desk.finishes(item)
    assert refusal.zh == "须说明:出生人数16人,上年同期10,变动+60.0%"
    assert refusal.en == "Explain: Births 16 persons, a year ago 10: +60.0 %"
    await desk.explains(item, "BIR01", "A new housing estate")
    explanation = await hub.one(select(Explanation))
    assert (explanation.words, explanation.warning, explanation.area_id) == (
        "A new housing estate",
        "YOY",
        hub.areas["NV"],
    )
    await desk.finishes(item)
    await reeve(hub).confirms(item)


async def test_a_warning_between_figures_wants_words_under_its_own_key(hub: Hub) -> None:
    item, desk = await asked(hub, "2019-01"), recorder(hub)
    await desk.states(item, {"BIR01": "2", "DEA01": "5"})
    async with hub.refuses(RefusalCode.MISSING, guard="warnings_explained") as refusal:
        await desk.finishes(item)
    assert refusal.zh == "须说明:累计(死亡人数) ≤ 累计(出生人数) * 2(累计死亡人数5人;累计出生人数2人)"
    (question,) = [q for q in (await desk.is_asked(item))[0].questions if q.code == "DEA01"]
    (found,) = question.found
    assert found.words is None
    await desk.explains(item, "DEA01", "A hard winter", found.warning)
    assert (await desk.is_asked(item))[0].questions[1].found[0].words == "A hard winter"
    await desk.finishes(item)


@pytest.mark.parametrize("words", ["", "   "])
async def test_empty_words_explain_nothing(hub: Hub, words: str) -> None:
    item = await asked(hub)
    async with hub.refuses(RefusalCode.BAD_INPUT):
        await recorder(hub).explains(item, "BIR01", words)
    async with hub.refuses(RefusalCode.BAD_INPUT):
        await recorder(hub).explains(item, "XXX", "words")


async def test_words_are_given_for_the_own_parish_alone(hub: Hub) -> None:
    item, desk = await asked(hub), recorder(hub)
    words = {"indicator": "BIR01", "warning": "YOY", "words": "x", "area": hub.areas["SV"]}
    async with hub.refuses(RefusalCode.BAD_INPUT):
        await desk.moves("EXPLAIN", item, explanation=[words])


async def test_who_confirms_is_the_reeve_and_not_who_entered(hub: Hub) -> None:
    item = await entered(hub)
    for person in ("P08", "P07", "P05", "P01"):
        async with hub.refuses(RefusalCode.NO_POWER):
            await hub.as_(person).confirms(item)
    for person in ("P09", "P03", "P12"):
        async with hub.refuses(RefusalCode.NOT_FOUND):
            await hub.as_(person).confirms(item)
    hub.clock.to("2019-11-04 10:00")
    await reeve(hub).confirms(item)
    row = await hub.one(select(FactPeriod).where(FactPeriod.item_id == item))
    assert (row.entered_by, row.confirmed_by, row.confirmed_at) == (
        hub.people["P08"],
        hub.people["P06"],
        hub.clock(),
    )
    facts = await hub.all(select(Fact).where(Fact.item_id == item))
    assert {(fact.status, fact.confirmed_by, fact.confirmed_at) for fact in facts} == {
        ("CONFIRMED", hub.people["P06"], hub.clock())
    }


async def test_month_quarter_and_year_are_confirmed_in_one_act(hub: Hub) -> None:
    hub.clock.to("2020-01-02 09:00")
    items = [await entered(hub, period, values=values) for period, values in _YEAR_END.items()]
    moved = await reeve(hub).confirms(*items)
    assert [item.id for item in moved.items] == items
    assert [await hub.state(item) for item in items] == ["CONFIRMED"] * 3
    assert await hub.all(select(Fact.status).distinct()) == ["CONFIRMED"]
    rows = await hub.verbs(items[0]) + await hub.verbs(items[1]) + await hub.verbs(items[2])
    assert rows.count("FACT_PERIOD.CONFIRM") == 3


_YEAR_END = {"2019-12": OCTOBER, "2019Q4": THIRD_QUARTER, "2019": {"WHE01": "812.5"}}


async def test_one_period_that_is_not_ready_holds_back_all(hub: Hub) -> None:
    hub.clock.to("2020-01-02 09:00")
    items = [await entered(hub, period, values=values) for period, values in list(_YEAR_END.items())[:2]]
    year = await asked(hub, "2019")
    async with hub.refuses(RefusalCode.WRONG_STATE):
        await reeve(hub).confirms(*items, year)
    assert [await hub.state(item) for item in (*items, year)] == ["ENTERED", "ENTERED", "PREFILLED"]


async def test_rules_are_checked_again_at_confirming(hub: Hub) -> None:
    item = await entered(hub, "2019Q3")
    await hub.runs("update facts set value = 500 where value = 50")  # dairy cows, by nobody's verb
    async with hub.refuses(RefusalCode.RULE_FAILED, guard="all_rules_hold") as refusal:
        await reeve(hub).confirms(item)
    assert refusal.zh == "不符合:奶牛存栏 ≤ 牛存栏(奶牛存栏500头与牛存栏120头)"


async def test_what_is_sent_back_is_stated_anew(hub: Hub) -> None:
    item = await entered(hub)
    cells = [{"indicator": "BIR01"}]
    await reeve(hub).moves("SEND_BACK", item, cells=cells, reason="The midwife says 13")
    assert await hub.state(item) == "PREFILLED"
    await recorder(hub).states(item, {"BIR01": "13"})
    await recorder(hub).finishes(item)
    await reeve(hub).confirms(item)
    assert await hub.facts("BIR01", "NV", "2019-10") == [
        (1, Decimal(12), "STATED", False),
        (2, Decimal(13), "CONFIRMED", True),
    ]
    assert await hub.facts("DEA01", "NV", "2019-10") == [(1, Decimal(7), "CONFIRMED", True)]


async def test_a_parish_confirms_nothing_of_another(hub: Hub) -> None:
    north, south = await entered(hub), await entered(hub, unit="SV")
    async with hub.refuses(RefusalCode.NOT_FOUND):
        await reeve(hub).confirms(north, south)
    assert [await hub.state(item) for item in (north, south)] == ["ENTERED", "ENTERED"]
