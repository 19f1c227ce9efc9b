"""The sample county's catalogue and forms, read for the tests of figures."""

import csv
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import yaml

from resolvers.statistics.catalogue import (
    Column,
    Form,
    FormField,
    Indicator,
    Level,
    OverSpace,
    OverTime,
    SourceKind,
    Validity,
)
from resolvers.statistics.periods import PeriodKind

PACK = Path(__file__).parents[2] / "counties" / "fuxian"
TOWNSHIPS = tuple(f"T0{number}" for number in range(1, 9))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _decimal(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def rows() -> list[dict[str, str]]:
    """The rows of the catalogue's file."""
    with (PACK / "indicators.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@cache
def indicators() -> dict[str, Indicator]:
    """The catalogue by code."""
    return {
        row["code"]: Indicator(
            code=row["code"],
            name_zh=row["name_zh"],
            name_en=row["name_en"],
            unit=row["unit"],
            decimals=int(row["decimals"]),
            period=PeriodKind(row["period"]),
            source=SourceKind(row["source_kind"]),
            level=Level(row["level"]),
            over_time=OverTime(row["agg_time"]),
            over_space=OverSpace(row["agg_space"]),
            weight=row["weight"] or None,
            formula=row["formula"] or None,
            minimum=_decimal(row["min"]),
            maximum=_decimal(row["max"]),
            yoy_warn_pct=_decimal(row["yoy_warn_pct"]),
            rules=row["rules"],
            warnings=row["warnings"],
            responsible=row["responsible_unit"],
            validity=Validity(_day(row["valid_from"]), _day(row["valid_to"])),
        )
        for row in rows()
    }


@cache
def forms() -> tuple[Form, ...]:
    """The registered forms, in the order of the file."""
    written = yaml.safe_load((PACK / "forms.yaml").read_text(encoding="utf-8"))["forms"]
    return tuple(
        Form(
            code=row["code"],
            period=PeriodKind(row["period"]),
            due=row["due_after_period_end"],
            fields=tuple(FormField(field["indicator"], Column(field["column"])) for field in row["fields"]),
            entry=row.get("entry", True),
            issuing=row["issuing_unit"],
            validity=Validity(_day(row["valid_from"]), _day(row["valid_to"])),
        )
        for row in written
    )


@cache
def labels() -> dict[str, set[str]]:
    """By label of a form the codes it stands for."""
    found: dict[str, set[str]] = {}
    for row in yaml.safe_load((PACK / "forms.yaml").read_text(encoding="utf-8"))["forms"]:
        for field in row["fields"]:
            if field.get("label"):
                found.setdefault(field["label"], set()).add(field["indicator"])
    return found
