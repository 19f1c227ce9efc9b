"""Calls for material in the graph: what was asked, the table of answers, what each unit can give again."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

import strawberry
from sqlalchemy import ARRAY, ColumnElement, FromClause, Integer, any_, cast, func, select
from sqlalchemy.dialects.postgresql import array

from db.items import Attachment as AttachmentRow
from db.items import Item as ItemRow
from db.materials import MaterialAnswer as MaterialAnswerRow
from db.materials import MaterialCall as MaterialCallRow
from db.organisation import Reader, Unit
from resolvers.materials.earlier import Earlier, given_before
from schema.context import Context, Info
from schema.enums import MaterialKind
from schema.fields import field
from schema.files import File
from schema.items import MY_READERS, OPEN, SOONEST, Item
from schema.organisation import Person
from schema.pages import Connection, Node
from schema.reading import count, load, many, one, table
from schema.relations import Filter, Order
from schema.statistics_catalogue import PeriodInfo

MOST_ANSWERS = 200


def _own(t: FromClause) -> ColumnElement[bool]:
    """A thing of the viewer's own units; as a list of their keys, because PostgreSQL finds an index for no subquery."""
    mine = array([Reader.id]).bool_op("&&")(MY_READERS)
    units = select(func.array_agg(Reader.unit_id)).where(Reader.unit_id.is_not(None), mine).scalar_subquery()
    return t.c.unit_id == any_(cast(units, ARRAY(Integer)))


def _late(t: FromClause) -> ColumnElement[Any]:
    return func.coalesce(func.coalesce(t.c.given_at, t.c.closed_at, func.hub_now()) > t.c.due_at, False)


def _file_name(t: FromClause) -> ColumnElement[Any]:
    names = select(AttachmentRow.name).where(AttachmentRow.item_id == t.c.item_id, AttachmentRow.file_id == t.c.file_id)
    return names.limit(1).scalar_subquery()


def _protocol(t: FromClause) -> ColumnElement[Any]:
    return select(Unit.ordinal).where(Unit.id == t.c.unit_id).scalar_subquery()


def _reused(t: FromClause) -> ColumnElement[Any]:
    return t.c.reused_from.is_not(None)


COMPUTED = {"past_term": _late, "file_name": _file_name, "reused": _reused}
GIVEN = Filter(
    "given",
    bool | None,
    "Only those given (or said to be none), or only those still owed.",
    lambda t, yes: t.c.given_at.is_not(None) == yes,
)
LATE = Filter("pastTerm", bool | None, "Only late ones, or only those in time.", lambda t, yes: _late(t) == yes)


@strawberry.type(description="A file that a unit gave before for like words and the same period. 可沿用的材料")
class MaterialOffer:
    """One file to give again."""

    words: str = strawberry.field(description="What it was given for.")
    name: str = strawberry.field(description="The file's name.")
    given_at: datetime = strawberry.field(description="When it was given.")
    likeness: Decimal = strawberry.field(description="How like the words are, 0 to 1.")
    answer_id: strawberry.Private[UUID]
    file_id: strawberry.Private[UUID]

    @field("The file; give its id to `giveMaterial`.")
    async def file(self, info: Info) -> File | None:
        """The content."""
        found: File | None = await load(info.context, "File", self.file_id)
        return found

    @field("The answer it was given as.")
    async def answer(self, info: Info) -> "MaterialAnswer | None":
        """The earlier answer."""
        found: MaterialAnswer | None = await load(info.context, "MaterialAnswer", self.answer_id)
        return found


@table(ItemRow, MaterialAnswerRow, key_type=UUID, computed=COMPUTED)
@strawberry.type(description="What one unit gave, or owes, to a call for material. 材料报送")
class MaterialAnswer(Item, Node):
    """One unit's answer; read by the unit and by who called."""

    call: Annotated["MaterialCall", strawberry.lazy("schema.materials")] | None = one(
        "MaterialCall", "call_id", "What it answers."
    )
    file: File | None = one("File", "file_id", "The file, kept once; null while none was given.")
    file_name: str | None = strawberry.field(description="The name under which the unit gave it.")
    given_at: datetime | None = strawberry.field(description="When it was given; null while it is owed.")
    given_by: Person | None = one("Person", "given_by", "Who gave it; null while nobody has.")
    reused: bool = strawberry.field(description="Whether the unit had given the same file before; false: it is new.")
    reused_from: "MaterialAnswer | None" = one(
        "MaterialAnswer",
        "reused_from",
        "The earlier answer with that file; null where it is closed to the asker.",
    )
    past_term: bool = strawberry.field(description="Whether it was given after its term, or is owed past it.")
    nothing_because: str | None = strawberry.field(description="Why there is nothing to give, where the unit said so.")
    returned_because: str | None = strawberry.field(description="Why it was returned, while it is owed again.")

    @field("What the unit gave before for like words and the same period, the likest first; none once it has given.")
    async def offers(self, info: Info) -> list[MaterialOffer]:
        """Read for all answers of the list together."""
        if self.given_at is not None or self.closed_at is not None:
            return []
        found: list[Earlier] = await info.context.loader(
            "material offers", lambda keys: _offers(info.context, keys)
        ).load(self.__dict__["key"])
        return [_offer(each) for each in found]


async def _offers(context: Context, keys: Sequence[UUID]) -> list[list[Earlier]]:
    async with context.reading() as connection:
        return await given_before(connection, keys)


def _offer(earlier: Earlier) -> MaterialOffer:
    likeness = Decimal(earlier.likeness.numerator) / Decimal(earlier.likeness.denominator)
    return MaterialOffer(
        words=earlier.words,
        name=earlier.name,
        given_at=earlier.given_at,
        likeness=likeness.quantize(Decimal("0.01")),
        answer_id=earlier.answer_id,
        file_id=earlier.file_id,
    )


def _of_call(t: FromClause, call: ColumnElement[Any]) -> ColumnElement[bool]:
    return t.c.call_id == call


@table(ItemRow, MaterialCallRow, key_type=UUID)
@strawberry.type(description="A material of a period, asked of several units until a day. 材料报送通知")
class MaterialCall(Item, Node):
    """One call."""

    words: str = strawberry.field(description="What is called for.")
    material: MaterialKind = strawberry.field(description="What kind of material it is.")
    period: PeriodInfo = one("PeriodInfo", "period_id", "The period it is about.")
    note: str = strawberry.field(description="What is to be minded; empty where nothing is.")
    answers: Connection[MaterialAnswer] = many(
        "MaterialAnswer",
        _of_call,
        "The table of answers, units in protocol order: who called sees all, a unit asked its own.",
        order=[Order(_protocol)],
        filters=[GIVEN, LATE, OPEN],
        default=50,
        most=MOST_ANSWERS,
    )
    answer_count: int = count(
        "MaterialAnswer", _of_call, "How many answers the asker sees, or of them those given or late.",
        filters=[GIVEN, LATE],
    )  # fmt: skip


OURS = Filter(
    "ours",
    bool | None,
    "Only calls of the viewer's own units, or only others'.",
    lambda t, ours: _own(t) if ours else func.coalesce(~_own(t), True),
)


@strawberry.type(description="Calls for material. 材料报送")
class Materials:
    """The root of the subject."""

    calls: Connection[MaterialCall] = many(
        "MaterialCall",
        lambda t, _: t.c.item_id.is_not(None),
        "Calls that the viewer may read, the newest first.",
        key=None,
        order=[Order("opened_at", descending=True)],
        filters=[OURS, OPEN],
    )
    answers: Connection[MaterialAnswer] = many(
        "MaterialAnswer",
        lambda t, _: _own(t),
        "What the viewer's own units are asked and gave, soonest due first.",
        key=None,
        order=SOONEST,
        filters=[OPEN],
    )
