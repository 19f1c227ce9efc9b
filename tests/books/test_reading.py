"""Files that are no workbooks, or do harm: refused with a code that says which, by a process that ends with it."""

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from analytics.workbooks.reading import LIMITS, OPENER, Cell, Fault, Unreadable, address, text_of
from tests.books.office import made, saved


def fault(path: Path, **limits: int) -> tuple[Fault, dict[str, int | str]]:
    """Why a file is not read."""
    with pytest.raises(Unreadable) as raised:
        OPENER.pages(path, {**LIMITS, **limits})
    return raised.value.fault, dict(raised.value.values)


def with_part(content: bytes, name: str, part: bytes) -> bytes:
    """A workbook with one more part in its archive, or another in its place."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for info in before.infolist():
            if info.filename != name:
                after.writestr(info, before.read(info))
        after.writestr(name, part)
    return out.getvalue()


BOOK = made([["指标", "本月"], ["出生人数", 12]])
FILES = {
    "text": (b"indicator,value\n", Fault.NOT_A_WORKBOOK),
    "pdf": (b"%PDF-1.7 ...", Fault.NOT_A_WORKBOOK),
    "old or locked": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, Fault.OLD_OR_LOCKED),
    "cut off": (BOOK[: len(BOOK) // 2], Fault.BROKEN),
    "a broken sheet": (with_part(BOOK, "xl/worksheets/sheet1.xml", b"<worksheet><sheetData><row"), Fault.BROKEN),
    "another archive": (with_part(b"PK\x05\x06" + b"\0" * 18, "a.txt", b"a"), Fault.NOT_A_WORKBOOK),
    "macros": (with_part(BOOK, "xl/vbaProject.bin", b"\0"), Fault.MACROS),
    "declared macros": (
        with_part(BOOK, "[Content_Types].xml", b"<Types>application/vnd.ms-excel.sheet.macroEnabled.main+xml</Types>"),
        Fault.MACROS,
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_what_is_no_workbook_is_refused_by_its_kind(tmp_path: Path, name: str) -> None:
    content, expected = FILES[name]
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    assert fault(path)[0] is expected


def test_two_hundred_thousand_rows_are_refused_with_their_number(tmp_path: Path) -> None:
    path = tmp_path / "rows.xlsx"
    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    page = book.add_worksheet("长表")
    for row in range(200_000):
        page.write_number(row, 0, row)
    book.close()
    assert fault(path) == (Fault.TOO_MANY_ROWS, {"sheet": "长表", "rows": 200_000, "most": 20_000})


def test_more_cells_than_one_may_have_are_refused_over_all_sheets(tmp_path: Path) -> None:
    path = tmp_path / "cells.xlsx"
    book = openpyxl.Workbook()
    for page in (book.worksheets[0], book.create_sheet("b")):
        page.append(list(range(60)))
    path.write_bytes(saved(book))
    assert fault(path, cells=100) == (Fault.TOO_MANY_CELLS, {"cells": 120, "most": 100})
    assert len(OPENER.pages(path, {**LIMITS, "cells": 120})) == 2


def test_what_unpacks_to_more_than_it_may_is_not_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    path.write_bytes(with_part(BOOK, "xl/media/zeros", b"\0" * (257 * 1024 * 1024)))
    assert path.stat().st_size < 1024 * 1024
    assert fault(path) == (Fault.TOO_LARGE, {"most": 256})


def test_a_cell_far_away_costs_its_own_process_alone(tmp_path: Path) -> None:
    path = tmp_path / "far.xlsx"
    book = openpyxl.Workbook()
    book.worksheets[0]["A1"] = 1
    book.worksheets[0]["XFD1048576"] = 1
    path.write_bytes(saved(book))
    assert fault(path)[0] is Fault.TOO_LARGE
    path.write_bytes(BOOK)
    assert OPENER.pages(path)[0].rows == [["指标", "本月"], ["出生人数", 12.0]]


def test_a_workbook_that_takes_too_long_is_given_up(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(BOOK)
    with pytest.raises(Unreadable) as raised:
        OPENER.pages(path, {**LIMITS, "seconds": 0})
    assert raised.value.fault in (Fault.TOO_SLOW, Fault.TOO_LARGE)


def test_formulas_are_told_from_those_that_saved_no_result(tmp_path: Path) -> None:
    path = tmp_path / "formulas.xlsx"
    book = xlsxwriter.Workbook(path)
    page = book.add_worksheet()
    page.write_formula("B1", "=1+1", None, 2)
    page.write_formula("B2", '="a"&"<b>"', None, "a<b>")
    book.close()
    read = OPENER.pages(path)[0]
    assert (sorted(read.formulas), sorted(read.unsaved)) == (["B1", "B2"], [])
    assert read.rows == [["", 2.0], ["", "a<b>"]]
    path.write_bytes(made([[1, "=A1*2"]]))
    assert OPENER.pages(path)[0].unsaved == {"B1"}


def test_merged_words_stand_over_every_column_they_cover(tmp_path: Path) -> None:
    path = tmp_path / "merged.xlsx"
    path.write_bytes(made([["指标", "本月", ""], ["", "北谷", "南谷"]], ["A1:A2", "B1:C1"]))
    page = OPENER.pages(path)[0]
    assert page.spread == [["指标", "本月", "本月"], ["指标", "北谷", "南谷"]]
    assert page.rows[1][0] == ""


def test_numbers_are_what_a_workbook_shows_of_them() -> None:
    shown: list[Cell] = [0.1 + 0.2, 12.0, 1234567.25, 1e20, 0.00001, -3.5, "１２"]
    assert [text_of(cell) for cell in shown] == [
        "0.3", "12", "1234567.25", "100000000000000000000", "0.00001", "-3.5", "１２",
    ]  # fmt: skip


def test_addresses_are_those_of_a_workbook() -> None:
    assert [address(*place) for place in ((0, 0), (4, 25), (4, 26), (9, 701), (0, 702))] == [
        "A1", "Z5", "AA5", "ZZ10", "AAA1",
    ]  # fmt: skip
