"""What the hub says about itself: one structured log line a request, and figures for Prometheus.

A request's statements are counted where SQLAlchemy and the short reads send them; the counter travels with the request
in a context variable.
"""

import logging
import sys
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import lru_cache
from logging.handlers import RotatingFileHandler
from pathlib import Path
from time import perf_counter
from typing import Any

import orjson
import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.requests import ClientDisconnect, HTTPConnection
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from db.connection import Database

log = structlog.get_logger("hub")
LOG_BYTES = 20_000_000  # of hub.log, before it becomes hub.log.1


@dataclass
class Tally:
    """What one request has done so far; the log line is made of it."""

    request_id: str = ""
    operation: str | None = None
    asker: int | None = None
    statements: int = 0
    cost: int | None = None
    notes: dict[str, Any] = field(default_factory=dict)


TALLY: ContextVar[Tally | None] = ContextVar("tally", default=None)


def configure_logging(level: str, folder: Path | None = None) -> None:
    """Send the hub's own and its libraries' lines to standard error as JSON. Where that is a terminal, with a folder,
    they go to its hub.log, and the terminal shows warnings alone, for eyes: a line a request would bury the progress.
    """
    shared: list[structlog.types.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso"),
    ]
    json = structlog.processors.JSONRenderer(_json)
    terminal = logging.StreamHandler()
    handlers: list[tuple[logging.Handler, structlog.types.Processor]] = [(terminal, json)]
    own: list[structlog.types.Processor] = [*shared, structlog.processors.format_exc_info]
    if sys.stderr.isatty():
        handlers = [(terminal, structlog.dev.ConsoleRenderer())]
        if folder is not None:
            terminal.setLevel(logging.WARNING)
            folder.mkdir(parents=True, exist_ok=True)
            kept = RotatingFileHandler(folder / "hub.log", maxBytes=LOG_BYTES, backupCount=1, encoding="utf-8")
            handlers.append((kept, json))
        structlog.configure(
            processors=[*own, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
            logger_factory=structlog.stdlib.LoggerFactory(),
        )
    else:
        # Straight to where they go: by way of the standard library's logging a line cost a fifth of a small answer.
        structlog.configure(
            processors=[*own, json],
            wrapper_class=structlog.make_filtering_bound_logger(level),
            logger_factory=lambda *_: structlog.WriteLogger(sys.stderr),
        )
    for handler, last in handlers:
        handler.setFormatter(structlog.stdlib.ProcessorFormatter(processor=last, foreign_pre_chain=shared))
    logging.basicConfig(handlers=[handler for handler, _ in handlers], level=level.upper(), force=True)
    _quieten()


def _json(line: Any, **how: Any) -> str:
    return orjson.dumps(line, option=orjson.OPT_NON_STR_KEYS, **how).decode()


def _quieten() -> None:
    # Strawberry logs every error of an operation, refusals of malformed documents too; the view logs what is our
    # defect, whole.
    logging.getLogger("strawberry.execution").setLevel(logging.CRITICAL)
    # Every job would write four lines, and the rounds of the clock come each minute.
    logging.getLogger("procrastinate").setLevel(logging.WARNING)
    logging.getLogger("uvicorn.access").setLevel(logging.CRITICAL)
    # What these tell at each start and each minute hides the hub's own lines.
    for name in ("alembic", "uvicorn.error", "procrastinate"):
        logging.getLogger(name).setLevel(logging.WARNING)


class Figures:
    """The figures of one application, in a registry of its own."""

    def __init__(self, database: Database) -> None:
        """Make the figures, and count the statements of the database's pools from now on."""
        self.registry = CollectorRegistry()
        self.requests = Counter("hub_requests", "Requests answered", ["route", "status"], registry=self.registry)
        self.seconds = Histogram("hub_request_seconds", "Seconds to answer", ["route"], registry=self.registry)
        self.statements = Counter("hub_statements", "SQL statements sent", registry=self.registry)
        self.defects = Counter("hub_defects", "Requests that met an error of our own", registry=self.registry)
        self.subscribers = Gauge("hub_subscribers", "Open subscriptions", registry=self.registry)
        self.lag = Gauge(
            "hub_replica_lag_seconds",
            "Seconds since the replica was known to be current; NaN without one",
            registry=self.registry,
        )
        for name, engine in (("app", database.app), ("system", database.system)):
            self._watch(name, engine)
        readers = database.readers
        Gauge("hub_pool_readers_in_use", "Connections in use", registry=self.registry).set_function(
            lambda: readers.in_use
        )
        readers.listeners.append(self._count)
        self.labelled = lru_cache(maxsize=512)(self._labelled)

    def ended(self, route: str, status: int, seconds: float) -> None:
        """Count a request that was answered."""
        requests, duration = self.labelled(route, status)
        requests.inc()
        duration.observe(seconds)

    def _labelled(self, route: str, status: int) -> tuple[Counter, Histogram]:
        return self.requests.labels(route, status or "none"), self.seconds.labels(route)

    def _watch(self, name: str, engine: AsyncEngine) -> None:
        pool: Any = engine.pool
        Gauge(f"hub_pool_{name}_in_use", "Connections in use", registry=self.registry).set_function(pool.checkedout)
        event.listen(engine.sync_engine, "before_cursor_execute", self._count)

    def _count(self, *_: Any) -> None:
        self.statements.inc()
        tally = TALLY.get()
        if tally is not None:
            tally.statements += 1


ROUTES = ("graphql", "graphiql", "files", "export", "sign-in", "sign-out", "healthz", "readyz", "metrics", "assets")


def route_of(path: str) -> str:
    """The first part of a path where it is one of the hub's own; anything else counts as the page."""
    first = path.lstrip("/").partition("/")[0]
    return first if first in ROUTES else "page"


LEFT = 499  # in the log alone: who asked is gone
Failed = Callable[[HTTPConnection, Exception], Response]


class Watch:
    """ASGI middleware.

    Gives a request its id and its tally, logs one line at its end, counts it, and names it in the answer.
    """

    def __init__(self, app: ASGIApp, figures: Figures, failed: Failed) -> None:
        """Watch the application with these figures; `failed` words the answer to a request that raised."""
        self.app, self.figures, self.failed = app, figures, failed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or one WebSocket from its opening to its end."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        tally = Tally(request_id=scope["state"]["request_id"])
        token = TALLY.set(tally)
        started, status = perf_counter(), 0

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"].append((b"x-request-id", tally.request_id.encode()))
            await send(message)

        try:
            await self.app(scope, receive, sending)
        except ClientDisconnect:
            # A page that asks anew ends what it asked before: nobody waits for it, and nothing is wrong.
            status = status or LEFT
        except Exception as error:
            if status or scope["type"] == "websocket":
                raise  # an answer has begun: the connection is cut, so that nobody takes a half for the whole
            await self.failed(HTTPConnection(scope), error)(scope, receive, sending)
        finally:
            TALLY.reset(token)
            self._end(scope, tally, status, perf_counter() - started)

    def _end(self, scope: Scope, tally: Tally, status: int, seconds: float) -> None:
        route = route_of(scope["path"])
        self.figures.ended(route, status, seconds)
        if "defect" in tally.notes:
            self.figures.defects.inc()
        write = log.debug if route in ("healthz", "readyz", "metrics", "assets") else log.info
        write(
            "request",
            id=tally.request_id,
            method=scope.get("method", "WS"),
            path=scope["path"],
            status=status,
            operation=tally.operation,
            asker=tally.asker,
            statements=tally.statements,
            cost=tally.cost,
            milliseconds=round(seconds * 1000, 1),
            **tally.notes,
        )
