"""Columns that are divided at the edge: exactly, from numerator and denominator, because the engines divide decimals
differently.

A zero or missing denominator gives nothing (shown as "—"), never zero.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import repeat
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
    def parts(self) -> frozenset[str]:
        """Its numerators and denominators; all of them times the same number give the same quotient."""
        return frozenset({*self.first, *(self.second or ())})

    @property
    def uses(self) -> frozenset[str]:
        """The columns it is made of."""
        return self.parts if self.decimals.isdigit() else self.parts | {self.decimals}

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

    def values(self, columns: Mapping[str, Sequence[Any]]) -> list[Decimal | None]:
        """The exact value of each row, rounded half up, from the columns it is made of; None where something is
        missing or a divisor is zero.
        """
        exact = self._exact(columns)
        wanted = repeat(int(self.decimals)) if self.decimals.isdigit() else columns[self.decimals]
        return [
            None if one is None or decimals is None else rounded(*one, decimals)
            for one, decimals in zip(exact, wanted, strict=False)
        ]

    def _exact(self, columns: Mapping[str, Sequence[Any]]) -> "list[Exact | None]":
        first = _ratios(columns, self.first)
        if self.second is None:
            return first
        compared = self._difference if self.kind == "difference" else self._growth
        both = zip(first, _ratios(columns, self.second), strict=True)
        return [None if now is None or then is None else compared(now, then) for now, then in both]

    @staticmethod
    def _difference(now: "Exact", then: "Exact") -> "Exact":
        return now[0] * then[1] - then[0] * now[1], now[1] * then[1]

    @staticmethod
    def _growth(now: "Exact", then: "Exact") -> "Exact | None":
        # (a/b - c/d) / |c/d| * 100 = (ad - cb) * 100 / (b * |c|): the d of both cancels, b and d being positive.
        return ((now[0] * then[1] - then[0] * now[1]) * 100, now[1] * abs(then[0])) if then[0] else None


# A numerator and a positive denominator. Whole numbers of Python's own are exact and a tenth of the cost of fractions,
# which reduce after every step: a page divides thousands of times.
Exact = tuple[int, int]


def rounded(numerator: int, denominator: int, decimals: int) -> Decimal:
    """A quotient with so many decimals, halves away from zero; the denominator is positive."""
    whole = (2 * abs(numerator) * 10**decimals + denominator) // (2 * denominator)
    return Decimal(-whole if numerator < 0 else whole).scaleb(-decimals)


def _double(ratio: tuple[str, str]) -> str:
    return f"({ratio[0]}::double / nullif({ratio[1]}, 0)::double)"


def _ratios(columns: Mapping[str, Sequence[Any]], ratio: tuple[str, str]) -> list[Exact | None]:
    return [_ratio(*parts) for parts in zip(columns[ratio[0]], columns[ratio[1]], strict=True)]


def _ratio(numerator: Any, denominator: Any) -> Exact | None:
    if numerator is None or not denominator:
        return None
    above, below = numerator.as_integer_ratio(), denominator.as_integer_ratio()
    top, bottom = above[0] * below[1], above[1] * below[0]
    return (top, bottom) if bottom > 0 else (-top, -bottom)
