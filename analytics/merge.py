"""Bring the changes of the database into the replica: the rows and the position in one transaction of DuckDB."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import duckdb
import psycopg

from analytics import store
from analytics.feed import Change
from analytics.relations import RELATIONS, Load, Relation, loaded

# What is journalled without an item or a fact, and moves none of the mirrored tables.
ELSEWHERE = {"accounts", "files"}


def touches_reference(rows: Sequence[Change]) -> bool:
    """Whether what a county pack defines may have changed."""
    return any(row.item_id is None and row.fact_id is None and row.subject not in ELSEWHERE for row in rows)


def merge(connection: duckdb.DuckDBPyConnection, database: psycopg.Connection[Any], rows: Sequence[Change]) -> bool:
    """Replace what the journal rows touch by what the database's transaction sees; answers whether anything was
    replaced.

    The caller holds a transaction of each, and stamps the position.
    """
    redrawn = touches_reference(rows) and _reload_reference(connection, database)
    items = sorted({row.item_id for row in rows if row.item_id is not None})
    facts = sorted({row.fact_id for row in rows if row.fact_id is not None})
    if items:
        for relation in loaded(Load.ITEM):
            _replace_items(connection, database, relation, items)
    if items or facts:
        _replace_facts(connection, database, items, facts, derive=not redrawn)
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


def _replace_items(
    connection: duckdb.DuckDBPyConnection, database: psycopg.Connection[Any], relation: Relation, items: list[UUID]
) -> None:
    rows = _rows(database, relation, f"r.{relation.item} = any(%(items)s)", {"items": items})
    connection.execute(
        f"delete from {relation.name} where {relation.item} in (select unnest($1::uuid[]))", [[str(i) for i in items]]
    )
    store.insert(connection, relation, store.arrow(relation, rows))


def _replace_facts(
    connection: duckdb.DuckDBPyConnection,
    database: psycopg.Connection[Any],
    items: list[UUID],
    facts: list[UUID],
    *,
    derive: bool,
) -> None:
    relation = RELATIONS["facts"]
    rows = _rows(
        database, relation, "r.item_id = any(%(items)s) or r.id = any(%(facts)s)", {"items": items, "facts": facts}
    )
    fresh = store.arrow(relation, rows)
    if not fresh.num_rows:
        return
    store.forget_facts(connection, fresh)
    store.insert(connection, relation, fresh)
    if derive:
        store.derive_touched(connection, fresh)


def _rows(
    database: psycopg.Connection[Any], relation: Relation, where: str, arguments: dict[str, Any]
) -> list[tuple[Any, ...]]:
    order = f" order by {relation.order}" if relation.order else ""
    text = f"select * from ({relation.select.replace('%', '%%')}) r where {where}{order}"
    return database.cursor(binary=True).execute(text.encode(), arguments).fetchall()
