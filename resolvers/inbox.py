"""The inbox: open assignments of the posts and persons that an asker counts as."""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from pathlib import Path

_COUNTS = text((Path(__file__).parent / "inbox_counts.sql").read_text())


async def counts(connection: AsyncConnection) -> dict[str, int]:
    """How many open assignments the asker has by duty, how many are past their term, and how many notices are unread."""
    row = (await connection.execute(_COUNTS)).mappings().one()
    return dict(row)
