"""Invented figures: they obey every rule, meet the baseline, and are the same every time."""

from collections.abc import Hashable, Sequence
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resolvers.life.course import Span, course
from resolvers.life.models import Model, models
from resolvers.life.plot import plot
from resolvers.life.story import Story
from resolvers.statistics.asked import periods_of
from resolvers.statistics.calculate import Calculator
from resolvers.statistics.catalogue import Indicator, Level, OverTime, SourceKind
from resolvers.statistics.checks import Checks
from resolvers.statistics.findings import FindingKind
from resolvers.statistics.periods import Period, PeriodKind
from tests.life.told import FUXIAN, TINY, Told, told

DAYS = (date(2026, 11, 23), date(2027, 1, 2), date(2026, 3, 31))


@pytest.fixture(scope="module")
def fuxian() -> Told:
    """The sample county's figures."""
    return told(FUXIAN)


@pytest.mark.parametrize("today", DAYS, ids=str)
def test_the_sample_county_breaks_no_rule_whatever_day_it_is(fuxian: Told, today: date) -> None:
    lived = course(today, Span())
    refusing = [
        (finding.indicator, area, str(finding.period), finding.rule)
        for area in fuxian.stories
        for finding in fuxian.findings(area, sorted(lived))
        if finding.kind.refuses
    ]
    assert refusing == []


def test_the_years_between_break_no_rule_either(fuxian: Told) -> None:
    every = [period for year in range(2018, 2027) for period in periods_of(year)]
    assert [found for found in fuxian.findings("T03", every) if found.kind.refuses] == []


def test_a_few_figures_want_words(fuxian: Told) -> None:
    lived = sorted(course(DAYS[0], Span()))
    stated = sum(len(fuxian.stated(area, lived)) for area in fuxian.stories)
    warned = [finding for area in fuxian.stories for finding in fuxian.findings(area, lived)]
    assert {finding.kind for finding in warned} == {FindingKind.YEAR_ON_YEAR, FindingKind.WARNING}
    assert 20 <= len(warned) <= stated // 200


def test_a_pack_without_models_gets_figures_that_break_no_rule() -> None:
    tiny = told(TINY)
    every = [period for year in range(2018, 2027) for period in periods_of(year)]
    for area in tiny.stories:
        assert [found for found in tiny.findings(area, every) if found.kind.refuses] == []


def test_stocks_at_the_end_of_2018_and_flows_of_2018_are_those_of_the_baseline(fuxian: Told) -> None:
    different = [
        (row.unit, code, size, figure)
        for row in fuxian.pack.baseline
        for code, size in row.values.items()
        if (figure := fuxian.stories[row.unit].figure(code, Period.of_year(2018))) != size
    ]
    assert different == []


def test_the_population_moves_by_births_deaths_and_moves_alone(fuxian: Told) -> None:
    story = fuxian.stories["T03"]
    month = Period.parse("2018-02")
    while month < Period.parse("2027-01"):
        now, before, births, deaths, moved_in, moved_out = (
            story.figure(code, at)
            for code, at in (
                ("POP02", month),
                ("POP02", month.previous),
                ("POP15", month),
                ("POP16", month),
                ("POP17", month),
                ("POP18", month),
            )
        )
        assert None not in (now, before, births, deaths, moved_in, moved_out)
        assert now == before + births - deaths + moved_in - moved_out  # type: ignore[operator]
        month = month.next


def test_apples_are_sold_after_the_harvest(fuxian: Told) -> None:
    sold = [fuxian.stories["T03"].figure("FRU12", month) or Decimal(0) for month in Period.of_year(2019).months()]
    assert sum(sold[9:12]) > 5 * sum(sold[5:8])


def test_what_was_told_stays_as_it_was_when_time_goes_on(fuxian: Told) -> None:
    shorter = Story(fuxian.plot, "T03", Level.TOWN, {r.unit: r.values for r in fuxian.pack.baseline}["T03"])
    shorter.tell(Period.parse("2019-08"))
    longer = fuxian.stories["T03"].values
    assert shorter.values and shorter.values == {key: longer[key] for key in shorter.values}


def test_years_that_nobody_lives_may_be_left_out(fuxian: Told) -> None:
    some = Story(fuxian.plot, "T03", Level.TOWN, {r.unit: r.values for r in fuxian.pack.baseline}["T03"])
    some.tell(Period.parse("2025-06"), years={2018, 2019, 2025})
    every = fuxian.stories["T03"].values
    lived = {key: value for key, value in some.values.items() if key[1] // 100 in (2018, 2019, 2025)}
    assert {key: value for key, value in lived.items() if every[key] != value} == {}
    assert sorted({period // 100 for code, period in some.values if code == "FRU12"}) == [2018, 2019, 2024, 2025]
    assert sorted({period // 100 for code, period in some.values if code == "POP02"}) == list(range(2018, 2026))


def test_ended_indicators_have_no_figures_and_new_ones_begin(fuxian: Told) -> None:
    story = fuxian.stories["T03"]
    ends, begins = Period.parse("2020-12"), Period.parse("2021-01")
    assert [story.figure("POV01", ends) is None, story.figure("POV01", begins) is None] == [False, True]
    assert [story.figure("RRV01", ends) is None, story.figure("RRV01", begins) is None] == [True, False]


def _indicator(code: str, rules: str = "", kind: PeriodKind = PeriodKind.MONTH, *, flow: bool = False) -> Indicator:
    return Indicator(
        code=code,
        name_zh=code,
        name_en=code,
        unit="人",
        decimals=0,
        period=kind,
        source=SourceKind.TOWNSHIP,
        over_time=OverTime.SUM if flow else OverTime.LAST,
        minimum=Decimal(0),
        rules=rules,
    )


@st.composite
def catalogues(draw: st.DrawFn) -> Sequence[Indicator]:
    """A whole, parts that make it up, shares of them at other periods, and flows bound from January on."""
    kinds = st.sampled_from(list(PeriodKind))
    parts = [f"P{number}" for number in range(draw(st.integers(2, 4)))]
    made = [_indicator("T", f"T == {' + '.join(parts)}"), *(_indicator(part) for part in parts)]
    made += [_indicator(f"S{n}", f"S{n} <= {part}", draw(kinds)) for n, part in enumerate(parts)]
    made.append(_indicator("W", f"W >= {parts[0]} + {parts[1]}", draw(kinds)))
    made += [_indicator("F", flow=True), _indicator("G", "cum(G) <= cum(F)", draw(kinds), flow=True)]
    return draw(st.permutations(made))


@settings(max_examples=30, deadline=None)
@given(catalogues(), st.sampled_from(["a", "b", "c"]))
def test_any_catalogue_of_sums_parts_and_shares_is_obeyed(made: Sequence[Indicator], seed: str) -> None:
    indicators = {indicator.code: indicator for indicator in made}
    shares = [Model(code, of="T", share=0.3, rest=code == "P0") for code in indicators if code.startswith("P")]
    story = Story(plot(seed, indicators, models(indicators, shares, ())), "A", Level.TOWN, {})
    story.tell(Period.parse("2019-12"))
    periods = sorted(period for year in (2018, 2019) for period in periods_of(year))
    figures: dict[tuple[str, Hashable, int], Decimal] = {
        (code, "A", period.id): value
        for period in periods
        for code, indicator in indicators.items()
        if indicator.period is period.kind and (value := story.figure(code, period)) is not None
    }
    calculator = Calculator(indicators, figures, lambda _area, _period: ())
    checks = Checks(indicators)
    found = [found for period in periods for found in checks.stated(calculator, "A", period, set(indicators))]
    assert [each for each in found if each.kind.refuses] == []
