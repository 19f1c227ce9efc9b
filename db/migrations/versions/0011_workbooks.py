"""Workbooks that were taken in; the statements are in the .sql file of the same name."""

from db.migrations.run import run_sql

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Run the statements of this revision."""
    run_sql(__file__)
