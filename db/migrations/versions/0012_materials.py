"""The tables of calls for material; the statements are in the .sql file of the same name."""

from db.migrations.run import run_sql

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Run the statements of this revision."""
    run_sql(__file__)
