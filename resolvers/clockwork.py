"""What the hub does by the clock: it opens the periods that are over, and makes its own moves (reminders, terms past).

Called by the worker every minute or so, as the hub itself; calling it twice changes nothing twice.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from db.connection import Database
from db.items import Assignment, Item
from db.statistics import FactPeriod
from resolvers.county import County, county
from resolvers.flow import advance, missing_parts
from resolvers.life.alone import is_lived
from resolvers.materials import giving  # noqa: F401 — registers the guards and effects of the flows of material
from resolvers.reminding import open_assignments
from resolvers.statistics import stating  # noqa: F401 — registers the guards and effects of the statistics flows
from resolvers.statistics.form_effects import ended_forms
from resolvers.statistics.opening import asked_anew, open_periods
from resolvers.statistics.periods import Period, PeriodKind
from resolvers.statistics.reports import follow, open_reports
from resolvers.terms import next_reminder

LOOKS_AGAIN = timedelta(hours=1)  # at what no change and no term has called for: nothing is missed for longer
A_MOMENT = timedelta(seconds=1)


@dataclass(frozen=True)
class Ticked:
    """What one round did: how many items were opened, and how many moves the hub made; `rested`: there was none."""

    opened: int
    moves: int
    rested: bool = False


def periods_over(newest_opened: Period | None, today: date) -> list[Period]:
    """The periods to be opened by a day, in the order in which they ended: those over since the newest one opened.

    A hub that was off catches up on all of them; one that never opened any begins with the month just ended, and the
    quarter and year that ended with it: what was before, nobody is asked for.
    """
    month = Period.of_day(today, PeriodKind.MONTH).previous
    months = [month]
    while newest_opened is not None and month.previous.last_on >= newest_opened.last_on:
        month = month.previous
        months.append(month)
    ended = (longer for each in months for kind in PeriodKind if (longer := each.at(kind)).last_on == each.last_on)
    return sorted(set(ended))


async def tick(database: Database, *, whole: bool = True) -> Ticked:
    """One round of the clock; none while a sample life is lived, which has clocks of its own. One that is not `whole`
    leaves out the reports whose term is not newly past: what changes them has them follow by itself.

    Each item is moved in a transaction of its own, so that one fault does not stop the others: faults are raised
    together at the end, as an ExceptionGroup.
    """
    at = database.clock()
    async with database.as_hub() as session:
        if await is_lived(session):
            return Ticked(0, 0, rested=True)
        place = await county(session)
        periods = await session.scalars(select(FactPeriod.period_id).distinct())
        over = periods_over(max(map(Period, periods), default=None), place.today(at))
        opened = await open_periods(session, place, over, at)
        opened += await open_reports(session, place, over, at)
        resting = [*await asked_anew(session), *await ended_forms(session, place.today(at))]
        waiting = [*await _waiting(session, place, at), *resting]
    moves, faults = 0, []
    for item_id in waiting:
        try:
            moves += await _advance(database, place, item_id, at)
        except Exception as fault:
            fault.add_note(f"while the clock moved item {item_id}")
            faults.append(fault)
    moves += await follow(database, terms_alone=not (whole or opened))
    if faults:
        raise ExceptionGroup("items that the clock could not move", faults)
    return Ticked(len(opened), moves)


async def _advance(database: Database, place: County, item_id: UUID, at: datetime) -> int:
    async with database.as_hub() as session:
        item = await session.get(Item, item_id, with_for_update=True)
        if item is None:
            return 0
        made = await advance(session, place, item, at)
        for assignment in await open_assignments(session, item_id):
            assignment.look_at = looks_next(assignment, at, place)
        return len(made)


def looks_next(assignment: Assignment, at: datetime, place: County) -> datetime:
    """When the clock looks at an open assignment again: at its next reminder, past its term, or in an hour."""
    moments = [at + LOOKS_AGAIN]
    if assignment.due_at is not None:
        moments.append(next_reminder(assignment.opened_at, assignment.due_at, at, place.calendar))
        if assignment.due_at >= at:
            moments.append(assignment.due_at + A_MOMENT)
    return min(moments)


async def _waiting(session: AsyncSession, place: County, at: datetime) -> list[UUID]:
    """The items with an open assignment that is to be looked at by now, in flows that run.

    Where no move of the hub leaves a state there is nothing to look for.
    """
    running = [
        (flow.id, state)
        for flow in place.flows.values()
        if not missing_parts(flow)
        for state in flow.states
        if any(transition.by.hub for transition in flow.leaving(state))
    ]
    query = (
        select(Item.id)
        .join(Assignment, Assignment.item_id == Item.id)
        .where(
            tuple_(Item.flow_id, Item.state).in_(running),
            Assignment.closed_at.is_(None),
            Assignment.due_at.is_not(None),
            or_(Assignment.look_at.is_(None), Assignment.look_at <= at),
        )
        .distinct()
    )
    return list(await session.scalars(query))
