"""Rows, migrations, row policies, the journal, and the connection that carries the asker. Knows nothing of GraphQL."""
