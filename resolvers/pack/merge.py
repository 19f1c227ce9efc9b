"""Brings a table to what a pack says in whole sets, and writes only rows that differ."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

import orjson
from sqlalchemy import (
    ColumnClause,
    ColumnElement,
    CursorResult,
    Integer,
    Table,
    TableValuedAlias,
    UpdateBase,
    and_,
    bindparam,
    case,
    column,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession

Records = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Count:
    """What became of the rows of one table: put in, changed, left as they were, ended or taken out."""

    inserted: int = 0
    updated: int = 0
    unchanged: int = 0
    ended: int = 0

    @property
    def changed(self) -> int:
        """How many rows were written."""
        return self.inserted + self.updated + self.ended

    def __add__(self, other: "Count") -> "Count":
        return Count(
            self.inserted + other.inserted,
            self.updated + other.updated,
            self.unchanged + other.unchanged,
            self.ended + other.ended,
        )


PLACE: ColumnClause[int] = column("place in the pack", Integer)


def _given(table: Table, names: Iterable[str], *more: ColumnClause[Any]) -> TableValuedAlias:
    """The records as a relation of the statement, one JSON parameter however many they are."""
    columns = [*(column(name, table.c[name].type) for name in names), *more]
    rows = func.jsonb_to_recordset(bindparam("given", type_=JSONB))
    return rows.table_valued(*columns, name="given").render_derived(with_types=True)


def _same(table: Table, given: TableValuedAlias, key: Sequence[str]) -> ColumnElement[bool]:
    # Plain equality: keys are never null, and `is not distinct from` would compare every row with every other.
    return and_(*(table.c[name] == given.c[name] for name in key))


def _plain(records: Records) -> Any:
    return orjson.loads(orjson.dumps([dict(record) for record in records], default=str))


async def merge(
    session: AsyncSession, table: Table, key: Sequence[str], records: Records, *, exact: bool = False
) -> Count:
    """Insert the records that are missing by key and update those that differ; all records name the same columns.

    `exact` takes out rows that no record names: for tables that only spell out a row elsewhere, such as the fields of
    a form. Keys made by the database stay as they are, so they are stable by code.
    """
    ended = 0
    if exact:
        ended = await _remove_others(session, table, key, records)
    if not records:
        return Count(ended=ended)
    names = list(records[0])
    given, rows = _given(table, names), {"given": _plain(records)}
    inserted = await _insert_missing(session, table, key, records)
    updated = 0
    rest = [name for name in names if name not in key]
    if rest:
        differs = or_(*(table.c[name].is_distinct_from(given.c[name]) for name in rest))
        change = update(table).values({name: given.c[name] for name in rest})
        updated = await _count(session, change.where(_same(table, given, key), differs), rows)
    return Count(inserted, updated, len(records) - inserted - updated, ended)


async def _remove_others(session: AsyncSession, table: Table, key: Sequence[str], records: Records) -> int:
    given = _given(table, key)
    keys = [{name: record[name] for name in key} for record in records]
    gone = delete(table).where(~exists(select(given.c[key[0]]).where(_same(table, given, key))))
    return await _count(session, gone, {"given": _plain(keys)})


async def merge_linked(
    session: AsyncSession, table: Table, records: Records, links: Mapping[str, str]
) -> tuple[Count, dict[str, int]]:
    """As `merge` by code, where rows refer to rows of the same table; answers the keys by code as well.

    `links` says which column takes the key of the row whose code stands under which name of the records.
    """
    bare = [{name: value for name, value in record.items() if name not in links.values()} for record in records]
    first = await _insert_missing(session, table, ["code"], bare)
    keys = await keys_by_code(session, table)
    whole = [
        {name: value for name, value in record.items() if name not in links.values()}
        | {column_: keys.get(record[name]) for column_, name in links.items()}
        for record in records
    ]
    second = await merge(session, table, ["code"], whole)
    changed = max(second.updated - first, 0)
    return Count(first, changed, len(records) - first - changed), keys


async def _insert_missing(session: AsyncSession, table: Table, key: Sequence[str], records: Records) -> int:
    names = list(records[0])
    given = _given(table, names, PLACE)
    missing = select(*(given.c[name] for name in names)).where(~exists(select(1).where(_same(table, given, key))))
    # In the order of the pack, so that the keys that the database makes are the same wherever it is loaded first.
    ordered = missing.order_by(given.c[PLACE.name])
    rows = [{**record, PLACE.name: place} for place, record in enumerate(records)]
    return await _count(session, insert(table).from_select(names, ordered), {"given": _plain(rows)})


async def _count(session: AsyncSession, statement: UpdateBase, rows: Mapping[str, Any]) -> int:
    # SQLAlchemy tells the row count of an insert only when asked.
    result = await session.execute(statement, rows, execution_options={"preserve_rowcount": True})
    return int(cast(CursorResult[Any], result).rowcount)


async def keys_by_code(session: AsyncSession, table: Table) -> dict[str, int]:
    """The keys of a table by code."""
    return {code: key for code, key in await session.execute(select(table.c.code, table.c.id))}


async def end_others(session: AsyncSession, table: Table, codes: Iterable[str], last_day: date) -> Count:
    """End the rows that are not in the pack any more: what refers to them keeps them, nothing new can use them."""
    gone = ~table.c.code.in_(list(codes)), or_(table.c.valid_to.is_(None), table.c.valid_to > last_day)
    begins = case((table.c.valid_from > last_day, last_day), else_=table.c.valid_from)
    return Count(
        ended=await _count(session, update(table).where(*gone).values(valid_from=begins, valid_to=last_day), {})
    )
