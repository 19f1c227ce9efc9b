"""A hub in a process of its own, and people who use it over HTTP as a browser does."""

import asyncio
import contextlib
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx

from server.database import Access
from server.postgres import EmbeddedPostgres, leftovers

READY = re.compile(r"^ready after [\d.]+ s: (\S+)", re.MULTILINE)
CHANGES = """subscription ($after: Position) {
  changes(after: $after) { position subject verb items facts areas overview } }"""


class Running:
    """One process of the hub; what it says goes to a file, since a full pipe would stop it."""

    def __init__(self, log: Path, command: str, *arguments: str, **settings: str) -> None:
        """Start a command of hub.py with settings by the name of their environment variable."""
        env = {name: value for name, value in os.environ.items() if not name.startswith("HUB_")}
        self.log = log
        with log.open("w") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "server.commands", command, *arguments],
                stdin=subprocess.DEVNULL, stdout=out, stderr=out, env={**env, **settings},
            )  # fmt: skip

    @property
    def said(self) -> str:
        """Everything it has said so far."""
        return self.log.read_text(errors="replace")

    def ready(self, seconds: float = 120) -> str:
        """Wait until everything answers, the overview too; the address."""
        give_up = time.monotonic() + seconds
        while time.monotonic() < give_up:
            if (found := READY.search(self.said)) and is_ready(found[1]):
                return found[1]
            if self.process.poll() is not None:
                raise AssertionError(f"it ended with {self.process.returncode} before it was ready:\n{self.said}")
            time.sleep(0.05)
        raise AssertionError(f"not ready after {seconds} s:\n{self.said}")

    def kill(self) -> None:
        """End it as a power cut does."""
        self.process.kill()
        self.process.wait()

    def stop(self) -> int:
        """End it as Ctrl-C does; its exit code."""
        self.process.terminate()
        return self.process.wait(timeout=60)


def is_ready(address: str) -> bool:
    """Whether the hub at an address says that it is ready."""
    try:
        return httpx.get(f"{address}/readyz", timeout=10).status_code == 200
    except httpx.TransportError:
        return False


@contextlib.contextmanager
def served(access: Access, folder: Path, **settings: str) -> Iterator[Running]:
    """`serve` on a database that the tests' PostgreSQL holds, ready; killed at the end."""
    assert access.embedded is not None
    running = Running(
        folder / "hub.log", "serve", "--port", "0", "--data", str(folder / "data"),
        HUB_DATABASE_URL=access.admin.url,
        HUB_DATABASE_SECRET=(access.embedded.data / "postgres.secret").read_text(),
        **settings,
    )  # fmt: skip
    try:
        yield running
    finally:
        running.kill()


def clear(data: Path) -> None:
    """End what a killed `up` has left running on its data."""
    cluster = EmbeddedPostgres(data)
    leftovers.clear(cluster.cluster, cluster.sockets, patience_seconds=0)


class Visitor:
    """A person at a client with cookies of its own."""

    def __init__(self, address: str, **options: Any) -> None:
        """At this address; nobody is signed in yet."""
        self.http = httpx.AsyncClient(base_url=address, timeout=30, **options)

    async def post(self, document: str, **variables: Any) -> httpx.Response:
        """Send an operation; the whole HTTP answer."""
        return await self.http.post("/graphql", json={"query": document, "variables": variables})

    async def ask(self, document: str, **variables: Any) -> Any:
        """The data of an operation; no error is expected."""
        answer = await self.post(document, **variables)
        content = answer.json()
        assert answer.status_code == 200 and "errors" not in content, content
        return content["data"]

    async def act(self, document: str, **given: Any) -> Any:
        """What the only field of a mutation answers, given its input."""
        (answered,) = (await self.ask(document, input=given)).values()
        return answered

    @contextlib.asynccontextmanager
    async def follow(self, document: str = CHANGES, **variables: Any) -> AsyncIterator["Events"]:
        """Hold a subscription as server-sent events until left."""
        content = {"query": document, "variables": variables}
        headers = {"accept": "text/event-stream"}
        async with self.http.stream("POST", "/graphql", json=content, headers=headers, timeout=None) as answer:
            assert answer.headers["content-type"].startswith("text/event-stream"), await answer.aread()
            events = Events(answer)
            reading = asyncio.create_task(events.read())
            try:
                yield events
            finally:
                reading.cancel()
                await asyncio.gather(reading, return_exceptions=True)


class Events:
    """What a subscription has told, in order, with the moment each event came."""

    def __init__(self, answer: httpx.Response) -> None:
        """Nothing told yet."""
        self.answer = answer
        self.told: list[dict[str, Any]] = []
        self.came = asyncio.Event()

    async def read(self) -> None:
        """Take the events from the wire."""
        async for line in self.answer.aiter_lines():
            if line.startswith("data:") and (content := line[5:].strip()):
                event = json.loads(content)
                assert "errors" not in event, event
                self.told.append(event["data"]["changes"] | {"came_at": time.monotonic()})
                self.came.set()

    async def more(self, seconds: float = 10) -> None:
        """Wait for the next event, if it has not come since this was last asked, but no longer than so many seconds."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.came.wait(), seconds)
        self.came.clear()

    async def until(self, wanted: Any, seconds: float = 20) -> dict[str, Any]:
        """The first event, of those told and those to come, for which `wanted` answers true."""
        async with asyncio.timeout(seconds):
            while True:
                for event in self.told:
                    if wanted(event):
                        return event
                await self.more(seconds)


@contextlib.asynccontextmanager
async def visiting(address: str, code: str | None = None, **options: Any) -> AsyncIterator[Visitor]:
    """A visitor, signed in as a sample person where a code is given."""
    visitor = Visitor(address, **options)
    try:
        if code is not None:
            answer = await visitor.http.post("/sign-in/sample", json={"person": code})
            assert answer.status_code == 204, answer.text
        yield visitor
    finally:
        await visitor.http.aclose()
