"""When an asker's sight last changed, and open assignments by their holders; see the .sql file of the same name."""

from db.migrations.run import run_sql

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Run the statements of this revision."""
    run_sql(__file__)
