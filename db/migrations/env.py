"""Alembic's environment: migrations run as hub_owner over the connection that db/migrate.py hands in."""

from alembic import context

from db.rows import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
