"""What indicators count, in English; the statements are in the .sql file of the same name."""

from db.migrations.run import run_sql

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Run the statements of this revision."""
    run_sql(__file__)
