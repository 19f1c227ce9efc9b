"""What of a sample life is on record already, so that it goes on where it stopped and nothing happens twice."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.items import Item
from db.statistics import Ask, Fact, FactPeriod, Indicator, RegisterPeriod
from resolvers.statistics.book import Catalogue
from resolvers.statistics.catalogue import SourceKind
from resolvers.statistics.periods import Period

Known = set[tuple[str, int]]  # facts on record, by indicator and area


@dataclass(frozen=True)
class Kept:
    """An item of a period: whose it is (a township's area, a department's unit), and its state."""

    item: UUID
    owner: int
    state: str


@dataclass(frozen=True)
class Record:
    """One period as it stands: what is asked, which items are there, which facts are on record."""

    period: Period
    asked: dict[SourceKind, list[str]]
    due: dict[SourceKind, date]
    townships: list[Kept]
    registers: list[Kept]
    known: Known


async def record(session: AsyncSession, catalogue: Catalogue, period: Period) -> Record:
    """Read one period; to be called as the hub itself."""
    asks = (
        await session.execute(
            select(Ask.indicator_id, Ask.source_kind, Ask.due_on)
            .join(Indicator, Indicator.id == Ask.indicator_id)
            .where(Ask.period_id == period.id)
            .order_by(Indicator.ordinal)
        )
    ).all()
    asked: dict[SourceKind, list[str]] = {kind: [] for kind in SourceKind}
    due: dict[SourceKind, date] = {}
    for ask in asks:
        kind = SourceKind(ask.source_kind)
        asked[kind].append(catalogue.by_id[ask.indicator_id].code)
        due[kind] = min(ask.due_on, due.get(kind, ask.due_on))
    facts = await session.execute(
        select(Fact.indicator_id, Fact.area_id).where(Fact.period_id == period.id, Fact.latest)
    )
    return Record(
        period,
        asked,
        due,
        await _kept(session, FactPeriod, FactPeriod.area_id, period),
        await _kept(session, RegisterPeriod, RegisterPeriod.unit_id, period),
        {(catalogue.by_id[row.indicator_id].code, row.area_id) for row in facts},
    )


async def _kept(
    session: AsyncSession, row: type[FactPeriod] | type[RegisterPeriod], owner: Any, period: Period
) -> list[Kept]:
    query = select(row.item_id, owner, Item.state).join(Item, Item.id == row.item_id).where(row.period_id == period.id)
    return [Kept(*found) for found in await session.execute(query.order_by(owner))]
