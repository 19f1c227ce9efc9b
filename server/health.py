"""Whether the server is well: /healthz for its process, /readyz for what it needs, /metrics for its figures."""

import ipaddress
from typing import Any

import anyio
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy import text
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from db.migrate import newest_revision
from server.answers import JSON, RefusedRequest
from server.hub import Hub, hub_of
from server.observability import log

PATIENCE_SECONDS = 3
REVISION = text("select version_num from alembic_version")


async def healthz(request: Request) -> Response:
    """GET /healthz: the process answers."""
    return JSON({"status": "ok"})


async def readyz(request: Request) -> Response:
    """GET /readyz: 200 when the database answers, its migrations are current and the replica has been loaded.

    Else 503 and what is missing.
    """
    hub = hub_of(request)
    parts = {"database": await _database(hub), "replica": _replica(hub)}
    ready = all(value == "ok" for value in parts.values())
    return JSON(
        {"status": "ready" if ready else "waiting", **parts}, 200 if ready else 503, {"cache-control": "no-store"}
    )


async def _database(hub: Hub) -> str:
    try:
        with anyio.fail_after(PATIENCE_SECONDS):
            async with hub.database.system.connect() as connection:
                present = (
                    await connection.execute(text("select version_num from alembic_version"))
                ).scalar_one_or_none()
    except Exception as error:
        log.warning("not ready", error=repr(error))
        return "unavailable"
    wanted = newest_revision()
    return "ok" if present == wanted else f"at revision {present}, needs {wanted}"


def _replica(hub: Hub) -> str:
    replica: Any = hub.replica
    if replica is None or getattr(replica, "position", None) is not None:
        return "ok"
    return "loading"


async def compared(request: Request) -> Response:
    """GET /healthz/replica, for this machine alone: what differs between the replica and the database, for `check`."""
    _for_this_machine(request)
    replica: Any = hub_of(request).replica
    return JSON({"differences": [] if replica is None else await replica.differences()})


async def metrics(request: Request) -> Response:
    """GET /metrics, for this machine alone: a proxy that stands here should not hand it on."""
    _for_this_machine(request)
    return Response(generate_latest(hub_of(request).figures.registry), media_type=CONTENT_TYPE_LATEST)


def _for_this_machine(request: Request) -> None:
    host = request.client.host if request.client else ""
    try:
        near = ipaddress.ip_address(host).is_loopback
    except ValueError:
        near = not host  # a socket of this machine has no address
    if not near:
        raise RefusedRequest(404, "NOT_FOUND")


ROUTES = [
    Route("/healthz", healthz),
    Route("/healthz/replica", compared),
    Route("/readyz", readyz),
    Route("/metrics", metrics),
]
