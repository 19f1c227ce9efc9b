"""The PostgreSQL that the hub runs by itself: who owns its folder, under which account it runs, start, stop, recovery.

Nothing here knows a table of the hub; roles and migrations belong to `db/`.
"""

from server.postgres.connection import ConnectionInfo
from server.postgres.embedded import DatabaseTrouble, EmbeddedPostgres
from server.postgres.ownership import DataInUse, Owner, owner_of

__all__ = ["ConnectionInfo", "DataInUse", "DatabaseTrouble", "EmbeddedPostgres", "Owner", "owner_of"]
