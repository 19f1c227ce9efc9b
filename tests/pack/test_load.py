"""Loading a pack: whole, again, changed, and what is refused; as hub_system, on PostgreSQL."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from db.connection import Database
from resolvers.county import county
from resolvers.pack.load import Loaded, is_loaded, lines, load_folder, load_pack
from resolvers.pack.problems import RefusedPack
from resolvers.pack.read import digest_of, read_pack
from server.database import Access
from tests.pack.packs import FUXIAN, TINY, append, change, copy_of, line_of

pytestmark = pytest.mark.anyio
NOON = datetime(2019, 6, 30, 4, tzinfo=UTC)
NEXT_DAY = datetime(2019, 7, 1, 4, tzinfo=UTC)
TABLES = (
    *("settings", "areas", "units", "powers", "positions", "position_powers", "posts", "people", "appointments"),
    *("portfolios", "readers", "calendar_days", "flows", "guards", "definitions"),
    *("indicators", "periods", "forms", "form_fields", "asks", "journal"),
)


@pytest.fixture
async def database(access: Access) -> AsyncIterator[Database]:
    """The hub's pools on an empty database."""
    opened = Database(access.addresses, pool_size=2)
    yield opened
    await opened.close()


async def load(database: Database, folder: Path, at: datetime = NOON) -> Loaded:
    """Load a pack in a transaction of its own."""
    async with database.as_hub() as session:
        return await load_pack(session, read_pack(folder), at)


async def rows(database: Database, query: str) -> list[Any]:
    """What the hub itself sees."""
    async with database.as_hub() as session:
        return [tuple(row) for row in await session.execute(text(query))]


async def versions(database: Database) -> dict[str, list[Any]]:
    """The physical versions of every row that a pack may write: a row that was written, even alike, has another."""
    return {name: sorted(await rows(database, f"select ctid::text, xmin::text from {name}")) for name in TABLES}


async def test_an_empty_database_takes_the_whole_pack(database: Database) -> None:
    loaded = await load(database, TINY)
    assert {name: count.inserted for name, count in loaded.counts.items()} == {
        "areas": 3,
        "units": 6,
        "powers": 14,
        "positions": 8,
        "position_powers": 30,
        "people": 12,
        "posts": 12,
        "appointments": 12,
        "portfolios": 4,
        "readers": 30,
        "calendar_days": 4,
        "guards": 40,
        "flows": 7,
        "definitions": 1,
        "indicators": 12,
        "forms": 3,
        "form_fields": 14,
        "periods": 51,
        "asks": 228,
        "settings": 3,
    }
    assert all(count.updated == count.unchanged == count.ended == 0 for count in loaded.counts.values())
    assert await rows(database, "select subject, verb, actor, at from journal") == [
        ("organisation", "pack.loaded", None, NOON)
    ]


async def test_an_unchanged_pack_writes_nothing(database: Database) -> None:
    first = await load(database, TINY)
    before = await versions(database)
    again = await load(database, TINY, NEXT_DAY)
    assert not again.changed
    assert {name: count.unchanged for name, count in again.counts.items()} == {
        name: count.inserted for name, count in first.counts.items()
    }
    assert await versions(database) == before


async def test_a_changed_name_changes_its_row_alone(database: Database, tmp_path: Path) -> None:
    pack = copy_of(TINY, tmp_path)
    await load(database, pack)
    keys = await rows(database, "select id, code from units order by id")
    change(pack, "units.csv", "Northvale Parish", "Northvale Town")
    loaded = await load(database, pack, NEXT_DAY)
    assert list(lines(loaded)) == ["units: 1 updated", "settings: 1 updated"]
    assert await rows(database, "select name_en from units where code = 'NV'") == [("Northvale Town",)]
    assert await rows(database, "select id, code from units order by id") == keys
    assert await rows(database, "select payload -> 'changed' from journal_payloads order by position desc limit 1") == [
        ({"units": {"updated": 1}, "settings": {"updated": 1}},)
    ]


async def test_keys_follow_the_order_of_the_pack_wherever_it_is_loaded(database: Database) -> None:
    await load(database, TINY)
    pack = read_pack(TINY)
    for name, codes in (
        ("people", [row.id for row in pack.people]),
        ("areas", [row.code for row in pack.areas]),
        ("units", [row.code for row in pack.units]),
        ("indicators", [row.code for row in pack.indicators]),
    ):
        found = await rows(database, f"select id, code from {name} order by id")
        assert found == list(enumerate(codes, start=1)), name
    readers = await rows(database, "select kind, coalesce(unit_id, post_id, person_id) from readers order by id")
    assert readers == [
        ("LEADERS", None),
        ("EVERYONE", None),
        *(("UNIT", key) for key in range(1, 7)),
        *(("POST", key) for key in range(1, 13)),
        *(("PERSON", key) for key in range(1, 13)),
    ]


async def test_who_leaves_a_post_held_it_until_yesterday(database: Database, tmp_path: Path) -> None:
    pack = copy_of(TINY, tmp_path)
    await load(database, pack)
    change(pack, "demo_people.csv", "P08,Hal Reed,NV,RECORDER", "P20,Nia Croft,NV,RECORDER")
    loaded = await load(database, pack, NEXT_DAY)
    assert loaded.counts["appointments"].inserted == loaded.counts["appointments"].ended == 1
    held = """
        select p.code, a.valid_from, a.valid_to
        from appointments a join people p on p.id = a.person_id join posts o on o.id = a.post_id
        where o.code = 'NV/RECORDER' order by a.id
    """
    assert await rows(database, held) == [("P08", None, date(2019, 6, 30)), ("P20", date(2019, 7, 1), None)]
    assert not (await load(database, pack, NEXT_DAY)).changed


async def test_who_comes_back_on_the_same_day_goes_on_as_before(database: Database, tmp_path: Path) -> None:
    pack = copy_of(TINY, tmp_path)
    old, new = "P08,Hal Reed,NV,RECORDER", "P20,Nia Croft,NV,RECORDER"
    await load(database, pack)
    change(pack, "demo_people.csv", old, new)
    await load(database, pack, NEXT_DAY)
    change(pack, "demo_people.csv", new, old)
    await load(database, pack, NEXT_DAY)
    change(pack, "demo_people.csv", old, new)
    await load(database, pack, NEXT_DAY)
    held = """
        select p.code, a.valid_from, a.valid_to
        from appointments a join people p on p.id = a.person_id join posts o on o.id = a.post_id
        where o.code = 'NV/RECORDER' and a.valid_to is null
    """
    assert await rows(database, held) == [("P20", date(2019, 7, 1), None)]


async def test_an_indicator_taken_out_is_ended_and_stays(database: Database, tmp_path: Path) -> None:
    pack = copy_of(TINY, tmp_path)
    await load(database, pack)
    change(pack, "forms.yaml", "  - {indicator: WHE01, column: month, unit: 公斤, factor: 1000/1}\n", "")
    path = pack / "indicators.csv"
    kept = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("WHE01")]
    path.write_text("\n".join(kept) + "\n", encoding="utf-8")
    loaded = await load(database, pack, NEXT_DAY)
    assert loaded.counts["indicators"].ended == 1
    ended = await rows(database, "select valid_from, valid_to from indicators where code = 'WHE01'")
    assert ended == [(date(2018, 1, 1), date(2019, 6, 30))]
    assert not (await load(database, pack, NEXT_DAY)).changed


async def test_a_unit_with_open_items_may_not_be_taken_out(database: Database, tmp_path: Path) -> None:
    pack = copy_of(TINY, tmp_path)
    append(pack, "units.csv", "XO,临时处,临时,Office for a while,OFFICE,COUNTY,CO,TY,0,,,,,,")
    await load(database, pack)
    async with database.as_hub() as session:
        await session.execute(
            text("""
                insert into items (kind, flow_id, title, state, unit_id, area_id, opened_at, readers)
                select 'FACT_PERIOD', f.id, 'open', 'OPEN', u.id, u.area_id, now(), '{2}' from units u, flows f
                where u.code = 'XO' and f.code = 'FACT_PERIOD'
            """)
        )
    with pytest.raises(RefusedPack) as refused:
        await load(database, TINY, NEXT_DAY)
    assert str(refused.value) == (
        "units.csv:1: XO was taken out, and 1 open items are its own. Keep it until they are closed."
    )
    async with database.as_hub() as session:
        await session.execute(text("update items set closed_at = now()"))
    assert (await load(database, TINY, NEXT_DAY)).counts["units"].ended == 1
    assert await rows(database, "select valid_to from units where code = 'XO'") == [(date(2019, 6, 30),)]


async def test_a_changed_flow_needs_a_higher_version(database: Database, tmp_path: Path) -> None:
    pack = copy_of(TINY, tmp_path)
    await load(database, pack)
    change(pack, "workflows.yaml", "name_zh: 无需填报", "name_zh: 本期无需填报")
    line = line_of(pack, "workflows.yaml", "- code: FACT_PERIOD")
    with pytest.raises(RefusedPack) as refused:
        await load(database, pack, NEXT_DAY)
    assert str(refused.value) == (
        f"workflows.yaml:{line}: FACT_PERIOD differs from what was loaded as version 1. Raise the version of the flow."
    )
    change(
        pack,
        "workflows.yaml",
        "name_en: Figures of a parish for a period\n  version: 1",
        "name_en: Figures of a parish for a period\n  version: 2",
    )
    loaded = await load(database, pack, NEXT_DAY)
    assert loaded.counts["flows"].inserted == 1
    assert await rows(database, "select version from flows where code = 'FACT_PERIOD' order by 1") == [(1,), (2,)]
    with pytest.raises(RefusedPack) as refused:
        await load(database, TINY, NEXT_DAY)
    assert str(refused.value) == (
        f"workflows.yaml:{line}: version 2 of FACT_PERIOD was loaded already. Raise the version of the flow."
    )


async def test_a_pack_with_a_fault_changes_nothing(database: Database, tmp_path: Path) -> None:
    pack = copy_of(TINY, tmp_path)
    change(pack, "indicators.csv", "BIR01 - DEA01", "BIR01 - DEA09")
    with pytest.raises(RefusedPack):
        await load(database, pack)
    assert await rows(database, "select code from units") == []
    assert await rows(database, "select verb from journal") == []


async def test_the_hub_knows_which_pack_is_loaded(database: Database, tmp_path: Path) -> None:
    pack = copy_of(TINY, tmp_path)
    async with database.as_hub() as session:
        assert not await is_loaded(session, digest_of(pack), NOON.date())
    await load(database, pack)
    async with database.as_hub() as session:
        assert await is_loaded(session, digest_of(pack), NEXT_DAY.date())
        assert not await is_loaded(session, digest_of(pack), date(2020, 1, 1))
    append(pack, "holidays.csv", "2020-12-25,HOLIDAY,冬节,Midwinter")
    async with database.as_hub() as session:
        assert not await is_loaded(session, digest_of(pack), NOON.date())


async def test_a_start_loads_the_folder_once(database: Database) -> None:
    held = database.at(lambda: NOON)
    assert (await load_folder(held, TINY)).changed
    assert (await load_folder(held, TINY)).counts == {}


async def test_a_new_year_brings_its_periods_and_what_is_asked(database: Database) -> None:
    await load(database, TINY)
    loaded = await load(database, TINY, datetime(2020, 1, 2, 4, tzinfo=UTC))
    assert list(lines(loaded)) == ["periods: 17 inserted", "asks: 76 inserted", "settings: 1 updated"]


async def test_each_parish_is_asked_only_what_no_register_formula_or_count_knows(database: Database) -> None:
    await load(database, TINY)
    asked = """
        select a.source_kind, i.code, count(*), min(a.due_on)
        from asks a join indicators i on i.id = a.indicator_id join periods p on p.id = a.period_id
        where p.year = 2019 group by 1, 2 order by 1, 2
    """
    assert await rows(database, asked) == [
        ("CALCULATED", "BIR02", 1, date(2020, 1, 20)),
        ("CALCULATED", "NAT01", 12, date(2019, 2, 3)),
        ("HUB", "HUB01", 1, date(2020, 1, 20)),
        ("REGISTER", "INC01", 1, date(2020, 1, 20)),
        ("REGISTER", "PEO01", 12, date(2019, 2, 3)),
        ("REGISTER", "PEO02", 12, date(2019, 2, 3)),
        ("TOWNSHIP", "BIR01", 12, date(2019, 2, 3)),
        ("TOWNSHIP", "COW01", 4, date(2019, 4, 5)),
        ("TOWNSHIP", "COW02", 4, date(2019, 4, 5)),
        ("TOWNSHIP", "DEA01", 12, date(2019, 2, 3)),
        ("TOWNSHIP", "MIL01", 4, date(2019, 4, 5)),
        ("TOWNSHIP", "WHE01", 1, date(2020, 1, 20)),
    ]


async def test_the_sample_county_loads_whole(database: Database) -> None:
    await load(database, FUXIAN)
    asked = """
        select source_kind, count(*) from asks join periods on periods.id = period_id where year = 2019 group by 1
    """
    assert dict(await rows(database, asked)) == {"TOWNSHIP": 706, "REGISTER": 645, "CALCULATED": 146, "HUB": 196}
    levels = "select level, count(*), count(geometry) from areas group by 1 order by 1"
    assert await rows(database, levels) == [("COUNTY", 1, 0), ("TOWNSHIP", 8, 8), ("VILLAGE", 150, 0)]
    village_posts = "select count(*) from posts where area_id is not null and code like '%/' || right(code, 12)"
    assert await rows(database, village_posts) == [(16,)]
    partners = "select count(*) from appointments where partner_id is not null"
    assert await rows(database, partners) == [(370,)]
    async with database.as_hub() as session:
        assert len((await county(session)).latest_flows) == 15
    assert not (await load(database, FUXIAN)).changed


async def test_the_verbs_read_what_was_loaded(database: Database) -> None:
    await load(database, TINY)
    async with database.as_hub() as session:
        loaded = await county(session)
    assert sorted(loaded.latest_flows) == [
        *("FACT_CORRECTION", "FACT_PERIOD", "FORM_APPROVAL"),
        *("MATERIAL_ANSWER", "MATERIAL_CALL", "REGISTER_IMPORT", "REPORT"),
    ]
    assert loaded.constant("county_statistics").code == "ST"
    assert loaded.facts["townships"] == ["NV", "SV"]
    assert loaded.facts["leader_positions"] == ["MAYOR"]
