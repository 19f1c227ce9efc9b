"""Reports follow the figures by themselves: whoever changes figures has the hub look after the reports, soon."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from db.jobs import defer

FOLLOW: Final = "reports.follow"
PAUSE: Final = timedelta(seconds=2)


async def follow_soon(session: AsyncSession, item: UUID, at: datetime) -> None:
    """Put down the job that looks after the reports which an item's figures are used by, in the transaction of the
    change; one that waits will do, so that a department that corrects figure after figure has one.
    """
    await defer(session, FOLLOW, {"item": str(item)}, at=at + PAUSE, key=f"{FOLLOW} {item}")
