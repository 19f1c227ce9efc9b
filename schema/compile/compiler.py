"""From declared relations and a selection to one statement. Every relation of schema/relations.py has one method here.

What the compiler meets and does not know raises Unknown; the field is then answered by the ordinary resolvers.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import FieldNode, GraphQLField, get_named_type, is_non_null_type
from graphql.execution.values import VariableValues
from sqlalchemy import ARRAY, ColumnElement, Text, any_, case, func, literal, literal_column, select, text
from strawberry import Schema
from strawberry.types.field import StrawberryField

from schema.compile import leaves
from schema.compile.arguments import Filled, Slot
from schema.compile.lists import Listed, Page, is_simple
from schema.compile.marks import Late, mark, required
from schema.compile.rows import Rows, Shown, list_of, object_of
from schema.compile.selection import Fields, Selection, Unknown
from schema.relations import TABLES, Count, Each, Relation, Single, Table, ToMany, ToOne


@dataclass
class Compiler:
    """Writes one statement; `slots` and `late` are what its plan needs later, in the order met."""

    schema: Schema
    selection: Selection
    variables: VariableValues
    language: str
    slots: list[Slot] = field(default_factory=list)
    filled: list[Filled] = field(default_factory=list)
    late: list[Late] = field(default_factory=list)
    count: int = 0

    def place(self, origin: Any, values: Mapping[str, ColumnElement[Any]], fields: Fields) -> ColumnElement[Any]:
        """An object that is no row and has only `values`: the viewer, the organisation on a day."""
        definition = origin.__strawberry_definition__
        columns: list[ColumnElement[Any]] = []
        for key, nodes in fields.items():
            declared = self._declared(definition, nodes[0])
            if nodes[0].name.value == "__typename":
                columns.append(leaves.text(definition.name).label(key))
            elif declared and "relation" in (declared.metadata or {}):
                columns.append(self._from_place(declared, values, definition.name, nodes).label(key))
            elif declared and "query" in (declared.metadata or {}):
                columns.append(self._query(declared, definition.name, nodes).label(key))
            elif declared and declared.is_basic_field and declared.python_name in values:
                columns.append(values[declared.python_name].label(key))
            else:
                raise Unknown(f"{definition.name}.{nodes[0].name.value}")
        return object_of(Shown(select(*columns)), self.name("x"))

    def _query(self, declared: StrawberryField, parent: str, nodes: list[FieldNode]) -> ColumnElement[Any]:
        """The one row of a query of its own; its columns have the names of the fields."""
        kind = get_named_type(self._definition(parent, nodes[0]).type).name
        name = self.name("q")
        origin: Any = get_named_type(self._definition(parent, nodes[0]).type).extensions["strawberry-definition"]
        columns: list[ColumnElement[Any]] = []
        for key, own in self.selection.of(kind, nodes).items():
            found = self._declared(origin, own[0])
            value = literal_column(f'{name}."{found.python_name}"') if found else leaves.text(kind)
            columns.append(value.label(key))
        source = text(f"({declared.metadata['query'].text}) {name}")
        return object_of(Shown(select(*columns).select_from(source)), self.name("x"))

    def _from_place(
        self, declared: StrawberryField, values: Mapping[str, ColumnElement[Any]], parent: str, nodes: list[FieldNode]
    ) -> ColumnElement[Any]:
        """What a relation leads to from an object that is no row."""
        relation = declared.metadata["relation"]
        definition = self._definition(parent, nodes[0])
        if isinstance(relation, ToOne):
            found = self._by_key(TABLES[relation.target], values[relation.via], nodes)
            return self._present(object_of(found, self.name("x")), definition)
        if isinstance(relation, Each):
            raise Unknown(f"a list of keys of {parent}")
        of = relation if isinstance(relation, ToMany) else relation.of
        key = literal_column("0") if of.key is None else values[of.key]
        return self._many(relation, declared, definition, key, nodes)

    def by_key(self, table: Table, key: ColumnElement[Any], nodes: list[FieldNode]) -> ColumnElement[Any]:
        """The thing with a key, as JSON; null without one."""
        return object_of(self._by_key(table, key, nodes), self.name("x"))

    def field(
        self, declared: StrawberryField, values: Mapping[str, ColumnElement[Any]], parent: str, nodes: list[FieldNode]
    ) -> ColumnElement[Any]:
        """One relation of an object that is no row, by itself."""
        return self._from_place(declared, values, parent, nodes)

    # What a row leads to.

    def _relation(self, rows: Rows, declared: StrawberryField, nodes: list[FieldNode]) -> ColumnElement[Any]:
        relation: Relation = declared.metadata["relation"]
        definition = self._definition(rows.table.name, nodes[0])
        match relation:
            case ToOne(target, via):
                found = self._by_key(TABLES[target], rows.ref(_own(rows.table, via)), nodes)
                return self._present(rows.join(found), definition)
            case Each(target, via):
                return self._each(TABLES[target], rows.ref(via), nodes)
            case _:
                of = relation if isinstance(relation, ToMany) else relation.of
                key = literal_column("0") if of.key is None else rows.ref(_own(rows.table, of.key))
                return self._many(relation, declared, definition, key, nodes)

    def _many(
        self, relation: Relation, declared: StrawberryField, definition: GraphQLField, key: Any, nodes: list[FieldNode]
    ) -> ColumnElement[Any]:
        of = relation if isinstance(relation, ToMany) else relation.of  # type: ignore[union-attr]
        rows = self._rows(TABLES[of.target])
        slot = Slot(self.schema, rows.number, of, declared, definition, nodes[0], rows.t)
        given = slot.filled(self.variables)
        self.slots.append(slot)
        self.filled.append(given)
        listed = Listed(rows, slot, given, key)
        match relation:
            case Count():
                return listed.counted()
            case Single():
                columns = self.columns(rows, nodes)
                return self._present(
                    object_of(Shown(listed.shown(columns, literal_column("1"))), self.name("x")), definition
                )
            case ToMany(paged=False):
                return list_of(listed.shown(self.columns(rows, nodes), slot.limit("first")), self.name("x"))
            case _:
                return self._connection(listed, definition, nodes)

    def _each(self, table: Table, keys: ColumnElement[Any], nodes: list[FieldNode]) -> ColumnElement[Any]:
        rows = self._rows(table)
        columns = self.columns(rows, nodes)
        wanted = func.unnest(keys).table_valued("key", with_ordinality="place", name=f"k{rows.number}").render_derived()
        place = func.row_number().over(order_by=wanted.c.place).label("place")
        source = wanted.join(rows.t, rows.t.c[table.key or "id"] == wanted.c.key)
        found = rows.inner(source).add_columns(place).order_by(wanted.c.place)
        order: ColumnElement[Any] = literal_column(f"{rows.name}.place")
        return list_of(rows.outer(found, columns).order_by(order), self.name("x"))

    # A single thing by its key, and what an interface makes of it.

    def _by_key(self, table: Table, key: ColumnElement[Any], nodes: list[FieldNode]) -> Shown:
        rows = self._rows(table)
        if table.kind_of:
            return self._interface(rows, key, nodes)
        columns = self.columns(rows, nodes)
        return Shown(rows.outer(rows.inner().where(rows.t.c[table.key or "id"] == key), columns))

    def _interface(self, rows: Rows, key: ColumnElement[Any], nodes: list[FieldNode]) -> Shown:
        """Where all kinds are asked the same, one row shows it; else the kinds are asked apart."""
        table = rows.table
        kinds = _kinds_of(table)
        asked = {name: self.selection.of(name, nodes) for name in kinds.values()}
        first = next(iter(asked.values()))
        here = rows.t.c[table.key or "id"] == key
        known = rows.t.c[table.kind_of or "kind"] == any_(literal(list(kinds), ARRAY(Text)))
        if all(_same(first, other) for other in asked.values()) and self._common(table, first):
            columns = self._shown(rows, first, _type_name(rows, kinds))
            return Shown(rows.outer(rows.inner().where(here, known), columns))
        kind, own = rows.ref(table.kind_of or "kind"), rows.ref(table.key or "id")
        shown = [
            (kind == leaves.text(each), object_of(self._by_key(TABLES[name], own, nodes), self.name("x")))
            for each, name in kinds.items()
        ]
        return Shown(rows.outer(rows.inner().where(here, known), [case(*shown).label("ready")]), ready=True)

    def _common(self, table: Table, fields: Fields) -> bool:
        definition = table.origin.__strawberry_definition__
        return all(n[0].name.value == "__typename" or self._declared(definition, n[0]) for n in fields.values())

    # The columns of a row.

    def columns(self, rows: Rows, nodes: list[FieldNode]) -> list[ColumnElement[Any]]:
        """What is asked of a row, under its response keys."""
        name = rows.table.name
        return self._shown(rows, self.selection.of(name, nodes), leaves.text(name))

    def _shown(self, rows: Rows, fields: Fields, type_name: ColumnElement[str]) -> list[ColumnElement[Any]]:
        columns: list[ColumnElement[Any]] = []
        for key, nodes in fields.items():
            columns.append(self._value(rows, nodes, type_name).label(key))
        return columns

    def _value(self, rows: Rows, nodes: list[FieldNode], type_name: ColumnElement[str]) -> ColumnElement[Any]:
        table, name = rows.table, nodes[0].name.value
        if name == "__typename":
            return type_name
        declared = self._declared(table.origin.__strawberry_definition__, nodes[0])
        if declared is None:
            raise Unknown(f"{table.name}.{name}")
        facts: Mapping[Any, Any] = declared.metadata or {}
        definition = self._definition(table.name, nodes[0])
        if "relation" in facts:
            return self._relation(rows, declared, nodes)
        if "global_id" in facts:
            return leaves.global_id(type_name, rows.ref(table.key or "id"))
        if "named" in facts:
            zh, en = (rows.ref(column) for column in facts["named"])
            value = leaves.named(zh, en, self.language)
            return leaves.leaf(value, definition, nullable=_nullable(rows, facts["named"][0]))
        if "worked_out" in facts:
            return self._late(rows, facts)
        column = facts.get("column", declared.python_name)
        if "column" not in facts and not declared.is_basic_field:
            raise Unknown(f"{table.name}.{name}")
        return leaves.leaf(rows.ref(column), definition, nullable=_nullable(rows, column))

    def _late(self, rows: Rows, facts: Mapping[Any, Any]) -> ColumnElement[Any]:
        values = [rows.ref(column) for column in facts["columns"]]
        self.late.append(Late(facts["worked_out"], tuple(value.type.python_type for value in values)))
        return mark(len(self.late) - 1, values)

    # Connections.

    def _connection(self, listed: Listed, definition: GraphQLField, nodes: list[FieldNode]) -> ColumnElement[Any]:
        kind = get_named_type(definition.type).name
        fields = self.selection.of(kind, nodes)
        page = Page(self, listed, kind, simple=is_simple(fields))
        columns: list[ColumnElement[Any]] = [page.part(own).label(key) for key, own in fields.items()]
        return object_of(Shown(page.around(columns)), self.name("x"))

    def _rows(self, table: Table) -> Rows:
        self.count += 1
        return Rows(table, self.count)

    def name(self, letter: str) -> str:
        """A name that the statement does not have yet."""
        self.count += 1
        return f"{letter}{self.count}"

    def _declared(self, definition: Any, node: FieldNode) -> StrawberryField | None:
        name_of = self.schema.config.name_converter.get_graphql_name
        found = (each for each in definition.fields if name_of(each) == node.name.value)
        return next(found, None)

    def _definition(self, parent: str, node: FieldNode) -> GraphQLField:
        kind: Any = self.schema._schema.get_type(parent)
        found: GraphQLField = kind.fields[node.name.value]
        return found

    @staticmethod
    def _present(value: ColumnElement[Any], definition: GraphQLField) -> ColumnElement[Any]:
        return required(value) if is_non_null_type(definition.type) else value


def _own(table: Table, by: str) -> str:
    """The column that a declaration means by `key`."""
    return (table.key or "id") if by == "key" else by


def _nullable(rows: Rows, by: Any) -> bool:
    return not isinstance(by, str) or rows.column(by) is None or _originally_nullable(rows.table, by)


def _originally_nullable(table: Table, name: str) -> bool:
    for row in table.rows:
        if name in row.__table__.c:
            return bool(row.__table__.c[name].nullable)
    return True


def _kinds_of(table: Table) -> dict[str, str]:
    """The kinds of an interface and the types that show them."""
    own = table.rows[0]
    return {
        _kind(name): name
        for name, found in TABLES.items()
        if not found.kind_of and found.rows[0] is own and issubclass(found.origin, table.origin)
    }


def _kind(type_name: str) -> str:
    """The kind whose things a type shows: FactPeriod is FACT_PERIOD."""
    return "".join(f"_{letter}" if letter.isupper() else letter for letter in type_name).lstrip("_").upper()


def _type_name(rows: Rows, kinds: Mapping[str, str]) -> ColumnElement[str]:
    kind = rows.ref(rows.table.kind_of or "kind")
    return case(*((kind == leaves.text(each), leaves.text(name)) for each, name in kinds.items()))


def _same(one: Fields, other: Fields) -> bool:
    return list(one) == list(other) and all(one[key] == other[key] for key in one)
