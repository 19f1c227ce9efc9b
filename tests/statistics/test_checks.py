"""What is refused and what needs words, when a township states its figures."""

from collections.abc import Hashable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolvers.statistics.asked import Asking
from resolvers.statistics.calculate import Calculator
from resolvers.statistics.catalogue import Indicator, SourceKind
from resolvers.statistics.checks import Checks
from resolvers.statistics.findings import Finding, FindingKind, value_in_bounds
from resolvers.statistics.periods import Period, PeriodKind
from tests.statistics.sample import forms, indicators

CHECKS = Checks(indicators())
TOWN = "T03"


def known(**figures: str | int) -> Calculator:
    """A calculator over figures of one township, written as CODE_2019_08, CODE_2019Q3 or CODE_2019."""
    on_record: dict[tuple[str, Hashable, int], Decimal] = {}
    for written, value in figures.items():
        code, _, period = written.partition("_")
        on_record[code, TOWN, Period.parse(period.replace("_", "-")).id] = Decimal(value)
    return Calculator(indicators(), on_record, lambda area, period: ())


def check(calculator: Calculator, period: str, *stated: str) -> list[Finding]:
    return CHECKS.stated(calculator, TOWN, Period.parse(period), stated)


def brief(findings: list[Finding]) -> list[tuple[str, str, str, str]]:
    return [(each.kind.value, str(each.period), str(each.left), str(each.right)) for each in findings]


@pytest.mark.parametrize(
    ("value", "bound"),
    [("500", None), ("80000", None), ("499", "500"), ("80001", "80000"), ("-1", "500"), ("999999999999999", "80000")],
)
def test_a_value_outside_its_bounds_is_refused_with_the_bound(value: str, bound: str | None) -> None:
    finding = value_in_bounds(indicators()["POP08"], Period.parse("2019Q1"), Decimal(value))
    if bound is None:
        assert finding is None
        return
    assert finding is not None
    assert (finding.kind, finding.left, finding.right) == (FindingKind.OUT_OF_BOUNDS, Decimal(value), Decimal(bound))
    assert (finding.minimum, finding.maximum) == (Decimal(500), Decimal(80000))
    assert [each.name_zh for each in finding.mentions] == ["常住人口"]
    assert finding.kind.refuses


def test_a_stated_zero_is_within_bounds_that_begin_at_zero() -> None:
    assert value_in_bounds(indicators()["POP15"], Period.parse("2019-01"), Decimal(0)) is None


def test_a_value_with_more_decimals_than_the_indicator_is_refused() -> None:
    finding = value_in_bounds(indicators()["POP15"], Period.parse("2019-01"), Decimal("1.5"))
    assert finding is not None
    assert (finding.kind, str(finding.left), str(finding.right)) == (FindingKind.TOO_MANY_DECIMALS, "1.5", "0")
    assert value_in_bounds(indicators()["POP15"], Period.parse("2019-01"), Decimal("1.0")) is None
    (found,) = check(known(POP15_2019_01="1.5"), "2019-01", "POP15")
    assert found.kind is FindingKind.TOO_MANY_DECIMALS


def test_a_broken_rule_names_both_figures_with_their_values() -> None:
    (finding,) = check(known(LIV01_2019Q1=100, LIV02_2019Q1=120), "2019Q1", "LIV02")
    assert (finding.kind, finding.rule, finding.indicator) == (FindingKind.RULE_FAILED, "LIV02 <= LIV01", "LIV01")
    assert [(each.name_zh, each.name_en, each.unit, str(each.value)) for each in finding.mentions] == [
        ("其中:能繁母猪", "of which breeding sows", "头", "120"),
        ("生猪存栏", "Pigs in stock", "头", "100"),
    ]
    assert (finding.left, finding.right, finding.kind.refuses) == (Decimal(120), Decimal(100), True)


def test_a_rule_with_a_missing_figure_is_unknown_and_not_broken() -> None:
    assert check(known(LIV02_2019Q1=120), "2019Q1", "LIV02") == []


def test_only_rules_that_rest_on_what_is_stated_are_checked() -> None:
    calculator = known(LIV01_2019Q1=100, LIV02_2019Q1=120, LIV04_2019Q1=5)
    assert check(calculator, "2019Q1", "LIV04") == []


def test_a_sum_shows_every_part_of_the_broken_rule() -> None:
    (finding,) = check(known(BAS02_2019=12, BAS03_2019=2, BAS04_2019=10), "2019", "BAS04")
    assert (finding.left, finding.right) == (Decimal(10), Decimal(14))
    assert [each.code for each in finding.lefts] == ["BAS04"]
    assert [each.code for each in finding.rights] == ["BAS02", "BAS03"]


def test_a_rule_between_periods_is_checked_at_the_end_of_the_coarser_one() -> None:
    calculator = known(POP21_2019Q1=900, POP02_2019_01=1, POP02_2019_02=2, POP02_2019_03=800)
    assert brief(check(calculator, "2019Q1", "POP21")) == [("RULE_FAILED", "2019Q1", "900", "800")]
    # The month that ends the quarter can break it as well, another month cannot.
    assert brief(check(calculator, "2019-03", "POP02")) == [("RULE_FAILED", "2019Q1", "900", "800")]
    assert check(calculator, "2019-02", "POP02") == []


def test_a_rule_on_a_calculated_figure_is_checked_when_a_part_of_it_is_stated() -> None:
    calculator = known(LAB07_2019Q4=5, LAB08_2019Q4=5, LAB09_2019Q4=5, LAB14_2019_12=16)
    (finding,) = check(calculator, "2019Q4", "LAB08")
    assert (finding.rule, finding.left, finding.right) == ("LAB14 <= LAB06", Decimal(16), Decimal(15))
    assert brief(check(calculator, "2019-12", "LAB14")) == [("RULE_FAILED", "2019Q4", "16", "15")]


def test_from_january_on_settled_may_not_exceed_found() -> None:
    months = {"SAF03_2019_01": 10, "SAF03_2019_02": 0, "SAF04_2019_01": 4}
    assert check(known(**months, SAF04_2019_02=6), "2019-02", "SAF04") == []
    findings = check(known(**months, SAF04_2019_02=7), "2019-02", "SAF04")
    assert [(each.kind, each.rule, each.left, each.right) for each in findings] == [
        (FindingKind.CALCULATED_OUT_OF_BOUNDS, "BOUNDS", Decimal("110.00"), Decimal(100)),
        (FindingKind.RULE_FAILED, "cum(SAF04) <= cum(SAF03)", Decimal(11), Decimal(10)),
    ]
    assert [(each.code, each.reach, each.value) for each in findings[1].mentions] == [
        ("SAF04", "cum", Decimal(11)), ("SAF03", "cum", Decimal(10)),
    ]  # fmt: skip


def test_a_rule_known_for_the_month_is_not_found_again_for_quarter_and_year() -> None:
    months = {f"SAF0{code}_2019_{month:02d}": code for code in (3, 4) for month in range(1, 13)}
    broken = [each for each in check(known(**months), "2019-12", "SAF04") if each.kind is FindingKind.RULE_FAILED]
    assert brief(broken) == [("RULE_FAILED", "2019-12", "48", "36")]


def test_a_rule_known_only_for_the_quarter_is_checked_there() -> None:
    # SAF17 is stated monthly, FRU16 quarterly; both from January on.
    calculator = known(SAF17_2019_01=5, SAF17_2019_02=0, SAF17_2019_03=0, FRU16_2019Q1="5.5")
    assert brief(check(calculator, "2019Q1", "FRU16")) == [("RULE_FAILED", "2019Q1", "5.50", "5.00")]
    assert brief(check(calculator, "2019-03", "SAF17")) == [("RULE_FAILED", "2019Q1", "5.50", "5.00")]


def test_the_population_balance_wants_words() -> None:
    stated = dict(POP02_2019_01=1000, POP02_2019_02=1003, POP15_2019_02=5, POP16_2019_02=2, POP17_2019_02=1)
    assert check(known(**stated, POP18_2019_02=1), "2019-02", "POP15") == []
    (finding,) = check(known(**stated, POP18_2019_02=0), "2019-02", "POP15")
    assert (finding.kind, finding.left, finding.right) == (FindingKind.WARNING, Decimal(1003), Decimal(1004))
    assert [(each.code, str(each.period), each.reach) for each in finding.rights[:2]] == [
        ("POP02", "2019-01", "prev"), ("POP15", "2019-02", ""),
    ]  # fmt: skip
    assert not finding.kind.refuses


def test_a_warning_against_a_number_has_no_figure_on_that_side() -> None:
    (finding,) = check(known(EDU08_2019_03=2), "2019-03", "EDU08")
    assert (finding.kind, finding.rule, finding.right, finding.rights) == (
        FindingKind.WARNING,
        "EDU08 == 0",
        Decimal(0),
        (),
    )


@pytest.mark.parametrize(
    ("before", "now", "wants_words"),
    [("1000", "1080", False), ("1000", "1081", True), ("1000", "920", False), ("1000", "919", True)],
)
def test_a_change_of_more_than_the_percentage_wants_words(before: str, now: str, wants_words: bool) -> None:
    findings = check(known(POP08_2018Q4=before, POP08_2019Q4=now), "2019Q4", "POP08")
    assert [each.kind for each in findings] == [FindingKind.YEAR_ON_YEAR] * wants_words
    for each in findings:
        assert (each.rule, each.left, each.right, each.limit_pct) == ("YOY", Decimal(now), Decimal(before), Decimal(8))
        assert [str(mention.period) for mention in each.mentions] == ["2019Q4", "2018Q4"]


def test_without_a_figure_last_year_or_with_a_zero_there_is_no_percentage() -> None:
    assert check(known(LIV01_2019Q4=9999), "2019Q4", "LIV01") == []
    assert check(known(LIV01_2018Q4=0, LIV01_2019Q4=9999), "2019Q4", "LIV01") == []


def test_a_sum_of_stated_parts_is_compared_with_last_year_too() -> None:
    parts = {f"AGR{number}_{year}": value for number in (11, 12) for year, value in ((2018, 100), (2019, 150))}
    findings = check(known(**parts), "2019", "AGR11")
    assert [(each.indicator, each.kind) for each in findings] == [("AGR10", FindingKind.YEAR_ON_YEAR)]


def test_a_calculated_figure_out_of_bounds_wants_words_and_refuses_nothing() -> None:
    (finding,) = check(known(FRU06_2019=50000, FRU03_2019=10000), "2019", "FRU06")
    assert (finding.kind, finding.indicator, str(finding.left)) == (
        FindingKind.CALCULATED_OUT_OF_BOUNDS, "FRU07", "5000.00",
    )  # fmt: skip
    assert not finding.kind.refuses


def test_an_indicator_that_has_ended_is_no_longer_checked() -> None:
    assert check(known(POV10_2021_01=9, POV01_2021_01=5), "2021-01", "POV10") == []


def test_a_correction_is_checked_in_the_later_months_that_count_it() -> None:
    months = {f"SAF0{code}_2019_{month:02d}": 5 for code in (3, 4) for month in range(1, 5)}
    calculator = known(**(months | {"SAF03_2019_02": 4}))
    found = CHECKS.corrected(calculator, TOWN, Period.parse("2019-02"), ["SAF03"])
    broken = [each for each in found if each.kind is FindingKind.RULE_FAILED]
    assert brief(broken) == [
        ("RULE_FAILED", "2019-02", "10", "9"),
        ("RULE_FAILED", "2019-03", "15", "14"),
        ("RULE_FAILED", "2019-04", "20", "19"),
    ]


def test_a_correction_is_checked_in_the_month_after_that_looks_back() -> None:
    balance = dict(POP15_2020_01=0, POP16_2020_01=0, POP17_2020_01=0, POP18_2020_01=0)
    calculator = known(POP02_2019_12=1001, POP02_2020_01=1000, **balance)
    (finding,) = CHECKS.corrected(calculator, TOWN, Period.parse("2019-12"), ["POP02"])
    assert (finding.kind, str(finding.period), finding.left, finding.right) == (
        FindingKind.WARNING, "2020-01", Decimal(1000), Decimal(1001),
    )  # fmt: skip


def test_a_correction_of_a_part_is_checked_in_the_year_that_sums_it() -> None:
    def of(code: str, period: PeriodKind, formula: str | None = None, rules: str = "") -> Indicator:
        source = SourceKind.CALCULATED if formula else SourceKind.TOWNSHIP
        return Indicator(code, code, code, "个", 0, period, source, formula=formula, rules=rules)

    month, year = PeriodKind.MONTH, PeriodKind.YEAR
    catalogue = {each.code: each for each in (of("A", month), of("B", month, "A * 2"), of("C", year, rules="B <= C"))}
    figures: dict[tuple[str, Hashable, int], Decimal] = {("A", TOWN, 201900 + n): Decimal(1) for n in range(1, 13)}
    calculator = Calculator(catalogue, figures | {("C", TOWN, 201930): Decimal(23)}, lambda area, at: ())
    checks, february = Checks(catalogue), Period.parse("2019-02")
    assert brief(checks.corrected(calculator, TOWN, february, ["A"])) == [("RULE_FAILED", "2019", "24", "23")]


def test_a_correction_does_not_meet_rules_that_it_cannot_move() -> None:
    # March breaks the quarter's rule already; February's correction is not to blame.
    calculator = known(POP21_2019Q1=900, POP02_2019_02=700, POP02_2019_03=800)
    assert CHECKS.corrected(calculator, TOWN, Period.parse("2019-02"), ["POP02"]) == []


def test_figures_bound_by_rules_and_formulas_stand_together() -> None:
    asked = ["LIV02", "AGR11", "SAF04", "LIV01", "PAR12", "SAF03", "AGR12"]
    assert CHECKS.together(asked) == [("AGR11", "AGR12"), ("LIV01", "LIV02"), ("SAF03", "SAF04"), ("PAR12",)]


def test_the_questions_of_a_townships_december_fall_into_groups_without_loss() -> None:
    facts = Asking(indicators(), forms()).of_period(Period.parse("2019-12"))
    asked = [fact.indicator for fact in facts if fact.source is SourceKind.TOWNSHIP]
    groups = CHECKS.together(asked)
    assert sorted(code for group in groups for code in group) == sorted(asked)


@given(st.integers(0, 50), st.integers(0, 50), st.integers(0, 50))
def test_a_rule_is_found_just_when_it_does_not_hold(whole: int, summer: int, autumn: int) -> None:
    calculator = known(AGR01_2019=whole, AGR03_2019=summer, AGR04_2019=autumn, AGR14_2019=0, AGR16_2019=0)
    broken = [each for each in check(calculator, "2019", "AGR01") if each.kind is FindingKind.RULE_FAILED]
    assert bool(broken) == (whole < summer + autumn)


@given(st.dictionaries(st.sampled_from(sorted(indicators())), st.integers(0, 30), max_size=40))
def test_figures_of_any_kind_are_checked_without_surprise(figures: dict[str, int]) -> None:
    for period in ("2019-12", "2019Q4", "2019"):
        number = Period.parse(period).id
        calculator = Calculator(
            indicators(), {(code, TOWN, number): Decimal(each) for code, each in figures.items()}, lambda area, at: ()
        )
        for finding in check(calculator, period, *figures):
            assert finding.left != finding.right
            assert finding.mentions
