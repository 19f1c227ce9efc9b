"""Who stood under a report when it was locked; the statements are in the .sql file of the same name."""

from db.migrations.run import run_sql

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Run the statements of this revision."""
    run_sql(__file__)
