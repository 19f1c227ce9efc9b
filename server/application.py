"""The web application: routes, what every request passes, and what lives as long as the server does."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import strawberry
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import HTTPConnection, Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute

from db.connection import Database
from server import books, export, files, health, sign_in
from server.answers import JSON, RefusedRequest, refusal
from server.documents import StoredDocuments
from server.errors import defect, is_unavailable
from server.gate import Gate
from server.graphql_view import GraphQLView
from server.hub import Hub
from server.language import language_of
from server.observability import Watch
from server.page_files import PageFiles
from server.planning import Planning
from server.settings import ROOT, Settings
from server.sign_in import asker_of
from server.straight import Straight
from server.too_large import SaysTooLarge

GRAPHQL = "/graphql"
BODY_BYTES = 2 * 1024 * 1024
DIST = ROOT / "web" / "dist"


def build(
    settings: Settings,
    database: Database,
    replica: Any = None,
    *,
    schema: strawberry.Schema,
    live: Any = None,
    services: tuple[Callable[[Hub], Any], ...] = (),
    dist: Path = DIST,
    explorer: Path | None = None,
) -> Starlette:
    """The application over a database. `services` live as long as the server: follower, worker, sealer.

    The pools are closed at the end. `replica` answers the overview; without one /readyz does not wait for it.
    """
    hub = Hub(settings, database, replica, live)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        files.clear_incoming(settings.files_folder)
        async with AsyncExitStack() as stack:
            stack.push_async_callback(database.close)
            stack.callback(asyncio.create_task(app.state.planning.keep()).cancel)
            for service in services:
                await stack.enter_async_context(service(hub))
            yield

    view = GraphQLView(schema, hub, StoredDocuments(dist / "documents.json", settings.documents_file))
    app = Starlette(
        routes=_routes(hub, view, dist, explorer or dist / "graphiql"),
        middleware=_middleware(hub, settings, view),
        exception_handlers={
            RefusedRequest: _refused,
            HTTPException: _http_error,
        },
        lifespan=lifespan,
    )
    app.state.hub, app.state.planning = hub, Planning(view.short_road, database)
    return app


def _middleware(hub: Hub, settings: Settings, view: GraphQLView) -> list[Middleware]:
    stack = [
        Middleware(Gate, public_url=settings.public_url, cors_origins=settings.cors_origins),
        Middleware(Watch, figures=hub.figures, failed=_failed),
    ]
    if settings.cors_origins:
        # Without credentials: a page elsewhere asks with a token of its own, never with somebody's cookie.
        stack.append(
            Middleware(
                CORSMiddleware,
                allow_origins=list(settings.cors_origins),
                allow_methods=["GET", "POST"],
                allow_headers=["authorization", "content-type", "accept-language", "x-file-name"],
                expose_headers=["etag", "x-request-id"],
                max_age=600,
            )
        )
    stack.append(Middleware(Straight, path=GRAPHQL, view=view, most=BODY_BYTES))
    stack += [Middleware(SaysTooLarge), Middleware(RequestBodyLimitMiddleware, max_body_size=BODY_BYTES)]
    return stack


def _routes(hub: Hub, view: GraphQLView, dist: Path, explorer: Path) -> list[BaseRoute]:
    page, graphiql = PageFiles(dist), PageFiles(explorer)

    async def show_page(request: Request) -> Response:
        return await page.answer(request, request.path_params["path"])

    async def show_explorer(request: Request) -> Response:
        if (await asker_of(request, hub)).person_id is None:
            return RedirectResponse("/?then=/graphiql/", 303)
        return await graphiql.answer(request, request.path_params.get("path", ""))

    return [
        Route(GRAPHQL, view),
        WebSocketRoute(GRAPHQL, view),
        *sign_in.ROUTES,
        *files.ROUTES,
        *export.ROUTES,
        *books.ROUTES,
        *health.ROUTES,
        Route("/graphiql", lambda request: RedirectResponse("/graphiql/", 307)),
        Route("/graphiql/{path:path}", show_explorer),
        Route("/{path:path}", show_page),
    ]


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, RefusedRequest)
    return refusal(request, error)


async def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 413:
        return refusal(request, RefusedRequest(413, "BODY_TOO_LARGE"))
    return JSON({"code": f"HTTP_{error.status_code}", "message": error.detail}, error.status_code, error.headers)


def _failed(request: HTTPConnection, error: Exception) -> Response:
    language = language_of(request.headers.get("accept-language"))
    if is_unavailable(error):
        return refusal(request, RefusedRequest(503, "DATABASE_UNAVAILABLE", headers={"retry-after": "2"}))
    reference, words = defect(error, language)
    return JSON({"code": "DEFECT", "message": words, "reference": reference}, 500)
