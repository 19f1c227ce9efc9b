"""The viewer's own sessions and tokens. Signing in and out is HTTP (server/sign_in.py), not GraphQL."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import strawberry

from resolvers import accounts
from resolvers.refusals import bad_input, not_found
from schema.context import Context, Info
from schema.enums import TokenScope
from schema.fields import field
from schema.ids import global_id, key_of
from schema.mutations import REQUEST_ID, Call, perform
from schema.refusals import Refusal

MOST_DAYS = 366


@strawberry.type(description="A browser in which the viewer is signed in. 登录会话")
class Session:
    """One open session."""

    id: strawberry.ID = strawberry.field(description="The id of the session.")
    opened_at: datetime = strawberry.field(description="When it was opened.")
    seen_at: datetime = strawberry.field(description="When it was last used.")
    expires_at: datetime = strawberry.field(description="When it ends if it is not used.")
    agent: str = strawberry.field(description="The browser, as it calls itself.")
    current: bool = strawberry.field(description="Whether it is the one that asks.")


@strawberry.type(description="An API token of the viewer. 访问令牌")
class Token:
    """One valid token; its secret is not kept."""

    id: strawberry.ID = strawberry.field(description="The id of the token.")
    name: str = strawberry.field(description="What the viewer calls it.")
    scopes: list[TokenScope] = strawberry.field(description="What it may do.")
    made_at: datetime = strawberry.field(description="When it was made.")
    expires_at: datetime = strawberry.field(description="When it ends.")


async def sessions_of(context: Context) -> list[Session]:
    """The viewer's open sessions, last seen first."""
    return [
        Session(
            id=strawberry.ID(global_id("Session", row.id)),
            opened_at=row.opened_at,
            seen_at=row.seen_at,
            expires_at=row.expires_at,
            agent=row.agent,
            current=str(row.id) == context.asker.session_id,
        )
        for row in await accounts.my_sessions(context.database, context.asker)
    ]


async def tokens_of(context: Context) -> list[Token]:
    """The viewer's valid tokens, newest first."""
    return [
        Token(
            id=strawberry.ID(global_id("Token", row.id)),
            name=row.name,
            scopes=[scope.upper() for scope in row.scopes],
            made_at=row.made_at,
            expires_at=row.expires_at,
        )
        for row in await accounts.my_tokens(context.database, context.asker)
    ]


@strawberry.input(description="A token to make. 新令牌")
class MakeTokenInput:
    """What `makeToken` takes."""

    request_id: str = strawberry.field(description=REQUEST_ID)
    name: str = strawberry.field(description="What to call it, 1 to 60 characters.")
    scopes: list[TokenScope] = strawberry.field(description="What it may do, at least one.")
    days: int = strawberry.field(description=f"For how many days, 1 to {MOST_DAYS}.", default=90)


@strawberry.input(description="A session to end. 结束会话")
class RevokeSessionInput:
    """What `revokeSession` takes."""

    request_id: str = strawberry.field(description=REQUEST_ID)
    session: strawberry.ID = strawberry.field(description="The session.")


@strawberry.input(description="A token to end. 废止令牌")
class RevokeTokenInput:
    """What `revokeToken` takes."""

    request_id: str = strawberry.field(description=REQUEST_ID)
    token: strawberry.ID = strawberry.field(description="The token.")


@strawberry.type(description="A token made. 令牌已生成")
class TokenMade:
    """The secret is shown once."""

    secret: str | None = strawberry.field(
        description="The token itself, shown this once; null when the request is sent again."
    )

    @field("The viewer's valid tokens now, newest first.")
    async def tokens(self, info: Info) -> list[Token]:
        """Read anew."""
        return await tokens_of(info.context)


@strawberry.type(description="A session ended. 会话已结束")
class SessionRevoked:
    """What is left."""

    @field("The viewer's open sessions now, last seen first.")
    async def sessions(self, info: Info) -> list[Session]:
        """Read anew."""
        return await sessions_of(info.context)


@strawberry.type(description="A token ended. 令牌已废止")
class TokenRevoked:
    """What is left."""

    @field("The viewer's valid tokens now, newest first.")
    async def tokens(self, info: Info) -> list[Token]:
        """Read anew."""
        return await tokens_of(info.context)


MakeTokenResult = Annotated[
    TokenMade | Refusal, strawberry.union("MakeTokenResult", description="What making leads to.")
]
RevokeSessionResult = Annotated[
    SessionRevoked | Refusal, strawberry.union("RevokeSessionResult", description="What ending a session leads to.")
]
RevokeTokenResult = Annotated[
    TokenRevoked | Refusal, strawberry.union("RevokeTokenResult", description="What ending a token leads to.")
]


async def make_token(info: Info, given: MakeTokenInput) -> Any:
    """Make a token; its secret leaves the hub once and is not kept with the request."""
    secret: list[str] = []

    async def verb(call: Call) -> dict[str, Any]:
        if not 1 <= len(given.name.strip()) <= 60:
            raise bad_input("名称须为1至60个字符", "A name has 1 to 60 characters", "name")
        if not given.scopes:
            raise bad_input("须至少选一个范围", "Name at least one scope", "scopes")
        if not 1 <= given.days <= MOST_DAYS:
            raise bad_input(f"有效期须为1至{MOST_DAYS}天", f"A token is valid for 1 to {MOST_DAYS} days", "days")
        scopes = frozenset(scope.value.lower() for scope in given.scopes)
        name = given.name.strip()
        made = await accounts.make_token(call.session, call.at, call.person, name, scopes, given.days, by=call.person)
        secret.append(made)
        return {}

    def present(context: Context, _: dict[str, Any]) -> TokenMade:
        return TokenMade(secret=secret[0] if secret else None)

    return await perform(info.context, "makeToken", given, verb, present)


async def revoke_session(info: Info, given: RevokeSessionInput) -> Any:
    """End one of the viewer's sessions."""

    async def verb(call: Call) -> dict[str, Any]:
        key = key_of(given.session, UUID, "Session")
        if key is None or not await accounts.revoke_session(call.session, call.at, call.context.asker, key):
            raise not_found("此会话", "The session")
        return {}

    def present(context: Context, _: dict[str, Any]) -> SessionRevoked:
        return SessionRevoked()

    return await perform(info.context, "revokeSession", given, verb, present)


async def revoke_token(info: Info, given: RevokeTokenInput) -> Any:
    """End one of the viewer's tokens."""

    async def verb(call: Call) -> dict[str, Any]:
        key = key_of(given.token, UUID, "Token")
        if key is None or not await accounts.revoke_token(call.session, call.at, call.context.asker, key):
            raise not_found("此令牌", "The token")
        return {}

    def present(context: Context, _: dict[str, Any]) -> TokenRevoked:
        return TokenRevoked()

    return await perform(info.context, "revokeToken", given, verb, present)
