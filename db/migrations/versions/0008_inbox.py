"""The index of an inbox, and a function that nothing uses; the statements are in the .sql file of the same name."""

from db.migrations.run import run_sql

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Run the statements of this revision."""
    run_sql(__file__)
