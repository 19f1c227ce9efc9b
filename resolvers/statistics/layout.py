"""A sheet and its form laid out as a printed table, in Chinese as the form's own layout says, or in English.

The one source of a sheet's page, workbook and PDF. Figures come converted and rounded (sheet.Cell); here they find
their lines, and what has no figure says why.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from analytics.workbooks.table import MISSING, Column, Figure, Line, Printed, Table
from resolvers.statistics.form_heads import FormHead, Named
from resolvers.statistics.periods import Period, PeriodKind
from resolvers.statistics.sheet import Cell, CellAnswer, Locked, Sheet

NOT_COUNTED = {"zh": "待系统统计", "en": "not yet counted by the hub"}
CORRECTED = {"zh": "锁定后更正为{figure}", "en": "corrected after locking: {figure}"}
REMARK = {"zh": "备注", "en": "Remarks"}
FOR_GOOD = {"zh": "长期有效", "en": "until further notice"}
# How a line of the Chinese head reads in English, by the blank that it fills.
HEAD_EN = {
    "table_no": "Table no.: ",
    "formulated_by": "Formulated by: ",
    "approved_by": "Approved (filed) by: ",
    "approval_no": "Approval (filing) no.: ",
    "valid_to": "Valid until: ",
    "issuing_unit": "Compiled for: ",
    "area": "Reporting unit: ",
    "period": "",
    "confirmed_by": "Head of unit: ",
    "stated_by": "Filled in by: ",
    "submitted_on": "Handed in on: ",
    "produced_at": "Produced by the hub from what is on record, not filled in; made at: ",
}
COLUMNS_EN = {
    "name": "Indicator",
    "unit": "Unit",
    "row": "Row",
    "cumulative": "January to date",
    "last_year": "A year ago",
}
THIS_PERIOD_EN = {
    PeriodKind.MONTH: "This month (end of month)",
    PeriodKind.QUARTER: "This quarter",
    PeriodKind.YEAR: "This year",
}
DEFAULT: Mapping[str, Any] = {
    "title": "{name_zh}",
    "header": ["表　　号：{table_no}", "填报单位：{area}", "{period}"],
    "columns": [
        {"key": "name", "title": "指标名称"},
        {"key": "unit", "title": "计量单位"},
        {"key": "row", "title": "行次"},
        {"key": "value", "title": "本期"},
    ],
    "signature": "单位负责人：{confirmed_by}　　填表人：{stated_by}　　报出日期：{submitted_on}",
}
BLANK = re.compile(r"\{(\w+)\}")
OVER_THE_TABLE = frozenset({"area", "period"})


@dataclass(frozen=True)
class Words:
    """The names that a sheet prints: of areas and units by key, of indicators by code; measures in English."""

    areas: Mapping[int, Named]
    units: Mapping[int, Named]
    indicators: Mapping[str, Named]
    measures_en: Mapping[str, str] = field(default_factory=dict)
    ended_on: Mapping[str, date] = field(default_factory=dict)

    def label(self, label: str, label_en: str, indicator: str, language: str) -> str:
        """What a cell is called: as its form calls it; in English by its indicator's name where the form has none."""
        return label if language == "zh" else label_en or self.indicators[indicator]["en"]

    def measure(self, unit_of_measure: str, language: str) -> str:
        """A form's unit in a language; as the form writes it where the catalogue knows no English word."""
        return unit_of_measure if language == "zh" else self.measures_en.get(unit_of_measure, unit_of_measure)


def printed(
    sheet: Sheet, form: FormHead, words: Words, *, language: str = "zh", made_at: str = "", locked: Locked | None = None
) -> Table:
    """The table of a sheet. `made_at` is said by forms that the hub produces; missing figures print a dash. Of what is
    `locked` the locked figures stand there over the names of who signed them, and one that was corrected since is
    remarked beside its own.
    """
    layout = {**DEFAULT, **form.layout}
    shown = sheet.as_locked(locked)
    blanks = _blanks(shown, form, words, language, made_at)
    columns = _columns(layout, sheet.period, language)
    lines = tuple(_corrected(_lines(shown, layout, columns, words, language), shown, sheet, language))
    if any(line.cells[-1] for line in lines if not line.section):
        columns = (*columns, Column("remark", REMARK[language]))
    else:
        lines = tuple(line if line.section else Line(line.cells[:-1]) for line in lines)
    head = [(template, _filled(template, blanks, language)) for template in layout["header"]]
    over = [text for template, text in head if OVER_THE_TABLE & set(BLANK.findall(template))]
    return Table(
        title=form.name["en"] if language == "en" else _filled(layout["title"], blanks, language),
        head=tuple(text for _, text in head if text not in over),
        above=tuple(over),
        columns=columns,
        lines=lines,
        signature=_filled(layout["signature"], blanks, language),
        language=language,
    )


def _corrected(lines: Iterable[Line], shown: Sheet, now: Sheet, language: str) -> Iterator[Line]:
    """The lines of a sheet, each figure that is another by now with that one in its remark."""
    later = {cell.ordinal: cell for cell in now.cells}
    cells = iter(shown.cells)
    for line in lines:
        cell = None if line.section else next(cells)
        told = cell and _newer(cell, later.get(cell.ordinal), language)
        yield Line((*line.cells[:-1], _remarks([str(line.cells[-1]), told], language))) if told else line


def _newer(locked: Cell, today: Cell | None, language: str) -> str:
    """What is said of a locked cell whose figure is another by now."""
    if today is None or today.value == locked.value:
        return ""
    figure = MISSING if today.value is None else Figure(today.value, today.decimals).text
    return CORRECTED[language].format(figure=figure)


def _remarks(said: Iterable[str], language: str) -> str:
    return ("; " if language == "en" else "；").join(filter(None, said))


def side_by_side(
    sheets: Sequence[Sheet],
    of: Sequence[str],
    form: FormHead,
    words: Words,
    *,
    language: str = "zh",
    locked: Sequence[Locked | None] = (),
) -> Table:
    """Sheets of one form in one table, a column each under the words `of`; who signs stands on the single sheets. Of
    those that are `locked` (one each, in step; none at all: nothing is) the locked figures stand there, and one that
    was corrected since is remarked at the line's end under its column's words.
    """
    layout = {**DEFAULT, **form.layout}
    columns = [column for column in _columns(layout, sheets[0].period, language) if not column.numeric]
    places = {sheet.area for sheet in sheets}
    blanks = _blanks(sheets[0], form, words, language, "")
    head = [t for t in layout["header"] if not OVER_THE_TABLE & set(BLANK.findall(t))]
    shown = [sheet.as_locked(kept) for sheet, kept in zip(sheets, locked, strict=True)] if locked else sheets
    lines = list(_wide_lines(shown, layout, columns, words, language))
    told = _told(shown, sheets, of, language)
    remarked = [Column("remark", REMARK[language])] if any(told.values()) else []
    if remarked:
        cells = iter(shown[0].cells)
        lines = [each if each.section else Line((*each.cells, told[next(cells).ordinal])) for each in lines]
    alone = words.areas[sheets[0].area][language] if len(places) == 1 else sheets[0].period.label(language)
    return Table(
        title=form.name["en"] if language == "en" else _filled(layout["title"], blanks, language),
        head=tuple(_filled(template, blanks, language) for template in head),
        above=(alone,),
        columns=(*columns, *(Column("value", words_) for words_ in of), *remarked),
        lines=tuple(lines),
        signature="",
        language=language,
    )


def _told(shown: Sequence[Sheet], now: Sequence[Sheet], of: Sequence[str], language: str) -> dict[int, str]:
    """What was corrected since it was locked, by line (the ordinal of its cells): in which column, to what."""
    said: dict[int, list[str]] = {cell.ordinal: [] for cell in shown[0].cells}
    for kept, sheet, name in zip(shown, now, of, strict=True):
        later = {cell.ordinal: cell for cell in sheet.cells}
        for cell in kept.cells:
            if newer := _newer(cell, later.get(cell.ordinal), language):
                said.setdefault(cell.ordinal, []).append(f"{name}{': ' if language == 'en' else '：'}{newer}")
    return {ordinal: _remarks(parts, language) for ordinal, parts in said.items()}


def _wide_lines(
    sheets: Sequence[Sheet], layout: Mapping[str, Any], columns: Sequence[Column], words: Words, language: str
) -> Iterator[Line]:
    """The lines of the first sheet with the figures of all beside each other; what is none prints its dash or words."""
    value = Column("value", "")
    rest = [{cell.ordinal: cell for cell in sheet.cells} for sheet in sheets]
    cells = iter(sheets[0].cells)
    for line in _lines(sheets[0], layout, columns, words, language):
        if line.section:
            yield line
            continue
        ordinal = next(cells).ordinal
        own = (others.get(ordinal) for others in rest)
        figures = [MISSING if cell is None else _entry(value.key, cell, {}, language) for cell in own]
        yield Line((*line.cells[:-1], *figures))


def _blanks(sheet: Sheet, form: FormHead, words: Words, language: str, made_at: str) -> dict[str, str]:
    return {
        "name_zh": form.name["zh"],
        "table_no": form.table_no,
        "issuing_unit": form.issuing[language],
        "formulated_by": form.formulated_by[language],
        "approved_by": form.approved_by or MISSING,
        "approval_no": form.approval(sheet.period) or MISSING,
        "valid_to": form.valid_to.isoformat() if form.valid_to else FOR_GOOD[language],
        "area": words.areas[sheet.area][language],
        "period": sheet.period.label(language),
        "confirmed_by": sheet.confirmed_by or "",
        "stated_by": sheet.stated_by or "",
        "submitted_on": sheet.submitted_on.isoformat() if sheet.submitted_on else "",
        "produced_at": made_at,
    }


def _filled(template: str, blanks: Mapping[str, str], language: str) -> str:
    """A line of the layout with its blanks filled; in English from the blanks alone, since packs write Chinese."""
    if language == "en":
        return "    ".join(f"{HEAD_EN.get(name, '')}{blanks.get(name, '')}" for name in BLANK.findall(template))
    return BLANK.sub(lambda found: blanks.get(found[1], found[0]), template)


def _columns(layout: Mapping[str, Any], period: Period, language: str) -> tuple[Column, ...]:
    written = [(column["key"], column["title"]) for column in layout["columns"]]
    if language == "en":
        english = {**COLUMNS_EN, "value": THIS_PERIOD_EN[period.kind]}
        written = [(key, english.get(key, title)) for key, title in written]
    return tuple(Column(key, title) for key, title in written)


def _lines(
    sheet: Sheet, layout: Mapping[str, Any], columns: Sequence[Column], words: Words, language: str
) -> Iterator[Line]:
    """The lines with a remark at their end, under the headings of their sections; a section without a field is left
    out.
    """
    titles = _section_titles(layout, language)
    section = None
    for place, cell in enumerate(sheet.cells, 1):
        if cell.section is not None and cell.section != section:
            section = cell.section
            yield Line((titles.get(section, section),), section=True)
        said = {"name": _name(cell, words, language), "unit": _unit(cell, words, language)}
        row = cell.row_no or str(place)
        figures = [_entry(column.key, cell, {**said, "row": row}, language) for column in columns]
        yield Line((*figures, remark(cell, words, language)))


def _section_titles(layout: Mapping[str, Any], language: str) -> dict[str, str]:
    """What stands over a section, by its sign: in Chinese behind the sign, in English behind its place."""
    parts = layout.get("sections") or ()
    if language == "zh":
        return {str(part["section"]): f"{part['section']}、{part['title']}" for part in parts}
    return {str(part["section"]): f"{n}. {part.get('title_en') or part['title']}" for n, part in enumerate(parts, 1)}


def _name(cell: Cell, words: Words, language: str) -> str:
    return words.label(cell.label, cell.label_en, cell.indicator, language)


def _unit(cell: Cell, words: Words, language: str) -> str:
    return words.measure(cell.unit_of_measure, language)


def _entry(key: str, cell: Cell, said: Mapping[str, str], language: str) -> Printed:
    if key in said:
        return said[key]
    if key == "value" and cell.answer is CellAnswer.NOT_YET_COUNTED:
        return NOT_COUNTED[language]
    figure = getattr(cell, key, None) if cell.answer is not CellAnswer.ENDED or key == "last_year" else None
    return MISSING if figure is None else Figure(figure, cell.decimals)


def remark(cell: Cell, words: Words, language: str) -> str:
    """What a reader must know of a figure: whose word is awaited, of which period it is, that it is asked no more."""
    zh = language == "zh"
    match cell.answer:
        case CellAnswer.WAITING:
            unit = words.units[cell.waits_for][language] if cell.waits_for is not None else ""
            return f"待{unit}" if zh else f"waits for {unit}"
        case CellAnswer.ASKED:
            return "待填报" if zh else "to be stated"
        case CellAnswer.ENDED:
            on = words.ended_on.get(cell.indicator)
            day = f"（至{on.isoformat()}）" if on and zh else f" ({on.isoformat()})" if on else ""
            return f"指标已停用{day}" if zh else f"indicator ended{day}"
        case CellAnswer.LAST_KNOWN if cell.known:
            return f"{cell.known.label('zh')}数" if zh else f"of {cell.known.label('en')}"
        case _ if cell.value is not None and not cell.confirmed:
            return "未审签" if zh else "not confirmed yet"
        case _:
            return ""
