"""One life at a time: who lives holds a lock of the database, which ends with the connection, and the clock waits.

A round of the clock that began before the life ends before it: both would open the same periods.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from db.connection import Database

_KEY = {"key": 7406284}
_ROUNDS = {"key": 7406286}  # held, shared, by every transaction that was told that nobody lives
_HELD = text("""
select exists (
  select from pg_locks
  where locktype = 'advisory' and classid = 0 and objid = cast(:key as integer) and objsubid = 1 and granted
    and database = (select oid from pg_database where datname = current_database()))
""")


@asynccontextmanager
async def alone(database: Database) -> AsyncIterator[bool]:
    """Hold the lock while the block runs; False where somebody else lives this database already."""
    async with database.system.connect() as connection:
        mine = bool(await connection.scalar(text("select pg_try_advisory_lock(:key)"), _KEY))
        try:
            if mine:
                await connection.execute(text("select pg_advisory_lock(:key)"), _ROUNDS)
                await connection.execute(text("select pg_advisory_unlock(:key)"), _ROUNDS)
            await connection.commit()
            yield mine
        finally:
            if mine:
                await connection.execute(text("select pg_advisory_unlock(:key)"), _KEY)


async def is_lived(session: AsyncSession) -> bool:
    """Whether somebody lives this database now; where nobody does, no life begins before the transaction ends."""
    await session.execute(text("select pg_advisory_xact_lock_shared(:key)"), _ROUNDS)
    return bool(await session.scalar(_HELD, _KEY))
