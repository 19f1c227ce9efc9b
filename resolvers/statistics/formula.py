"""The language of formulas and rules: indicator codes, numbers, + - * /, brackets, prev(X), cum(X), ==, <=, >=.

A code stands for its value at the area and period at hand; prev(X) for X in the period of the same length before;
cum(X) for the sum of X from January to the end of the period. Parsing gives a small tree, evaluating is exact.
"""

import re
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import NoReturn, Protocol

from resolvers.statistics.periods import Period

_TOKEN = re.compile(
    r"\s*(?:(?P<number>[0-9]+(?:\.[0-9]+)?)|(?P<word>[A-Za-z_][A-Za-z0-9_]*)|(?P<sign>==|<=|>=|[-+*/()]))"
)
_PRECEDENCE = {"+": 1, "-": 1, "*": 2, "/": 2}
_COMPARISONS = ("==", "<=", ">=")
# A formula of the catalogue has a handful of brackets; the bound keeps a hostile one from exhausting the stack.
_DEEPEST = 50


class FormulaError(ValueError):
    """A formula or rule that cannot be read; `column` counts characters from 1."""

    def __init__(self, text: str, column: int, problem: str) -> None:
        """Say what is wrong, and where."""
        super().__init__(f"{problem}, at column {column} of: {text}")
        self.text, self.column, self.problem = text, column, problem


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written, exact."""

    value: Fraction


@dataclass(frozen=True, slots=True)
class Code:
    """An indicator's value; `reach`: "" of the period at hand, "prev" of the one before, "cum" summed since January."""

    code: str
    reach: str = ""


@dataclass(frozen=True, slots=True)
class Negated:
    """Minus an expression."""

    operand: "Expression"


@dataclass(frozen=True, slots=True)
class Calculation:
    """Two expressions joined by + - * or /."""

    sign: str
    left: "Expression"
    right: "Expression"


Expression = Number | Code | Negated | Calculation


@dataclass(frozen=True, slots=True)
class Rule:
    """Two expressions that must stand to each other as `comparison` says; `text` is the rule as written."""

    text: str
    left: Expression
    comparison: str
    right: Expression


class Values(Protocol):
    """Where an evaluation finds the values of codes; None: unknown."""

    def value(self, code: str, area: Hashable, period: Period) -> Fraction | None:
        """The code's value for an area and a period."""

    def cumulative(self, code: str, area: Hashable, period: Period) -> Fraction | None:
        """The sum of the code's values from January to the end of a period."""


def parse_expression(text: str) -> Expression:
    """The tree of a formula; a FormulaError names the column of the first fault."""
    parser = _Parser(text)
    tree = parser.expression(1)
    parser.expect_end()
    return tree


def parse_rules(text: str) -> tuple[Rule, ...]:
    """The rules of a text, several parted by `;`, in the order written; no rules in an empty text."""
    return tuple(_rule(part.strip()) for part in text.split(";")) if text.strip() else ()


def codes(tree: Expression | Rule) -> tuple[str, ...]:
    """The codes of indicators that a formula or rule names, each once, in the order written."""
    return tuple(dict.fromkeys(leaf.code for leaf in leaves(tree)))


def leaves(tree: Expression | Rule) -> Iterator[Code]:
    """Every mention of an indicator, with its reach, in the order written."""
    match tree:
        case Code():
            yield tree
        case Negated(operand):
            yield from leaves(operand)
        case Calculation(_, left, right) | Rule(_, left, _, right):
            yield from leaves(left)
            yield from leaves(right)


def evaluate(tree: Expression, values: Values, area: Hashable, period: Period) -> Fraction | None:
    """The exact value of an expression; None where a value is unknown or a denominator is zero."""
    match tree:
        case Number(value):
            return value
        case Code(code, reach):
            if reach == "cum":
                return values.cumulative(code, area, period)
            return values.value(code, area, period.previous if reach == "prev" else period)
        case Negated(operand):
            inner = evaluate(operand, values, area, period)
            return None if inner is None else -inner
        case Calculation(sign, left, right):
            first = evaluate(left, values, area, period)
            second = evaluate(right, values, area, period)
            return None if first is None or second is None else _calculated(sign, first, second)


def sides(rule: Rule, values: Values, area: Hashable, period: Period) -> tuple[Fraction, Fraction] | None:
    """The values left and right of a rule's sign; None when either is unknown."""
    left = evaluate(rule.left, values, area, period)
    right = evaluate(rule.right, values, area, period)
    return None if left is None or right is None else (left, right)


def compare(comparison: str, left: Fraction, right: Fraction) -> bool:
    """Whether two values stand to each other as ==, <= or >= says."""
    if comparison == "==":
        return left == right
    return left <= right if comparison == "<=" else left >= right


def rounded(value: Fraction, decimals: int) -> Decimal:
    """An exact value as a decimal number with that many places, halves away from zero."""
    scaled = abs(value) * 10**decimals
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    sign = "-" if value < 0 and whole else ""
    # Written and read back: arithmetic on Decimal would cut a long number to the context's 28 digits.
    return Decimal(f"{sign}{whole}e-{decimals}")


def _calculated(sign: str, left: Fraction, right: Fraction) -> Fraction | None:
    if sign == "+":
        return left + right
    if sign == "-":
        return left - right
    if sign == "*":
        return left * right
    return left / right if right else None


def _rule(text: str) -> Rule:
    parser = _Parser(text)
    left = parser.expression(1)
    comparison = parser.comparison()
    right = parser.expression(1)
    parser.expect_end()
    return Rule(text, left, comparison, right)


class _Parser:
    """Reads one expression or rule from left to right, by precedence climbing."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = list(_tokens(text))
        self._next = 0
        self._depth = 0

    def expression(self, weakest: int) -> Expression:
        """An expression whose signs bind at least as strongly as `weakest`; equal ones group to the left."""
        self._depth += 1
        if self._depth > _DEEPEST:
            self._fail("nested too deeply")
        left = self._operand()
        while (sign := self._peek()) in _PRECEDENCE and _PRECEDENCE[sign] >= weakest:
            self._next += 1
            left = Calculation(sign, left, self.expression(_PRECEDENCE[sign] + 1))
        self._depth -= 1
        return left

    def comparison(self) -> str:
        """The sign of a rule."""
        sign = self._peek()
        if sign not in _COMPARISONS:
            self._fail("expected ==, <= or >=")
        self._next += 1
        return sign

    def expect_end(self) -> None:
        """Refuse what is left over."""
        if self._next < len(self._tokens):
            self._fail(f"did not expect {self._peek()!r}")

    def _operand(self) -> Expression:
        token = self._peek()
        if token == "-":
            self._next += 1
            return Negated(self.expression(_PRECEDENCE["*"] + 1))
        if token == "(":
            return self._bracketed()
        if token[:1].isdigit():
            self._next += 1
            return Number(Fraction(token))
        if token[:1].isalpha():
            return self._named(token)
        self._fail("expected a code, a number or a bracket")

    def _bracketed(self) -> Expression:
        self._next += 1
        inner = self.expression(1)
        self._take(")")
        return inner

    def _named(self, word: str) -> Code:
        self._next += 1
        if self._peek() != "(":
            return Code(word)
        if word not in ("prev", "cum"):
            self._next -= 1
            self._fail(f"there is no function {word}; there are prev and cum")
        self._next += 1
        code = self._peek()
        if not code[:1].isalpha():
            self._fail(f"{word} takes the code of one indicator")
        self._next += 1
        self._take(")")
        return Code(code, word)

    def _take(self, token: str) -> None:
        if self._peek() != token:
            self._fail(f"expected {token}")
        self._next += 1

    def _peek(self) -> str:
        return self._tokens[self._next][1] if self._next < len(self._tokens) else ""

    def _fail(self, problem: str) -> NoReturn:
        at = self._tokens[self._next][0] if self._next < len(self._tokens) else len(self._text)
        raise FormulaError(self._text, at + 1, problem)


def _tokens(text: str) -> Iterator[tuple[int, str]]:
    """The tokens of a text with the places they begin at, counted from 0."""
    at, end = 0, len(text.rstrip())
    while at < end:
        found = _TOKEN.match(text, at)
        if found is None:
            begin = at + len(text[at:]) - len(text[at:].lstrip())
            raise FormulaError(text, begin + 1, f"did not expect {text[begin]!r}")
        token = found[found.lastgroup or 0]
        yield found.end() - len(token), token
        at = found.end()
