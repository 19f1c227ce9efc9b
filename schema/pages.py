"""Connections in the manner of Relay, and the interface of everything that has a global id."""

from collections.abc import Awaitable, Callable
from typing import Any, Generic, TypeVar

import strawberry

from schema.fields import field
from schema.ids import global_id
from schema.ready import Ready

T = TypeVar("T")


@strawberry.interface(
    description="A thing with an id that is unique over all types and stays the same for ever. 有全局标识的事物"
)
class Node:
    """Anything that `node(id)` finds."""

    @field("The opaque id, good for `node(id)`.", global_id=True)
    def id(self) -> strawberry.ID:
        """The type's name and the row's key, as a global id."""
        definition = type(self).__strawberry_definition__  # type: ignore[attr-defined]
        return strawberry.ID(global_id(definition.name, self.__dict__["key"]))


@strawberry.type(description="Where a page stands in its list. 分页信息")
class PageInfo:
    """As Relay asks."""

    has_next_page: bool = strawberry.field(description="Whether there is more after this page.")
    has_previous_page: bool = strawberry.field(description="Whether there is something before this page.")
    start_cursor: str | None = strawberry.field(
        description="The cursor of the first thing of the page; null when it is empty."
    )
    end_cursor: str | None = strawberry.field(
        description="The cursor of the last thing of the page; give it as `after` to go on."
    )


@strawberry.type(description="A thing in a list, with its place. 列表项")
class Edge(Generic[T]):
    """One thing of a page."""

    cursor: str = strawberry.field(description="The place in the list.")
    node: T = strawberry.field(description="The thing itself.")


@strawberry.type(description="A page of a list that the asker may see. 分页列表")
class Connection(Generic[T]):
    """A page; the total is counted only when it is asked for."""

    edges: list[Edge[T]] = strawberry.field(description="The things of the page with their places, in order.")
    page_info: PageInfo = strawberry.field(description="Where the page stands.")
    count: strawberry.Private[Callable[[], Awaitable[int]]]

    @field("The things of the page, in order.")
    def nodes(self) -> list[T]:
        """The things without their places."""
        if isinstance(self.edges, Ready):
            things: Any = self.edges.column("node")
            return things  # type: ignore[no-any-return]
        return [edge.node for edge in self.edges]

    @field("How many things the whole list has for the asker, all pages together.")
    async def total_count(self) -> int:
        """Counted now."""
        counted: Any = await self.count()
        return int(counted)
