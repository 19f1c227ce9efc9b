"""What a person's lists read of big tables: their own part, and not all of the county's; every row by an index."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import text

from resolvers.inbox import COUNTS
from tests.hub import Desk, Hub

pytestmark = pytest.mark.anyio
MANY = """
with others as (
  insert into items (kind, flow_id, title, state, unit_id, area_id, opened_at, readers)
  select 'FACT_PERIOD', (select min(id) from flows), n::text, 'OPEN', u.id, u.area_id, now(), array[r.id]
  from generate_series(1, 20000) n, units u join readers r on r.unit_id = u.id where u.code = 'SV'
  returning id
)
insert into assignments (item_id, duty, power, holders, opened_at)
select o.id, 'HANDLE', 'ENTER_FACT', array[r.id], now()
from others o, readers r join posts p on p.id = r.post_id where p.code = 'SV/RECORDER'
"""


async def pages(desk: Desk, statement: str) -> int:
    """How many pages of the database a person's statement touches."""
    plan = (await desk.reads(text(f"explain (analyze, buffers, format json) {statement}")))[0]
    plan = plan if isinstance(plan, dict) else plan[0]
    return int(plan["Plan"]["Shared Hit Blocks"]) + int(plan["Plan"]["Shared Read Blocks"])


async def test_an_inbox_of_one_does_not_read_twenty_thousand_of_others(own_hub: Hub) -> None:
    await own_hub.opens("2019-10")
    await own_hub.runs(MANY)
    await own_hub.runs("analyze")
    desk = own_hub.as_("P08")
    for name in ("my_assignments", "my_open_assignments"):
        assert len(await desk.reads(text(f"select unnest({name}())"))) == 1
        assert len(await own_hub.as_("P11").reads(text(f"select unnest({name}())"))) == 20_001
    everything = await pages(desk, "select count(*) from assignments where holders && (select (my_sight()).readers)")
    assert await pages(desk, COUNTS.text) * 2 < everything  # 138 and 384 when this was written


# Twenty thousand figures of the south with their rows of the journal, beside MANY.
FIGURES = """
with others as (
  insert into facts
    (indicator_id, area_id, period_id, version, latest, value, status, source, item_id, stated_at, reason)
  select i.id, a.id, p.id, n, false, 1, 'STATED', 'TOWNSHIP', f.item_id, now(), 'counted again'
  from generate_series(2, 200) n, (select id from indicators order by id limit 3) i,
    areas a join units u on u.area_id = a.id join fact_periods f on f.area_id = a.id,
    (select id from periods limit 34) p
  where u.code = 'SV'
  returning id
)
select write_journal(now(), null, null, 'statistics', 'FACT_PERIOD.ENTER', array_agg(null::uuid),
  array_agg(id), array_agg('{}'::jsonb))
from others
"""
BIG = {"items", "assignments", "opinions", "facts", "journal", "journal_payloads"}
ID = "'01a208dd-2cd0-74c2-ac1d-ec41a6529090'"
# What is asked of a big table, and the index that finds it: a policy lets it through only to leak-proof operators.
BY_INDEX = {
    f"select title from items where id = {ID}": "items_pkey",
    "select id from items where unit_id = 1 order by opened_at desc limit 20": "items_unit_id_opened_at_idx",
    "select id from items where kind = 'REPORT' and state = 'OPEN'": "items_kind_state_idx",
    "select id from items where closed_at is null and due_at < now() order by due_at limit 20": "items_due_at_idx",
    f"select id from assignments where item_id = {ID}": "assignments_item_id_idx",
    f"select id from opinions where item_id = {ID}": "opinions_item_id_given_at_idx",
    f"select value from facts where id = {ID}": "facts_pkey",
    "select value from facts where area_id = 1 and period_id = 201901": "facts_area_id_period_id_idx",
    f"select verb from journal where item_id = {ID} order by position desc limit 50": "journal_item_id_position_idx",
    f"select verb from journal where fact_id = {ID}": "journal_fact_id_idx",
    "select payload from journal_payloads where position = 7": "journal_payloads_pkey",
}


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every node of a plan."""
    yield plan
    for below in plan.get("Plans", ()):
        yield from nodes(below)


@pytest.mark.parametrize("code", ["P08", "P02", "P01"])
async def test_policies_leave_big_tables_to_their_indexes(own_hub: Hub, code: str) -> None:
    """Of a township, of an office, and of who sees the whole county: no big table is read whole for one thing."""
    await own_hub.opens("2019-10")
    await own_hub.runs(MANY)
    await own_hub.runs(FIGURES)
    await own_hub.runs("analyze")
    wrong = []
    for statement, index in BY_INDEX.items():
        found = (await own_hub.as_(code).reads(text(f"explain (format json) {statement}")))[0]
        plan = list(nodes((found if isinstance(found, dict) else found[0])["Plan"]))
        whole = {node["Relation Name"] for node in plan if node["Node Type"] == "Seq Scan"} & BIG
        used = {node["Index Name"] for node in plan if "Index Name" in node}
        if whole or index not in used:
            wrong.append((statement, sorted(whole), sorted(used)))
    assert wrong == []
