"""Uploaded contents as verbs find them. What the bytes are, and who may send them, is the server's."""

from pathlib import Path
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from db.items import File
from resolvers.refusals import not_found


def content_path(folder: Path, sha256: str) -> Path:
    """Where a content lies: two levels of folders keep each small."""
    return folder / sha256[:2] / sha256[2:4] / sha256


async def readable(connection: AsyncConnection, folder: Path, file_id: UUID | None) -> Path:
    """Where the content of a file lies. Refused with NOT_FOUND for a file that the asker may not read."""
    sha256 = await connection.scalar(select(File.sha256).where(File.id == file_id))
    if sha256 is None:
        refused = not_found("此文件", "The file")
        refused.path = ("file",)
        raise refused
    return content_path(folder, sha256)
