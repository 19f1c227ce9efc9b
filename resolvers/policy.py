"""Who may do what, and why not: powers of the posts a person holds or acts for today, in their relation to an item.

What a person may read is decided by the row policies (db/policies); nothing here hides anything.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from db.connection import Asker, Database
from db.organisation import Portfolio
from resolvers.county import DELEGATED, County
from resolvers.county import county as county_of
from resolvers.relations import Related


@dataclass(frozen=True)
class Held:
    """A post that a person holds today or acts for, with its powers as (power, scope)."""

    post_id: int
    unit_id: int
    area_id: int | None
    acting: bool
    powers: frozenset[tuple[str, str]]
    until: datetime | None = None


@dataclass(frozen=True)
class Standing:
    """A person as an act needs it: the posts held or acted for today, and the units of the person's portfolio."""

    person_id: int
    posts: tuple[Held, ...]
    portfolio: frozenset[int]

    def powers(self) -> frozenset[str]:
        """The codes of every power that may be used today, in whatever relation."""
        return frozenset(power for held in self.posts for power, scope in held.powers if scope != DELEGATED)


ASK_FREELY = "ASK_FREELY"


async def asks_freely(database: Database, asker: Asker) -> bool:
    """Whether a person may ask the graph anything where others ask stored documents alone."""
    if asker.person_id is None:
        return False
    async with database.reading(asker) as connection:
        held = await standing(connection, await county_of(connection), asker.person_id, database.clock())
    return ASK_FREELY in held.powers()


_POSTS_OF = text("select post_id, unit_id, area_id, acting, powers, until from posts_of(:person, :today, :at)")


async def standing(session: AsyncSession | AsyncConnection, county: County, person: int, at: datetime) -> Standing:
    """A person's standing at a moment. Acting posts carry only the powers that were delegated, and none that may
    never be.
    """
    rows = await session.execute(_POSTS_OF, {"person": person, "today": county.today(at), "at": at})
    never = set(county.flow_tables.get("delegation", {}).get("never", {}).get("powers", ()))
    held = []
    for row in rows:
        powers = county.posts[row.post_id].powers
        if row.acting:
            powers = frozenset((p, s) for p, s in powers if p in row.powers and p not in never and s != DELEGATED)
        held.append(Held(row.post_id, row.unit_id, row.area_id, row.acting, powers, row.until))
    portfolio = await session.scalars(select(Portfolio.unit_id).where(Portfolio.person_id == person))
    # Own posts first: an act is done in one's own right before it is done for another.
    return Standing(person, tuple(sorted(held, key=lambda post: (post.acting, post.post_id))), frozenset(portfolio))


def post_for(standing: Standing, power: str, related: Related, *, item_unit: int) -> Held | None:
    """The post by which a person may use a power towards those related to an item; None when there is none."""
    for held in standing.posts:
        if any(p == power and _reaches(scope, held, standing, related, item_unit) for p, scope in held.powers):
            return held
    return None


def _reaches(scope: str, held: Held, standing: Standing, related: Related, item_unit: int) -> bool:
    if scope == DELEGATED:
        return False
    if scope == "ALL":
        return True
    if scope == "AREA":
        return held.area_id is not None and held.area_id in related.villages
    if standing.person_id in related.people:
        return True
    if scope == "PORTFOLIO":
        return item_unit in standing.portfolio
    return held.unit_id in related.units


def holder_names(county: County, power: str, related: Related) -> Sequence[dict[str, str]]:
    """The posts with which a power lies, for the sentence of a refusal; each once, in order of the posts."""
    names: dict[str, dict[str, str]] = {}
    for post in county.posts_with(power, related.units):
        names.setdefault(post.name_zh, {"zh": post.name_zh, "en": post.name_en})
    return list(names.values())
