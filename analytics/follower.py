"""The one writer of the replica: a thread that loads, listens, merges, and starts over when it has to."""

import contextlib
import os
import select
import subprocess
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

import duckdb
import psycopg
import structlog
from sqlalchemy import URL

from analytics import feed, full_load, store
from analytics.compare import differences
from analytics.feed import COALESCE_SECONDS, POLL_SECONDS, RETRY_SECONDS, OtherDatabase
from analytics.files import Folder, LoadFailed
from analytics.generation import AsOf, Generation
from analytics.merge import merge

log = structlog.get_logger(__name__)


class Follower:
    """Keeps the current generation up to date and says up to where. Started once, stopped once."""

    def __init__(self, folder: Folder, system: URL, merged: Callable[[AsOf], None]) -> None:
        """`merged` is called from the thread, after each step forward."""
        self.generation: Generation | None = None
        self._folder, self._source, self._merged = folder, feed.arguments(system), merged
        self._stopping = threading.Event()
        self._nudge_read, self._nudge_write = os.pipe()
        os.set_blocking(self._nudge_write, False)
        self._thread = threading.Thread(target=self._run, name="replica-follower", daemon=True)
        self._child: subprocess.Popen[str] | None = None
        self._asked: deque[Future[list[str]]] = deque()
        self._unwritten = False
        self._failures = 0

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def nudge(self) -> None:
        """Look at the journal now instead of at the next notification."""
        with contextlib.suppress(BlockingIOError):
            os.write(self._nudge_write, b".")

    def compare(self) -> "Future[list[str]]":
        """What differs between the replica and the database, when both stand at one position: after the next look at
        the journal.
        """
        asked: Future[list[str]] = Future()
        self._asked.append(asked)
        self.nudge()
        return asked

    def stop(self) -> None:
        """Stop, after the merge that runs; a full load that runs is ended."""
        self._stopping.set()
        self.nudge()
        if self._child is not None and self._child.poll() is None:
            self._child.terminate()
        if self._thread.is_alive():
            self._thread.join()
        while self._asked:
            self._asked.popleft().cancel()

    def _run(self) -> None:
        self.generation = self._folder.newest()
        if self.generation is not None:
            self._merged(self.generation.as_of)
        while not self._stopping.is_set():
            try:
                if self.generation is None:
                    self._load()
                self._follow()
            except OtherDatabase:
                log.warning("replica.other_database")
                self._load_again()
            except duckdb.Error as error:
                log.error("replica.damaged", error=str(error))
                self._load_again()
            except (psycopg.OperationalError, LoadFailed) as error:
                log.warning("replica.waiting", error=str(error).strip())
            except Exception:
                log.exception("replica.failed")
            if not self._stopping.is_set():
                self._stopping.wait(RETRY_SECONDS[min(self._failures, len(RETRY_SECONDS) - 1)])
                self._failures += 1

    def _load_again(self) -> None:
        with contextlib.suppress(LoadFailed):
            self._load()

    def _load(self) -> None:
        """Load everything into a new file and swap it in; who reads the old one finishes there."""
        began = time.monotonic()
        fresh, left_out = self._folder.load(self._source, self._started)
        if left_out:
            log.warning("replica.indicators_left_out", indicators=left_out)
        old, self.generation = self.generation, fresh
        if old is not None:
            old.retire()
        log.info("replica.loaded", generation=fresh.number, seconds=round(time.monotonic() - began, 2))
        self._merged(fresh.as_of)

    def _started(self, child: subprocess.Popen[str]) -> None:
        self._child = child
        if self._stopping.is_set():
            child.terminate()

    def _follow(self) -> None:
        """Follow until stopped; raises when it cannot."""
        with psycopg.connect(**self._source, autocommit=True) as database:
            database.execute("listen journal")
            while not self._stopping.is_set():
                self._step(database)
                self._wait(database)

    def _step(self, database: psycopg.Connection[Any]) -> None:
        generation = self.generation
        assert generation is not None
        with database.transaction():
            database.execute("set transaction isolation level repeatable read, read only")
            batch = feed.changes(database, generation.as_of.position)
            if batch.rows:
                full_load.prepare(database, self._folder.zone)
                self._merge(generation, database, batch, AsOf(batch.position, batch.read_at))
            self._answer(generation, database)
        self._failures = 0
        generation.as_of = AsOf(batch.position, batch.read_at)
        self._merged(generation.as_of)

    def _answer(self, generation: Generation, database: psycopg.Connection[Any]) -> None:
        while self._asked:
            asked = self._asked.popleft()
            full_load.prepare(database, self._folder.zone)
            try:
                asked.set_result(differences(generation.connection, database))
            except BaseException as error:
                asked.set_exception(error)
                raise

    def _merge(self, generation: Generation, database: psycopg.Connection[Any], batch: feed.Batch, as_of: AsOf) -> None:
        connection = generation.connection
        connection.execute("begin")
        try:
            merge(connection, database, batch.rows, generation.as_of.position)
            store.stamp(connection, as_of.position, as_of.time)
            connection.execute("commit")
        except BaseException:
            connection.execute("rollback")
            raise
        self._unwritten = True

    def _wait(self, database: psycopg.Connection[Any]) -> None:
        """Until a notification, a nudge, or the poll's turn; when nothing happens, write the merged rows to their
        place in the file.
        """
        woken, _, _ = select.select([database.fileno(), self._nudge_read], [], [], POLL_SECONDS)
        if self._nudge_read in woken:
            os.read(self._nudge_read, 4096)
        if not woken and self._unwritten and self.generation is not None:
            with contextlib.suppress(duckdb.TransactionException):
                self.generation.connection.execute("checkpoint")
                self._unwritten = False
        if database.fileno() in woken:
            list(database.notifies(timeout=0))
            time.sleep(COALESCE_SECONDS)
