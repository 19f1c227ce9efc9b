"""The SQL of declared relations: one statement for all parents of a list level, whatever the number of rows.

Every function answers a statement; none runs one. Values are always bound.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import reduce
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Date,
    FromClause,
    Integer,
    Select,
    Text,
    Uuid,
    any_,
    column,
    func,
    literal,
    literal_column,
    or_,
    select,
    true,
    tuple_,
)

from schema.relations import TABLES, Order, Table, ToMany

KEY_TYPES: dict[type[Any], Any] = {int: Integer, str: Text, UUID: Uuid, date: Date}


def bound(keys: Sequence[Any]) -> ColumnElement[Any]:
    """Keys of one type as one bound array."""
    return literal(list(keys), ARRAY(KEY_TYPES[type(keys[0])]))


def columns(table: Table, t: FromClause) -> list[ColumnElement[Any]]:
    """What is read of a row: its columns under their names, its key under `key` as well, and what is computed."""
    key = [t.c[table.key].label("key")] if table.key else []
    return [*key, *t.c, *(expression(t).label(name) for name, expression in table.computed.items())]


def by_keys(table: Table, keys: Sequence[Any]) -> Select[Any]:
    """The rows of a type with these keys, in any order."""
    t = table.source()
    return select(*columns(table, t)).where(t.c[table.key or "id"] == any_(bound(keys)))


def kinds(table: Table, keys: Sequence[Any]) -> Select[Any]:
    """Key and kind of the rows of an interface."""
    t = table.source()
    return select(t.c[table.key or "id"].label("key"), t.c[table.kind_of or "kind"].label("kind")).where(
        t.c[table.key or "id"] == any_(bound(keys))
    )


def order_of(relation: ToMany) -> tuple[Order, ...]:
    """The whole order of a list: as declared, then by key, so that it is total."""
    key = TABLES[relation.target].key
    total = key is None or any(term.by == key for term in relation.order)
    return relation.order if total or key is None else (*relation.order, Order(key))


def order_types(relation: ToMany) -> list[type[Any]]:
    """The Python types of the values of a list's order."""
    table = TABLES[relation.target]
    t = table.source()
    return [table.value(t, term.by).type.python_type for term in order_of(relation)]


def page(
    relation: ToMany, keys: Sequence[Any], given: Mapping[str, Any], count: int, after: Sequence[Any]
) -> Select[Any]:
    """Of each parent the first `count` rows after a place in the order: `parent_key`, the row, and `order_0…`."""
    table = TABLES[relation.target]
    (parents, key), t = _parents(keys), table.source()
    terms = order_of(relation)
    values = [table.value(t, term.by) for term in terms]
    rows = (
        select(*columns(table, t), *(value.label(f"order_{n}") for n, value in enumerate(values)))
        .where(*_conditions(relation, t, key, given))
        .order_by(*(directed(value, term) for value, term in zip(values, terms, strict=True)))
        .limit(count)
    )
    if after:
        ends = [literal(end, value.type) for end, value in zip(after, values, strict=True)]
        rows = rows.where(beyond(values, terms, ends))
    found = rows.lateral("found")
    # The order of a joined lateral is not kept by the join itself, so it is asked for once more.
    outer = [directed(found.c[f"order_{n}"], term) for n, term in enumerate(terms)]
    return select(key.label("parent_key"), *found.c).select_from(parents.join(found, true())).order_by(*outer)


def count(relation: ToMany, keys: Sequence[Any], given: Mapping[str, Any]) -> Select[Any]:
    """Of each parent how many rows there are; `parent_key` and `count`."""
    (parents, key), t = _parents(keys), TABLES[relation.target].source()
    counted = (
        select(func.count().label("count"))
        .select_from(t)
        .where(*_conditions(relation, t, key, given))
        .lateral("counted")
    )
    return select(key.label("parent_key"), counted.c.count).select_from(parents.join(counted, true()))


def _parents(keys: Sequence[Any]) -> tuple[Any, ColumnElement[Any]]:
    """The parents' keys as rows, and the key of the row at hand.

    The key is written by name, not as a column object: a condition may use it inside a subquery, which would otherwise
    take the whole list of parents into its own FROM.
    """
    kind = KEY_TYPES[type(keys[0])]
    rows = func.unnest(bound(keys)).table_valued(column("key", kind)).render_derived(name="parents")
    return rows, literal_column("parents.key", kind())


def _conditions(
    relation: ToMany, t: FromClause, key: ColumnElement[Any], given: Mapping[str, Any]
) -> list[ColumnElement[bool]]:
    wanted = [f.condition(t, given.get(f.name)) for f in relation.filters if f.counts(given.get(f.name))]
    return [relation.on(t, key), *wanted]


def directed(value: ColumnElement[Any], term: Order) -> ColumnElement[Any]:
    """A term of an order with its direction."""
    return value.desc() if term.descending else value.asc()


def beyond(
    values: Sequence[ColumnElement[Any]], terms: Sequence[Order], ends: Sequence[ColumnElement[Any]]
) -> ColumnElement[bool]:
    """Rows after a place: a row comparison where all terms run one way (an index can serve it), else spelt out."""
    if len({term.descending for term in terms}) == 1:
        here, there = tuple_(*values), tuple_(*ends)
        return here < there if terms[0].descending else here > there
    further = [v < e if term.descending else v > e for v, e, term in zip(values, ends, terms, strict=True)]
    steps = range(len(terms))
    return or_(
        *(
            reduce(lambda left, right: left & right, [*(values[m] == ends[m] for m in range(n)), further[n]])
            for n in steps
        )
    )
