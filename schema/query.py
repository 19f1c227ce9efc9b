"""The root of all reading."""

import asyncio
from datetime import date
from typing import Annotated

import strawberry
from sqlalchemy import literal, select

from db.items import Item as ItemRow
from schema import county
from schema.context import Context, Info
from schema.county import County
from schema.fields import field
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


async def node(context: Context, id: str) -> Node | None:
    """The thing an id names; None when it is malformed, unknown, or closed to the asker: these look alike."""
    parts = split(id)
    table = TABLES.get(parts[0]) if parts else None
    if parts is None or table is None or not issubclass(table.origin, Node) or table.kind_of:
        return None
    found: Node | None = await load(context, table.name, key_from(parts[1], table.key_type))
    return found


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

    @field("Who is signed in; null when nobody is.")
    def viewer(self, info: Info) -> Viewer | None:
        """The asker."""
        person = info.context.asker.person_id
        return None if person is None else Viewer(key=person)

    @field("The county this hub serves; readable before sign-in. Null before a county pack is loaded.")
    async def county(self, info: Info) -> County | None:
        """From the county pack."""
        return await county.county_card(info)

    @field("The thing with this id; null when there is none or it is closed to the asker.")
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

    @field("Areas, units, posts and people as of a day.")
    def organisation(
        self,
        info: Info,
        on: Annotated[date | None, strawberry.argument(description="The day; today when left out.")] = None,
    ) -> Organisation:
        """The directory."""
        return Organisation(on=on or info.context.today)

    @field("The county's figures counted together, from the replica.")
    def overview(self) -> Overview:
        """The views."""
        return Overview()

    @field("Calls for material, and what was given.")
    def materials(self) -> Materials:
        """Material."""
        return Materials()

    @field("Indicators, forms, facts.")
    def statistics(self) -> Statistics:
        """The figures."""
        return Statistics()


def as_numbered(number: str) -> str:
    """A number with the hexagonal brackets it is kept with, and without spaces."""
    return number.translate(str.maketrans("[]()［］（）【】", "〔〕" * 5)).replace(" ", "").strip()
