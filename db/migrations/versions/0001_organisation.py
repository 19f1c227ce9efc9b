"""The tables of organisation; the statements are in the .sql file of the same name."""

from db.migrations.run import run_sql

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Run the statements of this revision."""
    run_sql(__file__)
