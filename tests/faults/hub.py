"""A hub with a database of its own on the disk, killed and started again by the tests, and what it holds afterwards."""

import contextlib
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import duckdb
import psutil
import psycopg

from analytics.relations import Load, loaded
from db.connection import Database
from db.seals import Verified, seal, verify
from schema.ids import key_of
from server.database import Access, any_database
from server.postgres import EmbeddedPostgres, leftovers
from server.settings import Settings
from tests.faults.writing import STATISTICIANS, Writer, free_port
from tests.running import Running, clear, visiting
from tests.story.county import NOW

ZONE = "Asia/Shanghai"
STATED = """
select f.id::text, i.code, f.version, f.value
from facts f join indicators i on i.id = f.indicator_id
where f.source = 'TOWNSHIP'
"""
JOURNALLED = """
select fact_id::text, count(*)
from journal
where verb = 'FACT_PERIOD.ENTER' and fact_id is not null
group by fact_id
"""


@dataclass
class Home:
    """One data folder and the hub that runs on it, again and again, always at the same port."""

    folder: Path
    port: int = field(default_factory=free_port)
    running: Running | None = None
    starts: int = 0

    @property
    def data(self) -> Path:
        """What the hub keeps."""
        return self.folder / "data"

    @property
    def address(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    def up(self) -> Running:
        """Start it and wait until everything answers."""
        self.starts += 1
        self.running = Running(
            self.folder / f"hub-{self.starts}.log", "up", "--no-page", "--no-life",
            "--port", str(self.port), "--data", str(self.data), HUB_NOW=NOW.isoformat(),
        )  # fmt: skip
        self.running.ready()
        return self.running

    def kill(self, *, database: bool) -> None:
        """Kill the hub's process, and with `database` the PostgreSQL that it leaves running, too."""
        assert self.running is not None
        self.running.kill()
        if database:
            self.kill_database()

    def kill_database(self) -> None:
        """Kill PostgreSQL's first process; the others end with it."""
        pid = self.postmaster()
        if pid is not None:
            psutil.Process(pid).kill()

    def postmaster(self) -> int | None:
        """PostgreSQL's first process."""
        return leftovers.server_pid(EmbeddedPostgres(self.data).cluster)

    @contextlib.contextmanager
    def database(self) -> Iterator[Access]:
        """The database, started for the length of a check where no hub runs."""
        with any_database(Settings(data=self.data)) as access:
            yield access


@contextlib.contextmanager
def home_in(folder: Path) -> Iterator[Home]:
    """A hub's home; nothing of it is left running at the end."""
    home = Home(folder)
    try:
        yield home
    finally:
        if home.running is not None:
            home.running.kill()
        clear(home.data)


@contextlib.asynccontextmanager
async def writers(home: Home, *periods: str) -> AsyncIterator[list[Writer]]:
    """The statisticians of all eight townships, signed in, each with what is asked of the township."""
    async with contextlib.AsyncExitStack() as stack:
        found = [Writer(await stack.enter_async_context(visiting(home.address, code))) for code in STATISTICIANS]
        for writer in found:
            await writer.prepare(periods)
        yield found


def assert_nothing_lost_nothing_twice(access: Access, found: list[Writer]) -> None:
    """The database holds exactly the versions that were acknowledged, each with exactly one journal row."""
    with psycopg.connect(access.admin.url) as connection:
        stated = {row[0]: row[1:] for row in connection.execute(STATED)}
        journalled = {row[0]: row[1] for row in connection.execute(JOURNALLED)}
        ((requests,),) = connection.execute("select count(*) from requests").fetchall()
    promised = {
        str(key_of(key, UUID, "Fact")): (code, version, Decimal(value))
        for writer in found
        for key, (code, version, value) in writer.acknowledged.items()
    }
    assert stated == promised
    assert journalled == dict.fromkeys(stated, 1)
    assert requests == sum(writer.answered for writer in found)


async def sealed(access: Access) -> Verified:
    """Seal the rest of the journal and go through all of it."""
    database = Database(access.addresses)
    try:
        await seal(database)
        return await verify(database)
    finally:
        await database.close()


def assert_replica_equal(access: Access, folder: Path) -> None:
    """Every mirrored relation in the file that the hub left holds the rows of the database."""
    (file,) = folder.glob("replica-*.duckdb")
    system = access.addresses.system.set(drivername="postgresql").render_as_string(hide_password=False)
    with duckdb.connect(file, read_only=True) as replica, psycopg.connect(system) as connection:
        replica.execute("set TimeZone = 'UTC'")
        connection.execute("select set_config('app.zone', %s, true), set_config('TimeZone', 'UTC', true)", (ZONE,))
        for relation in loaded(Load.WHOLE, Load.ITEM, Load.FACT):
            there = rows(connection.execute(f"select * from ({relation.select}) r".encode()).fetchall())
            table = replica.sql(f"select {relation.named} from {relation.name}").to_arrow_table()
            here = rows([list(row.values()) for row in table.to_pylist()])
            assert here == there, relation.name


def rows(found: list[Any]) -> list[str]:
    """Rows as text in order."""
    return sorted(str([str(value) for value in row]) for row in found)
