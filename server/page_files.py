"""The built page: its files from web/dist, compressed, with headers by which a browser keeps what never changes.

While it is still being built, the hub says so on a page that looks again by itself; the API does not wait for it.
"""

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from pathlib import Path

import anyio
from starlette.requests import Request
from starlette.responses import Response

from server.answers import RefusedRequest

FOREVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"
SMALL = 1024
KEPT = 500
BEING_BUILT = """<!doctype html><html lang="zh"><head><meta charset="utf-8"><meta http-equiv="refresh" content="3">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>County Hub</title></head>
<body style="font:18px/1.6 sans-serif;background:#FBFAF8;color:#1F1F1F;margin:20vh auto;max-width:24em;padding:0 1em">
<h1 style="font-size:1.3em;color:#B3161B">页面正在生成</h1><p>大约需要两分钟，好了会自动打开。数据接口已经可用。</p>
<p lang="en">The page is being built; it opens by itself in about two minutes. The API answers already.</p>
</body></html>"""


@dataclass(frozen=True)
class Built:
    """One file as it is sent."""

    body: bytes
    compressed: bytes | None
    etag: str
    media_type: str
    stamp: tuple[int, int]


class PageFiles:
    """The files of one folder; a path that is no file and looks like a place in the page gets index.html."""

    def __init__(self, folder: Path) -> None:
        """Serve from this folder, which need not exist yet and may be a link that another build replaces."""
        self.folder = folder
        self._built: dict[Path, Built] = {}

    async def answer(self, request: Request, path: str) -> Response:
        """The file of a path. Refuses (404) a path that names a file which is not there."""
        file = self._file(path)
        if file is None:
            if not (self.folder / "index.html").is_file():
                return Response(BEING_BUILT, 200, {"cache-control": "no-store"}, "text/html")
            raise RefusedRequest(404, "NOT_FOUND")
        built = await anyio.to_thread.run_sync(self._read, file)
        return self._sent(request, file, built)

    def _file(self, path: str) -> Path | None:
        folder = self.folder.resolve()
        wanted, index = (folder / path).resolve(), folder / "index.html"
        if wanted.is_relative_to(folder) and wanted.is_file():
            return wanted
        # A place in the page has no dot in its last part; a missing picture or script must stay missing.
        return index if "." not in path.rpartition("/")[2] and index.is_file() else None

    def _read(self, file: Path) -> Built:
        status = file.stat()
        stamp = (status.st_mtime_ns, status.st_size)
        known = self._built.get(file)
        if known is not None and known.stamp == stamp:
            return known
        body = file.read_bytes()
        packed = gzip.compress(body, 6, mtime=0) if len(body) > SMALL else None
        media_type = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        if file.suffix == ".webmanifest":
            media_type = "application/manifest+json"
        smaller = packed if packed is not None and len(packed) < 0.9 * len(body) else None
        if len(self._built) >= KEPT:  # a build took the place of another; what is still asked for comes back
            self._built.clear()
        built = Built(body, smaller, hashlib.sha256(body).hexdigest()[:32], media_type, stamp)
        self._built[file] = built
        return built

    def _sent(self, request: Request, file: Path, built: Built) -> Response:
        in_assets = file.parent.name == "assets"  # there, names carry the hash of their content
        packed = built.compressed is not None and "gzip" in request.headers.get("accept-encoding", "")
        etag = f'"{built.etag}{"-gz" if packed else ""}"'
        headers = {"etag": etag, "cache-control": FOREVER if in_assets else ASK_AGAIN, "vary": "accept-encoding"}
        if request.headers.get("if-none-match") == etag:
            return Response(status_code=304, headers=headers)
        if packed:
            headers["content-encoding"] = "gzip"
        body = built.compressed if packed and built.compressed is not None else built.body
        return Response(body, 200, headers, built.media_type)
