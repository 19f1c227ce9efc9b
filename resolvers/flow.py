"""The interpreter of flows: every item is opened and moved here, and nowhere else.

A move is a compare-and-set on state and revision, guards, the subject's effect, the next assignments, notices and the
journal
row, in the transaction of whoever calls. What may be moved by whom under which guards is data of the county pack
(workflows.yaml); a flow whose guards or relations nobody has registered is loaded and does not run.
"""

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.items import Assignment, Item
from db.journal import Entry, JournalRow, write
from db.organisation import Person
from resolvers.acts import EFFECTS, GUARDS, SCREENS, Act, ask_whole
from resolvers.assigning import admit, assign, close_open, tell
from resolvers.county import County
from resolvers.definitions import FlowDefinition, Transition
from resolvers.policy import Standing, holder_names, post_for, standing
from resolvers.refusals import RefusalCode, Refused, bad_input, not_found
from resolvers.relations import RELATIONS, related

MOST_HUB_MOVES = 20  # of one item after one change: a flow that goes on longer moves in a circle


@dataclass(frozen=True)
class Wanted:
    """An item to be moved, and the revision the mover saw; None where the act names what it expects otherwise."""

    item_id: UUID
    revision: int | None = None


@dataclass
class Moved:
    """What a move of a set did: the items moved, and those refused, each by itself."""

    acts: list[Act] = field(default_factory=list)
    refused: list[tuple[UUID, Refused]] = field(default_factory=list)

    @property
    def items(self) -> list[Item]:
        """The items that were moved, in the order asked."""
        return [act.item for act in self.acts]


def missing_parts(flow: FlowDefinition) -> list[str]:
    """What keeps a flow from running: guards and relations that no module has registered, by name."""
    relations = {
        flow.opened_by.of,
        *(t.by.of for t in flow.transitions),
        *(t.assigns.of for t in flow.transitions if t.assigns),
    }
    relations |= {code for t in flow.transitions for code in t.tells} | ({flow.assigns.of} if flow.assigns else set())
    return sorted(flow.guards - GUARDS.keys()) + sorted(code for code in relations if code and code not in RELATIONS)


def require_running(flow: FlowDefinition) -> None:
    """Refuse with FLOW_NOT_RUNNING while parts of a flow are missing."""
    if missing_parts(flow):
        raise Refused(RefusalCode.FLOW_NOT_RUNNING, {"flow": flow.name})


async def open_item(
    session: AsyncSession,
    county: County,
    flow_code: str,
    *,
    kind: str,
    title: str,
    unit_id: int,
    area_id: int,
    readers: Sequence[int],
    row: Any,
    at: datetime,
    person: int | None = None,
    payload: Mapping[str, Any] | None = None,
    title_en: str = "",
) -> Item:
    """Open an item in the first state of its flow, with the subject's own row, its readers and its first assignment;
    answers its row.

    `title` is shown wherever `title_en` is empty. `row` is the subject's row without its item_id. The caller lets the
    hub's own moves follow with `advance`.
    Refused with FLOW_NOT_RUNNING, and with NO_POWER when a person may not open such an item here.
    """
    flow = county.latest_flows[flow_code]
    require_running(flow)
    item = Item(
        kind=kind,
        flow_id=flow.id,
        title=title,
        title_en=title_en,
        state=flow.initial,
        unit_id=unit_id,
        area_id=area_id,
        opened_at=at,
        opened_by=person,
        revision=1,
        readers=sorted(set(readers)),
        barred=[],
    )
    post_id = await _opening_post(session, county, flow, item, person, at)
    session.add(item)
    await session.flush()
    row.item_id = item.id
    session.add(row)
    await session.flush()
    if flow.assigns:
        item.due_at = (await assign(session, county, item, flow.assigns, at)).due_at
    entry = Entry(item_id=item.id, payload={"title": title, "state": item.state, **(payload or {})})
    await write(
        session, at=at, actor=person, for_post=post_id, subject=flow.subject, verb=f"{flow.code}.OPEN", entries=[entry]
    )
    return item


async def _opening_post(
    session: AsyncSession, county: County, flow: FlowDefinition, item: Item, person: int | None, at: datetime
) -> int | None:
    if person is None:
        return None
    by = flow.opened_by
    if by.power is not None and by.of is not None:
        who = await related(session, county, item, by.of, county.today(at))
        held = post_for(await standing(session, county, person, at), by.power, who, item_unit=item.unit_id)
        if held is not None:
            return held.post_id
        names = holder_names(county, by.power, who)
    else:
        names = [{"zh": "县域一张网", "en": "the hub itself"}]
    raise Refused(RefusalCode.NO_POWER, {"event": flow.name, "holders": names})


async def move(
    session: AsyncSession,
    county: County,
    person: int,
    wanted: Sequence[Wanted],
    event: str,
    inputs: Mapping[str, Any],
    at: datetime,
    *,
    together: bool = False,
) -> Moved:
    """Make one event of a flow for one item or a set, in the name of a person, with the post that gives the power.

    Each item is accepted or refused by itself (a savepoint each); `together` refuses all when one is refused, as the
    first refusal.
    Rows are locked in the order of their ids, so that two sets at the same moment wait for each other and never in a
    circle.
    """
    rows = await _lock(session, [want.item_id for want in wanted])
    who = await standing(session, county, person, at)
    moved = Moved()
    # One savepoint around a set that moves together, so that nothing of it stays whatever the caller does next.
    async with session.begin_nested() if together else nullcontext():
        for want in wanted:
            try:
                async with session.begin_nested() if not together else nullcontext():
                    item = rows.get(want.item_id)
                    moved.acts.append(await _move_one(session, county, who, item, want, event, inputs, at))
            except Refused as refusal:
                if together:
                    raise
                moved.refused.append((want.item_id, refusal))
    return moved


async def _lock(session: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, Item]:
    query = (
        select(Item)
        .where(Item.id.in_(ids))
        .order_by(Item.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {item.id: item for item in await session.scalars(query)}


async def _move_one(
    session: AsyncSession,
    county: County,
    who: Standing,
    item: Item | None,
    want: Wanted,
    event: str,
    inputs: Mapping[str, Any],
    at: datetime,
) -> Act:
    if item is None:
        raise not_found("此事项", "The item")
    flow = county.flows[item.flow_id]
    require_running(flow)
    transition, held = await _permitted(session, county, who, item, flow, event, at)
    if want.revision is not None and want.revision != item.revision:
        raise Refused(RefusalCode.CHANGED_MEANWHILE, {"who": await last_mover(session, item)}, ("expectedRevision",))
    act = Act(session, county, item, flow, transition, who.person_id, held, at, inputs)
    _check_inputs(act)
    await _check_guards(act)
    await _make(act)
    await advance(session, county, item, at)
    return act


async def last_mover(session: AsyncSession, item: Item) -> str | dict[str, str]:
    """Who changed an item last, by name; the hub itself where no person did."""
    newest = select(JournalRow.actor).where(JournalRow.item_id == item.id).order_by(JournalRow.position.desc()).limit(1)
    name = await session.scalar(select(Person.name).where(Person.id == newest.scalar_subquery()))
    return name or {"zh": "系统", "en": "The hub"}


async def _permitted(
    session: AsyncSession, county: County, who: Standing, item: Item, flow: FlowDefinition, event: str, at: datetime
) -> tuple[Transition, Any]:
    """The transition for an event from the item's state and the post by which the person may make it; else the
    refusal that helps most.
    """
    named = [t for t in flow.transitions if t.event == event and not t.by.hub]
    if not named:
        raise bad_input(f"没有“{event}”这一办理事项", f"There is no event {event}", "event")
    refusal: Refused | None = None
    for transition in named:
        assert transition.by.power is not None and transition.by.of is not None
        relation = await related(session, county, item, transition.by.of, county.today(at))
        held = post_for(who, transition.by.power, relation, item_unit=item.unit_id)
        if held is None:
            names = holder_names(county, transition.by.power, relation)
            refusal = refusal or Refused(RefusalCode.NO_POWER, {"event": transition.name, "holders": names})
        elif transition.state == item.state:
            return transition, held
        else:
            state = flow.states[item.state].name
            refusal = Refused(RefusalCode.WRONG_STATE, {"event": transition.name, "state": state})
    assert refusal is not None
    raise refusal


def _check_inputs(act: Act) -> None:
    for name in act.transition.asks:
        if act.inputs.get(name) in (None, "", [], {}):
            raise bad_input(f"缺少“{name}”", f"{name} is missing", name)
    unknown = act.inputs.keys() - set(act.transition.asks) - set(act.transition.may_ask)
    if unknown:
        first = sorted(unknown)[0]
        raise bad_input(f"此处不需要“{first}”", f"{first} is not asked here", first)


async def _check_guards(act: Act) -> None:
    """Ask every guard in order. One that judges elements takes the refused ones out; an act with none left changes
    nothing.
    """
    screen = SCREENS.get((act.flow.code, act.transition.event))
    if screen is not None:
        await screen(act)
    for code in act.transition.guards:
        registered = GUARDS[code]
        name = registered.by_element(act.transition)
        if name is None:
            values = await ask_whole(registered, act)
            if values is not None:
                raise act.county.refusal(code, values)
            continue
        kept = []
        for element in act.inputs[name]:
            values = await registered.function(act, element)
            if values is None:
                kept.append(element)
            else:
                act.refused.append((element, act.county.refusal(code, values, name)))
        act.inputs = {**act.inputs, name: kept}
        act.emptied = not kept


async def _make(act: Act) -> None:
    """Carry a permitted move out: effect, state, assignments, notices, journal."""
    if act.emptied:
        return  # every element was refused by itself: nothing changed, nothing is journalled
    before = act.item.state
    effect = EFFECTS.get((act.flow.code, act.transition.event))
    if effect is not None:
        await effect(act)
    if act.unchanged and act.transition.to == before:
        return
    _enter_state(act)
    await _hand_on(act, stays=before == act.item.state)
    if act.held is not None and act.held.acting:
        # The delegation ends; who acted under it goes on reading what was done in this person's name.
        await admit(act.session, act.item, [act.county.readers["PERSON", act.person or 0]], "ACTED", act.at)
    payload = {"from": before, "to": act.item.state, "revision": act.item.revision, **_spoken_inputs(act)}
    await write(
        act.session,
        at=act.at,
        actor=act.person,
        for_post=act.post_id,
        subject=act.flow.subject,
        verb=f"{act.flow.code}.{act.transition.event}",
        entries=[Entry(item_id=act.item.id, payload=payload), *act.entries],
    )


def _enter_state(act: Act) -> None:
    act.item.state = act.transition.to
    act.item.revision += 1
    kind = act.flow.states[act.transition.to].kind
    act.item.closed_at = None if kind == "open" else (act.item.closed_at or act.at)


async def _hand_on(act: Act, *, stays: bool) -> None:
    assigns = act.transition.assigns
    if not stays or assigns is not None:
        await act.session.flush()
        await close_open(act, only_own=False)
    if assigns is not None:
        act.item.due_at = (await assign(act.session, act.county, act.item, assigns, act.at)).due_at
    await act.session.flush()
    if act.transition.tells:
        await tell(act.session, act.county, act.item, act.flow, act.transition.tells, act.transition.event, act.at)


def _spoken_inputs(act: Act) -> dict[str, Any]:
    inputs = {name: value for name, value in act.inputs.items() if name not in ("values",)}
    return {"inputs": inputs} if inputs else {}


async def advance(session: AsyncSession, county: County, item: Item, at: datetime) -> list[Transition]:
    """Make the hub's own moves that are due, tried in the order of the file: the first whose guards all hold; answers
    those made.

    Called after every change, and by the clock. A move that stays in its state ends the round: it was made for its
    notice.
    """
    made: list[Transition] = []
    while len(made) < MOST_HUB_MOVES:
        act = await _next_hub_move(session, county, item, at)
        if act is None:
            return made
        before = item.state
        await _make(act)
        made.append(act.transition)
        if item.state == before:
            return made
    raise RuntimeError(f"the hub's moves of {item.kind} {item.id} go on without end")


async def _next_hub_move(session: AsyncSession, county: County, item: Item, at: datetime) -> Act | None:
    flow, memo = county.flows[item.flow_id], dict[str, Any]()
    for transition in flow.leaving(item.state):
        if not transition.by.hub:
            continue
        act = Act(session, county, item, flow, transition, None, None, at, {}, memo=memo)
        for code in transition.guards:
            if await ask_whole(GUARDS[code], act) is not None:
                break
        else:
            if not await _made_already(act):
                return act
    return None


async def _made_already(act: Act) -> bool:
    """Whether a hub's move that stays in its state was made for this assignment before; reminders count for
    themselves.
    """
    if act.transition.to != act.item.state or "reminder_due" in act.transition.guards:
        return False
    begun = select(func.max(Assignment.opened_at)).where(Assignment.item_id == act.item.id).scalar_subquery()
    verb = f"{act.flow.code}.{act.transition.event}"
    made = select(JournalRow.position).where(
        JournalRow.item_id == act.item.id, JournalRow.verb == verb, JournalRow.at >= begun
    )
    return await act.session.scalar(made.limit(1)) is not None
