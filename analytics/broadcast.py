"""Tell everyone who waits that something moved on: only the newest value counts, so a slow listener holds nobody up."""

import asyncio
from collections.abc import AsyncIterator
from typing import Generic, TypeVar

T = TypeVar("T")


class Broadcast(Generic[T]):
    """The newest value, and a way to wait for the next. Values come from any thread, listeners live in one loop."""

    def __init__(self) -> None:
        """Nothing said yet; belongs to the event loop of the first listener or of `attach`."""
        self._loop: asyncio.AbstractEventLoop | None = None
        self._moved: asyncio.Event = asyncio.Event()
        self.latest: T | None = None

    def attach(self) -> None:
        """Belong to the running event loop."""
        self._loop = asyncio.get_running_loop()

    def publish(self, value: T) -> None:
        """Say a new value, from any thread."""
        self.latest = value
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._wake)

    def _wake(self) -> None:
        moved, self._moved = self._moved, asyncio.Event()
        moved.set()

    async def listen(self) -> AsyncIterator[T]:
        """The newest value, if there is one, then each newer one; values that came while the listener was busy are
        skipped.
        """
        while True:
            moved = self._moved
            if self.latest is not None:
                yield self.latest
            await moved.wait()
