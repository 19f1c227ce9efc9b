"""Deferring work: a job is put down in the transaction that asks for it, and vanishes with it.

Running jobs is server/worker.py's.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

DEFER = text("select defer_job(:task, cast(:args as jsonb), :at, :key)")


async def defer(
    session: AsyncSession | AsyncConnection,
    task: str,
    args: Mapping[str, Any],
    at: datetime | None = None,
    key: str | None = None,
) -> int | None:
    """Defer a job to its moment (None: soon), for the session's asker, or as the hub's own where nobody asks.

    Answers the job's number; None when a job with the same key waits already, which will do.
    """
    values = {"task": task, "args": orjson.dumps(dict(args), default=str).decode(), "at": at, "key": key}
    number: int | None = (await session.execute(DEFER, values)).scalar_one()
    return number
