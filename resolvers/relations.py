"""Relations of a flow: which units or people stand in a named relation to an item (workflows.yaml, `relations`).

The spine knows those that can be told from the item itself and the tables of the pack; a subject registers the
others, which
rest on its own rows. A flow that names a relation nobody registered does not run.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.items import Assignment, Item
from db.organisation import Appointment, Area, Reader
from resolvers.county import County


@dataclass(frozen=True)
class Related:
    """Who stands in a relation: units (each with its family), persons, or the posts of villages (by area)."""

    units: frozenset[int] = frozenset()
    people: frozenset[int] = frozenset()
    villages: frozenset[int] = frozenset()


Relation = Callable[[AsyncSession, County, Item, date], Awaitable[Related]]
RELATIONS: dict[str, Relation] = {}


def relation(code: str) -> Callable[[Relation], Relation]:
    """Register the function that answers a relation."""

    def register(function: Relation) -> Relation:
        RELATIONS[code] = function
        return function

    return register


async def related(session: AsyncSession, county: County, item: Item, code: str, today: date) -> Related:
    """Who stands in a relation to an item today; units come with predecessors and successors."""
    found = await RELATIONS[code](session, county, item, today)
    units = frozenset(member for unit in found.units for member in county.family(unit, today))
    return Related(units, found.people, found.villages)


def _units(*ids: int | None) -> Related:
    return Related(units=frozenset(unit for unit in ids if unit is not None))


@relation("unit")
async def _unit(session: AsyncSession, county: County, item: Item, today: date) -> Related:
    return _units(item.unit_id)


@relation("parent_unit")
async def _parent_unit(session: AsyncSession, county: County, item: Item, today: date) -> Related:
    return _units(county.units[item.unit_id].parent_id)


@relation("committee")
async def _committee(session: AsyncSession, county: County, item: Item, today: date) -> Related:
    return _units(county.constant("committee").id)


@relation("government")
async def _government(session: AsyncSession, county: County, item: Item, today: date) -> Related:
    return _units(county.constant("government").id)


@relation("county_statistics")
async def _county_statistics(session: AsyncSession, county: County, item: Item, today: date) -> Related:
    return _units(county.constant("county_statistics").id)


@relation("area")
async def _area(session: AsyncSession, county: County, item: Item, today: date) -> Related:
    """The township unit of the item's area; branches and institutions that sit in the same area are not it."""
    kinds = set(county.facts["township_unit_kinds"])
    return _units(*(unit.id for unit in county.units.values() if unit.area_id == item.area_id and unit.kind in kinds))


@relation("village")
async def _village(session: AsyncSession, county: County, item: Item, today: date) -> Related:
    """The villages of the item's area, or the village itself where the item is one's."""
    rows = await session.scalars(
        select(Area.id).where((Area.parent_id == item.area_id) | (Area.id == item.area_id), Area.level == "VILLAGE")
    )
    return Related(villages=frozenset(rows))


@relation("assignee")
async def _assignee(session: AsyncSession, county: County, item: Item, today: date) -> Related:
    """Who holds the open assignments; where none is open, who closed the newest."""
    of_item = Assignment.item_id == item.id
    held = select(func.unnest(Assignment.holders)).where(of_item, Assignment.closed_at.is_(None))
    today_in = func.in_force(Appointment.valid_from, Appointment.valid_to, today)
    people = await session.scalars(
        select(func.coalesce(Reader.person_id, Appointment.person_id))
        .outerjoin(Appointment, and_(Appointment.post_id == Reader.post_id, today_in))
        .where(Reader.id.in_(held), func.coalesce(Reader.person_id, Appointment.person_id).is_not(None))
    )
    found = frozenset(people)
    if not found:
        closed = select(Assignment.closed_by).where(of_item, Assignment.closed_by.is_not(None))
        found = frozenset(await session.scalars(closed.order_by(Assignment.id.desc()).limit(1)))
    return Related(people=found)
