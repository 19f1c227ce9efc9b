"""Sheets as tests ask for them, and the steps that reports begin from."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import select

from db.statistics import Form, Report, ReportSnapshot
from resolvers.statistics.cells import sheets
from resolvers.statistics.periods import Period
from resolvers.statistics.reports import follow
from resolvers.statistics.sheet import Cell, Sheet
from tests.hub import Desk, Hub
from tests.statistics.office import OCTOBER, PEOPLE, confirmed, recorder, reeve


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


async def report(hub: Hub, form: str, area: str, period: str) -> UUID:
    """The item of a report."""
    keys = [Report.area_id == hub.areas[area], Report.period_id == Period.parse(period).id]
    found: UUID = await hub.one(select(Report.item_id).where(Report.form_id == await form_id(hub, form), *keys))
    return found


async def row_of(hub: Hub, item: UUID) -> Report:
    """The report's own row."""
    found: Report = await hub.one(select(Report).where(Report.item_id == item))
    return found


async def snapshots(hub: Hub, item: UUID) -> list[dict[str, str | None]]:
    """What each snapshot of a report shows, oldest first: its values by indicator."""
    kept = await hub.all(select(ReportSnapshot).where(ReportSnapshot.item_id == item).order_by(ReportSnapshot.number))
    return [{cell["indicator"]: cell["value"] for cell in each.cells} for each in kept]


async def handed_in(hub: Hub, values: dict[str, str] | None = None) -> UUID:
    """The northern parish's A1 of October 2019, complete and handed in on the 2nd of November: in time."""
    await hub.ticks("2019-11-01 09:00")
    await stated(hub, values)
    await follows(hub)
    return await report(hub, "A1", "NV", "2019-10")


async def stated(hub: Hub, values: dict[str, str] | None = None) -> None:
    """All that A1 of October 2019 shows of the northern parish, stated and confirmed on the 2nd of November."""
    for month in range(1, 10):
        await confirmed(hub, f"2019-{month:02d}", values={"BIR01": "10", "DEA01": "4"})
    hub.clock.to("2019-11-02 10:00")
    await hub.as_("P03").states_register("RE", "2019-10", PEOPLE)
    item = await hub.period("NV", "2019-10")
    await recorder(hub).states(item, values or OCTOBER)
    await recorder(hub).finishes(item)
    await reeve(hub).confirms(item)


async def follows(hub: Hub) -> int:
    """Let the hub look after its reports, as its job does after every change of figures."""
    return await follow(hub.database)
