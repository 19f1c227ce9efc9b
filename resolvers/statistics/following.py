"""Reports follow the figures by themselves: whoever changes figures has the hub look after the reports, soon."""

from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from db.jobs import defer

FOLLOW: Final = "reports.follow"


async def follow_soon(session: AsyncSession, item: UUID) -> None:
    """Put down the job that looks after the reports which an item's figures are used by, in the transaction of the
    change; one that waits will do.
    """
    await defer(session, FOLLOW, {"item": str(item)}, key=f"{FOLLOW} {item}")
