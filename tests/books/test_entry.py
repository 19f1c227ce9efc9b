"""Workbooks to be filled: what a cell takes, and what stays closed."""

import io
from decimal import Decimal
from typing import Any

import openpyxl

from analytics.workbooks.entry import Entry, EntryBook, Identity, entry_workbook

OWNER = Identity("tiny", "REGISTER", "RE", "2019-10", ("TY-N", "TY", "x"), "A1", "0123456789abcdef")


def book(**others: Any) -> openpyxl.Workbook:
    """A workbook of one indicator asked of the first of two areas."""
    given: dict[str, Any] = {"minimum": None, "maximum": None, "summed": True, **others}
    values, versions, asked = (Decimal("1.50"), None), (3, 0), (True, False)
    entry = Entry("X1", "=1+1", "吨", 2, definition="", values=values, versions=versions, open=asked, **given)
    identity = Identity("tiny", "REGISTER", "RE", "2019-10", ("TY-N", "TY"), "", "0")
    content = entry_workbook(EntryBook("登记处/2019", ("说明",), ("北谷", "小县"), (entry,), identity))
    return openpyxl.load_workbook(io.BytesIO(content))


def test_an_area_that_is_not_asked_is_closed_and_what_is_on_record_stands_there() -> None:
    page, hidden = book().worksheets
    assert [cell.value for cell in page[4]][:7] == ["X1", "=1+1", "吨", "—", "—", 1.5, "—"]
    assert page["B4"].data_type == "s"  # a name that looks like a formula is a name
    assert [cell.coordinate for row in page for cell in row if not cell.protection.locked] == ["F4"]
    assert page["F4"].number_format == "0.00"
    versions = [[cell.value for cell in row] for row in hidden if row[0].value == "version"]
    assert versions == [["version", "X1", "TY-N", "3"]]


def test_bounds_warn_while_typing_and_a_zero_is_a_bound() -> None:
    (rule,) = book(minimum=Decimal(-5), maximum=Decimal(0)).worksheets[0].data_validations.dataValidation
    assert (str(rule.sqref), rule.type, rule.errorStyle) == ("F4", "decimal", "warning")
    assert (float(rule.formula1), float(rule.formula2), rule.error) == (-5, 0, "-5 – 0 吨")


def test_a_workbook_says_whose_it_is_and_reads_it_back() -> None:
    rows = [[name, value] for name, value in OWNER.lines()]
    assert Identity.read(rows) == OWNER
    assert Identity.read([*rows[1:]]) is None
    assert Identity.read([["format", "0"], *rows[1:]]) is None
