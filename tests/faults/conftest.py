"""The small county after a quarter behind a real server, shared by the tests of a file."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from db.connection import Database
from server.database import Access
from tests.running import served
from tests.schema.conftest import NOW, Hub, live


@dataclass(frozen=True)
class Tiny:
    """The served county: where it answers, its database, the items of its periods."""

    address: str
    access: Access
    hub: Hub


async def found(access: Access) -> Hub:
    """What tests need to know of the county; its pools stay unused."""
    database = Database(access.addresses, clock=lambda: NOW)
    hub = await Hub(database).find()
    await database.close()
    return hub


@pytest.fixture(scope="module")
def tiny(module_access: Access, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tiny]:
    """The county, served."""
    asyncio.run(live(module_access))
    hub = asyncio.run(found(module_access))
    with served(module_access, tmp_path_factory.mktemp("tiny"), HUB_NOW=NOW.isoformat()) as running:
        yield Tiny(running.ready(), module_access, hub)
