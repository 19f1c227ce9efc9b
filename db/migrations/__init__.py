"""Forward-only migrations: a revision runs the .sql file of its own name. Applied ones stay as they are."""
