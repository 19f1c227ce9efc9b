"""The straight way of a small POST to /graphql: from what every request passes to its view, past limits and routing.

Its length is known, so nothing need be counted; the view words its own errors. Whatever else comes goes the way of all.
"""

from starlette.types import ASGIApp, Receive, Scope, Send


class Straight:
    """ASGI middleware that hands such requests to the view."""

    def __init__(self, app: ASGIApp, *, path: str, view: ASGIApp, most: int) -> None:
        """Stand before `app`; `most` is the longest body, in bytes, that goes straight to `view`."""
        self.app, self.path, self.view, self.most = app, path, view, most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Choose the way."""
        straight = scope["type"] == "http" and scope["method"] == "POST" and scope["path"] == self.path
        await (self.view if straight and self._is_small(scope) else self.app)(scope, receive, send)

    def _is_small(self, scope: Scope) -> bool:
        for name, value in scope["headers"]:
            if name == b"content-length":
                return bool(value.isdigit()) and int(value) <= self.most
        return False
