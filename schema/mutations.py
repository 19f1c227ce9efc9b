"""What every mutation does around its verb: who asks, one transaction, retries, refusals as data.

A verb answers what it changed as ids, and what it refused by itself; that is kept under the request id, so that a
retry answers with the same things, read anew. After the commit everything is read afresh, and only what was asked for:
a result holds keys, its fields follow them.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import strawberry
from sqlalchemy.ext.asyncio import AsyncSession

from resolvers import requests
from resolvers.county import County
from resolvers.county import county as county_of
from resolvers.refusals import RefusalCode, Refused
from schema.context import Context
from schema.refusals import Refusal, kept, shown

REQUEST_ID = (
    "A name of 8 to 100 characters that the client gives this act: sent again with the same input it changes nothing."
)


@dataclass
class Call:
    """What a verb works with."""

    context: Context
    session: AsyncSession
    county: County
    person: int
    at: datetime


Verb = Callable[[Call], Awaitable[dict[str, Any]]]
Present = Callable[[Context, dict[str, Any]], Any]


async def perform(context: Context, name: str, given: Any, verb: Verb, present: Present) -> Any:
    """Do an act once and answer what it changed, or the refusal.

    Refused with NOT_SIGNED_IN, READ_ONLY (a token that only reads), REQUEST_REUSED, and as the verb refuses.
    """
    try:
        changed = await _once(context, name, given, verb)
    except Refused as refused:
        return shown(kept(refused), context.language)
    context.forget()
    return present(context, changed)


async def _once(context: Context, name: str, given: Any, verb: Verb) -> dict[str, Any]:
    person = context.asker.person_id
    if person is None:
        raise Refused(RefusalCode.NOT_SIGNED_IN)
    if "write" not in context.asker.scopes:
        raise Refused(RefusalCode.READ_ONLY)
    hashed = requests.hash_of(_plain(given))
    async with context.database.writing(context.asker) as session:
        before = await requests.earlier(session, person, given.request_id, name, hashed)
        if before is not None:
            return before
        at = context.now
        changed = await verb(Call(context, session, await county_of(session), person, at))
        # Where every part was refused by itself nothing was changed: the same request may be tried again.
        if not changed.get("nothing"):
            requests.keep(session, person, given.request_id, name, hashed, changed, at)
        return changed


def _plain(given: Any) -> dict[str, Any]:
    """An input as plain values, without its request id."""
    plain = strawberry.asdict(given)
    return {name: value for name, value in plain.items() if name != "request_id"}


def refusals(context: Context, refused: list[dict[str, Any]]) -> list[Refusal]:
    """Kept refusals in the language asked for."""
    return [shown(each, context.language) for each in refused]
