"""A client that keeps some connections busy with requests written beforehand, and what its requests cost."""

import asyncio
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

CONNECTIONS = 8
WARM = 0.25  # of a spell's length goes before it, untimed


@dataclass
class Spell:
    """What one server did in one spell: answers, their seconds, processor seconds of server and database."""

    seconds: float
    waits: list[float] = field(default_factory=list)
    server: float = 0.0
    database: float = 0.0

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.waits) / self.seconds


class Wire(asyncio.Protocol):
    """One connection: one request at a time, answers read to their end."""

    def __init__(self) -> None:
        """Nothing asked yet."""
        self.transport: asyncio.Transport
        self.parts = bytearray()
        self.end = 0
        self.waiting: asyncio.Future[bytes] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep what is written to."""
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        """Collect an answer; without a length it ends with the last chunk."""
        self.parts += data
        if not self.end:
            self.end = _end_of(self.parts)
        done = len(self.parts) >= self.end if self.end > 0 else self.parts.endswith(b"\r\n0\r\n\r\n")
        if self.end and done and self.waiting is not None:
            self.waiting.set_result(bytes(self.parts))

    def connection_lost(self, error: Exception | None) -> None:
        """Nobody goes on waiting."""
        if self.waiting is not None and not self.waiting.done():
            self.waiting.set_exception(error or ConnectionResetError())

    async def ask(self, request: bytes) -> bytes:
        """The whole answer; raises where it is none."""
        self.parts, self.end = bytearray(), 0
        self.waiting = asyncio.get_running_loop().create_future()
        self.transport.write(request)
        answer = await self.waiting
        if not answer.startswith(b"HTTP/1.1 200") or b'"errors"' in answer[:600] or b'"errors"' in answer[-600:]:
            raise RuntimeError(answer[:1000].decode(errors="replace"))
        return answer


def _end_of(answer: bytearray) -> int:
    """How long an answer is; 0 while its head is not whole, -1 when it comes in chunks."""
    head, blank, _ = answer.partition(b"\r\n\r\n")
    if not blank:
        return 0
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return len(head) + 4 + int(line[15:])
    return -1


def written(port: int, body: bytes, headers: dict[str, str]) -> bytes:
    """One request as it goes over the wire."""
    lines = [f"POST /graphql HTTP/1.1\r\nhost: 127.0.0.1:{port}", "content-type: application/json"]
    lines += [f"content-length: {len(body)}", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


async def spell(port: int, requests: Sequence[bytes], seconds: float, processes: tuple[int, int]) -> Spell:
    """Keep a server busy for so long; `processes` are the first ones of the server and of the database."""
    loop = asyncio.get_running_loop()
    wires = [(await loop.create_connection(Wire, "127.0.0.1", port))[1] for _ in range(CONNECTIONS)]
    turn = itertools.cycle(requests)
    waits: list[float] = []
    for wire in wires:  # each connection of the server is opened, its statements prepared
        await wire.ask(next(turn))
    await asyncio.gather(*(_busy(wire, turn, perf_counter() + seconds * WARM, waits) for wire in wires))
    waits.clear()
    began, before = perf_counter(), [cpu_of(each) for each in processes]
    await asyncio.gather(*(_busy(wire, turn, began + seconds, waits) for wire in wires))
    found = Spell(perf_counter() - began, waits)
    await asyncio.sleep(0.02)  # the database ends its part
    found.server, found.database = (spent(was, cpu_of(each)) for was, each in zip(before, processes, strict=True))
    for wire in wires:
        wire.transport.close()
    return found


async def _busy(wire: Wire, turn: Iterator[bytes], until: float, waits: list[float]) -> None:
    while (began := perf_counter()) < until:
        await wire.ask(next(turn))
        waits.append(perf_counter() - began)


def cpu_of(pid: int) -> dict[int, int]:
    """Processor nanoseconds so far of a process and of each of its children."""
    found, todo = {}, [pid]
    while todo:
        each = todo.pop()
        try:
            tasks = Path(f"/proc/{each}/task")
            found[each] = sum(int(task.read_text().split()[0]) for task in tasks.glob("*/schedstat"))
            todo += map(int, (tasks / str(each) / "children").read_text().split())
        except (FileNotFoundError, ProcessLookupError):
            continue  # it ended in between
    return found


def spent(before: dict[int, int], after: dict[int, int]) -> float:
    """Processor seconds between two looks; a process that ended in between counts nothing."""
    return sum(now - before.get(pid, 0) for pid, now in after.items()) / 1e9
