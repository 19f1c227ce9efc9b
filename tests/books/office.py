"""Workbooks as offices send them: the hub's own filled in, and old ones made by hand."""

import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import httpx
import openpyxl
from sqlalchemy import select, text
from starlette.applications import Starlette

from analytics.workbooks.entry import entry_workbook
from db.organisation import Person
from resolvers.statistics.entry_books import entry_book
from resolvers.statistics.open_cells import open_cells
from resolvers.statistics.taking import Handed, Taken, opened, take_workbook
from tests.hub import Desk, Hub

SPACE = UUID("6ba7b811-9dad-11d1-80b4-00c04fd430c8")


async def blank(desk: Desk, item: UUID, form: str | None = None, language: str = "zh") -> bytes:
    """The workbook of an item that a person downloads."""
    hub = desk.hub
    async with hub.database.reading(desk.asker) as connection:
        asked = await open_cells(connection, hub.county, item, hub.county.today(hub.clock()), form)
        return entry_workbook(await entry_book(connection, hub.county, asked, language))


def filled(content: bytes, values: Mapping[str, Any]) -> bytes:
    """A workbook with values written into cells of its first sheet, saved by another program."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    for address, value in values.items():
        book.worksheets[0][address] = value
    return saved(book)


def made(rows: Sequence[Sequence[Any]], merged: Sequence[str] = (), title: str = "Sheet1") -> bytes:
    """A workbook made by hand."""
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.title = title
    for row in rows:
        page.append(list(row))
    for cells in merged:
        page.merge_cells(cells)
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    """The bytes of a workbook."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


async def hands_in(
    desk: Desk, item: UUID, content: bytes, folder: Path, *, state: bool = False, form: str | None = None, **others: Any
) -> Taken:
    """Send a workbook as a file and hand it in for an item."""
    path = folder / "workbook.xlsx"
    path.write_bytes(content)
    pages = await opened(path)
    file = await sent(desk, content)
    handed = Handed(file, pages, item, form, **others)
    taken: Taken = await desk.does(
        lambda session, county, person: take_workbook(session, county, person, handed, desk.hub.clock(), state=state)
    )
    return taken


async def sent(desk: Desk, content: bytes) -> UUID:
    """The id of a content, on record as this person's upload."""
    named = uuid5(SPACE, content.hex())

    async def keep(session: Any, _county: Any, _person: int) -> UUID:
        given = {"sha256": named.hex * 2, "size": len(content), "kind": "application/zip"}
        found: UUID = (await session.execute(text("select keep_upload(:sha256, :size, :kind)"), given)).scalar_one()
        return found

    file: UUID = await desk.does(keep)
    return file


async def figures(hub: Hub, area: str, period: int) -> dict[str, str]:
    """The newest figures on record of an area and period, by indicator."""
    async with hub.database.as_hub() as session:
        rows = await session.execute(
            text(
                "select i.code, trim_scale(f.value)::text from facts f join indicators i on i.id = f.indicator_id "
                "where f.latest and f.area_id = :area and f.period_id = :period order by 1"
            ),
            {"area": hub.areas[area], "period": period},
        )
        return {code: value for code, value in rows}


async def client(app: Starlette, person: str | None, language: str = "zh") -> httpx.AsyncClient:
    """A browser, signed in as a sample person."""
    headers = {"accept-language": language}
    found = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://hub.test", headers=headers)
    if person is not None:
        answer = await found.post("/sign-in/sample", json={"person": person})
        assert answer.status_code == 204, answer.text
    return found


def cells(content: bytes, sheet: int = 0) -> list[list[Any]]:
    """The values of a worksheet, row by row, without empty ones."""
    rows = openpyxl.load_workbook(io.BytesIO(content), data_only=True).worksheets[sheet].iter_rows(values_only=True)
    return [[value for value in row if value is not None] for row in rows]


async def name(hub: Hub, person: str) -> str:
    """A person's name."""
    return str(await hub.one(select(Person.name).where(Person.code == person)))
