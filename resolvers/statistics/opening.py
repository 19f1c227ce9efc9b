"""The hub opens what is to be stated: a township's period and a department's register period, as soon as the period
is over.

One item for each township and period (month, quarter, year are three items), and one for each department and period,
where forms
in force ask something of them; opening again changes nothing.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.items import Item
from db.organisation import LEADERS
from db.statistics import Ask, Fact, FactCorrection, FactPeriod, RegisterPeriod
from db.statistics import Indicator as IndicatorRow
from resolvers.acts import term
from resolvers.county import County
from resolvers.flow import advance, open_item
from resolvers.relations import Related, relation
from resolvers.statistics.book import Catalogue, catalogue
from resolvers.statistics.periods import Period
from resolvers.terms import due_on_day


async def open_periods(session: AsyncSession, county: County, periods: Sequence[Period], at: datetime) -> list[UUID]:
    """Open what the forms ask for these periods and is not open yet; answers the ids of the items opened, townships
    first.

    To be called as the hub itself. A period that is not over, or for which nothing is asked, opens nothing.
    """
    known = await catalogue(session, county)
    opened: list[UUID] = []
    for period in periods:
        if period.last_on >= county.today(at):
            continue
        opened += await _open_townships(session, county, known, period, at)
        opened += await _open_registers(session, county, period, at)
    return opened


async def _open_townships(
    session: AsyncSession, county: County, known: Catalogue, period: Period, at: datetime
) -> list[UUID]:
    asked = await session.scalar(select(func.count()).where(Ask.period_id == period.id, Ask.source_kind == "TOWNSHIP"))
    there = set(await session.scalars(select(FactPeriod.area_id).where(FactPeriod.period_id == period.id)))
    opened = []
    for area_id in known.townships if asked else ():
        unit = township_unit(county, area_id)
        if area_id in there or unit is None:
            continue
        row = FactPeriod(area_id=area_id, period_id=period.id)
        item = await _open(session, county, "FACT_PERIOD", row, period, at, unit, area_id, known.areas[area_id].name)
        await advance(session, county, item, at)
        opened.append(item.id)
    return opened


async def asked_anew(session: AsyncSession) -> list[UUID]:
    """The townships' periods at rest for which forms ask something that nobody has stated: a form came into force, or
    a source moved to the township, after the confirmation.
    """
    stated = select(Fact.id).where(
        Fact.indicator_id == Ask.indicator_id,
        Fact.area_id == FactPeriod.area_id,
        Fact.period_id == FactPeriod.period_id,
        Fact.latest,
    )
    query = (
        select(FactPeriod.item_id)
        .join(Item, Item.id == FactPeriod.item_id)
        .join(Ask, Ask.period_id == FactPeriod.period_id)
        .where(Item.closed_at.is_not(None), Ask.source_kind == "TOWNSHIP", ~stated.exists())
        .distinct()
    )
    return list(await session.scalars(query))


async def _open_registers(session: AsyncSession, county: County, period: Period, at: datetime) -> list[UUID]:
    keepers = await session.scalars(
        select(IndicatorRow.responsible_id)
        .join(Ask, Ask.indicator_id == IndicatorRow.id)
        .where(Ask.period_id == period.id, Ask.source_kind == "REGISTER")
        .distinct()
    )
    # A department that has followed another states the register from then on, under its own name.
    units = {county.unit_in_force(keeper, period.last_on).id for keeper in keepers}
    there = set(await session.scalars(select(RegisterPeriod.unit_id).where(RegisterPeriod.period_id == period.id)))
    opened = []
    for unit_id in sorted(units - there):
        unit = county.units[unit_id]
        row = RegisterPeriod(unit_id=unit_id, period_id=period.id)
        item = await _open(session, county, "REGISTER_IMPORT", row, period, at, unit_id, unit.area_id, unit.name)
        opened.append(item.id)
    return opened


_KINDS = {"FACT_PERIOD": "FACT_PERIOD", "REGISTER_IMPORT": "REGISTER_PERIOD"}
_TITLES = {
    "FACT_PERIOD": {"zh": "{who}{period}数据", "en": "Figures of {who}, {period}"},
    "REGISTER_IMPORT": {"zh": "{who}{period}登记数据", "en": "Register figures of {who}, {period}"},
}


async def _open(
    session: AsyncSession,
    county: County,
    flow: str,
    row: FactPeriod | RegisterPeriod,
    period: Period,
    at: datetime,
    unit: int,
    area: int,
    who: Mapping[str, str],
) -> Item:
    titles = {each: words.format(who=who[each], period=period.label(each)) for each, words in _TITLES[flow].items()}
    statistics = county.constant("county_statistics").id
    item = await open_item(
        session,
        county,
        flow,
        kind=_KINDS[flow],
        title=titles["zh"],
        title_en=titles["en"],
        unit_id=unit,
        area_id=area,
        readers=[county.readers["UNIT", unit], county.readers["UNIT", statistics], LEADERS],
        at=at,
        payload={"period": str(period)},
        row=row,
    )
    if flow == "FACT_PERIOD":
        item.due_at = await _soonest(session, county, period.id, "TOWNSHIP")
    return item


def township_unit(county: County, area_id: int) -> int | None:
    """The unit of a township's area; branches that sit there too are not it."""
    kinds = set(county.facts["township_unit_kinds"])
    return next((unit.id for unit in county.units.values() if unit.area_id == area_id and unit.kind in kinds), None)


async def _soonest(
    session: AsyncSession, county: County, period_id: int, source: str, *, days_before: int = 0
) -> datetime | None:
    day = await session.scalar(
        select(func.min(Ask.due_on)).where(Ask.period_id == period_id, Ask.source_kind == source)
    )
    return None if day is None else due_on_day(day, county.calendar, working_days_before=days_before)


@term("STATE_FACTS")
async def _state_facts(session: AsyncSession, county: County, item: Item, at: datetime) -> datetime | None:
    """The soonest due of the forms that ask the township for the period."""
    period = await session.scalar(select(FactPeriod.period_id).where(FactPeriod.item_id == item.id))
    return None if period is None else await _soonest(session, county, period, "TOWNSHIP")


@term("STATE_REGISTER")
async def _state_register(session: AsyncSession, county: County, item: Item, at: datetime) -> datetime | None:
    """One working day before the soonest due of the forms that wait for registers of the period."""
    period = await session.scalar(select(RegisterPeriod.period_id).where(RegisterPeriod.item_id == item.id))
    return None if period is None else await _soonest(session, county, period, "REGISTER", days_before=1)


@relation("indicator_owner")
async def _indicator_owner(session: AsyncSession, county: County, item: Item, today: object) -> Related:
    """The department that asked for a correction, else the one responsible for the indicator."""
    row = await session.get(FactCorrection, item.id)
    if row is None:
        return Related()
    if row.asked_by_unit != item.unit_id:
        return Related(units=frozenset({row.asked_by_unit}))
    keeper = await session.scalar(select(IndicatorRow.responsible_id).where(IndicatorRow.id == row.indicator_id))
    return Related(units=frozenset({keeper} if keeper else ()))
