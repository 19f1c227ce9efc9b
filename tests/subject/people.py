"""The tiny county's people by the codes of its pack, for tests that read as a person."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.connection import Asker, Database
from db.organisation import Person, Unit


async def asker(database: Database, code: str) -> Asker:
    """The asker that a person of the pack is."""
    async with database.as_hub() as session:
        return Asker(await session.scalar(select(Person.id).where(Person.code == code)), language="en")


async def units(session: AsyncSession) -> dict[str, int]:
    """The keys of the units by code."""
    return {code: key for code, key in await session.execute(select(Unit.code, Unit.id))}
