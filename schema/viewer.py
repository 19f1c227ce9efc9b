"""The viewer: who is signed in, what waits for that person, what that person may do."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import strawberry
from sqlalchemy import ARRAY, ColumnElement, FromClause, Uuid, cast, func, literal_column, select

from db.items import Item as ItemRow
from db.organisation import Delegation
from resolvers import inbox
from resolvers.policy import standing
from schema.accounts import Session, Token, sessions_of, tokens_of
from schema.context import Context, Info
from schema.dashboards import DashboardToken, dashboard_tokens_of
from schema.enums import Duty, ItemKind
from schema.fields import field, shown
from schema.items import MY_READERS, SOONEST, Assignment
from schema.notices import Notice
from schema.organisation import BY_ORDINAL, MOST_LISTED, Person, Post, holds
from schema.pages import Connection
from schema.questions import asked_values, made
from schema.reading import many, one, table
from schema.relations import Filter, Order
from schema.scalars import Period
from schema.statistics import period_number
from schema.statistics_items import BY_VILLAGE, AskedPeriod, VillageQuestion


@table(Delegation, key_type=UUID)
@strawberry.type(description="A post the viewer acts for, until when and on which basis. 代行")
class Acting:
    """One delegation in force."""

    post: Post = one("Post", "post_id", "The post acted for.")
    until: datetime = shown("ends_at", "When it ends.")
    basis: str = strawberry.field(description="On which basis: a filed leave, an order.")


@strawberry.type(description="What waits for the viewer, counted. 待办计数")
class InboxCounts:
    """Open assignments of the viewer by duty, those past their term, and unread notices."""

    handle: int = strawberry.field(description="To carry out. 承办")
    decide: int = strawberry.field(description="To decide. 审批")
    opinion: int = strawberry.field(description="To give an opinion on. 提意见")
    read: int = strawberry.field(description="To read. 阅知")
    receive: int = strawberry.field(description="To sign for. 签收")
    overdue: int = strawberry.field(description="Past their term, whatever the duty. 逾期")
    unread_notices: int = strawberry.field(description="Notices not read yet. 未读通知")


def _among(keys: str) -> ColumnElement[Any]:
    """The keys that a function of the database answers, worked out once for a statement and looked up by index."""
    return func.any(cast(select(literal_column(f"{keys}()")).scalar_subquery(), ARRAY(Uuid)))


def _mine(t: FromClause, _: Any) -> ColumnElement[bool]:
    return t.c.holders.bool_op("&&")(MY_READERS)


def _open(t: FromClause, yes: bool | None) -> ColumnElement[bool]:
    """Whether they are open decides by which index they are found."""
    if yes:
        return t.c.closed_at.is_(None) & (t.c.id == _among("my_open_assignments"))
    found: ColumnElement[bool] = t.c.id == _among("my_assignments")
    return found if yes is None else t.c.closed_at.is_not(None) & found


def _of_kinds(t: FromClause, kinds: Any) -> ColumnElement[bool]:
    return (
        select(ItemRow.id).where(ItemRow.id == t.c.item_id, ItemRow.kind.in_([kind.value for kind in kinds])).exists()
    )


def _acts(t: FromClause, person: ColumnElement[Any]) -> ColumnElement[bool]:
    running = t.c.revoked_at.is_(None) & (t.c.starts_at <= func.hub_now()) & (t.c.ends_at > func.hub_now())
    return (t.c.delegate_id == person) & running


def _own_village(t: FromClause, _: Any) -> ColumnElement[bool]:
    """Questions to the villages of the posts held or acted for today, of periods that are open."""
    posts = func.posts_of(func.asker(), func.hub_today(), func.hub_now()).table_valued("area_id")
    open_ = select(ItemRow.id).where(ItemRow.id == t.c.item_id, ItemRow.closed_at.is_(None)).exists()
    return t.c.area_id.in_(select(posts.c.area_id)) & open_


COUNTED = inbox.COUNTS
DUTY = Filter("duty", Duty | None, "Only those with this duty.", lambda t, duty: t.c.duty == duty.value)
KINDS = Filter("kinds", list[ItemKind] | None, "Only those of items of these kinds.", _of_kinds)
OPEN_FIRST = Filter(
    "open", bool | None, "Open ones (as when left out), or closed ones; null: both.", _open, True, always=True
)
UNREAD = Filter(
    "unread", bool | None, "Only unread ones, or only read ones.", lambda t, yes: t.c.read_at.is_(None) == yes
)


@strawberry.type(description="Who is signed in. 当前用户")
class Viewer:
    """The signed-in person."""

    key: strawberry.Private[int]
    person: Person = one("Person", "key", "The person.")
    posts: list[Post] = many(
        "Post", holds, "The posts held today, in protocol order.", order=BY_ORDINAL, most=MOST_LISTED, paged=False
    )
    acting_for: list[Acting] = many(
        "Acting", _acts, "The posts acted for today.", order=[Order("ends_at")], most=MOST_LISTED, paged=False
    )
    inbox: Connection[Assignment] = many(
        "Assignment",
        _mine,
        "What lies with the viewer, what is due soonest first; of the same time the more urgent first.",
        order=SOONEST,
        filters=[DUTY, KINDS, OPEN_FIRST],
    )
    village_questions: list[VillageQuestion] = many(
        "VillageQuestion",
        _own_village,
        "What townships ask of the viewer's own villages in open periods, soonest due first.",
        order=BY_VILLAGE,
        most=MOST_LISTED,
        paged=False,
    )
    notices: Connection[Notice] = many(
        "Notice",
        lambda t, person: t.c.person_id == person,
        "What the hub told the viewer, the newest first.",
        order=[Order("sent_at", descending=True)],
        filters=[UNREAD],
    )

    @field("What waits, counted.", query=COUNTED)
    async def counts(self, info: Info) -> InboxCounts:
        """In one statement."""
        async with info.context.reading() as connection:
            return InboxCounts(**await inbox.counts(connection))

    @field("The open periods of the viewer's own townships with what is asked, soonest due first.")
    async def asked_of_us(
        self, info: Info, period: Annotated[Period | None, strawberry.argument(description="Only this period.")] = None
    ) -> list[AskedPeriod]:
        """Empty for who keeps no township's figures."""
        context = info.context
        async with context.reading() as connection:
            county = await context.county(connection)
            keys = await inbox.open_periods(connection, None if period is None else period_number(period))
            values = await asked_values(connection, county, keys, context.language)
        return [made(AskedPeriod, **each, waits_for_ids=each["waits_for"]) for each in values]

    @field("The codes of the powers that may be used today, in whatever relation.")
    async def powers(self, info: Info) -> list[str]:
        """Of the posts held and acted for."""
        return sorted(await _powers(info.context, self.key))

    @field("The browsers in which the viewer is signed in, last seen first.")
    async def sessions(self, info: Info) -> list[Session]:
        """The own ones."""
        return await sessions_of(info.context)

    @field("The viewer's valid API tokens, newest first.")
    async def tokens(self, info: Info) -> list[Token]:
        """The own ones."""
        return await tokens_of(info.context)

    @field("The valid tokens of all dashboards, newest first; empty for who may not give them.")
    async def dashboard_tokens(self, info: Info) -> list[DashboardToken]:
        """The county's."""
        return await dashboard_tokens_of(info.context)


async def _powers(context: Context, person: int) -> frozenset[str]:
    async with context.reading() as connection:
        held = await standing(connection, await context.county(connection), person, context.now)
    return held.powers()
