"""The application over the tiny county, for papers and workbooks over HTTP."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from starlette.applications import Starlette

from schema.root import schema
from server.application import build
from server.settings import Settings
from tests.hub import Hub


@pytest.fixture
async def app(own_hub: Hub, tmp_path: Path) -> AsyncIterator[tuple[Hub, Starlette]]:
    """The application over the tiny county, at the beginning of November 2019."""
    built = build(Settings(data=tmp_path / "data"), own_hub.database, schema=schema, dist=tmp_path / "dist")
    async with built.router.lifespan_context(built):
        yield own_hub, built
