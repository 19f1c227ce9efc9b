"""What a body over the limit is told: the limit itself is Starlette's, which answers in bare words of its own."""

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.answers import RefusedRequest, refusal


class SaysTooLarge:
    """ASGI middleware around the body limit: its plain 413 becomes a refusal with a code and a sentence."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand around the limit."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on but the plain 413."""
        replaced = False

        async def sending(message: Message) -> None:
            nonlocal replaced
            if message["type"] == "http.response.start" and message["status"] == 413:
                replaced = (b"content-type", b"application/json") not in message["headers"]
                if replaced:
                    answer = refusal(HTTPConnection(scope), RefusedRequest(413, "BODY_TOO_LARGE"))
                    await answer(scope, receive, send)
            if not replaced:
                await send(message)

        await self.app(scope, receive, sending)
