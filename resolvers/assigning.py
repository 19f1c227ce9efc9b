"""Assignments and notices: what a move lays on whom until when, and who is told of it."""

from datetime import datetime

from sqlalchemy import and_, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from db.items import Access, Assignment, Item
from db.organisation import Appointment, Delegation
from resolvers.acts import TERMS, Act
from resolvers.county import County, PostFacts
from resolvers.definitions import Assigns, FlowDefinition
from resolvers.relations import Related, related
from resolvers.terms import Limit, TermUnit, due


async def assign(session: AsyncSession, county: County, item: Item, assigns: Assigns, at: datetime) -> Assignment:
    """Lay an assignment on the posts (or persons) that hold its power in its relation; they may read the item from
    now on.
    """
    who = await related(session, county, item, assigns.of, county.today(at))
    posts = holders(county, assigns.power, who)
    readers = [county.readers["POST", post.id] for post in posts] + [
        county.readers["PERSON", person] for person in sorted(who.people)
    ]
    row = Assignment(
        item_id=item.id,
        duty=assigns.duty,
        power=assigns.power,
        unit_id=posts[0].unit_id if posts else None,
        holders=readers,
        term=assigns.term,
        opened_at=at,
        due_at=await due_at(session, county, item, assigns.term, at),
    )
    session.add(row)
    named = readers[len(posts) :]
    let_in = [county.readers["POST", post.id] for post in posts if not _reads_already(county, item, post, at)]
    await admit(session, item, let_in + named, assigns.power, at)
    return row


def holders(county: County, power: str, who: Related) -> list[PostFacts]:
    """The posts with which a power lies among those related, in order of the posts."""
    posts = county.posts_with(power, who.units)
    for village in sorted(who.villages):
        posts += [
            post
            for post in county.posts.values()
            if post.area_id == village and any(p == power for p, _ in post.powers)
        ]
    return posts


def _reads_already(county: County, item: Item, post: PostFacts, at: datetime) -> bool:
    family = county.family(post.unit_id, county.today(at))
    unit_readers = {county.readers["UNIT", unit] for unit in family}
    return "OWN_UNIT" in post.sees and not unit_readers.isdisjoint(item.readers)


async def admit(session: AsyncSession, item: Item, readers: list[int], reason: str, at: datetime) -> None:
    """Let more readers see an item, with the reason on record; who reads it already is left out."""
    rows = [
        {"item_id": item.id, "reader_id": reader, "reason": reason, "granted_at": at}
        for reader in dict.fromkeys(readers)
        if reader not in item.readers
    ]
    # The item's readers are those of its last reading: who was let in earlier in this transaction stands in `access`.
    if rows:
        await session.execute(insert(Access).values(rows).on_conflict_do_nothing())


async def due_at(session: AsyncSession, county: County, item: Item, term: str | None, at: datetime) -> datetime | None:
    """When a term of the pack's `limits` ends for an item; None where there is no term. The sooner an urgent item."""
    if term is None:
        return None
    if term in TERMS:
        return await TERMS[term](session, county, item, at)
    limit = county.flow_tables["limits"][term]
    plain = Limit(limit["amount"], TermUnit(limit["unit"]), limit.get("urgent_hours"))
    return due(plain, at, county.calendar, urgent=item.urgency != "NORMAL").at


async def close_open(act: Act, *, only_own: bool) -> list[Assignment]:
    """Close the open assignments of the state left; a move that stays in its state closes the mover's own alone."""
    condition = [Assignment.item_id == act.item.id, Assignment.closed_at.is_(None)]
    if only_own:
        if act.held is None:
            return []
        mine = [act.county.readers["POST", act.held.post_id], act.county.readers["PERSON", act.person or 0]]
        condition.append(Assignment.holders.overlap(mine))
    changes = {
        "closed_at": act.at,
        "closed_by": act.person,
        "closed_for_post": act.post_id,
        "closed_event": act.transition.event,
    }
    rows = await act.session.scalars(update(Assignment).where(*condition).values(changes).returning(Assignment))
    return list(rows)


async def tell(
    session: AsyncSession,
    county: County,
    item: Item,
    flow: FlowDefinition,
    relations: tuple[str, ...],
    event: str,
    at: datetime,
) -> int:
    """Leave a notice with everybody in these relations; answers how many were told.

    Of a unit, those are told whose posts take part in this flow there (their power is named with that relation), else
    its registry.
    """
    people: set[int] = set()
    for code in relations:
        who = await related(session, county, item, code, county.today(at))
        powers = {t.by.power for t in flow.transitions if t.by.of == code and t.by.power} or {"RECEIVE"}
        posts = [post for power in sorted(powers) for post in holders(county, power, who)]
        people |= who.people | await people_in(session, [post.id for post in posts])
    return await notify(session, item, people, "TOLD", event)


async def notify(session: AsyncSession, item: Item, people: set[int], kind: str, event: str) -> int:
    """Leave a notice of an item with people."""
    if people:
        await session.execute(
            text("select notify_people(:item, cast(:people as integer[]), :kind, :event)"),
            {"item": item.id, "people": sorted(people), "kind": kind, "event": event},
        )
    return len(people)


async def people_in(session: AsyncSession, posts: list[int]) -> set[int]:
    """The persons appointed to posts today."""
    today = func.hub_today()
    rows = await session.scalars(
        select(Appointment.person_id).where(
            Appointment.post_id.in_(posts), func.in_force(Appointment.valid_from, Appointment.valid_to, today)
        )
    )
    return set(rows)


async def people_of(session: AsyncSession, county: County, assignment: Assignment, at: datetime) -> set[int]:
    """The persons who hold an assignment today: appointed to its posts, acting for them, or named."""
    posts = [key for (kind, key), reader in county.readers.items() if kind == "POST" and reader in assignment.holders]
    named = {key for (kind, key), reader in county.readers.items() if kind == "PERSON" and reader in assignment.holders}
    appointed = Appointment.post_id == Delegation.post_id, Appointment.person_id == Delegation.principal_id
    acting = await session.scalars(
        select(Delegation.delegate_id)
        .join(Appointment, and_(*appointed))
        .where(
            func.in_force(Appointment.valid_from, Appointment.valid_to, county.today(at)),
            Delegation.post_id.in_(posts),
            Delegation.revoked_at.is_(None),
            Delegation.starts_at <= at,
            Delegation.ends_at > at,
        )
    )
    return named | set(acting) | await people_in(session, posts)
