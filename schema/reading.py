"""Ordinary reading: the resolvers that follow from declared relations.

Declare a type with `@table`, its relations with `one`, `each`, `many`, `single` and `count`; each becomes a field that
reads through a loader of the request: all parents of a list level are read in one statement. A loader answers None for
what the asker may not see, so fields that lead to an item or a fact are nullable; whoever is signed in sees the whole
directory of the county.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, TypeVar

from strawberry.types.arguments import StrawberryArgument
from strawberry.types.field import StrawberryField

from db.base import Row
from schema import cursors, statements
from schema.context import Context
from schema.fields import argument
from schema.pages import Connection, Edge, PageInfo
from schema.refusals import BadArgument
from schema.relations import (
    TABLES,
    Computed,
    Condition,
    Count,
    Each,
    Filter,
    Order,
    Relation,
    Single,
    Table,
    ToMany,
    ToOne,
)

T = TypeVar("T", bound=type[Any])
NO_KEY = 0


def table(
    *rows: type[Row],
    key: str | None = "id",
    key_type: type[Any] = int,
    computed: Mapping[str, Computed] | None = None,
    kind_of: str | None = None,
) -> Callable[[T], T]:
    """Say which rows a Strawberry type exposes; its plain fields are columns by name, or names of `computed`."""

    def register(origin: T) -> T:
        name = origin.__strawberry_definition__.name
        TABLES[name] = Table(name, origin, rows, key, key_type, computed or {}, kind_of)
        return origin

    return register


def build(t: Table, values: Mapping[str, Any]) -> Any:
    """An object of a type from a row; made without its constructor, because plain fields are simply the columns."""
    thing = object.__new__(t.origin)
    thing.__dict__.update(values)
    return thing


async def load(context: Context, target: str, key: Any) -> Any:
    """The thing of a type (or interface) with a key; None when there is none or the asker may not see it."""
    if key is None:
        return None
    t = TABLES[target]
    return await context.loader(("one", target), partial(_by_kind if t.kind_of else _by_key, context, t)).load(key)


async def load_many(context: Context, target: str, keys: Sequence[Any]) -> list[Any]:
    """The things of a type with these keys, in this order, without those that the asker may not see."""
    t = TABLES[target]
    things = await context.loader(("one", target), partial(_by_kind if t.kind_of else _by_key, context, t)).load_many(
        keys
    )
    return [thing for thing in things if thing is not None]


async def _by_key(context: Context, t: Table, keys: list[Any]) -> list[Any]:
    async with context.reading() as connection:
        rows = (await connection.execute(statements.by_keys(t, keys))).mappings().all()
    found = {row["key"]: build(t, row) for row in rows}
    return [found.get(key) for key in keys]


async def _by_kind(context: Context, t: Table, keys: list[Any]) -> list[Any]:
    """An interface: which type each row is, then the rows of each type."""
    by_kind: dict[str, list[Any]] = defaultdict(list)
    found: dict[Any, Any] = {}
    async with context.reading() as connection:
        for row in await connection.execute(statements.kinds(t, keys)):
            by_kind[row.kind].append(row.key)
        for kind, its_keys in by_kind.items():
            if of_kind := TABLES.get(type_of_kind(kind)):
                rows = (await connection.execute(statements.by_keys(of_kind, its_keys))).mappings().all()
                found |= {row["key"]: build(of_kind, row) for row in rows}
    return [found.get(key) for key in keys]


def type_of_kind(kind: str) -> str:
    """The name of the type that shows items of a kind: FACT_PERIOD is FactPeriod."""
    return "".join(word.capitalize() for word in kind.split("_"))


class RelationField(StrawberryField):
    """A field that follows a declared relation (in its metadata); it needs no resolver function."""

    def __init__(self, **kwargs: Any) -> None:
        """As any field, only that an object is made without it."""
        super().__init__(**kwargs)
        self.init = self.compare = self.repr = False

    @property
    def is_basic_field(self) -> bool:
        """Never: it reads."""
        return False

    @property
    def arguments(self) -> list[StrawberryArgument]:
        """The filters of the relation, and the page of a connection."""
        if self._arguments is None:
            self._arguments = _arguments(self.metadata["relation"])
        return self._arguments

    @arguments.setter
    def arguments(self, value: list[StrawberryArgument]) -> None:
        self._arguments = value

    def get_result(self, source: Any, info: Any, args: list[Any], kwargs: dict[str, Any]) -> Any:
        """Follow the relation from an object."""
        return follow(self.metadata["relation"], source, info.context, kwargs)


async def follow(relation: Relation, source: Any, context: Context, given: dict[str, Any]) -> Any:
    """What a relation leads to from an object, under the arguments given."""
    match relation:
        case ToOne(target, via):
            return await load(context, target, source.__dict__[via])
        case Each(target, via):
            return await load_many(context, target, source.__dict__[via])
        case Single(of):
            rows = await _rows(context, of, _key(of, source), _given(of, given), 1, ())
            return rows[0][0] if rows else None
        case Count(of):
            return await _count(context, of, _key(of, source), _given(of, given))
        case ToMany(paged=False):
            rows = await _rows(context, relation, _key(relation, source), _given(relation, given), relation.most, ())
            return [thing for thing, _ in rows]
        case ToMany():
            return await _connection(context, relation, _key(relation, source), given)


def _key(relation: ToMany, source: Any) -> Any:
    return NO_KEY if relation.key is None else source.__dict__[relation.key]


def _given(relation: ToMany, given: Mapping[str, Any]) -> tuple[tuple[str, Any], ...]:
    """The filters given, in a form that can be a key: lists as tuples."""
    values = ((f.name, given.get(f.name)) for f in relation.filters)
    return tuple((name, tuple(value) if isinstance(value, list) else value) for name, value in values)


async def _connection(context: Context, relation: ToMany, key: Any, given: dict[str, Any]) -> Connection[Any]:
    first, after = given.get("first"), given.get("after")
    first = relation.default if first is None else first
    if not 0 <= first <= relation.most:
        raise BadArgument(context.language, "PAGE_TOO_LARGE", "first", first=first, most=relation.most)
    filters = _given(relation, given)
    rows = await _rows(context, relation, key, filters, first + 1, _place(context, relation, after))
    edges: list[Edge[Any]] = [
        Edge(node=thing, cursor=cursors.write(relation, values)) for thing, values in rows[:first]
    ]
    ends = (edges[0].cursor, edges[-1].cursor) if edges else (None, None)
    info = PageInfo(
        has_next_page=len(rows) > first, has_previous_page=bool(after), start_cursor=ends[0], end_cursor=ends[1]
    )
    return Connection(edges=edges, page_info=info, count=lambda: _count(context, relation, key, filters))


def _place(context: Context, relation: ToMany, after: str | None) -> tuple[Any, ...]:
    if not after:
        return ()
    try:
        return tuple(cursors.read(relation, statements.order_types(relation), after))
    except ValueError:
        raise BadArgument(context.language, "BAD_CURSOR", "after", cursor=after[:60]) from None


async def _rows(
    context: Context, relation: ToMany, key: Any, given: tuple[tuple[str, Any], ...], count: int, place: tuple[Any, ...]
) -> list[tuple[Any, list[Any]]]:
    """Of one parent the things and the values of their order; read with those of all other parents of the level."""

    async def read(keys: list[Any]) -> list[list[tuple[Any, list[Any]]]]:
        statement = statements.page(relation, keys, dict(given), count, place)
        target, terms = TABLES[relation.target], range(len(statements.order_of(relation)))
        async with context.reading() as connection:
            rows = (await connection.execute(statement)).mappings().all()
        found: dict[Any, list[tuple[Any, list[Any]]]] = defaultdict(list)
        for row in rows:
            found[row["parent_key"]].append((build(target, row), [row[f"order_{n}"] for n in terms]))
        return [found[key] for key in keys]

    rows: list[tuple[Any, list[Any]]] = await context.loader((id(relation), given, count, place), read).load(key)
    return rows


async def _count(context: Context, relation: ToMany, key: Any, given: tuple[tuple[str, Any], ...]) -> int:
    async def read(keys: list[Any]) -> list[int]:
        async with context.reading() as connection:
            rows = await connection.execute(statements.count(relation, keys, dict(given)))
        found = {row.parent_key: row.count for row in rows}
        return [found.get(key, 0) for key in keys]

    counted: int = await context.loader(("count", id(relation), given), read).load(key)
    return counted


def _arguments(relation: Relation) -> list[StrawberryArgument]:
    if isinstance(relation, ToOne | Each):
        return []
    of = relation if isinstance(relation, ToMany) else relation.of
    arguments = [argument(f.name, f.type, f.description, f.default) for f in of.filters]
    if not (isinstance(relation, ToMany) and relation.paged):
        return arguments
    first = argument("first", int | None, f"How many at most, 0 to {of.most}.", of.default)
    after = argument("after", str | None, "The cursor after which to go on; from the beginning when left out.", ...)
    return [*arguments, first, after]


def _field(relation: Relation, description: str) -> Any:
    return RelationField(description=description, metadata={"relation": relation})


def one(target: str, via: str, description: str) -> Any:
    """A field that leads to one thing: `via` is the column that holds its key."""
    return _field(ToOne(target, via), description)


def each(target: str, via: str, description: str) -> Any:
    """A field that leads to the things of a list of keys: `via` is the column that holds them."""
    return _field(Each(target, via), description)


def many(
    target: str,
    on: Condition,
    description: str,
    *,
    key: str | None = "key",
    order: Sequence[Order] = (),
    filters: Sequence[Filter] = (),
    default: int = 20,
    most: int = 100,
    paged: bool = True,
) -> Any:
    """A field that leads to many things, as a connection or (`paged=False`) as a plain list of at most `most`."""
    return _field(ToMany(target, on, key, tuple(order), tuple(filters), default, most, paged), description)


def single(
    target: str,
    on: Condition,
    description: str,
    *,
    key: str | None = "key",
    order: Sequence[Order] = (),
    filters: Sequence[Filter] = (),
) -> Any:
    """A field that leads to the first of many things, or to none."""
    return _field(Single(ToMany(target, on, key, tuple(order), tuple(filters))), description)


def count(
    target: str, on: Condition, description: str, *, key: str | None = "key", filters: Sequence[Filter] = ()
) -> Any:
    """A field that counts things."""
    return _field(Count(ToMany(target, on, key, (), tuple(filters))), description)
