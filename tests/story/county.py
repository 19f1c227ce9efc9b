"""Fuxian at the beginning of January 2020: December is over, the townships have stated it, 张村驿镇 has not."""

from datetime import date, datetime

from sqlalchemy import select

from db.connection import Database
from db.organisation import Area
from resolvers.life.living import live_only
from resolvers.life.record import record
from resolvers.statistics.catalogue import SourceKind
from resolvers.statistics.periods import Period
from server.database import Access
from tests.hub import SHANGHAI

NOW = datetime(2020, 1, 3, 9, 0, tzinfo=SHANGHAI)
HOME = "610628102"  # 张村驿镇
MONTH, YEAR_BEFORE = "2019-12", "2018-12"
ENDED = (MONTH, "2019Q4", "2019")  # what is over with December
Figures = dict[str, dict[str, str]]


async def lived(access: Access) -> Figures:
    """Live the two Decembers; answers the figures that the home township has still to state, by period and code."""
    database = Database(access.addresses, clock=lambda: NOW)
    periods = [Period.parse(code) for code in (YEAR_BEFORE, MONTH)]
    life = await live_only(database, today=date(2020, 1, 3), periods=periods)
    figures: Figures = {}
    async with database.as_hub() as session:
        (home,) = await session.scalars(select(Area.id).where(Area.code == HOME))
        for ended in ENDED:
            period = Period.parse(ended)
            asked = (await record(session, life.catalogue, period)).asked[SourceKind.TOWNSHIP]
            values = {code: life.sources.figure(code, home, period) for code in asked}
            figures[ended] = {code: str(value) for code, value in values.items() if value is not None}
    await database.close()
    return figures
