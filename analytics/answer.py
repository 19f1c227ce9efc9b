"""A page of a view as the engine answered it: columns, from which rows, values and cursors are made when they are asked
for.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from analytics import questions
from analytics.catalogue import View
from analytics.generation import AsOf
from analytics.questions import By, Question

Row = dict[str, Any]
LOW = 2**64 - 1  # the lower half of Arrow's decimals, whose sign is in the upper one
EXPONENTS_FROM = 6  # decimals: Arrow writes what is smaller with an exponent


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
            parts = quotient.parts
            most = max(_scale(self.table.column(part)) for part in parts)
            whole = {part: whole_numbers(self.table.column(part), most) for part in parts}
            return quotient.values({part: whole.get(part) or self._read(part) for part in quotient.uses})
        return [_plain(value) for value in self._read(name)]

    def texts(self, name: str) -> list[str | None] | None:
        """A column of decimals or texts as the texts of its values in the same form, a tenth of the cost; None for any
        other.
        """
        if self.view.column(name).quotient is not None:
            return None
        found = self.table.column(name)
        if pa.types.is_decimal(found.type) and 0 <= found.type.scale <= EXPONENTS_FROM:
            decimals = found.type.scale
            found = pc.cast(found, pa.string())
            found = pc.utf8_rtrim(pc.utf8_rtrim(found, "0"), ".") if decimals else found
        elif not pa.types.is_string(found.type):
            return None
        texts: list[str | None] = found.to_pylist()
        return texts

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


def _scale(column: pa.ChunkedArray) -> int:
    return int(column.type.scale) if pa.types.is_decimal(column.type) else 0


def whole_numbers(column: pa.ChunkedArray, scale: int) -> list[int | None]:
    """Exact numbers times ten to the power of `scale`, as whole numbers: Python's decimals cost ten times as much."""
    factor = 10 ** (scale - _scale(column))
    if not pa.types.is_decimal128(column.type):
        return [None if value is None else int(value * factor) for value in column.to_pylist()]
    found: list[int | None] = []
    for chunk in column.chunks:
        words = memoryview(chunk.buffers()[1]).cast("q")[2 * chunk.offset : 2 * (chunk.offset + len(chunk))]
        halves = zip(words[0::2].tolist(), words[1::2].tolist(), strict=True)
        values: list[int | None] = [((high << 64) | (low & LOW)) * factor for low, high in halves]
        if chunk.null_count:
            values = [
                value if known else None for value, known in zip(values, chunk.is_valid().to_pylist(), strict=True)
            ]
        found += values
    return found
