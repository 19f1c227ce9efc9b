"""The journal as the API shows it: what happened, when it counts, when it was recorded, by whom."""

from datetime import datetime
from typing import Any

import strawberry
from sqlalchemy import ColumnElement, FromClause, select
from strawberry.scalars import JSON

from db.journal import JournalPayload, JournalRow
from schema.context import Info
from schema.fields import field
from schema.ids import global_id
from schema.items import Item
from schema.organisation import Person, Post
from schema.pages import Connection
from schema.reading import load, one, table
from schema.relations import TABLES, Table
from schema.scalars import Long


def _payload(t: FromClause) -> ColumnElement[Any]:
    return select(JournalPayload.payload).where(JournalPayload.position == t.c.position).scalar_subquery()


@table(JournalRow, key="position")
@strawberry.type(description="One change, on record for ever. 操作日志")
class JournalEntry:
    """One row of the journal."""

    position: Long = strawberry.field(
        description="Its number in the journal. It orders rows; it is no place to follow changes from."
    )
    at: datetime = strawberry.field(description="When the act counts.")
    recorded_at: datetime = strawberry.field(description="When the database recorded it.")
    actor: Person | None = one("Person", "actor", "Who did it; null: the hub itself.")
    for_post: Post | None = one("Post", "for_post", "The post it was done for.")
    subject: str = strawberry.field(description="The subject it belongs to: statistics, accounts …")
    verb: str = strawberry.field(description="What was done: FACT_PERIOD.CONFIRM, fact.state …")
    item: Item | None = one(
        "Item", "item_id", "The item it is about; null when there is none or it is closed to the asker."
    )

    @field("The id of the entry.", global_id=True)
    def id(self) -> strawberry.ID:
        """The row's number as a global id."""
        return strawberry.ID(global_id("JournalEntry", self.position))

    @field("What was changed, before and after; null once it was erased.", column=_payload)
    async def payload(self, info: Info) -> JSON | None:
        """Kept apart from the row, so that it can be erased."""
        found: Any = await load(info.context, "JournalPayload", self.position)
        return found.payload if found else None


@strawberry.type(name="JournalConnection", description="A page of the journal that the asker may see. 操作日志列表")
class JournalConnection(Connection[JournalEntry]):
    """A page of entries."""


class Payload:
    """What a journal row changed; read through its entry."""

    payload: Any


TABLES["JournalPayload"] = Table("JournalPayload", Payload, (JournalPayload,), "position", int)
