"""Rows of township statistics: the catalogue, the forms, the facts and the items they are stated in."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Numeric, text
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Id, Key, Row


class Indicator(Row):
    """One row an indicator of the catalogue. Formulas and rules are in the language of
    resolvers/statistics/formula.py.
    """

    __tablename__ = "indicators"
    id: Mapped[Key]
    code: Mapped[str] = mapped_column(unique=True)
    domain: Mapped[str]
    domain_zh: Mapped[str]
    domain_en: Mapped[str]
    name_zh: Mapped[str]
    name_en: Mapped[str]
    unit_of_measure: Mapped[str]
    unit_en: Mapped[str]
    decimals: Mapped[int]
    period_kind: Mapped[str]
    level: Mapped[str]
    agg_time: Mapped[str]
    agg_space: Mapped[str]
    weight: Mapped[str | None]
    formula: Mapped[str | None]
    numerator: Mapped[str | None]
    denominator: Mapped[str | None]
    scale: Mapped[Decimal | None]
    min_value: Mapped[Decimal | None]
    max_value: Mapped[Decimal | None]
    yoy_warn_pct: Mapped[Decimal | None]
    rules: Mapped[list[str]]
    warnings: Mapped[list[str]]
    responsible_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    source_kind: Mapped[str]
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    definition: Mapped[str]
    definition_en: Mapped[str]
    ordinal: Mapped[int]


class Period(Row):
    """One row a month, quarter or year; id = year * 100 + month, 20 + quarter, or 30."""

    __tablename__ = "periods"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    code: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    year: Mapped[int]
    first_on: Mapped[date]
    last_on: Mapped[date]


class Form(Row):
    """One row a registered form."""

    __tablename__ = "forms"
    id: Mapped[Key]
    code: Mapped[str] = mapped_column(unique=True)
    table_no: Mapped[str]
    name_zh: Mapped[str]
    name_en: Mapped[str]
    issuing_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    approval: Mapped[str]
    approved_by: Mapped[str | None]
    approval_no: Mapped[str | None]
    period_kind: Mapped[str]
    due: Mapped[str]
    entry: Mapped[bool]
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    definition: Mapped[dict[str, Any]]
    ordinal: Mapped[int]


class FormField(Row):
    """One row a field of a form: the indicator it asks, in which column and unit; the factor is an exact fraction."""

    __tablename__ = "form_fields"
    form_id: Mapped[int] = mapped_column(ForeignKey("forms.id"), primary_key=True)
    ordinal: Mapped[int] = mapped_column(primary_key=True)
    indicator_id: Mapped[int] = mapped_column(ForeignKey("indicators.id"))
    asks: Mapped[str]
    label: Mapped[str | None]
    label_en: Mapped[str] = mapped_column(server_default="")
    unit_of_measure: Mapped[str | None]
    factor_numerator: Mapped[int] = mapped_column(server_default=text("1"))
    factor_denominator: Mapped[int] = mapped_column(server_default=text("1"))
    section: Mapped[str | None]
    row_no: Mapped[str | None]


class Ask(Row):
    """One row: forms in force ask this indicator for this period. Derived from forms and indicators at each load of a
    pack, and when the form register changes.
    """

    __tablename__ = "asks"
    indicator_id: Mapped[int] = mapped_column(ForeignKey("indicators.id"), primary_key=True)
    period_id: Mapped[int] = mapped_column(ForeignKey("periods.id"), primary_key=True)
    source_kind: Mapped[str]
    due_on: Mapped[date]
    form_ids: Mapped[list[int]]


class Fact(Row):
    """One row a version of a fact (indicator x area x period). In force is the highest confirmed version."""

    __tablename__ = "facts"
    id: Mapped[Id]
    indicator_id: Mapped[int] = mapped_column(ForeignKey("indicators.id"))
    area_id: Mapped[int] = mapped_column(ForeignKey("areas.id"))
    period_id: Mapped[int] = mapped_column(ForeignKey("periods.id"))
    version: Mapped[int]
    latest: Mapped[bool] = mapped_column(server_default=text("true"))
    value: Mapped[Decimal] = mapped_column(Numeric(24, 6))
    status: Mapped[str]
    source: Mapped[str]
    item_id: Mapped[UUID] = mapped_column(ForeignKey("items.id"))
    stated_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    stated_for: Mapped[int | None] = mapped_column(ForeignKey("posts.id"))
    stated_at: Mapped[datetime]
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    confirmed_at: Mapped[datetime | None]
    reason: Mapped[str | None]


class Explanation(Row):
    """One row the words that explain a warning on a figure; the newest for a warning counts."""

    __tablename__ = "explanations"
    id: Mapped[Id]
    indicator_id: Mapped[int] = mapped_column(ForeignKey("indicators.id"))
    area_id: Mapped[int] = mapped_column(ForeignKey("areas.id"))
    period_id: Mapped[int] = mapped_column(ForeignKey("periods.id"))
    warning: Mapped[str]
    words: Mapped[str]
    item_id: Mapped[UUID] = mapped_column(ForeignKey("items.id"))
    given_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    given_at: Mapped[datetime]


class FactPeriod(Row):
    """One row the item of a township's period, for all forms together."""

    __tablename__ = "fact_periods"
    item_id: Mapped[UUID] = mapped_column(ForeignKey("items.id"), primary_key=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("areas.id"))
    period_id: Mapped[int] = mapped_column(ForeignKey("periods.id"))
    entered_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    entered_at: Mapped[datetime | None]
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    confirmed_at: Mapped[datetime | None]


class FactCorrection(Row):
    """One row the item of a correction of one fact, asked for by the township itself or by a department."""

    __tablename__ = "fact_corrections"
    item_id: Mapped[UUID] = mapped_column(ForeignKey("items.id"), primary_key=True)
    indicator_id: Mapped[int] = mapped_column(ForeignKey("indicators.id"))
    area_id: Mapped[int] = mapped_column(ForeignKey("areas.id"))
    period_id: Mapped[int] = mapped_column(ForeignKey("periods.id"))
    of_version: Mapped[int]
    asked_by_unit: Mapped[int] = mapped_column(ForeignKey("units.id"))
    words: Mapped[str]


class RegisterPeriod(Row):
    """One row the item of a department's register figures of one period, all areas at once."""

    __tablename__ = "register_periods"
    item_id: Mapped[UUID] = mapped_column(ForeignKey("items.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    period_id: Mapped[int] = mapped_column(ForeignKey("periods.id"))


class VillageQuestion(Row):
    """One row a figure that a township asks of a village."""

    __tablename__ = "village_questions"
    item_id: Mapped[UUID] = mapped_column(ForeignKey("items.id"), primary_key=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("areas.id"), primary_key=True)
    indicator_id: Mapped[int] = mapped_column(ForeignKey("indicators.id"), primary_key=True)
    asked_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    asked_at: Mapped[datetime]
    due_at: Mapped[datetime | None]


class WorkbookTaken(Row):
    """One row a workbook whose figures a person stated in an item; the same file again changes nothing there."""

    __tablename__ = "workbooks_taken"
    file_id: Mapped[UUID] = mapped_column(ForeignKey("files.id"), primary_key=True)
    item_id: Mapped[UUID] = mapped_column(ForeignKey("items.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    taken_at: Mapped[datetime]
    result: Mapped[dict[str, Any]]


class Report(Row):
    """One row the item of a form's report for an area and a period. It holds no figures: `facts` names the versions
    that answered its cells when they were complete. `late` is null until it is handed in or its term is past.
    """

    __tablename__ = "reports"
    item_id: Mapped[UUID] = mapped_column(ForeignKey("items.id"), primary_key=True)
    form_id: Mapped[int] = mapped_column(ForeignKey("forms.id"))
    area_id: Mapped[int] = mapped_column(ForeignKey("areas.id"))
    period_id: Mapped[int] = mapped_column(ForeignKey("periods.id"))
    due_on: Mapped[date]
    submitted_on: Mapped[date | None]
    late: Mapped[bool | None]
    late_because: Mapped[list[int]] = mapped_column(server_default=text("'{}'"))
    facts: Mapped[list[UUID]] = mapped_column(server_default=text("'{}'"))


class ReportSnapshot(Row):
    """One row a report as it was locked: its cells with values, versions and definitions of that moment, and who had
    stated and confirmed them.
    """

    __tablename__ = "report_snapshots"
    item_id: Mapped[UUID] = mapped_column(ForeignKey("reports.item_id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    taken_at: Mapped[datetime]
    taken_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    cells: Mapped[list[dict[str, Any]]]
    facts: Mapped[list[UUID]]
    stated_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
