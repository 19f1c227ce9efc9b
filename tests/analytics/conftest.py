"""Fixtures: a messy county, shared by the tests that only read it, and a replica of it."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from analytics.files import Folder
from analytics.generation import Generation
from server.database import Access
from tests.analytics.county import ZONE, County
from analytics import feed


@pytest.fixture(scope="module")
def messy(module_access: Access) -> County:
    """A messy county; only read it."""
    county = asyncio.run(County.load(module_access))
    county.make_a_mess()
    return county


@pytest.fixture(scope="module")
def copy(messy: County, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Generation]:
    """A replica's file with all of the messy county, loaded by the child process."""
    folder = Folder(tmp_path_factory.mktemp("replica"), threads=2, memory_limit="1GB", zone=ZONE)
    generation, _ = folder.load(feed.arguments(messy.access.addresses.system), lambda child: None)
    yield generation
    generation.close()
    folder.close()
