"""Items opened and moved as a set by the hub itself: the same steps as resolvers/flow.py makes for one item (state and
revision compared, assignments, notices, journal), one statement a step whatever their number.

Who calls has asked the guards for the whole set and keeps the subject's own rows. Only for relations that follow from
an item's unit and area. Items are moved in a transaction of the hub itself; opened also in that of a person's act.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import func, insert, select, text
from sqlalchemy.dialects.postgresql import insert as insert_or_leave
from sqlalchemy.ext.asyncio import AsyncSession

from db.items import Access, Assignment, Item, Notice
from db.journal import Entry, write
from db.organisation import Appointment
from resolvers.assigning import due_at, holders
from resolvers.county import County, PostFacts
from resolvers.definitions import Assigns, FlowDefinition, Transition
from resolvers.flow import require_running
from resolvers.relations import Related, related

_HERE = Path(__file__).parent
_MOVE = text((_HERE / "move_items.sql").read_text(encoding="utf-8"))
_CLOSE = text((_HERE / "close_assignments.sql").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Opening:
    """An item to be opened: its subject's row without its item_id, when it is due, and what the journal says of it."""

    row: Any
    title: str
    title_en: str
    unit_id: int
    area_id: int
    readers: Sequence[int]
    due_at: datetime | None
    payload: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Step:
    """One item to be moved, as it was read (no row of a session): when, by whom (None: the hub), what it records."""

    item: Item
    at: datetime
    person: int | None = None
    post: int | None = None
    payload: Mapping[str, Any] = field(default_factory=dict)


async def open_set(
    session: AsyncSession, county: County, flow_code: str, kind: str, openings: Sequence[Opening], at: datetime
) -> list[UUID]:
    """Open items in the first state of their flow, each with what the flow lays on somebody first, until its own
    `due_at`; answers their ids, in order.
    """
    flow = county.latest_flows[flow_code]
    require_running(flow)
    assert flow.opened_by.hub, flow_code
    if not openings:
        return []
    # Rows that bring their ids go in as one statement; asked back in order, they would go in one by one.
    ids = list(await session.scalars(select(func.uuidv7()).select_from(func.generate_series(1, len(openings)))))
    rows = [_item(flow, kind, opening, at) for opening in openings]
    await session.execute(insert(Item), [{"id": item_id, **row} for item_id, row in zip(ids, rows, strict=True)])
    for item_id, opening in zip(ids, openings, strict=True):
        opening.row.item_id = item_id
    session.add_all(opening.row for opening in openings)
    await session.flush()
    if flow.assigns is not None:
        opened = [Step(Item(id=item_id, **row), at) for item_id, row in zip(ids, rows, strict=True)]
        await _assign(session, county, flow.assigns, opened, {step.item.id: step.item.due_at for step in opened})
    entries = [
        Entry(item_id=item_id, payload={"title": opening.title, "state": flow.initial, **opening.payload})
        for item_id, opening in zip(ids, openings, strict=True)
    ]
    verb = f"{flow.code}.OPEN"
    await write(session, at=at, actor=None, for_post=None, subject=flow.subject, verb=verb, entries=entries)
    return ids


def _item(flow: FlowDefinition, kind: str, opening: Opening, at: datetime) -> dict[str, Any]:
    return {
        "kind": kind,
        "flow_id": flow.id,
        "title": opening.title,
        "title_en": opening.title_en,
        "state": flow.initial,
        "unit_id": opening.unit_id,
        "area_id": opening.area_id,
        "opened_at": at,
        "due_at": opening.due_at,
        "revision": 1,
        "readers": sorted(set(opening.readers)),
        "barred": [],
    }


async def move_set(
    session: AsyncSession,
    county: County,
    flow: FlowDefinition,
    event: str,
    steps: Sequence[Step],
    *,
    quiet: bool = False,
) -> list[Step]:
    """Make one event for items of one flow that are in one state; answers the steps made, with the items as they now
    are. Items that somebody else moved meanwhile are left out. `quiet`: nobody is told.
    """
    if not steps:
        return []
    transition = next(t for t in flow.leaving(steps[0].item.state) if t.event == event)
    dues = await _dues(session, county, transition.assigns, steps)
    moved = await _enter(session, flow, transition, steps, dues)
    made = [step for step in steps if step.item.id in moved]
    await _lay(session, county, transition, made, dues)
    if transition.tells and not quiet:
        await _tell(session, county, flow, transition, made)
    await _record(session, flow, transition, made)
    for step in made:
        step.item.state, step.item.revision = transition.to, step.item.revision + 1
    return made


async def _dues(
    session: AsyncSession, county: County, assigns: Assigns | None, steps: Sequence[Step]
) -> dict[UUID, datetime | None]:
    if assigns is None:
        return {}
    return {step.item.id: await due_at(session, county, step.item, assigns.term, step.at) for step in steps}


async def _enter(
    session: AsyncSession,
    flow: FlowDefinition,
    transition: Transition,
    steps: Sequence[Step],
    dues: Mapping[UUID, datetime | None],
) -> set[UUID]:
    """Compare and set: only items that still stand as they were read."""
    given = {
        "state": transition.state,
        "to": transition.to,
        "open": flow.states[transition.to].kind == "open",
        "assigned": transition.assigns is not None,
        "ids": [step.item.id for step in steps],
        "revisions": [step.item.revision for step in steps],
        "moments": [step.at for step in steps],
        "dues": [dues.get(step.item.id) for step in steps],
    }
    return set(await session.scalars(_MOVE, given))


async def _lay(
    session: AsyncSession,
    county: County,
    transition: Transition,
    steps: Sequence[Step],
    dues: Mapping[UUID, datetime | None],
) -> None:
    """Close the assignments of the state left, and lay the next."""
    if not steps or (transition.to == transition.state and transition.assigns is None):
        return
    closed = {
        "event": transition.event,
        "ids": [step.item.id for step in steps],
        "moments": [step.at for step in steps],
        "people": [step.person for step in steps],
        "posts": [step.post for step in steps],
    }
    await session.execute(_CLOSE, closed)
    if transition.assigns is not None:
        await _assign(session, county, transition.assigns, steps, dues)


async def _assign(
    session: AsyncSession, county: County, assigns: Assigns, steps: Sequence[Step], dues: Mapping[UUID, datetime | None]
) -> None:
    """Lay an assignment on the posts that hold its power; they may read the item from now on."""
    near = _Near(session, county)
    rows, access = [], []
    for step in steps:
        posts = holders(county, assigns.power, await near.related(step, assigns.of))
        rows.append(_assignment(county, assigns, step, posts, dues[step.item.id]))
        access += _access(county, assigns, step, posts)
    await session.execute(insert(Assignment), rows)
    if access:
        await session.execute(insert_or_leave(Access).on_conflict_do_nothing(), access)


@dataclass
class _Near:
    """Who stands in a relation, asked once for each unit, area and day."""

    session: AsyncSession
    county: County
    known: dict[tuple[str, int, int, date], Related] = field(default_factory=dict)

    async def related(self, step: Step, code: str) -> Related:
        """Who stands in a relation to the item of a step on its day."""
        today = self.county.today(step.at)
        key = (code, step.item.unit_id, step.item.area_id, today)
        if key not in self.known:
            self.known[key] = await related(self.session, self.county, step.item, code, today)
        return self.known[key]


def _assignment(
    county: County, assigns: Assigns, step: Step, posts: Sequence[PostFacts], due: datetime | None
) -> dict[str, Any]:
    return {
        "item_id": step.item.id,
        "duty": assigns.duty,
        "power": assigns.power,
        "unit_id": posts[0].unit_id if posts else None,
        "holders": [county.readers["POST", post.id] for post in posts],
        "term": assigns.term,
        "opened_at": step.at,
        "due_at": due,
    }


def _access(county: County, assigns: Assigns, step: Step, posts: Sequence[PostFacts]) -> list[dict[str, Any]]:
    """The posts that do not read the item by their unit are let in, with the reason."""
    readers = [
        county.readers["POST", post.id]
        for post in posts
        if "OWN_UNIT" not in post.sees
        or {county.readers["UNIT", unit] for unit in county.family(post.unit_id, county.today(step.at))}.isdisjoint(
            step.item.readers
        )
    ]
    return [
        {"item_id": step.item.id, "reader_id": reader, "reason": assigns.power, "granted_at": step.at}
        for reader in dict.fromkeys(readers)
        if reader not in step.item.readers
    ]


async def _tell(
    session: AsyncSession, county: County, flow: FlowDefinition, transition: Transition, steps: Sequence[Step]
) -> None:
    """Leave a notice with those whose posts take part in the flow in the relations told, else with the registry."""
    near, posts = _Near(session, county), dict[UUID, set[int]]()
    for step in steps:
        posts[step.item.id] = set()
        for code in transition.tells:
            who = await near.related(step, code)
            powers = {t.by.power for t in flow.transitions if t.by.of == code and t.by.power} or {"RECEIVE"}
            posts[step.item.id] |= {post.id for power in sorted(powers) for post in holders(county, power, who)}
    terms = list(
        await session.scalars(select(Appointment).where(Appointment.post_id.in_(set().union(*posts.values()))))
    )
    rows = [
        {"person_id": person, "item_id": step.item.id, "kind": "TOLD", "event": transition.event, "sent_at": step.at}
        for step in steps
        for person in sorted(
            {t.person_id for t in terms if t.post_id in posts[step.item.id] and _holds(t, county, step)}
        )
    ]
    if rows:
        await session.execute(insert(Notice), rows)


def _holds(term: Appointment, county: County, step: Step) -> bool:
    today = county.today(step.at)
    return (term.valid_from is None or term.valid_from <= today) and (term.valid_to is None or today <= term.valid_to)


async def _record(session: AsyncSession, flow: FlowDefinition, transition: Transition, steps: Sequence[Step]) -> None:
    """A journal row an item; those of one moment and person are written together."""
    for (at, person, post), same in groupby(sorted(steps, key=_when), key=lambda s: (s.at, s.person, s.post)):
        entries = [
            Entry(
                item_id=step.item.id,
                payload={
                    "from": transition.state,
                    "to": transition.to,
                    "revision": step.item.revision + 1,
                    **step.payload,
                },
            )
            for step in same
        ]
        verb = f"{flow.code}.{transition.event}"
        await write(session, at=at, actor=person, for_post=post, subject=flow.subject, verb=verb, entries=entries)


def _when(step: Step) -> tuple[datetime, int, int]:
    return step.at, step.person or 0, step.post or 0
