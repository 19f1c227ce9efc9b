"""GraphQL over HTTP, server-sent events and WebSockets: Strawberry's view, with the hub's own rules.

What is changed: answers follow the GraphQL-over-HTTP specification for `application/graphql-response+json`; JSON is
written as UTF-8; a query by GET must be a stored document or ask for the schema's description alone; an event stream
is chosen only by who asks for one first; errors of ours show a reference number; a database out of reach is 503 where
nothing could be answered.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast

import orjson
import strawberry
from cross_web import AsyncHTTPRequestAdapter, HTTPException
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.requests import ClientDisconnect, HTTPConnection, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect
from strawberry.asgi import ASGIWebSocketAdapter, GraphQL
from strawberry.exceptions import ConnectionRejectionError
from strawberry.http import GraphQLHTTPResponse, GraphQLRequestData
from strawberry.http.exceptions import WebSocketDisconnected
from strawberry.http.streaming import SSETransport
from strawberry.subscriptions import GRAPHQL_SSE_PROTOCOL, GRAPHQL_TRANSPORT_WS_PROTOCOL
from strawberry.types import ExecutionResult
from strawberry.types.unset import UNSET, UnsetType

from db.readers import SignInEnded
from resolvers.policy import asks_freely
from schema.context import Context
from server.answers import JSON, RefusedRequest, refusal
from server.documents import StoredDocuments
from server.errors import defect, is_unavailable, told
from server.hub import Hub
from server.language import language_of, sentence
from server.short_road import ShortRoad, named, unchanged
from server.sign_in import asker_of, asker_of_token
from server.wire import WireContext, changes_something, describes_schema, guarded

MODERN = "application/graphql-response+json"
MODERN_TYPE, PLAIN_TYPE = f"{MODERN}; charset=utf-8", "application/json; charset=utf-8"


class FirstChoiceSSE(SSETransport):
    """An event stream for who asks for it first.

    Browsers' clients list it behind JSON for every query, and got streams for answers.
    """

    def accepts(self, accept: str) -> bool:
        """Whether text/event-stream stands first in Accept."""
        return super().accepts(accept.split(",", 1)[0])

    def encode_event(self, event: str, data: str | None = None) -> str:
        """One event, with plain line ends and nothing after an empty `data:`.

        Both are as good by the standard; urql's own reader parts events at an empty line of line feeds alone, waited
        for ever for the first one, and took a blank for JSON.
        """
        return super().encode_event(event, data).replace("\r\n", "\n").replace("data: \n", "data:\n")

    def encode_comment(self, comment: str) -> str:
        """One comment, which keeps a connection from being closed for silence."""
        return super().encode_comment(comment).replace("\r\n", "\n")


class TextSocket(ASGIWebSocketAdapter):
    """A WebSocket whose messages are text, as the protocol has them; bytes would go out as binary frames."""

    async def send_json(self, message: Mapping[str, object]) -> None:
        """Send one message."""
        try:
            await self.ws.send_text(self.view.encode_json_string(message))
        except WebSocketDisconnect as gone:
            raise WebSocketDisconnected from gone


class WireResponse(Response):
    """What the view notes about an answer before it is written."""

    modern: bool = False


class GraphQLView(GraphQL[Context, None]):
    """The hub's GraphQL endpoint."""

    websocket_adapter_class = TextSocket
    stream_transport_classes_by_protocol: Mapping[str, Any] = {GRAPHQL_SSE_PROTOCOL: FirstChoiceSSE}

    def __init__(self, schema: strawberry.Schema, hub: Hub, stored: StoredDocuments) -> None:
        """Serve a schema with the parts of this server."""
        super().__init__(
            guarded(schema),
            graphql_ide=None,
            subscription_protocols=(GRAPHQL_TRANSPORT_WS_PROTOCOL, GRAPHQL_SSE_PROTOCOL),
            max_subscriptions_per_connection=20,
            # Gate has looked at the origin already, with the public address, which this view does not know.
            allowed_origins=("*",),
        )
        self.hub = hub
        self.stored = stored
        self.short_road = ShortRoad(schema._schema, stored)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or serve one WebSocket to its end."""
        try:
            if scope["type"] == "websocket":
                await self.run(WebSocket(scope, receive, send))
            else:
                request = Request(scope, receive)
                answer = await self._shortly(request) or await self.run(request)
                if unchanged(request, answer):
                    answer = Response(status_code=304, headers={"etag": answer.headers["etag"]})
                await answer(scope, receive, send)
        except HTTPException as malformed:
            answer = JSON({"errors": [{"message": malformed.reason}]}, malformed.status_code)
            await _reject(scope, receive, send, answer, 4400)
        except (StarletteHTTPException, ClientDisconnect):
            raise  # a body over the limit, or one that never came whole: the middleware's matter
        except RefusedRequest as refused_:
            await _reject(scope, receive, send, refusal(HTTPConnection(scope), refused_), 4403)
        except Exception as error:
            # Only what happened before an operation ran arrives here: finding out who asks, above all.
            language = language_of(HTTPConnection(scope).headers.get("accept-language"))
            await _reject(scope, receive, send, _failed(error, language), 1013)

    async def _shortly(self, request: Request) -> Response | None:
        """The answer by the short road; None where the ordinary one must be taken, with what was found out so far."""
        kind = request.headers.get("content-type", "").partition(";")[0].strip()
        if request.method != "POST" or kind != "application/json" or _wants_events(request):
            return None
        asked = self.short_road.asked(await request.body())
        if asked is None:
            return None
        if self.hub.settings.stored_documents_only:
            request.state.stored = self.stored.holds(asked.known.text)
        context = await self.get_context(request, Response(), shortly=True)
        request.state.context = context
        if asked.known.counts:
            await self._prove(request, context)
            return None
        unknown = isinstance(context, WireContext) and context.trusted and not context.trusted(asked.known.text)
        whole = unknown or not context.compiled or context.asker.limits is not None
        body = None if whole else await self.short_road.answer(asked, context)
        if body is None and not context.asker.proved:
            context.asker = await asker_of(request, self.hub)
        return None if body is None else Response(body, headers={"content-type": _media_type(request)})

    async def _prove(self, request: Request, context: Context) -> None:
        """Find out in one trip that the asker is still signed in and what the asker may see in the replica."""
        if context.asker.proved:
            return
        try:
            await context.sight()
        except SignInEnded:
            context.asker = await asker_of(request, self.hub)
        else:
            context.asker = replace(context.asker, proved=True)

    async def get_context(
        self, request: Request | WebSocket, response: Response | WebSocket, *, shortly: bool = False
    ) -> Context:
        """Find out who asks, and make the operation's surroundings; on the short road the asker need not be proved."""
        known: Context | None = getattr(request.state, "context", None)
        if known is not None:
            return known
        hub = self.hub
        asker = await asker_of(request, hub, remembered=shortly)
        only = hub.settings.stored_documents_only and "authorization" not in request.headers
        # What is stored is not asked twice whether it may be asked.
        if only and not getattr(request.state, "stored", False):
            only = not await asks_freely(hub.database, asker)
        return WireContext(
            asker,
            hub.database,
            hub.replica,
            hub.live,
            settings=hub.settings,
            request=request,
            language=asker.language,
            # PostgreSQL's JSON has line breaks, which would end an event of a stream in its middle.
            text=not _wants_events(request),
            trusted=self.stored.holds if only else None,
        )

    async def on_ws_connect(self, context: Context) -> UnsetType | dict[str, object] | None:
        """Take the token that a WebSocket names when it opens: scripts cannot set its headers."""
        named = (context.connection_params if isinstance(context, WireContext) else None) or {}
        authorization = named.get("authorization") or named.get("Authorization")
        if authorization:
            scheme, _, token = str(authorization).partition(" ")
            try:
                context.asker = await asker_of_token(self.hub, scheme, token, context.language)
            except RefusedRequest:
                raise ConnectionRejectionError from None
            if isinstance(context, WireContext):
                context.trusted = None
        nothing: UnsetType = UNSET
        return nothing

    async def get_sub_response(self, request: Request | WebSocket) -> Response:
        """Note which of the two JSON media types the client understands."""
        response = WireResponse()
        response.status_code = None  # type: ignore[assignment]
        del response.headers["content-length"]
        response.modern = _media_type(request) == MODERN_TYPE
        return response

    async def parse_http_body(self, request: AsyncHTTPRequestAdapter) -> GraphQLRequestData | list[GraphQLRequestData]:
        """Read the request; a document may be named by its hash, and a GET may bring no other than a stored one."""
        data = await super().parse_http_body(request)
        if isinstance(data, list):
            return data
        stored = self.stored.find(data.query, data.extensions)
        if stored is None and request.method == "GET" and data.query and not _may_come_by_get(data.query):
            raise HTTPException(405, "A query by GET must be a stored document; send others by POST.")
        if stored is not None:
            data.query = stored
        return data

    async def process_result(self, request: Request, result: ExecutionResult) -> GraphQLHTTPResponse:
        """Tell the errors as the client may know them."""
        if result.errors:
            language = language_of(request.headers.get("accept-language"))
            result.errors = [told(error, language) for error in result.errors]
        return await super().process_result(request, result)

    def create_response(self, response_data: Any, sub_response: Response) -> Response:
        """Write the answer with the status and media type that the specification asks for."""
        modern = cast(WireResponse, sub_response).modern
        failed = _failed_before_running(response_data)
        if failed and modern:
            response_data.pop("data", None)
        if sub_response.status_code is None:
            sub_response.status_code = 503 if _all_unavailable(response_data) else 400 if failed and modern else 200
        response = super().create_response(response_data, sub_response)
        if response.status_code == 503:
            response.headers["retry-after"] = "2"
        # The audit suite asks for charset=utf-8 where JSON is sent to clients of the older media type.
        response.headers["content-type"] = MODERN_TYPE if modern else PLAIN_TYPE
        return response

    def should_render_graphql_ide(self, request: Any) -> bool:
        """Never: the explorer has a place of its own."""
        return False

    def encode_json(self, data: object) -> bytes:
        """JSON as UTF-8, Chinese as it is."""
        return orjson.dumps(data, default=str)

    def decode_json(self, data: str | bytes) -> object:
        """Read a WebSocket's message: an object, its payload an object too; else orjson's error, a JSONDecodeError."""
        message = orjson.loads(data)
        if not isinstance(message, dict) or not isinstance(message.get("payload") or {}, dict):
            raise orjson.JSONDecodeError("not a message", "", 0)
        return message

    def parse_json(self, data: str | bytes) -> Any:
        """Read a request's JSON. Refuses (400) what is neither an object nor a batch, which is refused later."""
        try:
            content = orjson.loads(data)
        except orjson.JSONDecodeError:
            raise HTTPException(400, "The body is no JSON.") from None
        if not isinstance(content, (dict, list)):
            raise HTTPException(400, "The body is no JSON object.")
        if isinstance(content, dict) and not content.get("query") and (name := named(content)):
            content["extensions"] = {"persistedQuery": {"sha256Hash": name}}
        return content


def _media_type(request: HTTPConnection) -> str:
    return MODERN_TYPE if MODERN in request.headers.get("accept", "").lower() else PLAIN_TYPE


def _wants_events(request: HTTPConnection) -> bool:
    return request.headers.get("accept", "").startswith("text/event-stream")


def _may_come_by_get(query: str) -> bool:
    # A mutation is refused as one later, which says more than that it may not be sent this way.
    return describes_schema(query) or changes_something(query)


def _failed_before_running(response: Any) -> bool:
    if not isinstance(response, dict) or response.get("data") is not None or not response.get("errors"):
        return False
    return not any("path" in error for error in response["errors"])


def _all_unavailable(response: Any) -> bool:
    errors = response.get("errors") if isinstance(response, dict) else None
    data = (response.get("data") if isinstance(response, dict) else None) or {}
    if not errors:
        return False
    return all((error.get("extensions") or {}).get("code") == "DATABASE_UNAVAILABLE" for error in errors) and all(
        value is None for value in data.values()
    )


def _failed(error: Exception, language: str) -> Response:
    if is_unavailable(error):
        code, status, words = "DATABASE_UNAVAILABLE", 503, sentence("DATABASE_UNAVAILABLE", language)
        extensions = {"code": code}
    else:
        reference, words = defect(error, language)
        extensions, status = {"code": "DEFECT", "reference": reference}, 500
    return JSON({"errors": [{"message": words, "extensions": extensions}]}, status, {"retry-after": "2"})


async def _reject(scope: Scope, receive: Receive, send: Send, answer: Response, close: int) -> None:
    if scope["type"] == "http":
        await answer(scope, receive, send)
        return
    await send({"type": "websocket.close", "code": close, "reason": "try again later" if close == 1013 else "refused"})
