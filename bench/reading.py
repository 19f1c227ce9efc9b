"""The reading engine against PostGraphile 5 and against the ordinary resolvers: `python3 hub.py bench reading`.

The hub as a user starts it, with the sample county, an asker's token and the row policies; PostGraphile over the same
database, in the same role, under the same policies; the same server with its engine off. One client asks each in turn,
a round after the other, and only equal answers are timed. What counts is processor time a request, of the server and of
PostgreSQL, because the clock of a shared machine tells more about its other users.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import psycopg

from bench.hub import ROOT, Served, access_to, free_port, served
from schema.ids import global_id
from server.documents import hashed
from server.page import node_folder, node_version, npm_command

PEER = ROOT / "bench" / "postgraphile"
PERSON = "T03/TOWN_STAT"
SETTINGS = """
select json_build_object('app.person', %(person)s::text, 'app.now', now()::text, 'app.zone', 'Asia/Shanghai',
  'app.sight', sight_of(%(person)s, hub_today(), hub_now())::text, 'TimeZone', 'UTC')::text
"""
WHO = """
select p.id, p.code from people p join appointments a on a.person_id = p.id join posts o on o.id = a.post_id
where o.code = %(post)s order by p.id limit 1
"""

ITEM = """
select i.id::text from items i join units u on u.id = i.unit_id
where u.code = %(unit)s and i.kind = 'FACT_PERIOD' order by i.id limit 1
"""


@dataclass(frozen=True)
class Question:
    """The same question to both: what the hub is asked, what PostGraphile is asked, and the values of an answer."""

    name: str
    hub: str
    peer: str
    needs_id: bool = False


QUESTIONS = (
    Question(
        "one item by id",
        """query One($id: ID!) { node(id: $id) { ... on FactPeriod {
          title state revision unit { code nameZh } area { code } enteredBy { name } } } }""",
        """query One($id: UUID!) { itemByRowId(rowId: $id) {
          title state revision unitByUnitId { code nameZh } areaByAreaId { code }
          factPeriodByItemId { personByEnteredBy { name } } } }""",
        needs_id=True,
    ),
    Question(
        "inbox, 20 of all, three levels, totalCount",
        """{ viewer { inbox(first: 20) { totalCount nodes { duty unit { code nameZh area { code } }
          item { title number state unit { code } } } } } }""",
        """{ inbox: benchInbox(first: 20) { totalCount nodes { duty unitByUnitId { code nameZh areaByAreaId { code } }
          itemByItemId { title number state unitByUnitId { code } } } } }""",
    ),
    Question(
        "units, their posts, who holds them",
        """{ organisation { units { code posts { code appointments { title person { name } } } } } }""",
        """{ units: benchUnits { nodes { code postsByUnitId { nodes { code
          appointmentsByPostId { nodes { title personByPersonId { name } } } } } } } }""",
    ),
    Question(
        "all areas, flat",
        """{ organisation { areas { code nameZh nameEn kind level validFrom validTo } } }""",
        """{ areas: benchAreas { nodes {
          code nameZh nameEn kind level validFrom validTo } } }""",
    ),
)


@dataclass
class Server:
    """One of those compared: where it listens, which processes it is, how a question is put to it."""

    name: str
    port: int
    pid: int
    body: Callable[[Question], dict[str, Any]]
    headers: dict[str, str]
    seconds: dict[str, list[tuple[float, float]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Open the one connection of the client."""
        self.wire = HTTPConnection("127.0.0.1", self.port, timeout=60)

    def ask(self, question: Question) -> bytes:
        """The answer's body; raises when it is no answer."""
        self.wire.request("POST", "/graphql", json.dumps(self.body(question)), self.headers)
        answer = self.wire.getresponse()
        content = answer.read()
        if answer.status != 200 or b'"errors"' in content[:200]:
            raise RuntimeError(f"{self.name}: {answer.status} {content[:400]!r}")
        return content


def leaves(value: Any) -> Iterator[Any]:
    """The plain values of an answer, in order, whatever they are called."""
    if isinstance(value, dict):
        for each in value.values():
            yield from leaves(each)
    elif isinstance(value, list):
        for each in value:
            yield from leaves(each)
    else:
        yield value


def cpu_of(pid: int) -> float:
    """Processor seconds of a process and its children so far."""
    total, todo = 0.0, [pid]
    while todo:
        each = todo.pop()
        try:
            total += sum(float(task.read_text().split()[0]) for task in Path(f"/proc/{each}/task").glob("*/schedstat"))
            todo += map(int, Path(f"/proc/{each}/task/{each}/children").read_text().split())
        except (FileNotFoundError, ProcessLookupError):
            continue  # it ended in between
    return total / 1e9


def postgres_pid(data: Path) -> int:
    """The database's first process."""
    return int((data / "postgres" / "postmaster.pid").read_text().split()[0])


def peer_of(stack: ExitStack, hub: Served, person: int, item: str) -> Server:
    """PostGraphile over the hub's database."""
    node = node_for_peer()
    environment = {**os.environ, "PATH": f"{node}{os.pathsep}{os.environ['PATH']}", "NODE_ENV": "production"}
    environment["GRAPHILE_ENV"] = "production"
    if not (PEER / "node_modules").is_dir():
        command = [*npm_command(node), "ci", "--no-audit", "--no-fund", "--ignore-scripts"]
        subprocess.run(command, cwd=PEER, env=environment, check=True, capture_output=True)
    access, port = access_to(hub), free_port()
    with psycopg.connect(access.admin.url, autocommit=True) as connection:
        connection.execute((ROOT / "bench" / "sql" / "reading.sql").read_bytes())
        ((settings,),) = connection.execute(SETTINGS, {"person": person}).fetchall()
    address = access.addresses.app.set(drivername="postgresql").render_as_string(False)
    process = stack.enter_context(
        running([str(node / "node"), "serve.mjs", address, str(port), settings], PEER, environment, port)
    )

    def body(question: Question) -> dict[str, Any]:
        return {"query": question.peer, "variables": {"id": item} if question.needs_id else {}}

    return Server("PostGraphile 5", port, process.pid, body, {"content-type": "application/json"})


def node_for_peer() -> Path:
    """The folder of a Node that PostGraphile runs on."""
    found = node_folder()
    if node_version(str(found / "node")) < 22:
        raise RuntimeError("PostGraphile 5 needs Node 22")
    return found


@contextmanager
def running(
    command: list[str], folder: Path, environment: dict[str, str], port: int
) -> Iterator["subprocess.Popen[str]"]:
    """A server until the block ends; it has printed `ready` when the block begins."""
    process = subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        assert process.stdout is not None
        if process.stdout.readline().strip() != "ready":
            raise RuntimeError(f"{command[1]} did not start")
        yield process
    finally:
        process.terminate()
        process.wait(20)


def compare(servers: list[Server], database: int, rounds: int, asked: int) -> None:
    """Time the servers in turn, question by question; processor milliseconds a request of server and database."""
    for _ in range(rounds):
        for question in QUESTIONS:
            for server in servers:
                server.wire.close()  # it has waited while others were asked, and the server may have ended it
                server.ask(question)
                many = max(3, asked // 10) if server.name == "resolvers" else asked
                began = cpu_of(server.pid), cpu_of(database)
                for _ in range(many):
                    server.ask(question)
                time.sleep(0.05)  # the database ends its part
                spent = cpu_of(server.pid) - began[0], cpu_of(database) - began[1]
                server.seconds.setdefault(question.name, []).append((spent[0] / many * 1e3, spent[1] / many * 1e3))


def shown(servers: list[Server]) -> dict[str, dict[str, tuple[float, float]]]:
    """The medians, by question and server."""
    return {
        question.name: {
            server.name: (
                round(median(each[0] for each in server.seconds[question.name]), 2),
                round(median(each[1] for each in server.seconds[question.name]), 2),
            )
            for server in servers
        }
        for question in QUESTIONS
    }


def prepared(hub: Served) -> tuple[int, str, str]:
    """Who asks (key and code), and one of that person's items."""
    with psycopg.connect(access_to(hub).admin.url, autocommit=True) as connection:
        person, code = connection.execute(WHO, {"post": PERSON}).fetchone()  # type: ignore[misc]
        connection.execute("set role hub_system")
        (item,) = connection.execute(  # type: ignore[misc]
            ITEM,
            {"unit": PERSON.split("/")[0]},
        ).fetchone()
    return person, code, item


def main() -> None:
    """Compare, and print the table; `--json` prints the medians alone."""
    parser = argparse.ArgumentParser(prog="hub.py bench reading", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--asked", type=int, default=100, help="requests of each kind in a round")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--alone", action="store_true", help="without PostGraphile")
    given = parser.parse_args()
    with TemporaryDirectory() as folder, ExitStack() as stack:
        hub = stack.enter_context(served(Path(folder) / "hub"))
        servers, database = gathered(stack, hub, alone=given.alone)
        same(servers)
        compare(servers, database, given.rounds, given.asked)
        found = shown(servers)
    if given.json:
        json.dump(found, sys.stdout, ensure_ascii=False)
        return
    for question, row in found.items():
        print(question)
        for name, (server, postgres) in row.items():
            print(f"  {name:<16} {server:7.2f} ms server  {postgres:7.2f} ms PostgreSQL")


def gathered(stack: ExitStack, hub: Served, *, alone: bool) -> tuple[list[Server], int]:
    """Those compared, and the first process of the database."""
    person, code, item = prepared(hub)
    token = hub.token(code)
    headers = {"content-type": "application/json", "authorization": f"Bearer {token}"}
    name = global_id("FactPeriod", item)
    texts = {hashed(question.hub): question.hub for question in QUESTIONS}
    (hub.data / "documents.json").write_text(json.dumps(texts), encoding="utf-8")

    def variables(question: Question) -> dict[str, Any]:
        return {"variables": {"id": name} if question.needs_id else {}}

    plain = free_port()
    command = [sys.executable, "-m", "bench.resolvers", str(hub.data), str(plain)]
    without = stack.enter_context(running(command, ROOT, dict(os.environ), plain))
    servers = [
        Server("ad hoc", hub.port, hub.pid, lambda q: {"query": q.hub, **variables(q)}, headers),
        Server("stored document", hub.port, hub.pid, lambda q: {"documentId": hashed(q.hub), **variables(q)}, headers),
        Server("resolvers", plain, without.pid, lambda q: {"query": q.hub, **variables(q)}, headers),
    ]
    if not alone:
        servers.append(peer_of(stack, hub, person, item))
    return servers, postgres_pid(hub.data)


def same(servers: list[Server]) -> None:
    """Refuse to time answers whose values differ; within a unit PostGraphile has posts in another order."""
    for question in QUESTIONS:
        answers = {
            server.name: sorted(map(str, leaves(json.loads(server.ask(question))["data"]))) for server in servers
        }
        first = next(iter(answers.values()))
        for name, values in answers.items():
            if values != first:
                raise RuntimeError(f"{question.name}: {name} answers {values[:20]}, not {first[:20]}")


if __name__ == "__main__":
    main()
