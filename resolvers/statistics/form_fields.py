"""The forms as their sheets are made, read from the register of forms."""

from collections.abc import Collection
from fractions import Fraction
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from db.statistics import Form, FormField
from resolvers.statistics.answers import Field, FormFields, form_decimals
from resolvers.statistics.book import Catalogue
from resolvers.statistics.catalogue import Column, Validity
from resolvers.statistics.periods import PeriodKind

_COLUMNS = (
    Form.id,
    Form.code,
    Form.name_zh,
    Form.name_en,
    Form.issuing_id,
    Form.period_kind,
    Form.due,
    Form.entry,
    Form.approved_by,
    Form.approval_no,
    Form.valid_from,
    Form.valid_to,
    FormField.ordinal,
    FormField.indicator_id,
    FormField.asks,
    FormField.label,
    FormField.label_en,
    FormField.unit_of_measure,
    FormField.factor_numerator,
    FormField.factor_denominator,
    FormField.section,
    FormField.row_no,
)


async def form_fields(
    session: AsyncSession | AsyncConnection, known: Catalogue, ids: Collection[int] | None = None
) -> dict[int, FormFields]:
    """Forms by id, in their order, each with its fields in theirs; all of them where no ids are given."""
    query = select(*_COLUMNS).join(FormField, FormField.form_id == Form.id).order_by(Form.ordinal, FormField.ordinal)
    if ids is not None:
        query = query.where(Form.id.in_(ids))
    rows: dict[int, list[Any]] = {}
    for row in await session.execute(query):
        rows.setdefault(row.id, []).append(row)
    return {key: _form(known, its) for key, its in rows.items()}


def _form(known: Catalogue, rows: list[Row[Any]]) -> FormFields:
    head = rows[0]
    return FormFields(
        id=head.id,
        code=head.code,
        name_zh=head.name_zh,
        name_en=head.name_en,
        issuing=head.issuing_id,
        period=PeriodKind(head.period_kind),
        due=head.due,
        entry=head.entry,
        approved=bool(head.approved_by and head.approval_no),
        validity=Validity(head.valid_from, head.valid_to),
        fields=tuple(_field(known, row) for row in rows),
    )


def _field(known: Catalogue, row: Row[Any]) -> Field:
    indicator = known.by_id[row.indicator_id]
    factor = Fraction(row.factor_numerator, row.factor_denominator)
    return Field(
        ordinal=row.ordinal,
        indicator=indicator.code,
        column=Column(row.asks),
        label=row.label or indicator.name_zh,
        label_en=row.label_en,
        unit_of_measure=row.unit_of_measure or indicator.unit_of_measure,
        factor=factor,
        decimals=form_decimals(factor, indicator.decimals),
        section=row.section,
        row_no=row.row_no or str(row.ordinal),
    )
