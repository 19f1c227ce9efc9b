"""The spine: what every item has, whatever its subject, and how one is found.

A subject adds its kind to `ItemKind` and a type that is an `Item` (schema/statistics_items.py shows three).
"""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import strawberry
from sqlalchemy import ARRAY, ColumnElement, FromClause, Integer, case, func, literal_column, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.items import Access as AccessRow
from db.items import Assignment as AssignmentRow
from db.items import Attachment as AttachmentRow
from db.items import Item as ItemRow
from db.items import Link as LinkRow
from db.items import Opinion as OpinionRow
from db.organisation import Reader
from resolvers import moves, terms
from schema.context import Context, Info
from schema.enums import Colour, Duty, ItemKind, LinkDirection, LinkKind, OpinionKind, Urgency
from schema.fields import field
from schema.files import File
from schema.ids import key_of
from schema.naming import named
from schema.organisation import MOST_LISTED, Area, Holder, Person, Post, Unit
from schema.pages import Connection, Node
from schema.reading import each, load, many, one, table
from schema.relations import TABLES, Filter, Order
from schema.worked_out import Surroundings, worked_out

if TYPE_CHECKING:
    from schema.journal import JournalConnection

TERM = ("opened_at", "due_at", "closed_at")
STANDS = "How its term stands now, or stood when it was closed."
JournalPage = Annotated["JournalConnection", strawberry.lazy("schema.journal")]
MY_READERS: ColumnElement[Any] = select(literal_column("(my_sight()).readers", ARRAY(Integer))).scalar_subquery()
OPEN = Filter(
    "open",
    bool | None,
    "Only open ones, or only closed ones; both when left out.",
    lambda t, yes: t.c.closed_at.is_(None) == yes,
)


def belongs(t: FromClause, item: ColumnElement[Any]) -> ColumnElement[bool]:
    """A row that hangs on an item."""
    return t.c.item_id == item


def item_key(text: str) -> UUID | None:
    """The key of the item that a global id names, whatever its kind; None when it names none."""
    types = [name for name, found in TABLES.items() if issubclass(found.origin, Item)]
    key: UUID | None = key_of(text, UUID, *types)
    return key


def colour_of(around: Surroundings, opened_at: datetime, due_at: datetime | None, closed_at: datetime | None) -> str:
    """How a term stands now, or stood when it was closed, by the county's working days."""
    return terms.colour(opened_at, due_at, closed_at or around.now, around.county.calendar).value


def state_name_of(around: Surroundings, flow_id: int, state: str) -> str:
    """The name of a state, from the flow the item began under."""
    return around.county.flows[flow_id].states[state].name[around.language]


@strawberry.type(
    description="A move that lies with the viewer: what it asks for, whether it is open, and why not. 可办操作"
)
class Move:
    """One move that the viewer's posts allow from the item's state."""

    event: str = strawberry.field(description="The event to give to `moveItem`.")
    name: str = strawberry.field(description="What the button says.")
    to_state: str = strawberry.field(description="The state it leads to.")
    asks: list[str] = strawberry.field(description="The inputs it must have.")
    may_ask: list[str] = strawberry.field(description="The inputs it may have.")
    open: bool = strawberry.field(description="Whether it can be made now.")
    why: str | None = strawberry.field(description="Why it cannot be made; null when it can.")
    remedy: str | None = strawberry.field(description="What to do so that it can be made.")
    likely: bool = strawberry.field(description="Whether it is the one to show large.")


@table(OpinionRow, key_type=UUID)
@strawberry.type(description="What a post said about an item; the person signs. 办理意见")
class Opinion(Node):
    """One opinion."""

    kind: OpinionKind = strawberry.field(description="What it is.")
    choice: str | None = strawberry.field(description="The answer chosen, where the flow offers some: AGREE, REFUSE …")
    text: str = strawberry.field(description="The words.")
    unit: Unit = one("Unit", "unit_id", "The unit it was given for.")
    post: Post = one("Post", "post_id", "The post it was given by.")
    person: Person = one("Person", "person_id", "Who signed it.")
    given_at: datetime = strawberry.field(description="When it was given.")
    judged_hash: str | None = strawberry.field(description="The sha256 of the text that was judged.")


@table(
    AccessRow,
    key_type=UUID,
    computed={"unit_id": lambda t: select(Reader.unit_id).where(Reader.id == t.c.reader_id).scalar_subquery()},
)
@strawberry.type(description="A reader added to an item after it was opened, and why. 查阅授权")
class Access:
    """One reader added."""

    reader: Holder = one("Holder", "reader_id", "Who may read.")
    reason: str = strawberry.field(description="Why.")
    granted_at: datetime = strawberry.field(description="Since when.")
    unit: Unit | None = one("Unit", "unit_id", "The unit that may read, where it is one.")


@table(LinkRow, key=None)
@strawberry.type(description="Another item that this one leads to, or that leads to it. 关联")
class Link:
    """One link, seen from one of its two items."""

    kind: LinkKind = strawberry.field(description="How they belong together.")
    linked_at: datetime = strawberry.field(description="When they were joined.")

    @field("Which way it points.")
    def direction(self) -> LinkDirection:
        """TO where this item was linked to the other."""
        return "TO" if self.__dict__["from_id"] == self.__dict__["parent_key"] else "FROM"

    @field("The other item; null when it is closed to the asker.")
    async def item(self, info: Info) -> "Item | None":
        """The end of the link that is not this item."""
        ends = self.__dict__
        other = ends["to_id"] if ends["from_id"] == ends["parent_key"] else ends["from_id"]
        found: Item | None = await load(info.context, "Item", other)
        return found


@table(AttachmentRow, key_type=UUID)
@strawberry.type(description="A file that belongs to an item. 附件")
class Attachment(Node):
    """One attachment."""

    name: str = strawberry.field(description="The name under which it was attached.")
    file: File = one("File", "file_id", "The content.")
    attached_at: datetime = strawberry.field(description="When.")
    attached_by: Person | None = one("Person", "attached_by", "By whom; null: by the hub.")


@table(AssignmentRow, key_type=UUID, computed={"mine": lambda t: t.c.holders.bool_op("&&")(MY_READERS)})
@strawberry.type(description="Somebody must do something with an item by a time; the open ones are the inbox. 待办")
class Assignment(Node):
    """One assignment."""

    item: "Item | None" = one("Item", "item_id", "The item; null when it is closed to the asker.")
    duty: Duty = strawberry.field(description="What must be done.")
    unit: Unit | None = one("Unit", "unit_id", "The unit it lies with.")
    holders: list[Holder] = each("Holder", "holders", "The posts or persons it lies with.")
    opened_at: datetime = strawberry.field(description="Since when.")
    due_at: datetime | None = strawberry.field(description="By when; null: without a term.")
    closed_at: datetime | None = strawberry.field(description="When it was done or replaced; null while it is open.")
    closed_by: Person | None = one("Person", "closed_by", "Who closed it; null: nobody, or the hub.")
    mine: bool = strawberry.field(description="Whether it lies with the viewer, in a post held or acted for.")
    colour: Colour = worked_out(colour_of, *TERM, description=STANDS)


KINDS = Filter(
    "kinds",
    list[OpinionKind] | None,
    "Only opinions of these kinds.",
    lambda t, kinds: t.c.kind.in_([kind.value for kind in kinds]),
)


@table(ItemRow, key_type=UUID, kind_of="kind")
@strawberry.interface(
    description="Whatever travels: it has a state, a place, readers, and somebody with whom it lies. 事项"
)
class Item(Node):
    """What every item has."""

    kind: ItemKind = strawberry.field(description="What kind of item it is.")
    number: str | None = strawberry.field(description="Its number, once it has one. 编号")
    title: str = named("Its title in the language asked for; in Chinese where there is no other.", "title", "title_en")
    state: str = strawberry.field(description="The code of its state, as its flow names it.")
    unit: Unit = one("Unit", "unit_id", "The unit it belongs to.")
    area: Area | None = one("Area", "area_id", "The area it is about.")
    urgency: Urgency = strawberry.field(description="How urgent it is.")
    revision: int = strawberry.field(description="Grows with every change; give it as `expectedRevision`.")
    opened_at: datetime = strawberry.field(description="When it was opened.")
    opened_by: Person | None = one("Person", "opened_by", "Who opened it; null: the hub itself.")
    due_at: datetime | None = strawberry.field(description="When it is due; null: without a term.")
    closed_at: datetime | None = strawberry.field(description="When nothing was due any more; null while it is open.")
    state_name: str = worked_out(
        state_name_of, "flow_id", "state", description="The name of its state in the language asked for."
    )
    colour: Colour = worked_out(colour_of, *TERM, description=STANDS)
    assignments: Connection[Assignment] = many(
        "Assignment",
        belongs,
        "Who must do what by when, and who had to; the newest first.",
        order=[Order("opened_at", descending=True)],
        filters=[OPEN],
    )
    opinions: Connection[Opinion] = many(
        "Opinion", belongs, "What was said about it, in order of time.", order=[Order("given_at")], filters=[KINDS]
    )
    access: list[Access] = many(
        "Access",
        belongs,
        "Who may read it beyond those it was opened for, and why.",
        order=[Order("granted_at")],
        most=MOST_LISTED,
        paged=False,
    )
    links: list[Link] = many(
        "Link",
        lambda t, key: or_(t.c.from_id == key, t.c.to_id == key),
        "The items it is joined with, in order of time.",
        order=[Order("linked_at"), Order("from_id"), Order("to_id"), Order("kind")],
        most=MOST_LISTED,
        paged=False,
    )
    attachments: list[Attachment] = many(
        "Attachment",
        belongs,
        "Its files, in their order.",
        order=[Order("ordinal"), Order("name")],
        most=MOST_LISTED,
        paged=False,
    )
    history: JournalPage = many(
        "JournalEntry",
        belongs,
        "What happened to it, the newest first.",
        order=[Order("position", descending=True)],
        default=50,
    )

    @field("What the viewer's posts allow now: what each move asks for, and why it is not open.")
    async def moves(self, info: Info) -> list[Move]:
        """Read for all items of the list together."""
        offers: list[Move] = await info.context.loader("moves", lambda keys: _moves(info.context, keys)).load(
            self.__dict__["key"]
        )
        return offers


async def _moves(context: Context, keys: list[Any]) -> list[list[Move]]:
    person = context.asker.person_id
    if person is None:
        return [[] for _ in keys]
    async with context.reading() as connection:
        county = await context.county(connection)
        session = AsyncSession(bind=connection)
        rows = {row.id: row for row in await session.scalars(select(ItemRow).where(ItemRow.id.in_(keys)))}
        seen = [key for key in keys if key in rows]
        offers = await moves.moves_of(session, county, person, [rows[key] for key in seen], context.now)
    found = {key: [_move(offer, context.language) for offer in its] for key, its in zip(seen, offers, strict=True)}
    return [found.get(key, []) for key in keys]


def _move(offer: moves.MoveOffer, language: str) -> Move:
    refusal = offer.refusal
    return Move(
        event=offer.event,
        name=offer.name[language],
        to_state=offer.to_state,
        asks=list(offer.asks),
        may_ask=list(offer.may_ask),
        open=refusal is None,
        why=refusal.message(language) if refusal else None,
        remedy=refusal.remedy(language) if refusal else None,
        likely=offer.likely,
    )


FAR = datetime.fromisoformat("9000-01-01T00:00:00+00:00")
URGENCY_RANKS = {"URGENT_TOP": 0, "URGENT": 1, "NORMAL": 2}


def _due(t: FromClause) -> ColumnElement[Any]:
    return func.coalesce(t.c.due_at, FAR)


def _urgency(t: FromClause) -> ColumnElement[Any]:
    rank = case(URGENCY_RANKS, value=ItemRow.urgency, else_=3)
    return func.coalesce(select(rank).where(ItemRow.id == t.c.item_id).scalar_subquery(), 3)


# The order of an inbox: what is due soonest, without a term last; of the same time the more urgent first.
SOONEST = [Order(_due), Order(_urgency)]
