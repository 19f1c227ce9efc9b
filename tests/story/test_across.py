"""One query across the graph, asked by six roles: each answer is the one that was compared by hand and kept.

After a change that is meant: HUB_KEEP=1 writes the answers anew; then compare them by hand again.
"""

import asyncio
import json
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from analytics.replica import Replica
from db.connection import Asker, Database
from resolvers.county import county as county_of
from resolvers.flow import Wanted
from resolvers.statistics import stating
from resolvers.statistics.periods import Period
from schema.ids import global_id
from schema.root import schema
from server.database import Access
from tests.schema.conftest import NOW, Hub, live

pytestmark = pytest.mark.anyio
HERE = Path(__file__).parent
ROLES = {
    "recorder": "P08",
    "reeve": "P06",
    "other_recorder": "P11",
    "registrar": "P03",
    "mayor": "P01",
    "auditor": "P12",
}


async def corrected(access: Access) -> None:
    """Live the quarter, then correct the northern births of January from 12 to 13."""
    await live(access)
    database = Database(access.addresses, clock=lambda: NOW)
    hub = await Hub(database).find()
    recorder, reeve = hub.people["P08"], hub.people["P06"]
    january, north = Period.parse("2019-01"), hub.areas["TY-N"]
    async with database.writing(Asker(recorder)) as session:
        county = await county_of(session)
        item = await stating.open_correction(session, county, recorder, "BIR01", north, january, "counted wrong", NOW)
        await stating.revise_fact(session, county, recorder, item.id, "13", "one born on the last day", None, NOW)
    async with database.writing(Asker(reeve)) as session:
        await stating.confirm_facts(session, county, reeve, [Wanted(item.id)], NOW)
    await database.close()


@pytest.fixture(scope="module")
def tiny(module_access: Access) -> Access:
    """The small county after a quarter and a correction."""
    asyncio.run(corrected(module_access))
    return module_access


@pytest.fixture(scope="module")
async def replica(tiny: Access, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Replica]:
    """Its replica, loaded."""
    opened = Replica.open(tiny.addresses, tmp_path_factory.mktemp("replica"), threads=1, memory_limit="512MB")
    await opened.start()
    await opened.ready(60)
    yield opened
    await opened.close()


async def answer(hub: Hub, replica: Replica, person: str) -> Any:
    """What the query answers a person."""
    context = hub.context(person, "en")
    context.replica = replica
    variables = {
        "area": global_id("Area", hub.areas["TY-N"]),
        "item": global_id("FactPeriod", hub.items["TY-N", "2019-01"]),
    }
    result = await schema.execute((HERE / "across.graphql").read_text(), variables, context)
    assert result.errors is None, result.errors
    return result.data


@pytest.mark.parametrize("role", ROLES)
async def test_the_query_across_answers_each_role_as_kept(tiny: Access, replica: Replica, role: str) -> None:
    database = Database(tiny.addresses, clock=lambda: NOW, pool_size=5)
    found = await answer(await Hub(database).find(), replica, ROLES[role])
    await database.close()
    text = json.dumps(found, ensure_ascii=False, indent=1, default=str) + "\n"
    kept = HERE / "kept" / f"{role}.json"
    if os.environ.get("HUB_KEEP"):
        kept.write_text(text, encoding="utf-8")
    assert json.loads(text) == json.loads(kept.read_text(encoding="utf-8"))
