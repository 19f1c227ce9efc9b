"""Reminders: at half of a term, one working day before its end, at its end, then every working day (limits.reminders
of the pack).
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.items import Assignment
from resolvers.acts import Act, guard
from resolvers.assigning import notify, people_of
from resolvers.terms import reminders


async def open_assignments(session: AsyncSession, item_id: UUID) -> list[Assignment]:
    """The open assignments of an item, oldest first."""
    query = (
        select(Assignment)
        .where(Assignment.item_id == item_id, Assignment.closed_at.is_(None))
        .order_by(Assignment.opened_at)
    )
    return list(await session.scalars(query))


def reminders_due(act: Act, assignment: Assignment) -> int:
    """How many reminders of an assignment are due by now and not given yet."""
    if assignment.due_at is None:
        return 0
    return len(reminders(assignment.opened_at, assignment.due_at, act.at, act.county.calendar)) - assignment.reminders


@guard("reminder_due")
async def reminder_due(act: Act) -> dict[str, str] | None:
    """A reminder is due for one of the open assignments."""
    if any(reminders_due(act, assignment) > 0 for assignment in await open_assignments(act.session, act.item.id)):
        return None
    return {}


async def remind(act: Act) -> None:
    """Remind the holders of what is due; reminders missed while nobody looked are given as one."""
    for assignment in await open_assignments(act.session, act.item.id):
        count = reminders_due(act, assignment)
        if count > 0:
            assignment.reminders += count
            assignment.reminded_at = act.at
            await notify(
                act.session,
                act.item,
                await people_of(act.session, act.county, assignment, act.at),
                "REMINDER",
                act.transition.event,
            )


@guard("term_past")
async def term_past(act: Act) -> dict[str, str] | None:
    """The term of the open assignment is past; of an item that lies with nobody, its own term."""
    assigned = await open_assignments(act.session, act.item.id)
    dues = [due for due in ([each.due_at for each in assigned] or [act.item.due_at]) if due]
    if dues and min(dues) < act.at:
        return None
    return {"due": _spoken(min(dues, default=None), act)}


@guard("term_not_past")
async def term_not_past(act: Act) -> dict[str, str] | None:
    """The term that is to be moved, disputed or acted in is not past."""
    return {"due": _spoken(act.item.due_at, act)} if act.item.due_at and act.item.due_at < act.at else None


@guard("delegation_covers_today")
async def delegation_covers_today(act: Act) -> dict[str, dict[str, str]] | None:
    """Who acts for another holds the power of this move by a delegation in force; policy.post_for finds no other way
    to act.
    """
    held = act.held
    if held is None or not held.acting or any(power == act.transition.by.power for power, _ in held.powers):
        return None
    post = act.county.posts[held.post_id]
    return {"post": {"zh": post.name_zh, "en": post.name_en}}


def _spoken(moment: datetime | None, act: Act) -> str:
    return "—" if moment is None else moment.astimezone(act.county.zone).strftime("%Y-%m-%d %H:%M")
