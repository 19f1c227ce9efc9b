"""The rules of a catalogue as sums, so that the figure stated last can be kept within what the others leave."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from resolvers.statistics.catalogue import Indicator
from resolvers.statistics.formula import Calculation, Code, Expression, Negated, Number, Rule
from resolvers.statistics.periods import PeriodKind

Sum = dict[tuple[str, str], Fraction]  # by code and reach; the constant under ("", "")
_CONSTANT = ("", "")


@dataclass(frozen=True)
class Term:
    """One addend: a factor and an indicator with its reach."""

    factor: Fraction | int
    code: str
    reach: str


@dataclass(frozen=True)
class Balance:
    """A rule brought to one side: the terms and the constant together stand to zero as `comparison` says.

    It is checked for periods of a kind while its owner is in force; `warns` when breaking it needs words only.
    """

    owner: str
    terms: tuple[Term, ...]
    constant: Fraction | int
    comparison: str
    kind: PeriodKind
    warns: bool


def balances(indicators: Mapping[str, Indicator]) -> list[Balance]:
    """All rules and warnings that are sums, calculated indicators replaced by what they are calculated from."""
    return [
        balance
        for indicator in indicators.values()
        for rules, warns in ((indicator.parsed_rules, False), (indicator.parsed_warnings, True))
        for rule in rules
        if (balance := _balance(indicator.code, rule, indicators, warns)) is not None
    ]


def _balance(owner: str, rule: Rule, indicators: Mapping[str, Indicator], warns: bool) -> Balance | None:
    total = _sum(Calculation("-", rule.left, rule.right), indicators, "")
    if total is None:
        return None
    constant = _plain(total.pop(_CONSTANT, Fraction(0)))
    terms = tuple(Term(_plain(factor), code, reach) for (code, reach), factor in total.items() if factor)
    if not terms:
        return None
    kind = max((indicators[term.code].period for term in terms), key=lambda each: each.months)
    return Balance(owner, terms, constant, rule.comparison, kind, warns)


def _plain(factor: Fraction) -> Fraction | int:
    # Whole numbers are many times quicker than fractions, and nearly every factor is one.
    return factor.numerator if factor.denominator == 1 else factor


def _sum(tree: Expression, indicators: Mapping[str, Indicator], reach: str) -> Sum | None:
    """An expression as a sum; None where it multiplies or divides indicators."""
    match tree:
        case Number(value):
            return {_CONSTANT: value}
        case Negated(operand):
            return _times(_sum(operand, indicators, reach), Fraction(-1))
        case Code(code, own):
            return _code(code, own or reach, indicators)
        case Calculation(sign, left, right):
            first, second = _sum(left, indicators, reach), _sum(right, indicators, reach)
            if first is None or second is None:
                return None
            return _joined(sign, first, second)


def _code(code: str, reach: str, indicators: Mapping[str, Indicator]) -> Sum | None:
    expression = indicators[code].expression
    return {(code, reach): Fraction(1)} if expression is None else _sum(expression, indicators, reach)


def _joined(sign: str, first: Sum, second: Sum) -> Sum | None:
    if sign in "+-":
        return _added(first, second, Fraction(1 if sign == "+" else -1))
    if set(second) <= {_CONSTANT}:
        factor = second.get(_CONSTANT, Fraction(0))
        if sign == "/":
            return _times(first, 1 / factor) if factor else None
        return _times(first, factor)
    return _times(second, first.get(_CONSTANT, Fraction(0))) if sign == "*" and set(first) <= {_CONSTANT} else None


def _added(first: Sum, second: Sum, factor: Fraction) -> Sum:
    total = dict(first)
    for key, value in second.items():
        total[key] = total.get(key, Fraction(0)) + factor * value
    return total


def _times(total: Sum | None, factor: Fraction) -> Sum | None:
    return None if total is None else {key: value * factor for key, value in total.items()}


def by_code(rules: list[Balance]) -> dict[str, list[Balance]]:
    """The balances by each code they name for the period at hand or since January."""
    found: dict[str, list[Balance]] = {}
    for rule in rules:
        for code in _moving(rule):
            found.setdefault(code, []).append(rule)
    return found


def _moving(rule: Balance) -> Iterator[str]:
    yield from dict.fromkeys(term.code for term in rule.terms if term.reach != "prev")
