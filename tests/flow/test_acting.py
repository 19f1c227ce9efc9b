"""Acting for another: within the dates, with the powers named, never passed on."""

from uuid import UUID

import pytest
from sqlalchemy import select

from db.journal import JournalRow
from resolvers.refusals import RefusalCode
from tests.hub import Hub

pytestmark = pytest.mark.anyio
DELEGATE = """
insert into delegations (post_id, principal_id, delegate_id, powers, basis, starts_at, ends_at)
select p.id, a.id, b.id, string_to_array(:powers, ','), 'FILED_LEAVE',
  cast(:starts as timestamptz), cast(:ends as timestamptz)
from posts p, people a, people b where p.code = :post and a.code = :principal and b.code = :delegate
"""


async def delegate(
    hub: Hub,
    principal: str,
    to: str,
    powers: str = "CONFIRM_FACTS",
    post: str = "NV/REEVE",
    days: tuple[int, int] = (4, 8),
) -> None:
    """Let somebody act for a post from one day of November, 9:00, to another."""
    starts, ends = (f"2019-11-{day:02d} 09:00+08:00" for day in days)
    await hub.runs(DELEGATE, post=post, principal=principal, delegate=to, powers=powers, starts=starts, ends=ends)


async def entered(hub: Hub) -> UUID:
    """October of Northvale, entered and waiting for the reeve."""
    await hub.opens("2019-10")
    item, recorder = await hub.period("NV", "2019-10"), hub.as_("P08")
    await recorder.states(item, {"BIR01": "3", "DEA01": "1"})
    await recorder.finishes(item)
    return item


async def test_a_deputy_has_no_power_of_the_post_without_a_delegation(hub: Hub) -> None:
    item = await entered(hub)
    async with hub.refuses(RefusalCode.NO_POWER):
        await hub.as_("P07").confirms(item)
    assert await hub.as_("P07").offers(item) == []


async def test_a_delegate_acts_in_the_posts_name_and_signs_with_the_own(hub: Hub) -> None:
    item = await entered(hub)
    await delegate(hub, "P06", "P07")
    hub.clock.to("2019-11-04 09:00")
    assert [offer.event for offer in await hub.as_("P07").offers(item)] == ["SEND_BACK", "CONFIRM"]
    await hub.as_("P07").confirms(item)
    row = await hub.one(select(JournalRow).where(JournalRow.item_id == item, JournalRow.verb == "FACT_PERIOD.CONFIRM"))
    assert (row.actor, hub.county.posts[row.for_post].code) == (hub.people["P07"], "NV/REEVE")


@pytest.mark.parametrize("moment", ["2019-11-04 08:59", "2019-11-08 09:00"])
async def test_a_delegation_counts_from_its_first_moment_to_before_its_last(hub: Hub, moment: str) -> None:
    item = await entered(hub)
    await delegate(hub, "P06", "P07")
    hub.clock.to(moment)
    async with hub.refuses(RefusalCode.NO_POWER):
        await hub.as_("P07").confirms(item)


async def test_a_revoked_delegation_counts_no_more(hub: Hub) -> None:
    item = await entered(hub)
    await delegate(hub, "P06", "P07")
    await hub.runs("update delegations set revoked_at = '2019-11-05 09:00+08:00'")
    hub.clock.to("2019-11-05 10:00")
    async with hub.refuses(RefusalCode.NO_POWER):
        await hub.as_("P07").confirms(item)


async def test_only_the_powers_named_are_lent(hub: Hub) -> None:
    item = await entered(hub)
    await delegate(hub, "P06", "P07", powers="READ,DELEGATE")
    hub.clock.to("2019-11-05 10:00")
    async with hub.refuses(RefusalCode.NO_POWER):
        await hub.as_("P07").confirms(item)


async def test_a_power_that_is_never_lent_is_not_lent(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    item = await entered(hub)
    await delegate(hub, "P06", "P07")
    hub.clock.to("2019-11-05 10:00")
    monkeypatch.setitem(hub.county.flow_tables, "delegation", {"never": {"powers": ["CONFIRM_FACTS"]}})
    async with hub.refuses(RefusalCode.NO_POWER):
        await hub.as_("P07").confirms(item)


async def test_what_was_lent_is_not_passed_on(hub: Hub) -> None:
    item = await entered(hub)
    await delegate(hub, "P06", "P07")
    await delegate(hub, "P07", "P10")  # the deputy holds the post by no appointment
    hub.clock.to("2019-11-05 10:00")
    assert not await hub.as_("P10").sees(item)
    async with hub.refuses(RefusalCode.NOT_FOUND):
        await hub.as_("P10").confirms(item)


async def test_a_post_lends_nothing_that_it_holds_only_while_acting(hub: Hub) -> None:
    item = await entered(hub)
    await delegate(hub, "P07", "P10", post="NV/DEPUTY_REEVE")
    hub.clock.to("2019-11-05 10:00")
    async with hub.refuses(RefusalCode.NO_POWER):
        await hub.as_("P10").confirms(item)


async def test_who_acts_for_a_post_of_another_unit_sees_what_it_sees_meanwhile(hub: Hub) -> None:
    item = await entered(hub)
    stranger = hub.as_("P10")
    await delegate(hub, "P06", "P10")
    assert not await stranger.sees(item)
    hub.clock.to("2019-11-05 10:00")
    assert await stranger.sees(item)
    await stranger.confirms(item)
    assert await hub.state(item) == "CONFIRMED"


async def test_who_entered_may_not_confirm_though_the_power_was_lent(hub: Hub) -> None:
    item = await entered(hub)
    await delegate(hub, "P06", "P08")
    hub.clock.to("2019-11-05 10:00")
    async with hub.refuses(RefusalCode.SAME_PERSON, guard="confirmer_did_not_enter") as refusal:
        await hub.as_("P08").confirms(item)
    assert (refusal.zh, refusal.en) == ("审签人与填表人不得为同一人", "Who confirms may not be who entered")


async def test_reminders_go_to_who_acts_too(hub: Hub) -> None:
    item = await entered(hub)
    await delegate(hub, "P06", "P07")
    await hub.ticks("2019-11-04 18:00")  # the end of the reeve's term
    assert await hub.told(item, "REMINDER") == []  # this flow reminds who enters, not who confirms
    await delegate(hub, "P11", "P10", powers="ENTER_FACT", post="SV/RECORDER")
    await hub.ticks("2019-11-05 18:00")
    south = await hub.told(await hub.period("SV", "2019-10"), "REMINDER")
    assert ("P10", "REMIND") in south
