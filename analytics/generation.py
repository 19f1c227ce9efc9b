"""One opened file of the replica. A full load makes the next one; readers that began on the old one finish there."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import duckdb

from analytics.position import Position


@dataclass(frozen=True)
class AsOf:
    """Up to where the answers of the replica count: a position of the journal and the time it was read, by the
    database's clock.
    """

    position: Position
    time: datetime


@dataclass
class Generation:
    """An opened file, up to where it has followed, and who still reads it. The file is removed once it is retired and
    nobody does.
    """

    number: int
    path: Path
    connection: duckdb.DuckDBPyConnection
    as_of: AsOf
    _readers: int = 0
    _retired: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _local: threading.local = field(default_factory=threading.local)

    @contextmanager
    def reading(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """This thread's cursor on the file."""
        cursor = getattr(self._local, "cursor", None)
        if cursor is None:
            cursor = self._local.cursor = self.connection.cursor()
        try:
            yield cursor
        finally:
            self.leave()

    def enter(self) -> bool:
        """Count one more reader; False when the generation is retired already."""
        with self._lock:
            if self._retired:
                return False
            self._readers += 1
            return True

    def leave(self) -> None:
        """Count one reader less; the last one of a retired generation closes it."""
        with self._lock:
            self._readers -= 1
            over = self._retired and self._readers == 0
        if over:
            self._remove()

    def retire(self) -> None:
        """Let no new reader in; close and remove the file when the last one has left."""
        with self._lock:
            self._retired = True
            over = self._readers == 0
        if over:
            self._remove()

    def _remove(self) -> None:
        self.connection.close()
        remove(self.path)

    def close(self) -> None:
        """Close the file and keep it for the next start."""
        with self._lock:
            self._retired = True
        self.connection.close()


def remove(path: Path) -> None:
    """Remove a replica's file and what DuckDB keeps beside it."""
    for name in (path.name, f"{path.name}.wal", f"{path.name}.wal.checkpoint", f"{path.name}.wal.recovery"):
        path.with_name(name).unlink(missing_ok=True)
