"""The permission table: who may do what to whose items, worked out from the files of a pack and nothing else.

This is a second, small reading of positions.csv, demo_people.csv, units.csv and workflows.yaml, which shares no line
with the hub; tests compare it with what the real verbs answer. Tables of other doors (GraphQL mutations) belong beside
`ROWS`, under the same rule: an act without a row fails.
"""

import csv
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import yaml


class Answer(StrEnum):
    """What a person gets who tries an act: nothing is there, no power, or the act is judged on its own merits."""

    HIDDEN = "HIDDEN"
    NO_POWER = "NO_POWER"
    MAY = "MAY"


# Of the tiny county: each event, and the positions that may make it in the item's own unit or office. Nobody else may.
ROWS: dict[str, set[str]] = {
    "FACT_PERIOD.ENTER": {"RECORDER"},
    "FACT_PERIOD.EXPLAIN": {"RECORDER"},
    "FACT_PERIOD.FINISH": {"RECORDER"},
    "FACT_PERIOD.TAKE_BACK": {"RECORDER"},
    "FACT_PERIOD.SEND_BACK": {"REEVE"},
    "FACT_PERIOD.CONFIRM": {"REEVE"},
    "FACT_CORRECTION.REVISE": {"RECORDER"},
    "FACT_CORRECTION.UPHOLD": {"REEVE"},
    "FACT_CORRECTION.WITHDRAW_OBJECTION": {"STATISTICIAN"},  # of the office that answers for the indicator
    "FACT_CORRECTION.WITHDRAW": {"RECORDER"},
    "FACT_CORRECTION.SEND_BACK": {"REEVE"},
    "FACT_CORRECTION.CONFIRM": {"REEVE"},
    "REPORT.ACCEPT": {"REGISTRAR"},
    "REPORT.RETURN": {"REGISTRAR"},
    "REPORT.LOCK": {"REGISTRAR"},
    "REGISTER_IMPORT.LOAD": {"REGISTRAR"},
    "REGISTER_IMPORT.LOAD_AGAIN": {"REGISTRAR"},
    "REGISTER_IMPORT.EXPLAIN": {"REGISTRAR"},
    "REGISTER_IMPORT.STATE": {"REGISTRAR"},
    "REGISTER_IMPORT.DISCARD": {"REGISTRAR"},
    "REGISTER_IMPORT.RESTATE": {"REGISTRAR"},
    "FORM_APPROVAL.SUBMIT": {"REGISTRAR"},  # of the office whose form it is, as the others with REGISTRAR
    "FORM_APPROVAL.WITHDRAW": {"REGISTRAR"},
    "FORM_APPROVAL.RENEW": {"REGISTRAR"},
    "FORM_APPROVAL.END": {"REGISTRAR"},
    "FORM_APPROVAL.REGISTER_STATUTORY": {"STATISTICIAN"},
    "FORM_APPROVAL.BIND": {"STATISTICIAN"},
    "FORM_APPROVAL.REBIND": {"STATISTICIAN"},
    "FORM_APPROVAL.APPROVE": {"STATISTICIAN"},
    "FORM_APPROVAL.RETURN": {"STATISTICIAN"},
    "FORM_APPROVAL.REFUSE": {"STATISTICIAN"},
    "MATERIAL_CALL.URGE": {"REGISTRAR"},  # of the office that calls
    "MATERIAL_CALL.CLOSE": {"REGISTRAR"},
    "MATERIAL_ANSWER.GIVE": {"RECORDER"},  # of the parish that is asked
    "MATERIAL_ANSWER.HAVE_NONE": {"RECORDER"},
    "MATERIAL_ANSWER.URGE": {"REGISTRAR"},
    "MATERIAL_ANSWER.RETURN": {"REGISTRAR"},
}


@dataclass(frozen=True)
class Seat:
    """One row of demo_people.csv: a person in a position of a unit."""

    person: str
    unit: str
    position: str
    area: str
    portfolio: frozenset[str]


@dataclass(frozen=True)
class Thing:
    """An item as the files know it: its flow, its unit, the township of its area, and who else was told to read it."""

    flow: str
    unit: str
    township: str
    read_by: frozenset[str]
    owner: str  # the department that answers for the indicator of a correction, or that calls for a material


def rows_of(pack: Path, name: str) -> list[dict[str, str]]:
    """The rows of a table of a pack."""
    with (pack / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


class Files:
    """The files of a pack."""

    def __init__(self, pack: Path) -> None:
        """Read them."""
        self.units = {row["code"]: row for row in rows_of(pack, "units.csv")}
        self.positions = {row["code"]: row for row in rows_of(pack, "positions.csv")}
        self.areas = {row["code"]: row for row in rows_of(pack, "areas.csv")}
        self.workflows: dict[str, Any] = yaml.safe_load((pack / "workflows.yaml").read_text(encoding="utf-8"))
        self.flows = {flow["code"]: flow for flow in self.workflows["flows"]}
        self.seats = [
            Seat(
                row["id"],
                row["unit"],
                row["position"],
                row.get("area") or "",
                frozenset(filter(None, row["portfolio"].split(";"))),
            )
            for row in rows_of(pack, "demo_people.csv")
        ]

    def of(self, person: str) -> list[Seat]:
        """The seats of a person."""
        return [seat for seat in self.seats if seat.person == person]

    def events(self, flow: str) -> dict[str, list[dict[str, str]]]:
        """The events of a flow that people make, with who may, as written."""
        found: dict[str, list[dict[str, str]]] = {}
        for transition in self.flows[flow]["transitions"]:
            if not transition["by"].get("hub"):
                found.setdefault(transition["event"], []).append(transition["by"])
        return found

    def kin(self, unit: str) -> set[str]:
        """A unit and those it followed."""
        before = self.units[unit]["predecessor"]
        return {unit} | (self.kin(before) if before else set())

    def sees(self, seat: Seat, thing: Thing) -> bool:
        """Whether a seat reads an item: the county's leaders, and the units that were told to."""
        words = set(self.positions[seat.position]["sees"].split(";"))
        whole = "WHOLE_COUNTY" in words
        return whole or ("OWN_UNIT" in words and not self.kin(seat.unit).isdisjoint(thing.read_by))

    def has(self, seat: Seat, power: str, of: str, thing: Thing) -> bool:
        """Whether a seat holds a power in a relation to an item."""
        units = {
            "unit": thing.unit,
            "area": thing.township,
            "indicator_owner": thing.owner,
            "calling_unit": thing.owner,
            "county_statistics": self.workflows["constants"]["county_statistics"],
        }
        for written in self.positions[seat.position]["powers"].split(";"):
            name, _, scope = written.partition(":")
            if name != power or scope == "DELEGATED":
                continue
            if scope == "ALL":
                return True
            if scope == "AREA":
                return of == "village" and self.areas[seat.area]["parent"] == self.units[thing.township]["area"]
            if scope == "PORTFOLIO":
                return thing.unit in seat.portfolio
            if of in units and units[of] in self.kin(seat.unit):
                return True
        return False

    def answer(self, person: str, event: str, thing: Thing) -> Answer:
        """What a person gets who tries an event on an item."""
        seats = self.of(person)
        if not any(self.sees(seat, thing) for seat in seats):
            return Answer.HIDDEN
        wanted = self.events(thing.flow)[event]
        may = any(self.has(seat, by["power"], by["of"], thing) for seat in seats for by in wanted)
        return Answer.MAY if may else Answer.NO_POWER
