"""Retries change nothing: a mutation that succeeded is kept by (person, requestId), with the hash of its input and
the ids it changed.
"""

import hashlib
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from db.items import Request
from resolvers.refusals import RefusalCode, Refused, bad_input


def hash_of(value: Any) -> str:
    """The sha256 of an input in canonical JSON, without its requestId."""
    return hashlib.sha256(orjson.dumps(value, option=orjson.OPT_SORT_KEYS, default=str)).hexdigest()


async def earlier(
    session: AsyncSession, person: int, request_id: str, mutation: str, hashed: str
) -> dict[str, Any] | None:
    """What the same request changed before, or None when it is new. Refused when the id was used for another input.

    A transaction lock on (person, requestId) makes two retries at the same moment wait for each other, not both act.
    """
    if not 8 <= len(request_id) <= 100:
        raise bad_input("requestId 须为8至100个字符", "requestId has 8 to 100 characters", "requestId")
    await session.execute(
        text("select pg_advisory_xact_lock(hashtextextended(:key, 7))"), {"key": f"{person}/{request_id}"}
    )
    row = await session.scalar(select(Request).where(Request.person_id == person, Request.request_id == request_id))
    if row is None:
        return None
    if row.input_hash != hashed or row.mutation != mutation:
        raise Refused(RefusalCode.REQUEST_REUSED, {}, ("requestId",))
    return row.result


def keep(
    session: AsyncSession,
    person: int,
    request_id: str,
    mutation: str,
    hashed: str,
    result: dict[str, Any],
    at: datetime,
) -> None:
    """Keep what a request changed, as ids, in the request's own transaction."""
    session.add(
        Request(
            person_id=person, request_id=request_id, input_hash=hashed, mutation=mutation, result=result, made_at=at
        )
    )
