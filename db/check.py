"""Checks of the database's shape: tables as the row classes say, policies forced and applied, migrations current."""

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, create_engine
from sqlalchemy.engine import URL

from db.migrate import HERE, newest_revision, policies_to_apply
from db.rows import metadata

# The hub's own notes about migrations: no role that serves reads them.
OUTSIDE = frozenset({"alembic_version", "applied_policies"})


def shape_problems(owner: URL) -> list[str]:
    """Where the tables are not what the row classes say, and a revision that is not the newest."""
    engine = create_engine(owner)
    try:
        with engine.connect() as connection:
            return [*_revision(connection), *map(str, _apart(connection))]
    finally:
        engine.dispose()


def policy_problems(owner: URL) -> list[str]:
    """Tables that do not force row policies or that the hub itself could not see, and policy files not applied."""
    engine = create_engine(owner)
    try:
        with engine.connect() as connection:
            return [*_bare(connection), *_unseen(connection), *_unapplied(connection)]
    finally:
        engine.dispose()


def _revision(connection: Connection) -> list[str]:
    newest = newest_revision()
    present = MigrationContext.configure(connection).get_current_revision()
    return [] if present == newest else [f"the database is at revision {present}, this hub needs {newest}"]


def _apart(connection: Connection) -> list[object]:
    def counts(_object: object, name: str | None, kind: str, _reflected: bool, _compared: object) -> bool:
        return kind in ("table", "column") and name not in OUTSIDE

    return list(compare_metadata(MigrationContext.configure(connection, opts={"include_object": counts}), metadata))


def _bare(connection: Connection) -> list[str]:
    rows = connection.exec_driver_sql((HERE / "unforced_tables.sql").read_text(encoding="utf-8"))
    return [f"{name} does not force row policies" for (name,) in rows if name not in OUTSIDE]


def _unseen(connection: Connection) -> list[str]:
    rows = connection.exec_driver_sql("select tablename from pg_policies where policyname = 'system'")
    seen = {name for (name,) in rows}
    return [f"{name} has no policy for the hub itself" for name in sorted(metadata.tables.keys() - seen)]


def _unapplied(connection: Connection) -> list[str]:
    return [f"{name} is not applied as it stands" for name in policies_to_apply(connection)]
