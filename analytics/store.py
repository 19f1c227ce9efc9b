"""The DuckDB file of a replica: its tables, how rows get in, what follows from them. Callers hold the transaction."""

import os
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import psycopg
import pyarrow as pa

from analytics.formulas import NotAQuotient, Quotient, quotient
from analytics.position import Position
from analytics.relations import RELATIONS, Load, Relation, loaded, shape
from analytics.sql import sql

META = "create table meta (snapshot varchar, identity varchar, shape varchar, read_at timestamptz)"
ARROW = {
    "INTEGER": pa.int32(),
    "BIGINT": pa.int64(),
    "VARCHAR": pa.string(),
    "DATE": pa.date32(),
    "TIMESTAMPTZ": pa.timestamp("us", tz="UTC"),
    "BOOLEAN": pa.bool_(),
    "UUID": pa.string(),
    "DECIMAL(24,6)": pa.decimal128(24, 6),
    "DECIMAL(26,6)": pa.decimal128(26, 6),
    "DECIMAL(12,0)": pa.decimal128(12, 0),
}


def create(connection: duckdb.DuckDBPyConnection) -> None:
    """Make every table, empty."""
    connection.execute(META)
    for relation in loaded(Load.WHOLE, Load.ITEM, Load.FACT, Load.DERIVED):
        connection.execute(relation.create)


def open_file(path: Path, *, threads: int, memory_limit: str, folder: Path | None = None) -> duckdb.DuckDBPyConnection:
    """Open a replica's file. With `folder` the instance is locked: of all files it reaches that folder's alone, and no
    setting changes.
    """
    connection = duckdb.connect(str(path), config={"threads": threads, "memory_limit": memory_limit})
    # Merges are small and frequent: at the default of 16 MB each one may write a checkpoint (measured 1,020 against 78
    # ms).
    connection.execute("set checkpoint_threshold = '4GB'")
    connection.execute("set TimeZone = 'UTC'")
    if folder is not None:
        connection.execute("set allowed_directories = [$folder]", {"folder": str(folder)})
        connection.execute("set autoinstall_known_extensions = false")
        connection.execute("set autoload_known_extensions = false")
        connection.execute("set enable_external_access = false")
        connection.execute("set lock_configuration = true")
    return connection


def position(connection: duckdb.DuckDBPyConnection) -> tuple[Position, datetime] | None:
    """Up to where the file has followed the journal, and when that was read; None for a file of another shape or
    without any.
    """
    row = connection.execute("select snapshot, identity, shape, epoch_us(read_at) from meta").fetchone()
    if row is None or row[2] != shape():
        return None
    return Position(row[0], row[1]), datetime.fromtimestamp(row[3] / 1_000_000, UTC)


def stamp(connection: duckdb.DuckDBPyConnection, at: Position, read_at: datetime) -> None:
    """Write up to where the file has followed the journal: in the transaction of the rows, so a crash repeats and
    skips nothing.
    """
    connection.execute("delete from meta")
    connection.execute("insert into meta values (?, ?, ?, ?)", [at.snapshot, at.identity, shape(), read_at])


def copy_in(connection: duckdb.DuckDBPyConnection, source: psycopg.Connection[Any], relation: Relation) -> None:
    """Fill an empty table from PostgreSQL through a pipe: COPY writes csv at one end, DuckDB reads it at the other (1
    M rows a second).
    """
    reading, writing = os.pipe()
    failures: list[BaseException] = []

    def pump() -> None:
        try:
            with os.fdopen(writing, "wb") as out, source.cursor() as cursor:
                order = f" order by {relation.order}" if relation.order else ""
                statement = f"copy (select * from ({relation.select}) r{order}) to stdout (format csv)"
                with cursor.copy(statement.encode()) as rows:
                    for block in rows:
                        out.write(block)
        except BaseException as error:
            failures.append(error)

    thread = threading.Thread(target=pump)
    thread.start()
    try:
        connection.execute(f"insert into {relation.name} {sql('copy_in')}", [f"/dev/fd/{reading}", relation.columns])
    finally:
        os.close(reading)
        thread.join()
    if failures:
        raise failures[0]


@contextmanager
def staged(connection: duckdb.DuckDBPyConnection, tables: Mapping[str, pa.Table]) -> Iterator[None]:
    """Tables of Arrow under their names: a registered table is far quicker than a statement a row."""
    for name, rows in tables.items():
        connection.register(name, rows)
    try:
        yield
    finally:
        for name in tables:
            connection.unregister(name)


def insert(connection: duckdb.DuckDBPyConnection, relation: Relation, rows: pa.Table) -> None:
    """Insert rows of Arrow."""
    with staged(connection, {f"fresh_{relation.name}": rows}):
        connection.execute(_inserted(relation))


def _inserted(relation: Relation) -> str:
    return f"insert into {relation.name} select {relation.named} from fresh_{relation.name}"


def replaced(relation: Relation) -> str:
    """The statements that replace the rows of `touched_items` by `fresh_<relation>`."""
    forget = f"delete from {relation.name} where {relation.item} in (select id::uuid from touched_items)"
    return f"{forget};\n{_inserted(relation)}"


def replaced_facts() -> str:
    """The statements that replace the versions in `fresh_facts`."""
    return f"{sql('forget_facts')};\n{_inserted(RELATIONS['facts'])}"


def arrow(relation: Relation, rows: Iterable[Sequence[Any]]) -> pa.Table:
    """Rows of PostgreSQL as a table of Arrow with the relation's columns."""
    columns = list(zip(*rows, strict=True)) or [()] * len(relation.columns)
    return pa.table(
        {
            name: pa.array([str(v) if v is not None and kind == "UUID" else v for v in values], ARROW[kind])
            for (name, kind), values in zip(relation.columns.items(), columns, strict=True)
        }
    )


def derive_formulas(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Make `formulas` and `formula_terms` from the indicators; answers, by code, why an indicator is left out of the
    overview.
    """
    found = connection.execute("select id, code, formula, agg_time from indicators order by id").fetchall()
    whole, terms, left_out = formula_rows(found)
    for relation, rows in ((RELATIONS["formulas"], whole), (RELATIONS["formula_terms"], terms)):
        connection.execute(f"delete from {relation.name}")
        insert(connection, relation, arrow(relation, rows))
    return left_out


def formula_rows(
    indicators: Iterable[tuple[int, str, str | None, str]],
) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]], dict[str, str]]:
    """Rows of `formulas` and `formula_terms` for indicators (id, code, formula, agg_time), and why the others have
    none.
    """
    every = list(indicators)
    ids = {code: key for key, code, _, _ in every}
    formulas = {code: formula for _, code, formula, _ in every if formula}
    whole: list[tuple[Any, ...]] = []
    terms: list[tuple[Any, ...]] = []
    left_out: dict[str, str] = {}
    for key, code, formula, over_time in every:
        if over_time == "AVG" and not formula:
            # A mean over shorter periods is their sum by how many they are, divided only at the edge.
            whole.append((key, 2, 0, 0))
            terms += [(key, "NUMERATOR", key, "AT", 1), (key, "DENOMINATOR", key, "PARTS", 1)]
            continue
        try:
            parts = _terms(key, quotient(code, formulas), ids)
        except NotAQuotient as error:
            left_out[code] = str(error)
            continue
        whole.append(parts[0])
        terms.extend(parts[1])
    return whole, terms, left_out


def _terms(key: int, found: Quotient, ids: dict[str, int]) -> tuple[tuple[Any, ...], list[tuple[Any, ...]]]:
    terms: list[tuple[Any, ...]] = []
    for part, side in (("NUMERATOR", found.numerator), ("DENOMINATOR", found.denominator)):
        for (source, reach), coefficient in side.terms.items():
            if source not in ids:
                raise NotAQuotient(f"it names {source}, which is no indicator")
            terms.append((key, part, ids[source], reach, int(coefficient)))
    return (key, len(terms), int(found.numerator.constant), int(found.denominator.constant)), terms


def derive_figures(connection: duckdb.DuckDBPyConnection) -> None:
    """Make all of `figures` from all facts."""
    figures = RELATIONS["figures"]
    connection.execute("delete from figures")
    connection.execute(f"insert into figures select {figures.named} from ({figures.select}) order by {figures.order}")


def derived(facts: pa.Table) -> str:
    """The statements that make the figures anew that `fresh_facts` touch: those of the same indicator, place and year.

    The years stand in them as numbers, so that only the blocks of those periods are read.
    """
    figures = RELATIONS["figures"]
    years = [period // 100 * 100 for period in facts.column("period_id").to_pylist()]
    first, last = str(min(years)), str(max(years) + 99)
    forget, facts_of = (
        sql(name).replace("$first", first).replace("$last", last) for name in ("forget_figures", "touched_facts")
    )
    # The same select as for all facts, over a `facts` that holds only what is touched.
    make = f"insert into figures with facts as ({facts_of}) select {figures.named} from ({figures.select})"
    return f"{sql('touched')};\n{forget};\n{make} order by {figures.order};\ndrop table touched"
