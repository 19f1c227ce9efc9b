"""What clients may follow: that something changed, by ids. They read again what they show, under their own rights."""

from collections.abc import AsyncGenerator
from typing import Annotated, Any

import strawberry

from schema.context import Info
from schema.ids import global_id
from schema.items import item_key
from schema.items_mutations import id_of_item
from schema.live import Announcement
from schema.scalars import Position


@strawberry.type(description="Something changed that the viewer may see; ids only. 变更")
class Change:
    """One change, or several of the same moment."""

    position: Position = strawberry.field(description="Give it as `after` to go on from here after a break.")
    subject: str = strawberry.field(description="The subject: statistics, notices …; several are parted by commas.")
    verb: str = strawberry.field(description="What was done: FACT_PERIOD.CONFIRM …; several are parted by commas.")
    items: list[strawberry.ID] = strawberry.field(description="The items that changed.")
    facts: list[strawberry.ID] = strawberry.field(description="The versions of facts that were stated or confirmed.")
    areas: list[strawberry.ID] = strawberry.field(description="The areas whose figures changed.")
    overview: bool = strawberry.field(description="Whether the overview shows it now: read its fields again.")


def change(told: Announcement) -> Change:
    """An announcement as the API shows it."""
    return Change(
        position=Position(told.position),
        subject=told.subject,
        verb=told.verb,
        items=[strawberry.ID(id_of_item(kind, key)) for kind, key in told.items],
        facts=[strawberry.ID(global_id("Fact", key)) for key in told.facts],
        areas=[strawberry.ID(global_id("Area", key)) for key in told.areas],
        overview=told.overview,
    )


AFTER = "The position of the last change seen; from now on when left out."
ITEMS = "Only changes of these items."
SUBJECTS = "Only changes of these subjects."


@strawberry.type(description="What can be followed, over server-sent events or a WebSocket. 订阅")
class Subscription:
    """The root of subscriptions."""

    @strawberry.subscription(  # type: ignore[untyped-decorator]
        description="Changes that the viewer may see, in order, at most five times a second."
    )
    async def changes(
        self,
        info: Info,
        after: Annotated[Position | None, strawberry.argument(description=AFTER)] = None,
        items: Annotated[list[strawberry.ID] | None, strawberry.argument(description=ITEMS)] = None,
        subjects: Annotated[list[str] | None, strawberry.argument(description=SUBJECTS)] = None,
    ) -> AsyncGenerator[Change, None]:
        """Passed on from the server's feed."""
        keys: list[Any] | None = None if items is None else [key for item in items if (key := item_key(item))]
        async for told in info.context.live.changes(info.context.asker, after, keys, subjects):
            yield change(told)
