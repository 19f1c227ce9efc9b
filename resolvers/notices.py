"""Notices: a person marks the own ones as read."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from db.items import Notice
from db.journal import Entry, write


async def mark_read(session: AsyncSession, person: int, notices: Sequence[UUID] | None, at: datetime) -> list[UUID]:
    """Mark notices of a person as read, all unread ones when none are named; answers those that were unread.

    Unknown ones and those of others are passed over: they do not exist for the person.
    """
    unread = update(Notice).where(Notice.person_id == person, Notice.read_at.is_(None))
    if notices is not None:
        unread = unread.where(Notice.id.in_(notices))
    marked = list(await session.scalars(unread.values(read_at=at).returning(Notice.id)))
    if marked:
        entry = Entry(payload={"notices": sorted(str(notice) for notice in marked)})
        await write(session, at=at, actor=person, for_post=None, subject="notices", verb="notice.read", entries=[entry])
    return marked
