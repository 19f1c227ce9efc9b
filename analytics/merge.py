"""Bring the changes of the database into the replica: the rows and the position in one transaction of DuckDB."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import duckdb
import psycopg
import pyarrow as pa

from analytics import store
from analytics.feed import Change
from analytics.position import Position
from analytics.relations import RELATIONS, Load, Relation, loaded
from analytics.sql import sql

# What is journalled without an item or a fact, and moves none of the mirrored tables.
ELSEWHERE = {"accounts", "files"}


def touches_reference(rows: Sequence[Change]) -> bool:
    """Whether what a county pack defines may have changed."""
    return any(row.item_id is None and row.fact_id is None and row.subject not in ELSEWHERE for row in rows)


def merge(
    connection: duckdb.DuckDBPyConnection, database: psycopg.Connection[Any], rows: Sequence[Change], since: Position
) -> bool:
    """Replace what the journal rows touch by what the database's transaction sees; answers whether anything was
    replaced.

    `since` is the position that the replica shows. The caller holds a transaction of each, and stamps the position.
    """
    redrawn = touches_reference(rows) and _reload_reference(connection, database)
    items = sorted({row.item_id for row in rows if row.item_id is not None})
    facts = sorted({row.fact_id for row in rows if row.fact_id is not None})
    if items or facts:
        _replace(connection, _read(database, items, facts, since), items, derive=not redrawn)
    if redrawn:
        store.derive_figures(connection)
    return redrawn or bool(items or facts)


def _reload_reference(connection: duckdb.DuckDBPyConnection, database: psycopg.Connection[Any]) -> bool:
    changed = False
    for relation in loaded(Load.WHOLE):
        fresh = store.arrow(relation, database.cursor(binary=True).execute(relation.select.encode()).fetchall())
        if not fresh.equals(connection.sql(f"select * from {relation.name}").to_arrow_table().cast(fresh.schema)):
            changed = True
            connection.execute(f"delete from {relation.name}")
            store.insert(connection, relation, fresh)
    if changed:
        store.derive_formulas(connection)
    return changed


def _read(
    database: psycopg.Connection[Any], items: list[UUID], facts: list[UUID], since: Position
) -> dict[str, pa.Table]:
    """What the database's transaction sees of these items, of what hangs on them, and of these facts; by relation."""
    arguments = {"items": items, "facts": facts, "since": since.snapshot}
    # Under way at once: each answer waited for by itself would also wait for its turn among a busy server's threads.
    with database.pipeline():
        asked = {
            relation.name: database.cursor(binary=True).execute(_touched(relation), arguments)
            for relation in loaded(Load.ITEM, Load.FACT)
        }
    return {name: store.arrow(RELATIONS[name], cursor.fetchall()) for name, cursor in asked.items()}


def _touched(relation: Relation) -> bytes:
    where = f"r.id in ({sql('changed_facts')})" if relation.load is Load.FACT else f"r.{relation.item} = any(%(items)s)"
    order = f" order by {relation.order}" if relation.order else ""
    return f"select * from ({relation.select.replace('%', '%%')}) r where {where}{order}".encode()


def _replace(
    connection: duckdb.DuckDBPyConnection, fresh: dict[str, pa.Table], items: list[UUID], *, derive: bool
) -> None:
    """Replace rows and derive figures in one script: a statement each would take a busy server's turn each."""
    touched = pa.table({"id": pa.array([str(item) for item in items], pa.string())})
    facts = fresh["facts"]
    steps = [store.replaced(relation) for relation in loaded(Load.ITEM)]
    if facts.num_rows:
        steps.append(store.replaced_facts())
        steps += [store.derived(facts)] if derive else []
    with store.staged(connection, {"touched_items": touched} | {f"fresh_{name}": rows for name, rows in fresh.items()}):
        connection.execute(";\n".join(steps))
