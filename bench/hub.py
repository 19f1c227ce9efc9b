"""A hub as a user starts it, for benchmarks: a process of its own, the sample county, tokens, and a client over
WebSocket.

Nothing here is timed. The database is embedded, in a temporary folder, and goes with it.
"""

import asyncio
import itertools
import json
import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from server.database import NAME, Access, described
from server.postgres import EmbeddedPostgres

ROOT = Path(__file__).parent.parent
PATIENCE_SECONDS = 180


@dataclass(frozen=True)
class Served:
    """A running hub: its data folder, its port on this machine and its process."""

    data: Path
    port: int
    pid: int

    def token(self, person: str) -> str:
        """A token of a sample person, as `hub.py token` prints it."""
        command = [sys.executable, "-m", "server.commands", "token", person, "--data", str(self.data)]
        printed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
        return printed.stdout.strip()


def access_to(hub: Served) -> Access:
    """The ways into a running hub's database, for what a benchmark prepares and for its baseline."""
    embedded = EmbeddedPostgres(hub.data)
    return described(embedded.admin.at(NAME), (hub.data / "postgres.secret").read_bytes(), embedded)


@contextmanager
def served(data: Path) -> Iterator[Served]:
    """`hub.py up` on a free port over a data folder, until the block ends; no page, no life."""
    port = free_port()
    command = [sys.executable, "-m", "server.commands", "up", "--no-page", "--no-life"]
    with open(data.with_suffix(".log"), "ab") as log:
        process = subprocess.Popen(
            [*command, "--data", str(data), "--port", str(port)], cwd=ROOT, stdout=log, stderr=log
        )
    try:
        _wait_until_ready(port, process)
        yield Served(data, port, process.pid)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(60)


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_ready(port: int, process: "subprocess.Popen[bytes]") -> None:
    give_up = monotonic() + PATIENCE_SECONDS
    while monotonic() < give_up and process.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            sleep(0.1)
    raise RuntimeError("the hub did not become ready")


class Client:
    """A GraphQL client over graphql-transport-ws: queries, mutations and subscriptions on one connection."""

    def __init__(self, connection: ClientConnection) -> None:
        """Read what comes and hand it to whom it answers."""
        self._connection = connection
        self._numbers = map(str, itertools.count(1))
        self._answers: dict[str, asyncio.Queue[Any]] = {}
        self._reader = asyncio.ensure_future(self._read())

    async def _read(self) -> None:
        async for message in self._connection:
            found = json.loads(message)
            if found["type"] == "ping":
                await self._connection.send('{"type":"pong"}')
            elif (queue := self._answers.get(found.get("id", ""))) is not None:
                queue.put_nowait(found)

    async def ask(self, query: str, variables: dict[str, Any] | None = None) -> Any:
        """The data of a query or mutation; raises when it has errors."""
        async for data in self.listen(query, variables):
            return data
        raise RuntimeError("no answer")

    async def listen(self, query: str, variables: dict[str, Any] | None = None) -> AsyncIterator[Any]:
        """The data of each event of a subscription, or the one of a query."""
        number = next(self._numbers)
        queue = self._answers[number] = asyncio.Queue()
        payload = {"query": query, "variables": variables or {}}
        await self._connection.send(json.dumps({"id": number, "type": "subscribe", "payload": payload}))
        try:
            while (found := await queue.get())["type"] == "next":
                if found["payload"].get("errors"):
                    raise RuntimeError(str(found["payload"]["errors"]))
                yield found["payload"]["data"]
            if found["type"] == "error":
                raise RuntimeError(str(found["payload"]))
        finally:
            del self._answers[number]


@asynccontextmanager
async def client(hub: Served, token: str) -> AsyncIterator[Client]:
    """A client signed in by a token."""
    address = f"ws://127.0.0.1:{hub.port}/graphql"
    headers = {"authorization": f"Bearer {token}"}
    async with connect(
        address,
        subprotocols=[Subprotocol("graphql-transport-ws")],
        additional_headers=headers,
        max_size=None,
    ) as connection:
        await connection.send('{"type":"connection_init"}')
        await connection.recv()
        found = Client(connection)
        yield found
        found._reader.cancel()


def percentile(values: list[float], share: float) -> float:
    """The value below which a share of the values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def machine() -> dict[str, Any]:
    """What the figures were taken on."""
    return {"cores": os.cpu_count(), "load": round(os.getloadavg()[0], 1), "python": sys.version.split()[0]}
