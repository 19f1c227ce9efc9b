"""Workbooks to be filled: a worksheet of which only the entry cells are open, and a hidden one that says whose."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell

from analytics.workbooks.printing import Styles, across, new_book, number_format, put, sheet_names
from analytics.workbooks.table import MISSING, Figure

IDENTITY = "countyhub"  # the name of the hidden worksheet
FORMAT = "1"
CODE = {"zh": "代码", "en": "Code"}
HEADINGS = {
    "zh": ("代码", "指标名称", "计量单位", "上期", "上年同期"),
    "en": ("Code", "Indicator", "Unit", "Last period", "A year ago"),
}
CHECK = {"zh": "核对", "en": "Check"}
SUM = {"zh": "合计", "en": "Total"}
DEFINITION = {"zh": "指标解释", "en": "Definition"}
WORDS = {
    "zh": {"empty": "未填", "text": "不是数字", "range": "超出范围", "places": "小数过多", "title": "请填数字"},
    "en": {
        "empty": "empty",
        "text": "no number",
        "range": "out of range",
        "places": "too many decimals",
        "title": "A number",
    },
}
MOST = 1e15  # no figure is larger
ENTRY_AT = 5  # the column of the first entry


@dataclass(frozen=True)
class Identity:
    """Whose workbook it is: compared with what it is handed in for. Areas in the order of the entry columns."""

    county: str
    kind: str
    unit: str
    period: str
    areas: tuple[str, ...]
    form: str
    catalogue: str  # what the workbook relies on of the catalogue, as a digest

    def lines(self) -> list[tuple[str, str]]:
        """Its lines, as (name, value)."""
        return [
            ("format", FORMAT),
            ("county", self.county),
            ("kind", self.kind),
            ("unit", self.unit),
            ("period", self.period),
            ("areas", ";".join(self.areas)),
            ("form", self.form),
            ("catalogue", self.catalogue),
        ]

    @classmethod
    def read(cls, rows: Sequence[Sequence[object]]) -> "Identity | None":
        """The identity that a hidden worksheet says; None where it says none that this hub writes."""
        said = {str(row[0]): str(row[1]) for row in rows if len(row) > 1}
        if said.get("format") != FORMAT or not {name for name, _ in _NOBODY.lines()} <= said.keys():
            return None
        areas = tuple(said["areas"].split(";"))
        return cls(said["county"], said["kind"], said["unit"], said["period"], areas, said["form"], said["catalogue"])


_NOBODY = Identity("", "", "", "", (), "", "")


@dataclass(frozen=True)
class Entry:
    """One indicator to be filled for each area: bounds for the check, what is on record (None: nothing), versions seen.

    `open`: whether it is asked of an area; closed cells print a dash. `before` and `last_year` are of the one area,
    where there is one alone.
    """

    code: str
    name: str
    unit: str
    decimals: int
    minimum: Decimal | None
    maximum: Decimal | None
    definition: str
    values: tuple[Decimal | None, ...]
    versions: tuple[int, ...]
    open: tuple[bool, ...]
    before: Decimal | None = None
    last_year: Decimal | None = None
    summed: bool = False


@dataclass(frozen=True)
class EntryBook:
    """A workbook to be filled."""

    title: str
    about: tuple[str, ...]
    areas: tuple[str, ...]
    entries: tuple[Entry, ...]
    identity: Identity
    language: str = "zh"


def entry_workbook(asked: EntryBook) -> bytes:
    """The workbook: every cell locked but those to be filled, without a password, so that an office can help itself."""
    out = io.BytesIO()
    book = new_book(out)
    styles = Styles(book)
    page = book.add_worksheet(sheet_names([asked.title])[0])
    heading = 1 + len(asked.about)
    _head(page, asked, heading, styles)
    for place, entry in enumerate(asked.entries):
        _entry(page, heading + 1 + place, entry, asked, styles)
    page.freeze_panes(heading + 1, 2)
    page.protect("", {"format_columns": True, "format_rows": True, "select_locked_cells": True})
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    _identity(book.add_worksheet(IDENTITY), asked)
    book.close()
    return out.getvalue()


def _head(page: Any, asked: EntryBook, row: int, styles: Styles) -> None:
    last = ENTRY_AT + len(asked.areas) + 1
    across(page, 0, 0, last, asked.title, styles.of(bold=True, font_size=16, align="center"))
    for place, text in enumerate(asked.about, 1):
        across(page, place, 0, last, text, styles.of(align="left"))
    ends = [(SUM if len(asked.areas) > 1 else CHECK)[asked.language], DEFINITION[asked.language]]
    if len(asked.areas) > 1:
        ends.insert(1, CHECK[asked.language])
    for n, words in enumerate([*HEADINGS[asked.language], *asked.areas, *ends]):
        page.write_string(row, n, words, styles.of(bold=True, border=1, align="center", text_wrap=True))
    for n, width in enumerate((9, 30, 9, 11, 11, *[13] * len(asked.areas), *[12] * (len(ends) - 1), 44)):
        page.set_column(n, n, width)


def _entry(page: Any, row: int, entry: Entry, asked: EntryBook, styles: Styles) -> None:
    shown, number = styles.of(border=1, align="left"), number_format(entry.decimals)
    for n, words in enumerate((entry.code, entry.name, entry.unit)):
        page.write_string(row, n, words, shown)
    known = styles.of(border=1, align="right", num_format=number, font_color="#666666")
    for n, value in enumerate((entry.before, entry.last_year), 3):
        put(page, row, n, MISSING if value is None else Figure(value, entry.decimals), known)
    open_cell = styles.of(border=1, align="right", num_format=number, locked=False, bg_color="#FFF9DB")
    for n, (value, is_open) in enumerate(zip(entry.values, entry.open, strict=True), ENTRY_AT):
        if not is_open:
            page.write_string(row, n, MISSING, known)
            continue
        if value is None:
            page.write_blank(row, n, None, open_cell)
        else:
            put(page, row, n, Figure(value, entry.decimals), open_cell)
        page.data_validation(row, n, row, n, _validation(entry, asked.language))
    _checks(page, row, entry, asked, styles)


def _validation(entry: Entry, language: str) -> dict[str, Any]:
    """Warns while typing, and does not forbid: what is wrong is said in full when the workbook comes in."""
    low, high = entry.minimum, entry.maximum
    bounds = {"minimum": -MOST if low is None else float(low), "maximum": MOST if high is None else float(high)}
    said = f"{_bound(entry.minimum)} – {_bound(entry.maximum)} {entry.unit}"
    return {
        "validate": "decimal",
        "criteria": "between",
        **bounds,
        "error_type": "warning",
        "error_title": WORDS[language]["title"],
        "error_message": said[:255],
        "ignore_blank": True,
    }


def _bound(value: Decimal | None) -> str:
    return "…" if value is None else f"{value.normalize():f}"


def _checks(page: Any, row: int, entry: Entry, asked: EntryBook, styles: Styles) -> None:
    first, last = (xl_rowcol_to_cell(row, n) for n in (ENTRY_AT, ENTRY_AT + len(asked.areas) - 1))
    at, cells, words = ENTRY_AT + len(asked.areas), f"{first}:{last}", WORDS[asked.language]
    count = sum(entry.open)
    if len(asked.areas) > 1:
        total = f'IF(COUNT({cells})={count},SUM({cells}),"{MISSING}")' if entry.summed else f'"{MISSING}"'
        looks = styles.of(border=1, align="right", num_format=number_format(entry.decimals))
        page.write_formula(row, at, f"={total}", looks, MISSING)
        at += 1
    faults = [
        (f"COUNTA({cells})<{len(asked.areas)}", words["empty"]),
        (f"COUNT({cells})<{count}", words["text"]),
    ]
    if all(entry.open):  # a dash among the numbers has no decimals and no bounds
        faults.append((f"SUMPRODUCT(--({cells}<>ROUND({cells},{entry.decimals})))>0", words["places"]))
        for bound, sign in ((entry.minimum, "<"), (entry.maximum, ">")):
            if bound is not None:
                faults.append((f"SUMPRODUCT(--({cells}{sign}{_bound(bound)}))>0", words["range"]))
    formula = '""'
    for condition, said in reversed(faults):
        formula = f'IF({condition},"{said}",{formula})'
    unfilled = any(is_open and value is None for value, is_open in zip(entry.values, entry.open, strict=True))
    saved = words["empty"] if unfilled else ""
    page.write_formula(row, at, f"={formula}", styles.of(border=1, font_color="#C92A2A"), saved)
    page.write_string(row, at + 1, entry.definition, styles.of(border=1, text_wrap=True))


def _identity(page: Any, asked: EntryBook) -> None:
    """The hidden worksheet: whose workbook it is, and which version of each figure its maker saw."""
    for row, line in enumerate(asked.identity.lines()):
        for n, words in enumerate(line):
            page.write_string(row, n, words)
    row = len(asked.identity.lines())
    for entry in asked.entries:
        for area, version, is_open in zip(asked.identity.areas, entry.versions, entry.open, strict=True):
            if not is_open:
                continue
            for n, words in enumerate(("version", entry.code, area, str(version))):
                page.write_string(row, n, words)
            row += 1
    page.very_hidden()
    page.protect()
