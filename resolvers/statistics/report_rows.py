"""Reports as they are read and kept: item, own row and cells; whether they were late, and because of whom."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from db.items import Item
from db.statistics import Report
from resolvers.county import County
from resolvers.statistics.periods import Period
from resolvers.statistics.sheet import Cell
from resolvers.statistics.snapshots import facts_of

_KEEP = text((Path(__file__).parent / "keep_reports.sql").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Held:
    """A report as it stands: its item (no row of the session), and its own row."""

    item: Item
    report: Report
    cells: tuple[Cell, ...] = ()

    @property
    def wanted(self) -> tuple[int, int, Period]:
        """The sheet it is of."""
        return self.report.form_id, self.report.area_id, Period(self.report.period_id)


@dataclass(frozen=True)
class Lateness:
    """Whether a report was handed in late (None: not yet, and not due), because of which units, and when first."""

    late: bool | None
    because: Sequence[int]
    submitted_on: object | None

    def spoken(self, county: County) -> dict[str, object]:
        """What the journal says of it."""
        return {"late": self.late, "because": [county.units[unit].code for unit in self.because]}


def owing(cells: Iterable[Cell]) -> list[int]:
    """The units that owe the missing cells, each once, in the order of the cells."""
    return list(dict.fromkeys(cell.waits_for for cell in cells if cell.waits_for is not None))


def how(held: Held) -> dict[str, object]:
    """How each cell is answered, for the journal: by its place on the form."""
    return {"cells": {str(cell.ordinal): cell.answer.value for cell in held.cells}}


async def keep(session: AsyncSession, kept: Sequence[tuple[Held, Lateness]]) -> None:
    """Write beside reports what answered them and whether they were late."""
    rows = [
        {
            "item": held.item.id,
            "submitted_on": lateness.submitted_on,
            "late": lateness.late,
            "because": list(lateness.because),
            "facts": facts_of(held.cells),
        }
        for held, lateness in kept
    ]
    if rows:
        await session.execute(_KEEP, rows)


def in_state(held: Iterable[Held], state: str) -> list[Held]:
    """The reports that are in a state."""
    return [each for each in held if each.item.state == state]
