"""Who once held something or acted in it keeps reading it, and nothing more of the post that was left."""

from pathlib import Path

import pytest
from sqlalchemy import select

from db.items import Access
from tests.flow.test_acting import delegate, entered
from tests.hub import Hub
from tests.hub import load as load_pack
from tests.pack.packs import TINY, change, copy_of

pytestmark = pytest.mark.anyio
RECORDERS = [
    ("P08,Hal Reed,NV,RECORDER,Recorder", "P08,Hal Reed,SV,RECORDER,Recorder"),
    ("P11,Kit Marsh,SV,RECORDER,Recorder", "P11,Kit Marsh,NV,RECORDER,Recorder"),
]


async def change_places(hub: Hub, folder: Path, moment: str) -> None:
    """The recorders of the two parishes change places."""
    pack = copy_of(TINY, folder)
    for old, new in RECORDERS:
        change(pack, "demo_people.csv", old, new)
    await load_pack(hub.database.addresses, pack, hub.clock.to(moment))
    await hub.reads_the_county_again()


async def test_who_leaves_a_post_reads_on_what_the_post_held_and_no_more(own_hub: Hub, tmp_path: Path) -> None:
    hub = own_hub
    await hub.opens("2019-10")
    north, south = [await hub.period(unit, "2019-10") for unit in ("NV", "SV")]
    await hub.as_("P08").states(north, {"BIR01": "12"})
    assert [await hub.as_("P08").sees(item) for item in (north, south)] == [True, False]
    await change_places(hub, tmp_path, "2019-11-12 09:00")
    assert [await hub.as_("P08").sees(item) for item in (north, south)] == [True, True]
    rows = await hub.all(select(Access.reader_id).where(Access.reason == "FORMER_HOLDER"))
    assert sorted(rows) == sorted(hub.county.readers["PERSON", hub.people[code]] for code in ("P08", "P11"))
    hub.clock.to("2019-12-02 09:00")
    await hub.opens("2019-11")
    assert not await hub.as_("P08").sees(await hub.period("NV", "2019-11"))  # opened after the end
    assert not await hub.as_("P07").sees(south)  # a colleague of the unit gains nothing


async def test_who_acted_for_another_reads_on_when_the_delegation_has_ended(own_hub: Hub) -> None:
    hub = own_hub
    item = await entered(hub)
    await delegate(hub, "P06", "P11")  # of the other parish, lent out for some days
    hub.clock.to("2019-11-04 09:00")
    await hub.as_("P11").confirms(item)
    assert await hub.all(select(Access.reason).where(Access.item_id == item)) == ["ACTED"]
    hub.clock.to("2019-11-08 09:00")
    assert await hub.as_("P11").sees(item)
    await hub.opens("2019-09")
    assert not await hub.as_("P11").sees(await hub.period("NV", "2019-09"))
