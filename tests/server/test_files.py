"""Files: kept once, read by right, in ranges, never half, never under a false type."""

import asyncio
import hashlib
import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from resolvers.files import content_path
from server import files
from server.media import agrees, sniffed
from server.settings import Settings
from tests.server.conftest import Server
from tests.server.test_live import open_item

pytestmark = pytest.mark.anyio
PDF = b"%PDF-1.7\n" + bytes(range(256)) * 40
TYPE = {"content-type": "application/pdf"}


async def test_the_same_bytes_are_kept_once_whoever_sends_them(server: Server, settings: Settings) -> None:
    one, two = await server.signed_in(1), await server.signed_in(2)
    first = await one.post("/files", content=PDF, headers={**TYPE, "x-file-name": "%E8%AF%B7%E7%A4%BA.pdf"})
    second = await two.post("/files", content=PDF, headers={"content-type": "application/octet-stream"})
    sha256 = hashlib.sha256(PDF).hexdigest()
    assert (first.status_code, first.json()) == (
        201,
        {"id": first.json()["id"], "sha256": sha256, "size": len(PDF), "mediaType": "application/pdf"},
    )
    assert second.json()["id"] == first.json()["id"]
    kept = [path for path in settings.files_folder.rglob("*") if path.is_file()]
    assert kept == [content_path(settings.files_folder, sha256)]
    assert kept[0].read_bytes() == PDF
    assert server.sql("select payload ->> 'name' from journal_payloads where payload ? 'sha256' order by position") == [
        ("请示.pdf",),
        (None,),
    ]


async def test_a_file_is_read_whole_in_ranges_and_not_again_when_unchanged(server: Server) -> None:
    client = await server.signed_in(1)
    path = (await client.post("/files", content=PDF, headers=TYPE)).headers["location"]
    whole = await client.get(path)
    etag = f'"{hashlib.sha256(PDF).hexdigest()}"'
    assert (whole.status_code, whole.content, whole.headers["etag"]) == (200, PDF, etag)
    assert whole.headers["content-type"] == "application/pdf"
    assert whole.headers["x-content-type-options"] == "nosniff"
    for asked, got in (("bytes=0-4", PDF[:5]), ("bytes=-6", PDF[-6:]), ("bytes=10-", PDF[10:])):
        part = await client.get(path, headers={"range": asked})
        assert (part.status_code, part.content) == (206, got)
        start = PDF.index(got) if asked != "bytes=-6" else len(PDF) - 6
        assert part.headers["content-range"] == f"bytes {start}-{start + len(got) - 1}/{len(PDF)}"
    beyond = await client.get(path, headers={"range": f"bytes={len(PDF)}-"})
    assert beyond.status_code == 416
    assert beyond.headers["content-range"].endswith(f"*/{len(PDF)}")
    for known in (etag, f"W/{etag}", f'"x", {etag}'):
        assert (await client.get(path, headers={"if-none-match": known})).status_code == 304
    assert (await client.get(path, headers={"if-range": '"other"', "range": "bytes=0-4"})).status_code == 200


async def test_a_file_does_not_exist_for_who_may_not_read_it(server: Server) -> None:
    one, two = await server.signed_in(1), await server.signed_in(2)
    made = (await one.post("/files", content=PDF, headers=TYPE)).json()["id"]
    for asked in (made, "00000000-0000-0000-0000-000000000000"):
        answer = await two.get(f"/files/{asked}")
        assert (answer.status_code, answer.json()["code"]) == (404, "NOT_FOUND")
    assert (await server.client().get(f"/files/{made}")).status_code == 401
    # Attached to an item of the other's unit, it is theirs to read, under the name it has there.
    item = open_item(server, 2)
    server.sql(
        "insert into attachments (item_id, file_id, name, attached_at) values (%s, %s, '请示“一”.pdf', now())",
        item,
        made,
    )
    answer = await two.get(f"/files/{made}")
    assert answer.status_code == 200
    assert answer.headers["content-disposition"] == (
        "inline; filename=\"_____.pdf\"; filename*=UTF-8''%E8%AF%B7%E7%A4%BA%E2%80%9C%E4%B8%80%E2%80%9D.pdf"
    )
    assert "sandbox" in answer.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("content", "declared", "status"),
    [
        (PDF, "image/png", 415),
        (b"MZ\x90\0" + b"\0" * 100, "application/pdf", 415),
        (b"<html><script>", "application/pdf", 415),
        (b"\0\1\2\3", "application/pdf", 415),
        (b"PK\x03\x04" + b"\0" * 50, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", 201),
        (b"PK\x03\x04" + b"\0" * 50, "text/plain", 415),
        ("姓名,年龄".encode("gb18030"), "text/csv", 201),
        ("姓名,年龄".encode(), "text/csv; charset=utf-8", 201),
        (b"\0\1\2\3", "application/x-own", 201),
        (b"", "text/plain", 400),
    ],
)
async def test_a_type_that_the_bytes_deny_is_refused(
    server: Server, settings: Settings, content: bytes, declared: str, status: int
) -> None:
    client = await server.signed_in(1)
    answer = await client.post("/files", content=content, headers={"content-type": declared})
    assert answer.status_code == status, answer.text
    assert list(files.incoming(settings.files_folder).iterdir()) == []
    assert server.sql("select count(*) from files") == [(int(status == 201),)]


async def test_what_could_run_in_the_page_is_handed_over_as_a_download(server: Server) -> None:
    client = await server.signed_in(1)
    for kind in ("text/html", "image/svg+xml"):
        made = await client.post("/files", content=f"<svg/>{kind}".encode(), headers={"content-type": kind})
        answer = await client.get(made.headers["location"])
        assert answer.headers["content-disposition"].startswith("attachment;")
        assert answer.headers["content-security-policy"].startswith("sandbox")


async def test_a_file_over_the_limit_is_refused_and_leaves_nothing(
    server: Server, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "MAX_BYTES", 1024 * 1024)

    async def endless() -> AsyncIterator[bytes]:
        for _ in range(100):
            yield b"a" * 65536

    client = await server.signed_in(1)
    answer = await client.post("/files", content=endless(), headers={"content-type": "text/plain"})
    assert (answer.status_code, answer.json()["code"], answer.json()["limit"]) == (413, "FILE_TOO_LARGE", 1)
    assert list(files.incoming(settings.files_folder).iterdir()) == []


SLOW_UPLOAD = """
import asyncio, sys
from pathlib import Path
from server import files

async def slow():
    while True:
        yield b"a" * 65536
        print("sent", flush=True)
        await asyncio.sleep(0.01)

asyncio.run(files.receive(slow(), Path(sys.argv[1]), "text/plain"))
"""


async def test_a_kill_in_the_middle_of_an_upload_leaves_no_half_file(tmp_path: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", SLOW_UPLOAD, str(tmp_path), stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    for _ in range(3):
        await process.stdout.readline()
    os.kill(process.pid, signal.SIGKILL)
    await process.wait()
    left = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert [path.parent for path in left] == [files.incoming(tmp_path)]
    files.clear_incoming(tmp_path)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


async def test_a_client_that_leaves_in_the_middle_leaves_nothing(wire: Server, settings: Settings) -> None:
    client = await wire.signed_in(1)

    async def leaving() -> AsyncIterator[bytes]:
        yield PDF
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        await client.post("/files", content=leaving(), headers=TYPE)
    async with asyncio.timeout(5):
        while not (incoming := files.incoming(settings.files_folder)).exists() or any(incoming.iterdir()):
            await asyncio.sleep(0.02)
    assert wire.sql("select count(*) from files") == [(0,)]


def test_kinds_are_told_by_their_first_bytes() -> None:
    assert sniffed(b"\x89PNG\r\n\x1a\nxx") == "image/png"
    assert sniffed(b"RIFF\0\0\0\0WEBPVP8 ") == "image/webp"
    assert sniffed(("汉" * 2000).encode()[:4096]) == "text/plain"
    assert sniffed(b"\xff\xfe\0\0") == "application/octet-stream"
    assert agrees("image/heic", "video/mp4") and not agrees("image/png", "text/plain")
