"""What a move lays on whom until when; who may read the item from then on; who is told."""

from datetime import datetime
from uuid import UUID

import pytest
from sqlalchemy import select

from db.items import Access, Assignment
from tests.flow.toy import HUB, add_guard, always, begin, install, step, toy
from tests.hub import SHANGHAI, Hub

pytestmark = pytest.mark.anyio
STATISTICS = {"duty": "HANDLE", "power": "STATE_REGISTER", "of": "county_statistics"}


def holders(hub: Hub, assignment: Assignment) -> list[str]:
    """The posts and persons an assignment lies with, by code."""
    people = {key: code for code, key in hub.people.items()}
    names = {
        reader: hub.county.posts[key].code if kind == "POST" else people[key]
        for (kind, key), reader in hub.county.readers.items()
        if kind in ("POST", "PERSON")
    }
    return [names[reader] for reader in assignment.holders]


async def access(hub: Hub, item: UUID) -> list[tuple[int, str]]:
    """Who was let in later, and why."""
    rows = await hub.all(select(Access).where(Access.item_id == item).order_by(Access.id))
    return [(row.reader_id, row.reason) for row in rows]


async def test_an_assignment_lies_with_the_posts_that_hold_the_power(hub: Hub) -> None:
    await hub.opens("2019-10")
    item, recorder = await hub.period("NV", "2019-10"), hub.as_("P08")
    (entering,) = await hub.assignments(item)
    assert (entering.duty, entering.power, holders(hub, entering)) == ("HANDLE", "ENTER_FACT", ["NV/RECORDER"])
    assert (entering.unit_id, entering.term) == (hub.units["NV"], "STATE_FACTS")
    assert entering.due_at == datetime(2019, 11, 3, 18, 0, tzinfo=SHANGHAI)  # three days after October, day off or not
    hub.clock.to("2019-11-05 10:00")
    await recorder.states(item, {"BIR01": "3", "DEA01": "1"})
    await recorder.finishes(item)
    entering, deciding = await hub.assignments(item)
    assert (entering.closed_by, entering.closed_event) == (hub.people["P08"], "FINISH")
    assert (entering.closed_at, hub.county.posts[entering.closed_for_post or 0].code) == (hub.clock(), "NV/RECORDER")
    assert holders(hub, deciding) == ["NV/REEVE"]  # the deputy's power is good only while acting
    assert deciding.due_at == datetime(2019, 11, 6, 18, 0, tzinfo=SHANGHAI)  # one working day
    assert (await hub.item(item)).due_at == deciding.due_at


async def test_a_move_that_stays_leaves_the_assignment_open_unless_it_gives_a_new_one(hub: Hub) -> None:
    again = {"duty": "HANDLE", "power": "ENTER_FACT", "of": "unit"}
    await install(hub, toy(step("A", "STAY", "A"), step("A", "RENEW", "A", assigns=again), assigns=again))
    item, recorder = await begin(hub), hub.as_("P08")
    await recorder.moves("STAY", item)
    assert [each.closed_event for each in await hub.assignments(item)] == [None]
    await recorder.moves("RENEW", item)
    assert [each.closed_event for each in await hub.assignments(item)] == ["RENEW", None]


async def test_who_is_assigned_may_read_the_item_from_then_on(hub: Hub) -> None:
    await install(hub, toy(step("A", "ASK", "B", assigns=STATISTICS), step("B", "GO", "END", tells=["unit"])))
    item, statistician = await begin(hub), hub.as_("P05")
    assert not await statistician.sees(item)
    await hub.as_("P08").moves("ASK", item)
    assert await statistician.sees(item)
    post = next(post for post in hub.county.posts.values() if post.code == "ST/STATISTICIAN")
    reader = hub.county.readers["POST", post.id]
    assert await access(hub, item) == [(reader, "STATE_REGISTER")]
    assert reader in (await hub.item(item)).readers
    assert not await hub.as_("P04").sees(item)  # another post of the same office
    await hub.as_("P08").moves("GO", item)
    assert await statistician.sees(item)  # who once held it keeps reading


async def test_the_same_reader_is_let_in_once_however_often_a_transaction_assigns(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_guard(hub, monkeypatch, "wide", always)
    hub_step = step("B", "ON", "C", HUB, guards=["wide"], assigns=STATISTICS)
    await install(hub, toy(step("A", "ASK", "B", assigns=STATISTICS), hub_step, step("C", "STOP", "END")))
    item = await begin(hub)
    await hub.as_("P08").moves("ASK", item)
    assert len(await access(hub, item)) == 1
    assert [each.closed_event for each in await hub.assignments(item)] == ["ON", None]


async def test_a_person_who_is_assigned_holds_and_reads_it(hub: Hub) -> None:
    back = {"duty": "HANDLE", "power": "ENTER_FACT", "of": "assignee"}
    first = step("A", "ASK", "B", assigns=STATISTICS)
    given = step("B", "ANSWER", "C", {"power": "STATE_REGISTER", "of": "county_statistics"}, assigns=back)
    await install(hub, toy(first, given, step("C", "STOP", "END", {"power": "ENTER_FACT", "of": "assignee"})))
    item = await begin(hub)
    await hub.as_("P08").moves("ASK", item)
    await hub.as_("P05").moves("ANSWER", item)
    assert [holders(hub, each) for each in await hub.assignments(item)] == [["ST/STATISTICIAN"], ["P05"]]
    assert hub.county.readers["PERSON", hub.people["P05"]] in (await hub.item(item)).readers


async def test_a_move_tells_those_who_take_part_in_the_flow_there(hub: Hub) -> None:
    await hub.opens("2019-10")
    item = await hub.period("NV", "2019-10")
    # PREFILL tells the area: who enters and who confirms there; deputies act only while the reeve is away.
    assert await hub.told(item) == [("P06", "PREFILL"), ("P08", "PREFILL")]
    assert await hub.as_("P08").reads(select(Access.id)) == []


async def test_who_has_to_do_it_again_is_told_when_it_is_sent_back(hub: Hub) -> None:
    await hub.opens("2019-10")
    item, recorder = await hub.period("NV", "2019-10"), hub.as_("P08")
    await recorder.states(item, {"BIR01": "3", "DEA01": "1"})
    await recorder.finishes(item)
    await hub.as_("P06").moves("SEND_BACK", item, reason="Look at the births", cells=[{"indicator": "BIR01"}])
    assert ("P08", "SEND_BACK") in await hub.told(item)
    assert ("P06", "SEND_BACK") not in await hub.told(item)


async def test_a_notice_is_read_by_its_owner_alone(hub: Hub) -> None:
    from db.items import Notice

    await hub.opens("2019-10")
    for person, count in (("P08", 1), ("P06", 1), ("P07", 0), ("P01", 0), ("P11", 1)):
        owners = await hub.as_(person).reads(select(Notice.person_id))
        assert owners == [hub.people[person]] * count
