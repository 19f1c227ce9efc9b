"""A department's register: whose it is, and what is asked of it for a period, for every area at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from db.statistics import Ask, RegisterPeriod
from resolvers.county import County
from resolvers.refusals import bad_input, not_found
from resolvers.statistics.book import Catalogue, catalogue, read_book
from resolvers.statistics.catalogue import SourceKind
from resolvers.statistics.periods import Period
from resolvers.statistics.questions import Question, touching, words_given

_OWN = text(
    "select unit_id from register_periods where period_id = :period"
    " and unit_id = any ((select (my_sight()).registers)::integer[]) order by unit_id"
)


async def own_register(session: AsyncSession, period: Period) -> int:
    """The asker's unit that keeps a register of a period; refused where there is none, or more than one."""
    units = list(await session.scalars(_OWN, {"period": period.id}))
    if not units:
        raise not_found("此报告期的登记数据", "The register of this period")
    if len(units) > 1:
        raise bad_input("请指明是哪个单位的台账", "Say whose register it is", "unit")
    return int(units[0])


@dataclass(frozen=True)
class AskedRegister:
    """A department's register period with its questions: by indicator in the order of the catalogue, then by area."""

    item_id: UUID
    questions: tuple[Question, ...]

    @property
    def answered(self) -> int:
        """How many of the figures are there, stated or only loaded."""
        return sum(question.fact is not None for question in self.questions)


async def asked_registers(
    session: AsyncSession | AsyncConnection, county: County, item_ids: Sequence[UUID]
) -> list[AskedRegister]:
    """What is asked of some register periods; those that the asker may not see are left out."""
    known = await catalogue(session, county)
    columns = (RegisterPeriod.item_id, RegisterPeriod.unit_id, RegisterPeriod.period_id)
    rows = await session.execute(select(*columns).where(RegisterPeriod.item_id.in_(item_ids)))
    return [await _asked(session, county, known, *row) for row in rows]


async def _asked(
    session: AsyncSession | AsyncConnection,
    county: County,
    known: Catalogue,
    item_id: UUID,
    unit_id: int,
    period_id: int,
) -> AskedRegister:
    period = Period(period_id)
    asks = await _asks(session, county, known, unit_id, period)
    areas = list(dict.fromkeys(area for code in asks for area in known.areas_for(code)))
    book = await read_book(session, known, [*areas, known.county_area], period, asks, past=False)
    words = await words_given(session, known, areas, period_id)
    calculator = book.calculator()
    found = {area: book.findings(area, [code for code in asks if book.fact(code, area)], calculator) for area in areas}
    questions = tuple(
        Question(
            code,
            area,
            period,
            ask.due_on,
            tuple(ask.form_ids),
            book.fact(code, area),
            book.fact(code, area, period.previous),
            book.fact(code, area, period.last_year),
            touching(code, area, found[area], words),
        )
        for code, ask in asks.items()
        for area in known.areas_for(code)
    )
    return AskedRegister(item_id, questions)


async def _asks(
    session: AsyncSession | AsyncConnection, county: County, known: Catalogue, unit_id: int, period: Period
) -> dict[str, Any]:
    """What forms ask of the department and of those it followed, by code in the order of the catalogue."""
    family = county.family(unit_id, period.last_on)
    query = select(Ask.indicator_id, Ask.due_on, Ask.form_ids).where(
        Ask.period_id == period.id, Ask.source_kind == SourceKind.REGISTER.value
    )
    rows = {known.by_id[row.indicator_id].code: row for row in await session.execute(query)}
    codes = (code for code in known.indicators if code in rows and known.rows[code].responsible_id in family)
    return {code: rows[code] for code in codes}
