"""Who sees which rows in the replica: the answer of PostgreSQL's my_sight(), put before a view as CTEs that shadow its
relations.

The conditions say the same as db/policies/20_items.sql and 40_statistics.sql; a test compares the rows for every
position. A relation without a rule here can be in no view.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from analytics.sql import sql

EPOCH = date(1970, 1, 1)
EVERYONE = "true"
COUNTY = "area_id = (select min(id) from main.areas where level = 'COUNTY')"
OWN = "area_id in (select unnest($scope_areas::integer[]))"
ASKED = "indicator_id in (select unnest($scope_indicators::integer[]))"
KEPT = """
  indicator_id in (select id from main.indicators where responsible_id in (select unnest($scope_registers::integer[])))
"""
ADMITTED = """
  {key} in (
    select item_id from main.item_readers where reader_id in (select unnest($scope_readers::integer[])))
  and {key} not in (select item_id from main.item_barred where person_id = $scope_person::integer)
"""

# What one row must fulfil for an asker who does not see every figure.
RULES = {
    "areas": EVERYONE,
    "area_parts": EVERYONE,
    "units": EVERYONE,
    "indicators": EVERYONE,
    "periods": EVERYONE,
    "period_steps": EVERYONE,
    "forms": EVERYONE,
    "asks": EVERYONE,
    "formulas": EVERYONE,
    "formula_terms": EVERYONE,
    "facts": f"{OWN} or (status = 'CONFIRMED' and ({ASKED} or {COUNTY})) or (source = 'REGISTER' and {KEPT})",
    "figures": f"{OWN} or {ASKED} or {COUNTY}",
    "items": ADMITTED.format(key="id"),
    "assignments": ADMITTED.format(key="item_id"),
    "fact_periods": ADMITTED.format(key="item_id"),
}
# Whoever sees every figure of the county passes these by.
FIGURES = {"facts", "figures"}
# Relations that the scope itself makes, for each question.
SUPPLIED = {
    "clock": "select $scope_today::date as today, $scope_day::integer as day",
    "summable": """
  select id as indicator_id from main.indicators
  where $scope_all::boolean or id in (select unnest($scope_indicators::integer[]))
""",
    "own_areas": """
  select id as area_id from main.areas
  where $scope_all::boolean or id in (select unnest($scope_areas::integer[]))
""",
}
READABLE = frozenset(RULES) | frozenset(SUPPLIED)


@dataclass(frozen=True)
class Sight:
    """What an asker may see, and the asker's today. `person_id` None is nobody, who sees nothing."""

    person_id: int | None
    today: date
    readers: tuple[int, ...] = ()
    areas: tuple[int, ...] = ()
    indicators: tuple[int, ...] = ()
    registers: tuple[int, ...] = ()
    all_figures: bool = False

    def whole(self) -> "Sight":
        """The same person looking at what is published: computed over everything."""
        return replace(self, all_figures=True)


async def sight(connection: AsyncConnection | AsyncSession) -> Sight:
    """The sight of the asker whom the connection's transaction carries (db/connection.py)."""
    row = (await connection.execute(text(sql("sight")))).one()
    if row.person_id is None or row.readers is None:
        return Sight(None, row.today)
    return Sight(
        row.person_id,
        row.today,
        tuple(row.readers),
        tuple(row.areas),
        tuple(row.indicators),
        tuple(row.registers),
        row.all_figures,
    )


@dataclass
class Prefix:
    """The CTEs put before a view, in order, and the values bound in them."""

    ctes: list[str] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)


def prefix(relations: Iterable[str], asker: Sight, *, published: bool) -> Prefix:
    """What shadows the relations of a view for an asker. Refuses, with KeyError, a relation without a rule."""
    seen = asker.whole() if published else asker
    made = Prefix()
    for name in sorted(relations):
        body = _body(name, seen, published)
        if body is not None:
            made.ctes.append(f"{name} as not materialized ({body})")
    every = {
        "scope_person": seen.person_id,
        "scope_today": seen.today,
        "scope_day": (seen.today - EPOCH).days,
        "scope_all": seen.all_figures,
        "scope_readers": list(seen.readers),
        "scope_areas": list(seen.areas),
        "scope_indicators": list(seen.indicators),
        "scope_registers": list(seen.registers),
    }
    used = " ".join(made.ctes)
    made.values = {name: value for name, value in every.items() if f"${name}:" in used}
    return made


def _body(name: str, seen: Sight, published: bool) -> str | None:
    if name in SUPPLIED:
        return SUPPLIED[name]
    rule = RULES[name]
    if seen.person_id is None:
        return f"select * from main.{name} where false"
    if rule == EVERYONE or published or (name in FIGURES and seen.all_figures):
        return None
    return f"select * from main.{name} where {rule}"
