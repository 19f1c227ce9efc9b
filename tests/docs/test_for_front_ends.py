"""Every query of docs/for-front-ends.md, run over HTTP against the sample county: the answers there are what comes."""

import json
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from graphql import parse, validate

from db.connection import Database
from schema.root import schema
from server.application import build
from server.database import Access
from server.postgres import EmbeddedPostgres
from server.serve import open_live, open_replica
from server.settings import ROOT, Settings
from server.sign_in import make_token
from tests.browser.county import NOW, lived_in
from tests.conftest import clone

pytestmark = pytest.mark.anyio
PAGE = ROOT / "docs" / "for-front-ends.md"
BLOCK = re.compile(
    r"<!-- asks: (?P<asks>\S+) -->|```(?P<kind>graphql|json variables|json)\n(?P<text>.*?)```", re.DOTALL
)
ANY = "…"


@dataclass
class Reader:
    """Follows the page from its beginning: who asks, the last query, what `…name` stood for in the answers."""

    app: Any
    database: Database
    names: dict[str, str] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)

    async def ask(self, person: str, query: str, variables: Any) -> Any:
        """What the hub answers, over HTTP."""
        transport = httpx.ASGITransport(self.app)
        if person.startswith(ANY):
            token = self.names[person]
        else:
            token = self.tokens.get(person) or await make_token(
                self.database, person, "docs", 1, frozenset({"read", "write"})
            )
            self.tokens[person] = token
        headers = {"authorization": f"Bearer {token}"}
        async with httpx.AsyncClient(transport=transport, base_url="http://hub.test", headers=headers) as client:
            answer = await client.post("/graphql", json={"query": query, "variables": self.filled(variables)})
        found = answer.json()
        found.pop("extensions", None)
        return found

    def filled(self, value: Any) -> Any:
        """Values with what their names stood for."""
        if isinstance(value, dict):
            return {name: self.filled(each) for name, each in value.items()}
        if isinstance(value, list):
            return [self.filled(each) for each in value]
        return self.names.get(value, value) if isinstance(value, str) else value

    def alike(self, told: Any, found: Any) -> Any:
        """The answer as the page tells it: `…` and `…name` where the page has them, whatever stands there."""
        if isinstance(told, str) and told.startswith(ANY) and isinstance(found, str):
            self.names[told] = found
            return told
        if isinstance(told, dict) and isinstance(found, dict):
            return {name: self.alike(told.get(name), each) for name, each in found.items()}
        if isinstance(told, list) and isinstance(found, list):
            return [self.alike(told[n] if n < len(told) else None, each) for n, each in enumerate(found)]
        return found


@pytest.fixture
async def reader(postgres: EmbeddedPostgres, fuxian_template: Access, tmp_path: Path) -> AsyncIterator[Reader]:
    """The sample county on the third of January 2020, behind HTTP."""
    for access in clone(postgres, fuxian_template):
        await lived_in(access)
        database = Database(access.addresses, clock=lambda: NOW, pool_size=5)
        services = (open_replica, open_live)
        app = build(Settings(data=tmp_path), database, schema=schema, dist=tmp_path / "dist", services=services)
        async with app.router.lifespan_context(app):
            await app.state.hub.replica.ready(120)
            yield Reader(app, database)


def test_every_document_fits_the_schema() -> None:
    texts = [found["text"] for found in BLOCK.finditer(PAGE.read_text("utf-8")) if found["kind"] == "graphql"]
    assert len(texts) >= 8
    assert [error.message for text in texts for error in validate(schema._schema, parse(text))] == []


async def test_every_query_is_answered_as_the_page_tells(reader: Reader) -> None:
    person = query = ""
    variables: dict[str, Any] = {}
    answered = 0
    for block in BLOCK.finditer(PAGE.read_text("utf-8")):
        match block["kind"]:
            case None:
                person = block["asks"]
            case "graphql":
                query, variables = block["text"], {}
            case "json variables":
                variables = json.loads(block["text"])
            case "json":
                told = json.loads(block["text"])
                found = await reader.ask(person, query, variables)
                assert reader.alike(told, found) == told, query
                answered += 1
    assert answered >= 8
