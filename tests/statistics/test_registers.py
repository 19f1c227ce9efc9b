"""Registers: an office states its figures for all parishes at once; a late one is waited for by name."""

from datetime import datetime
from decimal import Decimal

import pytest
from sqlalchemy import select

from db.items import Assignment, Item
from db.statistics import Explanation, Fact
from resolvers.flow import advance
from resolvers.refusals import RefusalCode
from resolvers.statistics.figures import Figure
from resolvers.statistics.registers import asked_registers
from tests.hub import SHANGHAI, Hub, codes
from tests.statistics.office import PEOPLE, asked, confirmed, recorder

pytestmark = pytest.mark.anyio


async def test_an_office_states_its_register_for_all_parishes(hub: Hub) -> None:
    await hub.opens("2019-10")
    stated = await hub.as_("P03").states_register("RE", "2019-10", PEOPLE)
    assert (len(stated.facts), stated.refused) == (4, [])
    facts = await hub.all(select(Fact))
    assert {(fact.status, fact.source, fact.stated_by) for fact in facts} == {
        ("CONFIRMED", "REGISTER", hub.people["P03"])
    }
    item = await hub.register("RE", "2019-10")
    assert await hub.state(item) == "STATED"
    assert await hub.verbs(item) == ["REGISTER_IMPORT.OPEN", "REGISTER_IMPORT.LOAD", "REGISTER_IMPORT.STATE"]
    assert [each.closed_event for each in await hub.assignments(item)] == ["LOAD", "STATE"]


async def test_what_is_loaded_is_looked_at_before_it_is_stated(hub: Hub) -> None:
    await hub.opens("2019-10")
    registrar, item = hub.as_("P03"), await hub.register("RE", "2019-10")
    await registrar.states_register("RE", "2019-10", PEOPLE, final=False)
    assert await hub.state(item) == "LOADED"
    assert len(await registrar.reads(select(Fact.id))) == 4  # the office sees its own figures before it states them
    assert await recorder(hub, "SV").reads(select(Fact.value).where(Fact.area_id == hub.areas["NV"])) == []
    await registrar.states_register("RE", "2019-10", {("PEO01", "NV"): "4,001"}, final=False)
    await registrar.moves("STATE", item)
    assert await hub.facts("PEO01", "NV", "2019-10") == [
        (1, Decimal(4000), "STATED", False),
        (2, Decimal(4001), "CONFIRMED", True),
    ]


async def test_every_parish_has_a_figure_before_a_register_is_stated(hub: Hub) -> None:
    await hub.opens("2019-10")
    north = {key: value for key, value in PEOPLE.items() if key[1] == "NV"}
    async with hub.refuses(RefusalCode.MISSING, guard="every_area_answered") as refusal:
        await hub.as_("P03").states_register("RE", "2019-10", north)
    assert (refusal.zh, refusal.en) == ("缺少南谷", "Southvale are missing")


async def test_a_rule_between_registers_holds_when_they_are_stated(hub: Hub) -> None:
    await hub.opens("2019-10")
    async with hub.refuses(RefusalCode.RULE_FAILED, guard="all_rules_hold") as refusal:
        await hub.as_("P03").states_register("RE", "2019-10", {**PEOPLE, ("PEO02", "SV"): "3,001"})
    assert refusal.zh == "不符合:女性人口 ≤ 登记人口(女性人口3,001人与登记人口3,000人)"


async def test_a_register_changed_against_last_year_is_explained_for_its_parish(hub: Hub) -> None:
    await hub.opens("2019-10")
    registrar = hub.as_("P03")
    await registrar.states_register("RE", "2019-10", PEOPLE)
    hub.clock.to("2020-11-02 09:00")
    await hub.opens("2020-10")
    await registrar.states_register("RE", "2020-10", {**PEOPLE, ("PEO01", "SV"): "4000"}, final=False)
    item = await hub.register("RE", "2020-10")
    async with hub.refuses(RefusalCode.MISSING, guard="warnings_explained") as refusal:
        await registrar.moves("STATE", item)
    assert refusal.zh == "须说明:登记人口4,000人,上年同期3,000,变动+33.3%"
    words = {"indicator": "PEO01", "warning": "YOY", "words": "A new village", "area": hub.areas["SV"]}
    await registrar.moves("EXPLAIN", item, explanation=[words])
    assert await hub.all(select(Explanation.area_id)) == [hub.areas["SV"]]
    await registrar.moves("STATE", item)
    assert await hub.state(item) == "STATED"


async def test_a_discarded_load_is_withdrawn_and_loaded_again(hub: Hub) -> None:
    await hub.opens("2019-10")
    registrar, item = hub.as_("P03"), await hub.register("RE", "2019-10")
    await registrar.states_register("RE", "2019-10", PEOPLE, final=False)
    await registrar.moves("DISCARD", item, reason="The sheet of September")
    assert (await hub.state(item), await hub.all(select(Fact.status).distinct())) == ("OPEN", ["WITHDRAWN"])
    await registrar.states_register("RE", "2019-10", PEOPLE)
    assert await hub.facts("PEO01", "NV", "2019-10") == [
        (1, Decimal(4000), "WITHDRAWN", False),
        (2, Decimal(4000), "CONFIRMED", True),
    ]


async def test_a_stated_register_is_restated_as_a_new_version(hub: Hub) -> None:
    await hub.opens("2019-10")
    registrar, item = hub.as_("P03"), await hub.register("RE", "2019-10")
    await registrar.states_register("RE", "2019-10", PEOPLE)
    change = {("PEO01", "NV"): "4002"}
    async with hub.refuses(RefusalCode.BAD_INPUT):  # a reason is asked
        await registrar.states_register("RE", "2019-10", change)
    await registrar.states_register("RE", "2019-10", change, reason="Two came late")
    assert await hub.facts("PEO01", "NV", "2019-10") == [
        (1, Decimal(4000), "CONFIRMED", False),
        (2, Decimal(4002), "CONFIRMED", True),
    ]
    assert await hub.all(select(Fact.reason).where(Fact.version == 2)) == ["Two came late"]
    assert await hub.state(item) == "STATED"


async def test_a_restated_register_has_the_term_of_a_correction_and_not_the_one_long_past(hub: Hub) -> None:
    await hub.opens("2019-10")
    registrar, item = hub.as_("P03"), await hub.register("RE", "2019-10")
    await registrar.states_register("RE", "2019-10", PEOPLE)
    first = (await hub.item(item)).due_at
    hub.clock.to("2020-03-02 09:00")
    await registrar.states_register("RE", "2019-10", {("PEO01", "NV"): "4002"}, final=False, reason="Two came late")
    corrected = await hub.item(item)
    assert (first, corrected.due_at, corrected.closed_at) == (
        datetime(2019, 11, 1, 18, tzinfo=SHANGHAI),
        datetime(2020, 3, 5, 18, tzinfo=SHANGHAI),
        None,
    )
    (assignment,) = [each for each in await hub.assignments(item) if each.closed_at is None]
    assert (assignment.term, assignment.due_at) == ("CORRECTION", corrected.due_at)
    async with hub.database.as_hub() as session:
        moved = await advance(session, hub.county, await session.get_one(Item, item), hub.clock())
    assert moved == []  # nobody is told that a term is past
    await registrar.moves("STATE", item)
    stated = await hub.item(item)
    assert (stated.state, stated.due_at) == ("STATED", corrected.due_at)


async def test_a_correction_discarded_leaves_the_register_as_it_was_stated(hub: Hub) -> None:
    await hub.opens("2019-10")
    registrar, item = hub.as_("P03"), await hub.register("RE", "2019-10")
    await registrar.states_register("RE", "2019-10", PEOPLE, final=False)
    await registrar.moves("DISCARD", item, reason="The wrong sheet")
    assert await hub.state(item) == "OPEN"  # nothing was stated yet
    await registrar.states_register("RE", "2019-10", PEOPLE)
    await registrar.states_register("RE", "2019-10", {("PEO01", "NV"): "4002"}, final=False, reason="Two came late")
    assert await hub.state(item) == "LOADED"
    await registrar.moves("DISCARD", item, reason="They did not")
    assert await hub.state(item) == "STATED"
    assert await hub.all(select(Assignment.id).where(Assignment.item_id == item, Assignment.closed_at.is_(None))) == []
    facts = await hub.facts("PEO01", "NV", "2019-10")
    assert [(value, status, latest) for _, value, status, latest in facts if latest] == [
        (Decimal(4000), "CONFIRMED", True)
    ]


async def test_an_office_states_only_what_it_answers_for(hub: Hub) -> None:
    await hub.opens("2019-10", "2019Q3")
    registrar = hub.as_("P03")
    before = await hub.dump()
    stated = await registrar.states_register("RE", "2019-10", {("BIR01", "NV"): "5", ("INC01", "TY"): "900"})
    assert codes(stated.refused) == [("BIR01", "WRONG_PERSON"), ("INC01", "WRONG_PERSON")]
    assert stated.refused[0][1].message("en") == "Statistics Office answers for Births"
    assert await hub.dump() == before
    for area in ("TY",):  # the county is no parish
        stated = await registrar.states_register("RE", "2019-10", {("PEO01", area): "5"})
        assert codes(stated.refused) == [("PEO01", "BAD_INPUT")]
    async with hub.refuses(RefusalCode.NOT_FOUND):  # an office without a register of the month
        await hub.as_("P05").states_register("ST", "2019-10", PEOPLE)
    async with hub.refuses(RefusalCode.NO_POWER):  # the other office, which sees the register
        await hub.as_("P05").states_register("RE", "2019-10", PEOPLE)
    async with hub.refuses(RefusalCode.NOT_FOUND):
        await recorder(hub).states_register("RE", "2019-10", PEOPLE)


async def test_restating_takes_no_figure_of_others(hub: Hub) -> None:
    await hub.opens("2019-10")
    registrar, item = hub.as_("P03"), await hub.register("RE", "2019-10")
    await registrar.states_register("RE", "2019-10", PEOPLE)
    before = await hub.dump()
    figures = [Figure("BIR01", hub.areas["NV"], Decimal(5)), Figure("PEO01", hub.areas["NV"], Decimal(-1))]
    act = (await registrar.moves("RESTATE", item, values=figures, reason="x")).acts[0]
    assert [(figure.code, refusal.code) for figure, refusal in act.refused] == [
        ("BIR01", "WRONG_PERSON"),
        ("PEO01", "RULE_FAILED"),
    ]
    assert await hub.dump() == before


async def test_a_county_figure_is_stated_once_for_the_county(hub: Hub) -> None:
    hub.clock.to("2020-01-02 09:00")
    await hub.opens("2019")
    stated = await hub.as_("P05").states_register("ST", "2019", {("INC01", "TY"): "21,500", ("INC01", "NV"): "9"})
    assert codes(stated.refused) == [("INC01", "BAD_INPUT")]
    await hub.as_("P05").moves("STATE", await hub.register("ST", "2019"))
    assert await hub.facts("INC01", "TY", "2019") == [(1, Decimal(21500), "CONFIRMED", True)]
    assert await recorder(hub).reads(select(Fact.value)) == [Decimal(21500)]  # the county's figure is everybody's


async def test_a_late_register_is_waited_for_by_name_and_never_asked_of_the_parish(hub: Hub) -> None:
    item = await asked(hub)
    (period,) = await recorder(hub).is_asked(item)
    assert [question.code for question in period.questions] == ["BIR01", "DEA01"]
    assert (period.waits_for, period.rest) == ((hub.units["RE"],), ("PEO01", "PEO02", "NAT01"))
    assert (period.asked, period.answered, period.answered_by_hub) == (2, 0, 0)
    registrar = hub.as_("P03")
    await registrar.states_register("RE", "2019-10", PEOPLE, final=False)
    assert (await recorder(hub).is_asked(item))[0].waits_for == (hub.units["RE"],)  # loaded is not stated
    await registrar.moves("STATE", await hub.register("RE", "2019-10"))
    (period,) = await recorder(hub).is_asked(item)
    assert (period.waits_for, period.rest, period.answered_by_hub) == ((), ("NAT01",), 2)
    await recorder(hub).states(item, {"BIR01": "12", "DEA01": "7"})
    (period,) = await recorder(hub).is_asked(item)
    assert (period.answered, period.rest) == (2, ())  # the hub calculates the rest


async def test_questions_show_what_was_stated_before(hub: Hub) -> None:
    for month, births in (("2019-09", "10"), ("2019-10", "12")):
        await confirmed(hub, month, values={"BIR01": births, "DEA01": "7"})
    hub.clock.to("2020-11-02 09:00")
    item = await asked(hub, "2020-10")
    question = (await recorder(hub).is_asked(item))[0].questions[0]
    assert question.last_year is not None
    assert (question.last_year.value, question.last_period, question.fact, question.found) == (
        Decimal(12),
        None,
        None,
        (),
    )
    assert (question.due_on.isoformat(), question.form_ids) == ("2020-11-03", (1, 2))  # the quarterly form adds it up
    await recorder(hub).states(item, {"BIR01": "30"})
    question = (await recorder(hub).is_asked(item))[0].questions[0]
    assert [(found.warning, found.words) for found in question.found] == [("YOY", None)]
    assert question.fact is not None
    assert (question.fact.value, question.fact.version) == (Decimal(30), 1)


async def test_a_register_corrected_in_several_goes_keeps_the_reason_of_the_first(hub: Hub) -> None:
    await hub.opens("2019-10")
    registrar, item = hub.as_("P03"), await hub.register("RE", "2019-10")
    await registrar.states_register("RE", "2019-10", PEOPLE)
    first, then = {("PEO01", "NV"): "4002"}, {("PEO01", "SV"): "3003"}
    await registrar.states_register("RE", "2019-10", first, reason="Two came late", final=False)
    await registrar.states_register("RE", "2019-10", then, final=False)
    await registrar.moves("STATE", item)
    reasons = await hub.all(select(Fact.reason).where(Fact.version == 2).order_by(Fact.value))
    assert reasons == ["Two came late", "Two came late"]


async def test_what_a_register_is_asked_is_every_indicator_of_every_parish_with_what_the_checks_find(hub: Hub) -> None:
    await hub.opens("2019-10")
    registrar, item = hub.as_("P03"), await hub.register("RE", "2019-10")
    await registrar.states_register("RE", "2019-10", {**PEOPLE, ("PEO02", "SV"): "3,001"}, final=False)
    async with hub.database.reading(registrar.asker) as connection:
        (asked,) = await asked_registers(connection, hub.county, [item])
    north, south = hub.areas["NV"], hub.areas["SV"]
    cells = [(each.code, each.area_id) for each in asked.questions]
    assert cells == [("PEO01", north), ("PEO01", south), ("PEO02", north), ("PEO02", south)]
    assert asked.answered == 4
    assert [[found.finding.rule for found in each.found] for each in asked.questions] == [
        [],
        ["PEO02 <= PEO01"],
        [],
        ["PEO02 <= PEO01"],
    ]
