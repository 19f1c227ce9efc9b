"""The servers that are compared, each one process over one database: the hub, PostGraphile, the plain baseline."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from time import perf_counter
from typing import Any

import psycopg

from bench.answers.load import written
from bench.answers.questions import QUESTIONS, Person, Question, leaves
from bench.hub import ROOT, Served, access_to, free_port
from db.connection import Database
from server.database import Access
from server.documents import hashed
from server.page import OLDEST_NODE, node_folder, node_version, npm_command
from server.sign_in import make_token

PEER, SQL = ROOT / "bench" / "postgraphile", ROOT / "bench" / "sql"
CALLS, FACTS, AREAS = 9_520, 400_000, 1_000
ASKERS, ITEMS = 12, 200
KINDS = 256  # requests written beforehand; the same chance draws those of every server


@dataclass(frozen=True)
class Server:
    """One of those compared: where it listens, its first process, and in which words it is asked."""

    name: str
    words: str  # the attribute of a question
    port: int
    pid: int
    trusted: bool = False

    def request(self, question: Question, person: Person, chance: Random, *, first_sight: bool = False) -> bytes:
        """One request by chance; with `first_sight` its text is one that nobody sent before."""
        text: str = getattr(question, self.words)
        variables = question.variables(person, chance, of_hub=self.words == "hub")
        body: dict[str, Any] = {"documentId": hashed(text)} if self.trusted else {"query": text}
        if first_sight:
            body = {"query": f"# {perf_counter()}\n{text}"}
        sign = {"authorization": f"Bearer {person.token}"} if self.words == "hub" else {"x-asker": str(person.key)}
        return written(self.port, json.dumps({**body, "variables": variables}).encode(), sign)

    def requests(self, question: Question, people: list[Person]) -> list[bytes]:
        """Requests of many askers."""
        chance = Random(question.name)
        return [self.request(question, chance.choice(people), chance) for _ in range(KINDS)]


def seeded(access: Access, scale: float) -> None:
    """Fill the database, and give PostGraphile the functions that it needs."""
    sizes = {"calls": int(CALLS * scale), "facts": int(FACTS * scale), "areas": AREAS}
    with psycopg.connect(access.admin.url, autocommit=True) as connection:
        for name, size in sizes.items():
            connection.execute("select set_config(%s, %s, false)", (f"bench.{name}", str(size)))
        connection.execute((SQL / "seed.sql").read_bytes())
        connection.execute((SQL / "peer.sql").read_bytes())
        connection.execute("vacuum analyze")


def people_of(access: Access) -> list[Person]:
    """Who asks: each from another unit that calls, with a token and answers to that unit's calls."""
    with psycopg.connect(access.admin.url, autocommit=True) as connection:
        rows = connection.execute((SQL / "askers.sql").read_bytes(), {"askers": ASKERS, "items": ITEMS}).fetchall()
    codes = [code for _, code, _ in rows]

    async def tokens() -> list[str]:
        database = Database(access.addresses)
        try:
            return [await make_token(database, code, "bench", 1, frozenset({"read"})) for code in codes]
        finally:
            await database.close()

    made = asyncio.run(tokens())
    return [Person(key, token, tuple(items)) for (key, _, items), token in zip(rows, made, strict=True)]


def gathered(stack: ExitStack, hub: Served, people: list[Person]) -> list[Server]:
    """All servers, running; the hub twice, as it is asked with texts and with the names of stored documents."""
    texts = {hashed(question.hub): question.hub for question in QUESTIONS}
    (hub.data / "documents.json").write_text(json.dumps(texts), encoding="utf-8")
    app = access_to(hub).addresses.app
    ports = free_port(), free_port()
    plain = [sys.executable, "-m", "bench.answers.plain", app.render_as_string(False), str(ports[0])]
    resolvers = stack.enter_context(running(plain, ROOT, dict(os.environ)))
    peer = stack.enter_context(peer_running(hub, people, ports[1]))
    return [
        Server("hub, ad hoc", "hub", hub.port, hub.pid),
        Server("hub, trusted", "hub", hub.port, hub.pid, trusted=True),
        Server("PostGraphile 5", "peer", ports[1], peer.pid),
        Server("plain Strawberry", "plain", ports[0], resolvers.pid),
    ]


@contextmanager
def peer_running(hub: Served, people: list[Person], port: int) -> Iterator["subprocess.Popen[str]"]:
    """PostGraphile over the hub's database, its packages installed, until the block ends."""
    access = access_to(hub)
    with psycopg.connect(access.admin.url, autocommit=True) as connection:
        rows = connection.execute((SQL / "settings.sql").read_bytes(), {"people": [each.key for each in people]})
        (hub.data / "settings.json").write_text(json.dumps({str(key): found for key, found in rows}))
    node, environment = node_for_peer()
    address = access.addresses.app.set(drivername="postgresql").render_as_string(False)
    command = [str(node / "node"), "serve.mjs", address, str(port), str(hub.data / "settings.json")]
    with running(command, PEER, environment) as process:
        yield process


def node_for_peer() -> tuple[Path, dict[str, str]]:
    """The folder of a Node with the packages of the comparison installed, and the environment of production."""
    node = node_folder()
    if node_version(str(node / "node")) < OLDEST_NODE:
        raise RuntimeError(f"PostGraphile 5 needs Node {OLDEST_NODE}")
    path = f"{node}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "NODE_ENV": "production", "GRAPHILE_ENV": "production"}
    if not (PEER / "node_modules" / "@urql").is_dir():
        command = [*npm_command(node), "ci", "--no-audit", "--no-fund", "--ignore-scripts"]
        subprocess.run(command, cwd=PEER, env=environment, check=True, capture_output=True)
    return node, environment


@contextmanager
def running(command: list[str], folder: Path, environment: dict[str, str]) -> Iterator["subprocess.Popen[str]"]:
    """A server until the block ends; it has printed `ready` when the block begins."""
    process = subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        assert process.stdout is not None
        if process.stdout.readline().strip() != "ready":
            raise RuntimeError(f"{command[1:3]} did not start")
        yield process
    finally:
        process.terminate()
        process.wait(20)


def client_answers(hub: Served, people: list[Person]) -> list[Any]:
    """What urql, a client that front ends use, gets from the hub for each question."""
    node, environment = node_for_peer()
    asked = [
        {"query": each.hub, "variables": each.variables(people[0], Random(0), of_hub=True), "token": people[0].token}
        for each in QUESTIONS
    ]
    command = [str(node / "node"), "client.mjs", f"http://127.0.0.1:{hub.port}/graphql"]
    done = subprocess.run(
        command, cwd=PEER, env=environment, input=json.dumps(asked), text=True, stdout=subprocess.PIPE, check=True
    )
    return [list(leaves(each)) for each in json.loads(done.stdout)]
