"""Files: POST /files streams bytes into a folder by their sha256, GET /files/{id} streams them back, in ranges too.

A content is kept once whoever sends it. Bytes go to `incoming/` first, are flushed to the disk, and take their name
in one step: whatever is killed meanwhile, no half file has a name. Who may read a file is the row policy on `files`;
to anybody else it does not exist.
"""

import hashlib
import os
import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote, unquote
from uuid import UUID

import anyio
from sqlalchemy import text
from starlette.middleware import Middleware
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from db import journal
from db.connection import Asker, Database
from resolvers.files import content_path
from server.answers import JSON, RefusedRequest
from server.errors import defect
from server.hub import hub_of
from server.media import SHOWN, UNKNOWN, agrees, sniffed
from server.sign_in import signed_in

MAX_BYTES = 256 * 1024 * 1024
HEAD_BYTES = 4096
NAME_CHARACTERS = 200


@dataclass(frozen=True)
class Received:
    """A content that came in and lies in `incoming/`."""

    path: Path
    sha256: str
    size: int
    media_type: str


def incoming(folder: Path) -> Path:
    """Where bytes lie until they are whole."""
    return folder / "incoming"


def clear_incoming(folder: Path) -> None:
    """Remove what uploads that were cut off have left; called at start, before any upload can run."""
    for left in incoming(folder).glob("*.part"):
        left.unlink(missing_ok=True)


async def upload(request: Request) -> Response:
    """POST /files: answers {id, sha256, size, mediaType}.

    Refuses nobody (401), read-only tokens (403), a lying type (415).
    """
    hub = hub_of(request)
    asker = await signed_in(request, write=True)
    folder = hub.settings.files_folder
    declared = request.headers.get("content-type", UNKNOWN).partition(";")[0].strip().lower() or UNKNOWN
    received = await receive(request.stream(), folder, declared)
    try:
        await anyio.to_thread.run_sync(keep, received, folder)
        file = await record(hub.database, asker, received, _name_of(request))
    finally:
        received.path.unlink(missing_ok=True)
    content = {"id": str(file), "sha256": received.sha256, "size": received.size, "mediaType": received.media_type}
    return JSON(content, 201, {"location": f"/files/{file}"})


async def receive(stream: AsyncIterator[bytes], folder: Path, declared: str) -> Received:
    """Write a stream to `incoming/`, hashing it on the way; whatever goes wrong leaves nothing behind."""
    incoming(folder).mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(suffix=".part", dir=incoming(folder))
    path = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            return await _write(stream, file, path, declared)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


async def _write(stream: AsyncIterator[bytes], file: BinaryIO, path: Path, declared: str) -> Received:
    digest, size, head = hashlib.sha256(), 0, b""
    async for chunk in stream:
        size += len(chunk)
        if size > MAX_BYTES:
            raise RefusedRequest(413, "FILE_TOO_LARGE", limit=MAX_BYTES // 1024**2)
        if len(head) < HEAD_BYTES:
            head += chunk[: HEAD_BYTES - len(head)]
        digest.update(chunk)
        await anyio.to_thread.run_sync(file.write, chunk)
    if size == 0:
        raise RefusedRequest(400, "FILE_EMPTY")
    found = sniffed(head)
    if not agrees(declared, found):
        raise RefusedRequest(415, "FILE_TYPE_DIFFERS", declared=declared, found=found)
    file.flush()
    await anyio.to_thread.run_sync(os.fsync, file.fileno())
    return Received(path, digest.hexdigest(), size, found if declared == UNKNOWN else declared)


def keep(received: Received, folder: Path) -> Path:
    """Give a content its name, in one step; a content already there stays as it is. The folders are flushed too."""
    target = content_path(folder, received.sha256)
    if not target.exists():
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.replace(received.path, target)
        for parent in (target.parent, target.parent.parent, folder):
            _flush_folder(parent)
    return target


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


async def record(database: Database, asker: Asker, received: Received, name: str | None) -> UUID:
    """Put a kept content on record as the asker's upload; answers the file's id, the same for the same bytes."""
    async with database.writing(asker) as session:
        kept = await session.execute(
            text("select keep_upload(:sha256, :size, :media_type)"),
            {"sha256": received.sha256, "size": received.size, "media_type": received.media_type},
        )
        id_: UUID = kept.scalar_one()
        payload = {"file": str(id_), "sha256": received.sha256, "size": received.size, "name": name}
        entries = [journal.Entry(payload=payload)]
        await journal.write(
            session,
            at=database.clock(),
            actor=asker.person_id,
            for_post=None,
            subject="files",
            verb="files.upload",
            entries=entries,
        )
        return id_


def _name_of(request: Request) -> str | None:
    name = unquote(request.headers.get("x-file-name", "")).replace("\0", "").strip()
    return name.replace("\\", "/").rpartition("/")[2][:NAME_CHARACTERS] or None


READ = text("""
select f.sha256, f.size, f.media_type,
  (select a.name from attachments a where a.file_id = f.id order by a.attached_at desc, a.id limit 1) as name
from files f where f.id = :id
""")


async def download(request: Request) -> Response:
    """GET /files/{id}, whole or in ranges. Refuses (404) a file that is not there for the asker."""
    hub = hub_of(request)
    asker = await signed_in(request)
    async with hub.database.reading(asker) as connection:
        row = (await connection.execute(READ, {"id": request.path_params["id"]})).one_or_none()
    if row is None:
        raise RefusedRequest(404, "NOT_FOUND")
    headers = {
        "etag": f'"{row.sha256}"',
        "cache-control": "private, no-cache",  # kept, but asked for each time: a right may end
        "content-disposition": disposition(row.name or row.sha256[:12], shown=row.media_type in SHOWN),
        "content-security-policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'",
    }
    if unchanged(request, row.sha256):
        return Response(status_code=304, headers=headers)
    path = content_path(hub.settings.files_folder, row.sha256)
    if not path.is_file():
        reference, _ = defect(
            FileNotFoundError(f"content {row.sha256} is on record and not in the folder"), asker.language
        )
        raise RefusedRequest(500, "DEFECT", reference=reference)
    return FileResponse(path, headers=headers, media_type=row.media_type)


def unchanged(request: Request, sha256: str) -> bool:
    """Whether the asker has a content already, by If-None-Match."""
    known = [part.strip().removeprefix("W/") for part in request.headers.get("if-none-match", "").split(",")]
    return f'"{sha256}"' in known or "*" in known


def disposition(name: str, *, shown: bool) -> str:
    """Content-Disposition with a name in UTF-8, and one in ASCII for who does not read that."""
    ascii_name = "".join(c if c.isascii() and c.isprintable() and c not in '"\\%' else "_" for c in name)
    return f"{'inline' if shown else 'attachment'}; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(name, safe='')}"


ROUTES = [
    Route(
        "/files",
        upload,
        methods=["POST"],
        middleware=[Middleware(RequestBodyLimitMiddleware, max_body_size=MAX_BYTES + 1)],
    ),
    Route("/files/{id:uuid}", download, methods=["GET"]),
]
