"""The language of formulas and rules: what it means, what it refuses, how it rounds."""

from collections.abc import Hashable
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolvers.statistics.formula import (
    FormulaError,
    codes,
    compare,
    evaluate,
    parse_expression,
    parse_rules,
    rounded,
    sides,
)
from resolvers.statistics.periods import Period
from tests.statistics.sample import indicators, rows

AUGUST = Period.parse("2019-08")


class Given:
    """Values by code; prev and cum read X@prev and X@cum."""

    def __init__(self, **values: int | Fraction) -> None:
        self._values = {code: Fraction(value) for code, value in values.items()}

    def value(self, code: str, area: Hashable, period: Period) -> Fraction | None:
        return self._values.get(code if period == AUGUST else f"{code}_prev")

    def cumulative(self, code: str, area: Hashable, period: Period) -> Fraction | None:
        return self._values.get(f"{code}_cum")


def result(text: str, **values: int | Fraction) -> Fraction | None:
    return evaluate(parse_expression(text), Given(**values), "T03", AUGUST)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 + 2 * 3", 7),
        ("(1 + 2) * 3", 9),
        ("10 - 4 - 3", 3),
        ("100 / 10 / 5", 2),
        ("2 * -3", -6),
        ("-2 * 3 + 10", 4),
        ("0.1 + 0.2", Fraction(3, 10)),
        ("1 / 3 * 3", 1),
        ("A / ((prev(B) + B) / 2) * 1000", Fraction(20)),
        ("cum(A) - prev(B)", 70 - 900),
    ],
)
def test_signs_bind_as_in_school_and_stay_exact(text: str, expected: Fraction | int) -> None:
    assert result(text, A=20, B=1100, B_prev=900, A_cum=70) == expected


@pytest.mark.parametrize("text", ["A + M", "M * 0", "prev(A) + 1", "cum(A)", "A / (B - B)", "A / 0"])
def test_a_missing_value_or_a_zero_denominator_makes_the_whole_unknown(text: str) -> None:
    assert result(text, A=1, B=2) is None


@pytest.mark.parametrize(
    ("text", "column", "problem"),
    [
        ("", 1, "expected a code"),
        ("A +", 4, "expected a code"),
        ("A + * B", 5, "expected a code"),
        ("(A + B", 7, r"expected \)"),
        ("A B", 3, "did not expect 'B'"),
        ("A $ B", 3, r"did not expect '\$'"),
        ("mean(A)", 1, "there is no function mean"),
        ("prev(A + B)", 8, r"expected \)"),
        ("prev(3)", 6, "prev takes the code of one indicator"),
        ("A == B", 3, "did not expect '=='"),
        ("1.2.3", 4, r"did not expect '\.'"),
        ("(" * 60 + "A" + ")" * 60, 51, "nested too deeply"),
    ],
)
def test_a_formula_that_does_not_read_names_the_column(text: str, column: int, problem: str) -> None:
    with pytest.raises(FormulaError, match=problem) as caught:
        parse_expression(text)
    assert caught.value.column == column


@pytest.mark.parametrize("text", ["A", "A <= ", "A < B", "A <= B <= C", "A <= B;", "; A <= B", "A = B"])
def test_a_rule_without_two_sides_and_one_comparison_is_refused(text: str) -> None:
    with pytest.raises(FormulaError):
        parse_rules(text)


def test_several_rules_stand_in_one_text() -> None:
    first, second = parse_rules("POP02 == POP03 + POP04; POP01 <= POP02")
    assert (first.text, first.comparison, codes(first)) == ("POP02 == POP03 + POP04", "==", ("POP02", "POP03", "POP04"))
    assert (second.text, second.comparison, codes(second)) == ("POP01 <= POP02", "<=", ("POP01", "POP02"))
    assert parse_rules("  ") == ()


def test_the_sides_of_a_rule_are_known_only_when_both_are() -> None:
    (rule,) = parse_rules("A <= B + C")
    assert sides(rule, Given(A=3, B=1, C=1), "T03", AUGUST) == (Fraction(3), Fraction(2))
    assert sides(rule, Given(A=3, B=1), "T03", AUGUST) is None


@pytest.mark.parametrize(("comparison", "holds"), [("==", [0, 1, 0]), ("<=", [1, 1, 0]), (">=", [0, 1, 1])])
def test_comparisons_hold_as_they_read(comparison: str, holds: list[int]) -> None:
    assert [compare(comparison, Fraction(left), Fraction(5)) for left in (4, 5, 6)] == [bool(each) for each in holds]


EXPRESSIONS = st.recursive(
    st.integers(0, 99).map(str) | st.sampled_from(["A", "B"]),
    lambda inner: st.tuples(inner, st.sampled_from("+-*/"), inner).map(
        lambda parts: f"({parts[0]} {parts[1]} {parts[2]})"
    ),
    max_leaves=12,
)


@given(EXPRESSIONS, st.integers(-50, 50), st.integers(-50, 50))
def test_any_bracketed_formula_equals_exact_arithmetic(text: str, a: int, b: int) -> None:
    names = {"A": Fraction(a), "B": Fraction(b), "F": Fraction}
    exact = "".join(f"F({token})" if token.isdigit() else token for token in _split(text))
    try:
        expected = eval(exact, {}, names)  # the text is made here
    except ZeroDivisionError:
        expected = None
    assert result(text, A=a, B=b) == expected


def _split(text: str) -> list[str]:
    return "".join(f" {sign} " if sign in "()+-*/" else sign for sign in text).split()


@given(st.text(alphabet="AB01(+-*/) .;<=>prevcum", max_size=25))
def test_any_text_is_read_or_refused_with_a_column_in_it(text: str) -> None:
    try:
        parse_rules(text)
    except FormulaError as refusal:
        assert 1 <= refusal.column <= len(refusal.text) + 1


@given(st.fractions(-(10**30), 10**30, max_denominator=10**6), st.integers(0, 6))
def test_rounding_takes_halves_away_from_zero(value: Fraction, decimals: int) -> None:
    with localcontext() as context:
        context.prec = 80
        tenfold = Decimal(round(value * 10**20)).scaleb(-20)
        if Fraction(tenfold) != value:  # only values that are decimals can be compared with decimal's own rounding
            tenfold = Decimal(value.numerator) / Decimal(value.denominator)
        assert rounded(value, decimals) == tenfold.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [("2.5", 0, "3"), ("-2.5", 0, "-3"), ("1.005", 2, "1.01"), ("-0.004", 2, "0.00"), ("7", 2, "7.00")],
)
def test_a_rounded_figure_has_just_its_decimals(value: str, decimals: int, expected: str) -> None:
    assert str(rounded(Fraction(value), decimals)) == expected


def test_every_formula_of_the_catalogue_names_known_indicators() -> None:
    named = {
        code
        for indicator in indicators().values()
        for tree in (indicator.expression, *indicator.parsed_rules, *indicator.parsed_warnings)
        if tree is not None
        for code in codes(tree)
    }
    assert named <= set(indicators())
    assert len([each for each in indicators().values() if each.expression]) == 31


class Anything:
    """A value for every code, the same for the same code, period and seed."""

    def __init__(self, seed: int) -> None:
        self._seed = seed

    def value(self, code: str, area: Hashable, period: Period) -> Fraction | None:
        return Fraction(crc32(f"{code} {period} {self._seed}".encode()) % 9973 + 1)

    def cumulative(self, code: str, area: Hashable, period: Period) -> Fraction | None:
        return self.value(f"cum {code}", area, period)


@given(st.integers(0, 10**9))
def test_every_ratio_of_the_catalogue_is_numerator_by_denominator_times_scale(seed: int) -> None:
    ratios = [row for row in rows() if row["numerator"]]
    assert len(ratios) == 26
    for row in ratios:
        parts = parse_expression(f"({row['numerator']}) / ({row['denominator']}) * {row['scale']}")
        formula, values = parse_expression(row["formula"]), Anything(seed)
        assert evaluate(formula, values, "T03", AUGUST) == evaluate(parts, values, "T03", AUGUST), row["code"]
