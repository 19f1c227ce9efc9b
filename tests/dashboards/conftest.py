"""The real schema behind HTTP over the county that has lived a quarter, its replica loaded and its live feed open."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
from sqlalchemy import text
from starlette.applications import Starlette

from db.connection import Database
from schema.ids import global_id
from schema.root import schema
from server.application import build
from server.database import Access
from server.serve import open_live, open_replica
from server.settings import Settings
from server.sign_in import make_token
from tests.schema.conftest import NOW, STATISTICIAN, Hub, lived_template, own

__all__ = ["lived_template", "own"]  # fixtures
ORIGIN = "https://board.example"
MAKE = """mutation ($input: MakeDashboardTokenInput!) { act: makeDashboardToken(input: $input) { __typename
  ... on DashboardTokenMade { secret tokens {
    id name views limited areas { code } givenBy { code } madeAt expiresAt } }
  ... on Refusal { code field message remedy } } }"""
END = """mutation ($input: RevokeDashboardTokenInput!) { act: revokeDashboardToken(input: $input) { __typename
  ... on DashboardTokenRevoked { tokens { id } } ... on Refusal { code message } } }"""


@dataclass
class Board:
    """The server, and the people and dashboards that ask it."""

    hub: Hub
    access: Access
    app: Starlette
    clients: list[httpx.AsyncClient] = field(default_factory=list)
    requests: int = 0

    def client(self, secret: str | None, **headers: str) -> httpx.AsyncClient:
        """A client with a token, or with none."""
        if secret is not None:
            headers["authorization"] = f"Bearer {secret}"
        client = httpx.AsyncClient(
            transport=httpx.ASGITransport(self.app), base_url="http://hub.test", headers=headers, timeout=30
        )
        self.clients.append(client)
        return client

    async def person(self, code: str, **headers: str) -> httpx.AsyncClient:
        """A client with a person's own token."""
        secret = await make_token(self.hub.database, code, "test", 1, frozenset({"read", "write"}))
        return self.client(secret, **headers)

    async def acts(self, code: str, document: str, language: str = "zh", **given: Any) -> Any:
        """What an act answers a person."""
        self.requests += 1
        client = await self.person(code, **{"accept-language": language})
        variables = {"input": {"requestId": f"request-{self.requests}", **given}}
        answer = (await client.post("/graphql", json={"query": document, "variables": variables})).json()
        assert "errors" not in answer, answer
        return answer["data"]["act"]

    async def dashboard(
        self, *views: str, areas: tuple[str, ...] | None = None, language: str = "zh"
    ) -> httpx.AsyncClient:
        """A dashboard with a token of the statistician for these views and areas (codes)."""
        keys = None if areas is None else [global_id("Area", self.hub.areas[code]) for code in areas]
        made = await self.acts(STATISTICIAN, MAKE, name="board", views=list(views), areas=keys, days=1)
        assert made["__typename"] == "DashboardTokenMade", made
        return self.client(made["secret"], **{"accept-language": language})

    async def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """Rows as the hub itself sees them."""
        async with self.hub.database.as_hub() as session:
            return [tuple(row) for row in await session.execute(text(statement))]

    def runs(self, statement: str) -> None:
        """Change rows past every policy, as the administrator of the database."""
        with psycopg.connect(self.access.admin.url, autocommit=True) as connection:
            connection.execute(statement)


@pytest.fixture
async def board(own: Access, tmp_path: Path) -> AsyncIterator[Board]:
    """The server, without a socket."""
    settings = Settings(data=tmp_path, cors_origins=(ORIGIN,))
    database = Database(own.addresses, clock=lambda: NOW, pool_size=5)
    app = build(settings, database, schema=schema, dist=tmp_path / "dist", services=(open_replica, open_live))
    async with app.router.lifespan_context(app):
        found = Board(await Hub(database).find(), own, app)
        await app.state.hub.replica.ready(60)
        yield found
        for client in found.clients:
            await client.aclose()
