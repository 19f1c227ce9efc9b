"""What a form calls its fields in English; the statement is in the .sql file of the same name."""

from db.migrations.run import run_sql

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Run the statements of this revision."""
    run_sql(__file__)
