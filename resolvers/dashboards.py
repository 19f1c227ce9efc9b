"""Tokens of dashboards: read only, for named views and areas, with an end. Who has the power DASHBOARD in the county
gives them, sees all of them and ends them.

A token reads as the person who gave it, under the same row policies; what it names only narrows that. So it shows
nothing more than its giver sees today, and nothing once its giver holds no post.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from db.organisation import Area
from resolvers import accounts
from resolvers.accounts import Dashboard
from resolvers.county import County
from resolvers.policy import holder_names, standing
from resolvers.refusals import RefusalCode, Refused, bad_input, not_found
from resolvers.relations import Related

POWER: Final = "DASHBOARD"
MOST_DAYS: Final = 366
MOST_NAME: Final = 60
MOST_AREAS: Final = 200


@dataclass(frozen=True)
class DashboardRow:
    """One valid token of a dashboard; `person_id` gave it, `areas` None are all that person sees."""

    id: UUID
    name: str
    person_id: int
    views: list[str]
    areas: list[int] | None
    made_at: datetime
    expires_at: datetime


@dataclass(frozen=True)
class ViewFacts:
    """What is asked of a view before a token names it: its name in the graph, and whether its rows tell an area."""

    name: str
    by_area: bool


async def may_give(session: AsyncSession | AsyncConnection, county: County, person: int, at: datetime) -> bool:
    """Whether a person has the power over dashboards today."""
    return POWER in (await standing(session, county, person, at)).powers()


async def need_power(session: AsyncSession, county: County, person: int, at: datetime) -> None:
    """Refuse, with NO_POWER and with whom it lies, who may not give dashboards tokens."""
    if not await may_give(session, county, person, at):
        everywhere = Related(units=frozenset(county.units))
        event = {"zh": "发放看板令牌", "en": "give a dashboard's token"}
        raise Refused(RefusalCode.NO_POWER, {"event": event, "holders": holder_names(county, POWER, everywhere)})


def checked(
    known: Collection[ViewFacts], name: str, views: Sequence[str], areas: Sequence[int] | None, days: int
) -> Dashboard:
    """What a token is to be limited to. Refuses (BAD_INPUT) a name, views, areas or days that cannot be."""
    named = {view.name: view for view in known}
    if not 1 <= len(name) <= MOST_NAME:
        raise bad_input(f"名称须为1至{MOST_NAME}个字符", f"A name has 1 to {MOST_NAME} characters", "name")
    if not 1 <= days <= MOST_DAYS:
        raise bad_input(f"有效期须为1至{MOST_DAYS}天", f"A token is valid for 1 to {MOST_DAYS} days", "days")
    if not views:
        raise bad_input("须至少选一个视图", "Name at least one view", "views")
    for view in views:
        if view not in named:
            every = ", ".join(sorted(named))
            raise bad_input(f"没有视图{view},有:{every}", f"There is no view {view}: there are {every}", "views")
        if areas is not None and not named[view].by_area:
            zh, en = f"视图{view}不分区域,不能限定区域", f"{view} tells no areas and cannot be limited to some"
            raise bad_input(zh, en, "views")
    if areas is not None and not 1 <= len(areas) <= MOST_AREAS:
        raise bad_input(f"区域须为1至{MOST_AREAS}个", f"Name 1 to {MOST_AREAS} areas, or none at all", "areas")
    return Dashboard(tuple(sorted(set(views))), None if areas is None else tuple(sorted(set(areas))))


async def known_areas(session: AsyncSession, keys: Sequence[int | None]) -> list[int]:
    """The keys of areas, each once. Refuses (NOT_FOUND) one that no area has."""
    found = set(await session.scalars(select(Area.id).where(Area.id.in_(key for key in keys if key is not None))))
    if set(keys) != found:
        refused = not_found("此区域", "The area")
        refused.path = ("areas",)
        raise refused
    return sorted(found)


async def area_keys(session: AsyncSession, codes: Sequence[str]) -> list[int]:
    """The keys of areas by code. Raises LookupError, naming the first code that no area has."""
    rows = await session.execute(select(Area.code, Area.id).where(Area.code.in_(codes)))
    found = {row.code: row.id for row in rows}
    for code in codes:
        if code not in found:
            raise LookupError(f"no area has the code {code}")
    return [found[code] for code in codes]


async def give(session: AsyncSession, at: datetime, person: int, name: str, dashboard: Dashboard, days: int) -> str:
    """Give a dashboard a token in a person's name; answers its secret, which is not kept. The power was asked for."""
    read = frozenset({"read"})
    return await accounts.make_token(session, at, person, name, read, days, by=person, dashboard=dashboard)


async def end(session: AsyncSession, at: datetime, person: int, token: UUID) -> bool:
    """End a dashboard's token, whoever gave it; False when there is no such valid one. The power was asked for."""
    done = await session.execute(text("select revoke_dashboard_token(:id)"), {"id": token})
    if not done.scalar_one():
        return False
    await accounts.record(session, at, person, "revoke_dashboard_token", {"token": str(token)})
    return True


async def given(connection: AsyncConnection) -> list[DashboardRow]:
    """Every valid token of a dashboard, the newest first. The power was asked for."""
    rows = await connection.execute(
        text("select id, name, person_id, views, areas, made_at, expires_at from dashboard_tokens()")
    )
    return [DashboardRow(*row) for row in rows]
