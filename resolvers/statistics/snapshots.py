"""What a department locks: the cells of a report as they stood, with the versions and definitions behind them; and the
papers of what is locked, which print those cells and not the ones of today.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import func, insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from db.statistics import ReportSnapshot
from resolvers.statistics.book import Catalogue
from resolvers.statistics.catalogue import Column
from resolvers.statistics.periods import Period
from resolvers.statistics.sheet import Cell, CellAnswer, Locked

Named = tuple[str, int, Period]  # form (code), area (id), period
_LOCKED = text((Path(__file__).parent / "sheets_locked.sql").read_text(encoding="utf-8"))


class Kept(NamedTuple):
    """What is locked of a report: its cells, the moment, who locks it, and who stated and who confirmed its figures."""

    cells: Sequence[Cell]
    at: datetime
    person: int | None
    stated_by: int | None
    confirmed_by: int | None


def facts_of(cells: Sequence[Cell]) -> list[UUID]:
    """The versions behind some cells, each once, in the order in which they are met."""
    return list(dict.fromkeys(fact for cell in cells for fact in cell.facts))


async def take(
    session: AsyncSession,
    known: Catalogue,
    reports: Mapping[UUID, Kept],
) -> None:
    """Keep what is locked of reports (by item) as the next snapshot of each, beside the others."""
    query = select(ReportSnapshot.item_id, func.max(ReportSnapshot.number)).where(ReportSnapshot.item_id.in_(reports))
    taken = {item: number for item, number in await session.execute(query.group_by(ReportSnapshot.item_id))}
    rows = [
        {
            "item_id": item,
            "number": taken.get(item, 0) + 1,
            "taken_at": kept.at,
            "taken_by": kept.person,
            "cells": [as_kept(known, cell) for cell in kept.cells],
            "facts": facts_of(kept.cells),
            "stated_by": kept.stated_by,
            "confirmed_by": kept.confirmed_by,
        }
        for item, kept in reports.items()
    ]
    if rows:
        await session.execute(insert(ReportSnapshot), rows)


def as_kept(known: Catalogue, cell: Cell) -> dict[str, Any]:
    """A cell with its definition, as plain values: numbers as text, so that they stay exact."""
    row = known.rows[cell.indicator]
    values = {"value": cell.value, "cumulative": cell.cumulative, "last_year": cell.last_year}
    return {
        "ordinal": cell.ordinal,
        "indicator": cell.indicator,
        "column": cell.column.value,
        "label": cell.label,
        "label_en": cell.label_en,
        "unit": cell.unit_of_measure,
        "decimals": cell.decimals,
        "section": cell.section,
        "row": cell.row_no,
        "answer": cell.answer.value,
        **{name: None if value is None else str(value) for name, value in values.items()},
        "known": None if cell.known is None else str(cell.known),
        "facts": [str(fact) for fact in cell.facts],
        "definition": row.definition,
        "formula": row.formula,
    }


def as_locked(kept: Mapping[str, Any]) -> Cell:
    """A cell again, as it was kept. What was locked had been confirmed."""
    return Cell(
        kept["ordinal"],
        kept["indicator"],
        Column(kept["column"]),
        kept["label"],
        kept["unit"],
        kept["decimals"],
        kept["section"],
        kept["row"],
        CellAnswer(kept["answer"]),
        value=_decimal(kept["value"]),
        cumulative=_decimal(kept["cumulative"]),
        last_year=_decimal(kept["last_year"]),
        facts=tuple(UUID(fact) for fact in kept["facts"]),
        confirmed=True,
        known=None if kept["known"] is None else Period.parse(kept["known"]),
        label_en=kept.get("label_en", ""),  # what was locked before forms had English labels has none
    )


def _decimal(number: str | None) -> Decimal | None:
    return None if number is None else Decimal(number)


async def locked(session: AsyncSession | AsyncConnection, sheets: Sequence[Named]) -> list[Locked | None]:
    """What is locked of each sheet, as far as the asker may see it; None where its report is not locked."""
    given = {
        "forms": [form for form, _, _ in sheets],
        "areas": [area for _, area, _ in sheets],
        "periods": [period.id for _, _, period in sheets],
    }
    found = {
        (row.form, row.area_id, row.period_id): Locked(
            row.number, row.taken_at, tuple(as_locked(cell) for cell in row.cells), row.stated_by, row.confirmed_by
        )
        for row in await session.execute(_LOCKED, given)
    }
    return [found.get((form, area, period.id)) for form, area, period in sheets]
