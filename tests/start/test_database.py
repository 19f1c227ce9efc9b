"""Which database a command works on, and what the tests' own databases are."""

import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from pydantic import SecretStr
from sqlalchemy import create_engine, text

from server.database import Access, any_database, own_database
from server.postgres import ConnectionInfo, DataInUse, EmbeddedPostgres, owner_of
from server.settings import Settings

JOIN = """
import sys
from pathlib import Path
from sqlalchemy import create_engine, text
from server.database import any_database
from server.settings import Settings
with any_database(Settings(data=Path(sys.argv[1]))) as access:
    with create_engine(access.addresses.system).connect() as connection:
        print(connection.execute(text("select current_user || ' in ' || current_database()")).scalar())
"""


def test_each_role_enters_as_itself(access: Access) -> None:
    names = []
    for address in (access.addresses.owner, access.addresses.app, access.addresses.system):
        engine = create_engine(address)
        with engine.connect() as connection:
            names.append(connection.execute(text("select current_user")).scalar())
        engine.dispose()

    assert names == ["hub_owner", "hub_app", "hub_system"]


def test_a_copy_of_the_template_has_its_tables_and_is_the_tests_own(access: Access, template: Access) -> None:
    with psycopg.connect(access.admin.url) as connection:
        connection.execute("create table mine (number integer)")
        tables = connection.execute("select count(*) from pg_tables where schemaname = 'public'").fetchone()
    with psycopg.connect(template.admin.url) as connection:
        before = connection.execute("select count(*) from pg_tables where schemaname = 'public'").fetchone()
        mine = connection.execute("select to_regclass('mine')").fetchone()

    assert before is not None and before[0] > 20
    assert tables == (before[0] + 1,)
    assert mine == (None,)


def test_a_command_joins_the_database_of_a_running_hub(empty_folder: Path) -> None:
    with own_database(Settings(data=empty_folder)):
        done = subprocess.run(
            [sys.executable, "-c", JOIN, str(empty_folder)], capture_output=True, text=True, check=False
        )
        assert owner_of(empty_folder) is not None
        with pytest.raises(DataInUse), own_database(Settings(data=empty_folder)):
            pass

    assert done.stdout == "hub_system in countyhub\n", done.stderr
    assert owner_of(empty_folder) is None


def test_a_command_starts_the_database_when_no_hub_runs_and_stops_it(empty_folder: Path) -> None:
    done = subprocess.run([sys.executable, "-c", JOIN, str(empty_folder)], capture_output=True, text=True, check=False)

    assert done.stdout == "hub_system in countyhub\n", done.stderr
    assert owner_of(empty_folder) is None
    assert not EmbeddedPostgres(empty_folder).is_running()


def test_a_named_server_is_used_and_neither_started_nor_stopped(postgres: EmbeddedPostgres, tmp_path: Path) -> None:
    # In a server of one's own the roles have one secret; here it is that of the session's server.
    secret = SecretStr((postgres.data / "postgres.secret").read_text())
    url = SecretStr(postgres.admin.url)
    settings = Settings(data=tmp_path / "other", database_url=url, database_secret=secret)

    with any_database(settings) as access:
        with psycopg.connect(access.admin.url) as connection:
            roles = connection.execute("select rolname from pg_roles where rolname ~ '^hub_' order by 1").fetchall()
        assert access.embedded is None

    assert roles == [("hub_admin",), ("hub_app",), ("hub_owner",), ("hub_system",)]
    assert postgres.is_running()


@pytest.mark.parametrize(
    ("url", "host", "port", "user", "password", "database"),
    [
        ("postgresql://a:b@db.example:6000/county", "db.example", 6000, "a", "b", "county"),
        ("postgresql://a:b%40c@/county?host=/run/postgresql", "/run/postgresql", 5432, "a", "b@c", "county"),
        ("postgres://db.example/%E5%8E%BF", "db.example", 5432, "postgres", "", "县"),
    ],
)
def test_a_url_is_read_and_written_back(
    url: str, host: str, port: int, user: str, password: str, database: str
) -> None:
    info = ConnectionInfo.from_url(url)

    assert info == ConnectionInfo(host, port, user, password, database)
    assert ConnectionInfo.from_url(info.url) == info


@pytest.mark.parametrize(
    ("url", "reason"),
    [("mysql://db.example/county", "begins with postgresql://"), ("postgresql://db.example", "names a database")],
)
def test_a_url_that_is_none_is_refused_in_words(url: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        ConnectionInfo.from_url(url)


def test_a_password_is_not_shown() -> None:
    assert "geheim" not in repr(ConnectionInfo("db.example", 5432, "hub", "geheim", "county"))
