"""Compares a replica with the database it follows: what each holds at one and the same moment."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

import duckdb
import psycopg

from analytics.relations import RELATIONS, Load, loaded
from analytics.sql import sql

Rows = dict[Any, tuple[Any, ...]]


def differences(replica: duckdb.DuckDBPyConnection, database: psycopg.Connection[Any]) -> list[str]:
    """What differs, one sentence each: rows of every mirrored relation, sums of facts by period, figures by period.

    The database's transaction and the replica stand at one position of the journal; the caller sees to that, and has
    set what the relations' selects read (full_load.prepare).
    """
    return [*_counts(replica, database), *_facts(replica, database), *_figures(replica)]


def _counts(replica: duckdb.DuckDBPyConnection, database: psycopg.Connection[Any]) -> Iterator[str]:
    for relation in loaded(Load.WHOLE, Load.ITEM, Load.FACT):
        here = replica.execute(f"select count(*) from {relation.name}").fetchone()
        there = database.execute(f"select count(*) from ({relation.select}) r".encode()).fetchone()
        assert here is not None and there is not None
        if here != there:
            yield f"{relation.name}: {here[0]} rows in the replica, {there[0]} in the database"


def _facts(replica: duckdb.DuckDBPyConnection, database: psycopg.Connection[Any]) -> Iterator[str]:
    text = sql("sums_of_facts")
    here, there = _by_period(replica.execute(text).fetchall()), _by_period(database.execute(text.encode()).fetchall())
    yield from _apart("facts", here, there, "in the database")


def _figures(replica: duckdb.DuckDBPyConnection) -> Iterator[str]:
    kept, anew = (
        _by_period(replica.execute(sql("sums_of_figures").replace("{source}", source)).fetchall())
        for source in ("figures", f"({RELATIONS['figures'].select}) made")
    )
    yield from _apart("figures", kept, anew, "by its facts")


def _by_period(rows: Sequence[tuple[Any, ...]]) -> Rows:
    # Sums come as one type from one engine and as another from the other; as exact decimals they compare.
    return {period: tuple(None if each is None else Decimal(each) for each in rest) for period, *rest in rows}


def _apart(what: str, here: Rows, there: Rows, where: str) -> Iterator[str]:
    for period in sorted(here.keys() | there.keys()):
        if here.get(period) != there.get(period):
            mine, theirs = _told(here.get(period)), _told(there.get(period))
            yield f"{what} of period {period}: {mine} in the replica, {theirs} {where}"


def _told(sums: tuple[Any, ...] | None) -> str:
    return "none" if sums is None else " / ".join("-" if each is None else f"{each.normalize():f}" for each in sums)
