"""The form register's day in the tiny county: the registry designs, the bureau binds and approves, parishes answer."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from resolvers.pack.load import load_pack
from resolvers.pack.read import read_pack
from resolvers.refusals import RefusalCode
from resolvers.statistics import forms
from resolvers.statistics.forms import Field, Head
from tests.hub import TINY, Hub
from tests.statistics.office import confirmed, recorder, reeve

pytestmark = pytest.mark.anyio
DESIGNER, BUREAU = "P03", "P05"  # of the registry, of the statistics office
HEAD = Head("牛奶月报", "Milk, monthly", "M1", "QUARTER", "+5d", "To watch the price of milk", date(2021, 12, 31))
FIELDS = [Field("牛存栏", column="state"), Field("小麦产量"), Field("登记人口", column="state")]
YEARLY = Head("农业年报", "Farms, yearly", "M2", "YEAR", "+20d", "To plan the seed", date(2022, 12, 31))


async def designed(hub: Hub, head: Head = HEAD, fields: Sequence[Field] = FIELDS, person: str = DESIGNER) -> UUID:
    """A form of the registry, designed."""
    unit = hub.units["RE"]
    item = await hub.as_(person).does(lambda s, c, p: forms.design(s, c, p, unit, head, fields, hub.clock()))
    found: UUID = item.id
    return found


async def binds(hub: Hub, item: UUID, event: str = "BIND", **meant: Any) -> Any:
    """The bureau binds fields: f1="COW01"."""
    binding = [{"field": int(name[1:]), "indicator": code} for name, code in meant.items()]
    return await hub.as_(BUREAU).moves(event, item, binding=binding, reason="As the register defines it")


async def asked_of(hub: Hub, period: int) -> list[str]:
    """The codes asked for a period."""
    query = "select i.code from asks a join indicators i on i.id = a.indicator_id where period_id = :period order by 1"
    return await hub.all(text(query), period=period)


async def registered(hub: Hub) -> list[str]:
    """The forms that the register put in force."""
    columns = "code, table_no, approval, approved_by, approval_no, valid_from, valid_to"
    query = f"select concat_ws('|', {columns}) from forms join form_versions on form_id = id order by code"
    return await hub.all(text(query))


NEW = [Field("小麦产量", "公斤"), Field("牛存栏", column="state"), Field("出生人数", column="cumulative")]
MEANT = {"f1": "WHE01", "f2": "COW01", "f3": "BIR01"}


async def test_a_form_goes_from_design_to_the_townships_questions(own_hub: Hub) -> None:
    """Dairy cows become a question of the month; the births beside them are known anyway."""
    hub = own_hub
    await hub.runs("update indicators set period_kind = 'MONTH' where code = 'COW02'")
    head = Head("奶牛月报", "Cows, monthly", "M3", "MONTH", "+3d", "Milk", date(2021, 12, 31))
    item = await designed(hub, head, [Field("奶牛存栏", column="state"), Field("出生人数")])
    await confirmed(hub, "2019-10")
    await hub.as_(DESIGNER).moves("SUBMIT", item, text="Please")
    await binds(hub, item, f1="COW02", f2="BIR01")
    assert "COW02" not in await asked_of(hub, 201910)
    await hub.as_(BUREAU).moves("APPROVE", item, date="2019-10-01")
    assert await hub.state(item) == "IN_FORCE"
    assert "COW02" in await asked_of(hub, 201910) and "COW02" not in await asked_of(hub, 201909)
    assert await registered(hub) == ["R01|M3|LOCAL|统计处|ST〔2019〕1号|2019-10-01|2021-12-31"]
    period = await hub.period("NV", "2019-10")
    await hub.ticks("2019-11-12 09:00")
    assert await hub.state(period) == "PREFILLED"
    (question,) = [q for q in (await recorder(hub).is_asked(period))[0].questions if q.fact is None]
    assert question.code == "COW02"
    await recorder(hub).states(period, {"COW02": "50"})
    await recorder(hub).finishes(period)
    await reeve(hub).confirms(period)
    assert await hub.state(period) == "CONFIRMED"


async def test_a_head_that_is_not_whole_is_not_sent(hub: Hub) -> None:
    item = await designed(hub, replace(HEAD, table_no="", purpose="", valid_to=None), [Field("大屏")])
    async with hub.refuses(RefusalCode.MISSING, guard="form_head_complete") as refusal:
        await hub.as_(DESIGNER).moves("SUBMIT", item, text="Please")
    assert refusal.en == "The head of the form lacks the table number, the purpose, the end of validity"
    assert refusal.zh == "表头缺少:表号、制表目的、有效期限"


async def test_a_form_whose_every_cell_is_known_is_not_sent(hub: Hub) -> None:
    item = await designed(hub, YEARLY, NEW)
    async with hub.refuses(RefusalCode.ALREADY_KNOWN, guard="not_everything_known") as refusal:
        await hub.as_(DESIGNER).moves("SUBMIT", item, text="Please")
    assert refusal.en == "All cells are known: there is nothing to ask"


async def test_one_cell_that_nobody_knows_lets_it_be_sent(hub: Hub) -> None:
    item = await designed(hub, YEARLY, [*NEW, Field("大屏")])
    await hub.as_(DESIGNER).moves("SUBMIT", item, text="Please")
    assert await hub.state(item) == "SUBMITTED"


async def refused_of(
    hub: Hub, item: UUID, *bindings: tuple[int, str], **more: str
) -> list[tuple[int, str, str | None]]:
    """What binding answers: the field, the code and the guard of each that was refused; nothing of them changes."""
    binding = [{"field": field, "indicator": code, **more} for field, code in bindings]
    moved = await hub.as_(BUREAU).moves("BIND", item, binding=binding, reason="As kept")
    return [(each["field"], refusal.code.value, refusal.guard) for each, refusal in moved.acts[0].refused]


async def bound_of(hub: Hub, item: UUID) -> list[str]:
    """What the fields of a form mean: place, code, unit, factor."""
    query = """select concat_ws(' ', p.ordinal, i.code, p.unit_of_measure, p.factor_numerator, p.factor_denominator)
      from proposed_fields p join indicators i on i.id = p.indicator_id where p.item_id = :item order by p.ordinal"""
    return await hub.all(text(query), item=item)


async def test_one_field_is_not_bound_to_two_calibres(hub: Hub) -> None:
    item = await designed(hub, YEARLY, [Field("总人口")])
    assert await refused_of(hub, item, (1, "PEO01"), (1, "PEO02")) == [
        (1, "WRONG_KIND", "calibre_not_merged"), (1, "WRONG_KIND", "calibre_not_merged")
    ]  # fmt: skip
    assert await bound_of(hub, item) == []


async def test_two_fields_are_not_merged_into_one_calibre(hub: Hub) -> None:
    item = await designed(hub, YEARLY, [Field("总人口"), Field("人口合计"), Field("去年人口", column="last_year")])
    assert await refused_of(hub, item, (1, "PEO01")) == []
    assert await refused_of(hub, item, (2, "PEO01")) == [(2, "WRONG_KIND", "calibre_not_merged")]
    assert await refused_of(hub, item, (3, "PEO01")) == []  # last year's figure of the same is no second calibre
    assert await bound_of(hub, item) == ["1 PEO01 1 1", "3 PEO01 1 1"]


async def test_the_name_of_one_calibre_does_not_stand_for_another(hub: Hub) -> None:
    item = await designed(hub, YEARLY, [Field("女性人口")])
    assert await refused_of(hub, item, (1, "PEO01")) == [(1, "WRONG_KIND", "calibre_not_merged")]
    assert await refused_of(hub, item, (1, "PEO02")) == []


async def test_units_convert_by_the_exact_fraction_or_not_at_all(hub: Hub) -> None:
    item = await designed(hub, YEARLY, [Field("麦", "公斤"), Field("牛", "吨")])
    assert await refused_of(hub, item, (1, "WHE01"), factor="999") == [(1, "WRONG_KIND", "unit_convertible")]
    assert await refused_of(hub, item, (1, "WHE01"), (2, "COW01")) == [(2, "WRONG_KIND", "unit_convertible")]
    assert await bound_of(hub, item) == ["1 WHE01 公斤 1000 1"]


IN_CIRCLES = {
    "itself": ({"HUB01": "HUB01 + 1"}, "HUB01 → HUB01"),
    "two": ({"HUB01": "COW01 * 2", "COW01": "HUB01 + PEO01"}, "HUB01 → COW01 → HUB01"),
    "behind what is bound": ({"HUB01": "COW01 * 2", "COW01": "PEO01 + cum(COW01)"}, "COW01 → COW01"),
}


async def calculates(hub: Hub, formulas: dict[str, str]) -> None:
    """The catalogue comes to calculate indicators so, by whatever way."""
    for code, formula in formulas.items():
        await hub.runs(f"update indicators set source_kind = 'CALCULATED', formula = '{formula}' where code = '{code}'")


@pytest.mark.parametrize("circle", IN_CIRCLES)
async def test_no_field_is_bound_to_a_formula_in_a_circle(own_hub: Hub, circle: str) -> None:
    hub, (formulas, named) = own_hub, IN_CIRCLES[circle]
    item = await designed(hub, YEARLY, [Field("登记数"), Field("大屏")])
    await calculates(hub, formulas)
    binding = [{"field": 1, "indicator": "HUB01"}]
    moved = await hub.as_(BUREAU).moves("BIND", item, binding=binding, reason="As kept")
    ((_, refused),) = moved.acts[0].refused
    assert (refused.code, refused.path) == (RefusalCode.BAD_INPUT, ("indicator",))
    assert refused.message("zh") == f"输入有误:指标HUB01的公式循环引用:{named}"
    assert refused.message("en") == f"The input is wrong: The formula of HUB01 goes in a circle: {named}"
    assert await bound_of(hub, item) == []


@pytest.mark.parametrize("circle", IN_CIRCLES)
async def test_no_form_comes_into_force_over_a_formula_that_has_come_to_go_in_a_circle(
    own_hub: Hub, circle: str
) -> None:
    hub, (formulas, named) = own_hub, IN_CIRCLES[circle]
    await hub.runs("update indicators set period_kind = 'MONTH' where code = 'COW02'")
    head = Head("奶牛月报", "Cows, monthly", "M3", "MONTH", "+3d", "Milk", date(2021, 12, 31))
    item = await submitted(hub, head, [Field("奶牛情况"), Field("登记数")], f1="COW02", f2="HUB01")
    await hub.runs("delete from form_fields where indicator_id in (select id from indicators where code = 'HUB01')")
    await calculates(hub, formulas)
    async with hub.refuses(RefusalCode.BAD_INPUT) as refusal:
        await hub.as_(BUREAU).moves("APPROVE", item, date="2019-12-01")
    assert refusal.zh == f"输入有误:指标HUB01的公式循环引用:{named}"
    assert await hub.state(item) == "SUBMITTED"


async def test_a_binding_is_a_decision_on_record(hub: Hub) -> None:
    item = await designed(hub, YEARLY, NEW)
    await binds(hub, item, **MEANT)
    query = "select payload from journal_payloads join journal using (position) where verb = 'FORM_APPROVAL.BIND'"
    (payload,) = await hub.all(text(query))
    assert payload["inputs"]["reason"] == "As the register defines it"
    assert [each["indicator"] for each in payload["inputs"]["binding"]] == ["WHE01", "COW01", "BIR01"]


async def submitted(hub: Hub, head: Head, fields: Sequence[Field], **meant: str) -> UUID:
    """A form with a question of its own, sent and bound."""
    item = await designed(hub, head, fields)
    await hub.as_(DESIGNER).moves("SUBMIT", item, text="Please")
    await binds(hub, item, **meant)
    return item


async def test_what_is_had_by_the_year_is_not_asked_by_the_quarter(own_hub: Hub) -> None:
    hub = own_hub
    item = await submitted(hub, HEAD, [Field("麦苗情况"), Field("奶牛登记数")], f1="WHE01", f2="HUB01")
    await hub.runs("delete from form_fields where indicator_id in (select id from indicators where code = 'WHE01')")
    async with hub.refuses(RefusalCode.TOO_OFTEN, guard="not_faster_than_source") as refusal:
        await hub.as_(BUREAU).moves("APPROVE", item, date="2019-12-01")
    assert refusal.en == "Wheat harvest is yearly: do not ask it faster"


async def test_a_form_that_is_all_known_once_it_is_bound_is_not_approved(hub: Hub) -> None:
    item = await submitted(hub, YEARLY, [Field("麦苗情况")], f1="WHE01")
    async with hub.refuses(RefusalCode.ALREADY_KNOWN, guard="not_everything_known"):
        await hub.as_(BUREAU).moves("APPROVE", item, date="2019-12-01")


async def test_what_an_approved_survey_holds_is_not_asked_again(own_hub: Hub) -> None:
    hub = own_hub
    await hub.runs("update indicators set period_kind = 'QUARTER' where code = 'WHE01'")
    item = await submitted(hub, HEAD, [Field("麦苗情况")], f1="WHE01")
    async with hub.refuses(RefusalCode.ALREADY_KNOWN, guard="not_in_approved_survey") as refusal:
        await hub.as_(BUREAU).moves("APPROVE", item, date="2019-10-01")
    assert refusal.en == "The year holds it already"


async def in_force(hub: Hub, first: str = "2019-10-01") -> UUID:
    """A monthly form that alone asks the dairy cows, in force from a day."""
    await hub.runs("update indicators set period_kind = 'MONTH' where code = 'COW02'")
    head = Head("奶牛月报", "Cows, monthly", "M3", "MONTH", "+3d", "Milk", date(2019, 12, 31))
    item = await submitted(hub, head, [Field("奶牛情况", column="state")], f1="COW02")
    await hub.as_(BUREAU).moves("APPROVE", item, date=first)
    return item


async def test_a_form_ends_on_the_day_named_and_asks_no_more(own_hub: Hub) -> None:
    hub = own_hub
    item = await in_force(hub)
    assert ["COW02" in await asked_of(hub, month) for month in (201910, 201911, 201912)] == [True] * 3
    await hub.as_(DESIGNER).moves("END", item, reason="Cows are sold", date="2019-11-30")
    assert await hub.state(item) == "EXPIRED"
    assert ["COW02" in await asked_of(hub, month) for month in (201910, 201911, 201912)] == [True, True, False]


async def test_a_form_past_its_term_expires_by_the_clock(own_hub: Hub) -> None:
    hub = own_hub
    item = await in_force(hub)
    await hub.ticks("2019-12-31 12:00")
    assert await hub.state(item) == "IN_FORCE"
    await hub.ticks("2020-01-02 09:00")
    assert await hub.state(item) == "EXPIRED"
    assert {event for _, event in await hub.told(item)} >= {"EXPIRE"}


async def test_a_renewed_form_follows_the_one_in_force(own_hub: Hub) -> None:
    hub = own_hub
    item = await in_force(hub)
    await hub.as_(DESIGNER).moves("RENEW", item, text="One more year", reason="Milk still matters")
    assert (await hub.state(item), await registered(hub)) == (
        "DESIGN", ["R01|M3|LOCAL|统计处|ST〔2019〕1号|2019-10-01|2019-12-31"]
    )  # fmt: skip
    head = Head("奶牛月报", "Cows, monthly", "M3", "MONTH", "+3d", "Milk", date(2020, 12, 31))
    fields = [Field("奶牛情况", column="state"), Field("大屏")]
    await hub.as_(DESIGNER).does(lambda s, c, p: forms.redesign(s, c, p, item, None, head, fields[:1], hub.clock()))
    assert await bound_of(hub, item) == ["1 COW02 1 1"]  # word for word as before: still bound
    await hub.as_(DESIGNER).moves("SUBMIT", item, text="Please")
    await hub.as_(BUREAU).moves("APPROVE", item, date="2019-12-01")
    assert await registered(hub) == [
        "R01|M3|LOCAL|统计处|ST〔2019〕1号|2019-10-01|2019-11-30",
        "R02|M3|LOCAL|统计处|ST〔2019〕2号|2019-12-01|2020-12-31",
    ]
    assert ["COW02" in await asked_of(hub, month) for month in (201911, 201912)] == [True, True]


async def test_a_form_bound_anew_means_what_it_meant_before_the_day(own_hub: Hub) -> None:
    hub = own_hub
    item = await in_force(hub)
    await hub.runs("update indicators set period_kind = 'MONTH' where code = 'COW01'")
    binding = [{"field": 1, "indicator": "COW01"}]
    await hub.as_(BUREAU).moves("REBIND", item, binding=binding, reason="All cattle", date="2019-12-01")
    assert ["COW01" in await asked_of(hub, month) for month in (201911, 201912)] == [False, True]
    assert ["COW02" in await asked_of(hub, month) for month in (201911, 201912)] == [True, False]


async def test_a_statutory_form_is_registered_without_approval(own_hub: Hub) -> None:
    hub = own_hub
    head = replace(YEARLY, statutory=True, approved_by="Province", approval_no="7/2019")
    item = await designed(hub, head, NEW)
    async with hub.refuses(RefusalCode.MISSING, guard="every_field_bound"):
        await hub.as_(BUREAU).moves("REGISTER_STATUTORY", item, evidence="scan", date="2019-10-01")
    await binds(hub, item, **MEANT)
    await hub.as_(BUREAU).moves("REGISTER_STATUTORY", item, evidence="scan", date="2019-10-01")
    assert await registered(hub) == ["R01|M2|STATUTORY|Province|7/2019|2019-10-01|2022-12-31"]


async def test_a_form_of_the_register_outlives_a_load_of_the_pack(own_hub: Hub) -> None:
    hub = own_hub
    await in_force(hub)
    before = await registered(hub)
    async with hub.database.as_hub() as session:
        loaded = await load_pack(session, read_pack(TINY), hub.clock())
    changed = {name for name, count in loaded.counts.items() if count.changed}
    # The pack says again that dairy cows are counted by the quarter: so the form asks them by the quarter.
    assert (changed, await registered(hub)) == ({"indicators", "asks"}, before)
    assert "COW02" not in await asked_of(hub, 201910)


async def test_a_design_is_changed_only_as_it_was_seen(hub: Hub) -> None:
    item = await designed(hub)

    async def change(revision: int) -> Any:
        return await hub.as_(DESIGNER).does(
            lambda s, c, p: forms.redesign(s, c, p, item, revision, YEARLY, NEW, hub.clock())
        )

    await change(1)
    async with hub.refuses(RefusalCode.CHANGED_MEANWHILE) as refusal:
        await change(1)
    assert refusal.en == "Cora Fell changed it just now; nothing was saved"
    assert await hub.verbs(item) == ["FORM_APPROVAL.OPEN", "FORM_APPROVAL.DESIGN"]


@pytest.mark.parametrize(
    ("head", "fields"),
    [
        (replace(HEAD, name_zh=" "), FIELDS),
        (replace(HEAD, due="soon"), FIELDS),
        (HEAD, []),
        (HEAD, [Field(" ")]),
        (HEAD, [Field("牛"), Field("牛")]),
        (HEAD, [Field(f"牛{n}") for n in range(201)]),
    ],
)
async def test_what_is_no_form_is_refused(hub: Hub, head: Head, fields: list[Field]) -> None:
    async with hub.refuses(RefusalCode.BAD_INPUT):
        await designed(hub, head, fields)
