"""A county with everything that goes wrong with figures: the sample pack, and two years of facts written straight into
the tables.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
from psycopg.rows import dict_row

from analytics import feed
from analytics.catalogue import View
from analytics.relations import RELATIONS, Load, loaded
from analytics.scope import INLINE, in_order
from analytics.store import formula_rows
from db.connection import Database
from resolvers.pack.load import load_pack
from resolvers.pack.read import read_pack
from server.database import Access

ROOT = Path(__file__).parents[2]
ZONE = "Asia/Shanghai"
TODAY = date(2020, 2, 20)
AT = datetime.fromisoformat("2020-02-20T10:00:00+08:00")
MONTHS = [f"{year}-{month:02}" for year in (2018, 2019) for month in range(1, 13)]
# One of each kind: stocks, flows, what ratios are made of (also from January on, and over the year before), weights,
# the county's own.
SOURCES = dict.fromkeys(("POP01", "POP02", "FIN05", "INC07"), "REGISTER")
STATED = [
    "POP01",
    "POP02",
    "POP08",
    "POP15",
    "POP16",
    "POV17",
    "POV18",
    "FIN05",
    "FIN06",
    "HEA06",
    "LIV14",
    "LIV15",
    "AGR03",
    "AGR04",
    "AGR11",
    "AGR12",
    "FRU03",
    "FRU06",
    "FRU10",
    "FRU15",
    "FRU17",
    "TST01",
    "TST02",
    "TST03",
    "INC02",
    "INC03",
    "INC04",
    "INC05",
    "INC06",
    "INC07",
]


def text(name: str) -> bytes:
    """A statement of tests/analytics/sql."""
    return (Path(__file__).parent / "sql" / f"{name}.sql").read_bytes()


@dataclass
class County:
    """A loaded county in a database of the test's own."""

    access: Access
    indicators: dict[str, int] = field(default_factory=dict)
    areas: dict[str, int] = field(default_factory=dict)
    item: UUID | None = None

    @classmethod
    async def load(cls, access: Access) -> "County":
        """Load the sample pack, as of a day in 2019."""
        database = Database(access.addresses, clock=lambda: AT)
        try:
            async with database.as_hub() as session:
                await load_pack(session, read_pack(ROOT / "counties" / "fuxian"), AT)
        finally:
            await database.close()
        county = cls(access)
        with county.connect() as connection:
            connection.execute(text("indicators"))
            county.indicators = dict(connection.execute("select code, id from indicators").fetchall())
            county.areas = dict(connection.execute("select code, id from areas").fetchall())
            county.item = county.new_item(connection)
        return county

    def connect(self) -> psycopg.Connection[Any]:
        """A connection of the hub itself."""
        return psycopg.connect(**feed.arguments(self.access.addresses.system))

    def new_item(self, connection: psycopg.Connection[Any], readers: Sequence[int] = (2,)) -> UUID:
        """An item that facts can be stated in."""
        row = connection.execute(text("item"), (list(readers),)).fetchone()
        assert row is not None
        found: UUID = row[0]
        return found

    def rename_a_township(self) -> None:
        """羊泉镇 gets a new name and code in June 2019: a new area that follows the old one."""
        with self.connect() as connection:
            connection.execute("update areas set valid_to = '2019-05-31' where code = '610628101'")
            row = connection.execute(text("renamed")).fetchone()
            assert row is not None
            self.areas["610628201"] = row[0]

    def townships(self) -> list[str]:
        """Codes of the townships, the renamed one under both codes."""
        return [code for code in self.areas if len(code) == 9]

    def state(self, connection: psycopg.Connection[Any], rows: Sequence[dict[str, Any]]) -> list[UUID]:
        """Write versions of facts: each row has indicator, area, period (codes), value, and may have more columns."""
        ids = []
        for row in rows:
            found = connection.execute(text("fact"), self._fact(row)).fetchone()
            assert found is not None
            ids.append(found[0])
        return ids

    def _fact(self, row: dict[str, Any]) -> dict[str, Any]:
        status, version = row.get("status", "CONFIRMED"), row.get("version", 1)
        confirmed_at = row.get("confirmed_at", AT) if status == "CONFIRMED" else None
        return {
            "indicator": self.indicators[row["indicator"]],
            "area": self.areas[row["area"]],
            "period": period_id(row["period"]),
            "version": version,
            "value": row["value"],
            "status": status,
            "source": row.get("source", "TOWNSHIP"),
            "item": row.get("item", self.item),
            "stated_at": confirmed_at or AT,
            "confirmed_at": confirmed_at,
            "reason": "corrected" if version > 1 else None,
        }

    def journal(
        self, connection: psycopg.Connection[Any], verb: str, item: UUID | None = None, fact: UUID | None = None
    ) -> None:
        """Write a journal row, as a verb does."""
        connection.execute(text("journal"), (verb, item, fact))

    def make_a_mess(self, seed: int = 7) -> None:
        """Two years of facts: missing months, corrections, versions not yet confirmed, zeros, late ones, villages, a
        renamed township.
        """
        self.rename_a_township()
        chance = random.Random(seed)
        rows = [row for code in STATED for row in self._messy_rows(code, chance)]
        # A month of an indicator that exists only by the quarter: it counts for nothing.
        rows += [{"indicator": "TST02", "area": "610628102", "period": month, "value": 77} for month in MONTHS]
        with self.connect() as connection:
            self.state(connection, rows)
            self.journal(connection, "test.seeded", self.item)

    def _messy_rows(self, code: str, chance: random.Random) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = []
        monthly = code in ("POP02", "POV17", "POV18", "FIN05", "FIN06", "POP15", "TST03")
        quarterly = code.startswith("INC") or code in ("TST01", "TST02", "LIV14", "LIV15", "HEA06", "POP08")
        periods = (
            MONTHS
            if monthly
            else ["2018Q1", "2018Q2", "2018Q3", "2018Q4", "2019Q1", "2019Q2"]
            if quarterly
            else ["2018", "2019"]
        )
        for area in ["610628"] if code == "INC07" else [*self.townships(), "610628001001"]:
            for period in periods:
                if area in ("610628101", "610628201") and (last_day(period) > date(2019, 5, 31)) != (
                    area == "610628201"
                ):
                    continue
                rows += self._messy_versions(code, area, period, chance)
        return rows

    def _messy_versions(self, code: str, area: str, period: str, chance: random.Random) -> list[dict[str, Any]]:
        if chance.random() < 0.02:
            return []
        village = len(area) > 9
        versions = chance.choices((1, 2, 3), (90, 8, 2))[0]
        value = (
            0
            if chance.random() < 0.05
            else chance.choice((chance.randint(1, 20), chance.randint(1000, 99999), chance.random() * 1000))
        )
        base = {
            "indicator": code,
            "area": area,
            "period": period,
            "source": "VILLAGE" if village else SOURCES.get(code, "TOWNSHIP"),
        }
        day = datetime.combine(last_day(period) + timedelta(days=chance.randint(1, 40)), AT.timetz())
        made = [
            {**base, "version": n, "value": round(value * (1 + n / 10), 2), "confirmed_at": day}
            for n in range(1, versions + 1)
        ]
        if chance.random() < 0.04:
            made[-1]["status"] = "STATED"
        return made


def period_id(code: str) -> int:
    """The number of a period: 2019-08, 2019Q3, 2019."""
    year = int(code[:4]) * 100
    return year + (30 if len(code) == 4 else 20 + int(code[5]) if code[4] == "Q" else int(code[5:]))


def last_day(code: str) -> date:
    """The last day of a period."""
    month = 12 if len(code) == 4 else 3 * int(code[5]) if code[4] == "Q" else int(code[5:])
    year = int(code[:4])
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def in_postgres(county: County, view: View) -> list[dict[str, Any]]:
    """All rows of a view, run as it is by PostgreSQL over the same relations, seen by somebody who sees everything."""
    with county.connect() as connection:
        connection.execute("select set_config('app.zone', %s, true)", (ZONE,))
        for relation in loaded(Load.WHOLE, Load.ITEM, Load.FACT):
            connection.execute(f"create temp table t_{relation.name} as select * from ({relation.select}) r".encode())
        connection.execute("set local search_path = pg_temp")
        for relation in loaded(Load.WHOLE, Load.ITEM, Load.FACT):
            connection.execute(f"alter table t_{relation.name} rename to {relation.name}".encode())
        _derived(connection)
        for name in in_order(relation.name for relation in loaded(Load.INLINE)):
            if name in INLINE:
                connection.execute(f"create temp view {name} as {INLINE[name]}".encode())
        cursor = connection.cursor(row_factory=dict_row)
        return cursor.execute(view.sql.encode()).fetchall()


def _derived(connection: psycopg.Connection[Any]) -> None:
    found = connection.execute("select id, code, formula, agg_time from indicators").fetchall()
    whole, terms, _ = formula_rows(found)
    for name, rows in (("formulas", whole), ("formula_terms", terms)):
        columns = RELATIONS[name].columns
        connection.execute(f"create temp table {name} ({', '.join(f'{n} {k}' for n, k in columns.items())})".encode())
        marks = ", ".join(["%s"] * len(columns))
        connection.cursor().executemany(f"insert into {name} values ({marks})".encode(), rows)
    connection.execute(f"create temp table figures as {RELATIONS['figures'].select}".encode())
    for table in ("figures", "formulas", "formula_terms", "facts", "asks"):
        connection.execute(f"analyze {table}".encode())
    connection.execute(
        "create temp table clock as select %s::date as today, %s::date - date '1970-01-01' as day", (TODAY, TODAY)
    )
    connection.execute("create temp table summable as select id as indicator_id from indicators")
    connection.execute("create temp table own_areas as select id as area_id from areas")
