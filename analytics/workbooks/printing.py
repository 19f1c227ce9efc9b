"""Printed tables as workbooks, one worksheet a table, laid out to be printed on A4."""

import io
import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import xlsxwriter

from analytics.workbooks.table import Column, Figure, Line, Printed, Table

FORBIDDEN = re.compile(r"[\[\]:*?/\\']")
LONGEST_NAME = 31
WIDTHS = {"name": 34, "unit": 10, "row": 6, "remark": 20}
FIGURE_WIDTH = 15
FONT = "宋体"  # what Chinese offices print with; a machine without it takes its own
UNDATED = datetime(2000, 1, 1)  # so that the same figures give the same bytes
MOST_DIGITS = 15  # what a workbook keeps of a number


def new_book(out: io.BytesIO) -> Any:
    """A workbook in memory whose text stays text: no formulas, no links made of what somebody wrote."""
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": UNDATED})
    return book


def sheet_names(wished: Sequence[str]) -> list[str]:
    """Names that a workbook takes, in order: 31 characters, none of its forbidden signs, none twice."""
    names: list[str] = []
    for wish in wished:
        name = FORBIDDEN.sub(" ", wish).strip()[:LONGEST_NAME] or "1"
        number = 1
        while name.lower() in {taken.lower() for taken in names}:
            number += 1
            end = f" {number}"
            name = f"{name[: LONGEST_NAME - len(end)]}{end}"
        names.append(name)
    return names


def workbook(tables: Sequence[Table], names: Sequence[str] | None = None) -> bytes:
    """The tables as a workbook, one worksheet each; named by their titles where no names are given."""
    out = io.BytesIO()
    book = new_book(out)
    styles = Styles(book)
    for name, table in zip(sheet_names(names or [table.title for table in tables]), tables, strict=True):
        write_table(book.add_worksheet(name), table, styles)
    book.close()
    return out.getvalue()


class Styles:
    """The formats of a workbook, each made once."""

    def __init__(self, book: Any) -> None:
        """Begin with none."""
        self._book, self._made = book, dict[tuple[tuple[str, Any], ...], Any]()

    def of(self, **looks: Any) -> Any:
        """The format of some looks."""
        key = tuple(sorted(looks.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(
                {"font_name": FONT, "font_size": 10.5, "valign": "vcenter", **looks}
            )
        return self._made[key]

    def cell(self, column: Column, entry: Printed) -> Any:
        """The format of an entry under a column."""
        if isinstance(entry, Figure):
            return self.of(border=1, align="right", num_format=number_format(entry.decimals))
        wrapped = column.key in ("name", "remark")
        align = "left" if wrapped else "right" if column.numeric else "center"
        return self.of(border=1, align=align, text_wrap=wrapped)


def number_format(decimals: int) -> str:
    """The number format with so many places."""
    return "0" + ("." + "0" * decimals if decimals else "")


def write_table(page: Any, table: Table, styles: Styles) -> None:
    """Write a table on an empty worksheet."""
    last = len(table.columns) - 1
    for n, column in enumerate(table.columns):
        page.set_column(n, n, WIDTHS.get(column.key, FIGURE_WIDTH))
    across(page, 0, 0, last, table.title, styles.of(bold=True, font_size=16, align="center"))
    row = 1
    for text in table.head:
        across(page, row, max(0, last - 2), last, text, styles.of(align="left"))
        row += 1
    row = _above(page, row, last, table, styles)
    for n, column in enumerate(table.columns):
        page.write_string(row, n, column.title, styles.of(bold=True, border=1, align="center", text_wrap=True))
    page.freeze_panes(row + 1, 1)
    page.repeat_rows(row)
    for line in table.lines:
        row += 1
        _line(page, row, last, line, table, styles)
    across(page, row + 1, 0, last, table.signature, styles.of(align="left"))
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.set_footer("&C&P / &N")


def across(page: Any, row: int, first: int, last: int, text: str, looks: Any) -> None:
    """Write over several columns at once; one column alone cannot be merged."""
    if first < last:
        page.merge_range(row, first, row, last, text, looks)
    else:
        page.write_string(row, first, text, looks)


def _above(page: Any, row: int, last: int, table: Table, styles: Styles) -> int:
    """Who reports at the left and for which period in the middle, on one line; answers the next free line."""
    if not table.above:
        return row
    page.write_string(row, 0, table.above[0], styles.of(align="left"))
    if table.above[1:]:
        across(page, row, 1, last, "　　".join(table.above[1:]), styles.of(align="center"))
    return row + 1


def _line(page: Any, row: int, last: int, line: Line, table: Table, styles: Styles) -> None:
    if line.section:
        across(page, row, 0, last, str(line.cells[0]), styles.of(bold=True, border=1, align="left"))
        return
    for n, (column, entry) in enumerate(zip(table.columns, line.cells, strict=True)):
        put(page, row, n, entry, styles.cell(column, entry))


def put(page: Any, row: int, n: int, entry: Printed, looks: Any) -> None:
    """Write a figure as a number (as text where a workbook would drop digits), and words as text."""
    if isinstance(entry, Figure) and len(entry.value.as_tuple().digits) <= MOST_DIGITS:
        page.write_number(row, n, entry.value, looks)
    else:
        page.write_string(row, n, entry.text if isinstance(entry, Figure) else entry, looks)
