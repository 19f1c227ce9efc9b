"""Who holds which post, from a pack: a pack says who serves now, the database keeps since when and until when."""

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import case, func, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from db.organisation import Appointment
from resolvers.pack.merge import Count
from resolvers.pack.read import Pack
from resolvers.pack.records import post_code

_KEEP_READING = text((Path(__file__).parent / "keep_reading.sql").read_text(encoding="utf-8"))
Held = tuple[int, int]
Terms = tuple[str, str | None, int | None]


def _wanted(pack: Pack, post_keys: Mapping[str, int], person_keys: Mapping[str, int]) -> dict[Held, Terms]:
    return {
        (post_keys[post_code(row)], person_keys[row.id]): (
            row.title,
            row.role_ab or None,
            person_keys[row.ab_with] if row.ab_with else None,
        )
        for row in pack.people
    }


async def _present(session: AsyncSession, today: date) -> dict[Held, tuple[int, Terms]]:
    a = Appointment
    rows = await session.execute(
        select(a.id, a.post_id, a.person_id, a.title, a.role_ab, a.partner_id).where(
            or_(a.valid_to.is_(None), a.valid_to > today)
        )
    )
    return {(row.post_id, row.person_id): (row.id, (row.title, row.role_ab, row.partner_id)) for row in rows}


def _row(held: Held, terms: Terms) -> dict[str, Any]:
    return {"post_id": held[0], "person_id": held[1], "title": terms[0], "role_ab": terms[1], "partner_id": terms[2]}


async def appoint(
    session: AsyncSession, pack: Pack, post_keys: Mapping[str, int], person_keys: Mapping[str, int], today: date
) -> Count:
    """Appoint from today whom the pack has new, from the beginning in an empty database; end who is not in it any more.

    A post that passes to another person ends yesterday for the first and begins today for the second.
    """
    wanted, present = _wanted(pack, post_keys, person_keys), await _present(session, today)
    first_load = await session.scalar(select(func.count()).select_from(Appointment)) == 0
    gone = [present[held][0] for held in present.keys() - wanted.keys()]
    changed = [present[held][0] for held in present.keys() & wanted.keys() if present[held][1] != wanted[held]]
    new = [held for held in wanted if held not in present]
    await _end(session, gone, today)
    for held in present.keys() & wanted.keys():
        if present[held][1] != wanted[held]:
            row = _row(held, wanted[held])
            await session.execute(update(Appointment).where(Appointment.id == present[held][0]).values(row))
    if new:
        await _begin(session, [_row(held, wanted[held]) for held in new], None if first_load else today)
    return Count(len(new), len(changed), len(wanted) - len(new) - len(changed), len(gone))


async def _begin(session: AsyncSession, rows: list[dict[str, Any]], day: date | None) -> None:
    """Whoever comes back to a post on the day of leaving it goes on as before."""
    new = insert(Appointment)
    again = {"valid_to": None, "title": new.excluded.title, "role_ab": new.excluded.role_ab}
    again["partner_id"] = new.excluded.partner_id
    kept = new.on_conflict_do_update(index_elements=["post_id", "person_id", "valid_from"], set_=again)
    await session.execute(kept, [row | {"valid_from": day} for row in rows])


async def _end(session: AsyncSession, appointments: list[int], today: date) -> None:
    """The last day is yesterday; who was appointed today had the post for a day. Who held or acted keeps reading."""
    yesterday = today - timedelta(days=1)
    last = case((Appointment.valid_from > yesterday, Appointment.valid_from), else_=yesterday)
    if appointments:
        await session.execute(update(Appointment).where(Appointment.id.in_(appointments)).values(valid_to=last))
        await session.execute(_KEEP_READING, {"appointments": appointments})
