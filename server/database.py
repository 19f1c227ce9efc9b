"""Which database a command works on: the embedded one, owned or joined, or the server that HUB_DATABASE_URL names."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from db.connection import Addresses
from db.migrate import ROLES, make_roles
from server.postgres import ConnectionInfo, DataInUse, EmbeddedPostgres, owner_of
from server.postgres.embedded import derive_password, make_secret
from server.settings import Settings

NAME = "countyhub"


@dataclass(frozen=True)
class Access:
    """The ways into the hub's database: the administrator of its server, and the hub's three roles."""

    admin: ConnectionInfo
    addresses: Addresses
    embedded: EmbeddedPostgres | None = None


@contextmanager
def own_database(settings: Settings, port: int | None = None) -> Iterator[Access]:
    """Start the embedded database and stop it at the end; raise DataInUse when another process owns the data.

    With HUB_DATABASE_URL that server is used and neither started nor stopped.
    """
    if settings.database_url:
        yield external(settings)
        return
    embedded = EmbeddedPostgres(settings.data)
    server = embedded.start(port)
    try:
        yield prepare(create(server, NAME), settings, embedded)
    finally:
        embedded.stop()


@contextmanager
def any_database(settings: Settings) -> Iterator[Access]:
    """Use the database that a running hub has started, else start it for the length of this command."""
    if settings.database_url or owner_of(settings.data) is None:
        with own_database(settings) as access:
            yield access
        return
    embedded = EmbeddedPostgres(settings.data)
    yield described(wait_for(embedded.admin.at(NAME), settings.data), secret_of(settings), embedded)


def external(settings: Settings) -> Access:
    """Prepare the server that HUB_DATABASE_URL names."""
    assert settings.database_url is not None
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    make_secret(settings.data / "postgres.secret")
    return prepare(ConnectionInfo.from_url(settings.database_url.get_secret_value()), settings)


def secret_of(settings: Settings) -> bytes:
    """Answer the secret from which the roles' passwords come."""
    if settings.database_secret:
        return settings.database_secret.get_secret_value().encode()
    return (settings.data / "postgres.secret").read_bytes()


def create(server: ConnectionInfo, name: str, template: str | None = None) -> ConnectionInfo:
    """Create a database unless it is there, empty or as a copy of another; answer how the administrator enters it."""
    with psycopg.connect(server.url, autocommit=True) as connection:
        if connection.execute("select 1 from pg_database where datname = %s", [name]).fetchone() is None:
            copied = sql.Identifier(template or "template0")
            connection.execute(sql.SQL("create database {} template {}").format(sql.Identifier(name), copied))
    return server.at(name)


def prepare(admin: ConnectionInfo, settings: Settings, embedded: EmbeddedPostgres | None = None) -> Access:
    """Make the three roles in a database and give them their passwords; doing it again changes nothing."""
    secret = secret_of(settings)
    passwords = {role: derive_password(role, secret) for role in ROLES}
    make_roles(admin.url, passwords, statement_timeout_ms=settings.statement_timeout_ms)
    return described(admin, secret, embedded)


def described(admin: ConnectionInfo, secret: bytes, embedded: EmbeddedPostgres | None = None) -> Access:
    """Describe a database whose roles are there."""
    owner, app, system = (admin.as_role(role, derive_password(role, secret)).sqlalchemy_url for role in ROLES)
    return Access(admin, Addresses(owner=owner, app=app, system=system), embedded)


def wait_for(admin: ConnectionInfo, data: Path, patience_seconds: float = 30.0) -> ConnectionInfo:
    """Wait until the hub that owns the data has its database ready; raise DataInUse when that takes too long."""
    give_up = time.monotonic() + patience_seconds
    while time.monotonic() < give_up:
        try:
            psycopg.connect(admin.url, connect_timeout=5).close()
            return admin
        except psycopg.OperationalError:
            time.sleep(0.1)
    raise DataInUse(data, owner_of(data))
