"""The form register in the graph: forms as they are designed, and how each field stands to what is known."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

import strawberry

from db.forms import FormProposal as FormProposalRow
from db.forms import ProposedField as ProposedFieldRow
from db.items import Item as ItemRow
from resolvers.county import County
from resolvers.statistics import forms
from resolvers.statistics.asking import OnRecord
from resolvers.statistics.book import catalogue
from resolvers.statistics.catalogue import Column
from resolvers.statistics.overlap import Found, Proposed
from resolvers.statistics.overlap_words import sentence
from resolvers.statistics.periods import Period as PeriodOfYear
from resolvers.statistics.periods import PeriodKind as KindOfPeriod
from resolvers.statistics.proposed_sheet import proposed_sheet
from schema.context import Context, Info
from schema.enums import FieldColumn, Overlap, PeriodKind
from schema.fields import field
from schema.ids import key_of
from schema.items import Item
from schema.naming import named
from schema.organisation import BY_ORDINAL, MOST_LISTED, Person
from schema.pages import Node
from schema.questions import made
from schema.reading import each, many, one, table
from schema.refusals import BadArgument
from schema.scalars import Period
from schema.statistics_catalogue import Form, Indicator


@strawberry.input(description="A field of a form as it is designed. 拟设表项")
class FormFieldInput:
    """One field."""

    label: str = strawberry.field(description="What the form calls it.")
    unit_of_measure: str | None = strawberry.field(
        description="The form's unit; the indicator's own when left out.", default=None
    )
    column: FieldColumn = strawberry.field(
        description="What it asks of the form's period.",
        default=FieldColumn.MONTH,
    )
    indicator: str | None = strawberry.field(
        description="The code of the indicator it means; only looked at by `overlap`: binding is the bureau's.",
        default=None,
    )


@strawberry.type(description="How a field of a form stands to what is known. 重复检查")
class FieldOverlap:
    """One field beside what is on record."""

    ordinal: int = strawberry.field(description="The field's place, from 1.")
    label: str = strawberry.field(description="What the form calls it.")
    overlap: Overlap = strawberry.field(description="What it has to do with what is known.")
    known: bool = strawberry.field(description="Whether nobody is asked anything new by it.")
    indicator: Indicator | None = one("Indicator", "indicator_id", "What it means; null while that is open.")
    alike: list[Indicator] = each(
        "Indicator", "alike_ids", "Calibres that look alike and stay apart, the likeliest first."
    )
    forms: list[Form] = each("Form", "form_ids", "The forms in force that ask it already.")
    factor: str | None = strawberry.field(
        description="By what the indicator's figure is multiplied on the form, as a fraction: 1/15."
    )
    words: str = strawberry.field(description="The same in a sentence.")


@table(ProposedFieldRow, key=None)
@strawberry.type(description="A field of a form that is designed. 拟设表项")
class ProposedField:
    """One field of a proposal."""

    ordinal: int = strawberry.field(description="Its place on the form, from 1.")
    label: str = strawberry.field(description="What the form calls it.")
    unit_of_measure: str | None = strawberry.field(description="The form's unit; null: the indicator's own.")
    column: FieldColumn = strawberry.field(
        description="What it asks of the form's period.", resolver=lambda root: FieldColumn[root.asks.upper()]
    )
    indicator: Indicator | None = one("Indicator", "indicator_id", "What it means; null while nobody has decided.")
    factor: str = strawberry.field(
        description="By what the indicator's figure is multiplied on the form, as a fraction.",
        resolver=lambda root: f"{root.factor_numerator}/{root.factor_denominator}",
    )
    bound_by: Person | None = one("Person", "bound_by", "Who decided what it means.")
    bound_at: datetime | None = strawberry.field(description="When.")
    reason: str | None = strawberry.field(description="Why.")


@strawberry.type(description="A cell of a form that is only designed, as the hub would print it. 拟设表样单元格")
class ProposedCell:
    """One field for one area and period."""

    ordinal: int = strawberry.field(description="The field's place, from 1.")
    label: str = strawberry.field(description="What the form calls it.")
    value: Decimal | None = strawberry.field(
        description="The figure in the form's unit; null where nobody knows it, or it is closed to the asker."
    )
    of: Period = strawberry.field(description="The period whose figure it is.")
    indicator: Indicator | None = one("Indicator", "indicator_id", "What it is a figure of; null while that is open.")


@table(ItemRow, FormProposalRow, key_type=UUID)
@strawberry.type(description="A form that is designed, awaits approval, or is in force by it. 报表制定与审批")
class FormProposal(Item, Node):
    """One form of the register."""

    version: int = strawberry.field(description="The version designed or in force, from 1.")
    name: str = named("The form's name in the language asked for.")
    name_zh: str = strawberry.field(description="Its Chinese name.")
    name_en: str = strawberry.field(description="Its English name.")
    table_no: str = strawberry.field(description="The number printed on it. 表号")
    statutory: bool = strawberry.field(description="Whether it is part of a superior's approved survey.")
    approved_by: str | None = strawberry.field(description="Who approved it. 批准机关")
    approval_no: str | None = strawberry.field(description="Under which number. 批准文号")
    period_kind: PeriodKind = strawberry.field(description="How often it is handed in.")
    due: str = strawberry.field(description="When after its period it is due: +3d, +3wd in working days.")
    purpose: str = strawberry.field(description="What it is for.")
    valid_to: date | None = strawberry.field(description="Its last day. 有效期限")
    form: Form | None = one("Form", "form_id", "The version in force; null before the first approval.")
    fields: list[ProposedField] = many(
        "ProposedField",
        lambda t, key: t.c.item_id == key,
        "What it asks, in order.",
        order=BY_ORDINAL,
        most=MOST_LISTED,
        paged=False,
    )

    @field("How each field stands to what other forms ask today, in order.")
    async def overlap(self, info: Info) -> list[FieldOverlap]:
        """Worked out anew."""
        values = self.__dict__
        return await _of_proposal(info.context, values["key"], KindOfPeriod(values["period_kind"]))

    @field("How many fields ask nobody anything new: all of them means that there is nothing to ask.")
    async def known_fields(self, info: Info) -> int:
        """Counted from the overlap."""
        values = self.__dict__
        found = await _of_proposal(info.context, values["key"], KindOfPeriod(values["period_kind"]))
        return sum(each.known for each in found)

    @field("What the hub would print in it today, without asking anybody: its sheet, while there is nothing to ask.")
    async def sheet(
        self,
        info: Info,
        area: Annotated[strawberry.ID, strawberry.argument(description="The township, or the county.")],
        period: Annotated[Period, strawberry.argument(description="A period as long as the form's.")],
    ) -> list[ProposedCell]:
        """Read under the asker's rights; nothing for an area that there is none of, or a period of another length."""
        key, when = key_of(area, int, "Area"), PeriodOfYear.parse(period)
        if key is None or when.kind.value != self.__dict__["period_kind"]:
            return []
        async with info.context.reading() as connection:
            county = await info.context.county(connection)
            cells = await proposed_sheet(connection, county, self.__dict__["key"], key, when, info.context.now)
            ids = {code: row.id for code, row in (await catalogue(connection, county)).rows.items()}
        return [
            made(
                ProposedCell,
                ordinal=cell.field.field.ordinal,
                label=cell.field.field.label,
                value=cell.value,
                of=Period(str(cell.of)),
                indicator_id=ids.get(cell.field.indicator or ""),
            )
            for cell in cells
        ]


async def _of_proposal(context: Context, item: UUID, kind: KindOfPeriod) -> list[FieldOverlap]:
    async def read(keys: list[UUID]) -> list[list[FieldOverlap]]:
        async with context.reading() as connection:
            county = await context.county(connection)
            return [await forms_overlap(context, connection, county, key) for key in keys]

    async def forms_overlap(context: Context, connection: Any, county: County, key: UUID) -> list[FieldOverlap]:
        kept, found = await forms.overlaps_of(connection, county, kind, key, context.now)
        return shown(kept, found, county, context.language)

    answered: list[FieldOverlap] = await context.loader(("overlap", kind), read).load(item)
    return answered


async def overlap_of(context: Context, kind: Any, fields: Sequence[FormFieldInput]) -> list[FieldOverlap]:
    """How fields stand that are only being typed, in the order given; nothing for nobody."""
    if context.asker.person_id is None:
        return []
    if len(fields) > forms.MOST_FIELDS:
        raise BadArgument(context.language, "PAGE_TOO_LARGE", "fields", first=len(fields), most=forms.MOST_FIELDS)
    proposed = [
        Proposed(n, each.label, each.unit_of_measure, Column(each.column.value.lower()), each.indicator)
        for n, each in enumerate(fields, 1)
    ]
    async with context.reading() as connection:
        county = await context.county(connection)
        kept, found = await forms.overlaps(connection, county, KindOfPeriod(kind.value), proposed, context.now)
    return shown(kept, found, county, context.language)


def shown(kept: OnRecord, found: Sequence[Found], county: County, language: str) -> list[FieldOverlap]:
    """Fields beside what is known, as the API shows them."""
    units = {key: unit.name for key, unit in county.units.items()}
    return [
        made(
            FieldOverlap,
            ordinal=each.field.ordinal,
            label=each.field.label,
            overlap=each.overlap.value,
            known=each.known,
            indicator_id=kept.indicator_ids[each.indicator] if each.indicator else None,
            alike_ids=[kept.indicator_ids[code] for code in each.alike],
            form_ids=[kept.form_rows[code].id for code in each.forms],
            factor=str(each.factor) if each.factor is not None else None,
            words=sentence(each, kept, units, language),
        )
        for each in found
    ]
