"""Signing in and out over HTTP: the cookie, the token, and who a request's asker is.

POST /sign-in {login, password}, POST /sign-in/sample {person}, POST /sign-out: 204 and a cookie, or a code with a
sentence. The cookie holds a random secret and nothing else; scripts cannot read it, other sites cannot send it along.
"""

from typing import Any

import orjson
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response
from starlette.routing import Route

from db.connection import NOBODY, Asker, Database
from resolvers import accounts, dashboards
from resolvers.accounts import OpenSession, Throttled
from server.answers import RefusedRequest
from server.hub import Hub, hub_of
from server.language import language_of
from server.observability import TALLY
from server.settings import Settings

COOKIE = "hub_session"
# The longest a session lasts however busy its person is; the database ends it earlier when nobody uses it.
COOKIE_SECONDS = 30 * 24 * 3600


def is_secure(connection: HTTPConnection, settings: Settings) -> bool:
    """Whether cookies go over https alone: when a setting says so, else when this request came over https."""
    return settings.cookies_are_secure or connection.url.scheme in ("https", "wss")


def cookie_name(secure: bool) -> str:
    """The cookie's name; with the prefix a browser takes it from this very host alone."""
    return f"__Host-{COOKIE}" if secure else COOKIE


def secret_of(connection: HTTPConnection, settings: Settings) -> str | None:
    """The secret in the request's cookie, unless the request comes from a foreign page."""
    if not connection.scope["state"].get("cookie_counts", True):
        return None
    return connection.cookies.get(cookie_name(is_secure(connection, settings)))


async def asker_of(connection: HTTPConnection, hub: Hub, *, remembered: bool = False) -> Asker:
    """Who asks: the holder of the bearer token, else of the cookie, else nobody.

    With `remembered` it may be who held it a moment ago, not proved. Refuses a token that is not or no longer good.
    """
    language = language_of(connection.headers.get("accept-language"))
    authorization = connection.headers.get("authorization", "")
    secret = authorization or secret_of(connection, hub.settings) or ""
    known = hub.remembered.find(secret, language) if remembered and secret else None
    if known is not None:
        asker = known
    elif authorization:
        scheme, _, token = authorization.partition(" ")
        asker = await asker_of_token(hub, scheme, token, language)
        hub.remembered.keep(secret, asker)
    else:
        found = secret and await accounts.asker_of_session(
            hub.database, secret, lifetime=hub.session_lifetime, language=language
        )
        asker = found or Asker(None, NOBODY.scopes, language)
        hub.remembered.keep(secret, asker)
    tally = TALLY.get()
    if tally is not None:
        tally.asker = asker.person_id
    return asker


async def asker_of_token(hub: Hub, scheme: str, token: str, language: str) -> Asker:
    """Who holds a token. Refuses (401) one that is unknown, revoked or past its end."""
    asker = None
    if scheme.lower() == "bearer":
        asker = await accounts.asker_of_token(hub.database, token.strip(), language=language)
    if asker is None:
        raise RefusedRequest(401, "SESSION_ENDED", headers={"www-authenticate": "Bearer"})
    return asker


async def signed_in(request: Request, *, write: bool = False, dashboards: bool = False) -> Asker:
    """The asker of a plain HTTP request; `dashboards` says that the endpoint keeps to a dashboard's limits.

    Refuses nobody (401), a token that only reads where writing is asked, and a dashboard's token elsewhere (403).
    """
    asker = await asker_of(request, hub_of(request))
    if asker.person_id is None:
        raise RefusedRequest(401, "NOT_SIGNED_IN")
    if write and "write" not in asker.scopes:
        raise RefusedRequest(403, "READ_ONLY_TOKEN")
    if asker.limits is not None and not dashboards:
        raise RefusedRequest(403, "OUTSIDE_TOKEN", shown=", ".join(sorted(asker.limits.views)))
    return asker


async def json_of(request: Request, *names: str) -> list[str]:
    """The named texts of a small JSON object. Refuses (400) anything else.

    A form cannot be sent here from a foreign page.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise RefusedRequest(415, "MALFORMED", detail="content-type: application/json")
    try:
        content: Any = orjson.loads(await request.body())
        values = [content[name] for name in names]
    except (orjson.JSONDecodeError, KeyError, TypeError):
        raise RefusedRequest(400, "MALFORMED", detail=", ".join(names)) from None
    if not all(isinstance(value, str) and 0 < len(value) <= 1000 and "\0" not in value for value in values):
        raise RefusedRequest(400, "MALFORMED", detail=", ".join(names))
    return values


async def sign_in(request: Request) -> Response:
    """POST /sign-in.

    Refuses a wrong login or password alike (401), and too many tries with the seconds to wait (429).
    """
    hub = hub_of(request)
    login, password = await json_of(request, "login", "password")
    address = request.client.host if request.client else ""
    opened = await hub.doorkeeper.sign_in(
        login.strip(),
        password,
        address=address,
        agent=request.headers.get("user-agent", ""),
        lifetime=hub.session_lifetime,
    )
    if isinstance(opened, Throttled):
        seconds = max(1, round(opened.seconds))
        raise RefusedRequest(429, "THROTTLED", seconds=seconds, headers={"retry-after": str(seconds)})
    if opened is None:
        raise RefusedRequest(401, "WRONG_LOGIN")
    return await _let_in(request, opened)


async def sign_in_sample(request: Request) -> Response:
    """POST /sign-in/sample: as a sample person, by code. Refuses (404) where the county is no sample."""
    hub = hub_of(request)
    (code,) = await json_of(request, "person")
    opened = await hub.doorkeeper.sign_in_sample(
        code, agent=request.headers.get("user-agent", ""), lifetime=hub.session_lifetime
    )
    if opened is None:
        raise RefusedRequest(404, "NO_SAMPLE")
    return await _let_in(request, opened)


async def _let_in(request: Request, opened: OpenSession) -> Response:
    hub = hub_of(request)
    await _end_present(request)
    secure = is_secure(request, hub.settings)
    answer = Response(status_code=204)
    answer.set_cookie(
        cookie_name(secure),
        opened.secret,
        max_age=COOKIE_SECONDS,
        path="/",
        secure=secure,
        httponly=True,
        samesite="lax",
    )
    return answer


async def _end_present(request: Request) -> None:
    # Rotation: the secret a browser held before a sign-in is worth nothing after it.
    hub = hub_of(request)
    secret = secret_of(request, hub.settings)
    if secret is None:
        return
    asker = await accounts.asker_of_session(hub.database, secret, lifetime=hub.session_lifetime, language="zh")
    if asker is not None:
        await accounts.sign_out(hub.database, asker)


async def sign_out(request: Request) -> Response:
    """POST /sign-out: ends the session on the server and takes the cookie back; nobody signed in is fine too."""
    await _end_present(request)
    secure = is_secure(request, hub_of(request).settings)
    answer = Response(status_code=204)
    answer.delete_cookie(cookie_name(secure), path="/", secure=secure, httponly=True, samesite="lax")
    return answer


async def make_token(database: Database, person_code: str, name: str, days: int, scopes: frozenset[str]) -> str:
    """Make a token for the person of this code, as the hub itself. Raises LookupError when nobody has the code."""
    async with database.as_hub() as session:
        person = await accounts.person_of_code(session, person_code)
        return await accounts.make_token(session, database.clock(), person, name, scopes, days, by=None)


async def make_dashboard_token(
    database: Database, person_code: str, views: list[str], areas: list[str] | None, days: int
) -> str:
    """Make a dashboard's token under the rights of the person of this code, as the hub itself.

    Raises LookupError for a person or an area that is not there, Refused for views that cannot be.
    """
    from schema.dashboards import VIEWS

    async with database.as_hub() as session:
        person = await accounts.person_of_code(session, person_code)
        keys = None if areas is None else await dashboards.area_keys(session, areas)
        limits = dashboards.checked(VIEWS, "hub.py token", views, keys, days)
        read = frozenset({"read"})
        return await accounts.make_token(
            session, database.clock(), person, "hub.py token", read, days, by=None, dashboard=limits
        )


ROUTES = [
    Route("/sign-in", sign_in, methods=["POST"]),
    Route("/sign-in/sample", sign_in_sample, methods=["POST"]),
    Route("/sign-out", sign_out, methods=["POST"]),
]
