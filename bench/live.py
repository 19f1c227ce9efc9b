"""From a commit to the leader's answer: `python3 hub.py bench live [--json] [--seconds N]`.

Departments state register figures through GraphQL, 100 facts a second. A leader's client is subscribed to `changes`
and asks the overview again whenever it is told; an act has arrived when an answer shows its value. Beside it, in the
same run and on the same acts, the bare way: a process of its own that LISTENs, waits the same 20 ms for others, reads
the exact snapshot difference of the journal, merges the facts into a DuckDB file and commits. Both are counted from the
moment the database told that process of the commit, so the ratio is what the hub adds: items, derived figures, rights,
scope, GraphQL, the subscription, the question asked again.
"""

import argparse
import asyncio
import json
import multiprocessing
import tempfile
import uuid
from datetime import datetime
from multiprocessing.connection import Connection
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import duckdb
import polars
import psycopg

from analytics.feed import COALESCE_SECONDS
from bench.hub import Client, Served, access_to, client, machine, percentile, served
from db.connection import Database
from resolvers.life.course import Span
from resolvers.life.living import live
from resolvers.terms import SHANGHAI
from server.database import Access

FACTS_A_SECOND = 100
Seen = dict[tuple[str, int], tuple[float, float]]
"""By indicator and value: two moments."""
EVERYTHING = "3:3:"  # a snapshot that shows nothing
HERE = Path(__file__).parent
PERIOD = "select code from periods where kind = 'MONTH' and last_on < current_date order by id desc limit 1"
REGISTERS = (HERE / "live_registers.sql").read_text(encoding="utf-8")
FORGET = (HERE / "live_forget.sql").read_text(encoding="utf-8")
CHANGED = (HERE / "live_changed.sql").read_text(encoding="utf-8")
STATE = """mutation ($input: StateRegisterInput!) { stateRegister(input: $input) {
  __typename ... on RegisterStated { refused { refusal { message } } } ... on Refusal { code message } } }"""
AREAS = "{ organisation { areas(level: TOWNSHIP) { id code } } }"
SHOWN = """query ($codes: [String!]!, $period: String!) { overview { indicatorByArea(
  where: {indicator: {in: $codes}, period: {eq: $period}}, first: 500) { nodes { indicator area value } } } }"""
CHANGES = "subscription { changes { overview } }"


def bare(url: str, store_at: str, ready: Connection) -> None:
    """The baseline: NOTIFY, snapshot difference, merge, commit; tells (told, merged, facts) over the pipe."""
    store = duckdb.connect(store_at)
    store.execute(
        "create table facts (indicator_id int, area_id int, period_id int, version int, value decimal(24, 6))"
    )
    with psycopg.connect(url, autocommit=True) as listening, psycopg.connect(url) as reading:
        listening.execute("listen journal")
        since = _merge(reading, store, EVERYTHING)[0]
        ready.send("ready")
        while not ready.poll():
            if next(listening.notifies(timeout=0.5, stop_after=1), None) is None:
                continue
            told = monotonic()
            sleep(COALESCE_SECONDS)
            list(listening.notifies(timeout=0))
            since, facts = _merge(reading, store, since)
            ready.send((told, monotonic(), facts))


def _merge(
    reading: "psycopg.Connection[Any]", store: duckdb.DuckDBPyConnection, since: str
) -> tuple[str, list[tuple[int, int]]]:
    """Merge what the snapshot `since` does not show; the new snapshot, and each fact's indicator and value."""
    reading.execute("set transaction isolation level repeatable read")
    snapshot = reading.execute("select pg_current_snapshot()::text").fetchone()
    rows = reading.execute(CHANGED, {"since": since}).fetchall()
    reading.commit()
    if rows:
        columns = ["indicator_id", "area_id", "period_id", "version", "value"]
        store.register("staged", polars.DataFrame(rows, schema=columns, orient="row").to_arrow())
        store.execute("begin")
        store.execute(FORGET)
        store.execute("insert into facts select * from staged")
        store.execute("commit")
    return str(snapshot[0] if snapshot else ""), [(row[0], int(row[4])) for row in rows]


async def state(hub: Client, period: str, codes: list[str], areas: list[dict[str, str]], value: int) -> None:
    """State a department's indicators for all townships."""
    figures = [{"indicator": code, "area": area["id"], "value": str(value)} for code in codes for area in areas]
    given = {"requestId": uuid.uuid4().hex, "period": period, "figures": figures, "reason": "measured"}
    answer = (await hub.ask(STATE, {"input": given}))["stateRegister"]
    if answer["__typename"] != "RegisterStated" or answer["refused"]:
        raise RuntimeError(str(answer))


async def watch(
    leader: Client, codes: list[str], period: str, seen: dict[tuple[str, int], tuple[float, float]]
) -> None:
    """The leader's screen: told of a change, ask again; for each value, when it was told and when it was shown."""
    async for told in leader.listen(CHANGES):
        if told["changes"]["overview"]:
            heard = monotonic()
            answer = await leader.ask(SHOWN, {"codes": codes, "period": period})
            now = monotonic()
            for node in answer["overview"]["indicatorByArea"]["nodes"]:
                if node["value"] is not None:
                    seen.setdefault((node["indicator"], int(float(node["value"]))), (heard, now))


async def prepare(access: Access) -> None:
    """Let the county live the month just ended, so that departments have stated their registers once."""
    database = Database(access.addresses, pool_size=2)
    await live(database, today=datetime.now(SHANGHAI).date(), progress=lambda _: None, span=Span(months=1, years=()))
    await database.close()


async def run(hub: Served, seconds: float) -> dict[str, Any]:
    """The measurement on a running hub."""
    access = access_to(hub)
    await prepare(access)
    with psycopg.connect(access.admin.url) as connection:
        period = str(connection.execute(PERIOD).fetchone()[0])  # type: ignore[index]
        rows = connection.execute(REGISTERS, [period]).fetchall()
    ids: dict[str, int] = {code: key for code, key, _ in rows}
    keepers: dict[str, list[str]] = {}
    for code, _, person in rows:
        keepers.setdefault(person, []).append(code)
    ours, theirs = multiprocessing.Pipe()
    system = access.addresses.system.set(drivername="postgresql").render_as_string(hide_password=False)
    beside = str(hub.data.with_suffix(".bare.duckdb"))
    follower = multiprocessing.get_context("spawn").Process(target=bare, args=(system, beside, theirs))
    follower.start()
    ours.recv()
    seen: Seen = {}
    tokens = {person: hub.token(person) for person in keepers}
    async with client(hub, hub.token("U0002")) as leader:
        areas = (await leader.ask(AREAS))["organisation"]["areas"]
        watching = asyncio.ensure_future(watch(leader, list(ids), period, seen))
        every = len(areas) * len(ids) / FACTS_A_SECOND
        until = monotonic() + seconds

        async def department(person: str, codes: list[str], offset: float) -> None:
            async with client(hub, tokens[person]) as desk:
                await asyncio.sleep(offset)
                value = 1_000
                while (begun := monotonic()) < until:
                    value += 1
                    await state(desk, period, codes, areas, value)
                    await asyncio.sleep(max(0.0, begun + every - monotonic()))

        order = enumerate(keepers.items())
        await asyncio.gather(*(department(who, codes, n * every / len(keepers)) for n, (who, codes) in order))
        await asyncio.sleep(3)
        watching.cancel()
    ours.send("stop")
    codes = {key: code for code, key in ids.items()}
    told: Seen = {}
    while ours.poll(1):
        heard, merged, facts = ours.recv()
        stated = ((codes[indicator], value) for indicator, value in facts if indicator in codes)
        told |= {key: (heard, merged) for key in stated if key not in told}
    follower.join(10)
    return report(told, seen, len(areas))


def report(told: Seen, seen: Seen, areas: int) -> dict[str, Any]:
    """Milliseconds of both ways over the acts that the screen showed; what was overtaken there is left out."""
    both = [key for key in told if key in seen]
    shown = [(seen[key][1] - told[key][0]) * 1000 for key in both]
    plain = [(told[key][1] - told[key][0]) * 1000 for key in both]
    announced = [(seen[key][0] - told[key][0]) * 1000 for key in both]
    span = max(heard for heard, _ in told.values()) - min(heard for heard, _ in told.values())
    return {
        "bench": "live",
        "machine": machine(),
        "facts": len(told) * areas,
        "compared": len(both) * areas,
        "facts_a_second": round(len(told) * areas / span, 1),
        "graphql_ms": _spread(shown),
        "announced_ms": _spread(announced),
        "bare_ms": _spread(plain),
        "ratios": {"live p99": round(percentile(shown, 0.99) / percentile(plain, 0.99), 2)},
    }


def _spread(values: list[float]) -> dict[str, float]:
    return {"p50": round(percentile(values, 0.5), 1), "p99": round(percentile(values, 0.99), 1)}


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(prog="hub.py bench live", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--seconds", type=float, default=20)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="hub-bench-") as folder, served(Path(folder) / "data") as hub:
        found = asyncio.run(run(hub, options.seconds))
    if options.json:
        print(json.dumps(found))
        return
    for name, value in found.items():
        print(f"{name}: {value}")


if __name__ == "__main__":
    main()
