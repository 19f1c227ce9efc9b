"""The catalogue of township statistics: periods, indicators, forms and their fields."""

from datetime import date
from decimal import Decimal

import strawberry

from db.statistics import Form as FormRow
from db.statistics import FormField as FormFieldRow
from db.statistics import Indicator as IndicatorRow
from db.statistics import Period as PeriodRow
from resolvers.statistics.periods import Period as PeriodOfYear
from schema.enums import PeriodKind, SourceKind
from schema.fields import shown
from schema.naming import Named, named
from schema.organisation import BY_ORDINAL, MOST_LISTED, Unit
from schema.pages import Node
from schema.reading import many, one, table
from schema.scalars import Period
from schema.worked_out import worked_out


@table(PeriodRow)
@strawberry.type(description="A month, quarter or year that figures are reported for. 报告期")
class PeriodInfo:
    """One period."""

    code: Period = strawberry.field(description="How it is written: 2019-08.")
    kind: PeriodKind = strawberry.field(description="How long it is.")
    first_on: date = strawberry.field(description="Its first day.")
    last_on: date = strawberry.field(description="Its last day.")
    name: str = worked_out(
        lambda around, code: PeriodOfYear.parse(code).label(around.language),
        "code",
        description="Its name in the language asked for.",
    )
    name_zh: str = worked_out(
        lambda _, code: PeriodOfYear.parse(code).label("zh"), "code", description="Its Chinese name: 2019年8月."
    )
    name_en: str = worked_out(
        lambda _, code: PeriodOfYear.parse(code).label("en"), "code", description="Its English name: August 2019."
    )


@table(IndicatorRow)
@strawberry.type(description="A defined quantity of the county's catalogue. 指标")
class Indicator(Named, Node):
    """One indicator."""

    code: str = strawberry.field(description="Its code in the catalogue: POP02.")
    domain: str = strawberry.field(description="The domain it belongs to.")
    domain_name: str = named("The domain's name in the language asked for.", "domain_zh", "domain_en")
    unit_of_measure: str = named(
        "What its figures are counted in, in the language asked for.", "unit_of_measure", "unit_en"
    )
    decimals: int = strawberry.field(description="How many decimals its figures have.")
    period_kind: PeriodKind = strawberry.field(description="The shortest period it exists for.")
    level: str = strawberry.field(description="TOWN: each township has one. COUNTY: only the county has one.")
    source_kind: SourceKind = strawberry.field(description="Who or what knows it.")
    agg_time: str = strawberry.field(description="How it is brought to longer periods: SUM, LAST, AVG, RATIO.")
    agg_space: str = strawberry.field(description="How it is brought to the county: SUM, RATIO, WAVG, NONE.")
    formula: str | None = strawberry.field(description="How it is calculated, where it is.")
    definition: str = named("What exactly is counted, in the language asked for. 口径", "definition", "definition_en")
    responsible: Unit = one(
        "Unit", "responsible_id", "The unit that keeps the definition, and the figure where a register knows it."
    )
    rules: list[str] = strawberry.field(description="What must hold between its figures and others.")
    warnings: list[str] = strawberry.field(description="What must be explained where it does not hold.")
    min: Decimal | None = shown("min_value", "The smallest value that is accepted.")
    max: Decimal | None = shown("max_value", "The largest value that is accepted.")
    yoy_warn_pct: Decimal | None = strawberry.field(
        description="The change against last year, in percent, beyond which words are asked."
    )
    valid_from: date | None = strawberry.field(description="Its first day; null: since before the hub.")
    valid_to: date | None = strawberry.field(description="Its last day; null: until further notice.")


@table(FormFieldRow, key=None)
@strawberry.type(description="A field of a form: the indicator it asks, in its own words and unit. 表项")
class FormField:
    """One field."""

    ordinal: int = strawberry.field(description="Its place on the form, from 1.")
    label: str | None = strawberry.field(description="What the form calls it, where it differs from the catalogue.")
    indicator: Indicator = one("Indicator", "indicator_id", "What it asks.")
    column: str = shown("asks", "What of it: month, cumulative, last_year, state.")
    unit_of_measure: str | None = strawberry.field(
        description="The form's own unit, where it differs from the catalogue."
    )
    section: str | None = strawberry.field(description="The section of the form it stands in.")
    row: str | None = shown("row_no", "The number of its row on the form.")


@table(FormRow)
@strawberry.type(description="A registered form: its fields, its approval, its term. 表式")
class Form(Named, Node):
    """One form."""

    code: str = strawberry.field(description="Its code in the county pack: F01.")
    table_no: str = strawberry.field(description="The number printed on it. 表号")
    issued_by: Unit = one("Unit", "issuing_id", "The unit that issues it. 制定机关")
    approval: str = strawberry.field(description="STATUTORY, LOCAL, or ADHOC where it was never approved.")
    approval_no: str | None = strawberry.field(description="The number of its approval. 批准文号")
    period_kind: PeriodKind = strawberry.field(description="How often it is handed in.")
    due: str = strawberry.field(description="When after its period it is due, as the county pack says: +3d.")
    valid_from: date | None = strawberry.field(description="Its first day; null: since before the hub.")
    valid_to: date | None = strawberry.field(description="Its last day; null: until further notice.")
    fields: list[FormField] = many(
        "FormField",
        lambda t, key: t.c.form_id == key,
        "What it asks, in order.",
        order=BY_ORDINAL,
        most=MOST_LISTED,
        paged=False,
    )
