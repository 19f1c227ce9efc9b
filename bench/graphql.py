"""GraphQL answers of the hub against PostGraphile 5 and a plain Strawberry server: `python3 hub.py bench graphql`.

A county with 200,000 items and what hangs on them, made in the database; the hub as a user starts it, PostGraphile and
the plain server over the same tables, in the same role, under the same row policies, through the same socket, one
process and ten connections each. Eight connections ask each in turn, spell by spell, and only equal answers are timed.
The clock of a shared machine tells about its other users too: read the ratios, and the processor time a request.
"""

import argparse
import asyncio
import json
import sys
from contextlib import ExitStack
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from bench.answers.load import Spell, Wire, spell
from bench.answers.questions import QUESTIONS, Person, Question, leaves
from bench.answers.servers import Server, client_answers, gathered, people_of, seeded
from bench.hub import Served, access_to, machine, percentile, served

HUB, TRUSTED, PEER, PLAIN = range(4)
GOALS = {"adhoc": (1.2, 1.4, 2.5, 2.0), "trusted": (2.0, 1.7, 3.0, 2.5), "plain": (10, 15, 40, 15)}
COMPARED = 5  # askers for whom the answers are compared before anything is timed
SIGHTS = 15  # documents never seen before
Row = dict[str, float]


def main() -> None:
    """Compare, and print the table; `--json` prints one object and nothing else on standard output."""
    parser = argparse.ArgumentParser(prog="hub.py bench graphql", description=__doc__)
    parser.add_argument("--scale", type=float, default=1.0, help="part of the 200,000 items; 0.02 at least")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=2.0, help="how long each spell lasts")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    with TemporaryDirectory() as folder, ExitStack() as stack:
        hub = stack.enter_context(served(Path(folder) / "hub"))
        say(f"seeding a county, scale {given.scale}")
        seeded(access_to(hub), max(0.02, given.scale))
        found = compared(stack, hub, given.rounds, given.seconds)
    found |= {"scale": given.scale, "machine": machine()}
    print(json.dumps(found, ensure_ascii=False) if given.json else shown(found))


def say(words: str) -> None:
    """Tell what is being done, beside the result."""
    print(words, file=sys.stderr, flush=True)


def compared(stack: ExitStack, hub: Served, rounds: int, seconds: float) -> dict[str, Any]:
    """Start the others, compare their answers, time them."""
    people = people_of(access_to(hub))
    servers = gathered(stack, hub, people)
    same(servers, people, client_answers(hub, people))
    sights = asyncio.run(first_sights(servers, people))
    postgres = int((hub.data / "postgres" / "postmaster.pid").read_text().split()[0])
    spells: dict[tuple[str, str], list[Spell]] = {}
    for number in range(rounds):
        for question in QUESTIONS:
            say(f"round {number + 1} of {rounds}: {question.name}")
            for server in servers:
                asked = server.requests(question, people)
                taken = asyncio.run(spell(server.port, asked, seconds, (server.pid, postgres)))
                spells.setdefault((question.name, server.name), []).append(taken)
    rows = {q.name: {s.name: row_of(spells[q.name, s.name]) for s in servers} for q in QUESTIONS}
    return {"ratios": ratios(rows, servers), "questions": rows, "first_sight_ms": sights}


def row_of(spells: list[Spell]) -> Row:
    """What the spells of one server and question say: medians over the spells, latencies over all requests."""
    waits = [wait for each in spells for wait in each.waits]
    return {
        "per_second": round(median(each.rate for each in spells), 1),
        "p50_ms": round(percentile(waits, 0.5) * 1e3, 2),
        "p99_ms": round(percentile(waits, 0.99) * 1e3, 2),
        "server_cpu_ms": round(median(each.server / len(each.waits) for each in spells) * 1e3, 3),
        "postgres_cpu_ms": round(median(each.database / len(each.waits) for each in spells) * 1e3, 3),
    }


def ratios(rows: dict[str, dict[str, Row]], servers: list[Server]) -> dict[str, list[float]]:
    """Requests a second of the hub against the others, a number a question."""
    pairs = {"adhoc": (HUB, PEER), "trusted": (TRUSTED, PEER), "plain": (HUB, PLAIN)}
    rates = {question: [row[server.name]["per_second"] for server in servers] for question, row in rows.items()}
    return {name: [round(each[a] / each[b], 2) for each in rates.values()] for name, (a, b) in pairs.items()}


def same(servers: list[Server], people: list[Person], of_client: list[list[Any]]) -> None:
    """Refuse to time answers whose values differ, in order, or that a real client reads otherwise."""
    for place, question in enumerate(QUESTIONS):
        for number, person in enumerate(people[:COMPARED]):
            answers = [list(leaves(asyncio.run(answer_of(server, question, person)))) for server in servers]
            answers += [of_client[place]] if number == 0 else []
            for server, values in zip([*servers, None], answers, strict=False):
                if values != answers[0] or len(values) < 8:
                    name = server.name if server else "urql"
                    raise RuntimeError(f"{question.name}: {name} answers {values[:20]}, not {answers[0][:20]}")


async def answer_of(server: Server, question: Question, person: Person) -> Any:
    """The data of one answer."""
    head, _, body = (await asked_once(server, server.request(question, person, Random(0)))).partition(b"\r\n\r\n")
    if b"transfer-encoding: chunked" in head.lower():
        raise RuntimeError(f"{server.name} answers in chunks")
    return json.loads(body)["data"]


async def asked_once(server: Server, request: bytes) -> bytes:
    """The whole answer to one request on a connection of its own."""
    transport, wire = await asyncio.get_running_loop().create_connection(Wire, "127.0.0.1", server.port)
    try:
        return await wire.ask(request)
    finally:
        transport.close()


async def first_sights(servers: list[Server], people: list[Person]) -> dict[str, dict[str, float]]:
    """Milliseconds until a document is answered that was never seen before, medians by question and server."""
    found: dict[str, dict[str, float]] = {}
    for question in QUESTIONS:
        for server in (servers[HUB], servers[PEER], servers[PLAIN]):
            waits = []
            for _ in range(SIGHTS):
                request = server.request(question, people[0], Random(0), first_sight=True)
                began = perf_counter()
                await asked_once(server, request)
                waits.append(perf_counter() - began)
            found.setdefault(question.name, {})[server.name] = round(median(waits) * 1e3, 1)
    return found


def shown(found: dict[str, Any]) -> str:
    """The tables for eyes."""
    head = "requests/s   p50 ms   p99 ms   CPU ms: server  PostgreSQL   first sight ms"
    lines = [f"{'':<18}{head}"]
    for question, row in found["questions"].items():
        lines.append(question)
        for server, each in row.items():
            sight = found["first_sight_ms"][question].get(server, "")
            lines.append(
                f"  {server:<16}{each['per_second']:10.1f}{each['p50_ms']:9.1f}{each['p99_ms']:9.1f}"
                f"{each['server_cpu_ms']:16.2f}{each['postgres_cpu_ms']:12.2f}{sight:>17}"
            )
    lines.append("ratios of requests/s (goals)")
    for name, values in found["ratios"].items():
        told = "   ".join(f"{value:.2f} ({goal})" for value, goal in zip(values, GOALS[name], strict=True))
        lines.append(f"  {name:<16}{told}")
    return "\n".join([*lines, f"scale {found['scale']}, {found['machine']}"])


if __name__ == "__main__":
    main()
