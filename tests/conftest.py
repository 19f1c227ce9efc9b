"""Fixtures of all tests: one PostgreSQL for the session, a template database built once, a copy of it for each test."""

import asyncio
import itertools
import logging
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import psycopg
import pytest
import structlog
from hypothesis import settings
from psycopg import sql

from db.migrate import migrate
from server.database import Access, create, described, prepare
from server.postgres import EmbeddedPostgres
from server.settings import Settings
from tests.hub import FUXIAN, TINY, Emptying, Hub, hub_of, load

# Tests may lose their database with the machine: nothing is waited for on the disk.
CARELESS = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "shared_buffers": "128MB",
    "autovacuum": "off",
}
copies = itertools.count(1)

# How long an example takes says how busy the machine is, and nothing of the hub.
settings.register_profile("hub", deadline=None)
settings.load_profile("hub")


@pytest.fixture
def logging_as_before() -> Iterator[None]:
    """For what configures logging: others read the lines of the hub where structlog puts them by itself."""
    root = logging.getLogger()
    handlers, level, configured = root.handlers[:], root.level, structlog.get_config()
    yield
    root.handlers[:], root.level = handlers, level
    structlog.configure(**configured)


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Asynchronous tests run on asyncio, as the hub does."""
    return "asyncio"


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedPostgres]:
    """A PostgreSQL for this session, in a folder that nobody else uses."""
    server = EmbeddedPostgres(tmp_path_factory.mktemp("hub") / "data", CARELESS)
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def hub_settings(postgres: EmbeddedPostgres) -> Settings:
    """Settings whose data folder is that of the session's PostgreSQL."""
    return Settings(data=postgres.data)


def build_template(postgres: EmbeddedPostgres, settings: Settings) -> Access:
    """Build the database that tests are cloned from: roles, migrations, policies. Nobody stays connected to it."""
    access = prepare(create(postgres.admin, "template"), settings, postgres)
    migrate(access.addresses.owner)
    return access


@pytest.fixture(scope="session")
def template(postgres: EmbeddedPostgres, hub_settings: Settings) -> Access:
    """The template database; read it never, clone it through `access`."""
    return build_template(postgres, hub_settings)


@pytest.fixture
def access(postgres: EmbeddedPostgres, template: Access) -> Iterator[Access]:
    """A database of the test's own, with every table and policy; what the test commits vanishes with it."""
    yield from clone(postgres, template)


@pytest.fixture(scope="module")
def module_access(postgres: EmbeddedPostgres, template: Access) -> Iterator[Access]:
    """A database shared by the tests of a file that only read it after one set-up."""
    yield from clone(postgres, template)


def clone(postgres: EmbeddedPostgres, template: Access) -> Iterator[Access]:
    """Copy the template, hand the copy out, drop it with whoever is still connected."""
    name = f"copy_{next(copies)}"
    admin = create(postgres.admin, name, template.admin.database)
    yield described(admin, (postgres.data / "postgres.secret").read_bytes(), postgres)
    with psycopg.connect(postgres.admin.url, autocommit=True) as connection:
        connection.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


@pytest.fixture(scope="session")
def tiny_template(postgres: EmbeddedPostgres, template: Access) -> Access:
    """A template database with the tiny county loaded; clone it through `own_hub`."""
    return county_template(postgres, template, TINY)


@pytest.fixture(scope="session")
def fuxian_template(postgres: EmbeddedPostgres, template: Access) -> Access:
    """A template database with the sample county loaded, without its life."""
    return county_template(postgres, template, FUXIAN)


def county_template(postgres: EmbeddedPostgres, template: Access, pack: Path) -> Access:
    """Build a template database with a county pack loaded. Nobody stays connected to it."""
    admin = create(postgres.admin, f"template_{pack.name}", template.admin.database)
    access = described(admin, (postgres.data / "postgres.secret").read_bytes(), postgres)
    asyncio.run(load(access.addresses, pack))
    return access


@pytest.fixture(scope="session")
async def tiny_hub(postgres: EmbeddedPostgres, tiny_template: Access) -> AsyncIterator[tuple[Hub, Emptying]]:
    """The tiny county's database of the whole session, and what empties it; tests ask for `hub`."""
    for access in clone(postgres, tiny_template):
        found = await hub_of(access.addresses)
        with Emptying(access.admin.url) as emptying:
            yield found, emptying
        await found.database.close()


@pytest.fixture
def hub(tiny_hub: tuple[Hub, Emptying]) -> Hub:
    """The tiny county's hub as its pack was just loaded: nothing has happened yet. Tests that write to the tables of
    the pack ask for `own_hub`.
    """
    found, emptying = tiny_hub
    emptying.run()
    return found.fresh()


@pytest.fixture
async def own_hub(postgres: EmbeddedPostgres, tiny_template: Access) -> AsyncIterator[Hub]:
    """A tiny county's hub of the test's own."""
    for access in clone(postgres, tiny_template):
        found = await hub_of(access.addresses)
        yield found
        await found.database.close()


@pytest.fixture
async def second_hub(postgres: EmbeddedPostgres, tiny_template: Access) -> AsyncIterator[Hub]:
    """Another such hub, to compare with."""
    for access in clone(postgres, tiny_template):
        found = await hub_of(access.addresses)
        yield found
        await found.database.close()


@pytest.fixture
def empty_folder(tmp_path: Path) -> Path:
    """A data directory that does not exist yet."""
    return tmp_path / "data"
