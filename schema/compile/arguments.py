"""What was given to a field: its arguments as Python values, and from them the conditions and bound values of a list.

A condition is written over plain values (schema/relations.py), so it is written anew for each request; SQLAlchemy's
cache key tells its shape from its values. The shape belongs to the plan, the values are bound.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from graphql import FieldNode, GraphQLField, VariableNode
from graphql.execution.values import VariableValues, get_argument_values
from sqlalchemy import BindParameter, ColumnElement, FromClause, Integer, bindparam
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from strawberry import Schema
from strawberry.types.arguments import convert_arguments
from strawberry.types.field import StrawberryField

from schema import cursors, statements
from schema.compile.selection import Leave, Unknown
from schema.relations import ToMany

DIALECT = PGDialect_psycopg()  # type: ignore[no-untyped-call]
MEMORY = 512


@dataclass(frozen=True)
class Filled:
    """The arguments of a list in one request: their shape, the conditions, and the values to bind, in order."""

    shape: tuple[Any, ...]
    conditions: tuple[ColumnElement[bool], ...]
    binds: tuple[BindParameter[Any], ...]
    page: Mapping[str, Any]
    after: tuple[Any, ...]


@dataclass(eq=False)
class Slot:
    """One place of a document where a list is asked for: its field with arguments, and the rows' name in the SQL."""

    schema: Schema
    number: int
    relation: ToMany
    declared: StrawberryField
    definition: GraphQLField
    node: FieldNode
    rows: FromClause
    known: dict[Any, Filled] = field(default_factory=dict)

    @property
    def variables(self) -> list[str]:
        """The variables in the arguments; a list or an object that holds one is not looked into."""
        values = [argument.value for argument in self.node.arguments or ()]
        if any(not isinstance(value, VariableNode) and _holds_variable(value) for value in values):
            raise Unknown(f"a variable inside a value of {self.node.name.value}")
        return [value.name.value for value in values if isinstance(value, VariableNode)]

    def filled(self, variables: VariableValues) -> Filled:
        """The arguments under these variables; what was worked out for equal ones is kept."""
        key = tuple(_hashable(variables.coerced.get(name, ...)) for name in self.variables)
        found = self.known.get(key)
        if found is None:
            if len(self.known) >= MEMORY:
                self.known.clear()
            values = given(self.schema, self.declared, self.definition, self.node, variables)
            found = self.known[key] = self._fill(values)
        return found

    def _fill(self, values: Mapping[str, Any]) -> Filled:
        conditions = [
            each.condition(self.rows, values.get(each.name))
            for each in self.relation.filters
            if each.counts(values.get(each.name))
        ]
        page, after = self._page(values)
        shape: list[Any] = [tuple(values.get(each.name) is not None for each in self.relation.filters), bool(after)]
        binds: list[BindParameter[Any]] = []
        for condition in conditions:
            key = condition._generate_cache_key()
            if key is None:
                raise Unknown(f"a condition of {self.node.name.value} that has no shape")
            binds += key.bindparams
            shape += [key.key, tuple(len(each.value or ()) for each in key.bindparams if each.expanding)]
        return Filled(tuple(shape), tuple(conditions), tuple(binds), page, after)

    def _page(self, values: Mapping[str, Any]) -> tuple[dict[str, Any], tuple[Any, ...]]:
        relation = self.relation
        if not relation.paged:
            return {f"first_{self.number}": relation.most}, ()
        first = relation.default if values.get("first") is None else values["first"]
        if not 0 <= first <= relation.most:
            raise Leave("a page that is refused")
        after: tuple[Any, ...] = ()
        if values.get("after"):
            try:
                after = tuple(cursors.read(relation, order_types(relation), values["after"]))
            except ValueError:
                raise Leave("a cursor that is refused") from None
        ends = {f"after_{self.number}_{n}": value for n, value in enumerate(after)}
        return {f"first_{self.number}": first, f"more_{self.number}": first + 1} | ends, after

    def limit(self, name: str) -> BindParameter[int]:
        """The bound size of the page: `first`, or `more` with the row that tells whether there is another page."""
        return bindparam(f"{name}_{self.number}", None, type_=Integer())

    def ends(self, values: list[ColumnElement[Any]]) -> list[ColumnElement[Any]]:
        """The bound place after which the page begins, in the types of the order's values."""
        return [bindparam(f"after_{self.number}_{n}", None, type_=value.type) for n, value in enumerate(values)]


@lru_cache(maxsize=MEMORY)
def _types(relation: ToMany) -> list[type[Any]]:
    return statements.order_types(relation)


def order_types(relation: ToMany) -> list[type[Any]]:
    """The Python types of a list's order; asked of each request with a cursor, so kept."""
    return _types(relation)


def given(
    schema: Schema, declared: StrawberryField, definition: GraphQLField, node: FieldNode, variables: VariableValues
) -> dict[str, Any]:
    """The arguments of a field by their Python names, as its ordinary resolver gets them."""
    values = get_argument_values(definition, node, variables)
    registry = schema.schema_converter.scalar_registry
    return convert_arguments(values, declared.arguments, registry, schema.config)


def processed(bind: BindParameter[Any], value: Any) -> Any:
    """A bound value as the driver takes it."""
    process = bind.type.dialect_impl(DIALECT).bind_processor(DIALECT)
    return process(value) if process else value


def _holds_variable(value: Any) -> bool:
    parts = [*(getattr(value, "values", None) or ()), *(f.value for f in getattr(value, "fields", None) or ())]
    return any(isinstance(part, VariableNode) or _holds_variable(part) for part in parts)


def _hashable(value: Any) -> Any:
    return tuple(_hashable(each) for each in value) if isinstance(value, list) else value
