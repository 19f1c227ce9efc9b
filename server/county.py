"""Loads the county pack of the settings into the database, for `up` and for `load`."""

import asyncio
from pathlib import Path

from db.connection import Database
from resolvers.pack.load import Loaded, is_loaded, load_pack
from resolvers.pack.read import digest_of, read_pack
from server.database import Access
from server.settings import Settings


def load_county(settings: Settings, access: Access, folder: Path | None = None) -> Loaded | None:
    """Load a pack, that of the settings unless a folder is named; None when this very pack is the one last loaded.

    Raises RefusedPack with every problem when the pack does not pass its checks.
    """
    return asyncio.run(_load(settings, access, folder or settings.county))


async def _load(settings: Settings, access: Access, folder: Path) -> Loaded | None:
    database = Database(access.addresses, clock=settings.clock)
    try:
        async with database.as_hub() as session:
            now = settings.clock()
            # Reading and checking the whole pack takes seconds; its hash takes none.
            if await is_loaded(session, digest_of(folder), now.date()):
                return None
            return await load_pack(session, read_pack(folder), now)
    finally:
        await database.close()
