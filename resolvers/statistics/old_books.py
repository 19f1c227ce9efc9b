"""Workbooks that offices made themselves: merged headings, full-width digits, indicators down or across.

Nothing is guessed: a heading is an indicator's name or the label of the form that was named, an area's name, or the
words for this period. What is not found so is left out and said; what could be meant twice is refused.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

from analytics.workbooks.reading import Cell, Page, address, text_of
from resolvers.county import County
from resolvers.statistics.blocks import Block
from resolvers.statistics.form_heads import FormHead
from resolvers.statistics.open_cells import OpenCells
from resolvers.statistics.periods import Period, PeriodKind
from resolvers.statistics.workbook_words import Both, not_recognised, of_another

HALF = str.maketrans({chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)})
SPACES = re.compile(r"\s+")
NUMBERING = re.compile(r"^(?:[一二三四五六七八九十]+[、.]|\([0-9一二三四五六七八九十]+\)|[0-9]+[.、]|其中:?|#)+")
IN_BRACKETS = re.compile(r"\([^()]*\)$")
ENDINGS = ("街道办事处", "街道", "镇", "乡")
THIS_PERIOD = (
    "本月",
    "本季",
    "本年",
    "本期",
    "当月",
    "当期",
    "数值",
    "数量",
    "实际",
    "thismonth",
    "thisquarter",
    "thisyear",
)
OTHER_COLUMNS = (
    "累计", "上年", "去年", "同期", "上月", "上季", "上期", "增减", "增长", "行次", "代码", "单位", "备注",
    "todate", "yearago",
)  # fmt: skip
WRITTEN_PERIOD = re.compile(
    r"([12][0-9]{3})年(?:第?([一二三四1-4])季度?|([01]?[0-9])月(?![0-9]{1,2}日)|(?![01]?[0-9]月|第?[一二三四1-4]季))"
)
QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4}
T = TypeVar("T", str, int)


def words(cell: Cell) -> str:
    """What a heading says, however it was typed: without spaces, in half-width signs and small letters."""
    return _words(text_of(cell))


@lru_cache(maxsize=10_000)  # headings are the same every month
def _words(text: str) -> str:
    return SPACES.sub("", text.translate(HALF)).lower()


def label(cell: Cell) -> str:
    """An indicator's name as a row has it: without its numbering and the unit in brackets behind it."""
    return _label(text_of(cell))


@lru_cache(maxsize=10_000)
def _label(text: str) -> str:
    said = NUMBERING.sub("", _words(text))
    return IN_BRACKETS.sub("", said) or said


@dataclass(frozen=True)
class _Names:
    """What indicators and areas are called in headings. A name of two indicators is nobody's: calibres stay apart."""

    codes: Mapping[str, str]
    areas: Mapping[str, int]


def _names(asked: OpenCells) -> _Names:
    """The words of the form that was named count before the catalogue's: its label is bound to an indicator."""
    owners: dict[str, set[str]] = {}
    for code, row in asked.known.rows.items():
        for name in (row.name_zh, row.name_en):
            owners.setdefault(label(name), set()).add(code)
    on_form = {label(cell.label): code for code, cell in (asked.fields or {}).items() if cell.label}
    codes = {name: next(iter(own)) for name, own in owners.items() if len(own) == 1} | on_form
    areas: dict[str, int] = {}
    for area in asked.areas:
        for name in asked.known.areas[area].name.values():
            areas |= {words(name).removesuffix(end): area for end in ("", *ENDINGS) if name.endswith(end)}
    return _Names({name: code for name, code in codes.items() if code in asked.cells}, areas)


def old_block(page: Page, asked: OpenCells) -> Block | None:
    """The block of a page: indicators down and areas across, the other way round, or indicators down beside the one
    column of this period. None where there is none; refused where an area or the period has several columns.
    """
    names = _names(asked)
    indicators = _down(page, names.codes, label)
    if indicators is not None:
        column, rows = indicators
        across = _across(page, rows, column, names.areas, words)
        if not across and len(asked.areas) == 1:
            across = [(_this_period(page, rows, range(column + 1, _width(page))), asked.areas[0])]
        if across:
            return _block(page, rows, across, True, asked, _left_out(page, rows, column))
    areas = _down(page, names.areas, words)
    if areas is None:
        return None
    across_codes = _across(page, areas[1], areas[0], names.codes, label)
    return _block(page, areas[1], across_codes, False, asked, ()) if across_codes else None


def _block(
    page: Page,
    down: Sequence[tuple[int, T]],
    across: Sequence[tuple[int, str | int]],
    codes_down: bool,
    asked: OpenCells,
    left_out: tuple[tuple[str, str], ...],
) -> Block:
    rows, columns = [n for n, _ in down], [n for n, _ in across]
    first, second = [value for _, value in down], [value for _, value in across]
    codes, areas = (first, second) if codes_down else (second, first)
    return Block(
        page, rows, columns, [str(c) for c in codes], [int(a) for a in areas], codes_down, {}, asked.fields, left_out
    )


def _width(page: Page) -> int:
    return len(page.rows[0]) if page.rows else 0


def _down(page: Page, names: Mapping[str, T], say: Callable[[Cell], str]) -> tuple[int, list[tuple[int, T]]] | None:
    """The column in which most of the names stand, and its rows; None where none stands in any."""
    found: dict[int, list[tuple[int, T]]] = {}
    for row, line in enumerate(page.rows):
        for column, cell in [(n, cell) for n, cell in enumerate(line) if type(cell) is str and cell]:
            if (value := names.get(say(cell))) is not None:
                found.setdefault(column, []).append((row, value))
    return max(found.items(), key=lambda each: (len(each[1]), -each[0]), default=None)


def _headings(page: Page, first: int, columns: Sequence[int]) -> dict[int, list[str]]:
    """What stands over columns, above a row; a title over all of them says nothing of any."""
    lines = [[words(line[column]) for column in columns] for line in page.spread[:first]]
    telling = [line for line in lines if len(columns) == 1 or len(set(line)) > 1]
    return {column: [line[n] for line in telling] for n, column in enumerate(columns)}


def _across(
    page: Page, rows: Sequence[tuple[int, object]], column: int, names: Mapping[str, T], say: Callable[[Cell], str]
) -> list[tuple[int, T]]:
    """The columns over which names stand, one for each; of several for a name that of this period."""
    first, after = rows[0][0], range(column + 1, _width(page))
    columns: dict[T, list[int]] = {}
    for at in after:
        over = (say(line[at]) for line in page.spread[:first])
        named = next((names[said] for said in over if said in names), None)
        if named is not None:
            columns.setdefault(named, []).append(at)
    chosen = {name: own[0] if len(own) == 1 else _this_period(page, rows, own) for name, own in columns.items()}
    return sorted((at, name) for name, at in chosen.items())


def _this_period(page: Page, rows: Sequence[tuple[int, object]], columns: Sequence[int]) -> int:
    """The one of several columns that holds this period's figures. Refused where that is none or not clear."""
    over = _headings(page, rows[0][0], columns)
    open_to = [column for column in columns if not any(word in said for said in over[column] for word in OTHER_COLUMNS)]
    named = [column for column in open_to if any(word in said for said in over[column] for word in THIS_PERIOD)]
    filled = [c for c in open_to if any(text_of(page.rows[row][c])[:1].isdecimal() for row, _ in rows)]
    for choice in (named, filled):
        if len(choice) == 1:
            return choice[0]
    raise not_recognised(
        f"“{page.name}”中看不出哪一列是本期数",
        f"which column of “{page.name}” holds this period's figures is not clear",
    )


def _left_out(page: Page, rows: Sequence[tuple[int, object]], column: int) -> tuple[tuple[str, str], ...]:
    """The rows with numbers below the first one read that are not read: their addresses and words."""
    read = {row for row, _ in rows}
    between = [row for row in range(rows[0][0], len(page.rows)) if row not in read and page.rows[row][column] != ""]
    told = [
        row for row in between if any(text_of(cell).strip()[:1].isdecimal() for cell in page.rows[row][column + 1 :])
    ]
    return tuple((address(row, column), text_of(page.rows[row][column]).strip()[:60]) for row in told)


def require_head(block: Block, asked: OpenCells, county: County, forms: Mapping[str, FormHead]) -> None:
    """Refuse a workbook whose head names another township, period or form, and not the one asked."""
    above = [
        words(cell) for line in block.page.rows[: block.rows[0]] for cell in line if isinstance(cell, str) and cell
    ]
    head = "\n".join([*above, words(block.page.name)])
    unit = county.units[asked.unit_id].name
    wanted = {language: f"{unit[language]} {asked.period.label(language)}" for language in ("zh", "en")}
    found = _other_township(head, asked) or _other_period(head, asked.period) or _other_form(head, asked, forms)
    if found is not None:
        raise of_another(found, wanted)


def _other_township(head: str, asked: OpenCells) -> Both | None:
    if asked.register:
        return None
    named = [a for a in asked.known.townships if words(asked.known.areas[a].name_zh) in head]
    return None if not named or asked.areas[0] in named else dict(asked.known.areas[named[0]].name)


def _other_period(head: str, period: Period) -> Both | None:
    said = [_period(found) for found in WRITTEN_PERIOD.finditer(head)]
    known = [each for each in said if each is not None]
    # A year alone says nothing against one of its months.
    if not known or period in known or any(each.kind is PeriodKind.YEAR and each.contains(period) for each in known):
        return None
    return {"zh": known[0].label("zh"), "en": known[0].label("en")}


def _period(found: re.Match[str]) -> Period | None:
    year, quarter, month = int(found[1]), found[2], found[3]
    if quarter:
        return Period.of_quarter(year, QUARTERS.get(quarter) or int(quarter))
    if month:
        return Period.of_month(year, int(month)) if 1 <= int(month) <= 12 else None
    return Period.of_year(year)


def _other_form(head: str, asked: OpenCells, forms: Mapping[str, FormHead]) -> Both | None:
    if asked.form is None or words(forms[asked.form].table_no) in head:
        return None
    return next((dict(form.name) for form in forms.values() if words(form.table_no) in head), None)
