"""${message}; the statements are in the .sql file of the same name."""

from db.migrations.run import run_sql

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}


def upgrade() -> None:
    """Run the statements of this revision."""
    run_sql(__file__)
