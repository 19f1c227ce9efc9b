"""A form's sheet as plain values: its cells and what answers them. Made by cells; shown by pages, books, graph."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from resolvers.statistics.catalogue import Column
from resolvers.statistics.periods import Period


class CellAnswer(StrEnum):
    """How a cell is answered, in the order in which the hub looks; a cell has one."""

    STATED = "STATED"  # the township stated it
    REGISTER = "REGISTER"  # the department that keeps the register stated it
    FORMULA = "FORMULA"  # calculated from facts on record
    FINER = "FINER"  # made up of shorter periods or of smaller areas
    HUB = "HUB"  # counted from the hub's own records, or imported for them
    LAST_KNOWN = "LAST_KNOWN"  # a slower fact: the last one known, with its period
    ASKED = "ASKED"  # only the township can state it, and has not yet
    WAITING = "WAITING"  # a department keeps it, and has not stated it yet
    ENDED = "ENDED"  # its indicator is no longer in force
    NOT_YET_COUNTED = "NOT_YET_COUNTED"  # the hub will count it once that subject runs; never held against a report


@dataclass(frozen=True, slots=True)
class Cell:
    """One field of a form for one area and period.

    `value`, `cumulative` and `last_year` are in the form's unit, converted exactly and rounded to `decimals`; None is
    missing, never zero. `facts` are the versions behind `value` (ids); `known` is the period of a LAST_KNOWN figure;
    `waits_for` the unit (id) that owes it. `confirmed`: every fact behind it is. `label_en` is what the form calls it
    in English; empty where it has no word of its own.
    """

    ordinal: int
    indicator: str
    column: Column
    label: str
    unit_of_measure: str
    decimals: int
    section: str | None
    row_no: str
    answer: CellAnswer
    value: Decimal | None = None
    cumulative: Decimal | None = None
    last_year: Decimal | None = None
    facts: tuple[UUID, ...] = ()
    confirmed: bool = False
    known: Period | None = None
    waits_for: int | None = None
    label_en: str = ""


@dataclass(frozen=True, slots=True)
class Locked:
    """What a department locked of a sheet: how often by then, when, its cells as they stood, and the names of who had
    stated and confirmed them.
    """

    number: int
    taken_at: datetime
    cells: tuple[Cell, ...]
    stated_by: str | None = None
    confirmed_by: str | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One form for one area and period: its cells by the form's order, and who stands under it.

    `complete`: no cell is asked or waited for, and what answers them is confirmed. `stated_by` and `confirmed_by` are
    names, `submitted_on` the day it was handed in; None while it was not.
    """

    form: str
    area: int
    period: Period
    cells: tuple[Cell, ...]
    stated_by: str | None = None
    confirmed_by: str | None = None
    submitted_on: date | None = None

    @property
    def complete(self) -> bool:
        """Whether the hub may hand it in."""
        return is_complete(self.cells)

    def as_locked(self, locked: Locked | None) -> "Sheet":
        """The sheet as it was locked: its cells and who had signed them; as it is where nothing is locked. The day on
        which it was handed in first stays.
        """
        if locked is None:
            return self
        return replace(self, cells=locked.cells, stated_by=locked.stated_by, confirmed_by=locked.confirmed_by)


def is_complete(cells: Iterable[Cell]) -> bool:
    """Whether no cell is asked or waited for, and what answers them is confirmed."""
    owed = (CellAnswer.ASKED, CellAnswer.WAITING)
    settled = (CellAnswer.ENDED, CellAnswer.NOT_YET_COUNTED)
    return all(c.answer not in owed and (c.confirmed or c.answer in settled) for c in cells)
