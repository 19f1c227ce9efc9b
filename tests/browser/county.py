"""Fuxian on the third of January 2020, small: last December's figures, and this one's with 张村驿镇's still open."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from db.connection import Database
from db.organisation import Area
from resolvers.life.living import live_only
from resolvers.life.record import record
from resolvers.statistics.catalogue import SourceKind
from resolvers.statistics.periods import Period
from server.database import Access, any_database
from server.settings import Settings
from tests.hub import SHANGHAI

NOW = datetime(2020, 1, 3, 9, 0, tzinfo=SHANGHAI)
HOME = "610628102"  # 张村驿镇
NEIGHBOUR = "610628103"  # 张家湾镇: its December is done, its quarter and its year are open
COUNTY = "610628"
MONTH, YEAR_BEFORE = "2019-12", "2018-12"
ENDED = (MONTH, "2019Q4", "2019")  # what is over with December
Figures = dict[str, dict[str, str]]  # by period and the name of the indicator, in the order of the catalogue


def lived(data: Path) -> dict[str, Figures]:
    """Let the county of a running hub live the two Decembers; answers what two of its townships would state, by code.

    In a thread of its own, because the browser's driver keeps an event loop in this one.
    """
    with any_database(Settings(data=data)) as access, ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(lived_in(access))).result()


async def lived_in(access: Access) -> dict[str, Figures]:
    """The same in a database at hand."""
    database = Database(access.addresses, clock=lambda: NOW)
    try:
        life = await live_only(database, today=NOW.date(), periods=[Period.parse(YEAR_BEFORE), Period.parse(MONTH)])
        towns: dict[str, Figures] = {HOME: {}, NEIGHBOUR: {}}
        async with database.as_hub() as session:
            ids = {code: key for code, key in await session.execute(select(Area.code, Area.id)) if code in towns}
            for period in map(Period.parse, ENDED):
                asked = (await record(session, life.catalogue, period)).asked[SourceKind.TOWNSHIP]
                indicators = life.catalogue.indicators
                for town, key in ids.items():
                    told = {code: life.sources.figure(code, key, period) for code in asked}
                    named = {indicators[code].name_zh: str(v) for code, v in told.items() if v is not None}
                    towns[town][str(period)] = named
    finally:
        await database.close()
    return towns
