"""Checks of a pack's areas, units, positions, powers and people."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Protocol, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from resolvers.pack.problems import Marked, Problem, fault
from resolvers.pack.read import Pack
from resolvers.pack.rows import Area, Dated, Person, Position, Unit

RowT = TypeVar("RowT", bound=Marked)


class Following(Marked, Protocol):
    """A dated row that may follow another one."""

    @property
    def code(self) -> str: ...
    @property
    def valid_from(self) -> date | None: ...
    @property
    def valid_to(self) -> date | None: ...
    @property
    def predecessor(self) -> str | None: ...
    @property
    def parent(self) -> str | None: ...


Tree = TypeVar("Tree", bound=Following)


def unique(rows: Iterable[RowT], key: Callable[[RowT], object], what: str) -> Iterator[Problem]:
    """A problem for each row whose key an earlier row has."""
    first: dict[object, RowT] = {}
    for row in rows:
        earlier = first.setdefault(key(row), row)
        if earlier is not row:
            line = earlier.mark.line
            yield fault(row, f"{what} {key(row)} stands already on line {line}", f"Give each {what} a code of its own")


def unknown(row: Marked, what: str, codes: Iterable[str], known: Collection[str], where: str) -> Iterator[Problem]:
    """A problem for each code that the table named does not hold."""
    for code in codes:
        if code not in known:
            yield fault(row, f"{what} {code} is not in {where}", f"Correct the code or add {code} to {where}")


def none_of(row: Marked, what: str, words: Iterable[str], known: Collection[str]) -> Iterator[Problem]:
    """A problem for each word that the hub gives no meaning to."""
    for word in words:
        if word not in known:
            yield fault(row, f"the hub knows no {what} {word}", f"Use one of {', '.join(sorted(known))}")


def periods(rows: Iterable[Dated]) -> Iterator[Problem]:
    """A problem for each row whose last day comes before its first."""
    for row in rows:
        if row.valid_from and row.valid_to and row.valid_to < row.valid_from:
            yield fault(
                row, f"{row.code} ends on {row.valid_to}, before it begins on {row.valid_from}", "Correct the days"
            )


def succession(rows: Mapping[str, Tree], where: str) -> Iterator[Problem]:
    """A row follows one that ended the day before; two are never in force side by side."""
    for row in rows.values():
        if row.predecessor is None:
            continue
        yield from unknown(row, "predecessor", [row.predecessor], rows, where)
        before = rows.get(row.predecessor)
        if before is None:
            continue
        if before.valid_to is None or row.valid_from is None:
            yield fault(
                row,
                f"{row.code} follows {before.code}, but the day of the change is not given",
                f"Set valid_to of {before.code} and valid_from of {row.code}",
            )
        elif row.valid_from != before.valid_to + timedelta(days=1):
            yield fault(
                row,
                f"{row.code} begins on {row.valid_from}, but {before.code} ends on {before.valid_to}",
                "Let the successor begin on the day after",
            )


def tree(rows: Mapping[str, Tree], where: str) -> Iterator[Problem]:
    """Every parent is known and nothing stands above itself."""
    for row in rows.values():
        if row.parent:
            yield from unknown(row, "parent", [row.parent], rows, where)
        above, seen = row.parent, {row.code}
        while above and above in rows and above not in seen:
            seen.add(above)
            above = rows[above].parent
        if above == row.code:
            yield fault(row, f"{row.code} stands above itself", f"Correct the parents in {where}")


def _areas(pack: Pack, areas: Mapping[str, Area]) -> Iterator[Problem]:
    yield from unique(pack.areas, lambda area: area.code, "area")
    yield from periods(pack.areas)
    yield from tree(areas, "areas.csv")
    yield from succession(areas, "areas.csv")
    yield from unknown(pack.county, "area", [pack.county.area], areas, "areas.csv")
    for area in pack.areas:
        if area.parent is None and area.code != pack.county.area:
            yield fault(area, f"{area.code} has no parent", f"Only the county {pack.county.area} stands at the top")
    for change in pack.area_changes:
        yield from unknown(change, "area", [change.old_code, change.new_code], areas, "areas.csv")
        new = areas.get(change.new_code)
        if new and (new.predecessor, new.valid_from) != (change.old_code, change.in_force_from):
            yield fault(change, f"areas.csv tells another story of {new.code}", "Let both files name the same day")


def _units(pack: Pack, units: Mapping[str, Unit], areas: Mapping[str, Area]) -> Iterator[Problem]:
    kinds = {kind for group in pack.county.kind_groups.values() for kind in group}
    yield from unique(pack.units, lambda unit: unit.code, "unit")
    yield from periods(pack.units)
    yield from tree(units, "units.csv")
    yield from succession(units, "units.csv")
    for unit in pack.units:
        yield from unknown(unit, "area", [unit.area], areas, "areas.csv")
        yield from unknown(unit, "kind", [unit.kind], kinds, "kind_groups of county.yaml")
    yield from unknown(pack.county, "home township", [pack.county.home_township], units, "units.csv")
    yield from _townships(pack)


def _townships(pack: Pack) -> Iterator[Problem]:
    """Each area right below the county has one township unit on the day everything must fit."""
    day = pack.county.as_of
    holders = defaultdict(list)
    for unit in pack.units:
        if unit.kind in pack.county.township_unit_kinds and unit.in_force(day):
            holders[unit.area].append(unit)
    for area in pack.areas:
        if area.parent == pack.county.area and area.in_force(day) and not holders[area.code]:
            yield fault(area, f"no unit governs {area.code} {area.name_zh}", "Add the township's unit to units.csv")
    for area_code, several in holders.items():
        for unit in several[1:]:
            yield fault(unit, f"{several[0].code} governs {area_code} already", "Give the second unit another kind")


def _positions(pack: Pack) -> Iterator[Problem]:
    powers = {power.code: power for power in pack.powers}
    scopes = {scope.code for scope in pack.workflows.scopes}
    sight = {word.code for word in pack.workflows.sight}
    kinds = {unit.kind for unit in pack.units} | pack.county.kind_groups.keys()
    yield from unique(pack.powers, lambda power: power.code, "power")
    yield from unique(pack.positions, lambda position: position.code, "position")
    codes = {position.code for position in pack.positions}
    yield from unknown(pack.county, "introduced position", pack.county.introduced, codes, "positions.csv")
    for power in pack.powers:
        yield from unknown(power, "scope", power.scopes, scopes, "scopes of workflows.yaml")
    for position in pack.positions:
        yield from unknown(position, "sight", position.sees, sight, "sight of workflows.yaml")
        yield from unknown(position, "kind of unit", position.unit_kind, kinds, "kind_groups of county.yaml")
        for held in position.powers:
            code, _, scope = held.partition(":")
            yield from unknown(position, "power", [code], powers, "powers.csv")
            if code in powers and (scope or "OWN") not in powers[code].scopes:
                yield fault(
                    position,
                    f"{position.code} holds {code} in the scope {scope or 'OWN'}",
                    f"powers.csv allows {', '.join(powers[code].scopes)} for {code}",
                )


def fitting_kinds(pack: Pack, position: Position) -> frozenset[str]:
    """The kinds of units in which a position may stand, groups of county.yaml resolved."""
    groups = pack.county.kind_groups
    return frozenset(kind for word in position.unit_kind for kind in groups.get(word, [word]))


def _people(pack: Pack, units: Mapping[str, Unit], areas: Mapping[str, Area]) -> Iterator[Problem]:
    positions = {position.code: position for position in pack.positions}
    yield from unique(pack.people, lambda person: person.id, "person")
    for person in pack.people:
        yield from unknown(person, "unit", [person.unit], units, "units.csv")
        yield from unknown(person, "position", [person.position], positions, "positions.csv")
        yield from unknown(person, "portfolio unit", person.portfolio, units, "units.csv")
        unit, position = units.get(person.unit), positions.get(person.position)
        if unit and position and unit.kind not in fitting_kinds(pack, position):
            yield fault(
                person,
                f"{position.code} stands in {', '.join(position.unit_kind)}, the kind of {unit.code} is {unit.kind}",
                "Give the person a position that the unit has",
            )
        if person.area:
            yield from _village_post(person, units, areas)
        elif position and "VILLAGE" in position.unit_kind:
            yield fault(person, f"{position.code} names no village", "Write the code of the village into area")


def _village_post(person: Person, units: Mapping[str, Unit], areas: Mapping[str, Area]) -> Iterator[Problem]:
    yield from unknown(person, "area", [person.area or ""], areas, "areas.csv")
    area, unit = areas.get(person.area or ""), units.get(person.unit)
    if area and unit and unit.area not in (area.code, area.parent):
        yield fault(person, f"{area.code} does not lie in the township of {unit.code}", "Correct the area or the unit")


def _pairs(pack: Pack) -> Iterator[Problem]:
    """AB partners name each other, in the same unit, one A and one B where the roles are given."""
    people = {person.id: person for person in pack.people}
    for person in pack.people:
        if person.ab_with is None:
            if person.role_ab:
                yield fault(person, f"{person.id} is {person.role_ab} of no pair", "Name the partner in ab_with")
            continue
        partner = people.get(person.ab_with)
        if partner is None:
            yield from unknown(person, "partner", [person.ab_with], people, "demo_people.csv")
        elif partner.ab_with != person.id:
            yield fault(person, f"{partner.id} does not name {person.id} as partner", "Let both name each other")
        elif partner.unit != person.unit:
            yield fault(person, f"the partner {partner.id} serves in {partner.unit}", "Pair people of one unit")
        elif person.role_ab and person.role_ab == partner.role_ab:
            yield fault(person, f"{person.id} and {partner.id} are both {person.role_ab}", "Make one A and one B")


def _map(pack: Pack, areas: Mapping[str, Area]) -> Iterator[Problem]:
    for feature in pack.map.get("features", []):
        code = feature.get("properties", {}).get("area_code")
        if code not in areas:
            yield Problem("townships.geojson", 1, f"the shape of {code} is of no area", "Use a code of areas.csv")


def _county(pack: Pack) -> Iterator[Problem]:
    county = pack.county
    for word, kinds in county.kind_groups.items():
        if not isinstance(kinds, list):
            yield fault(county, f"{word} of kind_groups is no list", "Write the kinds in brackets")
    try:
        ZoneInfo(county.time_zone)
    except (ValueError, ZoneInfoNotFoundError):
        yield fault(county, f"the time zone {county.time_zone} is not known", "Use a name such as Asia/Shanghai")
    if not any(county.leaders_see in position.sees for position in pack.positions):
        yield fault(county, f"no position sees {county.leaders_see}", "Name the leaders' sight in leaders_see")


def check_organisation(pack: Pack) -> Iterator[Problem]:
    """Problems of areas, units, positions, powers and people: codes, references, trees, periods, pairs."""
    units = {unit.code: unit for unit in pack.units}
    areas = {area.code: area for area in pack.areas}
    yield from _areas(pack, areas)
    yield from _units(pack, units, areas)
    yield from _positions(pack)
    yield from _people(pack, units, areas)
    yield from _pairs(pack)
    yield from _map(pack, areas)
    yield from _county(pack)
