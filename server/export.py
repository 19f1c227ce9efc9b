"""GET /export/{view}.csv and .xlsx: a view of the overview as a file, under the asker's own sight, streamed.

`where` is JSON by column (`{"period": {"eq": "2019-12"}}`), `orderBy` names columns, each with a minus to sort
downwards; names may be written as the graph has them (lastYear) or as the view has them (last_year).
"""

import re
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

import orjson
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from analytics.engine import Busy, NotReady, TooLong
from analytics.export import TooManyRows, csv_of, xlsx_of
from analytics.questions import BadQuestion, By, Question
from analytics.replica import Replica
from analytics.scope import sight_of
from server.answers import RefusedRequest
from server.files import disposition
from server.hub import hub_of
from server.sign_in import signed_in

Writer = Callable[..., AsyncIterator[bytes]]
KINDS: Final[dict[str, tuple[Writer, str]]] = {
    "csv": (csv_of, "text/csv; charset=utf-8"),
    "xlsx": (xlsx_of, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
UPPER = re.compile(r"(?<!^)([A-Z])")


def view_name(name: str) -> str:
    """The name of a view or a column as the view has it: lastYear is last_year."""
    return UPPER.sub(r"_\1", name).lower()


def question_of(request: Request) -> Question:
    """What the request asks of the view: filters and order. Refuses (400) what is no such JSON."""
    try:
        where: Any = orjson.loads(request.query_params.get("where") or "{}")
    except orjson.JSONDecodeError:
        raise RefusedRequest(400, "MALFORMED", detail="where") from None
    if not isinstance(where, dict) or not all(isinstance(condition, dict) for condition in where.values()):
        raise RefusedRequest(400, "MALFORMED", detail="where")
    asked = [name for name in request.query_params.get("orderBy", "").split(",") if name]
    order = [By(view_name(name.removeprefix("-")), name.startswith("-")) for name in asked]
    return Question({view_name(name): condition for name, condition in where.items()}, order, None)


async def export(request: Request) -> Response:
    """The rows as a file.

    Refuses nobody (401), a view outside a dashboard's token (403), an unknown one (404), a question it cannot answer
    (400), too many rows (413).
    """
    hub = hub_of(request)
    asker = await signed_in(request, dashboards=True)
    replica: Replica | None = hub.replica
    view, kind = view_name(request.path_params["view"]), request.path_params["kind"]
    if replica is None or kind not in KINDS or view not in replica.views:
        raise RefusedRequest(404, "NOT_FOUND")
    if asker.limits is not None and view not in map(view_name, asker.limits.views):
        raise RefusedRequest(403, "OUTSIDE_TOKEN", shown=", ".join(sorted(asker.limits.views)))
    seen = await sight_of(hub.database, asker)
    write, media_type = KINDS[kind]
    stream = write(replica, view, seen, question_of(request), hub.database.zone)
    try:
        # The head asks nothing; the block after it is made before the answer begins, so that what cannot be answered
        # has a status of its own.
        first = await anext(stream) + await anext(stream, b"")
    except BadQuestion as bad:
        raise RefusedRequest(400, "MALFORMED", detail=str(bad)) from None
    except TooManyRows:
        raise RefusedRequest(413, "TOO_MANY_ROWS") from None
    except (Busy, NotReady, TooLong):
        raise RefusedRequest(503, "OVERVIEW_BUSY", headers={"retry-after": "2"}) from None
    day = hub.database.clock().astimezone(ZoneInfo(hub.database.zone))
    headers = {"content-disposition": disposition(_name(view, kind, day), shown=False), "cache-control": "no-store"}
    return StreamingResponse(_whole(first, stream), media_type=media_type, headers=headers)


def _name(view: str, kind: str, day: datetime) -> str:
    return f"{view}_{day:%Y%m%d}.{kind}"


async def _whole(first: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield first
    async for block in rest:
        yield block


ROUTES = [Route("/export/{view}.{kind}", export, methods=["GET"])]
