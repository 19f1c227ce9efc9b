"""The named relations that views read: what the replica mirrors from PostgreSQL, derives, or gets from the scope.

A relation is declared by analytics/relations/<name>.sql: its header says what one row is, how it is loaded (`load`),
which column names the item it hangs on (`item`), the order it is stored in (`order`) and its `columns`; its select is
run as hub_system. So the views can be checked and described without a database.
"""

import hashlib
import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent / "relations"


class Load(StrEnum):
    """How a relation follows the database."""

    WHOLE = "WHOLE"  # small: read anew when a county pack was loaded
    ITEM = "ITEM"  # rows of touched items are replaced
    FACT = "FACT"  # facts touched themselves or through their item are replaced
    DERIVED = "DERIVED"  # made in the replica from other relations
    INLINE = "INLINE"  # written out in each question, over what the asker may see of the relations it names
    SUPPLIED = "SUPPLIED"  # made for each question by the scope


TYPES = {
    "int": "INTEGER",
    "long": "BIGINT",
    "text": "VARCHAR",
    "day": "DATE",
    "time": "TIMESTAMPTZ",
    "flag": "BOOLEAN",
    "uuid": "UUID",
    "value": "DECIMAL(24,6)",
    "sum": "DECIMAL(26,6)",
    "whole": "DECIMAL(12,0)",
}


@dataclass(frozen=True)
class Relation:
    """One relation: its columns with DuckDB types, how it is loaded, the select that makes it."""

    name: str
    load: Load
    columns: dict[str, str]
    item: str = "item_id"
    order: str = ""
    select: str = ""

    @property
    def create(self) -> str:
        """The statement that makes its empty table in DuckDB."""
        return f"create table {self.name} ({', '.join(f'{name} {kind}' for name, kind in self.columns.items())})"

    @property
    def named(self) -> str:
        """Its columns, as a select lists them."""
        return ", ".join(self.columns)


def _columns(text: str) -> dict[str, str]:
    pairs = [column.split() for column in text.split(",")]
    return {name: TYPES[kind] for name, kind in pairs}


def _declared(path: Path) -> Relation:
    text = path.read_text(encoding="utf-8")
    header = re.sub(r"\n--   ", " ", "\n".join(line for line in text.splitlines() if line.startswith("--")))
    said = dict(re.findall(r"^-- (load|item|order|columns): (.+)$", header, re.MULTILINE))
    columns = _columns(said["columns"])
    item, order = said.get("item", "item_id"), said.get("order", "")
    return Relation(path.stem, Load(said["load"]), columns, item, order, text)


_MADE = (
    # One row an indicator that can be calculated: so many terms, and what is added to their sums.
    Relation(
        "formulas",
        Load.DERIVED,
        _columns("indicator_id int, terms long, numerator_constant whole, denominator_constant whole"),
    ),
    # One row a term of an indicator's numerator or denominator: so many times another indicator's figure.
    Relation(
        "formula_terms",
        Load.DERIVED,
        _columns("indicator_id int, part text, source_id int, reach text, coefficient whole"),
    ),
    # The one row of today, as a date and as days since 1970-01-01.
    Relation("clock", Load.SUPPLIED, _columns("today day, day int")),
    # One row an indicator whose figures the asker may see of every area, so that a total of them is whole.
    Relation("summable", Load.SUPPLIED, _columns("indicator_id int")),
    # One row an area whose figures, confirmed or not, are all the asker's to see.
    Relation("own_areas", Load.SUPPLIED, _columns("area_id int")),
)
RELATIONS = {made.name: made for made in (*map(_declared, sorted(HERE.glob("*.sql"))), *_MADE)}


def loaded(*loads: Load) -> list[Relation]:
    """The relations loaded in one of these ways."""
    return [relation for relation in RELATIONS.values() if relation.load in loads]


@cache
def shape() -> str:
    """A hash of all that the replica's tables follow from: a file made under another one is made anew."""
    texts = [relation.create + relation.order + relation.select for relation in RELATIONS.values()]
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()
