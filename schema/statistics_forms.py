"""Sheets of forms and reports in the graph: each cell with how it is answered, by which facts, for whom it waits."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

import strawberry
from sqlalchemy import func, select

from db.items import Item as ItemRow
from db.statistics import Form as FormRow
from db.statistics import FormField as FormFieldRow
from db.statistics import Report as ReportRow
from db.statistics import ReportSnapshot as SnapshotRow
from resolvers.statistics import cells as reading
from resolvers.statistics.book import Catalogue, catalogue
from resolvers.statistics.layout import Words
from resolvers.statistics.periods import Period as PeriodOfYear
from resolvers.statistics.report_rows import owing
from resolvers.statistics.sheet import Cell as CellValue
from resolvers.statistics.sheet import Sheet as SheetValue
from resolvers.statistics.sheet_books import words_of
from schema.context import Context, Info
from schema.enums import CellAnswer
from schema.fields import field
from schema.ids import key_of
from schema.items import Item, belongs
from schema.organisation import MOST_LISTED, Area, Person, Unit
from schema.pages import Node
from schema.printed_sheets import PrintedSheet, printed_sheet, words_for
from schema.questions import made
from schema.reading import build, each, load_many, many, one, table
from schema.relations import TABLES, Order
from schema.statistics import Fact, FactUse
from schema.statistics_catalogue import Form, FormField, Indicator, PeriodInfo

Key = tuple[int, int, int]  # form, area, period
LABEL = "What the form calls it; in English the indicator's name, since forms are written in Chinese."


@strawberry.type(description="One field of a form for one area and period: what it shows, and why. 表格单元")
class Cell:
    """One cell; nothing in it is stored, all of it follows from facts."""

    indicator: Indicator = one("Indicator", "indicator_id", "What it asks.")
    label: str = strawberry.field(description=LABEL)
    unit_of_measure: str = strawberry.field(description="The form's unit, in the language asked for.")
    value: Decimal | None = strawberry.field(
        description="The figure in the form's unit, converted exactly and rounded only here; null is missing, not zero."
    )
    cumulative: Decimal | None = strawberry.field(description="The sum since January, where figures add up. 累计")
    last_year: Decimal | None = strawberry.field(description="The same a year ago. 上年同期")
    answer: CellAnswer = strawberry.field(description="How it is answered.")
    confirmed: bool = strawberry.field(description="Whether every figure behind it is confirmed.")
    known: PeriodInfo | None = one("PeriodInfo", "known_id", "The period of a slower figure, the last one known.")
    facts: list[Fact] = each("Fact", "fact_ids", "The figures behind it, those that the asker may see.")
    waits_for: Unit | None = one("Unit", "waits_for_id", "The unit that owes it.")

    @field("The field of the form.")
    async def field(self, info: Info) -> FormField:
        """Read for all forms of the answer together."""
        fields = await info.context.loader("fields", lambda keys: _fields(info.context, keys)).load(
            self.__dict__["form_id"]
        )
        found: FormField = fields[self.__dict__["ordinal"]]
        return found


@strawberry.type(description="A form for one area and period, filled in from what is on record. 报表页")
class Sheet:
    """One sheet, of any form in force, whether its report was opened or not."""

    form: Form | None = one("Form", "form_id", "The form.")
    area: Area | None = one("Area", "area_id", "The area.")
    period: PeriodInfo | None = one("PeriodInfo", "period_id", "The period.")
    cells: list[Cell] = strawberry.field(description="Its cells in the form's order.")
    complete: bool = strawberry.field(description="Whether every cell is known and confirmed.")
    waits_for: list[Unit] = each("Unit", "waits_for_ids", "The units that owe what is missing.")
    stated_by: str | None = strawberry.field(description="Who stated the newest figure. 填表人")
    confirmed_by: str | None = strawberry.field(description="Who confirmed it. 单位负责人")
    submitted_on: date | None = strawberry.field(description="The day it was handed in first. 报出日期")

    @field("As it is printed, in its form's own layout. 成表")
    async def printed(self, info: Info) -> PrintedSheet:
        """From the same cells."""
        return await printed_sheet(info.context, self.__dict__["sheet"])


@strawberry.type(description="One cell as it was locked. 锁定时的单元")
class LockedCell:
    """One cell of a snapshot; it never changes."""

    ordinal: int = strawberry.field(description="Its place on the form, from 1.")
    indicator: str = strawberry.field(description="The indicator's code.")
    label: str = strawberry.field(description=LABEL)
    unit_of_measure: str = strawberry.field(description="The form's unit, in the language asked for.")
    value: Decimal | None = strawberry.field(description="What it showed.")
    answer: CellAnswer = strawberry.field(description="How it was answered.")
    definition: str = strawberry.field(description="What was counted, as defined then. 口径")
    formula: str | None = strawberry.field(description="How it was calculated then, where it was.")
    facts: list[Fact] = each("Fact", "fact_ids", "The versions behind it, those that the asker may see.")


@table(SnapshotRow, key=None)
@strawberry.type(description="A report as a department locked it. 锁定快照")
class ReportSnapshot:
    """One snapshot; a correction makes the next one beside it."""

    number: int = strawberry.field(description="From 1, in order of time.")
    taken_at: datetime = strawberry.field(description="When it was locked.")
    taken_by: Person | None = one("Person", "taken_by", "Who locked it.")

    @field("Its cells in the form's order.")
    async def cells(self, info: Info) -> list[LockedCell]:
        """As they were kept."""
        words, language = await words_for(info.context), info.context.language
        return [_locked(kept, words, language) for kept in self.__dict__["cells"]]


def _locked(kept: dict[str, Any], words: Words, language: str) -> LockedCell:
    shown: LockedCell = made(
        LockedCell,
        ordinal=kept["ordinal"],
        indicator=kept["indicator"],
        label=words.label(kept["label"], kept.get("label_en", ""), kept["indicator"], language),
        unit_of_measure=words.measure(kept["unit"], language),
        value=None if kept["value"] is None else Decimal(kept["value"]),
        answer=kept["answer"],
        definition=kept["definition"],
        formula=kept["formula"],
        fact_ids=[UUID(fact) for fact in kept["facts"]],
    )
    return shown


@table(ItemRow, ReportRow, key_type=UUID)
@strawberry.type(
    description="One form for one area and one period, handed in by the hub when its figures are known. 报表"
)
class Report(Item, Node):
    """One report; it holds no figures of its own."""

    form: Form | None = one("Form", "form_id", "The form; it always has one.")
    period: PeriodInfo = one("PeriodInfo", "period_id", "The period.")
    due_on: date = strawberry.field(description="The day by which it is due.")
    submitted_on: date | None = strawberry.field(description="The day it was handed in first; null while it was not.")
    late: bool | None = strawberry.field(description="Whether it is or was late; null while it is open and not due.")
    late_because: list[Unit] = each("Unit", "late_because", "The units whose figures were missing when it was due.")
    snapshots: list[ReportSnapshot] = many(
        "ReportSnapshot",
        belongs,
        "What was locked, oldest first.",
        order=[Order("number")],
        most=MOST_LISTED,
        paged=False,
    )

    @field("Its cells as they are now; none for who may read the item and not its figures.")
    async def cells(self, info: Info) -> list[Cell]:
        """Read for all reports of the list together."""
        sheet = await self._sheet(info)
        return [] if sheet is None else sheet.cells

    @field("The units that owe what is missing.")
    async def waits_for(self, info: Info) -> list[Unit]:
        """In the order of the cells."""
        sheet = await self._sheet(info)
        owed: list[Unit] = await load_many(
            info.context, "Unit", [] if sheet is None else sheet.__dict__["waits_for_ids"]
        )
        return owed

    async def _sheet(self, info: Info) -> Sheet | None:
        row = self.__dict__
        return await sheet(info.context, (row["form_id"], row["area_id"], row["period_id"]))


@table(ItemRow, ReportRow, key_type=UUID)
@strawberry.type(description="A form that shows a figure. 报表引用")
class FormUse(FactUse):
    """A report whose cells rest on a version of a fact."""

    form: Form = one("Form", "form_id", "The form.")
    period: PeriodInfo = one("PeriodInfo", "period_id", "The form's period.")
    report: Report | None = one("Report", "id", "The report.")


async def sheet(context: Context, key: Key) -> Sheet | None:
    """A sheet by form, area and period; None where it is none of the asker's. Those of a level are read together."""
    found: Sheet | None = await context.loader("sheets", lambda keys: _sheets(context, keys)).load(key)
    return found


async def sheet_of(context: Context, form: str, area: str, period: str) -> Sheet | None:
    """A sheet by the form's code, the area's id and the period; None where the form is not in force then, or where the
    sheet is none of the asker's.
    """
    area_id, at = key_of(area, int, "Area"), PeriodOfYear.parse(period)
    holds = func.in_force(FormRow.valid_from, FormRow.valid_to, at.last_on)
    query = select(FormRow.id).where(FormRow.code == form, FormRow.period_kind == at.kind.value, holds)
    async with context.reading() as connection:
        form_id = await connection.scalar(query)
    return None if form_id is None or area_id is None else await sheet(context, (form_id, area_id, at.id))


async def _sheets(context: Context, keys: list[Key]) -> list[Sheet | None]:
    async with context.reading() as connection:
        county = await context.county(connection)
        known = await catalogue(connection, county)
        wanted = [(form, area, PeriodOfYear(period)) for form, area, period in keys]
        found = await reading.sheets_by_key(connection, wanted)
    said = _Said(known, words_of(known, county), context.language)
    return [
        _sheet(said, key, found[each_]) if (each_ in found) else None for key, each_ in zip(keys, wanted, strict=True)
    ]


class _Said(NamedTuple):
    """What sheets are worded with."""

    known: Catalogue
    words: Words
    language: str


def _sheet(said: _Said, key: Key, value: SheetValue) -> Sheet:
    form, area, period = key
    shown: Sheet = made(
        Sheet,
        form_id=form,
        area_id=area,
        period_id=period,
        cells=_cells(said, form, value.cells),
        complete=value.complete,
        waits_for_ids=owing(value.cells),
        stated_by=value.stated_by,
        confirmed_by=value.confirmed_by,
        submitted_on=value.submitted_on,
        sheet=value,
    )
    return shown


def _cells(said: _Said, form: int, cells: Sequence[CellValue]) -> list[Cell]:
    return [
        made(
            Cell,
            form_id=form,
            ordinal=cell.ordinal,
            indicator_id=said.known.rows[cell.indicator].id,
            label=said.words.label(cell.label, cell.label_en, cell.indicator, said.language),
            unit_of_measure=said.words.measure(cell.unit_of_measure, said.language),
            value=cell.value,
            cumulative=cell.cumulative,
            last_year=cell.last_year,
            answer=cell.answer.value,
            confirmed=cell.confirmed,
            known_id=cell.known.id if cell.known else None,
            fact_ids=list(cell.facts),
            waits_for_id=cell.waits_for,
        )
        for cell in cells
    ]


async def _fields(context: Context, keys: list[int]) -> list[dict[int, FormField]]:
    """The fields of forms, by their place."""
    query = select(*FormFieldRow.__table__.c).where(FormFieldRow.form_id.in_(keys))
    found: dict[int, dict[int, FormField]] = {key: {} for key in keys}
    async with context.reading() as connection:
        for row in (await connection.execute(query)).mappings():
            found[row["form_id"]][row["ordinal"]] = build(TABLES["FormField"], dict(row))
    return [found[key] for key in keys]
