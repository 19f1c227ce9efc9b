"""What every request passes first: its id, where it comes from, and the headers that every answer carries.

A browser sends a person's cookie along with what any site makes it send; so a request that changes something, and a
WebSocket, must come from the hub's own page. Pages of other origins named in HUB_CORS_ORIGINS may ask with a token,
never with the cookie.
"""

import secrets

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from strawberry.http.websocket_origin import is_same_origin, normalize_origin

from server.answers import RefusedRequest, refusal

# Styles may stand in the page, because the component libraries of the page and of the explorer write them there;
# scripts may not.
POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "worker-src 'self' blob:",
        "connect-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
SAFE = ("GET", "HEAD", "OPTIONS")


class Gate:
    """ASGI middleware: refuses what comes from a foreign page, names the request, adds the headers."""

    def __init__(self, app: ASGIApp, *, public_url: str, cors_origins: tuple[str, ...]) -> None:
        """Stand before the application; origins are compared as browsers write them."""
        self.app = app
        self.public = normalize_origin(public_url) if public_url else None
        self.partners = frozenset(filter(None, map(normalize_origin, cors_origins)))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through or refuse it with 403."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        state = scope.setdefault("state", {})
        state["request_id"] = secrets.token_hex(8)
        origin = Headers(scope=scope).get("origin")
        own = origin is None or self._is_own(origin, scope)
        state["cookie_counts"] = own
        changes = scope["type"] == "websocket" or scope["method"] not in SAFE
        if changes and not own and normalize_origin(origin or "") not in self.partners:
            await self._refuse(scope, receive, send)
            return
        await self.app(scope, receive, _with_headers(send))

    def _is_own(self, origin: str, scope: Scope) -> bool:
        return is_same_origin(origin, Headers(scope=scope).get("host")) or (
            self.public is not None and normalize_origin(origin) == self.public
        )

    async def _refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008})  # before acceptance: the handshake answers 403
            return
        answer = refusal(HTTPConnection(scope), RefusedRequest(403, "FOREIGN_ORIGIN"))
        await answer(scope, receive, _with_headers(send))


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            present = {name for name, _ in message["headers"]}
            message["headers"] = [*message["headers"], *(h for h in HEADERS if h[0] not in present)]
        await send(message)

    return sending
