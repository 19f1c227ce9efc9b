"""Tokens of dashboards: given, listed and ended by who has the power for it in the county."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import strawberry
from strawberry.utils.str_converters import to_camel_case

from analytics import catalogue
from resolvers import dashboards
from resolvers.dashboards import MOST_AREAS, MOST_DAYS, MOST_NAME, ViewFacts
from resolvers.refusals import not_found
from schema.context import Context, Info
from schema.fields import field
from schema.ids import global_id, key_of
from schema.mutations import REQUEST_ID, Call, perform
from schema.organisation import Area, Person
from schema.questions import made
from schema.reading import each, one
from schema.refusals import Refusal

VIEWS = tuple(
    ViewFacts(to_camel_case(view.name), any(column.name == "area" for column in view.columns))
    for view in catalogue.load().values()
)


@strawberry.type(description="A token of a dashboard: it reads named views, of named areas, until its end. 看板令牌")
class DashboardToken:
    """One valid token; its secret is not kept."""

    id: strawberry.ID = strawberry.field(description="The id of the token.")
    name: str = strawberry.field(description="Which dashboard it is for.")
    views: list[str] = strawberry.field(description="The fields of the overview that it reads.")
    limited: bool = strawberry.field(description="Whether it is limited to some areas.")
    areas: list[Area] = each(
        "Area", "area_ids", "The areas it is limited to, with what lies in them; empty where it is not limited."
    )
    given_by: Person | None = one("Person", "person_id", "Who gave it, and under whose rights it reads.")
    made_at: datetime = strawberry.field(description="When it was given.")
    expires_at: datetime = strawberry.field(description="When it ends.")


async def dashboard_tokens_of(context: Context) -> list[DashboardToken]:
    """The valid tokens of all dashboards, newest first; none for who has not the power."""
    person = context.asker.person_id
    async with context.reading() as connection:
        county = await context.county(connection)
        if person is None or not await dashboards.may_give(connection, county, person, context.now):
            return []
        rows = await dashboards.given(connection)
    return [
        made(
            DashboardToken,
            id=strawberry.ID(global_id("DashboardToken", row.id)),
            name=row.name,
            views=row.views,
            limited=row.areas is not None,
            area_ids=row.areas or [],
            person_id=row.person_id,
            made_at=row.made_at,
            expires_at=row.expires_at,
        )
        for row in rows
    ]


@strawberry.input(description="A token to give to a dashboard. 发放看板令牌")
class MakeDashboardTokenInput:
    """What `makeDashboardToken` takes."""

    request_id: str = strawberry.field(description=REQUEST_ID)
    name: str = strawberry.field(description=f"Which dashboard it is for, 1 to {MOST_NAME} characters.")
    views: list[str] = strawberry.field(description="The fields of the overview that it may read: indicatorByArea ….")
    areas: list[strawberry.ID] | None = strawberry.field(
        description=f"At most {MOST_AREAS} areas, each with what lies in it; left out: all that the viewer sees.",
        default=None,
    )
    days: int = strawberry.field(description=f"For how many days, 1 to {MOST_DAYS}.", default=90)


@strawberry.input(description="A dashboard's token to end. 废止看板令牌")
class RevokeDashboardTokenInput:
    """What `revokeDashboardToken` takes."""

    request_id: str = strawberry.field(description=REQUEST_ID)
    token: strawberry.ID = strawberry.field(description="The token, whoever gave it.")


@strawberry.type(description="A dashboard's token given. 看板令牌已发放")
class DashboardTokenMade:
    """The secret is shown once."""

    secret: str | None = strawberry.field(
        description="The token itself, shown this once; null when the request is sent again."
    )

    @field("All dashboards' valid tokens now, newest first.")
    async def tokens(self, info: Info) -> list[DashboardToken]:
        """Read anew."""
        return await dashboard_tokens_of(info.context)


@strawberry.type(description="A dashboard's token ended. 看板令牌已废止")
class DashboardTokenRevoked:
    """What is left."""

    @field("All dashboards' valid tokens now, newest first.")
    async def tokens(self, info: Info) -> list[DashboardToken]:
        """Read anew."""
        return await dashboard_tokens_of(info.context)


MakeDashboardTokenResult = Annotated[
    DashboardTokenMade | Refusal,
    strawberry.union("MakeDashboardTokenResult", description="What giving a dashboard a token leads to."),
]
RevokeDashboardTokenResult = Annotated[
    DashboardTokenRevoked | Refusal,
    strawberry.union("RevokeDashboardTokenResult", description="What ending a dashboard's token leads to."),
]


async def make_dashboard_token(info: Info, given: MakeDashboardTokenInput) -> Any:
    """Give a dashboard a token; its secret leaves the hub once and is not kept with the request."""
    secret: list[str] = []

    async def verb(call: Call) -> dict[str, Any]:
        await dashboards.need_power(call.session, call.county, call.person, call.at)
        keys = None if given.areas is None else [key_of(id_, int, "Area") for id_ in given.areas]
        areas = None if keys is None else await dashboards.known_areas(call.session, keys)
        name = given.name.strip()
        dashboard = dashboards.checked(VIEWS, name, given.views, areas, given.days)
        secret.append(await dashboards.give(call.session, call.at, call.person, name, dashboard, given.days))
        return {}

    def present(context: Context, _: dict[str, Any]) -> DashboardTokenMade:
        return DashboardTokenMade(secret=secret[0] if secret else None)

    return await perform(info.context, "makeDashboardToken", given, verb, present)


async def revoke_dashboard_token(info: Info, given: RevokeDashboardTokenInput) -> Any:
    """End a dashboard's token, whoever gave it."""

    async def verb(call: Call) -> dict[str, Any]:
        await dashboards.need_power(call.session, call.county, call.person, call.at)
        key = key_of(given.token, UUID, "DashboardToken")
        if key is None or not await dashboards.end(call.session, call.at, call.person, key):
            raise not_found("此令牌", "The token")
        return {}

    def present(context: Context, _: dict[str, Any]) -> DashboardTokenRevoked:
        return DashboardTokenRevoked()

    return await perform(info.context, "revokeDashboardToken", given, verb, present)
