"""Columns that are divided at the edge: exactly, from numerator and denominator, because the engines divide decimals
differently.

A zero or missing denominator gives nothing (shown as "—"), never zero.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

NAME = r"[a-z][a-z0-9_]*"
RATIO = rf"({NAME}) / ({NAME})"
LINE = re.compile(rf"(quotient|difference|growth) ({NAME}) = {RATIO}(?: - {RATIO})? to ({NAME}|\d): (\S.*)")


@dataclass(frozen=True)
class Quotient:
    """A column `name` = first, or first - second, or that in percent of the size of second; each a (numerator,
    denominator) of columns.
    """

    name: str
    kind: str
    first: tuple[str, str]
    second: tuple[str, str] | None
    decimals: str

    @classmethod
    def parse(cls, line: str) -> "tuple[Quotient, str] | None":
        """The column and its meaning from a header line; None when it is no such line."""
        found = LINE.fullmatch(line)
        if found is None or (found[1] == "quotient") != (found[5] is None):
            return None
        second = (found[5], found[6]) if found[5] else None
        return cls(found[2], found[1], (found[3], found[4]), second, found[7]), found[8]

    @property
    def uses(self) -> frozenset[str]:
        """The columns it is made of."""
        named = {*self.first, *(self.second or ())}
        return frozenset(named if self.decimals.isdigit() else named | {self.decimals})

    @property
    def sql(self) -> str:
        """The same in double precision, for sorting and filtering in DuckDB."""
        first = _double(self.first)
        if self.second is None:
            return first
        second = _double(self.second)
        return (
            f"({first} - {second})"
            if self.kind == "difference"
            else f"(({first} - {second}) / nullif(abs({second}), 0) * 100)"
        )

    def value(self, row: Mapping[str, Any]) -> Decimal | None:
        """The exact value, rounded half up; None where something is missing or a divisor is zero."""
        exact = self._exact(row)
        decimals = int(self.decimals) if self.decimals.isdigit() else row[self.decimals]
        return None if exact is None or decimals is None else rounded(exact, decimals)

    def _exact(self, row: Mapping[str, Any]) -> Fraction | None:
        first = _fraction(row, self.first)
        if self.second is None or first is None:
            return first
        second = _fraction(row, self.second)
        if second is None:
            return None
        if self.kind == "difference":
            return first - second
        return (first - second) / abs(second) * 100 if second else None


def rounded(exact: Fraction, decimals: int) -> Decimal:
    """A fraction with so many decimals, halves away from zero."""
    shifted = abs(exact) * 10**decimals
    whole = int(shifted + Fraction(1, 2))
    value = Decimal(whole).scaleb(-decimals)
    return (-value if exact < 0 and whole else value).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def _double(ratio: tuple[str, str]) -> str:
    return f"({ratio[0]}::double / nullif({ratio[1]}, 0)::double)"


def _fraction(row: Mapping[str, Any], ratio: tuple[str, str]) -> Fraction | None:
    numerator, denominator = row[ratio[0]], row[ratio[1]]
    if numerator is None or not denominator:
        return None
    return Fraction(numerator) / Fraction(denominator)
