"""Run statements on the replica: as many threads as cores, a queue of limited length before them, a limit in time for
each.

More threads than cores make every answer slower and stall the event loop (measured: p99 of the loop 9 ms at two
threads on two cores, 58 ms at eight); a queue without end turns a busy minute into an outage.
"""

import asyncio
import threading
import warnings
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import duckdb
import pyarrow as pa

from analytics.generation import AsOf, Generation

# The copy that it warns of is a page of rows; the other way costs a second planning, a quarter of the whole.
warnings.filterwarnings("ignore", "Arrow output on a DB-API result", UserWarning)

T = TypeVar("T")
Answer = tuple[pa.Table, AsOf]


class Busy(Exception):
    """Too many questions wait already: ask again in a moment."""


class TooLong(Exception):
    """The question took longer than it may: narrow it."""


class NotReady(Exception):
    """The replica is still being loaded: ask again in a moment."""


class Engine:
    """Threads that answer statements on whatever generation is current when they begin."""

    def __init__(self, current: Callable[[], Generation | None], *, threads: int, waiting: int, seconds: float) -> None:
        """`waiting` is how many may wait besides those being answered; `seconds` how long one may take."""
        self._current = current
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="replica")
        self._room = threads + waiting
        self._seconds = seconds
        self._inside = 0

    async def run(self, statement: str, values: dict[str, Any], *, seconds: float | None = None) -> Answer:
        """The answer as a table of Arrow, and as of when. Raises Busy, TooLong or NotReady."""
        return await self.call(lambda cursor: fetch(cursor, statement, values), seconds=seconds)

    async def call(
        self, work: Callable[[duckdb.DuckDBPyConnection], T], *, seconds: float | None = None
    ) -> tuple[T, AsOf]:
        """As `run`, for any work with a cursor."""
        if self._inside >= self._room:
            raise Busy("too many questions wait")
        self._inside += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(
                self._pool, self._answer, work, seconds or self._seconds
            )
        finally:
            self._inside -= 1

    def _answer(self, work: Callable[[duckdb.DuckDBPyConnection], T], seconds: float) -> tuple[T, AsOf]:
        generation = self._enter()
        # Read before the statement begins: what it sees is at least this new.
        as_of = generation.as_of
        with generation.reading() as cursor:
            alarm = threading.Timer(seconds, cursor.interrupt)
            alarm.start()
            try:
                return work(cursor), as_of
            except duckdb.InterruptException as error:
                raise TooLong("the question took too long") from error
            finally:
                alarm.cancel()

    def _enter(self) -> Generation:
        while (generation := self._current()) is not None:
            if generation.enter():
                return generation
        raise NotReady("the replica is being loaded")

    def close(self) -> None:
        """End the threads; questions that wait are dropped."""
        self._pool.shutdown(wait=True, cancel_futures=True)


def fetch(cursor: duckdb.DuckDBPyConnection, statement: str, values: dict[str, Any]) -> pa.Table:
    """Run a statement and take its whole answer, so that nothing stays open on the cursor.

    `sql` would plan it twice: once to say which columns there are.
    """
    table: pa.Table = cursor.execute(statement, values).to_arrow_reader().read_all()  # type: ignore[union-attr]
    return table
