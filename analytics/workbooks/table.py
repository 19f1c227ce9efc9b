"""A printed table as plain values: the one source of its page, its workbook and its PDF."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

MISSING = "—"  # what is not known; never a zero


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as it is printed, already rounded: with exactly `decimals` places."""

    value: Decimal
    decimals: int

    @property
    def text(self) -> str:
        """The number in digits, without separators."""
        return f"{self.value:.{self.decimals}f}"


Printed = Figure | str


@dataclass(frozen=True, slots=True)
class Column:
    """A column: the key that says what stands in it, and its heading."""

    key: str
    title: str

    @property
    def numeric(self) -> bool:
        """Whether figures stand in it, set to the right."""
        return self.key in FIGURES


FIGURES = frozenset({"value", "cumulative", "last_year"})


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the table, one entry a column; a section's heading has its words alone and fills the line."""

    cells: tuple[Printed, ...]
    section: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet of paper: title, head at the right, `above` (who, when) over the table, lines, signatures."""

    title: str
    head: tuple[str, ...]
    above: tuple[str, ...]
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    signature: str
    language: str = "zh"


def plain(tables: Sequence[Table]) -> list[dict[str, Any]]:
    """Tables as JSON has them, numbers as printed."""
    return [
        {
            "title": table.title,
            "head": list(table.head),
            "above": list(table.above),
            "columns": [{"title": c.title, "key": c.key, "numeric": c.numeric} for c in table.columns],
            "lines": [
                {"section": line.section, "cells": [c if isinstance(c, str) else c.text for c in line.cells]}
                for line in table.lines
            ],
            "signature": table.signature,
            "language": table.language,
        }
        for table in tables
    ]
