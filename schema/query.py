"""The root of all reading."""

import asyncio
from datetime import date
from typing import Annotated, Any

import strawberry
from sqlalchemy import literal, select

from db.items import Item as ItemRow
from schema import county
from schema.context import Context, Info
from schema.county import County
from schema.fields import argument, field, place
from schema.ids import key_from, split
from schema.items import Item, item_key
from schema.journal import JournalConnection
from schema.materials import Materials
from schema.organisation import Organisation
from schema.overview import Overview
from schema.pages import Node
from schema.reading import load, many
from schema.refusals import BadArgument
from schema.relations import TABLES, Filter, Order
from schema.statistics import Statistics
from schema.viewer import Viewer

MOST_NODES = 100


def named(id: str) -> tuple[str, Any] | None:
    """The type and the key that an id names; None when it is malformed."""
    parts = split(id)
    table = TABLES.get(parts[0]) if parts else None
    if parts is None or table is None or not issubclass(table.origin, Node) or table.kind_of:
        return None
    key = key_from(parts[1], table.key_type)
    return None if key is None else (table.name, key)


async def node(context: Context, id: str) -> Node | None:
    """The thing an id names; None when it is malformed, unknown, or closed to the asker: these look alike."""
    thing = named(id)
    found: Node | None = await load(context, *thing) if thing else None
    return found


def viewer(context: Context, _: dict[str, Any]) -> Viewer | None:
    """The asker; None when nobody is signed in."""
    person = context.asker.person_id
    return None if person is None else Viewer(key=person)


OF_ITEM = Filter(
    "item",
    strawberry.ID | None,
    "Only what happened to this item.",
    lambda t, item: t.c.item_id == literal(item_key(item), ItemRow.id.type),
)


@strawberry.type(
    description="What can be read. Everything answers by the asker's rights: what one may not see does not exist. 查询"
)
class Query:
    """The root of queries."""

    journal: JournalConnection = many(
        "JournalEntry",
        lambda t, _: t.c.position > 0,
        "The journal as far as the asker may see it, the newest first.",
        key=None,
        order=[Order("position", descending=True)],
        filters=[OF_ITEM],
        default=50,
    )
    viewer: Viewer | None = place(Viewer | None, "Who is signed in; null when nobody is.", viewer)
    organisation: Organisation = place(
        Organisation,
        "Areas, units, posts and people as of a day.",
        lambda context, given: Organisation(on=given.get("on") or context.today),
        argument("on", date | None, "The day; today when left out.", None),
    )
    statistics: Statistics = place(Statistics, "Indicators, forms, facts.", lambda *_: Statistics())
    materials: Materials = place(Materials, "Calls for material, and what was given.", lambda *_: Materials())

    @field("The county this hub serves; readable before sign-in. Null before a county pack is loaded.")
    async def county(self, info: Info) -> County | None:
        """From the county pack."""
        return await county.county_card(info)

    @field("The thing with this id; null when there is none or it is closed to the asker.", finds=named)
    async def node(
        self, info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="The global id.")]
    ) -> Node | None:
        """By global id."""
        return await node(info.context, id)

    @field("The things with these ids, in their order; null for each that is unknown or closed to the asker.")
    async def nodes(
        self,
        info: Info,
        ids: Annotated[list[strawberry.ID], strawberry.argument(description=f"Global ids, at most {MOST_NODES}.")],
    ) -> list[Node | None]:
        """By global ids; those of one type are read together."""
        if len(ids) > MOST_NODES:
            raise BadArgument(info.context.language, "PAGE_TOO_LARGE", "ids", first=len(ids), most=MOST_NODES)
        return list(await asyncio.gather(*(node(info.context, id) for id in ids)))

    @field("The item with this number, however its brackets are written; null when there is none for the asker.")
    async def item(
        self,
        info: Info,
        number: Annotated[str, strawberry.argument(description="富政发〔2019〕12号, 富政发[2019]12号 …")],
    ) -> Item | None:
        """By number."""
        async with info.context.reading() as connection:
            key = await connection.scalar(select(ItemRow.id).where(ItemRow.number == as_numbered(number)).limit(1))
        found: Item | None = await load(info.context, "Item", key)
        return found

    @field("The county's figures counted together, from the replica.")
    def overview(self) -> Overview:
        """The views."""
        return Overview()


def as_numbered(number: str) -> str:
    """A number with the hexagonal brackets it is kept with, and without spaces."""
    return number.translate(str.maketrans("[]()［］（）【】", "〔〕" * 5)).replace(" ", "").strip()
