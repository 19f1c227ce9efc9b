"""Brings a database to the present shape: roles, migrations, then policies and functions, which are re-applied when
their text changed.
"""

import hashlib
from pathlib import Path

import psycopg
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from psycopg import sql
from sqlalchemy import URL, Connection, create_engine

from db.migrations.run import run_text

HERE = Path(__file__).parent
ROLES = ("hub_owner", "hub_app", "hub_system")


def make_roles(admin: str, passwords: dict[str, str], *, statement_timeout_ms: int) -> None:
    """Make the three roles in the database named by `admin` (a connection string of its administrator) and set their
    passwords.

    hub_app gets the statement time-out: a person's query ends; the hub's own work may take longer.
    """
    with psycopg.connect(admin, autocommit=True) as connection:
        # Two databases of one server may be set up at once (tests do): roles belong to the server, so take turns.
        connection.execute("select pg_advisory_lock(7406281)")
        connection.execute((HERE / "roles.sql").read_text(encoding="utf-8"))
        for role in ROLES:
            secret = sql.Literal(passwords[role])
            connection.execute(sql.SQL("alter role {} password {}").format(sql.Identifier(role), secret))
        connection.execute(
            sql.SQL("alter role hub_app set statement_timeout = {}").format(sql.Literal(f"{statement_timeout_ms}ms"))
        )


def migrate(owner: URL) -> list[str]:
    """Run what has not run yet, as hub_owner; answers the names of the policy files that were applied."""
    engine = create_engine(owner)
    try:
        with engine.begin() as connection:
            connection.exec_driver_sql("select pg_advisory_xact_lock(7406282)")
            config = Config()
            config.set_main_option("script_location", str(HERE / "migrations"))
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
        with engine.begin() as connection:
            connection.exec_driver_sql("select pg_advisory_xact_lock(7406282)")
            return _apply_policies(connection)
    finally:
        engine.dispose()


def newest_revision() -> str | None:
    """The revision that this version of the hub needs."""
    config = Config()
    config.set_main_option("script_location", str(HERE / "migrations"))
    return ScriptDirectory.from_config(config).get_current_head()


def policy_files() -> list[Path]:
    """The files of db/policies in the order they are applied."""
    return sorted((HERE / "policies").glob("*.sql"))


def _apply_policies(connection: Connection) -> list[str]:
    connection.exec_driver_sql(
        "create table if not exists applied_policies "
        "(name text primary key, hash text not null, applied_at timestamptz not null default now())"
    )
    changed = policies_to_apply(connection)
    if not changed:
        return []
    # A later file may rest on a function of an earlier one, so all are applied when one changed: it takes milliseconds.
    for path in policy_files():
        text = path.read_text(encoding="utf-8")
        run_text(connection, text)
        connection.exec_driver_sql(
            "insert into applied_policies (name, hash) values (%s, %s) "
            "on conflict (name) do update set hash = excluded.hash, applied_at = now()",
            (path.name, hash_of(text)),
        )
    return changed


def policies_to_apply(connection: Connection) -> list[str]:
    """The policy files whose text is not the one last applied, by name."""
    known = {row.name: row.hash for row in connection.exec_driver_sql("select name, hash from applied_policies")}
    files = policy_files()
    return [path.name for path in files if known.get(path.name) != hash_of(path.read_text(encoding="utf-8"))]


def hash_of(text: str) -> str:
    """The hash by which a policy file's text is known."""
    return hashlib.sha256(text.encode()).hexdigest()
