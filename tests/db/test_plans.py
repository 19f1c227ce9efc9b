"""What a person's lists read of big tables: their own part, and not all of the county's."""

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
    assert len(await desk.reads(text("select unnest(my_assignments())"))) == 1
    assert len(await own_hub.as_("P11").reads(text("select unnest(my_assignments())"))) == 20_001
    everything = await pages(desk, "select count(*) from assignments where holders && (select (my_sight()).readers)")
    assert await pages(desk, COUNTS.text) * 2 < everything  # 138 and 384 when this was written
