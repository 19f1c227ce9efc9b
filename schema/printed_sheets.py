"""A sheet in its form's own layout, line by line as it stands on paper: the same table as its workbook and its PDF."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

import strawberry

from analytics.workbooks.table import Table
from resolvers.statistics.book import catalogue
from resolvers.statistics.form_heads import FormHead, form_heads
from resolvers.statistics.layout import Words, printed
from resolvers.statistics.sheet import Locked, Sheet
from resolvers.statistics.sheet_books import words_of
from resolvers.statistics.snapshots import Named, locked
from schema.context import Context


@strawberry.type(description="A column of a printed sheet. 表栏")
class PrintedColumn:
    """One column."""

    key: str = strawberry.field(
        description="What stands in it: name, unit, row, value, cumulative, last_year or remark."
    )
    title: str = strawberry.field(description="Its heading.")
    numeric: bool = strawberry.field(description="Whether figures stand in it.")


@strawberry.type(description="A line of a printed sheet. 表行")
class PrintedLine:
    """One line."""

    section: bool = strawberry.field(description="Whether it is a section's heading, of one entry for the whole line.")
    cells: list[str] = strawberry.field(description="Its entries as printed, one a column.")


@strawberry.type(description="A sheet as it is printed, in the language asked for. 成表")
class PrintedSheet:
    """One sheet of paper. Lines that are no section's heading stand in the order of the sheet's cells. Of a locked
    report it is what was locked, with what was corrected since in the remarks.
    """

    title: str = strawberry.field(description="Its title.")
    head: list[str] = strawberry.field(
        description="Table number, issuing unit, approval and validity, each in its line."
    )
    above: list[str] = strawberry.field(description="For whom and when; stands over the table.")
    columns: list[PrintedColumn] = strawberry.field(description="Its columns.")
    lines: list[PrintedLine] = strawberry.field(description="Its lines in order.")
    signature: str = strawberry.field(description="Who stated, who confirmed, when it was handed in.")


async def printed_sheet(context: Context, sheet: Sheet) -> PrintedSheet:
    """A sheet laid out; what forms and their indicators are called is read for all sheets of the answer together."""
    head, words = await context.loader("form heads", lambda codes: _heads(context, codes)).load(sheet.form)
    kept = await context.loader("locked sheets", lambda sheets: _locked(context, sheets)).load(
        (sheet.form, sheet.area, sheet.period)
    )
    at = context.now.astimezone(ZoneInfo(context.database.zone)).strftime("%Y-%m-%d %H:%M")
    return shown(printed(sheet, head, words, language=context.language, made_at=at, locked=kept))


async def words_for(context: Context) -> Words:
    """The names that sheets print, read once for the answer."""
    found: Words = await context.loader("words of sheets", lambda keys: _words(context, keys)).load(None)
    return found


async def _words(context: Context, keys: Sequence[None]) -> list[Words]:
    async with context.reading() as connection:
        county = await context.county(connection)
        return [words_of(await catalogue(connection, county), county) for _ in keys]


async def _locked(context: Context, sheets: Sequence[Named]) -> list[Locked | None]:
    async with context.reading() as connection:
        return await locked(connection, sheets)


async def _heads(context: Context, codes: Sequence[str]) -> list[tuple[FormHead, Words]]:
    async with context.reading() as connection:
        county = await context.county(connection)
        words = words_of(await catalogue(connection, county), county)
        heads = await form_heads(connection, county, codes)
    return [(heads[code], words) for code in codes]


def shown(table: Table) -> PrintedSheet:
    """A table as the graph shows it."""
    return PrintedSheet(
        title=table.title,
        head=list(table.head),
        above=list(table.above),
        columns=[PrintedColumn(key=each.key, title=each.title, numeric=each.numeric) for each in table.columns],
        lines=[
            PrintedLine(section=line.section, cells=[c if isinstance(c, str) else c.text for c in line.cells])
            for line in table.lines
        ],
        signature=table.signature,
    )
