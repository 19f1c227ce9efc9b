"""Fixtures: a messy county, shared by the tests that only read it, and a replica of it."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace

import pytest

from analytics import feed
from analytics.files import Folder
from analytics.generation import Generation
from server.database import Access
from server.postgres import EmbeddedPostgres
from tests.analytics.county import ZONE, County
from tests.conftest import clone


@pytest.fixture(scope="session")
def loaded(postgres: EmbeddedPostgres, template: Access) -> Iterator[County]:
    """The sample county without figures, to be copied; nobody stays connected to it."""
    for access in clone(postgres, template):
        yield asyncio.run(County.load(access))


def copied(postgres: EmbeddedPostgres, loaded: County) -> Iterator[County]:
    """A copy of the loaded county in a database of its own."""
    for access in clone(postgres, loaded.access):
        yield replace(loaded, access=access, areas=dict(loaded.areas))


@pytest.fixture
def county(postgres: EmbeddedPostgres, loaded: County) -> Iterator[County]:
    """A county without figures, of the test's own."""
    yield from copied(postgres, loaded)


@pytest.fixture(scope="module")
def messy(postgres: EmbeddedPostgres, loaded: County) -> Iterator[County]:
    """A messy county; only read it."""
    for county in copied(postgres, loaded):
        county.make_a_mess()
        yield county


@pytest.fixture(scope="module")
def copy(messy: County, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Generation]:
    """A replica's file with all of the messy county, loaded by the child process."""
    folder = Folder(tmp_path_factory.mktemp("replica"), threads=2, memory_limit="1GB", zone=ZONE)
    generation, _ = folder.load(feed.arguments(messy.access.addresses.system), lambda child: None)
    yield generation
    generation.close()
    folder.close()
