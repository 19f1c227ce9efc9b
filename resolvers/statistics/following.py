"""Reports follow the figures by themselves: whoever changes figures has the hub look after the reports, soon."""

from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from db.jobs import defer

FOLLOW: Final = "reports.follow"


async def follow_soon(session: AsyncSession) -> None:
    """Put down the job that looks after the reports, in the transaction of the change; one that waits will do."""
    await defer(session, FOLLOW, {}, key=FOLLOW)
