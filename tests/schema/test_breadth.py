"""Every field of every type answers without a fault, to everybody, in one walk over the graph."""

import pytest
from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLUnionType,
    get_named_type,
    is_leaf_type,
    is_required_argument,
)

from schema.ids import global_id
from schema.root import schema
from tests.schema.conftest import AUDITOR, CHIEF, MAYOR, RECORDER, REGISTRAR, STATISTICIAN, Hub

pytestmark = pytest.mark.anyio
GRAPHQL = schema._schema
DEPTH = 4


def selection(kind: object, depth: int, values: dict[str, str]) -> str:
    """All leaves of a type, and all that its other fields lead to, so deep."""
    if isinstance(kind, GraphQLUnionType):
        return "{ __typename }"
    assert isinstance(kind, GraphQLObjectType | GraphQLInterfaceType)
    parts = ["__typename"]
    for name, defined in kind.fields.items():
        inner = get_named_type(defined.type)
        if is_leaf_type(inner):
            parts.append(called(name, defined, values))
        elif depth > 0:
            parts.append(f"{called(name, defined, values)} {selection(inner, depth - 1, values)}")
    if isinstance(kind, GraphQLInterfaceType) and depth > 0 and kind.name == "Item":
        for possible in GRAPHQL.get_possible_types(kind):
            inner = {name: defined for name, defined in possible.fields.items() if name not in kind.fields}
            bare = GraphQLObjectType(possible.name, inner)
            parts.append(f"... on {possible.name} {selection(bare, depth - 1, values)}")
    return "{ " + " ".join(parts) + " }"


def called(name: str, defined: GraphQLField, values: dict[str, str]) -> str:
    """A field with the arguments it must have, and small pages."""
    given = [f"{a}: {values[a]}" for a, argument in defined.args.items() if is_required_argument(argument)]
    given += ["first: 2"] if "first" in defined.args else []
    return f"{name}({', '.join(given)})" if given else name


@pytest.mark.parametrize("code", [RECORDER, CHIEF, REGISTRAR, STATISTICIAN, MAYOR, AUDITOR, None])
async def test_every_field_answers(hub: Hub, code: str | None) -> None:
    """One document over the whole schema, under the rights of one person."""
    item = global_id("FactPeriod", hub.items["TY-N", "2019-01"])
    values = {
        "id": f'"{item}"',
        "ids": f'["{item}"]',
        "number": '"1"',
        "code": '"BIR01"',
        "area": f'"{global_id("Area", hub.areas["TY-N"])}"',
        "indicator": '"BIR01"',
        "period": '"2019-01"',
        "form": '"A1"',
        "periodKind": "MONTH",
        "fields": '[{label: "Births"}, {label: "出生人数"}]',
    }
    for name, defined in GRAPHQL.query_type.fields.items():  # type: ignore[union-attr]
        if name == "overview":
            continue  # answers from a replica: tests/schema/test_overview.py
        inner = get_named_type(defined.type)
        text = f"{{ {called(name, defined, values)} {selection(inner, DEPTH - 1, values)} }}"
        data = await hub.answer(code, text)
        assert set(data) == {name}
