"""The root of all reading."""

from datetime import date

import strawberry
from sqlalchemy import ColumnElement, FromClause, func, select

from db.organisation import Setting
from schema import county
from schema.context import Context, Info
from schema.county import County
from schema.ids import key_from, split
from schema.items import Item
from schema.journal import JournalConnection
from schema.organisation import Organisation, same
from schema.pages import Node
from schema.reading import load, many
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


_ = (ColumnElement, FromClause, func, select, Setting)


@strawberry.type(description="What can be read. Everything answers by the asker's rights: what one may not see does not exist. 查询")
class Query:
    """The root of queries."""

    journal: JournalConnection = many(
        "JournalEntry",
        lambda t, _: t.c.position > 0,
        "The journal as far as the asker may see it, the newest first.",
        key=None,
        order=[Order("position", descending=True)],
        filters=[Filter("item", strawberry.ID | None, "Only what happened to this item.", same("item_id", "Item"))],
        default=50,
    )

    @strawberry.field(description="Who is signed in; null when nobody is.")
    def viewer(self, info: Info) -> Viewer | None:
        """The asker."""
        person = info.context.asker.person_id
        return None if person is None else Viewer(key=person)

    @strawberry.field(description="The county this hub serves; readable before sign-in.")
    async def county(self, info: Info) -> County:
        """From the county pack."""
        return await county.county_card(info)

    @strawberry.field(description="The thing with this id; null when there is none or it is closed to the asker.")
    async def node(self, info: Info, id: strawberry.ID) -> Node | None:
        """By global id."""
        return await node(info.context, id)
