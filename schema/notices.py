"""Notices: what the hub told a person about an item."""

from datetime import datetime
from uuid import UUID

import strawberry

from db.items import Notice as NoticeRow
from schema.items import Item
from schema.pages import Node
from schema.reading import one, table


@table(NoticeRow, key_type=UUID)
@strawberry.type(description="A message to the viewer about an item. 通知")
class Notice(Node):
    """One notice; each person sees the own ones."""

    kind: str = strawberry.field(description="TOLD, REMINDER, ESCALATION …")
    event: str = strawberry.field(description="What it is about: the event, or the term.")
    item: Item | None = one("Item", "item_id", "The item; null when there is none or it is closed by now.")
    sent_at: datetime = strawberry.field(description="When it was sent.")
    read_at: datetime | None = strawberry.field(description="When it was read; null while it is not.")
