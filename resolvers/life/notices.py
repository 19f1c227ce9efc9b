"""What people of a sample life were told they have read, up to the month just ended: a box of years would hide it."""

from datetime import datetime

from sqlalchemy import func, select

from db.connection import Asker
from db.items import Notice
from resolvers.life.acts import Life
from resolvers.notices import mark_read


async def read_notices(life: Life, before: datetime) -> None:
    """Let each person read, at that moment, what was told before it."""
    old = select(Notice.person_id, func.array_agg(Notice.id)).where(Notice.read_at.is_(None), Notice.sent_at < before)
    async with life.database.as_hub() as session:
        unread = (await session.execute(old.group_by(Notice.person_id).order_by(Notice.person_id))).all()
    for person, notices in unread:
        async with life.at(before).writing(Asker(person)) as session:
            await mark_read(session, person, notices, before)
