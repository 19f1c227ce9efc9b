"""Formulas of calculated indicators as rows, so that one view computes every indicator without generated SQL.

A formula is brought to (sum of terms + constant) / (sum of terms + constant) with whole coefficients; a stated
indicator is the formula that is itself. The language is that of resolvers/statistics/formula.py; its checking belongs
there, here a formula that is no such quotient is only left out of the overview, and said so.
"""

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import lcm

REACHES = {"prev": "PREV", "cum": "CUM"}
# Coefficients become decimal(12, 0) in the engines.
LARGEST = 10**11
Term = tuple[str, str]
"""An indicator's code and how far the formula reaches: AT, PREV or CUM."""


class NotAQuotient(ValueError):
    """The formula is not one sum divided by another."""


@dataclass(frozen=True)
class Sum:
    """Coefficients by term, and a constant."""

    terms: Mapping[Term, Fraction] = field(default_factory=dict)
    constant: Fraction = Fraction(0)

    def scaled(self, by: Fraction) -> "Sum":
        """Every coefficient and the constant times a number."""
        return Sum({term: value * by for term, value in self.terms.items() if value * by}, self.constant * by)

    def plus(self, other: "Sum") -> "Sum":
        """Both sums together; terms that cancel are left out."""
        terms = {
            t: self.terms.get(t, Fraction(0)) + other.terms.get(t, Fraction(0)) for t in (*self.terms, *other.terms)
        }
        return Sum({term: value for term, value in terms.items() if value}, self.constant + other.constant)


ONE = Sum(constant=Fraction(1))


@dataclass(frozen=True)
class Quotient:
    """One sum over another."""

    numerator: Sum
    denominator: Sum = ONE

    def plus(self, other: "Quotient", sign: int = 1) -> "Quotient":
        """Both together; refuses two different divisors."""
        added = other.numerator.scaled(Fraction(sign))
        if self.denominator == other.denominator:
            return Quotient(self.numerator.plus(added), self.denominator)
        if not self.denominator.terms and not other.denominator.terms:
            mine = self.numerator.scaled(1 / _number(self.denominator))
            return Quotient(mine.plus(added.scaled(1 / _number(other.denominator))))
        raise NotAQuotient("it adds quotients of different divisors")

    def times(self, other: "Quotient") -> "Quotient":
        """Their product; refuses a product of two figures."""
        return Quotient(_product(self.numerator, other.numerator), _product(self.denominator, other.denominator))

    def inverse(self) -> "Quotient":
        """One divided by it."""
        return Quotient(self.denominator, self.numerator)

    def whole(self) -> "Quotient":
        """The same quotient with whole coefficients."""
        every = [*self.numerator.terms.values(), *self.denominator.terms.values()]
        by = Fraction(lcm(*(x.denominator for x in (*every, self.numerator.constant, self.denominator.constant))))
        return Quotient(self.numerator.scaled(by), self.denominator.scaled(by))


def _number(constant: Sum) -> Fraction:
    if not constant.constant:
        raise NotAQuotient("it divides by zero")
    return constant.constant


def _product(left: Sum, right: Sum) -> Sum:
    if left.terms and right.terms:
        raise NotAQuotient("it multiplies two figures")
    return left.scaled(right.constant) if left.terms else right.scaled(left.constant)


def quotient(code: str, formulas: Mapping[str, str]) -> Quotient:
    """What an indicator is made of, in stated indicators; refuses with NotAQuotient (also a formula that leads back to
    itself).
    """
    found = _quotient(code, formulas, ()).whole()
    sums = (found.numerator, found.denominator)
    if any(abs(x) > LARGEST for s in sums for x in (*s.terms.values(), s.constant)):
        raise NotAQuotient("its numbers are too large")
    return found


def _quotient(code: str, formulas: Mapping[str, str], through: tuple[str, ...]) -> Quotient:
    if code in through:
        raise NotAQuotient("it leads back to itself")
    formula = formulas.get(code)
    if formula is None:
        return Quotient(Sum({(code, "AT"): Fraction(1)}))
    try:
        tree = ast.parse(formula.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError) as error:
        raise NotAQuotient("it cannot be read") from error
    return _read(tree, formula.strip(), formulas, (*through, code))


def _read(node: ast.expr, text: str, formulas: Mapping[str, str], through: tuple[str, ...]) -> Quotient:
    def read(inner: ast.expr) -> Quotient:
        return _read(inner, text, formulas, through)

    match node:
        case ast.Constant() if type(node.value) in (int, float):
            # The number as written: 0.1 is a tenth, not the float nearest to it.
            return Quotient(Sum(constant=Fraction(ast.get_source_segment(text, node) or "")))
        case ast.Name(id=code):
            return _quotient(code, formulas, through)
        case ast.Call(func=ast.Name(id="prev" | "cum" as reach), args=[ast.Name(id=code)], keywords=[]):
            return _reached(code, REACHES[reach], formulas, through)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return read(operand).times(Quotient(Sum(constant=Fraction(-1))))
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return read(left).plus(read(right))
        case ast.BinOp(left=left, op=ast.Sub(), right=right):
            return read(left).plus(read(right), -1)
        case ast.BinOp(left=left, op=ast.Mult(), right=right):
            return read(left).times(read(right))
        case ast.BinOp(left=left, op=ast.Div(), right=right):
            return read(left).times(read(right).inverse())
    raise NotAQuotient("it holds more than codes, numbers, + - * /, brackets, prev() and cum()")


def _reached(code: str, reach: str, formulas: Mapping[str, str], through: tuple[str, ...]) -> Quotient:
    inner = _quotient(code, formulas, through)
    if inner.denominator != ONE or inner.numerator.constant or any(r != "AT" for _, r in inner.numerator.terms):
        raise NotAQuotient(f"it reaches {reach.lower()} of something that is no plain sum")
    return Quotient(Sum({(c, reach): value for (c, _), value in inner.numerator.terms.items()}))
