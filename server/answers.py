"""JSON answers of the plain HTTP endpoints: data, and refusals with a code and a sentence in the language asked for."""

from typing import Any

import orjson
from starlette.requests import HTTPConnection
from starlette.responses import Response

from server.language import language_of, sentence


class JSON(Response):
    """JSON as UTF-8, Chinese as it is."""

    media_type = "application/json"

    def render(self, content: Any) -> bytes:
        """Encode the content."""
        return orjson.dumps(content)


class RefusedRequest(Exception):
    """A plain HTTP request that is answered with a status, a code and a sentence."""

    def __init__(self, status: int, code: str, *, headers: dict[str, str] | None = None, **values: object) -> None:
        """Refuse with an HTTP status, a code of language.SENTENCES and the values of its sentence."""
        super().__init__(code)
        self.status, self.code, self.headers, self.values = status, code, headers, values


def refusal(connection: HTTPConnection, refused: RefusedRequest) -> JSON:
    """The answer to a refused request."""
    language = language_of(connection.headers.get("accept-language"))
    content = {"code": refused.code, "message": sentence(refused.code, language, **refused.values), **refused.values}
    return JSON(content, refused.status, refused.headers)
