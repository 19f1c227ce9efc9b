"""Who sees which rows in the replica: the answer of PostgreSQL's my_sight(), put before a view as CTEs that shadow its
relations.

The conditions say the same as db/policies/20_items.sql and 40_statistics.sql; a test compares the rows for every
position. A relation without a rule here can be in no view.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from typing import Any

import orjson
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from analytics import grammar
from analytics.relations import Load, loaded
from analytics.sql import sql
from db.connection import Asker, Database

EPOCH = date(1970, 1, 1)
EVERYONE = "everyone signed in"
FACTS = "the asker's areas; confirmed ones of the asker's indicators, the county's own, and registers the asker keeps"
FIGURES = "as facts; all of them are confirmed, and a kept register is among the asker's indicators"
ITEMS = "those that admit the asker and are not closed to the person; what hangs on an item, as the item"

# Who sees which rows of a relation.
RULES = {
    "areas": EVERYONE,
    "area_parts": EVERYONE,
    "units": EVERYONE,
    "indicators": EVERYONE,
    "periods": EVERYONE,
    "period_steps": EVERYONE,
    "forms": EVERYONE,
    "form_fields": EVERYONE,
    "asked_facts": EVERYONE,
    "asks": EVERYONE,
    "formulas": EVERYONE,
    "formula_terms": EVERYONE,
    "facts": FACTS,
    "figures": FIGURES,
    "items": ITEMS,
    "assignments": ITEMS,
    "fact_periods": ITEMS,
}
# A semi-join with the readers, sorted by reader: of 1 M items 9.5 ms, where lists in each item took 106 ms.
ADMITTED = """
  {key} in (
    select item_id from main.item_readers where reader_id in (select unnest($scope_readers::integer[])))
  and {key} not in (select item_id from main.item_barred where person_id = $scope_person::integer)
"""

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
INLINE = {relation.name: relation.select for relation in loaded(Load.INLINE)}
READABLE = frozenset(RULES) | frozenset(SUPPLIED) | frozenset(INLINE)


@dataclass(frozen=True)
class Sight:
    """What an asker may see, and the asker's today. `person_id` None is nobody, who sees nothing."""

    person_id: int | None
    today: date
    readers: tuple[int, ...] = ()
    areas: tuple[int, ...] = ()
    indicators: tuple[int, ...] = ()
    kept: tuple[int, ...] = ()
    all_figures: bool = False
    county: int | None = None
    # Codes of the areas whose rows are shown at all, of what may be seen; None: every area's.
    within: frozenset[str] | None = None


async def sight(connection: AsyncConnection | AsyncSession) -> Sight:
    """The sight of the asker whom the connection's transaction carries (db/connection.py)."""
    return _sight((await connection.execute(text(sql("sight")))).one()._asdict())


async def sight_of(database: Database, asker: Asker) -> Sight:
    """The sight of an asker, in one trip to the database; a dashboard's is narrowed to its areas.

    Raises SignInEnded for an asker who is not proved and whose sign-in is no longer open.
    """
    (found,) = await database.first(asker, f"select (select to_json(s) from ({sql('sight')}) s) as sight", {})
    assert found is not None
    row = orjson.loads(found)
    seen = _sight(row | {"today": date.fromisoformat(row["today"])})
    return replace(seen, within=asker.limits.areas if asker.limits else None)


def _sight(row: Mapping[str, Any]) -> Sight:
    if row["person_id"] is None or row["readers"] is None:
        return Sight(None, row["today"])
    readers, areas, indicators, kept = (tuple(row[name]) for name in ("readers", "areas", "indicators", "kept"))
    return Sight(row["person_id"], row["today"], readers, areas, indicators, kept, row["all_figures"], row["county_id"])


@dataclass
class Prefix:
    """The CTEs put before a view, in order, and the values bound in them."""

    ctes: list[str] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)


def prefix(relations: Iterable[str], asker: Sight, *, published: bool) -> Prefix:
    """What shadows the relations of a view for an asker; what is published is computed over everything.

    Refuses, with KeyError, a relation without a rule.
    """
    seen = replace(asker, all_figures=True) if published else asker
    scope = _Scope(seen, published)
    bodies = {name: scope.body(name) for name in in_order(relations)}
    ctes = [f"{name} as not materialized ({body})" for name, body in bodies.items() if body is not None]
    return Prefix(ctes, {name: value for name, value in scope.values.items() if f"${name}:" in " ".join(ctes)})


def in_order(relations: Iterable[str]) -> list[str]:
    """The relations, each after those that its own select names."""
    found: dict[str, None] = {}
    for name in sorted(relations):
        found |= dict.fromkeys([*in_order(named_by(name)), name])
    return list(found)


@cache
def named_by(name: str) -> frozenset[str]:
    """The relations that an inline one is made of; of any other none."""
    return frozenset(grammar.read(INLINE[name], READABLE).relations) if name in INLINE else frozenset()


class _Scope:
    """Writes the conditions of one asker and gathers the values bound in them."""

    def __init__(self, seen: Sight, published: bool) -> None:
        self.seen, self.published = seen, published
        self.values: dict[str, Any] = {
            "scope_person": seen.person_id,
            "scope_today": seen.today,
            "scope_day": (seen.today - EPOCH).days,
            "scope_all": seen.all_figures,
            "scope_readers": list(seen.readers),
            "scope_areas": list(seen.areas),
            "scope_indicators": list(seen.indicators),
        }

    def body(self, name: str) -> str | None:
        """The select that stands for a relation; None where it needs none."""
        if name in SUPPLIED:
            return SUPPLIED[name]
        if name in INLINE:
            return INLINE[name]
        rule = RULES[name]
        if self.seen.person_id is None:
            return f"select * from main.{name} where false"
        if rule == EVERYONE or self.published or (rule in (FACTS, FIGURES) and self.seen.all_figures):
            return None
        condition = (
            ADMITTED.format(key="id" if name == "items" else "item_id") if rule == ITEMS else self._figures(rule)
        )
        return f"select * from main.{name} where {condition}"

    def _figures(self, rule: str) -> str:
        own, county = list(self.seen.areas), [self.seen.county] if self.seen.county is not None else []
        indicators = self._among("indicator_id", "indicator", self.seen.indicators)
        if rule == FIGURES:
            return f"{self._among('area_id', 'area', [*own, *county])} or {indicators}"
        confirmed = f"{indicators} or {self._among('area_id', 'county', county)}"
        kept = f"source = 'REGISTER' and {self._among('indicator_id', 'kept', self.seen.kept)}"
        return f"{self._among('area_id', 'area', own)} or (status = 'CONFIRMED' and ({confirmed})) or ({kept})"

    def _among(self, column: str, word: str, numbers: Sequence[int]) -> str:
        """A list of bound numbers: unlike a subquery it lets the filters of a join through to the scan."""
        names = {f"scope_{word}_{n}": number for n, number in enumerate(numbers)}
        self.values |= names
        return f"{column} in ({', '.join(f'${name}::integer' for name in names)})" if names else "false"
