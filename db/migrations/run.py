"""Runs SQL files whole, as they are: several statements, per cent signs and all."""

from pathlib import Path

from alembic import op
from sqlalchemy import Connection


def run_sql(revision: str) -> None:
    """Run the statements of the .sql file with the name of the revision's file, with a lock time-out.

    The time-out keeps a migration from queueing behind a long reader while the previous version still serves.
    """
    connection = op.get_bind()
    connection.exec_driver_sql("set local lock_timeout = '5s'")
    run_text(connection, Path(revision).with_suffix(".sql").read_text(encoding="utf-8"))


def run_text(connection: Connection, statements: str) -> None:
    """Run several statements in the connection's transaction; no parameters, so that % stays a per cent sign."""
    cursor = connection.connection.cursor()
    cursor.execute(statements)
    cursor.close()
