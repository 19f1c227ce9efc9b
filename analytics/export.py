"""A view as a file: csv that spreadsheet programs open rightly, or a workbook; streamed, so that size costs no memory.

Only what the asker may see enters, through the same statement as on the page; text that a spreadsheet would take for a
formula stays text.
"""

import asyncio
import csv
import io
import tempfile
from collections.abc import AsyncIterator, Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import xlsxwriter

from analytics.answer import Row
from analytics.catalogue import Column, View
from analytics.questions import Question
from analytics.replica import Replica
from analytics.scope import Sight

BOM = "\ufeff"
BLOCK = 256 * 1024
# Excel holds 1,048,576 rows a sheet, one of them the head.
MOST_ROWS = 1_048_575
# Excel keeps 15 digits of a number: a longer one goes in as text, exactly.
MOST_DIGITS = 15
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


class TooManyRows(Exception):
    """The answer does not fit into a sheet: narrow it, or take the csv."""


async def csv_of(
    replica: Replica, view: str, sight: Sight, question: Question, zone: str = "Asia/Shanghai"
) -> AsyncIterator[bytes]:
    """The rows of a view as csv in UTF-8 with a byte order mark, head first; times in the county's zone."""
    found = replica.views[view]
    yield (BOM + _lines([[column.name for column in found.columns]])).encode()
    async for rows in replica.stream(view, sight, _every(question)):
        yield _lines(_cells(found, rows, zone)).encode()


def _every(question: Question) -> Question:
    return Question(question.where, question.order_by, None)


def _lines(rows: Iterable[list[Any]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return out.getvalue()


def _cells(view: View, rows: list[Row], zone: str) -> Iterable[list[Any]]:
    for row in rows:
        yield [_text(row[column.name], zone) for column in view.columns]


def _text(value: Any, zone: str) -> str:
    """A value as csv has it; text beginning like a formula is kept from being one by an apostrophe."""
    match value:
        case None:
            return ""
        case Decimal():
            return f"{value:f}"
        case datetime():
            return value.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M:%S")
        case str() if value.startswith(FORMULA_SIGNS):
            return f"'{value}"
        case _:
            return str(value)


async def xlsx_of(
    replica: Replica, view: str, sight: Sight, question: Question, zone: str = "Asia/Shanghai"
) -> AsyncIterator[bytes]:
    """The rows of a view as a workbook of one sheet, head first. Refuses with TooManyRows what no sheet holds."""
    found = replica.views[view]
    if await replica.count(view, sight, question.where) > MOST_ROWS:
        raise TooManyRows(f"a sheet holds {MOST_ROWS} rows")
    with tempfile.TemporaryFile() as file:
        book = _Book(file, found, zone)
        async for rows in replica.stream(view, sight, _every(question)):
            await asyncio.to_thread(book.write, rows)
        await asyncio.to_thread(book.close)
        file.seek(0)
        while block := await asyncio.to_thread(file.read, BLOCK):
            yield block


class _Book:
    """A workbook that is written row by row."""

    def __init__(self, file: Any, view: View, zone: str) -> None:
        self._book = xlsxwriter.Workbook(
            file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        )
        self._sheet = self._book.add_worksheet(view.name[:31])
        self._formats = {
            kind: self._book.add_format({"num_format": kind}) for kind in ("yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss")
        }
        self._view, self._zone, self._row = view, zone, 1
        bold = self._book.add_format({"bold": True})
        for n, column in enumerate(view.columns):
            self._sheet.write_string(0, n, column.name, bold)
        self._sheet.freeze_panes(1, 0)

    def write(self, rows: list[Row]) -> None:
        for row in rows:
            if self._row > MOST_ROWS:
                raise TooManyRows(f"a sheet holds {MOST_ROWS} rows")
            for n, column in enumerate(self._view.columns):
                self._cell(n, column, row[column.name])
            self._row += 1

    def _cell(self, n: int, column: Column, value: Any) -> None:
        match value:
            case None:
                return
            case bool():
                self._sheet.write_boolean(self._row, n, value)
            case Decimal() if len(value.as_tuple().digits) > MOST_DIGITS:
                self._sheet.write_string(self._row, n, f"{value:f}")
            case int() | Decimal():
                self._sheet.write_number(self._row, n, value)
            case datetime():
                local = value.astimezone(ZoneInfo(self._zone)).replace(tzinfo=None)
                self._sheet.write_datetime(self._row, n, local, self._formats["yyyy-mm-dd hh:mm:ss"])
            case _ if column.kind.value == "DATE":
                self._sheet.write_datetime(self._row, n, value, self._formats["yyyy-mm-dd"])
            case _:
                self._sheet.write_string(self._row, n, str(value))

    def close(self) -> None:
        self._book.close()
