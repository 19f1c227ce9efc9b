"""What the hub does by the clock: it opens the periods that are over, and makes its own moves (reminders, terms past).

Called by the worker every minute or so, as the hub itself; calling it twice changes nothing twice.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.connection import Database
from db.items import Assignment, Item
from resolvers.county import County, county
from resolvers.flow import advance, missing_parts
from resolvers.statistics import stating  # noqa: F401 — registers the guards and effects of the statistics flows
from resolvers.statistics.opening import asked_anew, open_periods
from resolvers.statistics.periods import Period, PeriodKind

LOOK_BACK_MONTHS = 2  # a hub that was off for longer catches up on these; what is older is opened by a command


@dataclass(frozen=True)
class Ticked:
    """What one round did: how many items were opened, and how many moves the hub made."""

    opened: int
    moves: int


def periods_just_over(today: date) -> list[Period]:
    """The months, quarters and years that ended in the last two months, in the order in which they ended."""
    month = Period.of_day(today, PeriodKind.MONTH)
    found: set[Period] = set()
    for _ in range(LOOK_BACK_MONTHS):
        month = month.previous
        found.update(longer for kind in PeriodKind if (longer := month.at(kind)).last_on == month.last_on)
    return sorted(found)


async def tick(database: Database) -> Ticked:
    """One round of the clock. Each item is moved in a transaction of its own, so that one fault does not stop the
    others: faults are raised together at the end, as an ExceptionGroup.
    """
    at = database.clock()
    async with database.as_hub() as session:
        place = await county(session)
        opened = await open_periods(session, place, periods_just_over(place.today(at)), at)
        waiting = [*await _waiting(session, place, at), *await asked_anew(session)]
    moves, faults = 0, []
    for item_id in waiting:
        try:
            moves += await _advance(database, place, item_id, at)
        except Exception as fault:
            fault.add_note(f"while the clock moved item {item_id}")
            faults.append(fault)
    if faults:
        raise ExceptionGroup("items that the clock could not move", faults)
    return Ticked(len(opened), moves)


async def _advance(database: Database, place: County, item_id: UUID, at: datetime) -> int:
    async with database.as_hub() as session:
        item = await session.get(Item, item_id, with_for_update=True)
        return 0 if item is None else len(await advance(session, place, item, at))


async def _waiting(session: AsyncSession, place: County, at: datetime) -> list[UUID]:
    """The items with an open assignment whose next reminder may be due, in flows that run: not reminded of today."""
    running = [flow.id for flow in place.flows.values() if not missing_parts(flow)]
    query = (
        select(Item.id)
        .join(Assignment, Assignment.item_id == Item.id)
        .where(
            Item.flow_id.in_(running),
            Assignment.closed_at.is_(None),
            Assignment.due_at.is_not(None),
            or_(Assignment.reminded_at.is_(None), Assignment.reminded_at < at),
        )
        .distinct()
    )
    return list(await session.scalars(query))
