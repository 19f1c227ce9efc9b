"""Lists in a statement: the rows of a to-many relation under the arguments given, and the parts of a connection."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from graphql import FieldNode
from sqlalchemy import ColumnElement, Select, func, literal_column, select

from schema import statements
from schema.compile import leaves
from schema.compile.arguments import Filled, Slot
from schema.compile.rows import Rows, Shown, list_of, object_of, or_empty
from schema.compile.selection import Fields, Unknown

if TYPE_CHECKING:
    from schema.compile.compiler import Compiler


@dataclass
class Listed:
    """The rows of a to-many relation of one parent, under the arguments given."""

    rows: Rows
    slot: Slot
    given: Filled
    key: Any

    def _conditions(self) -> list[ColumnElement[bool]]:
        return [self.slot.relation.on(self.rows.t, self.key), *self.given.conditions]

    def counted(self) -> ColumnElement[Any]:
        """How many rows there are, all pages together."""
        return select(func.count()).select_from(self.rows.t).where(*self._conditions()).scalar_subquery()

    def found(self, limit: Any) -> tuple[Select[Any], list[ColumnElement[Any]]]:
        """The select that finds the rows of the page, and the order by its outer names."""
        terms = statements.order_of(self.slot.relation)
        order = self.rows.order(terms)
        values = [self.rows.table.value(self.rows.t, term.by) for term in terms]
        found = self.rows.inner().where(*self._conditions()).limit(limit).order_by(*self.rows.inner_order(terms))
        if self.given.after:
            found = found.where(statements.beyond(values, terms, self.slot.ends(values)))
        return found, order

    def shown(self, columns: Sequence[ColumnElement[Any]], limit: Any) -> Select[Any]:
        """The select that shows the rows of the page, in order."""
        found, order = self.found(limit)
        return self.rows.outer(found, columns).order_by(*order)


class Page:
    """A connection while it is written: which of its parts are asked decides what is read."""

    def __init__(self, compiler: "Compiler", listed: Listed, kind: str, *, simple: bool) -> None:
        self.compiler, self.listed, self.kind, self.simple = compiler, listed, kind, simple
        self.name = compiler.name("r")
        self.columns: list[ColumnElement[Any]] = []

    def part(self, nodes: list[FieldNode]) -> ColumnElement[Any]:
        """One field of the connection."""
        name = nodes[0].name.value
        match name:
            case "__typename":
                return leaves.text(self.kind)
            case "totalCount":
                return self.listed.counted()
            case "nodes" if self.simple:
                columns = self.compiler.columns(self.listed.rows, nodes)
                return list_of(self.listed.shown(columns, self.listed.slot.limit("first")), self.compiler.name("x"))
            case "nodes":
                return self._all(self._node(nodes))
            case "edges":
                return self._all(self._edge(nodes))
            case "pageInfo":
                return self._info(nodes)
            case _:
                raise Unknown(f"{self.kind}.{name}")

    def around(self, columns: list[ColumnElement[Any]]) -> Select[Any]:
        """The select whose only row is the connection; the rows are read once, whatever parts show them."""
        if not self.columns:
            return select(*columns)
        rows, slot = self.listed.rows, self.listed.slot
        found, order = self.listed.found(slot.limit("more"))
        number = func.row_number().over(order_by=order).label("n")
        shown = rows.outer(found, [number, *self.columns]).order_by(*order)
        return select(*columns).select_from(shown.subquery(self.name))

    def _all(self, thing: ColumnElement[Any]) -> ColumnElement[Any]:
        return or_empty(func.json_agg(self._ref(thing)).filter(self._within()))

    def _ref(self, value: ColumnElement[Any]) -> ColumnElement[Any]:
        self.columns.append(value.label(f"c{len(self.columns)}"))
        return literal_column(f"{self.name}.c{len(self.columns) - 1}", value.type)

    def _within(self) -> ColumnElement[bool]:
        return literal_column(f"{self.name}.n") <= self.listed.slot.limit("first")

    def _node(self, nodes: list[FieldNode]) -> ColumnElement[Any]:
        """A row's object; its joins stand beside the row, so the subselect has no FROM of its own."""
        columns = self.compiler.columns(self.listed.rows, nodes)
        return object_of(Shown(select(*columns)), self.compiler.name("x"))

    def _edge(self, nodes: list[FieldNode]) -> ColumnElement[Any]:
        kind = f"{self.listed.slot.relation.target}Edge"
        columns: list[ColumnElement[Any]] = []
        for key, own in self.compiler.selection.of(kind, nodes).items():
            match own[0].name.value:
                case "cursor":
                    value = self._cursor()
                case "node":
                    value = self._node(own)
                case _:
                    value = leaves.text(kind)
            columns.append(value.label(key))
        return object_of(Shown(select(*columns)), self.compiler.name("x"))

    def _cursor(self) -> ColumnElement[Any]:
        relation = self.listed.slot.relation
        return leaves.cursor(relation, [self.listed.rows.ref(term.by) for term in statements.order_of(relation)])

    def _info(self, nodes: list[FieldNode]) -> ColumnElement[Any]:
        columns = [
            self._about(own[0].name.value).label(key)
            for key, own in self.compiler.selection.of("PageInfo", nodes).items()
        ]
        return object_of(Shown(select(*columns)), self.compiler.name("x"))

    def _about(self, name: str) -> ColumnElement[Any]:
        first = self.listed.slot.limit("first")
        if name == "__typename":
            return leaves.text("PageInfo")
        if name == "hasPreviousPage":
            return literal_column("true" if self.listed.given.after else "false")
        number = self._ref(literal_column("1"))
        if name == "hasNextPage":
            return func.count(number) > first
        cursors = func.array_agg(self._ref(self._cursor())).filter(self._within())
        place = literal_column("1") if name == "startCursor" else func.cardinality(cursors)
        return func.array_to_json(cursors).op("->>")(place - 1)


def is_simple(fields: Fields) -> bool:
    """Whether the rows of a connection are shown once and nothing is asked of their places."""
    names = [nodes[0].name.value for nodes in fields.values()]
    return names.count("nodes") == 1 and not {"edges", "pageInfo"} & set(names)
