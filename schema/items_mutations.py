"""The acts that every item has, whatever its subject; and what a person does with the own notices."""

from datetime import date as date_type
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import strawberry

from resolvers import notices
from resolvers.flow import Wanted, move
from resolvers.refusals import bad_input, not_found
from schema.context import Context, Info
from schema.ids import global_id, key_of
from schema.items import Item, item_key
from schema.mutations import REQUEST_ID, Call, perform
from schema.notices import Notice
from schema.reading import each, type_of_kind
from schema.refusals import Refusal, kept, shown

MOST_ITEMS = 100


@strawberry.input(description="An item to move, and what the sender saw of it. 办理对象")
class MovedItemInput:
    """One item."""

    id: strawberry.ID = strawberry.field(description="The item.")
    expected_revision: int | None = strawberry.field(
        description="The revision that the sender saw; refused when it has grown. Not compared when left out.",
        default=None,
    )


@strawberry.input(description="A figure that a move is about. 相关数据")
class CellInput:
    """One figure."""

    indicator: str = strawberry.field(description="The indicator's code.")
    words: str | None = strawberry.field(description="What is to be said about it.", default=None)


@strawberry.input(description="An event of a flow, for one item or several. 办理")
class MoveItemInput:
    """What `moveItem` takes. Figures, and words for warnings, have acts of their own."""

    request_id: str = strawberry.field(description=REQUEST_ID)
    items: list[MovedItemInput] = strawberry.field(description="The items; each is accepted or refused by itself.")
    event: str = strawberry.field(description="The event, from `moves`.")
    reason: str | None = strawberry.field(description="Why, where the event asks for it.", default=None)
    text: str | None = strawberry.field(description="The words, where the event asks for them.", default=None)
    evidence: str | None = strawberry.field(description="What proves it, where the event asks for it.", default=None)
    term: datetime | None = strawberry.field(description="By when, where the event asks for it.", default=None)
    date: date_type | None = strawberry.field(description="From or until which day, where it is asked.", default=None)
    conditions: str | None = strawberry.field(description="Conditions, where the event admits them.", default=None)
    list_of_missing: list[str] | None = strawberry.field(
        description="Everything that is missing, where the event asks for it.", default=None
    )
    cells: list[CellInput] | None = strawberry.field(
        description="The figures it is about, where the event asks for them.", default=None
    )


@strawberry.type(description="An item that was refused by itself. 未办理的事项")
class ItemRefused:
    """One item refused."""

    item: strawberry.ID = strawberry.field(description="The id, as it was sent.")
    refusal: Refusal = strawberry.field(description="Why.")


@strawberry.type(description="What a move did: each item is accepted or refused by itself. 办理结果")
class Moved:
    """Items moved."""

    keys: strawberry.Private[list[UUID]]
    items: list[Item] = each("Item", "keys", "The items that were moved, as they are now.")
    refused: list[ItemRefused] = strawberry.field(description="The items that were refused.")


@strawberry.input(description="Notices to mark as read. 标为已读")
class MarkNoticesReadInput:
    """What `markNoticesRead` takes."""

    request_id: str = strawberry.field(description=REQUEST_ID)
    notices: list[strawberry.ID] | None = strawberry.field(
        description="The notices; all unread ones when left out.", default=None
    )


@strawberry.type(description="Notices marked as read. 已读结果")
class NoticesRead:
    """Notices that were unread."""

    keys: strawberry.Private[list[UUID]]
    notices: list[Notice] = each("Notice", "keys", "The notices that were unread until now.")


MoveItemResult = Annotated[Moved | Refusal, strawberry.union("MoveItemResult", description="What a move leads to.")]
MarkNoticesReadResult = Annotated[
    NoticesRead | Refusal, strawberry.union("MarkNoticesReadResult", description="What marking notices leads to.")
]


def _inputs(given: MoveItemInput) -> dict[str, Any]:
    named = {name: getattr(given, name) for name in ("reason", "text", "evidence", "conditions")}
    inputs: dict[str, Any] = {name: value.strip() for name, value in named.items() if value is not None}
    if given.date is not None:
        inputs["date"] = given.date.isoformat()
    if given.list_of_missing is not None:
        inputs["list_of_missing"] = [words.strip() for words in given.list_of_missing if words.strip()]
    if given.term is not None:
        inputs["term"] = given.term.isoformat()
    if given.cells is not None:
        inputs["cells"] = [{"indicator": cell.indicator, "words": cell.words} for cell in given.cells]
    return inputs


def _wanted(given: MoveItemInput) -> tuple[list[Wanted], dict[UUID, str], list[str]]:
    """The items to move, their ids as they were sent, and the ids that name no item."""
    if not 0 < len(given.items) <= MOST_ITEMS or len({each.id for each in given.items}) < len(given.items):
        raise bad_input(f"一次须选1至{MOST_ITEMS}项,不得重复", f"Name 1 to {MOST_ITEMS} items, each once", "items")
    keys = {each.id: item_key(each.id) for each in given.items}
    wanted = [Wanted(key, each.expected_revision) for each in given.items if (key := keys[each.id]) is not None]
    return (
        wanted,
        {key: sent for sent, key in keys.items() if key is not None},
        [sent for sent, key in keys.items() if key is None],
    )


async def move_items(info: Info, given: MoveItemInput) -> Any:
    """Make an event of a flow for one item or a set."""

    async def verb(call: Call) -> dict[str, Any]:
        wanted, sent, unknown = _wanted(given)
        moved = await move(call.session, call.county, call.person, wanted, given.event, _inputs(given), call.at)
        refused = [(sent[key], refusal) for key, refusal in moved.refused] + [
            (id_, not_found("此事项", "The item")) for id_ in unknown
        ]
        if not moved.items and len(given.items) == 1:
            raise refused[0][1]  # of a single item the refusal is the answer
        return {
            "items": [str(item.id) for item in moved.items],
            "refused": [{"item": id_, "refusal": kept(refusal)} for id_, refusal in refused],
            "nothing": not moved.items,
        }

    def present(context: Context, changed: dict[str, Any]) -> Moved:
        return Moved(
            keys=[UUID(key) for key in changed["items"]],
            refused=[
                ItemRefused(item=strawberry.ID(one["item"]), refusal=shown(one["refusal"], context.language))
                for one in changed["refused"]
            ],
        )

    return await perform(info.context, "moveItem", given, verb, present)


async def mark_notices_read(info: Info, given: MarkNoticesReadInput) -> Any:
    """Mark the own notices as read."""

    async def verb(call: Call) -> dict[str, Any]:
        keys = (
            None if given.notices is None else [key for each in given.notices if (key := key_of(each, UUID, "Notice"))]
        )
        return {"notices": [str(key) for key in await notices.mark_read(call.session, call.person, keys, call.at)]}

    def present(context: Context, changed: dict[str, Any]) -> NoticesRead:
        return NoticesRead(keys=[UUID(key) for key in changed["notices"]])

    return await perform(info.context, "markNoticesRead", given, verb, present)


def id_of_item(kind: str, key: UUID) -> str:
    """The global id of an item of a kind."""
    return global_id(type_of_kind(kind), key)
