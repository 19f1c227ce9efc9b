"""Positions × events × own, other and no relation: what the real verbs answer, against the permission table."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from resolvers.flow import Wanted, missing_parts, move
from resolvers.refusals import RefusalCode, Refused
from server.database import Access
from server.postgres import EmbeddedPostgres
from tests.conftest import clone
from tests.hub import FUXIAN, TINY, Hub, hub_of
from tests.materials.office import answer, clerk
from tests.permission.table import ROWS, Answer, Files, Thing
from tests.reports.office import report
from tests.statistics.office import confirmed, recorder
from tests.statistics.test_forms import designed

pytestmark = pytest.mark.anyio


_REGISTERS = text(
    "select r.item_id from register_periods r join units u on u.id = r.unit_id "
    "where u.code = :unit and r.period_id = 201910"
)


_REPORT = text(
    "select array[u.code, r.item_id::text] from reports r "
    "join items i on i.id = r.item_id join units u on u.id = i.unit_id "
    "where r.area_id = :area order by r.form_id limit 1"
)


class TriedOut(Exception):
    """Ends a transaction that was only tried."""


async def tries(hub: Hub, person: str, item: UUID, event: str) -> Answer:
    """What a person gets who tries an event of an item, connected as hub_app; nothing of it stays."""

    async def trying(session: Any, county: Any, key: int) -> None:
        await move(session, county, key, [Wanted(item)], event, {}, hub.clock(), together=True)
        raise TriedOut

    try:
        await hub.as_(person).does(trying)
    except TriedOut:
        return Answer.MAY
    except Refused as refusal:
        if refusal.code is RefusalCode.NOT_FOUND:
            return Answer.HIDDEN
        return Answer.NO_POWER if refusal.code is RefusalCode.NO_POWER else Answer.MAY
    raise AssertionError("unreachable")


def persons(files: Files, thing: Thing) -> list[str]:
    """For every position somebody in the item's own unit, and somebody of another."""
    found: dict[tuple[str, bool], str] = {}
    for seat in files.seats:
        found.setdefault((seat.position, seat.unit in (thing.unit, thing.township)), seat.person)
    return list(dict.fromkeys(found.values()))


async def compare(hub: Hub, files: Files, thing: Thing, item: UUID) -> dict[str, set[str]]:
    """Try every event as every position; answers who may, by event, where the table agrees with the hub."""
    may: dict[str, set[str]] = {}
    wrong = []
    for event in files.events(thing.flow):
        for person in persons(files, thing):
            expected, found = files.answer(person, event, thing), await tries(hub, person, item, event)
            if expected is not found:
                wrong.append((thing.flow, event, person, files.of(person)[0].position, expected.value, found.value))
            if found is Answer.MAY:
                may.setdefault(f"{thing.flow}.{event}", set()).update(s.position for s in files.of(person))
    assert wrong == []
    return may


async def test_every_event_of_every_running_flow_has_a_row(hub: Hub) -> None:
    running = [flow for flow in hub.county.latest_flows.values() if not missing_parts(flow)]
    events = {f"{flow.code}.{t.event}" for flow in running for t in flow.transitions if not t.by.hub}
    assert events == set(ROWS)


async def test_each_position_may_do_what_its_row_says_and_nothing_else(hub: Hub) -> None:
    files = Files(TINY)
    await confirmed(hub, "2019-09")
    correction = await recorder(hub).opens_correction("BIR01", "NV", "2019-09")
    await hub.opens("2019-10")
    call = await clerk(hub, "P03").calls()
    await hub.opens_reports("2019-10")
    things = {
        await hub.period("NV", "2019-10"): Thing("FACT_PERIOD", "NV", "NV", frozenset({"NV", "ST"}), "ST"),
        correction: Thing("FACT_CORRECTION", "NV", "NV", frozenset({"NV", "ST"}), "ST"),
        await report(hub, "A1", "NV", "2019-10"): Thing("REPORT", "RE", "NV", frozenset({"RE", "NV", "ST"}), "RE"),
        await hub.register("RE", "2019-10"): Thing("REGISTER_IMPORT", "RE", "", frozenset({"RE", "ST"}), ""),
        await designed(hub): Thing("FORM_APPROVAL", "RE", "", frozenset({"RE", "ST"}), ""),
        call: Thing("MATERIAL_CALL", "RE", "", frozenset({"RE", "NV", "SV"}), ""),
        await answer(hub, call, "NV"): Thing("MATERIAL_ANSWER", "NV", "", frozenset({"RE", "NV"}), "RE"),
    }
    may: dict[str, set[str]] = {}
    for item, thing in things.items():
        may |= await compare(hub, files, thing, item)
    assert may == ROWS


async def test_who_may_open_a_correction_is_who_may_enter(hub: Hub) -> None:
    files = Files(TINY)
    await confirmed(hub, "2019-09")
    outcomes = {}
    for person in dict.fromkeys(seat.person for seat in files.seats):
        try:
            await hub.as_(person).opens_correction("BIR01", "NV", "2019-09")
            outcomes[person] = "MAY"
        except Refused as refusal:
            outcomes[person] = refusal.code.value
    seen = {"P01", "P03", "P04", "P05", "P06", "P07"}  # those who see the figure; the registry's form asks it
    hidden = {"P02", "P09", "P10", "P11", "P12"}
    expected = {"P08": "MAY"} | dict.fromkeys(seen, "NO_POWER") | dict.fromkeys(hidden, "NOT_FOUND")
    assert outcomes == {**expected, "P04": outcomes["P04"]}
    assert outcomes["P04"] == "NOT_FOUND"  # the head of the office reads items, and no figures of parishes


@pytest.fixture(scope="module")
async def fuxian(postgres: EmbeddedPostgres, fuxian_template: Access) -> AsyncIterator[Hub]:
    """The sample county's hub; tests of this file only read it after one set-up."""
    for access in clone(postgres, fuxian_template):
        found = await hub_of(access.addresses)
        yield found
        await found.database.close()


async def test_the_sample_county_agrees_with_the_table_for_all_its_positions(fuxian: Hub) -> None:
    files = Files(FUXIAN)
    await fuxian.opens("2019-10")
    await fuxian.opens_reports("2019-10")
    statistics = files.workflows["constants"]["county_statistics"]
    units = {unit: await fuxian.all(_REGISTERS, unit=unit) for unit in files.units}
    office, item = next((unit, found[0]) for unit, found in units.items() if found)
    period = await fuxian.period("T03", "2019-10")
    town = Thing("FACT_PERIOD", "T03", "T03", frozenset({"T03", statistics}), statistics)
    register = Thing("REGISTER_IMPORT", office, "", frozenset({office, statistics}), "")
    may = await compare(fuxian, files, town, period) | await compare(fuxian, files, register, item)
    issuing, handed = next(iter(await fuxian.all(_REPORT, area=fuxian.areas["T03"])))
    asked = Thing("REPORT", issuing, "T03", frozenset({issuing, "T03", statistics}), issuing)
    assert await compare(fuxian, files, asked, UUID(handed)) == {
        "REPORT.ACCEPT": {"DEPT_STAT"},
        "REPORT.RETURN": {"DEPT_STAT"},
        "REPORT.LOCK": {"DEPT_STAT"},
    }
    assert {event: positions for event, positions in may.items() if event.startswith("FACT_PERIOD")} == {
        "FACT_PERIOD.ENTER": {"TOWN_STAT"},
        "FACT_PERIOD.EXPLAIN": {"TOWN_STAT"},
        "FACT_PERIOD.ASK_VILLAGES": {"TOWN_STAT"},
        "FACT_PERIOD.FINISH": {"TOWN_STAT"},
        "FACT_PERIOD.TAKE_BACK": {"TOWN_STAT"},
        "FACT_PERIOD.SEND_BACK": {"TOWN_HEAD"},
        "FACT_PERIOD.CONFIRM": {"TOWN_HEAD"},
    }
    assert {frozenset(positions) for event, positions in may.items() if event.startswith("REGISTER")} == {
        frozenset({"DEPT_STAT"})
    }
    assert {seat.position for seat in files.seats} == set(files.positions)
