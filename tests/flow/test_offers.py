"""What a page may offer: the moves that lie with a person now, why one is not open, and which to show large."""

import pytest

from resolvers.definitions import FlowDefinition
from tests.flow.toy import step, toy
from tests.hub import Hub

pytestmark = pytest.mark.anyio


async def offered(hub: Hub, person: str, month: str = "2019-10") -> list[tuple[str, str | None, bool]]:
    """The offers for Northvale's period: (event, code of the refusal, likely)."""
    offers = await hub.as_(person).offers(await hub.period("NV", month))
    return [(offer.event, offer.refusal.code.value if offer.refusal else None, offer.likely) for offer in offers]


async def test_offers_are_the_persons_own_in_the_order_of_the_flow(hub: Hub) -> None:
    await hub.opens("2019-10")
    assert await offered(hub, "P08") == [("ENTER", None, False), ("EXPLAIN", None, False), ("FINISH", "MISSING", False)]
    for person in ("P06", "P05", "P01"):
        assert await offered(hub, person) == []
    item, recorder = await hub.period("NV", "2019-10"), hub.as_("P08")
    offer = (await recorder.offers(item))[2]
    assert offer.refusal is not None
    assert offer.refusal.message("en") == "2 figures are missing"
    assert (offer.to_state, offer.asks, (await recorder.offers(item))[0].asks) == ("ENTERED", (), ("values",))


async def test_the_move_that_leads_on_is_the_likely_one(hub: Hub) -> None:
    await hub.opens("2019-10")
    item, recorder = await hub.period("NV", "2019-10"), hub.as_("P08")
    await recorder.states(item, {"BIR01": "3", "DEA01": "1"})
    assert (await offered(hub, "P08"))[2] == ("FINISH", None, True)
    await recorder.finishes(item)
    assert await offered(hub, "P08") == [("TAKE_BACK", None, True)]
    assert await offered(hub, "P06") == [("SEND_BACK", None, False), ("CONFIRM", None, True)]
    post = (await hub.as_("P06").offers(item))[1].for_post
    assert hub.county.posts[post].code == "NV/REEVE"


async def test_what_is_offered_open_works(hub: Hub) -> None:
    await hub.opens("2019-10")
    item, recorder = await hub.period("NV", "2019-10"), hub.as_("P08")
    await recorder.states(item, {"BIR01": "3", "DEA01": "1"})
    for desk in (recorder, hub.as_("P06")):
        for offer in await desk.offers(item):
            if offer.refusal is None and offer.event in ("FINISH", "CONFIRM"):
                await desk.moves(offer.event, item)
    assert await hub.state(item) == "CONFIRMED"


def test_a_state_or_move_without_an_english_name_keeps_its_chinese_one() -> None:
    steps = (
        step("DRAFT", "SUBMIT", "END", name_zh="送审"),
        step("DRAFT", "SEND", "END", name_zh="送审", name_en="Send for review"),
    )
    flow = FlowDefinition.read(1, toy(*steps), {})
    assert [transition.name for transition in flow.transitions] == [
        {"zh": "送审", "en": "送审"},
        {"zh": "送审", "en": "Send for review"},
    ]
    assert flow.states["DRAFT"].name == {"zh": "DRAFT", "en": "DRAFT"}
