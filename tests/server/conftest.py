"""A small county of four people and a server over it, in the test's own process; and the same behind a real socket."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import psycopg
import pytest
import uvicorn
from starlette.applications import Starlette

from db.connection import Database
from resolvers.accounts import HASHER
from server.application import build
from server.database import Access
from server.serve import open_live
from server.settings import Settings
from tests.server.stand_in import schema

PASSWORD = "correct horse 电池"
# Hashed once: a hash takes a tenth of a second, and every test has its own database.
PASSWORD_HASH = HASHER.hash(PASSWORD)

COUNTY = """
set role hub_system;
insert into areas (id, code, name_zh, name_en, kind, level, ordinal) values (1, '610628', '富县', 'Fuxian', 'COUNTY', 'COUNTY', 1);
insert into units (id, code, name_zh, short_zh, name_en, kind, system, area_id, ordinal)
values (1, 'OFFICE', '政府办', '政府办', 'Office', 'DEPARTMENT', 'GOVERNMENT', 1, 1),
       (2, 'BUREAU', '统计局', '统计局', 'Bureau', 'DEPARTMENT', 'GOVERNMENT', 1, 2);
insert into positions (id, code, name_zh, name_en, unit_kinds, rank, sees, ordinal)
values (1, 'CLERK', '干事', 'Clerk', '{}', 'CLERK', '{OWN_UNIT}', 1), (2, 'INSPECTOR', '督查', 'Inspector', '{}', 'CLERK', '{JOURNAL}', 2);
insert into posts (id, code, position_id, unit_id) values (1, 'OFFICE/CLERK', 1, 1), (2, 'BUREAU/CLERK', 1, 2), (3, 'OFFICE/INSPECTOR', 2, 1);
insert into people (id, code, name, pinyin) values (1, 'U1', '张三', 'zhangsan'), (2, 'U2', '李四', 'lisi'), (3, 'U3', '王五', 'wangwu');
insert into appointments (post_id, person_id, title) values (1, 1, '干事'), (2, 2, '干事'), (3, 3, '督查');
insert into readers (kind, unit_id) values ('UNIT', 1), ('UNIT', 2);
insert into readers (kind, person_id) values ('PERSON', 1), ('PERSON', 2), ('PERSON', 3);
insert into settings (name, value) values ('county', '{"code": "610628", "sample": true}');
insert into accounts (person_id, login, password_hash) select id, 'login' || id, %(hash)s from people;
"""  # noqa: E501


@dataclass
class Server:
    """A running application and what a test needs to look behind it."""

    app: Starlette
    database: Database
    access: Access
    settings: Settings
    base: str = "http://hub.test"
    extra: list[httpx.AsyncClient] = field(default_factory=list)

    def client(self, **options: object) -> httpx.AsyncClient:
        """A browser-like client with cookies of its own."""
        transport = httpx.ASGITransport(self.app) if self.base == "http://hub.test" else None
        client = httpx.AsyncClient(transport=transport, base_url=self.base, **options)  # type: ignore[arg-type]
        self.extra.append(client)
        return client

    async def signed_in(self, person: int, **options: object) -> httpx.AsyncClient:
        """A client in which a person has signed in with the password."""
        client = self.client(**options)
        answer = await client.post("/sign-in", json={"login": f"login{person}", "password": PASSWORD})
        assert answer.status_code == 204, answer.text
        return client

    def sql(self, statement: str, *values: object) -> list[tuple[object, ...]]:
        """What the administrator of the database reads or does, past every policy."""
        with psycopg.connect(self.access.admin.url, autocommit=True) as connection:
            cursor = connection.execute(statement, values or None)
            return cursor.fetchall() if cursor.description else []


def fill(access: Access) -> None:
    """Put the small county into a database."""
    with psycopg.connect(access.addresses.owner.set(drivername="postgresql").render_as_string(False)) as connection:
        connection.execute(COUNTY.replace("%(hash)s", "'" + PASSWORD_HASH + "'").encode())


@pytest.fixture
def county(access: Access) -> Access:
    """A database of the test's own with the small county in it."""
    fill(access)
    return access


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings whose files lie in the test's own folder."""
    return Settings(data=tmp_path / "data")


@contextlib.asynccontextmanager
async def serving(county: Access, settings: Settings, dist: Path) -> AsyncIterator[Server]:
    """The application in this process, its lifespan open."""
    database = Database(county.addresses, pool_size=5)
    app = build(settings, database, schema=schema, dist=dist, services=(open_live,))
    server = Server(app, database, county, settings)
    async with app.router.lifespan_context(app):
        yield server
        for client in server.extra:
            await client.aclose()


@pytest.fixture
async def server(county: Access, settings: Settings, tmp_path: Path) -> AsyncIterator[Server]:
    """The application over the small county, asked without a socket."""
    async with serving(county, settings, tmp_path / "dist") as running:
        yield running


@pytest.fixture
async def wire(server: Server) -> AsyncIterator[Server]:
    """The same application behind a real socket on this machine."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    config = uvicorn.Config(server.app, lifespan="off", log_level="warning", timeout_graceful_shutdown=1)
    process = uvicorn.Server(config)
    task = asyncio.create_task(process.serve(sockets=[listening]))
    while not process.started:
        await asyncio.sleep(0.01)
    server.base = f"http://127.0.0.1:{listening.getsockname()[1]}"
    yield server
    for client in server.extra:
        await client.aclose()
    process.should_exit = True
    await task
    listening.close()
