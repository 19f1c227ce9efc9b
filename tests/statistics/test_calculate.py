"""What a figure is, from figures on record: over time, over areas, by formula."""

import time
from collections.abc import Hashable, Sequence
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolvers.statistics.asked import Asking
from resolvers.statistics.calculate import Calculator, Origin, Way, origin
from resolvers.statistics.catalogue import Indicator, Level, OverSpace, OverTime, SourceKind
from resolvers.statistics.periods import Period, PeriodKind
from tests.statistics.sample import TOWNSHIPS, forms, indicators

COUNTY = "CG"


def parts_of(area: Hashable, period: Period) -> Sequence[str]:
    return TOWNSHIPS if area == COUNTY else ()


def calculator(figures: dict[tuple[str, str, str], str | int]) -> Calculator:
    """A calculator over the sample catalogue, with figures by code, area and period as written."""
    on_record: dict[tuple[str, Hashable, int], Decimal] = {
        (code, area, Period.parse(period).id): Decimal(value) for (code, area, period), value in figures.items()
    }
    return Calculator(indicators(), on_record, parts_of)


def year_of(
    code: str, *values: int | str, area: str = "T03", year: int = 2019
) -> dict[tuple[str, str, str], int | str]:
    """Figures of an indicator for the months, or quarters, from the begin of a year."""
    quarterly = indicators()[code].period is PeriodKind.QUARTER
    written = [f"{year}Q{number}" if quarterly else f"{year}-{number:02d}" for number in range(1, 13)]
    return {(code, area, period): value for period, value in zip(written, values, strict=False)}


def figure(calculated: Calculator, code: str, period: str, area: str = "T03") -> str | None:
    value = calculated.figure(code, area, Period.parse(period))
    return None if value is None else str(value)


def test_a_flow_is_summed_over_time_and_unknown_while_a_month_is_missing() -> None:
    whole = calculator(year_of("POP15", *range(1, 13)))
    assert [figure(whole, "POP15", each) for each in ("2019-03", "2019Q1", "2019Q4", "2019")] == ["3", "6", "33", "78"]
    torn = calculator(year_of("POP15", *range(1, 6)))
    assert [figure(torn, "POP15", each) for each in ("2019Q1", "2019Q2", "2019")] == ["6", None, None]


def test_a_stated_zero_is_zero_and_a_missing_figure_is_not() -> None:
    assert figure(calculator(year_of("POP15", 0, 0, 0)), "POP15", "2019Q1") == "0"
    assert figure(calculator({}), "POP15", "2019Q1") is None


def test_a_stock_takes_the_last_month_and_is_never_summed() -> None:
    months = calculator(year_of("POP02", *range(101, 113)))
    assert [figure(months, "POP02", each) for each in ("2019Q1", "2019Q3", "2019")] == ["103", "109", "112"]
    only_december = calculator({("POP02", "T03", "2019-12"): 112})
    assert figure(only_december, "POP02", "2019") == "112"
    assert figure(only_december, "POP02", "2019Q3") is None


def test_a_figure_stated_for_a_quarter_gives_the_year_where_no_month_is_stated() -> None:
    quarters: dict[tuple[str, str, str], str | int] = {("ENV07", "T03", f"2019Q{number}"): 10 for number in range(1, 5)}
    assert figure(calculator(quarters), "ENV07", "2019") == "40.00"
    assert figure(calculator(quarters), "ENV07", "2019-03") is None


def test_a_figure_is_unknown_for_a_period_shorter_than_its_own() -> None:
    assert figure(calculator({("LIV01", "T03", "2019-03"): 5}), "LIV01", "2019-03") is None


def test_the_countys_figure_is_the_sum_of_all_townships_or_unknown() -> None:
    stated: dict[tuple[str, str, str], str | int] = {("LIV01", town, "2019Q1"): 100 for town in TOWNSHIPS}
    assert figure(calculator(stated), "LIV01", "2019Q1", COUNTY) == "800"
    del stated["LIV01", "T05", "2019Q1"]
    assert figure(calculator(stated), "LIV01", "2019Q1", COUNTY) is None


def test_a_ratio_over_townships_is_the_ratio_of_the_sums_and_not_the_mean() -> None:
    stated: dict[tuple[str, str, str], str | int] = {}
    for town in TOWNSHIPS:
        stated |= {("LIV14", town, "2019Q1"): 100, ("LIV15", town, "2019Q1"): 100}
    stated |= {("LIV14", "T01", "2019Q1"): 10000, ("LIV15", "T01", "2019Q1"): 5000}
    assert figure(calculator(stated), "LIV16", "2019Q1", "T01") == "50.00"
    assert figure(calculator(stated), "LIV16", "2019Q1", COUNTY) == "53.27"  # 5700 / 10700; the mean would be 93.75


def test_a_ratio_over_time_is_the_ratio_of_the_sums() -> None:
    stated = year_of("HUB02", 10, 10, 80) | year_of("HUB03", 10, 10, 40)
    assert figure(calculator(stated), "HUB04", "2019-03") == "50.00"
    assert figure(calculator(stated), "HUB04", "2019Q1") == "60.00"


def test_what_is_settled_in_a_later_month_is_compared_from_january_on() -> None:
    # 20 hazards found in January, removed in February: neither month alone gives the share.
    stated = year_of("SAF03", 20, 5, 0, 5) | year_of("SAF04", 0, 20, 5, 0)
    shares = [figure(calculator(stated), "SAF05", f"2019-{month:02d}") for month in range(1, 5)]
    assert shares == ["0.00", "80.00", "100.00", "83.33"]
    assert figure(calculator(stated), "SAF05", "2019Q1") == "100.00"


@pytest.mark.parametrize(
    ("ratio", "part", "whole"),
    [("FIN07", "FIN06", "FIN05"), ("SAF05", "SAF04", "SAF03"), ("SAF08", "SAF07", "SAF06"), ("SAF11", "SAF10", "SAF09"),
     ("POV19", "POV18", "POV17")],
)  # fmt: skip
def test_the_five_ratios_from_january_on_begin_anew_each_year(ratio: str, part: str, whole: str) -> None:
    stated = year_of(whole, *[10] * 12, year=2018) | year_of(part, *[0] * 12, year=2018)
    stated |= year_of(whole, 8, 8, 8, 8) | year_of(part, 2, 4, 6, 4)
    known = calculator(stated)
    assert [figure(known, ratio, each) for each in ("2018-12", "2019-01", "2019-04", "2019Q1", "2019-05")] == [
        "0.00", "25.00", "50.00", "50.00", None,
    ]  # fmt: skip


def test_a_zero_denominator_leaves_the_ratio_unknown() -> None:
    assert figure(calculator(year_of("SAF03", 0) | year_of("SAF04", 0)), "SAF05", "2019-01") is None


def test_the_birth_rate_is_taken_over_the_mean_of_begin_and_end() -> None:
    stated = year_of("POP15", *[10] * 12) | {("POP02", "T03", "2018-12"): 17000, ("POP02", "T03", "2019-12"): 17600}
    assert figure(calculator(stated), "POP19", "2019") == "6.94"  # 120 / 17300 * 1000
    assert figure(calculator(year_of("POP15", *[10] * 12)), "POP19", "2019") is None


def test_a_weighted_mean_takes_its_weight_and_needs_no_value_where_the_weight_is_zero() -> None:
    stated: dict[tuple[str, str, str], str | int] = {("FRU06", town, "2019"): 0 for town in TOWNSHIPS}
    stated |= {("FRU06", "T02", "2019"): 300, ("FRU06", "T03", "2019"): 100}
    stated |= {("FRU10", "T02", "2019"): 80, ("FRU10", "T03", "2019"): 60}
    assert figure(calculator(stated), "FRU10", "2019", COUNTY) == "75.00"
    del stated["FRU10", "T03", "2019"]
    assert figure(calculator(stated), "FRU10", "2019", COUNTY) is None
    assert figure(calculator({("FRU06", town, "2019"): 0 for town in TOWNSHIPS}), "FRU10", "2019", COUNTY) is None


def test_a_county_indicator_has_no_township_figure_and_is_not_summed_over_areas() -> None:
    stated: dict[tuple[str, str, str], str | int] = {("INC07", COUNTY, "2019"): 11000}
    assert figure(calculator(stated), "INC07", "2019", COUNTY) == "11000.00"
    assert figure(calculator(stated), "INC07", "2019", "T03") is None
    towns: dict[tuple[str, str, str], str | int] = {("INC07", town, "2019"): 1 for town in TOWNSHIPS}
    assert figure(calculator(towns), "INC07", "2019", COUNTY) is None


def test_a_calculated_figure_follows_its_formula_and_the_record_only_without_it() -> None:
    taken_over: dict[tuple[str, str, str], str | int] = {("LAB02", "T03", "2018"): 9000, ("LAB02", "T03", "2019"): 1}
    stated = {(code, "T03", "2019"): 3000 for code in ("LAB03", "LAB04", "LAB05")}
    known = calculator({**taken_over, **stated})
    assert [figure(known, "LAB02", each) for each in ("2018", "2019")] == ["9000", "9000"]


def test_rounding_happens_once_at_the_end() -> None:
    thirds = {("HUB05", "T03", f"2019-0{month}"): "0.05" for month in (1, 2, 3)}
    stated = thirds | {("HUB02", "T03", f"2019-0{month}"): 10 for month in (1, 2, 3)}
    assert figure(calculator(dict(stated)), "HUB06", "2019-01") == "0.01"  # 0.005
    assert calculator(dict(stated)).value("HUB06", "T03", Period.parse("2019Q1")) == Fraction(1, 200)


def test_a_figure_says_what_it_comes_from() -> None:
    known = calculator(year_of("SAF03", 20, 5, 5, 5) | year_of("SAF04", 0, 20, 5, 0))
    share = known.derivation("SAF05", "T03", Period.parse("2019-04"))
    assert share.way is Way.FORMULA
    assert [(code, str(period)) for code, _, period in share.sources] == [
        ("SAF04", "2019Q1"), ("SAF04", "2019-04"), ("SAF03", "2019Q1"), ("SAF03", "2019-04"),
    ]  # fmt: skip
    quarter = known.derivation("SAF03", "T03", Period.parse("2019Q1"))
    assert (quarter.way, quarter.value, len(quarter.sources)) == (Way.PERIODS, Fraction(30), 3)
    assert known.derivation("SAF03", COUNTY, Period.parse("2019Q1")).way is Way.AREAS
    assert known.derivation("SAF03", "T03", Period.parse("2019-01")).way is Way.RECORD
    assert known.derivation("POP15", "T03", Period.parse("2019-01")).value is None


def test_who_gives_a_figure_is_said_by_its_indicator() -> None:
    asked = {code: origin(indicators()[code]) for code in ("POP08", "POP02", "LAB02", "HUB01", "INC07")}
    assert asked == {
        "POP08": Origin.STATED,
        "POP02": Origin.REGISTER,
        "LAB02": Origin.FORMULA,
        "HUB01": Origin.HUB,
        "INC07": Origin.COUNTY,
    }


def test_formulas_that_lead_back_to_themselves_are_unknown_and_end() -> None:
    looped = {
        code: Indicator(code, code, code, "个", 0, PeriodKind.MONTH, SourceKind.CALCULATED, formula=formula)
        for code, formula in (("A", "B + 1"), ("B", "A + 1"))
    }
    assert Calculator(looped, {}, parts_of).value("A", "T03", Period.parse("2019-01")) is None


def test_a_mean_over_time_needs_every_part() -> None:
    mean = Indicator(
        "M", "M", "M", "%", 2, PeriodKind.QUARTER, SourceKind.TOWNSHIP, Level.TOWN, OverTime.AVG, OverSpace.NONE
    )
    known: dict[tuple[str, Hashable, int], Decimal] = {("M", "T03", 201920 + n): Decimal(n) for n in range(1, 5)}
    assert Calculator({"M": mean}, known, parts_of).value("M", "T03", Period(201930)) == Fraction(5, 2)
    del known["M", "T03", 201922]
    assert Calculator({"M": mean}, known, parts_of).value("M", "T03", Period(201930)) is None


def test_an_indicator_that_does_not_add_up_over_time_has_no_cumulative_value() -> None:
    known = calculator(year_of("POP02", 5, 5, 5))
    assert known.cumulative("POP02", "T03", Period.parse("2019-02")) is None


@given(st.lists(st.lists(st.integers(0, 1000), min_size=12, max_size=12), min_size=8, max_size=8))
def test_summing_towns_then_months_equals_months_then_towns(table: list[list[int]]) -> None:
    stated = {
        key: value
        for town, row in zip(TOWNSHIPS, table, strict=True)
        for key, value in year_of("POP15", *row, area=town).items()
    }
    known = calculator(stated)
    whole = known.value("POP15", COUNTY, Period.of_year(2019))
    assert whole == sum(map(sum, table))
    assert whole == sum(known.value("POP15", town, Period.of_year(2019)) or 0 for town in TOWNSHIPS)
    assert whole == known.cumulative("POP15", COUNTY, Period.parse("2019-12"))


def test_a_townships_year_is_calculated_within_a_second() -> None:
    facts = Asking(indicators(), forms()).in_year(2019)
    stated: dict[tuple[str, Hashable, int], Decimal] = {
        (fact.indicator, "T03", fact.period.id): Decimal(7)
        for fact in facts
        if fact.source is not SourceKind.CALCULATED
    }
    known = Calculator(indicators(), stated, parts_of)
    begun = time.process_time()
    values = [known.value(fact.indicator, "T03", fact.period) for fact in facts]
    assert time.process_time() - begun < 1
    unknown = {fact.indicator for fact, value in zip(facts, values, strict=True) if value is None}
    assert unknown == {"POP20"}  # natural growth needs the population of the year before
