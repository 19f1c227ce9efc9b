"""Stored documents: the operations of the hub's own page, which may be named by the sha256 of their text.

The page's build writes them to `documents.json` (hash to text), `hub.py documents add` puts those of other front ends
beside them; a file is read again when it changes, the server need not stop for it.
"""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from time import monotonic
from typing import Any

import orjson
from cross_web import HTTPException
from graphql import GraphQLError, GraphQLSchema

from server.limits import checked

SECONDS = 1  # for which the files are taken as they were


class StoredDocuments:
    """The documents of some files: the page's own, and what was added; a file that is missing holds none."""

    def __init__(self, *paths: Path) -> None:
        """Read from these files when asked."""
        self.paths = paths
        self._stamps: tuple[Any, ...] = ()
        self._until = 0.0
        self._texts: dict[str, str] = {}
        self._known: frozenset[str] = frozenset()

    def named(self, name: str) -> str | None:
        """The document of a hash; the files are looked at once a second, and for a hash that was not there."""
        known = self._texts.get(name) if monotonic() < self._until else None
        return known or self.texts().get(name)

    def texts(self) -> dict[str, str]:
        """Every stored document by its hash, as the files stand now."""
        self._until = monotonic() + SECONDS
        stamps = tuple(map(_stamp, self.paths))
        if stamps != self._stamps:
            found: dict[str, str] = {}
            for path, stamp in zip(self.paths, stamps, strict=True):
                content: dict[str, str] = orjson.loads(path.read_bytes()) if stamp else {}
                # Under the hash of its own text, whatever the file says: a name is believed only when it fits.
                found |= {hashed(text): text for text in content.values()}
                found |= {name.removeprefix("sha256:"): text for name, text in content.items()}
            self._texts, self._known, self._stamps = found, frozenset(found.values()), stamps
        return self._texts

    def holds(self, text: str) -> bool:
        """Whether a text is a stored document."""
        if monotonic() < self._until and text in self._known:
            return True
        self.texts()
        return text in self._known

    def find(self, query: str | None, extensions: dict[str, Any] | None) -> str | None:
        """The stored document a request names or brings; None when it brings another.

        Refuses a name that nothing is stored under.
        """
        named = (extensions or {}).get("persistedQuery")
        name = named.get("sha256Hash") if isinstance(named, dict) else None
        texts = self.texts()
        if query:
            return query if query in self._known else None
        if name is None:
            return None
        if not isinstance(name, str) or name not in texts:
            # The words that clients of this extension wait for: they send the whole document next.
            raise HTTPException(400, "PersistedQueryNotFound")
        return texts[name]


def hashed(text: str) -> str:
    """The name of a document: the sha256 of its text."""
    return hashlib.sha256(text.encode()).hexdigest()


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size


def add(schema: GraphQLSchema, source: Path, kept: Path) -> tuple[int, list[str]]:
    """Add another front end's manifest (hash to text) to those kept: how many are new, and what is wrong with others.

    Nothing is added when anything is wrong.
    """
    content: dict[str, str] = orjson.loads(source.read_bytes())
    wrong = [problem for name, text in content.items() for problem in _problems(schema, name, text)]
    present: dict[str, str] = orjson.loads(kept.read_bytes()) if kept.exists() else {}
    new = {hashed(text): text for text in content.values() if hashed(text) not in present}
    if not wrong and new:
        kept.parent.mkdir(parents=True, exist_ok=True)
        beside = kept.with_suffix(".new")
        beside.write_bytes(orjson.dumps(present | new, option=orjson.OPT_INDENT_2))
        beside.replace(kept)
    return len(new), wrong


def _problems(schema: GraphQLSchema, name: str, text: str) -> Iterator[str]:
    if name.removeprefix("sha256:") != hashed(text):
        yield f"{name}: not the sha256 of its document"
        return
    try:
        for error in checked(schema, text).errors:
            yield f"{name}: {error.message}"
    except GraphQLError as error:
        yield f"{name}: {error.message}"
