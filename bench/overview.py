"""The overview over a full county: `python3 hub.py bench overview [--json] [--rounds N]`.

`seed` makes a replica's file of 5.9 M facts without a database. Each question is then asked in turn of the bare engine
(its statement alone, in a copy of the file) and of a running hub through GraphQL, as the county's head: the ratio is
what rights, scope, GraphQL and HTTP add.
"""

import argparse
import http.client
import json
import shutil
import tempfile
import time
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import psycopg
from strawberry.utils.str_converters import to_camel_case

from analytics import catalogue, questions, store
from analytics.engine import fetch
from analytics.feed import identify
from analytics.position import Position
from analytics.questions import Question, Where
from analytics.scope import Sight
from bench.hub import Served, access_to, machine, percentile, served

HERE = Path(__file__).parent
VIEWS = catalogue.load()
LEADER = Sight(1, date(2020, 1, 20), all_figures=True, county=1)
ONE, MONTH = {"eq": "I10"}, {"eq": "2019-08"}
QUESTIONS: Mapping[str, tuple[str, Where]] = {
    "indicator_in_every_town": ("indicator_by_area", {"indicator": ONE, "period": MONTH}),
    "rate_in_every_town": ("indicator_by_area", {"indicator": {"eq": "R3"}, "period": MONTH}),
    "county_trend": ("indicator_by_area", {"indicator": ONE, "area": {"eq": "C"}}),
    "town_in_a_month": ("indicator_by_area", {"area": {"eq": "A7"}, "period": MONTH}),
    "ranking": ("township_ranking", {"indicator": ONE, "period": MONTH}),
    "completeness": ("township_completeness", {"period": MONTH}),
    "shares": ("completeness_shares", {"period": MONTH}),
    "ledger": ("form_ledger_by_month", {"year": {"eq": 2019}}),
}


def seed(folder: Path, position: Position) -> int:
    """Make `folder`/replica-1.duckdb, as of a position of the database that a server will follow; answers its facts."""
    folder.mkdir(parents=True, exist_ok=True)
    connection = store.open_file(folder / "replica-1.duckdb", threads=2, memory_limit="4GB")
    try:
        store.create(connection)
        for name in ("county", "figures"):
            connection.execute((HERE / "sql" / f"{name}.sql").read_text(encoding="utf-8"))
        store.derive_formulas(connection)
        store.derive_figures(connection)
        store.stamp(connection, position, datetime.now(UTC))
        connection.execute("checkpoint")
        row = connection.execute("select count(*) from facts").fetchone()
    finally:
        connection.close()
    assert row is not None
    return int(row[0])


def bare_once(connection: duckdb.DuckDBPyConnection, name: str) -> tuple[float, int]:
    """Milliseconds of one of QUESTIONS as its statement alone, and its rows."""
    view, where = QUESTIONS[name]
    statement = questions.page(VIEWS[view], LEADER, Question(where, first=200))
    began = time.perf_counter()
    rows = fetch(connection, statement.sql, statement.values).num_rows
    return (time.perf_counter() - began) * 1000, min(rows, 200)


def graph(name: str) -> str:
    """One of QUESTIONS as a GraphQL query with every column of its view."""
    view, where = QUESTIONS[name]
    asked = ", ".join(f"{column}: {{eq: {json.dumps(test['eq'])}}}" for column, test in where.items())
    columns = " ".join(to_camel_case(column.name) for column in VIEWS[view].columns)
    return f"{{ overview {{ {to_camel_case(view)}(where: {{{asked}}}, first: 200) {{ nodes {{ {columns} }} }} }} }}"


class Asking:
    """One HTTP connection to a hub, kept open, with a token: as a front end's server asks."""

    def __init__(self, hub: Served, token: str) -> None:
        """Connect."""
        self._connection = http.client.HTTPConnection("127.0.0.1", hub.port, timeout=30)
        self._headers = {"authorization": f"Bearer {token}", "content-type": "application/json"}

    def ask(self, query: str) -> tuple[float, int]:
        """Milliseconds until the whole answer was here, and its rows."""
        body = json.dumps({"query": query})
        began = time.perf_counter()
        self._connection.request("POST", "/graphql", body, self._headers)
        answer = self._connection.getresponse().read()
        took = (time.perf_counter() - began) * 1000
        found = json.loads(answer)
        if found.get("errors"):
            raise RuntimeError(str(found["errors"]))
        (connection,) = found["data"]["overview"].values()
        return took, len(connection["nodes"])


def compare(asking: Asking, connection: duckdb.DuckDBPyConnection, rounds: int) -> dict[str, dict[str, float]]:
    """Each question both ways in turn, so that a noisy minute strikes both: milliseconds and ratios."""
    found = {}
    for name in QUESTIONS:
        query = graph(name)
        asking.ask(query)
        bare_once(connection, name)
        plain: list[float] = []
        whole: list[float] = []
        for _ in range(rounds):
            timing = bare_once(connection, name)
            took, rows = asking.ask(query)
            if rows != timing[1]:
                raise RuntimeError(f"{name}: {rows} rows through the graph, {timing[1]} bare")
            plain.append(timing[0])
            whole.append(took)
        figures = {
            "bare_p50": percentile(plain, 0.5),
            "bare_p99": percentile(plain, 0.99),
            "graphql_p50": percentile(whole, 0.5),
            "graphql_p99": percentile(whole, 0.99),
        }
        figures["ratio_p50"] = figures["graphql_p50"] / figures["bare_p50"]
        figures["ratio_p99"] = figures["graphql_p99"] / figures["bare_p99"]
        found[name] = {key: round(value, 2) for key, value in figures.items()}
    return found


def main() -> None:
    """Seed a full county, serve it, ask each question both ways, print."""
    parser = argparse.ArgumentParser(prog="hub.py bench overview")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--rounds", type=int, default=100)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="hub-bench-") as folder:
        data = Path(folder) / "data"
        with served(data) as hub:  # makes the database and loads the sample county, whose rights the asker has
            with psycopg.connect(access_to(hub).admin.url) as reading:
                position, _ = identify(reading)
            token = hub.token("U0002")
        shutil.rmtree(data / "replica")
        facts = seed(data / "replica", position)
        copy = shutil.copy(data / "replica" / "replica-1.duckdb", Path(folder) / "bare.duckdb")
        with served(data) as hub, store.open_file(Path(copy), threads=2, memory_limit="4GB") as connection:
            views = compare(Asking(hub, token), connection, options.rounds)
    ratios = {name: figures["ratio_p99"] for name, figures in views.items()}
    found = {"bench": "overview", "machine": machine(), "facts": facts, "views": views, "ratios": ratios}
    if options.json:
        print(json.dumps(found))
        return
    print(f"{facts} facts, milliseconds, {machine()}")
    for name, figures in views.items():
        print(f"{name:26}", *(f"{key} {value}" for key, value in figures.items()))


if __name__ == "__main__":
    main()
