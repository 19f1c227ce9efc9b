"""What a department locks: the cells of a report as they stood, with the versions and definitions behind them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.statistics import ReportSnapshot
from resolvers.statistics.book import Catalogue
from resolvers.statistics.sheet import Cell


def facts_of(cells: Sequence[Cell]) -> list[UUID]:
    """The versions behind some cells, each once, in the order in which they are met."""
    return list(dict.fromkeys(fact for cell in cells for fact in cell.facts))


async def take(
    session: AsyncSession,
    known: Catalogue,
    reports: Mapping[UUID, tuple[Sequence[Cell], datetime, int | None]],
) -> None:
    """Keep the cells of reports (by item: cells, moment, person) as the next snapshot of each, beside the others."""
    query = select(ReportSnapshot.item_id, func.max(ReportSnapshot.number)).where(ReportSnapshot.item_id.in_(reports))
    taken = {item: number for item, number in await session.execute(query.group_by(ReportSnapshot.item_id))}
    rows = [
        {
            "item_id": item,
            "number": taken.get(item, 0) + 1,
            "taken_at": at,
            "taken_by": person,
            "cells": [as_kept(known, cell) for cell in cells],
            "facts": facts_of(cells),
        }
        for item, (cells, at, person) in reports.items()
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
