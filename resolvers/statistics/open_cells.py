"""The cells that an item asks of its unit: a township's period, or a department's register of all townships."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from db.items import Item
from db.statistics import FactPeriod, Form, FormField, RegisterPeriod
from resolvers.county import County
from resolvers.refusals import not_found
from resolvers.statistics.book import Catalogue, asked, catalogue
from resolvers.statistics.catalogue import SourceKind
from resolvers.statistics.periods import Period


@dataclass(frozen=True)
class FormCell:
    """How a form shows an indicator: the words on it, its unit, and the fraction that the fact is multiplied by."""

    label: str | None
    unit: str | None
    numerator: int
    denominator: int


@dataclass(frozen=True)
class OpenCells:
    """What is asked: indicators in the catalogue's order, each for its areas; of one form alone where one is named.

    `areas` are all areas in the order of columns: the townships, then the county where it has a figure of its own.
    """

    item_id: UUID
    unit_id: int
    period: Period
    register: bool
    known: Catalogue
    cells: Mapping[str, tuple[int, ...]]
    form: str | None = None
    fields: Mapping[str, FormCell] | None = None

    @property
    def areas(self) -> tuple[int, ...]:
        """Every area that has a cell."""
        wanted = {area for areas in self.cells.values() for area in areas}
        return tuple(area for area in [*self.known.townships, self.known.county_area] if area in wanted)

    @property
    def digest(self) -> str:
        """What a workbook of these cells relies on: each indicator's unit and decimals."""
        return digest_of(self.known, self.cells)


def digest_of(known: Catalogue, codes: Iterable[str]) -> str:
    """A digest of the units and decimals of some indicators, 16 hexadecimal digits."""
    rows = (known.rows[code] for code in sorted(set(codes) & known.rows.keys()))
    said = "\n".join(f"{row.code} {row.unit_of_measure} {row.decimals}" for row in rows)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


async def open_cells(
    session: AsyncSession | AsyncConnection, county: County, item_id: UUID, today: date, form: str | None = None
) -> OpenCells:
    """What an item asks. Refused with NOT_FOUND for an item that the asker does not see or that asks no figures, for
    an unknown form, and for one that asks nothing here.
    """
    known = await catalogue(session, county)
    fields = None if form is None else await _fields(session, known, form)
    unit, period, register, codes = await _asked_of(session, county, known, item_id, today)
    cells = {
        code: tuple(known.areas_for(code)) if register else (unit[1],)
        for code in codes
        if fields is None or code in fields
    }
    if not cells:
        raise not_found("要填报的数据", "Anything to be stated")
    return OpenCells(item_id, unit[0], period, register, known, cells, form, fields)


async def _asked_of(
    session: AsyncSession | AsyncConnection, county: County, known: Catalogue, item_id: UUID, today: date
) -> tuple[tuple[int, int], Period, bool, list[str]]:
    """The unit and area of an item, its period, whether it is a register's, and the codes asked."""
    row = (
        await session.execute(
            select(Item.unit_id, Item.area_id, FactPeriod.period_id, RegisterPeriod.period_id.label("register"))
            .outerjoin(FactPeriod, FactPeriod.item_id == Item.id)
            .outerjoin(RegisterPeriod, RegisterPeriod.item_id == Item.id)
            .where(Item.id == item_id)
        )
    ).one_or_none()
    if row is None or (row.period_id is None and row.register is None):
        raise not_found("此报告期", "The period")
    if row.register is None:
        period = Period(row.period_id)
        return (row.unit_id, row.area_id), period, False, await asked(session, known, period, SourceKind.TOWNSHIP)
    period, family = Period(row.register), county.family(row.unit_id, today)
    codes = await asked(session, known, period, SourceKind.REGISTER)
    own = [code for code in codes if known.rows[code].responsible_id in family]
    return (row.unit_id, row.area_id), period, True, own


async def _fields(session: AsyncSession | AsyncConnection, known: Catalogue, form: str) -> dict[str, FormCell]:
    """The fields of a form by indicator; the first where it asks one twice."""
    rows = await session.execute(
        select(*FormField.__table__.c)
        .join(Form, Form.id == FormField.form_id)
        .where(Form.code == form)
        .order_by(FormField.ordinal.desc())
    )
    found = {
        known.by_id[row.indicator_id].code: FormCell(
            row.label, row.unit_of_measure, row.factor_numerator, row.factor_denominator
        )
        for row in rows
    }
    if not found:
        raise not_found(f"表{form}", f"The form {form}")
    return found
