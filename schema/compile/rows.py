"""One level of a statement: the rows of a type with just the columns that are needed, and what is joined to them.

A level is written in two selects. The inner one (`b3`) finds the rows: conditions, order, page. The outer one shows
them: response keys, joins to single things, lists below. So joins meet the rows of a page and no others. Columns of
another level are named as text (`b3."unit_id"`), because SQLAlchemy would otherwise pull that level into the FROM of
every subselect that mentions it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import JSON, ColumnElement, FromClause, Select, func, literal_column, select, true
from sqlalchemy.sql.selectable import NamedFromClause

from schema.relations import Order, Table
from schema.statements import directed

By = str | Callable[[FromClause], ColumnElement[Any]]


@dataclass(frozen=True)
class Shown:
    """A select of one row: its columns are the object, or its only column (`ready`) is the object's JSON already."""

    rows: Select[Any]
    ready: bool = False

    def json(self, name: NamedFromClause) -> ColumnElement[Any]:
        """The object as JSON, where the select stands under a name."""
        return literal_column(f"{name.name}.ready" if self.ready else f"row_to_json({name.name})", JSON)


class Rows:
    """The rows of one level while it is being written; `number` makes its names unique in the statement."""

    def __init__(self, table: Table, number: int) -> None:
        """Begin with no column at all."""
        self.table = table
        self.number = number
        self.t = table.named(f"t{number}")
        self.name = f"b{number}"
        self.needed: dict[str, ColumnElement[Any]] = {}
        self.joins: list[NamedFromClause] = []

    def ref(self, by: By) -> ColumnElement[Any]:
        """A column of the row, or something computed, as the outer select names it; the inner one selects it."""
        place, value = self._needed(by)
        return literal_column(f"{self.name}.{place}", value.type)

    def _needed(self, by: By) -> tuple[str, ColumnElement[Any]]:
        """The inner select's name for a column, and the column."""
        label = by if isinstance(by, str) else f"by {id(by)}"
        if label not in self.needed:
            self.needed[label] = self.table.value(self.t, by)
        return f'"c{list(self.needed).index(label)}"', self.needed[label]

    def column(self, name: str) -> Any:
        """The table's own column of a name; None for what is computed."""
        return None if name in self.table.computed else self.t.c.get(name)

    def join(self, one: Shown) -> ColumnElement[Any]:
        """Join a single thing, or nothing; answers it as JSON, null for nothing."""
        joined = one.rows.lateral(f"j{self.number}_{len(self.joins)}")
        self.joins.append(joined)
        return one.json(joined)

    def inner(self, source: FromClause | None = None) -> Select[Any]:
        """The select that finds the rows, without conditions; `source` where more than the rows is read."""
        columns: list[ColumnElement[Any]] = [v.label(f"c{place}") for place, v in enumerate(self.needed.values())]
        columns = columns or [literal_column("1").label("c0")]
        return select(*columns).select_from(self.t if source is None else source)

    def outer(self, found: Select[Any], columns: Sequence[ColumnElement[Any]]) -> Select[Any]:
        """The select that shows the rows found."""
        source: Any = found.subquery(self.name)
        for joined in self.joins:
            source = source.join(joined, true(), isouter=True)
        return select(*columns).select_from(source)

    def order(self, terms: Sequence[Order]) -> list[ColumnElement[Any]]:
        """The order by the outer names of its terms."""
        return [directed(self.ref(term.by), term) for term in terms]

    def inner_order(self, terms: Sequence[Order]) -> list[ColumnElement[Any]]:
        """The same in the select that finds the rows, by its columns' names: an expression is worked out once a row."""
        return [directed(literal_column(self._needed(term.by)[0]), term) for term in terms]


def object_of(shown: Shown, name: str) -> ColumnElement[Any]:
    """The only row of a select as JSON, null without one."""
    row = shown.rows.subquery(name)
    return select(shown.json(row)).select_from(row).scalar_subquery()


def list_of(shown: Select[Any], name: str) -> ColumnElement[Any]:
    """The rows of a select as a JSON list, in its order; the record form is the cheapest that PostgreSQL has."""
    listed = or_empty(literal_column(f"json_agg({name})", JSON))
    return select(listed).select_from(shown.subquery(name)).scalar_subquery()


def or_empty(value: ColumnElement[Any]) -> ColumnElement[Any]:
    """A JSON list, empty where there was no row."""
    return func.coalesce(value, literal_column("'[]'::json"))
