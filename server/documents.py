"""Stored documents: the operations of the hub's own page, which may be named by the sha256 of their text.

The page's build writes them to `documents.json` (hash to text); the file is read again when it changes, the server
need not stop for it.
"""

import hashlib
from pathlib import Path
from typing import Any

import orjson
from cross_web import HTTPException


class StoredDocuments:
    """The documents in one file; a file that is missing holds none."""

    def __init__(self, path: Path) -> None:
        """Read from this file when asked."""
        self.path = path
        self._stamp: tuple[int, int] | None = None
        self._texts: dict[str, str] = {}

    def texts(self) -> dict[str, str]:
        """Every stored document by its hash, as the file stands now."""
        try:
            status = self.path.stat()
        except OSError:
            return {}
        stamp = (status.st_mtime_ns, status.st_size)
        if stamp != self._stamp:
            content: dict[str, str] = orjson.loads(self.path.read_bytes())
            # Under the hash of its own text, whatever the file says: a name is believed only when it fits.
            self._texts = {hashlib.sha256(text.encode()).hexdigest(): text for text in content.values()}
            self._texts |= {name.removeprefix("sha256:"): text for name, text in content.items()}
            self._stamp = stamp
        return self._texts

    def find(self, query: str | None, extensions: dict[str, Any] | None) -> str | None:
        """The stored document a request names or brings; None when it brings another.

        Refuses a name that nothing is stored under.
        """
        named = (extensions or {}).get("persistedQuery")
        name = named.get("sha256Hash") if isinstance(named, dict) else None
        texts = self.texts()
        if query:
            return query if query in texts.values() else None
        if name is None:
            return None
        if not isinstance(name, str) or name not in texts:
            # The words that clients of this extension wait for: they send the whole document next.
            raise HTTPException(400, "PersistedQueryNotFound")
        return texts[name]
