"""Every position of the sample county, through both roads: what it sees in lists, below lists, by id, and what not."""

from collections.abc import AsyncIterator

import orjson
import pytest
from sqlalchemy import text

from db.connection import Asker
from schema.context import Context
from schema.ids import global_id
from schema.root import schema
from server.database import Access
from server.postgres import EmbeddedPostgres
from tests.conftest import clone
from tests.hub import Hub, hub_of

pytestmark = pytest.mark.anyio
DOCUMENT = """query ($id: ID!) {
  viewer { person { code unit { code } } posts { code powers { code scope } }
    inbox(first: 5) { totalCount nodes { duty item { id title unit { code } } holders { post { code } } } } }
  node(id: $id) { id ... on Item { title
    assignments { nodes { unit { code } } } history(first: 5) { nodes { verb } } } }
  journal(first: 5) { nodes { verb item { id opinions { totalCount } } } }
  statistics { factPeriods(first: 5) { totalCount nodes { area { code } assignments { totalCount nodes { mine } } } }
    facts(first: 5) { totalCount nodes { area { code } value journal { totalCount } } } } }"""
HOLDERS = text("""
select distinct on (k.id) k.code, a.person_id
from positions k join posts o on o.position_id = k.id join appointments a on a.post_id = o.id
where in_force(a.valid_from, a.valid_to, hub_today()) order by k.id, a.person_id
""")


@pytest.fixture(scope="module")
async def county(postgres: EmbeddedPostgres, fuxian_template: Access) -> AsyncIterator[Hub]:
    """The sample county with one month opened."""
    for access in clone(postgres, fuxian_template):
        found = await hub_of(access.addresses)
        await found.opens("2019-10")
        yield found
        await found.database.close()


async def answer(county: Hub, person: int, given: dict[str, str], road: str) -> bytes:
    context = Context(Asker(person), county.database, language="zh", compiled=road == "engine")
    result = await schema.execute(DOCUMENT, given, context)
    assert result.errors is None
    return orjson.dumps(result.data)


async def test_every_position_sees_the_same_by_both_roads(county: Hub) -> None:
    async with county.database.as_hub() as session:
        holders = (await session.execute(HOLDERS)).all()
        item = (await session.execute(text("select item_id from fact_periods order by item_id limit 1"))).scalar_one()
    given = {"id": global_id("FactPeriod", item)}
    seen = {}
    for position, person in holders:
        ours = await answer(county, person, given, "engine")
        assert ours == await answer(county, person, given, "resolvers"), position
        data = orjson.loads(ours)
        seen[position] = (data["node"] is not None, data["statistics"]["factPeriods"]["totalCount"])
    assert len(seen) > 30
    # One item is read by its own township and the county's leaders, not by everybody.
    assert {True, False} == {reads for reads, _ in seen.values()}
    assert seen["CG_MAGISTRATE"] == (True, max(count for _, count in seen.values()))
