"""The schema of jobs: our statements are in the .sql file of this name, the tables come with the pinned procrastinate.

A later version of the library brings its own migrations; the revision that raises the pin runs those, in this schema.
"""

from alembic import op
from procrastinate.schema import SchemaManager

from db.migrations.run import run_sql, run_text

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make the schema, then the library's tables in it."""
    run_sql(__file__)
    connection = op.get_bind()
    connection.exec_driver_sql("set local search_path = jobs")
    run_text(connection, SchemaManager.get_schema())
    connection.exec_driver_sql("reset search_path")
