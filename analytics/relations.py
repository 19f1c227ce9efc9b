"""The named relations that views read: what the replica mirrors from PostgreSQL, what it derives, and what the scope
supplies.

Each mirrored relation is the answer of analytics/relations/<name>.sql, run as hub_system. Its columns are declared
here too, so that the views can be checked and described without a database.
"""

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from analytics.sql import sql

HERE = Path(__file__).parent / "relations"


class Load(StrEnum):
    """How a relation follows the database."""

    WHOLE = "WHOLE"  # small: read anew when a county pack was loaded
    ITEM = "ITEM"  # rows of touched items are replaced
    FACT = "FACT"  # facts touched themselves or through their item are replaced
    DERIVED = "DERIVED"  # made in the replica from other relations
    SUPPLIED = "SUPPLIED"  # made for each question by the scope


@dataclass(frozen=True)
class Relation:
    """One relation: its columns with DuckDB types, how it is loaded, the column of the item it hangs on, the order it
    is stored in.
    """

    name: str
    load: Load
    columns: dict[str, str]
    item: str = "item_id"
    order: str = ""

    @property
    def select(self) -> str:
        """The statement that reads it from PostgreSQL."""
        return (HERE / f"{self.name}.sql").read_text(encoding="utf-8")

    @property
    def create(self) -> str:
        """The statement that makes its empty table in DuckDB."""
        return f"create table {self.name} ({', '.join(f'{name} {kind}' for name, kind in self.columns.items())})"


def _relation(name: str, load: Load, columns: str, item: str = "item_id", order: str = "") -> Relation:
    pairs = [column.split() for column in columns.split(",")]
    return Relation(name, load, {pair[0]: TYPES[pair[1]] for pair in pairs}, item, order)


TYPES = {
    "int": "INTEGER", "long": "BIGINT", "text": "VARCHAR", "day": "DATE", "time": "TIMESTAMPTZ", "flag": "BOOLEAN", "uuid": "UUID",
    "value": "DECIMAL(24,6)", "sum": "DECIMAL(26,6)", "whole": "DECIMAL(12,0)",
}  # fmt: skip

RELATIONS = {
    relation.name: relation
    for relation in (
        _relation("areas", Load.WHOLE, "id int, code text, name_zh text, name_en text, kind text, level text, parent_id int, place_id int,"
                  "valid_from day, valid_to day, ordinal int"),
        _relation("area_parts", Load.WHOLE, "area_id int, part_id int, place_id int, ago int, total flag"),
        _relation("units", Load.WHOLE, "id int, code text, name_zh text, short_zh text, name_en text, kind text, system text, parent_id int,"
                  "area_id int, ordinal int"),
        _relation("indicators", Load.WHOLE, "id int, code text, domain text, domain_zh text, name_zh text, name_en text, unit_of_measure text,"
                  "decimals int, period_kind text, months int, level text, agg_time text, agg_space text, weight_id int, formula text,"
                  "responsible_id int, source_kind text, valid_from day, valid_to day, ordinal int"),
        _relation("periods", Load.WHOLE, "id int, code text, kind text, year int, first_on day, last_on day, months int, ordinal int,"
                  "longer_id int, longer_parts int, ends_longer flag, townships int"),
        _relation("period_steps", Load.WHOLE, "period_id int, ago int, reach text, from_id int"),
        _relation("forms", Load.WHOLE, "id int, code text, table_no text, name_zh text, name_en text, issuing_id int, approval text,"
                  "period_kind text, entry flag, valid_from day, valid_to day, ordinal int"),
        _relation("asks", Load.WHOLE, "indicator_id int, period_id int, source_kind text, due_on day, due_day int"),
        _relation("facts", Load.FACT, "id uuid, indicator_id int, area_id int, period_id int, version int, value value, status text, source text,"
                  "item_id uuid, stated_by int, stated_at time, stated_day int, confirmed_by int, confirmed_at time, confirmed_day int",
                  order="period_id, indicator_id, area_id, version"),
        _relation("items", Load.ITEM, "id uuid, kind text, number text, title text, state text, unit_id int, area_id int, urgency text,"
                  "opened_at time, due_at time, closed_at time", item="id", order="id"),
        _relation("item_readers", Load.ITEM, "item_id uuid, reader_id int", order="reader_id, item_id"),
        _relation("item_barred", Load.ITEM, "item_id uuid, person_id int", order="person_id, item_id"),
        _relation("assignments", Load.ITEM, "id uuid, item_id uuid, duty text, unit_id int, opened_at time, due_at time, closed_at time",
                  order="item_id"),
        _relation("fact_periods", Load.ITEM, "item_id uuid, area_id int, period_id int, entered_at time, confirmed_at time",
                  order="period_id, area_id"),
        _relation("figures", Load.DERIVED, "indicator_id int, area_id int, place_id int, period_id int, value value, parts int, version int, cumulative sum",
                  order="period_id, indicator_id, area_id"),
        _relation("formulas", Load.DERIVED, "indicator_id int, terms long, numerator_constant whole, denominator_constant whole"),
        _relation("formula_terms", Load.DERIVED, "indicator_id int, part text, source_id int, reach text, coefficient whole"),
        _relation("clock", Load.SUPPLIED, "today day, day int"),
        _relation("summable", Load.SUPPLIED, "indicator_id int"),
        _relation("own_areas", Load.SUPPLIED, "area_id int"),
    )
}  # fmt: skip


def loaded(*loads: Load) -> list[Relation]:
    """The relations loaded in one of these ways."""
    return [relation for relation in RELATIONS.values() if relation.load in loads]


@cache
def shape() -> str:
    """A hash of all that the replica's tables follow from: a file made under another one is made anew."""
    mirrored = loaded(Load.WHOLE, Load.ITEM, Load.FACT)
    texts = [relation.create + relation.order for relation in RELATIONS.values()]
    texts += [relation.select for relation in mirrored] + [sql("figures")]
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()
