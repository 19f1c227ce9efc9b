"""The tables of reports; the statements are in the .sql file of the same name."""

from db.migrations.run import run_sql

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Run the statements of this revision."""
    run_sql(__file__)
