"""Who serves where in a pack on the day on which everything must fit, and which unit stands in which relation.

This looks at the tables alone; who acts on a real day, with delegations, is a question to the database.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from resolvers.pack.flow_rows import Body, Office
from resolvers.pack.read import Pack
from resolvers.pack.rows import Person, Unit


@dataclass(frozen=True, slots=True)
class Place:
    """What a relation points at: units, of each of which somebody is needed, or people, of whom one is enough."""

    units: tuple[str, ...] = ()
    people: frozenset[str] = frozenset()

    def __str__(self) -> str:
        return ", ".join(self.units) if self.units else f"{len(self.people)} people"


Relations = Mapping[str, Place]


@dataclass(frozen=True, slots=True)
class Situation:
    """An item that could exist: what it is, whose it is, and where each relation to it leads.

    A relation that is not there does not apply; one that leads nowhere has an empty place.
    """

    label: str
    unit: str
    relations: Relations = field(hash=False)


class Directory:
    """People, powers and offices of a pack on its `as_of`."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self.all_units = {unit.code: unit for unit in pack.units}
        self.constants = pack.workflows.constants
        self._successors = {unit.predecessor: unit.code for unit in pack.units if unit.predecessor}
        self.units = {unit.code: unit for unit in pack.units if unit.in_force(pack.county.as_of)}
        self.people = {person.id: person for person in pack.people}
        self.in_unit: dict[str, set[str]] = defaultdict(set)
        for person in pack.people:
            self.in_unit[self.today(person.unit)].add(person.id)
        self._offices = {row.body: row for row in pack.workflows.offices}
        self.powers = {position.code: _powers(position.powers) for position in pack.positions}
        self._for_all: dict[str, list[str]] = defaultdict(list)
        for person in pack.people:
            for power, scopes in self.powers.get(person.position, {}).items():
                if "ALL" in scopes:
                    self._for_all[power].append(person.id)

    def today(self, code: str) -> str:
        """The unit in force that does a unit's work: its successor, or its predecessor while that still stands."""
        seen = {code}
        for following in (self._successors.get, self._predecessor):
            here = code
            while here not in self.units and (there := following(here)) and there not in seen:
                seen.add(there)
                here = there
            if here in self.units:
                return here
        return code

    def _predecessor(self, code: str) -> str | None:
        return self.all_units[code].predecessor if code in self.all_units else None

    def leading(self) -> tuple[str, ...]:
        """The committee and the government, those of them that the county has."""
        return tuple(self.constants[name] for name in ("committee", "government") if name in self.constants)

    def below(self, body: str) -> tuple[Unit, ...]:
        """The units that turn to a body: its own, and the townships."""
        townships = self.pack.county.township_unit_kinds
        return tuple(unit for unit in self.units.values() if unit.parent == body or unit.kind in townships)

    def townships(self) -> tuple[Unit, ...]:
        """The units that state a township's figures."""
        return tuple(unit for unit in self.units.values() if unit.kind in self.pack.county.township_unit_kinds)

    def issuing(self) -> tuple[Unit, ...]:
        """The units that issue papers of their own; all but sections where the county numbers no papers."""
        numbered = {self.today(series.unit) for series in self.pack.number_series}
        sections = self.pack.county.section_unit_kinds
        return tuple(
            unit for unit in self.units.values() if (unit.code in numbered if numbered else unit.kind not in sections)
        )

    def office(self, code: str) -> str:
        """Who does a unit's office work: by table, a section's parent, else the unit itself."""
        if code in self._offices:
            return self._offices[code].office
        unit = self.units.get(code)
        return unit.parent if unit and unit.parent and unit.kind in self.pack.county.section_unit_kinds else code

    def has_office(self, code: str) -> bool:
        """Whether another unit does the unit's office work by table: then the unit itself drafts nothing."""
        return self.office(code) != code and code in self._offices

    def _row(self, code: str) -> Office | None:
        return self._offices.get(code)

    def common(self, unit: str, body: str) -> dict[str, Place]:
        """The relations of every item: its unit, the unit in whose name it goes, and those who serve both."""
        row = self._row(body)
        law = row or self._row(self.constants.get("government", ""))
        parent = self.units[unit].parent
        own = frozenset(self.in_unit[unit])
        named = {name: Place((self.today(code),)) for name, code in self.constants.items()}
        return named | {
            "unit": Place((unit,)),
            "issuing_body": Place((body,)),
            "office": Place((self.office(body),)),
            "supervision": Place((row.supervision if row else body,)),
            "legal_unit": Place((law.legal if law else body,)),
            **({"parent_unit": Place((parent,))} if parent else {}),
            "drafter": Place(people=own),
            "assignee": Place(people=own),
            "portfolio": Place(people=self.in_charge(unit, body)),
        }

    def in_charge(self, unit: str, body: str) -> frozenset[str]:
        """The leader in charge: members of a leading body whose portfolio holds the unit; else anyone in the unit."""
        inside = self.in_unit[body]
        if body not in self.leading():
            return frozenset(inside)
        return frozenset(code for code in inside if unit in map(self.today, self.people[code].portfolio))

    def holding(self, positions: Iterable[str], unit: str | None = None) -> frozenset[str]:
        """The people in one of the positions, in the whole county or in one unit."""
        codes = set(positions)
        wanted = self.people.values() if unit is None else (self.people[code] for code in self.in_unit[unit])
        return frozenset(person.id for person in wanted if person.position in codes)

    def holding_area(self, area: str) -> frozenset[str]:
        """The people of the villages of an area."""
        inside = {row.code for row in self.pack.areas if row.parent == area}
        return frozenset(person.id for person in self.pack.people if person.area in inside)

    def chairs(self, body: Body, unit: str) -> frozenset[str]:
        """Who may chair a meeting body; the body of each unit is chaired from inside it."""
        return self.holding(body.chair, unit if body.unit == "unit" else None)

    def holds(self, person: Person, power: str, place: Place, unit: str) -> bool:
        """Whether a person may use a power there without any delegation."""
        here = self.today(person.unit)
        inside = here in place.units or person.id in place.people
        for scope in self.powers.get(person.position, {}).get(power, ()):
            if scope == "ALL" and (place.units or inside):
                return True
            if scope == "PORTFOLIO" and inside and unit in map(self.today, person.portfolio):
                return True
            if scope not in ("ALL", "PORTFOLIO", "DELEGATED") and inside:
                return True
        return False

    def found(self, power: str, place: Place, unit: str) -> bool:
        """Whether somebody holds the power in each unit of the place, or is one of its people."""
        if not place.units:
            return any(self.holds(self.people[code], power, place, unit) for code in place.people)
        return all(self._found_in(power, one, unit) for one in dict.fromkeys(map(self.today, place.units)))

    def _found_in(self, power: str, here: str, unit: str) -> bool:
        # Whoever holds a power for every unit need not serve in this one.
        candidates = [*self.in_unit[here], *self._for_all[power]]
        return any(self.holds(self.people[code], power, Place((here,)), unit) for code in candidates)


def _powers(held: Iterable[str]) -> dict[str, set[str]]:
    powers: dict[str, set[str]] = defaultdict(set)
    for word in held:
        power, _, scope = word.partition(":")
        powers[power].add(scope or "OWN")
    return powers
