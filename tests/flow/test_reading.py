"""Who reads an item and what hangs on it."""

import pytest
from sqlalchemy import select, text

from db.items import Assignment
from db.journal import JournalRow
from resolvers.refusals import RefusalCode
from tests.flow.toy import begin, install, step, toy
from tests.hub import Hub

pytestmark = pytest.mark.anyio


async def test_an_item_is_read_by_its_readers_and_does_not_exist_for_others(hub: Hub) -> None:
    await hub.opens("2019-10")
    item = await hub.period("NV", "2019-10")
    readers = [code for code in hub.people if await hub.as_(code).sees(item)]
    # Northvale's four… the mayor of the whole county, and the statistics office.
    assert readers == ["P01", "P04", "P05", "P06", "P07", "P08"]


async def test_what_hangs_on_an_item_is_read_with_it(hub: Hub) -> None:
    await hub.opens("2019-10")
    item = await hub.period("NV", "2019-10")
    for person, there in (("P08", True), ("P05", True), ("P11", False), ("P03", False)):
        desk = hub.as_(person)
        assert (len(await desk.reads(select(Assignment.id).where(Assignment.item_id == item))) == 1) is there
        verbs = await desk.reads(select(JournalRow.verb).where(JournalRow.item_id == item))
        assert verbs == (["FACT_PERIOD.OPEN", "FACT_PERIOD.PREFILL"] if there else [])
        asked = await desk.is_asked(item)
        assert [question.code for period in asked for question in period.questions] == (["BIR01", "DEA01"] * there)


async def test_inspection_reads_the_journal_and_no_item(hub: Hub) -> None:
    await hub.opens("2019-10")
    auditor = hub.as_("P12")
    assert len(await auditor.reads(select(JournalRow.position))) == len(await hub.all(select(JournalRow.position)))
    assert await auditor.reads(text("select count(*) from items")) == [0]


async def test_a_barred_person_reads_nothing_of_it_whatever_else_admits_that_person(hub: Hub) -> None:
    await install(hub, toy(step("A", "GO", "B")))
    item, recorder = await begin(hub, "P08"), hub.as_("P08")
    await hub.runs("update items set barred = array[:person] where id = :item", person=recorder.person, item=item)
    assert not await recorder.sees(item)
    async with hub.refuses(RefusalCode.NOT_FOUND):
        await recorder.moves("GO", item)
    assert await hub.as_("P06").sees(item)  # the others of the unit read on
    assert await recorder.reads(select(Assignment.id)) == []


async def test_without_an_asker_nothing_is_read(hub: Hub) -> None:
    from db.connection import NOBODY
    from db.rows import metadata

    await hub.opens("2019-10")
    hidden = {"accounts", "sessions", "tokens", "sign_in_attempts", "sight_changes"}
    async with hub.database.reading(NOBODY) as connection:
        for name in sorted(set(metadata.tables) - hidden):
            assert await connection.scalar(text(f"select count(*) from {name}")) == 0, name
