"""Which fields of an operation are taken by the engine, and the plans kept for them.

Taken are the fields of the root that find a thing or stand for a place of the graph (the viewer, the organisation,
statistics), each as one statement; and, where such a field holds something that only Python answers, the relations
under it that do not stand in a list. A list's relations are never taken one by one: that is what the loaders are for.
"""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import structlog
from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    GraphQLField,
    GraphQLObjectType,
    OperationDefinitionNode,
    is_non_null_type,
)
from graphql.execution.values import VariableValues
from sqlalchemy import ColumnElement
from strawberry import Schema
from strawberry.types.field import StrawberryField

from schema.compile.arguments import given
from schema.compile.compiler import Compiler
from schema.compile.plans import Family, Write
from schema.compile.selection import Leave, Selection, Unknown, deciding
from schema.context import Context
from schema.relations import TABLES, Count, Each, ToMany, ToOne
from schema.statements import KEY_TYPES

FAMILIES = 2048
Start = Mapping[str, ColumnElement[Any]]
log = structlog.get_logger("hub")


@dataclass(frozen=True)
class Operation:
    """One operation of a document, with its variables as graphql-core coerced them.

    `deciding` are the variables that directives name, where who asks knows them.
    """

    text: str
    node: OperationDefinitionNode
    fragments: Mapping[str, FragmentDefinitionNode]
    variables: VariableValues
    deciding: tuple[str, ...] | None = None

    @cached_property
    def decided(self) -> dict[str, Any]:
        """The values of the variables that directives name."""
        names = deciding(self.node, self.fragments) if self.deciding is None else self.deciding
        return {name: self.variables.coerced.get(name) for name in names}


@dataclass(frozen=True)
class Taken:
    """A field that the engine answers: its plans, and the values of the object that it stands on; or nothing at all."""

    family: Family | None
    start: Mapping[str, Any] = field(default_factory=dict)

    async def run(self, context: Context, variables: VariableValues) -> bytes:
        """The JSON text of the field. Raises Leave where the ordinary resolvers must answer."""
        if self.family is None:
            return b"null"
        return await self.family.run(context, variables, self.start)


@dataclass(frozen=True)
class Asked:
    """One field of an operation: under which keys it stands, on which type, and the nodes that ask it."""

    operation: Operation
    path: tuple[str, ...]
    parent: GraphQLObjectType
    nodes: Sequence[FieldNode]

    @property
    def definition(self) -> GraphQLField:
        """The field in the schema."""
        found: GraphQLField = self.parent.fields[self.nodes[0].name.value]
        return found


class Engine:
    """The plans of one schema."""

    def __init__(self, schema: Schema) -> None:
        """Begin with none."""
        self.schema = schema
        self.families: OrderedDict[tuple[Any, ...], Family] = OrderedDict()
        self.fields: dict[tuple[str, str], StrawberryField | None] = {}

    def root(self, context: Context, operation: Operation, key: str, nodes: Sequence[FieldNode]) -> Taken | None:
        """A field of Query; None where the ordinary resolvers answer it."""
        query: Any = self.schema._schema.query_type
        asked = Asked(operation, (key,), query, nodes)
        declared = self._declared(asked)
        facts: Mapping[Any, Any] = (declared.metadata if declared else None) or {}
        if declared is None or not {"relation", "finds", "place"} & set(facts):
            return None
        if "relation" in facts:
            return self._taken(context, asked, _relation(declared, asked), {})
        values = given(self.schema, declared, asked.definition, nodes[0], operation.variables)
        if "place" in facts:
            return self._place(context, asked, facts["answer"](context, values))
        found = facts["finds"](**values)
        return self._found(context, asked, *found) if found else Taken(None)

    def _found(self, context: Context, asked: Asked, name: str, key: Any) -> Taken | None:
        """The thing of a type with a key; its type belongs to the plan."""

        def write(compiler: Compiler, here: Start) -> ColumnElement[Any]:
            return compiler.by_key(TABLES[name], here["key"], list(asked.nodes))

        return self._taken(context, replace(asked, path=(*asked.path, name)), write, {"key": key})

    def _place(self, context: Context, asked: Asked, thing: Any) -> Taken | None:
        if thing is None:
            return Taken(None)
        origin = type(thing)
        name = origin.__strawberry_definition__.name

        def write(compiler: Compiler, here: Start) -> ColumnElement[Any]:
            return compiler.place(origin, here, compiler.selection.of(name, asked.nodes))

        return self._taken(context, asked, write, _values(thing.__dict__))

    def below(self, context: Context, asked: Asked, source: Any) -> Taken | None:
        """A list, or of a place anything, that an object made by an ordinary resolver leads to."""
        declared = self._declared(asked)
        facts: Mapping[Any, Any] = (declared.metadata if declared else None) or {}
        relation = facts.get("relation")
        if declared is None or relation is None or isinstance(relation, Each | Count):
            return None
        if isinstance(relation, ToOne):
            if asked.parent.name in TABLES:
                return None  # the request's loader reads all such keys of a level together
            names = [relation.via]
        else:
            of = relation if isinstance(relation, ToMany) else relation.of
            names = [] if of.key is None else [of.key]
        start = _values({name: source.__dict__.get(name) for name in names})
        if len(start) < len(names):
            return None
        return self._taken(context, asked, _relation(declared, asked), start)

    def _taken(self, context: Context, asked: Asked, write: Write, start: Mapping[str, Any]) -> Taken | None:
        operation = asked.operation
        name = operation.node.name.value if operation.node.name else ""
        key = (operation.text, name, asked.path, context.language, *operation.decided.values())
        family = self.families.get(key)
        if family is None:
            selection = Selection(self.schema._schema, operation.fragments, operation.decided)
            required = is_non_null_type(asked.definition.type)
            family = self.families[key] = Family(self.schema, selection, context.language, required, write)
            while len(self.families) > FAMILIES:
                self.families.popitem(last=False)
        self.families.move_to_end(key)
        return None if family.unknown else Taken(family, start)

    def _declared(self, asked: Asked) -> StrawberryField | None:
        kind, name = asked.parent, asked.nodes[0].name.value
        if (kind.name, name) not in self.fields:
            definition: Any = kind.extensions.get("strawberry-definition")
            name_of = self.schema.config.name_converter.get_graphql_name
            fields = (each for each in definition.fields if name_of(each) == name) if definition else iter(())
            self.fields[kind.name, name] = next(fields, None)
        return self.fields[kind.name, name]


def engine_of(schema: Any) -> Engine:
    """The engine of a schema of graphql-core that Strawberry made; one for each schema."""
    if not hasattr(schema, "_reading_engine"):
        schema._reading_engine = Engine(schema._strawberry_schema)
    found: Engine = schema._reading_engine
    return found


def _relation(declared: StrawberryField, asked: Asked) -> Write:
    return lambda compiler, here: compiler.field(declared, here, asked.parent.name, list(asked.nodes))


def _values(attributes: Mapping[str, Any]) -> dict[str, Any]:
    """The attributes of an object that can be bound."""
    return {name: value for name, value in attributes.items() if type(value) in KEY_TYPES}


def note(family: Family, why: Leave, where: str) -> None:
    """Remember what a family cannot do, and say it once."""
    if isinstance(why, Unknown) and not family.unknown:
        family.unknown = str(why)
        log.info("answered by resolvers", field=where, unknown=str(why))
