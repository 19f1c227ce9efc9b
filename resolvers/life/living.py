"""A sample county lives: the hub opens periods, departments and townships state, heads confirm, some are late or wrong.

It can be stopped at any moment and goes on where it stopped: each act is one transaction, and what is on record is
not done again.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from db.connection import Database
from db.organisation import Setting
from resolvers.county import county as read_county
from resolvers.life import acts, slips
from resolvers.life.acts import Life
from resolvers.life.alone import alone
from resolvers.life.course import Span, Stage, course, ending_with, just_ended, stages
from resolvers.life.moments import Moments
from resolvers.life.notices import read_notices
from resolvers.life.people import people
from resolvers.life.record import Kept, Record, record
from resolvers.life.reporting import live_reports
from resolvers.life.sources import sources
from resolvers.refusals import Refused
from resolvers.statistics.book import catalogue
from resolvers.statistics.opening import open_periods
from resolvers.statistics.periods import Period

SPAN = Span()
_MARK = "life"  # the row of `settings` that says up to which month life was lived


@dataclass(frozen=True)
class Progress:
    """How far life is: the period just lived, how many of how many, and what was added since the begin.

    `left` names what was left open because the hub refused it, with the refusal's code.
    """

    period: Period | None
    done: int
    of: int
    items: int = 0
    facts: int = 0
    left: tuple[str, ...] = ()


Report = Callable[[Progress], None]


async def live(database: Database, *, today: date, progress: Report, span: Span = SPAN) -> Progress:
    """Live up to a day: 2018 and 2019, and the 25 months before the day (`span`); answers what was added.

    Tells `progress` after each period. Does nothing where life has been lived up to the month just ended, and where
    somebody else is living it.
    """
    newest = just_ended(today)
    async with alone(database) as mine:
        if not mine or await _lived(database) == str(newest):
            return Progress(None, 0, 0)
        return await _live(database, today, course(today, span), progress)


async def live_only(database: Database, *, today: date, periods: Sequence[Period]) -> Life:
    """Live no more than these periods, in their order, for a county that is shown small; answers the life, whose
    sources tell what is not stated yet.

    Opens what else is over with the month just ended. Life in full still goes on from here. Raises RuntimeError where
    somebody else is living this county.
    """
    newest = just_ended(today)
    opened = ending_with(newest)
    async with alone(database) as mine:
        if not mine:
            raise RuntimeError("somebody else lives this county already")
        life = await _begin(database, today, [*periods, *opened])
        for period in periods:
            await _live_period(life, period, newest)
        moment = life.moments.until
        async with life.at(moment).as_hub() as session:
            await open_periods(session, life.county, opened, moment)
    return life


async def _live(database: Database, today: date, periods: Sequence[Period], progress: Report) -> Progress:
    newest = just_ended(today)
    life = await _begin(database, today, periods)
    so_far = Progress(None, 0, len(periods))
    for number, period in enumerate(periods, 1):
        added = await _live_period(life, period, newest)
        so_far = replace(
            so_far,
            period=period,
            done=number,
            items=so_far.items + added.items,
            facts=so_far.facts + added.facts,
            left=so_far.left + added.left,
        )
        progress(so_far)
    so_far = replace(so_far, items=so_far.items + await live_reports(life, periods))
    progress(so_far)
    await read_notices(life, life.moments.opened(newest))
    await _mark(database, newest)
    return so_far


async def _lived(database: Database) -> str | None:
    async with database.as_hub() as session:
        mark = await session.scalar(select(Setting.value).where(Setting.name == _MARK))
    return None if mark is None else str(mark["through"])


async def _mark(database: Database, newest: Period) -> None:
    value = {"through": str(newest)}
    async with database.as_hub() as session:
        row = insert(Setting).values(name=_MARK, value=value)
        await session.execute(row.on_conflict_do_update(index_elements=["name"], set_={"value": value}))


async def _begin(database: Database, today: date, periods: Sequence[Period]) -> Life:
    async with database.as_hub() as session:
        county = await read_county(session)
        known = await catalogue(session, county)
        told = await sources(session, county, known, periods)
        staff = await people(session, county)
    midnight = datetime.combine(today + timedelta(days=1), time(), county.zone)
    moments = Moments(str(county.facts["code"]), county.zone, min(database.clock(), midnight - timedelta(seconds=1)))
    return Life(database, county, known, staff, told, moments)


@dataclass
class _Added:
    items: int = 0
    facts: int = 0
    left: tuple[str, ...] = ()


async def _live_period(life: Life, period: Period, newest: Period) -> _Added:
    added = _Added()
    opened = life.moments.opened(period)
    async with life.at(opened).as_hub() as session:
        added.items = len(await open_periods(session, life.county, [period], opened))
    async with life.database.as_hub() as session:
        standing = await record(session, life.catalogue, period)
    added.facts += await acts.imported(life, standing)
    for kept in standing.registers:
        if kept.state in ("OPEN", "LOADED"):
            await _try(life, standing, kept, acts.register, added)
    wanted = _stages(life, period, newest)
    for kept in standing.townships:
        await _township(life, standing, kept, wanted[kept.owner], added)
    return added


def _stages(life: Life, period: Period, newest: Period) -> dict[int, Stage]:
    """How far each township is to come with a period."""
    areas = life.catalogue.townships
    if period not in ending_with(newest):
        return dict.fromkeys(areas, Stage.CONFIRMED)
    names = {area: life.sources.names[area] for area in areas}
    home = str(life.county.facts.get("home_township") or next(iter(names.values())))
    found = stages(life.moments.seed, list(names.values()), home, newest)
    return {area: found[name] for area, name in names.items()}


Doing = Callable[[Life, Record, Kept], Awaitable[int]]


async def _try(life: Life, standing: Record, kept: Kept, doing: Doing, added: _Added) -> bool:
    """Do an act; what the hub refuses, because a person stated something else meanwhile, is left to the person."""
    try:
        added.facts += await doing(life, standing, kept)
    except Refused as refusal:
        added.left += (f"{standing.period} {kept.owner} {refusal.guard or refusal.code}",)
        return False
    return True


async def _wholly(life: Life, standing: Record, kept: Kept) -> int:
    wrong = slips.slip(life, standing, kept.owner)
    return await acts.enter(life, standing, kept, whole=True, wrong={wrong.code: wrong.value} if wrong else None)


async def _partly(life: Life, standing: Record, kept: Kept) -> int:
    return await acts.enter(life, standing, kept, whole=False)


async def _township(life: Life, standing: Record, kept: Kept, stage: Stage, added: _Added) -> None:
    if stage is Stage.OPEN:
        return
    if kept.state == "PREFILLED":
        entered = await _try(life, standing, kept, _partly if stage is Stage.PARTLY else _wholly, added)
        kept = replace(kept, state="ENTERED") if entered and stage is not Stage.PARTLY else kept
    if kept.state == "ENTERED" and stage is Stage.CONFIRMED:
        confirmed = await _try(life, standing, kept, acts.confirm, added)
        kept = replace(kept, state="CONFIRMED") if confirmed else kept
    if kept.state == "CONFIRMED" and stage is Stage.CONFIRMED:
        await _try(life, standing, kept, slips.correct, added)
