"""What is asked after the confirmation: only the new cells, and what was confirmed stays confirmed."""

from decimal import Decimal

import pytest

from resolvers.refusals import RefusalCode
from tests.hub import Hub, codes
from tests.statistics.office import asked, confirmed, recorder, reeve

pytestmark = pytest.mark.anyio
NEW_FORM = """
insert into asks (indicator_id, period_id, source_kind, due_on, form_ids)
select id, 201910, 'TOWNSHIP', '2019-11-20', '{1}' from indicators where code = 'WHE01'
"""


async def test_a_form_that_comes_into_force_later_asks_only_what_is_new(own_hub: Hub) -> None:
    hub = own_hub
    item = await confirmed(hub)
    hub.clock.to("2019-11-12 09:00")
    await hub.runs(NEW_FORM)
    await hub.ticks()
    assert await hub.state(item) == "PREFILLED"
    assert ("P08", "ASK_MORE") in await hub.told(item)
    (question,) = [q for q in (await recorder(hub).is_asked(item))[0].questions if q.fact is None]
    assert question.code == "WHE01"
    stated = await recorder(hub).states(item, {"BIR01": "13", "WHE01": "80.5"})
    assert codes(stated.refused) == [("BIR01", "ALREADY_KNOWN")]
    assert stated.refused[0][1].message("en") == "Already known: 12 (from confirmed by the township)"
    await recorder(hub).finishes(item)
    await reeve(hub).confirms(item)
    assert await hub.facts("BIR01", "NV", "2019-10") == [(1, Decimal(12), "CONFIRMED", True)]
    assert await hub.facts("WHE01", "NV", "2019-10") == [(1, Decimal("80.5"), "CONFIRMED", True)]
    before = await hub.dump()
    await hub.ticks()
    assert await hub.dump() == before


async def test_a_figure_under_correction_is_not_entered_beside_it(own_hub: Hub) -> None:
    hub = own_hub
    item = await confirmed(hub)
    correction = await recorder(hub).opens_correction("BIR01", "NV", "2019-10")
    await recorder(hub).revises(correction, "13")
    hub.clock.to("2019-11-12 09:00")
    await hub.runs(NEW_FORM)
    await hub.ticks()
    stated = await recorder(hub).states(item, {"BIR01": "14"})
    assert codes(stated.refused) == [("BIR01", "ALREADY_KNOWN")]
    await recorder(hub).states(item, {"WHE01": "80.5"})
    await recorder(hub).finishes(item)
    await reeve(hub).confirms(item)
    assert (await hub.facts("BIR01", "NV", "2019-10"))[1] == (2, Decimal(13), "STATED", True)


async def test_what_is_confirmed_and_asked_nothing_new_stays(hub: Hub) -> None:
    item = await confirmed(hub)
    await hub.ticks()
    assert await hub.state(item) == "CONFIRMED"
    async with hub.refuses(RefusalCode.WRONG_STATE):
        await recorder(hub).states(item, {"BIR01": "13"})
    assert await asked(hub) == item
