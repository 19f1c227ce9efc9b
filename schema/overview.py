"""The overview: one field for every view of analytics/views, made from its header: a new view is a new `.sql` file.

A view's columns become typed, described fields; its `where` takes the columns, its `orderBy` names them. Answers come
from the replica under the asker's sight and say as of when. Nothing here knows a view by name.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from functools import cached_property
from keyword import iskeyword
from types import GenericAlias, new_class
from typing import Any
from uuid import UUID

import strawberry
from graphql import GraphQLError
from strawberry.utils.str_converters import to_camel_case

from analytics import catalogue
from analytics.catalogue import Column, Kind, View
from analytics.engine import Busy, NotReady, TooLong
from analytics.questions import BadQuestion, By, Question
from schema.context import Context
from schema.fields import MadeField, argument, made
from schema.pages import Connection, PageInfo
from schema.ready import Ready, Written
from schema.refusals import BadArgument
from schema.scalars import Long, Position

MOST_ROWS = 1000
TYPES: dict[Kind, Any] = {
    Kind.TEXT: str,
    Kind.INTEGER: Long,
    Kind.DECIMAL: Decimal,
    Kind.DATE: date,
    Kind.TIME: datetime,
    Kind.BOOLEAN: bool,
    Kind.ID: UUID,
}
TESTS = {
    "eq": "Equal to this.",
    "gte": "This or more.",
    "lte": "This or less.",
    "gt": "More than this.",
    "lt": "Less than this.",
}


def _input(name: str, description: str, fields: Mapping[str, tuple[Any, str]]) -> Any:
    """An input type whose fields may all be left out."""
    # A word of Python's own, as `in`, is the name of a field only outside.
    names = {name: f"{name}_" if iskeyword(name) else name for name in fields}
    annotations = {names[name]: kind | None for name, (kind, _) in fields.items()}
    values = {
        names[name]: strawberry.field(name=name if iskeyword(name) else None, description=words, default=None)
        for name, (_, words) in fields.items()
    }
    shown = type(name, (), {"__annotations__": annotations, "__doc__": description, **values})
    return strawberry.input(shown, name=name, description=description)


def _match(kind: Kind) -> Any:
    value = TYPES[kind]
    tests = (
        {name: (value, words) for name, words in TESTS.items()}
        if kind is not Kind.BOOLEAN
        else {"eq": (value, TESTS["eq"])}
    )
    return _input(
        f"{kind.value.capitalize()}Match",
        "Tests of a column; all must hold.",
        {**tests, "in": (GenericAlias(list, (value,)), "One of these.")},
    )


MATCHES = {kind: _match(kind) for kind in Kind}


CLOCKS_AGREE = timedelta(seconds=1)  # the database's and this process's; a clock that is set is days away


@strawberry.type(description="Up to where an answer counts. 截至")
class AsOf:
    """The state of the replica that answered."""

    position: Position = strawberry.field(description="The place in the journal; `changes(after:)` goes on from there.")
    time: datetime = strawberry.field(description="When that was read, by the hub's clock.")


@dataclass(frozen=True)
class Shape:
    """The types that a view is shown with."""

    view: View
    row: Any
    connection: Any
    where: Any
    order: Any

    @cached_property
    def columns(self) -> dict[str, str]:
        """The view's columns by their names in the schema."""
        return {to_camel_case(column.name): column.name for column in self.view.columns}


def shape_of(view: View) -> Shape:
    """Make the types of a view."""
    name = "".join(word.capitalize() for word in view.name.split("_"))
    row = strawberry.type(
        _class(name, {c.name: (_column_type(view, c), c.meaning) for c in view.columns}), description=view.meaning
    )
    body = {
        "__annotations__": {"as_of": AsOf},
        "as_of": strawberry.field(description="Up to where the answer counts."),
        "__doc__": f"A page of {view.name}.",
        "__module__": __name__,
    }
    page = new_class(f"{name}Connection", (Connection[row],), {}, lambda scope: scope.update(body))  # type: ignore[valid-type]
    connection = strawberry.type(page, description=f"A page of: {view.meaning}")
    where = _input(
        f"{name}Where",
        f"Which rows of {view.name}; all must hold.",
        {c.name: (MATCHES[c.kind], c.meaning) for c in view.columns},
    )
    members = {c.name.upper(): strawberry.enum_value(c.name, description=c.meaning) for c in view.columns}
    column = strawberry.enum(Enum(f"{name}Column", members), description=f"The columns of {view.name}.")  # type: ignore[call-overload]
    order = _class(f"{name}Order", {"column": (column, "The column.")})
    order.__annotations__["descending"] = bool
    order.descending = strawberry.field(
        description="The largest first; what is missing comes last either way.", default=False
    )
    return Shape(view, row, connection, where, strawberry.input(order, description=f"How to sort {view.name}."))


def _class(name: str, fields: Mapping[str, tuple[Any, str]]) -> Any:
    annotations = {field: kind for field, (kind, _) in fields.items()}
    values = {field: strawberry.field(description=words) for field, (_, words) in fields.items()}
    return type(name, (), {"__annotations__": annotations, "__doc__": name, **values})


def _column_type(view: View, column: Column) -> Any:
    """The keys of a row are there; anything else may be missing, and missing is not zero."""
    return TYPES[column.kind] if column.name in view.key else TYPES[column.kind] | None


async def answered(context: Context, ask: Callable[[Any, Any], Awaitable[Any]]) -> Any:
    """What the replica answers under the asker's sight; its refusals as errors with a code."""
    if context.replica is None:
        raise _error(
            "OVERVIEW_NOT_READY",
            context,
            "总览数据正在装载,请稍后再试",
            "The overview is being loaded: ask again in a moment",
        )
    seen = await context.sight()
    try:
        return await ask(context.replica, seen)
    except BadQuestion as wrong:
        raise GraphQLError(str(wrong), extensions={"code": "BAD_QUESTION"}) from None
    except NotReady:
        raise _error(
            "OVERVIEW_NOT_READY",
            context,
            "总览数据正在装载,请稍后再试",
            "The overview is being loaded: ask again in a moment",
        ) from None
    except Busy:
        raise _error(
            "OVERVIEW_BUSY", context, "查询过多,请稍后再试", "Too many questions wait: ask again in a moment"
        ) from None
    except TooLong:
        raise _error("TOO_SLOW", context, "查询时间过长,请缩小范围", "The question took too long: narrow it") from None


def _error(code: str, context: Context, zh: str, en: str) -> GraphQLError:
    return GraphQLError(en if context.language == "en" else zh, extensions={"code": code})


def tests_of(where: Any) -> dict[str, dict[str, Any]]:
    """The filters given, by column and test."""
    given: Any = {} if where is None else strawberry.asdict(where)
    wanted: dict[str, dict[str, Any]] = {}
    for column, match in given.items():
        tests = {test.rstrip("_"): value for test, value in (match or {}).items() if value is not None}
        if tests:
            wanted[column] = tests
    return wanted


def page_field(shape: Shape) -> MadeField:
    """A field that answers pages of a view."""
    name = shape.view.name

    async def answer(context: Context, given: dict[str, Any]) -> Any:
        size = 100 if given.get("first") is None else given["first"]
        if not 0 <= size <= MOST_ROWS:
            raise BadArgument(context.language, "PAGE_TOO_LARGE", "first", first=size, most=MOST_ROWS)
        tests = tests_of(given.get("where"))
        order = [By(each.column.value, each.descending) for each in given.get("order_by") or ()]
        question = Question(tests, order, size, given.get("after"))
        found = await answered(context, lambda replica, seen: replica.query(name, seen, question))

        async def count() -> int:
            counted: int = await answered(context, lambda replica, seen: replica.count(name, seen, tests))
            return counted

        return _connection(shape, found, count, bool(question.after), context)

    arguments = [
        argument("where", shape.where | None, "Which rows; all of them when left out."),
        argument("order_by", list[shape.order] | None, "How to sort; by the key when left out."),  # type: ignore[name-defined]
        argument("first", int | None, f"How many at most, 0 to {MOST_ROWS}.", 100),
        argument("after", str | None, "The cursor after which to go on; from the beginning when left out."),
    ]
    return made(shape.connection, shape.view.meaning, arguments, answer)


def _connection(shape: Shape, found: Any, count: Callable[[], Awaitable[int]], later: bool, context: Context) -> Any:
    def column(name: str) -> list[Any]:
        texts = found.texts(shape.columns[name])
        return found.column(shape.columns[name]) if texts is None else Written(texts)

    nodes = Ready(len(found), column)
    edges = Ready(len(found), lambda name: nodes if name == "node" else found.cursors)
    ends = (found.cursor(0), found.cursor(len(found) - 1)) if len(found) else (None, None)
    page = PageInfo(has_next_page=found.has_next, has_previous_page=later, start_cursor=ends[0], end_cursor=ends[1])
    return shape.connection(edges=edges, page_info=page, count=count, as_of=_as_of(context, found.as_of))


def _as_of(context: Context, at: Any) -> AsOf:
    """In the hub's time: where its clock is set to another moment, as long before that as the reading is old."""
    shift = context.now - datetime.now(UTC)
    shown = at.time + shift if abs(shift) > CLOCKS_AGREE else at.time
    return AsOf(position=Position(str(at.position)), time=shown)


def one_field(shape: Shape) -> MadeField:
    """A field that answers the row of a view that has one for each key."""
    view = shape.view

    async def answer(context: Context, given: dict[str, Any]) -> Any:
        row, _ = await answered(context, lambda replica, seen: replica.one(view.name, seen, given))
        return shape.row(**row) if row else None

    key = [view.column(name) for name in view.key]
    arguments = [argument(column.name, TYPES[column.kind], column.meaning) for column in key]
    return made(shape.row | None, view.meaning, arguments, answer)


def overview_of(views: Mapping[str, View]) -> Any:
    """The type with one field for every view, by name."""
    fields = {name: (one_field if view.one else page_field)(shape_of(view)) for name, view in sorted(views.items())}
    named = {name: field.type_annotation.annotation for name, field in fields.items() if field.type_annotation}
    shown = type("Overview", (), {"__annotations__": named, "__doc__": "The views.", **fields})
    return strawberry.type(
        shown,
        description="The county's figures counted together, under the asker's rights or as published to everyone. 总览",
    )


Overview = overview_of(catalogue.load())
