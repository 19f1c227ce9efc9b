"""Workbooks to be filled: what an item asks, with what is on record, as analytics/workbooks/entry lays it out."""

from decimal import Decimal

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from analytics.workbooks.entry import Entry, EntryBook, Identity
from resolvers.county import County
from resolvers.statistics.book import Book, read_book
from resolvers.statistics.catalogue import OverSpace
from resolvers.statistics.open_cells import OpenCells

ABOUT = {
    "zh": (
        "只填黄色单元格;没有发生请填0,空白表示未填。数字按所列计量单位填写,可以粘贴数值或使用公式(取保存时的结果)。",
        "填好后在系统中上传;上传前后都可以修改,同一数据不会重复计入。",
    ),
    "en": (
        "Fill the yellow cells alone. Write 0 where there was none: empty means not stated. Numbers are in the unit "
        "shown; formulas are taken with their saved result.",
        "Then hand the workbook in through the hub. The same figure is never counted twice.",
    ),
}


def identity_of(county: County, asked: OpenCells) -> Identity:
    """Whose workbook one of these cells is."""
    return Identity(
        county=str(county.facts["code"]),
        kind="REGISTER" if asked.register else "PERIOD",
        unit=county.units[asked.unit_id].code,
        period=str(asked.period),
        areas=tuple(asked.known.areas[area].code for area in asked.areas),
        form=asked.form or "",
        catalogue=asked.digest,
    )


async def entry_book(
    session: AsyncSession | AsyncConnection, county: County, asked: OpenCells, language: str
) -> EntryBook:
    """The workbook of what an item asks, filled with what is on record already."""
    book = await read_book(session, asked.known, asked.areas, asked.period, list(asked.cells), past=False)
    place = county.units[asked.unit_id].name[language]
    form = f" {asked.form}" if asked.form else ""
    return EntryBook(
        title=f"{place}{'' if language == 'zh' else ', '}{asked.period.label(language)}{form}",
        about=ABOUT[language],
        areas=tuple(asked.known.areas[area].name[language] for area in asked.areas),
        entries=tuple(_entry(asked, book, code, language) for code in asked.cells),
        identity=identity_of(county, asked),
        language=language,
    )


def _entry(asked: OpenCells, book: Book, code: str, language: str) -> Entry:
    indicator, row = asked.known.indicators[code], asked.known.rows[code]
    facts = [book.fact(code, area) for area in asked.areas]
    alone = asked.areas[0] if len(asked.areas) == 1 else None
    return Entry(
        code=code,
        name=asked.known.name(code)[language],
        unit=(row.unit_en or row.unit_of_measure) if language == "en" else row.unit_of_measure,
        decimals=row.decimals,
        minimum=indicator.minimum,
        maximum=indicator.maximum,
        definition=(row.definition_en or row.definition) if language == "en" else row.definition,
        values=tuple(fact.value if fact else None for fact in facts),
        versions=tuple(fact.version if fact else 0 for fact in facts),
        open=tuple(area in asked.cells[code] for area in asked.areas),
        before=None if alone is None else _value(book, code, alone, earlier=True),
        last_year=None if alone is None else _value(book, code, alone, earlier=False),
        summed=indicator.over_space is OverSpace.SUM,
    )


def _value(book: Book, code: str, area: int, *, earlier: bool) -> Decimal | None:
    fact = book.fact(code, area, book.period.previous if earlier else book.period.last_year)
    return fact.value if fact else None
