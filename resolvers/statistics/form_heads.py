"""A form as its printed sheet names it: numbers, issuing unit, approval, validity, layout. Read from the register."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from db.organisation import Definition
from db.statistics import Form
from resolvers.county import County
from resolvers.statistics.periods import Period

Named = Mapping[str, str]


@dataclass(frozen=True)
class FormHead:
    """What a form's sheet says of the form. Names are in both languages, {"zh": …, "en": …}.

    `renewals` are (first day, approval number) in order; `layout` is the form's own over the pack's default.
    """

    code: str
    table_no: str
    name: Named
    issuing: Named
    formulated_by: Named
    approved_by: str | None
    approval_no: str | None
    valid_to: date | None
    renewals: tuple[tuple[date, str], ...] = ()
    layout: Mapping[str, Any] = field(default_factory=dict)

    def approval(self, period: Period) -> str | None:
        """The approval number in force on a period's last day: forms are renewed under a new number."""
        later = [number for first_on, number in self.renewals if first_on <= period.last_on]
        return later[-1] if later else self.approval_no


async def form_heads(
    session: AsyncSession | AsyncConnection, county: County, codes: Iterable[str] | None = None
) -> dict[str, FormHead]:
    """The heads of forms by code, in the register's order; of all forms where no codes are given."""
    default = await session.scalar(
        select(Definition.row).where(Definition.kind == "forms", Definition.code == "layout_default")
    )
    query = select(*Form.__table__.c).order_by(Form.ordinal)
    rows = await session.execute(query if codes is None else query.where(Form.code.in_(list(codes))))
    return {row.code: _head(row, county, default or {}) for row in rows}


def _head(row: Any, county: County, default: Mapping[str, Any]) -> FormHead:
    kept = row.definition
    issuing = county.units[row.issuing_id].name
    maker = county.unit_by_code.get(kept.get("formulated_by") or "")
    renewals = sorted((date.fromisoformat(r["from"]), r["approval_no"]) for r in kept.get("renewals") or ())
    return FormHead(
        code=row.code,
        table_no=row.table_no,
        name={"zh": row.name_zh, "en": row.name_en or row.name_zh},
        issuing=issuing,
        formulated_by=maker.name if maker else issuing,
        approved_by=row.approved_by,
        approval_no=row.approval_no,
        valid_to=row.valid_to,
        renewals=tuple(renewals),
        layout={**default, **(kept.get("layout") or {})},
    )
