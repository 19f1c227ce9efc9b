"""What a dashboard's token is limited to; the statements are in the .sql file of the same name."""

from db.migrations.run import run_sql

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Run the statements of this revision."""
    run_sql(__file__)
