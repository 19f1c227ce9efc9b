"""The schema as text: current, and described for someone who sees only an explorer."""

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    is_introspection_type,
    is_specified_directive,
    is_specified_scalar_type,
)

from schema import export
from schema.relations import TABLES, Count, Each, Single, ToMany, ToOne, relations_of
from schema.root import schema

GRAPHQL: GraphQLSchema = schema._schema


def test_the_committed_schema_is_what_the_code_defines() -> None:
    assert export.is_current(), "run: python3 hub.py schema"


def test_everything_is_described() -> None:
    lacking = []
    for name, kind in GRAPHQL.type_map.items():
        if is_introspection_type(kind) or is_specified_scalar_type(kind):
            continue
        lacking += [] if kind.description else [name]
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            for field, defined in kind.fields.items():
                lacking += [] if defined.description else [f"{name}.{field}"]
                lacking += [f"{name}.{field}({a})" for a, argument in defined.args.items() if not argument.description]
        elif isinstance(kind, GraphQLInputObjectType):
            lacking += [f"{name}.{field}" for field, defined in kind.fields.items() if not defined.description]
        elif isinstance(kind, GraphQLEnumType) and name != "RefusalCode":
            lacking += [f"{name}.{value}" for value, defined in kind.values.items() if not defined.description]
    directives = [each.name for each in GRAPHQL.directives if not is_specified_directive(each) and not each.description]
    assert lacking + directives == []


def test_connections_have_a_page_and_a_bound() -> None:
    for name, kind in GRAPHQL.type_map.items():
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            for field, defined in kind.fields.items():
                if str(defined.type).rstrip("!").endswith("Connection"):
                    assert {"first", "after"} <= defined.args.keys(), f"{name}.{field}"


def test_relations_are_data_that_names_known_types_and_columns() -> None:
    seen = 0
    for table in TABLES.values():
        if not hasattr(table.origin, "__strawberry_definition__"):
            continue
        available = {"key", *(column.key for column in table.source().c), *table.computed}
        for name, relation in relations_of(table).items():
            seen += 1
            match relation:
                case ToOne(target, via) | Each(target, via):
                    assert target in TABLES and via in available, f"{table.name}.{name}"
                case ToMany() | Single() | Count():
                    many = relation if isinstance(relation, ToMany) else relation.of
                    assert many.target in TABLES and (many.key or "key") in available, f"{table.name}.{name}"
    assert seen > 60
