"""A page of a view as the engine answered it: columns, from which rows, values and cursors are made when they are asked
for.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pyarrow as pa

from analytics import questions
from analytics.catalogue import View
from analytics.generation import AsOf
from analytics.questions import By, Question

Row = dict[str, Any]


@dataclass
class Rows:
    """A page of a view in its order, whether more follow, and as of when. Its length is the number of its rows."""

    view: View
    order: tuple[By, ...]
    sorted_by: tuple[str, ...]
    table: pa.Table
    has_next: bool
    as_of: AsOf
    _raw: dict[str, list[Any]] = field(default_factory=dict)

    def __len__(self) -> int:
        """How many rows the page has."""
        return int(self.table.num_rows)

    def column(self, name: str) -> list[Any]:
        """A column's values as they are shown: quotients divided exactly, whole decimals without trailing zeros."""
        quotient = self.view.column(name).quotient
        if quotient is not None:
            return quotient.values({part: self._read(part) for part in quotient.uses})
        return [_plain(value) for value in self._read(name)]

    def cursor(self, number: int) -> str:
        """The cursor of the row with this number, from 0."""
        values = [self._read(name)[number] for name in self.sorted_by]
        return questions.write_cursor(self.view, self.order, values)

    @property
    def cursors(self) -> list[str]:
        """The cursors of all rows."""
        return [self.cursor(number) for number in range(len(self))]

    @property
    def rows(self) -> list[Row]:
        """All rows with all columns that the view shows; the parts of quotients are left out."""
        names = [column.name for column in self.view.columns]
        return [dict(zip(names, row, strict=True)) for row in zip(*map(self.column, names), strict=True)]

    def _read(self, name: str) -> list[Any]:
        if name not in self._raw:
            self._raw[name] = self.table.column(name).to_pylist()
        return self._raw[name]


def page_of(view: View, question: Question, table: pa.Table, sorted_by: Sequence[str], as_of: AsOf) -> Rows:
    """The page in the engine's answer, which holds one row more than asked for where there is a next page."""
    has_next = question.first is not None and table.num_rows > question.first
    kept = table.slice(0, question.first) if has_next else table
    return Rows(view, question.order(view), tuple(sorted_by), kept, has_next, as_of)


def _plain(value: Any) -> Any:
    if not isinstance(value, Decimal):
        return value
    return value.to_integral_value() if value == value.to_integral_value() else value.normalize()
