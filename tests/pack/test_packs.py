"""The packs as they are: without a fault, and complete."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from resolvers.pack.check import check_pack
from resolvers.pack.flows import unregistered
from resolvers.pack.read import Pack, read_pack
from tests.pack.packs import FUXIAN, TINY


@pytest.mark.parametrize("folder", [FUXIAN, TINY], ids=["fuxian", "tiny"])
def test_a_pack_of_the_hub_has_no_problem(folder: Path) -> None:
    assert check_pack(read_pack(folder)) == []


def words_in_english(pack: Pack) -> Iterator[str]:
    """What a pack says in English: of flows, guards, indicators, forms, positions, powers and units."""
    for flow in pack.workflows.flows:
        yield flow.name_en
        yield from (state.name_en for state in flow.states)
        yield from (move.name_en for move in flow.transitions)
    for guard in pack.guards:
        yield from (guard.message_en, guard.remedy_en)
    for row in pack.indicators:
        yield from (row.name_en, row.domain_en, row.unit_en)
    yield from (form.name_en for form in pack.forms.forms)
    yield from (position.name_en for position in pack.positions)
    yield from (power.name_en for power in pack.powers)
    yield from (unit.name_en for unit in pack.units)


@pytest.mark.parametrize("folder", [FUXIAN, TINY], ids=["fuxian", "tiny"])
def test_a_pack_of_the_hub_says_all_in_english_too(folder: Path) -> None:
    words = list(words_in_english(read_pack(folder)))
    assert [
        word for word in words if not word.strip() or re.search("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]", word)
    ] == []


def test_the_sample_county_is_complete() -> None:
    pack = read_pack(FUXIAN)
    assert {
        "units": len(pack.units),
        "areas": len(pack.areas),
        "area_changes": len(pack.area_changes),
        "positions": len(pack.positions),
        "powers": len(pack.powers),
        "guards": len(pack.guards),
        "people": len(pack.people),
        "document_kinds": len(pack.document_kinds),
        "document_elements": len(pack.document_elements),
        "number_series": len(pack.number_series),
        "retention": len(pack.retention),
        "flows": len(pack.workflows.flows),
        "states": sum(len(flow.states) for flow in pack.workflows.flows),
        "transitions": sum(len(flow.transitions) for flow in pack.workflows.flows),
        "services": len(pack.services.services) if pack.services else 0,
        "materials": len(pack.services.materials) if pack.services else 0,
        "indicators": len(pack.indicators),
        "forms": len(pack.forms.forms),
        "fields": sum(len(form.fields) for form in pack.forms.forms),
        "holidays": len(pack.holidays),
        "baseline": len(pack.baseline),
        "glossary": len(pack.glossary),
        "map": len(pack.map["features"]),
    } == {
        "units": 128,
        "areas": 159,
        "area_changes": 13,
        "positions": 34,
        "powers": 68,
        "guards": 165,
        "people": 673,
        "document_kinds": 20,
        "document_elements": 20,
        "number_series": 319,
        "retention": 24,
        "flows": 15,
        "states": 149,
        "transitions": 319,
        "services": 21,
        "materials": 28,
        "indicators": 321,
        "forms": 34,
        "fields": 553,
        "holidays": 326,
        "baseline": 8,
        "glossary": 167,
        "map": 8,
    }


def test_a_general_circular_goes_to_120_units_on_the_day_of_the_article() -> None:
    pack = read_pack(FUXIAN)
    assert sum(unit.general_circular and unit.in_force(pack.county.as_of) for unit in pack.units) == 120


def test_a_row_knows_its_file_and_line() -> None:
    pack = read_pack(TINY)
    assert (pack.people[7].id, pack.people[7].mark.file, pack.people[7].mark.line) == ("P08", "demo_people.csv", 9)
    entering = next(move for move in pack.workflows.flows[0].transitions if move.event == "ENTER")
    lines = (TINY / "workflows.yaml").read_text(encoding="utf-8").splitlines()
    assert lines[entering.mark.line].strip() == "event: ENTER"


def test_a_guard_that_nobody_registers_stops_its_flow_alone() -> None:
    pack = read_pack(TINY)
    every = frozenset(guard.code for guard in pack.guards)
    assert unregistered(pack, every) == {}
    assert unregistered(pack, every - {"every_area_answered"}) == {"REGISTER_IMPORT": ("every_area_answered",)}
