"""Slips in a sample life: a township states a figure wrong, finds it days later, and corrects it with a reason."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.connection import Asker
from db.items import Item
from db.statistics import Fact, FactCorrection
from resolvers.flow import Wanted
from resolvers.life.acts import CONFIRM, ENTER, Life
from resolvers.life.chance import drawn, picked
from resolvers.life.record import Kept, Record
from resolvers.statistics.catalogue import SourceKind
from resolvers.statistics.stating import confirm_facts, open_correction, revise_fact

_SLIPS = 0.08  # the share of periods in which a township states one figure wrong


@dataclass(frozen=True)
class Slip:
    """A figure that a township states wrong and corrects days later."""

    code: str
    value: Decimal
    right: Decimal


def slip(life: Life, record: Record, area: int) -> Slip | None:
    """The figure that a township states wrong in this period, where there is one and the time to find it has come."""
    key = (life.moments.seed, "slip", record.period, life.sources.names[area])
    if drawn(*key) >= _SLIPS or life.corrected(record, area) > life.moments.until:
        return None
    codes = life.sources.unbound(record.asked[SourceKind.TOWNSHIP])
    if not codes:
        return None
    code = picked(codes, "code", *key)
    right = life.sources.figure(code, area, record.period)
    if right is None:
        return None
    indicator = life.catalogue.indicators[code]
    wrong = right + max(Decimal(1), (right / 10).quantize(Decimal(1)))
    inside = indicator.maximum is None or wrong <= indicator.maximum
    return Slip(code, wrong.quantize(right), right) if inside else None


async def correct(life: Life, record: Record, kept: Kept) -> int:
    """A township corrects the figure it stated wrong, and its head confirms that; answers how many figures."""
    wrong = slip(life, record, kept.owner)
    if wrong is None:
        return 0
    found = life.corrected(record, kept.owner)
    unit = life.unit(kept.owner)
    person, head = life.holder(unit, ENTER, found), life.holder(unit, CONFIRM, found)
    if person is None or head is None:
        return 0
    item, newest = await _standing(life, record, kept, wrong)
    if item is None and newest == wrong.value:
        async with life.at(found).writing(Asker(person)) as session:
            item = await _revised(life, session, person, record, kept, wrong, found)
    elif item is None or item.state != "REVISED":
        return 0
    confirmed = min(found + timedelta(hours=2), life.moments.until)
    async with life.at(confirmed).writing(Asker(head)) as session:
        await confirm_facts(session, life.county, head, [Wanted(item.id)], confirmed)
    return 1


async def _standing(life: Life, record: Record, kept: Kept, wrong: Slip) -> tuple[Item | None, Decimal | None]:
    """The correction of the slip that is on record already, and the figure's newest value: a person may have mended it,
    and what was stated when there was no time left for a slip is right.
    """
    cell = (life.catalogue.rows[wrong.code].id, kept.owner, record.period.id)
    row, fact = FactCorrection, Fact
    items = select(Item).join(row, row.item_id == Item.id)
    values = select(fact.value).where(
        fact.indicator_id == cell[0], fact.area_id == cell[1], fact.period_id == cell[2], fact.latest
    )
    async with life.database.as_hub() as session:
        item = await session.scalar(
            items.where(row.indicator_id == cell[0], row.area_id == cell[1], row.period_id == cell[2]).limit(1)
        )
        return item, await session.scalar(values)


async def _revised(
    life: Life, session: AsyncSession, person: int, record: Record, kept: Kept, wrong: Slip, moment: datetime
) -> Item:
    zh = str(life.county.facts["languages"][0]) == "zh"
    reason = "录入时多计,经核对台账更正" if zh else "Counted too many; corrected after checking the ledger"
    item = await open_correction(session, life.county, person, wrong.code, kept.owner, record.period, reason, moment)
    await revise_fact(session, life.county, person, item.id, str(wrong.right), reason, None, moment)
    return item
