"""Sheets as tests ask for them, and the steps that reports begin from."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from db.statistics import Form
from resolvers.statistics.cells import sheets
from resolvers.statistics.periods import Period
from resolvers.statistics.sheet import Cell, Sheet
from tests.hub import Desk, Hub


async def form_id(hub: Hub, code: str) -> int:
    """The key of a form."""
    found: int = await hub.one(select(Form.id).where(Form.code == code))
    return found


async def sheet_of(hub: Hub, form: str, area: str, period: str, desk: Desk | None = None) -> Sheet | None:
    """A sheet as a person sees it, or the hub itself; None where it is not for that person."""
    found = await sheets_of(hub, [(form, area, period)], desk)
    return found[0] if found else None


async def sheets_of(hub: Hub, wanted: Iterable[tuple[str, str, str]], desk: Desk | None = None) -> list[Sheet]:
    """Sheets by form, area and period as a person sees them, or the hub itself."""
    keys = [(await form_id(hub, form), hub.areas[area], Period.parse(period)) for form, area, period in wanted]
    if desk is None:
        async with hub.database.as_hub() as session:
            return await sheets(session, keys)
    async with hub.database.reading(desk.asker) as connection:
        return await sheets(connection, keys)


async def cells_of(hub: Hub, form: str, area: str, period: str, desk: Desk | None = None) -> dict[str, Cell]:
    """The cells of a sheet, by indicator."""
    sheet = await sheet_of(hub, form, area, period, desk)
    assert sheet is not None
    return {cell.indicator: cell for cell in sheet.cells}


def shown(cells: dict[str, Cell]) -> dict[str, tuple[str, Any]]:
    """How each cell is answered, and what it shows."""
    return {code: (cell.answer.value, cell.value) for code, cell in cells.items()}


def number(text: str) -> Decimal:
    """A decimal as tests write it."""
    return Decimal(text)
