"""From declared relations and a selection to one statement. Every relation of schema/relations.py has one method here.

What the compiler meets and does not know raises Unknown; the field is then answered by the ordinary resolvers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graphql import FieldNode, GraphQLField, get_named_type, is_non_null_type
from graphql.execution.values import VariableValues
from sqlalchemy import ARRAY, ColumnElement, Select, Text, any_, case, func, literal, literal_column, select, text
from strawberry import Schema
from strawberry.types.field import StrawberryField

from schema import statements
from schema.compile import leaves
from schema.compile.arguments import Filled, Slot
from schema.compile.marks import Late, mark, required
from schema.compile.rows import Rows, Shown, list_of, object_of, or_empty
from schema.compile.selection import Fields, Selection, Unknown
from schema.relations import TABLES, Count, Each, Relation, Single, Table, ToMany, ToOne

LONGEST_NAME = 63  # PostgreSQL cuts names off behind this


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
        return object_of(Shown(select(*columns)), self._name("x"))

    def _query(self, declared: StrawberryField, parent: str, nodes: list[FieldNode]) -> ColumnElement[Any]:
        """The one row of a query of its own; its columns have the names of the fields."""
        kind = get_named_type(self._definition(parent, nodes[0]).type).name
        name = self._name("q")
        origin: Any = get_named_type(self._definition(parent, nodes[0]).type).extensions["strawberry-definition"]
        columns: list[ColumnElement[Any]] = []
        for key, own in self.selection.of(kind, nodes).items():
            found = self._declared(origin, own[0])
            value = literal_column(f'{name}."{found.python_name}"') if found else leaves.text(kind)
            columns.append(value.label(key))
        source = text(f"({declared.metadata['query'].text}) {name}")
        return object_of(Shown(select(*columns).select_from(source)), self._name("x"))

    def _from_place(
        self, declared: StrawberryField, values: Mapping[str, ColumnElement[Any]], parent: str, nodes: list[FieldNode]
    ) -> ColumnElement[Any]:
        """What a relation leads to from an object that is no row."""
        relation = declared.metadata["relation"]
        definition = self._definition(parent, nodes[0])
        if isinstance(relation, ToOne):
            found = self._by_key(TABLES[relation.target], values[relation.via], nodes)
            return self._present(object_of(found, self._name("x")), definition)
        if isinstance(relation, Each):
            raise Unknown(f"a list of keys of {parent}")
        of = relation if isinstance(relation, ToMany) else relation.of
        key = literal_column("0") if of.key is None else values[of.key]
        return self._many(relation, declared, definition, key, nodes)

    def by_key(self, table: Table, key: ColumnElement[Any], nodes: list[FieldNode]) -> ColumnElement[Any]:
        """The thing with a key, as JSON; null without one."""
        return object_of(self._by_key(table, key, nodes), self._name("x"))

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
        listed = _Listed(rows, slot, given, key)
        match relation:
            case Count():
                return listed.counted()
            case Single():
                columns = self._columns(rows, nodes)
                return self._present(
                    object_of(Shown(listed.shown(columns, literal_column("1"))), self._name("x")), definition
                )
            case ToMany(paged=False):
                return list_of(listed.shown(self._columns(rows, nodes), slot.limit("first")), self._name("x"))
            case _:
                return self._connection(listed, definition, nodes)

    def _each(self, table: Table, keys: ColumnElement[Any], nodes: list[FieldNode]) -> ColumnElement[Any]:
        rows = self._rows(table)
        columns = self._columns(rows, nodes)
        wanted = func.unnest(keys).table_valued("key", with_ordinality="place", name=f"k{rows.number}").render_derived()
        place = func.row_number().over(order_by=wanted.c.place).label("place")
        source = wanted.join(rows.t, rows.t.c[table.key or "id"] == wanted.c.key)
        found = rows.inner(source).add_columns(place).order_by(wanted.c.place)
        order: ColumnElement[Any] = literal_column(f"{rows.name}.place")
        return list_of(rows.outer(found, columns).order_by(order), self._name("x"))

    # A single thing by its key, and what an interface makes of it.

    def _by_key(self, table: Table, key: ColumnElement[Any], nodes: list[FieldNode]) -> Shown:
        rows = self._rows(table)
        if table.kind_of:
            return self._interface(rows, key, nodes)
        columns = self._columns(rows, nodes)
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
            (kind == leaves.text(each), object_of(self._by_key(TABLES[name], own, nodes), self._name("x")))
            for each, name in kinds.items()
        ]
        return Shown(rows.outer(rows.inner().where(here, known), [case(*shown).label("ready")]), ready=True)

    def _common(self, table: Table, fields: Fields) -> bool:
        definition = table.origin.__strawberry_definition__
        return all(n[0].name.value == "__typename" or self._declared(definition, n[0]) for n in fields.values())

    # The columns of a row.

    def _columns(self, rows: Rows, nodes: list[FieldNode]) -> list[ColumnElement[Any]]:
        name = rows.table.name
        return self._shown(rows, self.selection.of(name, nodes), leaves.text(name))

    def _shown(self, rows: Rows, fields: Fields, type_name: ColumnElement[str]) -> list[ColumnElement[Any]]:
        columns: list[ColumnElement[Any]] = []
        for key, nodes in fields.items():
            if len(key) > LONGEST_NAME:
                raise Unknown("a long response key")
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

    def _connection(self, listed: "_Listed", definition: GraphQLField, nodes: list[FieldNode]) -> ColumnElement[Any]:
        kind = get_named_type(definition.type).name
        fields = self.selection.of(kind, nodes)
        page = _Page(self, listed, kind, simple=_is_simple(fields))
        columns: list[ColumnElement[Any]] = [page.part(key, own).label(key) for key, own in fields.items()]
        return object_of(Shown(page.around(columns)), self._name("x"))

    def _rows(self, table: Table) -> Rows:
        self.count += 1
        return Rows(table, self.count)

    def _name(self, letter: str) -> str:
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


@dataclass
class _Listed:
    """The rows of a to-many relation of one parent, under the arguments given."""

    rows: Rows
    slot: Slot
    given: Filled
    key: Any

    def conditions(self) -> list[ColumnElement[bool]]:
        return [self.slot.relation.on(self.rows.t, self.key), *self.given.conditions]

    def counted(self) -> ColumnElement[Any]:
        return select(func.count()).select_from(self.rows.t).where(*self.conditions()).scalar_subquery()

    def found(self, limit: Any) -> tuple[Select[Any], list[ColumnElement[Any]]]:
        """The select that finds the rows of the page, and the order by its outer names."""
        terms = statements.order_of(self.slot.relation)
        order = self.rows.order(terms)
        values = [self.rows.table.value(self.rows.t, term.by) for term in terms]
        found = self.rows.inner().where(*self.conditions()).limit(limit)
        found = found.order_by(*(statements.directed(value, term) for value, term in zip(values, terms, strict=True)))
        if self.given.after:
            found = found.where(statements.beyond(values, terms, self.slot.ends(values)))
        return found, order

    def shown(self, columns: Sequence[ColumnElement[Any]], limit: Any) -> Select[Any]:
        found, order = self.found(limit)
        return self.rows.outer(found, columns).order_by(*order)


class _Page:
    """A connection while it is written: which of its parts are asked decides what is read."""

    def __init__(self, compiler: Compiler, listed: _Listed, kind: str, *, simple: bool) -> None:
        self.compiler, self.listed, self.kind, self.simple = compiler, listed, kind, simple
        self.name = compiler._name("r")
        self.columns: list[ColumnElement[Any]] = []

    def part(self, key: str, nodes: list[FieldNode]) -> ColumnElement[Any]:
        """One field of the connection."""
        name = nodes[0].name.value
        if len(key) > LONGEST_NAME:
            raise Unknown("a long response key")
        match name:
            case "__typename":
                return leaves.text(self.kind)
            case "totalCount":
                return self.listed.counted()
            case "nodes" if self.simple:
                columns = self.compiler._columns(self.listed.rows, nodes)
                return list_of(self.listed.shown(columns, self.listed.slot.limit("first")), self.compiler._name("x"))
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
        columns = self.compiler._columns(self.listed.rows, nodes)
        return object_of(Shown(select(*columns)), self.compiler._name("x"))

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
        return object_of(Shown(select(*columns)), self.compiler._name("x"))

    def _cursor(self) -> ColumnElement[Any]:
        relation = self.listed.slot.relation
        return leaves.cursor(relation, [self.listed.rows.ref(term.by) for term in statements.order_of(relation)])

    def _info(self, nodes: list[FieldNode]) -> ColumnElement[Any]:
        columns = [
            self._about(own[0].name.value).label(key)
            for key, own in self.compiler.selection.of("PageInfo", nodes).items()
        ]
        return object_of(Shown(select(*columns)), self.compiler._name("x"))

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


def _is_simple(fields: Fields) -> bool:
    """Whether the rows of a connection are shown once and nothing is asked of their places."""
    names = [nodes[0].name.value for nodes in fields.values()]
    return names.count("nodes") == 1 and not {"edges", "pageInfo"} & set(names)


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
