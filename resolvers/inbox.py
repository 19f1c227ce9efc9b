"""What waits for an asker: open assignments of the own posts and person, open periods of the own areas."""

from pathlib import Path
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

_HERE = Path(__file__).parent
_OPEN_PERIODS = text((_HERE / "open_periods.sql").read_text(encoding="utf-8"))
COUNTS = text((_HERE / "inbox_counts.sql").read_text(encoding="utf-8"))


async def counts(connection: AsyncConnection) -> dict[str, int]:
    """The asker's open assignments by duty, those past their term, and unread notices, counted."""
    row = (await connection.execute(COUNTS)).mappings().one()
    return dict(row)


async def open_periods(connection: AsyncConnection, period: int | None = None) -> list[UUID]:
    """The items of what the asker's own townships have still to state or confirm; of one period if given."""
    return list(await connection.scalars(_OPEN_PERIODS, {"period": period}))
