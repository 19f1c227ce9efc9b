"""What waits for an asker: open assignments of the posts and persons that one counts as, open periods of the own areas."""

from pathlib import Path
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

_HERE = Path(__file__).parent
_OPEN_PERIODS = text((_HERE / "open_periods.sql").read_text(encoding="utf-8"))
_COUNTS = text((_HERE / "inbox_counts.sql").read_text(encoding="utf-8"))


async def counts(connection: AsyncConnection) -> dict[str, int]:
    """How many open assignments the asker has by duty, how many are past their term, and how many notices are unread."""
    row = (await connection.execute(_COUNTS)).mappings().one()
    return dict(row)


async def open_periods(connection: AsyncConnection, period: int | None = None) -> list[UUID]:
    """The items of periods that the asker's own townships have still to state or confirm, in any order; of one period when given."""
    return list(await connection.scalars(_OPEN_PERIODS, {"period": period}))
