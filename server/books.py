"""Papers and workbooks over HTTP, each under the asker's own sight and with the hash of its bytes as ETag.

GET /sheets/{form}/{area}/{period}.xlsx or .pdf: a form's finished sheet. GET /yearbooks/{unit}/{year}.xlsx: all forms
of a unit. GET /entry/{item}.xlsx: what an item asks, as a workbook to be filled; `form` narrows it to one form. Each is
in the language that `language` names, since a link of a page is followed with the browser's own wishes. The same
figures give the same bytes, so that who has them already is told so.
"""

import asyncio
import hashlib
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from analytics.workbooks.entry import entry_workbook
from analytics.workbooks.paper import NoChineseFont, pdf
from analytics.workbooks.printing import workbook
from analytics.workbooks.table import Table
from analytics.workbooks.year_book import year_workbook
from db.connection import Asker
from resolvers.county import county
from resolvers.refusals import Refused
from resolvers.statistics.entry_books import entry_book
from resolvers.statistics.open_cells import open_cells
from resolvers.statistics.periods import Period, PeriodError
from resolvers.statistics.sheet_books import finished, year_book
from schema.ids import key_of
from server.answers import RefusedRequest
from server.files import disposition, unchanged
from server.hub import Hub, hub_of
from server.language import LANGUAGES
from server.sign_in import signed_in

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PDF: Final = "application/pdf"


async def sheet(request: Request) -> Response:
    """A finished sheet. Refuses nobody (401), what there is not for the asker (404), PDF without a font (503)."""
    hub, asker = hub_of(request), await signed_in(request)
    form, area, kind = (request.path_params[name] for name in ("form", "area", "kind"))
    period, now = _period(request.path_params["period"]), hub.database.clock()
    if kind not in ("xlsx", "pdf"):
        raise RefusedRequest(404, "NOT_FOUND")
    try:
        async with hub.database.reading(asker) as connection:
            place = await county(connection)
            table = await finished(connection, place, form, area, period, language=_language(request, asker), at=now)
    except Refused:
        raise RefusedRequest(404, "NOT_FOUND") from None
    if kind == "xlsx":
        made = await asyncio.to_thread(workbook, [table])
    else:
        made = await _pdf(hub, table, period)
    return _answer(request, made, f"{form}_{area}_{period}.{kind}", PDF if kind == "pdf" else XLSX)


async def _pdf(hub: Hub, table: Table, period: Period) -> bytes:
    # Dated by the period, not by the clock: the same figures give the same bytes.
    dated = datetime.combine(period.last_on, datetime.min.time(), UTC)
    try:
        return await asyncio.to_thread(pdf, [table], dated, fonts=hub.settings.data / "fonts")
    except NoChineseFont:
        raise RefusedRequest(503, "NO_CHINESE_FONT") from None


async def book_of_year(request: Request) -> Response:
    """The year's book of a unit. Refuses nobody (401) and what there is not for the asker (404)."""
    hub, asker = hub_of(request), await signed_in(request)
    unit, year = request.path_params["unit"], request.path_params["year"]
    try:
        async with hub.database.reading(asker) as connection:
            place = await county(connection)
            language, now = _language(request, asker), hub.database.clock()
            made = await year_book(connection, place, unit, year, language=language, at=now)
    except Refused:
        raise RefusedRequest(404, "NOT_FOUND") from None
    return _answer(request, await asyncio.to_thread(year_workbook, made), f"{unit}_{year}.xlsx", XLSX)


async def entry(request: Request) -> Response:
    """A workbook to be filled. Refuses nobody (401) and an item that is not the asker's to see (404)."""
    hub, asker = hub_of(request), await signed_in(request)
    key = key_of(request.path_params["item"], UUID, "FactPeriod", "RegisterPeriod")
    form, language = request.query_params.get("form") or None, _language(request, asker)
    if key is None:
        raise RefusedRequest(404, "NOT_FOUND")
    try:
        async with hub.database.reading(asker) as connection:
            place = await county(connection)
            asked = await open_cells(connection, place, key, place.today(hub.database.clock()), form)
            made = await entry_book(connection, place, asked, language)
    except Refused:
        raise RefusedRequest(404, "NOT_FOUND") from None
    name = f"{place.units[asked.unit_id].name[language]}_{asked.period}.xlsx"
    return _answer(request, await asyncio.to_thread(entry_workbook, made), name, XLSX)


def _language(request: Request, asker: Asker) -> str:
    named = request.query_params.get("language")
    return named if named in LANGUAGES else asker.language


def _period(text: str) -> Period:
    try:
        return Period.parse(text)
    except PeriodError:
        raise RefusedRequest(404, "NOT_FOUND") from None


def _answer(request: Request, content: bytes, name: str, media_type: str) -> Response:
    sha256 = hashlib.sha256(content).hexdigest()
    headers = {
        "etag": f'"{sha256}"',
        "cache-control": "private, no-cache",  # kept, but asked for each time: a right may end
        "content-disposition": disposition(name, shown=media_type == PDF),
    }
    if unchanged(request, sha256):
        return Response(status_code=304, headers=headers)
    return Response(content, headers=headers, media_type=media_type)


ROUTES = [
    Route("/sheets/{form}/{area}/{period}.{kind}", sheet, methods=["GET"]),
    Route("/yearbooks/{unit}/{year:int}.xlsx", book_of_year, methods=["GET"]),
    Route("/entry/{item}.xlsx", entry, methods=["GET"]),
]
