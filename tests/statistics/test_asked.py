"""Who is asked for what: the counting rule on the sample county, and the edges of periods and validity."""

import csv
import json
from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolvers.statistics.asked import Asking, cells, due_on, ledger, periods_of
from resolvers.statistics.catalogue import (
    Column,
    Form,
    FormField,
    Indicator,
    Level,
    OverTime,
    SourceKind,
    Validity,
)
from resolvers.statistics.periods import Period, PeriodKind
from resolvers.terms import DayKind, WorkingCalendar
from tests.statistics.sample import PACK, forms, indicators

MONTH, QUARTER, YEAR = PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.YEAR


def test_the_sample_countys_year_is_counted_exactly() -> None:
    expected = json.loads((PACK / "overlap_totals.json").read_text(encoding="utf-8"))
    counted = ledger(2019, indicators(), forms(), townships=8)
    assert (counted.sheets, counted.cells, counted.facts) == (1768, 25576, 13537)
    assert counted.sheets == expected["submissions_a_year"]
    assert counted.cells == expected["cells_asked_a_year"]
    assert counted.facts == expected["distinct_facts_a_year"]
    assert counted.facts_by_source == expected["facts_by_source"]
    assert counted.cells_by_source == expected["cells_by_source"]
    assert counted.facts_by_source[SourceKind.TOWNSHIP] == 5648 == expected["facts_a_township_must_state"]


def test_unapproved_forms_add_cells_and_no_fact_that_a_township_states() -> None:
    everything = ledger(2019, indicators(), forms(), townships=8)
    approved = ledger(2019, indicators(), [form for form in forms() if form.entry], townships=8)
    assert (approved.sheets, approved.cells) == (1568, 20768)
    assert (everything.sheets - approved.sheets, everything.cells - approved.cells) == (200, 4808)
    assert approved.facts_by_source[SourceKind.TOWNSHIP] == 5648


def test_one_township_states_706_facts_and_its_sheets_hold_3197_cells() -> None:
    facts = Asking(indicators(), forms()).in_year(2019)
    towns = [fact for fact in facts if fact.level is Level.TOWN]
    assert (len(towns), [fact.indicator for fact in facts if fact.level is Level.COUNTY]) == (1692, ["INC07"])
    assert Counter(fact.source for fact in towns)[SourceKind.TOWNSHIP] == 706
    one = ledger(2019, indicators(), forms(), townships=1)
    assert (one.sheets, one.cells, one.facts) == (221, 3197, 1693)


def test_every_row_of_the_overlap_is_counted_exactly() -> None:
    facts = Asking(indicators(), forms()).in_year(2019)
    by_code: Counter[str] = Counter()
    for fact in facts:
        by_code[fact.indicator] += fact.times(8)
    cells_by_code: Counter[str] = Counter()
    forms_by_code: dict[str, set[str]] = {}
    for form in forms():
        for sheet in Period.of_year(2019).parts(form.period):
            for indicator in cells(form, sheet, indicators()):
                cells_by_code[indicator.code] += 8
                forms_by_code.setdefault(indicator.code, set()).add(form.code)
    with (PACK / "overlap.csv").open(encoding="utf-8") as file:
        expected = list(csv.DictReader(file))
    assert len(expected) == 285 == len(by_code)
    for row in expected:
        code = row["indicator"]
        assert (cells_by_code[code], by_code[code]) == (int(row["cells_a_year"]), int(row["facts_a_year"])), code
        assert sorted(forms_by_code[code]) == row["form_codes"].split(), code


def test_a_normal_month_asks_191_cells_on_13_forms() -> None:
    sheets = [cells(form, Period.parse("2019-05"), indicators()) for form in forms() if form.period is MONTH]
    asked = [sheet for sheet in sheets if sheet]
    assert (len(asked), sum(map(len, asked))) == (13, 191)


def test_facts_that_only_unapproved_forms_want_are_not_open_for_entry() -> None:
    closed = [fact for fact in Asking(indicators(), forms()).in_year(2019) if not fact.open_for_entry]
    assert {fact.indicator for fact in closed} == {"HUB11", "HUB18", "HUB20", "HUB21", "HUB22", "POP20"}
    assert SourceKind.TOWNSHIP not in {fact.source for fact in closed}


def test_the_fact_is_due_with_the_soonest_form_that_may_ask() -> None:
    december = {fact.indicator: fact for fact in Asking(indicators(), forms()).of_period(Period.parse("2019-12"))}
    # INF12 is asked by F09 (+2d), F10 and F24 (+5d), F19 (+8d); F30 and F31 (+1d) never open for entry.
    assert december["INF12"].forms == ("F09", "F10", "F19", "F24", "F30", "F31")
    assert (december["INF12"].due_on, december["INF12"].open_for_entry) == (date(2020, 1, 2), True)


def test_ended_indicators_drop_out_and_their_successors_are_asked() -> None:
    asked = Asking(indicators(), forms())
    in_2020 = {fact.indicator for fact in asked.in_year(2020)}
    in_2021 = {fact.indicator for fact in asked.in_year(2021)}
    assert "POV10" in in_2020 and not any(code.startswith("POV") for code in in_2021)
    assert "RRV07" in in_2021 and "RRV07" not in in_2020


def test_the_year_before_the_first_forms_is_asked_as_that_year() -> None:
    asking = Asking(indicators(), forms())
    first, before = asking.in_year(2019), asking.in_year_before(2018, 2019)
    assert [fact.indicator for fact in before] == [fact.indicator for fact in first]
    assert [fact.period for fact in before] == [fact.period.last_year for fact in first]
    assert {fact.due_on.year - fact.period.year for fact in before} == {0, 1}


def test_a_year_before_the_first_forms_is_not_asked_of_indicators_that_begin_later() -> None:
    late = {code: replace(row, validity=Validity(date(2018, 7, 1))) for code, row in indicators().items()}
    periods = {fact.period for fact in Asking(late, forms()).in_year_before(2018, 2019)}
    assert min(periods) == Period.parse("2018-07")


def test_no_form_is_in_force_before_2019() -> None:
    assert Asking(indicators(), forms()).in_year(2018) == []


ALWAYS = Validity()
DAYS = st.dates(date(2018, 6, 1), date(2020, 6, 1))


def stock(code: str, period: PeriodKind, over_time: OverTime = OverTime.LAST, validity: Validity = ALWAYS) -> Indicator:
    return Indicator(code, code, code, "个", 0, period, SourceKind.TOWNSHIP, over_time=over_time, validity=validity)


def form(code: str, period: PeriodKind, *asks: str, due: str = "+5d", validity: Validity = ALWAYS) -> Form:
    return Form(code, period, due, tuple(FormField(each, Column.STATE) for each in asks), validity=validity)


def asked(indicator: Indicator, *wanting: Form, year: int = 2019) -> list[str]:
    return [str(fact.period) for fact in Asking({indicator.code: indicator}, wanting).in_year(year)]


def test_a_fact_is_asked_at_the_finest_period_a_form_asks() -> None:
    assert asked(stock("A", MONTH), form("F", YEAR, "A")) == ["2019"]
    assert asked(stock("A", MONTH), form("F", YEAR, "A"), form("G", QUARTER, "A")) == [
        "2019Q1", "2019Q2", "2019Q3", "2019Q4",
    ]  # fmt: skip
    assert len(asked(stock("A", MONTH), form("F", YEAR, "A"), form("H", MONTH, "A"))) == 12


def test_a_form_never_asks_a_fact_finer_than_the_indicator() -> None:
    assert asked(stock("A", QUARTER), form("F", MONTH, "A")) == ["2019Q1", "2019Q2", "2019Q3", "2019Q4"]
    assert asked(stock("A", YEAR), form("F", MONTH, "A"), form("G", QUARTER, "A")) == ["2019"]


def test_when_a_monthly_form_ends_in_summer_the_year_is_asked_of_the_yearly_one() -> None:
    monthly = form("M", MONTH, "A", validity=Validity(None, date(2019, 6, 30)))
    months = [f"2019-{number:02d}" for number in range(1, 7)]
    assert asked(stock("A", MONTH), form("Y", YEAR, "A"), monthly) == [*months, "2019"]


def test_when_a_monthly_form_begins_in_summer_december_gives_the_years_stock_but_not_its_flow() -> None:
    monthly = form("M", MONTH, "A", validity=Validity(date(2019, 7, 1)))
    months = [f"2019-{number:02d}" for number in range(7, 13)]
    assert asked(stock("A", MONTH), form("Y", YEAR, "A"), monthly) == months
    assert asked(stock("A", MONTH, OverTime.SUM), form("Y", YEAR, "A"), monthly) == [*months, "2019"]


def test_an_indicator_that_ends_within_the_year_is_asked_until_then() -> None:
    ended = stock("A", MONTH, validity=Validity(None, date(2019, 2, 28)))
    assert asked(ended, form("M", MONTH, "A"), form("Y", YEAR, "A")) == ["2019-01", "2019-02"]


@given(
    st.sampled_from(PeriodKind),
    st.lists(st.sampled_from(PeriodKind), min_size=1, max_size=5),
    st.sampled_from([OverTime.LAST, OverTime.SUM]),
)
def test_for_forms_in_force_all_year_the_finest_asking_counts(
    own: PeriodKind, kinds: list[PeriodKind], over_time: OverTime
) -> None:
    wanting = [form(f"F{number}", kind, "A") for number, kind in enumerate(kinds)]
    finest = max(own, min(kinds, key=lambda kind: kind.months), key=lambda kind: kind.months)
    assert asked(stock("A", own, over_time), *wanting) == [str(part) for part in Period.of_year(2019).parts(finest)]


@given(st.lists(st.tuples(st.sampled_from(PeriodKind), DAYS, DAYS), min_size=1, max_size=4))
def test_no_fact_is_asked_that_asked_facts_give_and_none_that_a_form_needs_is_left_out(
    written: list[tuple[PeriodKind, date, date]],
) -> None:
    wanting = [
        form(f"F{n}", kind, "A", validity=Validity(first, last)) for n, (kind, first, last) in enumerate(written)
    ]
    facts = [Period.parse(code) for code in asked(stock("A", MONTH, OverTime.SUM), *wanting)]

    def given_by(period: Period) -> bool:
        return period in facts or (
            period.kind.finer is not None and all(map(given_by, period.parts(period.kind.finer)))
        )

    for each in wanting:
        assert all(given_by(sheet) for sheet in Period.of_year(2019).parts(each.period) if each.in_force(sheet))
    for fact in facts:
        assert fact.kind.finer is None or not all(map(given_by, fact.parts(fact.kind.finer)))
        assert any(each.period is fact.kind and each.in_force(fact) for each in wanting)


def test_last_years_column_is_answered_by_the_hub_and_asks_nothing() -> None:
    printed = replace(form("F", MONTH), fields=(FormField("A", Column.LAST_YEAR),))
    assert asked(stock("A", MONTH), printed) == []
    assert cells(printed, Period.parse("2019-01"), {"A": stock("A", MONTH)}) == []


def test_a_quarterly_fact_on_a_monthly_form_is_due_after_the_quarters_last_month() -> None:
    (first, *_) = Asking({"A": stock("A", QUARTER)}, [form("M", MONTH, "A", due="+3d")]).in_year(2019)
    assert (str(first.period), first.due_on) == ("2019Q1", date(2019, 4, 3))


def test_a_form_of_longer_period_hastens_nothing_before_its_own_end() -> None:
    forms_ = [form("M", MONTH, "A", due="+9d"), form("Q", QUARTER, "A", due="+2d")]
    due = {str(fact.period): fact.due_on for fact in Asking({"A": stock("A", MONTH)}, forms_).in_year(2019)}
    assert (due["2019-02"], due["2019-03"]) == (date(2019, 3, 9), date(2019, 4, 2))


def test_a_sheet_that_no_longer_shows_an_ended_indicator_is_not_among_those_that_ask() -> None:
    ended = stock("A", MONTH, validity=Validity(None, date(2019, 2, 28)))
    facts = Asking({"A": ended}, [form("M", MONTH, "A"), form("Q", QUARTER, "A")]).in_year(2019)
    assert [(str(fact.period), fact.forms) for fact in facts] == [("2019-01", ("M",)), ("2019-02", ("M",))]


def test_due_rules_count_days_or_working_days() -> None:
    september = Period.parse("2019-09")
    golden_week = {date(2019, 10, day): DayKind.HOLIDAY for day in range(1, 8)}
    calendar = WorkingCalendar(golden_week)
    assert due_on("+3d", september) == date(2019, 10, 3)
    assert due_on("+3d", september, calendar) == date(2019, 10, 3)
    assert due_on("+3wd", september, calendar) == date(2019, 10, 10)
    for wrong in ("3d", "+3", "+d", "+3w", "", "+-3d", "+1000d"):
        with pytest.raises(ValueError, match="does not say when a form is due"):
            due_on(wrong, september, calendar)
    with pytest.raises(ValueError, match=r"\+3wd"):
        due_on("+3wd", september)


def test_the_periods_of_a_year_come_as_they_are_over() -> None:
    assert [str(period) for period in periods_of(2019)][2:5] == ["2019-03", "2019Q1", "2019-04"]
    assert len(periods_of(2019)) == 17
