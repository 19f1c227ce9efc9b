"""How each cell of a form is answered, by whom it is owed where it is not, and who sees it."""

from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import text

from tests.hub import Hub
from tests.reports.office import cells_of, sheet_of, sheets_of, shown
from tests.statistics.office import PEOPLE, THIRD_QUARTER, asked, confirmed, entered, recorder, reeve

pytestmark = pytest.mark.anyio
JANUARY = {"BIR01": "12", "DEA01": "7"}
IMPORTED = """
insert into facts
  (indicator_id, area_id, period_id, version, value, status, source, item_id, stated_at, confirmed_at)
select id, :area, 201930, 1, 3, 'CONFIRMED', 'IMPORTED', :item, now(), now() from indicators where code = 'HUB01'"""


def _stated(code: str) -> Any:
    return text(f"select f.value from facts f join indicators i on i.id = f.indicator_id where i.code = '{code}'")


async def january(hub: Hub) -> None:
    """January of the northern parish, confirmed, with the register stated."""
    await confirmed(hub, "2019-01", values=JANUARY)
    await hub.as_("P03").states_register("RE", "2019-01", PEOPLE)


async def test_what_nobody_has_stated_is_asked_and_what_a_register_keeps_waits_for_its_department(hub: Hub) -> None:
    await asked(hub)
    cells = await cells_of(hub, "A1", "NV", "2019-10")
    assert shown(cells) == {
        "PEO01": ("WAITING", None),
        "PEO02": ("WAITING", None),
        "BIR01": ("ASKED", None),
        "DEA01": ("ASKED", None),
        "NAT01": ("ASKED", None),
    }
    registry, north = hub.units["RE"], hub.units["NV"]
    assert [cell.waits_for for cell in cells.values()] == [registry, registry, north, north, north]
    assert not any(cell.confirmed for cell in cells.values())


async def test_a_stated_figure_is_shown_and_counts_once_it_is_confirmed(hub: Hub) -> None:
    item = await entered(hub, "2019-01", values=JANUARY)
    stated = (await cells_of(hub, "A1", "NV", "2019-01"))["BIR01"]
    assert (stated.answer.value, stated.value, stated.confirmed, stated.waits_for) == (
        "STATED",
        Decimal(12),
        False,
        None,
    )
    await reeve(hub).confirms(item)
    await hub.as_("P03").states_register("RE", "2019-01", PEOPLE)
    sheet = await sheet_of(hub, "A1", "NV", "2019-01")
    assert sheet is not None
    assert shown({cell.indicator: cell for cell in sheet.cells}) == {
        "PEO01": ("REGISTER", 4000),
        "PEO02": ("REGISTER", 2000),
        "BIR01": ("STATED", 12),
        "DEA01": ("STATED", 7),
        "NAT01": ("FORMULA", 5),
    }
    assert (sheet.complete, sheet.stated_by, sheet.confirmed_by) == (True, "Hal Reed", "Finn Dale")


async def test_a_register_that_is_loaded_and_not_stated_is_no_word_yet(hub: Hub) -> None:
    await hub.opens("2019-01")
    await hub.as_("P03").states_register("RE", "2019-01", PEOPLE, final=False)
    assert shown(await cells_of(hub, "A1", "NV", "2019-01"))["PEO01"] == ("WAITING", None)


async def test_a_sum_since_january_adds_the_months_and_waits_for_a_missing_one(hub: Hub) -> None:
    for month, births in (("2019-01", "12"), ("2019-03", "8")):
        await confirmed(hub, month, values={"BIR01": births, "DEA01": "1"})
    waiting = (await cells_of(hub, "A2", "NV", "2019Q1"))["BIR01"]
    assert (waiting.answer.value, waiting.value, waiting.waits_for) == ("ASKED", None, hub.units["NV"])
    await confirmed(hub, "2019-02", values={"BIR01": "10", "DEA01": "1"})
    cell = (await cells_of(hub, "A2", "NV", "2019Q1"))["BIR01"]
    assert (cell.answer.value, cell.value, cell.label, len(cell.facts)) == (
        "FINER",
        Decimal(30),
        "Births since January",
        3,
    )
    march = (await cells_of(hub, "A1", "NV", "2019-03"))["BIR01"]
    assert (march.value, march.cumulative) == (Decimal(8), Decimal(30))


async def test_last_year_stands_beside_the_figure(hub: Hub) -> None:
    await confirmed(hub, "2018-03", values={"BIR01": "9", "DEA01": "1"})
    await confirmed(hub, "2019-03", values={"BIR01": "8", "DEA01": "1"})
    cell = (await cells_of(hub, "A1", "NV", "2019-03"))["BIR01"]
    assert (cell.value, cell.last_year) == (Decimal(8), Decimal(9))


async def test_the_county_s_own_figure_stands_on_a_parish_s_sheet_and_waits_for_who_states_it(hub: Hub) -> None:
    await hub.opens("2019")
    waiting = (await cells_of(hub, "A3", "NV", "2019"))["INC01"]
    assert (waiting.answer.value, waiting.waits_for) == ("WAITING", hub.units["ST"])
    hub.clock.to("2020-01-05 09:00")
    await hub.opens("2019")
    await hub.as_("P05").states_register("ST", "2019", {("INC01", "TY"): "9000"})
    cell = (await cells_of(hub, "A3", "NV", "2019"))["INC01"]
    assert (cell.answer.value, cell.value, cell.confirmed) == ("REGISTER", Decimal(9000), True)


async def test_what_the_hub_will_count_says_so_and_an_imported_count_is_an_answer(hub: Hub) -> None:
    hub.clock.to("2020-01-05 09:00")
    await hub.opens("2019")
    cell = (await cells_of(hub, "A3", "NV", "2019"))["HUB01"]
    assert (cell.answer.value, cell.value) == ("NOT_YET_COUNTED", None)
    item = await hub.period("NV", "2019")
    await hub.runs(IMPORTED, area=hub.areas["NV"], item=item)
    cell = (await cells_of(hub, "A3", "NV", "2019"))["HUB01"]
    assert (cell.answer.value, cell.value, cell.confirmed) == ("HUB", Decimal(3), True)


async def test_a_unit_of_the_form_s_own_is_converted_exactly_and_rounded_there(own_hub: Hub) -> None:
    hub = own_hub
    await hub.runs("update form_fields set factor_numerator = 1, factor_denominator = 15, unit_of_measure = '公顷'")
    await confirmed(hub, "2019-01", values={"BIR01": "100", "DEA01": "7"})
    cells = await cells_of(hub, "A1", "NV", "2019-01")
    assert {code: (str(cells[code].value), cells[code].unit_of_measure) for code in ("BIR01", "DEA01", "NAT01")} == {
        "BIR01": ("6.67", "公顷"),
        "DEA01": ("0.47", "公顷"),
        "NAT01": ("6.20", "公顷"),  # of the exact 93, not of the rounded figures above
    }


async def test_tonnes_are_kilograms_on_a_form_that_counts_in_them(hub: Hub) -> None:
    hub.clock.to("2020-01-05 09:00")
    await confirmed(hub, "2019", values={"WHE01": "120.5"})
    cell = (await cells_of(hub, "A3", "NV", "2019"))["WHE01"]
    assert (str(cell.value), cell.unit_of_measure, cell.answer.value) == ("120500", "公斤", "STATED")


async def test_a_slower_fact_on_a_faster_form_is_the_last_known_with_its_period(own_hub: Hub) -> None:
    hub = own_hub
    await hub.runs(
        "update form_fields set indicator_id = (select id from indicators where code = 'COW01'), asks = 'state'"
        " where form_id = (select id from forms where code = 'A1') and ordinal = 1"
    )
    await confirmed(hub, "2019Q2", values={**THIRD_QUARTER, "COW01": "110"})
    july = (await cells_of(hub, "A1", "NV", "2019-07"))["COW01"]
    assert (july.answer.value, july.value, str(july.known), july.confirmed) == (
        "LAST_KNOWN",
        Decimal(110),
        "2019Q2",
        True,
    )
    september = (await cells_of(hub, "A1", "NV", "2019-09"))["COW01"]  # ends with the quarter: the figure is asked now
    assert (september.answer.value, september.value) == ("ASKED", None)
    await entered(hub, "2019Q3", values=THIRD_QUARTER)
    stated = (await cells_of(hub, "A1", "NV", "2019-10"))["COW01"]
    assert (stated.value, str(stated.known)) == (Decimal(110), "2019Q2")  # the newest is not confirmed yet
    before = (await cells_of(hub, "A1", "NV", "2019-02"))["COW01"]
    assert (before.answer.value, before.value, before.known, before.confirmed) == ("LAST_KNOWN", None, None, True)


async def test_the_last_known_is_shown_however_old_with_its_period(own_hub: Hub) -> None:
    hub = own_hub
    await hub.runs(
        "update form_fields set indicator_id = (select id from indicators where code = 'COW01'), asks = 'state'"
        " where form_id = (select id from forms where code = 'A1') and ordinal = 1"
    )
    for period, value in (("2018Q1", "104"), ("2018Q2", "107"), ("2018Q3", None)):
        if value is None:
            await entered(hub, period, values={**THIRD_QUARTER, "COW01": "999"})  # stated and not confirmed: not known
        else:
            await confirmed(hub, period, values={**THIRD_QUARTER, "COW01": value})
    for period in ("2020-07", "2021-01", "2027-11"):
        cell = (await cells_of(hub, "A1", "NV", period))["COW01"]
        assert (cell.answer.value, cell.value, str(cell.known), cell.confirmed) == (
            "LAST_KNOWN",
            Decimal(107),
            "2018Q2",
            True,
        )
        assert [await hub.one(text("select value from facts where id = :id"), id=fact) for fact in cell.facts] == [107]


async def test_an_ended_indicator_is_shown_as_ended_and_holds_nothing_up(own_hub: Hub) -> None:
    hub = own_hub
    await hub.runs("update indicators set valid_to = '2018-12-31' where code in ('BIR01', 'DEA01', 'NAT01')")
    await hub.runs("update settings set value = value || '{\"loader\": \"of the test\"}' where name = 'pack'")
    await hub.reads_the_county_again()
    await hub.opens("2019-01")
    await hub.as_("P03").states_register("RE", "2019-01", PEOPLE)
    sheet = await sheet_of(hub, "A1", "NV", "2019-01")
    assert sheet is not None
    assert [cell.answer.value for cell in sheet.cells] == ["REGISTER", "REGISTER", "ENDED", "ENDED", "ENDED"]
    assert sheet.complete


async def test_a_ratio_without_a_denominator_is_no_question(hub: Hub) -> None:
    """The birth rate of 2018 looks at the people at the end of 2017, whom nobody is asked for."""
    hub.clock.to("2019-01-05 09:00")
    cell = (await cells_of(hub, "A3", "NV", "2018"))["BIR02"]
    assert cell.answer.value == "WAITING"
    for month in range(1, 13):
        await confirmed(hub, f"2018-{month:02d}", values={"BIR01": "1", "DEA01": "1"})
    await hub.opens("2018-12")
    await hub.as_("P03").states_register("RE", "2018-12", PEOPLE)
    cell = (await cells_of(hub, "A3", "NV", "2018"))["BIR02"]
    assert (cell.answer.value, cell.value, cell.waits_for) == ("FORMULA", None, None)


async def test_each_sees_the_sheets_that_are_theirs(hub: Hub) -> None:
    await january(hub)
    wanted = [(form, area, "2019-01") for form in ("A1",) for area in ("NV", "SV")] + [("A2", "NV", "2019Q1")]
    found = {}
    for person in hub.people:
        sheets = await sheets_of(hub, wanted, hub.as_(person))
        found[person] = [(sheet.form, sheet.area == hub.areas["NV"]) for sheet in sheets]
    everything = [("A1", True), ("A1", False), ("A2", True)]
    north, south, registry = [("A1", True), ("A2", True)], [("A1", False)], [("A1", True), ("A1", False)]
    assert found == {
        "P01": everything, "P02": [], "P03": registry, "P04": [], "P05": everything, "P06": north, "P07": north,
        "P08": north, "P09": south, "P10": south, "P11": south, "P12": [],
    }  # fmt: skip


async def test_a_department_sees_a_calculated_cell_of_its_form_and_not_what_is_only_stated(own_hub: Hub) -> None:
    hub = own_hub
    await january(hub)
    await hub.runs(
        "delete from form_fields where ordinal in (3, 4) and form_id = (select id from forms where code = 'A1')"
    )
    registrar = hub.as_("P03")
    cells = await cells_of(hub, "A1", "NV", "2019-01", registrar)
    assert shown(cells)["NAT01"] == ("FORMULA", 5)  # of births and deaths, which the registry's form no longer asks
    assert await registrar.reads(_stated("BIR01")) == []
    await entered(hub, "2019-02", values={"BIR01": "9", "DEA01": "1"})
    assert shown(await cells_of(hub, "A1", "NV", "2019-02", registrar))["NAT01"] == ("ASKED", None)
    assert shown(await cells_of(hub, "A1", "NV", "2019-02", recorder(hub)))["NAT01"][0] == "FORMULA"
