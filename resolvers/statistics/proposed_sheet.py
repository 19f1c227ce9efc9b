"""The sheet of a form that is only designed: what the hub would print in it today, without asking anybody.

A form whose every cell is known is not opened for asking; this is what its department gets instead.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from resolvers.county import County
from resolvers.statistics.book import Catalogue, catalogue, read_book
from resolvers.statistics.calculate import Calculator
from resolvers.statistics.catalogue import Column
from resolvers.statistics.forms import overlaps_of
from resolvers.statistics.formula import rounded
from resolvers.statistics.overlap import Found
from resolvers.statistics.periods import Period


@dataclass(frozen=True, slots=True)
class ProposedCell:
    """One field for one area and period: the figure in the form's unit, with the indicator's decimals; None where
    nobody knows it, or the asker may not. `of` is the period whose figure it is: of a slower one the last that is over.
    """

    field: Found
    value: Decimal | None
    of: Period


async def proposed_sheet(
    connection: AsyncConnection, county: County, item_id: UUID, area_id: int, period: Period, at: datetime
) -> list[ProposedCell]:
    """The cells of a proposal for an area and a period of its kind, in the order of its fields."""
    known = await catalogue(connection, county)
    _, found = await overlaps_of(connection, county, period.kind, item_id, at)
    book = await read_book(connection, known, [area_id, known.county_area], period)
    return _cells(found, known, book.calculator(), area_id, period)


def _cells(
    found: Sequence[Found], known: Catalogue, calculator: Calculator, area_id: int, period: Period
) -> list[ProposedCell]:
    cells = []
    for field in found:
        of = _own(field, known, period)
        value = None if field.indicator is None else _value(field, field.indicator, known, calculator, area_id, of)
        cells.append(ProposedCell(field, value, of))
    return cells


def _own(field: Found, known: Catalogue, period: Period) -> Period:
    """The period whose figure a field shows: last year's, its own, or the last slower one that is over with it."""
    asked = period.last_year if field.field.column is Column.LAST_YEAR else period
    kind = known.indicators[field.indicator].period if field.indicator else asked.kind
    if kind.months <= asked.kind.months:
        return asked
    slower = asked.at(kind)
    return slower if slower.last_on == asked.last_on else slower.previous


def _value(
    field: Found, code: str, known: Catalogue, calculator: Calculator, area_id: int, of: Period
) -> Decimal | None:
    areas = known.areas_for(code)
    area = areas[0] if areas == [known.county_area] else area_id
    cumulative = field.field.column is Column.CUMULATIVE
    value = calculator.cumulative(code, area, of) if cumulative else calculator.value(code, area, of)
    return None if value is None else rounded(value * (field.factor or Fraction(1)), known.indicators[code].decimals)
