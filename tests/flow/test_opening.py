"""How items begin: in the first state of their flow, with readers, an assignment and a journal row, or not at all."""

import pytest
from sqlalchemy import select, text

from db.journal import JournalPayload, JournalRow
from resolvers.acts import GUARDS
from resolvers.flow import missing_parts
from resolvers.refusals import RefusalCode, Refused
from resolvers.relations import RELATIONS
from tests.flow.toy import begin, install, step, toy
from tests.hub import Hub

pytestmark = pytest.mark.anyio


async def test_an_item_begins_in_its_first_state_with_its_subjects_row_and_a_journal_row(hub: Hub) -> None:
    await install(hub, toy(step("A", "GO", "END")))
    item = await hub.item(await begin(hub))
    assert (item.state, item.revision, item.opened_by, item.closed_at) == ("A", 1, hub.people["P08"], None)
    assert item.opened_at == hub.clock()
    assert await hub.all(text("select unit_id from register_periods where item_id = :i"), i=item.id) == [
        hub.units["NV"]
    ]
    row = await hub.one(select(JournalRow).where(JournalRow.item_id == item.id))
    post = hub.county.posts[row.for_post]
    assert (row.verb, row.subject, row.actor, post.code) == ("TOY.OPEN", "statistics", hub.people["P08"], "NV/RECORDER")
    payload = await hub.one(select(JournalPayload.payload).where(JournalPayload.position == row.position))
    assert payload == {"title": "A toy", "state": "A"}


async def test_only_who_holds_the_power_in_the_relation_opens_an_item(hub: Hub) -> None:
    await install(hub, toy(step("A", "GO", "END")))
    for person in ("P06", "P11", "P01"):  # the reeve lacks the power, the others are of other units
        async with hub.refuses(RefusalCode.NO_POWER) as refusal:
            await begin(hub, person)
        assert refusal.refused.remedy("en") == "It lies with Recorder"


async def test_what_the_hub_opens_no_person_opens(hub: Hub) -> None:
    await install(hub, toy(step("A", "GO", "END"), opened_by={"hub": True}))
    async with hub.refuses(RefusalCode.NO_POWER):
        await begin(hub)
    assert (await hub.item(await begin(hub, None))).opened_by is None


async def test_opening_lays_the_first_assignment_with_its_term(hub: Hub) -> None:
    assigns = {"duty": "HANDLE", "power": "ENTER_FACT", "of": "unit", "term": "CONFIRM_FACTS"}
    await install(hub, toy(step("A", "GO", "END"), assigns=assigns))
    item = await begin(hub)
    (row,) = await hub.assignments(item)
    assert row.due_at is not None
    assert row.due_at.astimezone(hub.county.zone).isoformat() == "2019-11-04T18:00:00+08:00"  # a Friday and one day
    assert (await hub.item(item)).due_at == row.due_at


async def test_a_flow_whose_guard_nobody_registered_is_loaded_and_opens_nothing(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = (await hub.opens("2019-10"))[0]
    await install(hub, toy(step("A", "GO", "END", guards=["term_past"])))
    monkeypatch.delitem(GUARDS, "term_past")
    assert missing_parts(hub.county.latest_flows["TOY"]) == ["term_past"]
    async with hub.refuses(RefusalCode.FLOW_NOT_RUNNING) as refusal:
        await begin(hub)
    assert refusal.en == "The flow “Toy” does not run yet"
    monkeypatch.delitem(GUARDS, "period_over")
    async with hub.refuses(RefusalCode.FLOW_NOT_RUNNING):
        await hub.as_("P08").states(item, {"BIR01": "3"})
    assert await hub.as_("P08").offers(item) == []


async def test_a_flow_whose_relation_nobody_registered_opens_nothing(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    await install(hub, toy(step("A", "GO", "END", tells=["area"])))
    monkeypatch.delitem(RELATIONS, "area")
    assert missing_parts(hub.county.latest_flows["TOY"]) == ["area"]
    with pytest.raises(Refused, match="FLOW_NOT_RUNNING"):
        await begin(hub)


async def test_an_item_keeps_the_version_of_its_flow(hub: Hub) -> None:
    old = await install(hub, toy(step("A", "GO", "END")))
    item = await begin(hub)
    new = await install(hub, {**toy(step("A", "STAY", "A"), step("A", "LEAVE", "END")), "version": 2})
    newer, recorder = await begin(hub), hub.as_("P08")
    assert [(await hub.item(each)).flow_id for each in (item, newer)] == [old.id, new.id]
    assert [offer.event for offer in await recorder.offers(item)] == ["GO"]
    assert [offer.event for offer in await recorder.offers(newer)] == ["STAY", "LEAVE"]
    async with hub.refuses(RefusalCode.BAD_INPUT):
        await recorder.moves("LEAVE", item)
    await recorder.moves("GO", item)
    assert await hub.state(item) == "END"
