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
COUNTY = "610628"
MONTH, YEAR_BEFORE = "2019-12", "2018-12"
ENDED = (MONTH, "2019Q4", "2019")  # what is over with December
Figures = dict[str, dict[str, str]]  # by period and the name of the indicator, in the order of the catalogue


def lived(data: Path) -> Figures:
    """Let the county of a running hub live the two Decembers; answers what its home township would state.

    In a thread of its own, because the browser's driver keeps an event loop in this one.
    """
    with any_database(Settings(data=data)) as access, ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(_lived(access))).result()


async def _lived(access: Access) -> Figures:
    database = Database(access.addresses, clock=lambda: NOW)
    try:
        life = await live_only(database, today=NOW.date(), periods=[Period.parse(YEAR_BEFORE), Period.parse(MONTH)])
        figures: Figures = {}
        async with database.as_hub() as session:
            (home,) = await session.scalars(select(Area.id).where(Area.code == HOME))
            for period in map(Period.parse, ENDED):
                asked = (await record(session, life.catalogue, period)).asked[SourceKind.TOWNSHIP]
                told = {code: life.sources.figure(code, home, period) for code in asked}
                indicators = life.catalogue.indicators
                figures[str(period)] = {indicators[code].name_zh: str(v) for code, v in told.items() if v is not None}
    finally:
        await database.close()
    return figures
