"""When the clock looks at an open assignment again; the statement is in the .sql file of the same name."""

from db.migrations.run import run_sql

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Run the statements of this revision."""
    run_sql(__file__)
