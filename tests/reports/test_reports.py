"""A report's life: opened by the hub, complete and handed in by itself, accepted, returned, locked, corrected."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, text

from db.items import Link
from db.statistics import FactCorrection, Report
from resolvers.clockwork import tick
from resolvers.county import county
from resolvers.refusals import RefusalCode, Refused
from resolvers.statistics.figures import Figure
from resolvers.statistics.following import follow_soon
from resolvers.statistics.reports import Following
from tests.hub import Hub, codes
from tests.reports.office import follows, handed_in, report, row_of, sheet_of, snapshots, stated
from tests.statistics.office import confirmed, recorder, reeve

pytestmark = pytest.mark.anyio
REGISTRAR = "P03"  # of the office that issues A1


async def test_the_hub_opens_a_report_for_each_form_and_parish_when_the_period_is_over_and_once(hub: Hub) -> None:
    await hub.ticks("2019-11-01 09:00")
    item = await hub.item(await report(hub, "A1", "NV", "2019-10"))
    assert (item.title, item.state, item.unit_id) == ("北谷2019年10月人口月报", "WAITING", hub.units["RE"])
    assert (item.due_at, item.opened_by) == (hub.clock.to("2019-11-03 18:00"), None)
    before = await hub.dump()
    await hub.ticks("2019-11-01 09:01")
    assert (await hub.dump())["reports"] == before["reports"]
    assert await hub.all(select(FactCorrection)) == []


async def test_a_report_is_handed_in_by_the_hub_when_its_last_cell_is_confirmed(hub: Hub) -> None:
    item = await handed_in(hub)
    assert await hub.state(item) == "HANDED_IN"
    assert await hub.verbs(item) == ["REPORT.OPEN", "REPORT.COMPLETE", "REPORT.HAND_IN"]
    row = await row_of(hub, item)
    assert (row.submitted_on, row.late, row.late_because, len(row.facts)) == (date(2019, 11, 2), False, [], 22)
    (assigned,) = await hub.assignments(item)
    assert (assigned.power, assigned.unit_id, assigned.due_at) == (
        "ACCEPT_REPORT",
        hub.units["RE"],
        hub.clock.to("2019-11-06 18:00"),
    )
    sheet = await sheet_of(hub, "A1", "NV", "2019-10")
    assert sheet is not None and (sheet.submitted_on, sheet.stated_by) == (date(2019, 11, 2), "Hal Reed")


async def test_a_report_of_one_parish_does_not_wait_for_the_other(hub: Hub) -> None:
    await handed_in(hub)
    assert await hub.state(await report(hub, "A1", "SV", "2019-10")) == "WAITING"


async def test_late_is_said_once_with_the_unit_that_owes(hub: Hub) -> None:
    await hub.ticks("2019-11-01 09:00")
    item = await report(hub, "A1", "NV", "2019-10")
    await hub.ticks("2019-11-04 09:00")
    await hub.ticks("2019-11-05 09:00")
    assert await hub.verbs(item) == ["REPORT.OPEN", "REPORT.PASS_TERM"]
    row = await row_of(hub, item)
    assert (row.late, row.late_because, row.submitted_on) == (True, [hub.units["RE"], hub.units["NV"]], None)


async def test_a_round_in_which_only_the_hour_changed_looks_at_terms_alone(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    await hub.ticks("2019-11-01 09:00")
    item, made = await report(hub, "A1", "NV", "2019-10"), []
    filled = Following.filled

    async def counts(round_: Following, held: Any) -> Any:
        made.append({each.item.id for each in held})
        return await filled(round_, held)

    monkeypatch.setattr(Following, "filled", counts)
    for moment, found in (("2019-11-01 09:01", False), ("2019-11-03 18:01", True), ("2019-11-03 18:02", False)):
        made.clear()
        hub.clock.to(moment)
        await tick(hub.database, whole=False)
        assert (item in set().union(*made)) is found
    assert await hub.verbs(item) == ["REPORT.OPEN", "REPORT.PASS_TERM"]
    await hub.ticks("2019-11-03 18:03")  # a whole round
    assert item in set().union(*made)


async def test_a_report_lived_before_its_term_is_not_late_though_the_clock_saw_it_open(hub: Hub) -> None:
    for moment in ("2019-11-01 09:00", "2019-11-04 09:00"):
        await hub.ticks(moment)
    item = await report(hub, "A1", "NV", "2019-10")
    assert (await row_of(hub, item)).late
    await stated(hub)
    in_time = hub.clock.to("2019-11-02 12:00")
    async with hub.database.as_hub() as session:
        await Following(session, await county(session), in_time, lambda _record, _held: in_time, lived=True).run()
    row = await row_of(hub, item)
    assert (row.submitted_on, row.late, row.late_because) == (date(2019, 11, 2), False, [])


async def test_accepted_and_locked_with_what_it_showed(hub: Hub) -> None:
    item, registrar = await handed_in(hub), hub.as_(REGISTRAR)
    await registrar.moves("ACCEPT", item)
    await registrar.moves("LOCK", item)
    assert await hub.state(item) == "LOCKED"
    assert await snapshots(hub, item) == [
        {"PEO01": "4000", "PEO02": "2000", "BIR01": "12", "DEA01": "7", "NAT01": "59"}
    ]


async def test_a_correction_after_locking_stands_beside_what_was_locked(hub: Hub) -> None:
    item, registrar = await handed_in(hub), hub.as_(REGISTRAR)
    await registrar.moves("ACCEPT", item)
    await registrar.moves("LOCK", item)
    correction = await recorder(hub).opens_correction("BIR01", "NV", "2019-10")
    await recorder(hub).revises(correction, "14")
    await follows(hub)
    assert await hub.state(item) == "LOCKED"  # nobody has confirmed the new figure yet
    await reeve(hub).confirms(correction)
    await follows(hub)
    assert await hub.state(item) == "REVISED"
    assert ("P03", "FACT_CHANGED") in await hub.told(item)
    await registrar.moves("LOCK", item)
    assert [each["BIR01"] for each in await snapshots(hub, item)] == ["12", "14"]
    await follows(hub)
    assert await hub.state(item) == "LOCKED"


async def test_a_department_that_holds_a_report_is_told_once_of_a_corrected_figure(hub: Hub) -> None:
    item = await handed_in(hub)
    correction = await recorder(hub).opens_correction("BIR01", "NV", "2019-10")
    await recorder(hub).revises(correction, "14")
    await reeve(hub).confirms(correction)
    await follows(hub)
    await follows(hub)
    assert await hub.state(item) == "HANDED_IN"
    assert (await hub.told(item)).count(("P03", "FACT_CHANGED")) == 1
    assert (await hub.verbs(item))[-1] == "REPORT.FIGURE_CORRECTED"
    assert len((await row_of(hub, item)).facts) == 22


async def test_a_report_is_not_locked_while_a_figure_of_it_is_being_corrected(hub: Hub) -> None:
    item, registrar = await handed_in(hub), hub.as_(REGISTRAR)
    await registrar.moves("ACCEPT", item)
    await recorder(hub).opens_correction("BIR01", "NV", "2019-10")
    async with hub.refuses(RefusalCode.OPEN_ANSWERS, guard="no_correction_open"):
        await registrar.moves("LOCK", item)


async def returned(hub: Hub) -> tuple[UUID, UUID]:
    """A report that the registry returned for its births, and the correction that asks the parish."""
    item = await handed_in(hub)
    await hub.as_(REGISTRAR).moves("RETURN", item, cells=[{"indicator": "BIR01"}], reason="Twins counted once?")
    link = await hub.one(select(Link).where(Link.from_id == item))
    return item, link.to_id


async def test_a_returned_report_asks_the_parish_and_comes_back_with_the_corrected_figure(hub: Hub) -> None:
    item, correction = await returned(hub)
    row = await hub.one(select(FactCorrection))
    assert (row.asked_by_unit, row.words, row.of_version) == (hub.units["RE"], "Twins counted once?", 1)
    await follows(hub)
    assert await hub.state(item) == "RETURNED"
    await recorder(hub).revises(correction, "13")
    await reeve(hub).confirms(correction)
    await follows(hub)
    assert await hub.verbs(item) == [
        "REPORT.OPEN", "REPORT.COMPLETE", "REPORT.HAND_IN", "REPORT.RETURN", "REPORT.SETTLED", "REPORT.HAND_IN",
    ]  # fmt: skip
    sheet = await sheet_of(hub, "A1", "NV", "2019-10")
    assert sheet is not None and sheet.cells[2].value == Decimal(13)
    assert (await row_of(hub, item)).submitted_on == date(2019, 11, 2)


async def test_an_upheld_figure_settles_the_objection_too(hub: Hub) -> None:
    item, correction = await returned(hub)
    await reeve(hub).moves("UPHOLD", correction, reason="Counted again", evidence="ledger")
    await follows(hub)
    assert await hub.state(item) == "HANDED_IN"
    sheet = await sheet_of(hub, "A1", "NV", "2019-10")
    assert sheet is not None and sheet.cells[2].value == Decimal(12)


async def test_the_department_takes_its_objection_back(hub: Hub) -> None:
    item, correction = await returned(hub)
    await hub.as_(REGISTRAR).moves("WITHDRAW_OBJECTION", correction, reason="It was right")
    await follows(hub)
    assert await hub.state(item) == "HANDED_IN"


@pytest.mark.parametrize("code", ["PEO01", "NAT01"])
async def test_what_the_parish_did_not_state_is_not_returned_to_it(hub: Hub, code: str) -> None:
    item = await handed_in(hub)
    async with hub.refuses(RefusalCode.WRONG_PERSON, guard="cell_is_stated_by_area"):
        await hub.as_(REGISTRAR).moves("RETURN", item, cells=[{"indicator": code}], reason="?")


async def test_a_cell_that_the_form_does_not_have_is_not_returned(hub: Hub) -> None:
    item = await handed_in(hub)
    async with hub.refuses(RefusalCode.BAD_INPUT):
        await hub.as_(REGISTRAR).moves("RETURN", item, cells=[{"indicator": "COW01"}], reason="?")


async def test_a_second_objection_to_the_same_figure_waits_for_the_same_correction(hub: Hub) -> None:
    item = await handed_in(hub)
    correction = await recorder(hub).opens_correction("BIR01", "NV", "2019-10")
    await hub.as_(REGISTRAR).moves("RETURN", item, cells=[{"indicator": "BIR01"}], reason="Twins?")
    link = await hub.one(select(Link).where(Link.from_id == item))
    assert link.to_id == correction
    assert await hub.as_(REGISTRAR).sees(correction)


async def test_a_period_closes_when_every_report_that_uses_it_is_locked(hub: Hub) -> None:
    """October's births are asked by A1 of October, A2 of the fourth quarter, and A3 of the year counts people."""
    item, registrar = await handed_in(hub), hub.as_(REGISTRAR)
    await registrar.moves("ACCEPT", item)
    await registrar.moves("LOCK", item)
    await follows(hub)
    assert await hub.state(await hub.period("NV", "2019-10")) == "CONFIRMED"


async def test_a_period_that_is_not_over_has_no_report(hub: Hub) -> None:
    await hub.ticks("2019-10-31 23:59")
    assert await hub.all(select(Report.period_id).distinct().order_by(Report.period_id)) == [201909, 201923]


async def test_a_report_of_yesterday_s_unit_lies_with_the_one_that_followed_it(own_hub: Hub) -> None:
    """Livestock is asked by the Statistics Office; of 2018 it was the old one's, whose papers the new one keeps."""
    hub = own_hub
    old = hub.units["OS"]
    await hub.runs("update forms set issuing_id = :old where code = 'A1'", old=old)
    item = await handed_in(hub)
    assert (await hub.item(item)).unit_id == hub.units["ST"]
    await hub.as_("P05").moves("ACCEPT", item)
    assert await hub.state(item) == "ACCEPTED"


async def test_a_form_that_ended_before_the_period_voids_its_report(own_hub: Hub) -> None:
    hub = own_hub
    await hub.ticks("2019-11-01 09:00")
    item = await report(hub, "A1", "NV", "2019-10")
    await hub.runs("update forms set valid_to = '2019-09-30' where code = 'A1'")
    await follows(hub)
    assert await hub.state(item) == "VOID"
    assert await sheet_of(hub, "A1", "NV", "2019-10") is not None  # what is on record can still be read


async def test_forms_that_are_never_open_for_entry_have_sheets_and_no_reports(own_hub: Hub) -> None:
    hub = own_hub
    await hub.runs("update forms set entry = false where code = 'A1'")
    await hub.ticks("2019-11-01 09:00")
    assert await hub.all(select(Report.item_id)) == []
    sheet = await sheet_of(hub, "A1", "NV", "2019-10")
    assert sheet is not None and len(sheet.cells) == 5


async def test_a_department_changes_a_township_s_figure_by_no_route(hub: Hub) -> None:
    item = await handed_in(hub)
    period, before = await hub.period("NV", "2019-10"), await hub.facts("BIR01", "NV", "2019-10")
    for person in ("P03", "P05"):  # of the office that issues the form; of the statistics office itself
        desk = hub.as_(person)
        with pytest.raises(Refused):
            await desk.states(period, {"BIR01": "13"})
        with pytest.raises(Refused):
            await desk.opens_correction("BIR01", "NV", "2019-10")
    registrar = hub.as_(REGISTRAR)
    stated = await registrar.states_register("RE", "2019-10", {("BIR01", "NV"): "13"}, reason="I know better")
    assert codes(stated.refused) == [("BIR01", "WRONG_PERSON")]
    for event in ("ACCEPT", "LOCK", "RETURN"):
        with pytest.raises(Refused):
            await registrar.moves(event, item, values=[Figure("BIR01", hub.areas["NV"], Decimal(13))])
    await registrar.moves("RETURN", item, cells=[{"indicator": "BIR01"}], reason="It must be 13")
    correction = (await hub.one(select(Link).where(Link.from_id == item))).to_id
    with pytest.raises(Refused):
        await registrar.revises(correction, "13")
    assert await hub.facts("BIR01", "NV", "2019-10") == before


async def test_two_departments_object_and_the_parish_answers_once(hub: Hub) -> None:
    """A1 and A2 both show the births; the second return waits for the correction that the first one asked for."""
    first = await handed_in(hub)
    await hub.as_(REGISTRAR).moves("RETURN", first, cells=[{"indicator": "BIR01"}], reason="Twins?")
    assert len(await hub.all(select(FactCorrection))) == 1
    await hub.as_("P06").moves(
        "UPHOLD", (await hub.one(select(FactCorrection))).item_id, reason="Counted again", evidence="ledger"
    )
    await follows(hub)
    await hub.as_(REGISTRAR).moves("RETURN", first, cells=[{"indicator": "BIR01"}], reason="Still: twins?")
    assert await hub.state(first) == "RETURNED"
    await follows(hub)
    assert await hub.state(first) == "RETURNED"  # the second objection is a new one
    assert len(await hub.all(select(FactCorrection))) == 2


async def test_periods_close_when_all_their_reports_are_locked(own_hub: Hub) -> None:
    """With one form left, October is used by one report of each parish; its register waits for both."""
    hub = own_hub
    await hub.runs("update asks set form_ids = array[(select id from forms where code = 'A1')]")
    item, registrar = await handed_in(hub), hub.as_(REGISTRAR)
    await registrar.moves("ACCEPT", item)
    await registrar.moves("LOCK", item)
    await follows(hub)
    assert await hub.state(await hub.period("NV", "2019-10")) == "CLOSED"
    assert await hub.state(await hub.register("RE", "2019-10")) == "STATED"  # the southern report is not locked


async def test_the_job_after_a_confirmation_is_put_down_once_a_period(hub: Hub) -> None:
    waiting = text("select args ->> 'item' from jobs.procrastinate_jobs where task_name = 'reports.follow'")
    before = await hub.all(waiting)
    await confirmed(hub, "2019-01", values={"BIR01": "10", "DEA01": "4"})
    await confirmed(hub, "2019-02", values={"BIR01": "10", "DEA01": "4"})
    first, second = sorted(set(await hub.all(waiting)) - set(before))
    async with hub.database.as_hub() as session:
        await follow_soon(session, UUID(first), hub.clock())
    after = await hub.all(waiting)
    assert (after.count(first), after.count(second)) == (1, 1)
