"""The folder of a replica: one file a generation, a lock that says who owns it, the folder for exports."""

import fcntl
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb

from analytics import store
from analytics.generation import AsOf, Generation, remove

ROOT = Path(__file__).parent.parent


class InUse(Exception):
    """Another process owns the folder."""


class LoadFailed(Exception):
    """The full load ended with an error; its words are the message."""


class Folder:
    """The files of one replica. One process owns it at a time."""

    def __init__(self, path: Path, *, threads: int, memory_limit: str, zone: str) -> None:
        """Make the folder and own it; InUse when another process does."""
        self.path = path
        self.threads, self.memory_limit, self.zone = threads, memory_limit, zone
        self.exports = path / "export"
        self.exports.mkdir(parents=True, exist_ok=True)
        self._lock = (path / "lock").open("w")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise InUse(f"another server uses the replica in {path}: give each its own folder") from error

    def close(self) -> None:
        """Give the folder up."""
        self._lock.close()

    def newest(self) -> Generation | None:
        """The newest file that opens, is whole and has today's shape; every other one is removed."""
        found: Generation | None = None
        for number, path in sorted(self._numbered(), reverse=True):
            if found is None:
                found = self._try(number, path)
            if found is None or found.path != path:
                remove(path)
        return found

    def _numbered(self) -> list[tuple[int, Path]]:
        return [(int(path.stem.removeprefix("replica-")), path) for path in self.path.glob("replica-*.duckdb")]

    def _try(self, number: int, path: Path) -> Generation | None:
        # A file that a kill or a full disk left damaged is no loss: the database has everything.
        try:
            return self.open(number, path)
        except (duckdb.Error, ValueError, OSError):
            return None

    def open(self, number: int, path: Path) -> Generation:
        """Open a file, locked down; ValueError when it has another shape."""
        connection = store.open_file(path, threads=self.threads, memory_limit=self.memory_limit, folder=self.exports)
        try:
            known = store.position(connection)
            if known is None:
                raise ValueError("the file has another shape")
        except BaseException:
            connection.close()
            raise
        return Generation(number, path, connection, AsOf(*known))

    def load(
        self, source: dict[str, Any], started: Callable[[subprocess.Popen[str]], None]
    ) -> tuple[Generation, dict[str, str]]:
        """Load everything into a new file in a child process and open it; also the indicators left out of the
        overview, and why.
        """
        number = 1 + max((n for n, _ in self._numbered()), default=0)
        path = self.path / f"loading-{number}.duckdb"
        remove(path)
        command = [sys.executable, "-m", "analytics.full_load", str(path), self.zone, self.memory_limit]
        child = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        started(child)
        out, err = child.communicate(json.dumps(source))
        if child.returncode != 0:
            remove(path)
            raise LoadFailed(err.strip().splitlines()[-1] if err.strip() else f"the load ended with {child.returncode}")
        final = self.path / f"replica-{number}.duckdb"
        path.rename(final)
        return self.open(number, final), json.loads(out)
