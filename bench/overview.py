"""The overview over a full county: makes the figures, and measures each view by the bare engine.

`seed` makes a replica's file of 5.9 M facts without a database; `bare` times the statement of each question in it, with
nothing around: what the answer through the graph is compared with, in the same run.
"""

import statistics
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb

from analytics import catalogue, questions, store
from analytics.position import Position
from analytics.questions import Question, Where
from analytics.scope import Sight

HERE = Path(__file__).parent
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
}


@dataclass(frozen=True)
class Timing:
    """How long a question took, in milliseconds, and how many rows it answered."""

    p50: float
    p99: float
    rows: int


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


def bare(connection: duckdb.DuckDBPyConnection, name: str, rounds: int = 11) -> Timing:
    """Time one of QUESTIONS by its name, as its statement alone; the first round warms up and does not count."""
    view, where = QUESTIONS[name]
    statement = questions.page(catalogue.load()[view], LEADER, Question(where, first=200))
    took: list[float] = []
    rows = 0
    for _ in range(rounds + 1):
        began = time.perf_counter()
        rows = connection.sql(statement.sql, params=statement.values).to_arrow_table().num_rows
        took.append((time.perf_counter() - began) * 1000)
    return Timing(round(statistics.median(took[1:]), 2), round(max(took[1:]), 2), rows)
