"""Documents made by schemathesis for every root field: whatever is asked, the hub answers it, without a defect."""

import asyncio
import itertools
import time
from collections.abc import Iterator
from typing import Any

import httpx
import psycopg
import pytest
import schemathesis
from graphql import (
    FieldNode,
    GraphQLID,
    IntValueNode,
    ObjectFieldNode,
    StringValueNode,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    get_named_type,
    parse,
    print_ast,
    visit,
)
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.core.result import Ok

from db.connection import Database
from schema.ids import global_id
from schema.root import schema
from server.settings import ROOT
from server.sign_in import make_token
from tests.faults.conftest import Tiny

READER, STATISTICIAN = "P01", "P08"
EXAMPLES = 8  # documents for each root field and person
IN_ORDER = {200, 400}
MADE = schemathesis.graphql.from_path(ROOT / "schema" / "schema.graphql")
TEXTS = {
    "Date": ["2019-04-01", "2019-02-30", "0001-01-01", "9999-12-31", "x"],
    "DateTime": ["2019-04-01T08:00:00+08:00", "2019-04-01T08:00:00", "0001-01-01T00:00:00+14:00", "x"],
    "Decimal": ["1", "-0.5", "1e400", "NaN", "9" * 60, "x"],
    "Period": ["2019-01", "2019Q1", "2019", "0000-00", "99999", "2019Q9", "x"],
    "Position": ["x", "0", "1:1:/1", ""],
}
for scalar, texts in TEXTS.items():
    schemathesis.graphql.scalar(scalar, st.sampled_from(texts).map(lambda text: StringValueNode(value=text)))
schemathesis.graphql.scalar(
    "Long", st.sampled_from(["0", "-1", str(2**53), str(2**63)]).map(lambda n: IntValueNode(value=n))
)
schemathesis.graphql.scalar("JSON", st.just(StringValueNode(value="{}")))
FIELDS = [found.ok() for found in MADE.get_all_operations() if isinstance(found, Ok)]
OPERATIONS = {operation.label: operation for operation in FIELDS}


class RealIds(Visitor):
    """Puts ids of things that exist, and codes and events that do, in place of two in three random texts."""

    def __init__(self, types: TypeInfo, known: dict[str, list[str]]) -> None:
        """Take the texts in their turn: the same document is changed in the same way each time."""
        super().__init__()
        self.types = types
        self.turn = {name: itertools.cycle([*texts, None]) for name, texts in known.items()}

    def enter_string_value(self, node: StringValueNode, _key: Any, parent: Any, *_: Any) -> StringValueNode | None:
        """Another text in place of this one."""
        named = parent.name.value if isinstance(parent, ObjectFieldNode | FieldNode) else ""
        kind = get_named_type(self.types.get_input_type()) if self.types.get_input_type() else None
        turn = self.turn.get("ID" if kind is GraphQLID else named)
        text = next(turn) if turn else None
        return None if text is None else StringValueNode(value=text)


@pytest.fixture(scope="module")
def known(tiny: Tiny) -> dict[str, list[str]]:
    """Texts that mean something in the county."""
    hub = tiny.hub
    with psycopg.connect(tiny.access.admin.url) as connection:
        facts = [global_id("Fact", row[0]) for row in connection.execute("select id from facts")]
        notices = [global_id("Notice", row[0]) for row in connection.execute("select id from notices limit 3")]
    items = [global_id("FactPeriod", key) for key in hub.items.values()]
    areas = [global_id("Area", key) for key in hub.areas.values()]
    return {
        "ID": [*items, *areas, *facts, *notices, global_id("Unit", 5), global_id("Person", 1)],
        "indicator": ["BIR01", "DEA01", "PEO01", "COW01", "NAT01"],
        "value": ["1", "0", "12", "1,000", "-1", "１２"],
        "event": ["ENTER", "FINISH", "CONFIRM", "SEND_BACK", "EXPLAIN", "LOAD"],
    }


@pytest.fixture(scope="module")
def clients(tiny: Tiny) -> Iterator[dict[str, httpx.Client]]:
    """A person who only reads, and a statistician, each with a token."""
    scopes = {READER: frozenset({"read"}), STATISTICIAN: frozenset({"read", "write"})}

    async def token(person: str) -> str:
        database = Database(tiny.access.addresses)
        try:
            return await make_token(database, person, "any query", 300, scopes[person])
        finally:
            await database.close()

    found = {}
    for person in scopes:
        headers = {"authorization": f"Bearer {asyncio.run(token(person))}", "accept": "application/json"}
        found[person] = httpx.Client(base_url=tiny.address, headers=headers, timeout=60)
    yield found
    for client in found.values():
        client.close()


@pytest.mark.parametrize("person", [READER, STATISTICIAN])
@pytest.mark.parametrize("label", OPERATIONS)
def test_whatever_is_asked_is_answered_in_order(
    clients: dict[str, httpx.Client], known: dict[str, list[str]], label: str, person: str
) -> None:
    answered: list[str] = []

    @settings(
        max_examples=EXAMPLES, derandomize=True, database=None, deadline=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=OPERATIONS[label].as_strategy())
    def ask(case: schemathesis.Case[Any]) -> None:
        document = with_real_ids(str(case.body), known)
        began = time.monotonic()
        answer = clients[person].post("/graphql", json={"query": document})
        content = answer.json()
        codes = {(error.get("extensions") or {}).get("code") for error in content.get("errors") or ()}
        assert answer.status_code in IN_ORDER and "DEFECT" not in codes, (content.get("errors"), document)
        assert time.monotonic() - began < 30, document
        answered.append(document)

    ask()
    assert answered


def with_real_ids(document: str, known: dict[str, list[str]]) -> str:
    """The document with texts that mean something."""
    types = TypeInfo(schema._schema)
    return print_ast(visit(parse(document), TypeInfoVisitor(types, RealIds(types, known))))
