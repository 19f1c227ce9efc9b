"""Relations as data: which row a type exposes and how types lead to each other.

A declaration is read by the ordinary resolvers (schema/reading.py) and by anything else that wants to turn a selection
into SQL. It names tables, columns and conditions; it reads nothing itself. A condition is a function from the aliased
table (`t`) to an SQL expression, because an expression needs the alias under which its table stands.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, FromClause, select

from db.base import Row

MAX_PAGE = 100
Computed = Callable[[FromClause], ColumnElement[Any]]
Condition = Callable[[FromClause, ColumnElement[Any]], ColumnElement[bool]]
Comparison = Callable[[FromClause, Any], ColumnElement[bool]]


@dataclass(frozen=True)
class Table:
    """A type that exposes rows: its GraphQL name, its class, the row classes that make it up, what is computed beside.

    The first row class has the key; each further one has the same key as its first column, and what it adds must exist.
    `kind_of` is of an interface: the column whose value says which type a row is.
    """

    name: str
    origin: type[Any]
    rows: tuple[type[Row], ...]
    key: str | None = "id"
    key_type: type[Any] = int
    computed: Mapping[str, Computed] = field(default_factory=dict)
    kind_of: str | None = None

    def value(self, t: FromClause, by: str | Computed) -> ColumnElement[Any]:
        """A column or something computed by name, or an expression, over the aliased rows."""
        if callable(by):
            return by(t)
        return self.computed[by](t) if by in self.computed else t.c[by]

    def named(self, name: str) -> FromClause:
        """The rows of the type under a name."""
        return self.rows[0].__table__.alias(name) if len(self.rows) == 1 else self.source(name)

    def source(self, name: str | None = None) -> FromClause:
        """The rows of the type as one relation, each column under its own name."""
        first = self.rows[0].__table__
        source: FromClause = first
        columns: dict[str, ColumnElement[Any]] = {c.key: c for c in first.c}
        for more in self.rows[1:]:
            table = more.__table__
            source = source.join(table, table.c.item_id == first.c[self.key or "id"])
            columns |= {c.key: c for c in table.c if c.key not in columns}
        return select(*(c.label(name) for name, c in columns.items())).select_from(source).subquery(name)


@dataclass(frozen=True)
class Order:
    """One term of an order: a column (or something computed) by name, or an expression. Its values are never null."""

    by: str | Computed
    descending: bool = False

    @property
    def name(self) -> str:
        """What the term is called."""
        return self.by if isinstance(self.by, str) else self.by.__qualname__


@dataclass(frozen=True)
class Filter:
    """An argument of a list: its name, its type, and the condition that it sets when it is given (not null).

    Without a default an argument may be left out where its type admits null, else it must be given. With `always` the
    condition is set for null too.
    """

    name: str
    type: Any
    description: str
    condition: Comparison
    default: Any = ...
    always: bool = False

    def counts(self, value: Any) -> bool:
        """Whether the condition is set for a value."""
        return self.always or value is not None


@dataclass(frozen=True)
class ToOne:
    """A thing named by a key that the row has: `via` is the row's column, `target` the type (or interface) it names."""

    target: str
    via: str


@dataclass(frozen=True)
class Each:
    """Things named by a list of keys that the row has, in the order of the list."""

    target: str
    via: str


@dataclass(frozen=True)
class ToMany:
    """Things that belong to a row: the condition between them and the row's key, their order, filters and page sizes.

    `key` is the attribute of the parent that the condition compares with (None: the parent is no row). The order
    always ends in the key of the target, so that it is total. `paged` says connection or plain list; a plain list ends
    at `most`.
    """

    target: str
    on: Condition
    key: str | None = "key"
    order: tuple[Order, ...] = ()
    filters: tuple[Filter, ...] = ()
    default: int = 20
    most: int = MAX_PAGE
    paged: bool = True


@dataclass(frozen=True)
class Single:
    """The first thing of a to-many relation, or nothing: a thing found by its natural key."""

    of: ToMany


@dataclass(frozen=True)
class Count:
    """How many things of a to-many relation there are."""

    of: ToMany


Relation = ToOne | Each | ToMany | Single | Count
TABLES: dict[str, Table] = {}


def relations_of(table: Table) -> dict[str, Relation]:
    """The relations declared on a type, by the Python name of their field."""
    fields = table.origin.__strawberry_definition__.fields
    return {f.python_name: f.metadata["relation"] for f in fields if "relation" in (f.metadata or {})}


READERS: dict[type[Any], Callable[[str], Any]] = {
    int: int,
    str: str,
    Decimal: Decimal,
    UUID: UUID,
    date: date.fromisoformat,
    datetime: datetime.fromisoformat,
    bool: lambda text: {"True": True, "False": False}[text],
}
