"""A department's register: whose it is, and what is asked of it for a period, for every area at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from db.statistics import Ask, RegisterPeriod
from resolvers.county import County
from resolvers.refusals import bad_input, not_found
from resolvers.statistics.book import Catalogue, catalogue, read_book
from resolvers.statistics.catalogue import SourceKind
from resolvers.statistics.periods import Period
from resolvers.statistics.questions import Ground, Question, asks_of, questions_of, words_of

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
    return [
        AskedRegister(item_id, await _questions(session, county, known, unit_id, Period(period_id)))
        for item_id, unit_id, period_id in rows.all()
    ]


async def _questions(
    session: AsyncSession | AsyncConnection, county: County, known: Catalogue, unit_id: int, period: Period
) -> tuple[Question, ...]:
    asks = (await asks_of(session, known, [period.id])).get(period.id, {})
    codes = _own_codes(county, known, asks, unit_id, period)
    areas = {area for code in codes for area in known.areas_for(code)}
    book = await read_book(session, known, {*areas, known.county_area}, period, codes, past=False)
    words = await words_of(session, known, areas, [period.id])
    ground = Ground(book.calculator(), {period.id: asks}, words, {})
    by_area = {
        area: {each.code: each for each in questions_of(ground, book, area, _of_area(known, codes, area))}
        for area in areas
    }
    return tuple(by_area[area][code] for code in codes for area in known.areas_for(code))


def _own_codes(county: County, known: Catalogue, asks: Mapping[str, Ask], unit_id: int, period: Period) -> list[str]:
    """What is asked of the department and of those it followed, in the order of the catalogue."""
    family = county.family(unit_id, period.last_on)
    registers = {code for code, ask in asks.items() if ask.source_kind == SourceKind.REGISTER.value}
    return [code for code in known.indicators if code in registers and known.rows[code].responsible_id in family]


def _of_area(known: Catalogue, codes: Sequence[str], area: int) -> list[str]:
    return [code for code in codes if area in known.areas_for(code)]
