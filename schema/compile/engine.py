"""Which fields of an operation are taken by the engine, and the plans kept for them.

Taken are the fields of the root that find a thing or stand for a place of the graph (the viewer, the organisation,
statistics), each as one statement; and, where such a field holds something that only Python answers, the relations
under it that do not stand in a list. A list's relations are never taken one by one: that is what the loaders are for.
"""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import structlog
from graphql import FieldNode, FragmentDefinitionNode, GraphQLObjectType, OperationDefinitionNode, OperationType
from graphql.execution.values import VariableValues
from strawberry import Schema

from schema.compile.arguments import given
from schema.compile.plans import Family, Write
from schema.compile.selection import Leave, Selection, Unknown, deciding
from schema.context import Context
from schema.relations import TABLES, Count, Each, ToMany, ToOne
from schema.statements import KEY_TYPES

FAMILIES = 2048
log = structlog.get_logger("hub")


@dataclass(frozen=True)
class Operation:
    """One operation of a document, with its variables as graphql-core coerced them."""

    text: str
    node: OperationDefinitionNode
    fragments: Mapping[str, FragmentDefinitionNode]
    variables: VariableValues

    @cached_property
    def decided(self) -> dict[str, Any]:
        """The values of the variables that directives name."""
        return {name: self.variables.coerced.get(name) for name in deciding(self.node, self.fragments)}


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


class Engine:
    """The plans of one schema."""

    def __init__(self, schema: Schema) -> None:
        """Begin with none."""
        self.schema = schema
        self.families: OrderedDict[tuple[Any, ...], Family] = OrderedDict()

    def root(self, context: Context, operation: Operation, key: str, nodes: Sequence[FieldNode]) -> Taken | None:
        """A field of Query; None where the ordinary resolvers answer it."""
        query = self.schema._schema.query_type
        declared = self._declared(query, nodes[0])
        if declared is None or operation.node.operation is not OperationType.QUERY:
            return None
        facts = declared.metadata or {}
        definition = query.fields[nodes[0].name.value]  # type: ignore[union-attr]
        if "relation" in facts:
            return self._taken(context, operation, (key,), nodes, _relation(declared, "Query", nodes), {})
        if "finds" not in facts and "place" not in facts:
            return None
        values = given(self.schema, declared, definition, nodes[0], operation.variables)
        if "place" in facts:
            return self._place(context, operation, key, nodes, facts["answer"](context, values))
        found = facts["finds"](**values)
        if found is None:
            return Taken(None)
        name, start = found
        write: Write = lambda compiler, here: compiler.by_key(TABLES[name], here["key"], list(nodes))  # noqa: E731
        return self._taken(context, operation, (key, name), nodes, write, {"key": start})

    def _place(
        self, context: Context, operation: Operation, key: str, nodes: Sequence[FieldNode], thing: Any
    ) -> Taken | None:
        if thing is None:
            return Taken(None)
        origin = type(thing)
        name = origin.__strawberry_definition__.name

        def write(compiler: Any, here: Mapping[str, Any]) -> Any:
            return compiler.place(origin, here, compiler.selection.of(name, nodes))

        return self._taken(context, operation, (key,), nodes, write, _values(thing.__dict__))

    def below(
        self, context: Context, operation: Operation, parent: GraphQLObjectType, source: Any, path: tuple[str, ...],
        nodes: Sequence[FieldNode],
    ) -> Taken | None:
        """A list, or of a place anything, that an object made by an ordinary resolver leads to."""
        declared = self._declared(parent, nodes[0])
        relation = (declared.metadata or {}).get("relation") if declared else None
        if relation is None or isinstance(relation, Each | Count):
            return None
        if isinstance(relation, ToOne):
            if parent.name in TABLES:
                return None  # the request's loader reads all such keys of a level together
            names = [relation.via]
        else:
            of = relation if isinstance(relation, ToMany) else relation.of
            names = [] if of.key is None else [of.key]
        start = _values({name: source.__dict__.get(name) for name in names})
        if len(start) < len(names):
            return None
        return self._taken(context, operation, path, nodes, _relation(declared, parent.name, nodes), start)

    def _taken(
        self, context: Context, operation: Operation, path: tuple[str, ...], nodes: Sequence[FieldNode], write: Write,
        start: Mapping[str, Any],
    ) -> Taken | None:
        decided = operation.decided
        name = operation.node.name.value if operation.node.name else ""
        key = (operation.text, name, path, context.language, *decided.values())
        family = self.families.get(key)
        if family is None:
            selection = Selection(self.schema._schema, operation.fragments, decided)
            family = self.families[key] = Family(self.schema, selection, context.language, write)
            while len(self.families) > FAMILIES:
                self.families.popitem(last=False)
        return None if family.unknown else Taken(family, start)

    def _declared(self, kind: Any, node: FieldNode) -> Any:
        definition = kind.extensions.get("strawberry-definition") if kind is not None else None
        name_of = self.schema.config.name_converter.get_graphql_name
        fields = definition.fields if definition else ()
        return next((each for each in fields if name_of(each) == node.name.value), None)


def _relation(declared: Any, parent: str, nodes: Sequence[FieldNode]) -> Write:
    return lambda compiler, here: compiler.field(declared, here, parent, list(nodes))


def _values(attributes: Mapping[str, Any]) -> dict[str, Any]:
    """The attributes of an object that can be bound."""
    return {name: value for name, value in attributes.items() if type(value) in KEY_TYPES}


def note(family: Family, why: Leave, where: str) -> None:
    """Remember what a family cannot do, and say it once."""
    if isinstance(why, Unknown) and not family.unknown:
        family.unknown = str(why)
        log.info("answered by resolvers", field=where, unknown=str(why))
