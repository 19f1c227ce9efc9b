"""What a person may do with an item now, what each move asks for, and why a move is not open. For pages, which show
only what will work.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.items import Item
from resolvers.acts import GUARDS, Act, ask_whole
from resolvers.county import County
from resolvers.definitions import FlowDefinition, Transition
from resolvers.flow import missing_parts
from resolvers.policy import Held, Standing, post_for, standing
from resolvers.refusals import Refused
from resolvers.relations import related


@dataclass(frozen=True)
class MoveOffer:
    """A move that lies with a person: open, or refused by a guard whose refusal says why; `name` is in both languages,
    `likely` is the one to show large.
    """

    event: str
    name: Mapping[str, str]
    to_state: str
    asks: tuple[str, ...]
    may_ask: tuple[str, ...]
    refusal: Refused | None
    for_post: int
    likely: bool


async def moves_of(
    session: AsyncSession, county: County, person: int, items: Sequence[Item], at: datetime
) -> list[list[MoveOffer]]:
    """For each item, in the order given: the moves that the person's posts allow from its state, in the order of the
    flow.

    Guards that need an input which is not there yet are not asked; they are asked when the move is made.
    """
    who = await standing(session, county, person, at)
    return [await _moves(session, county, who, item, at) for item in items]


async def _moves(session: AsyncSession, county: County, who: Standing, item: Item, at: datetime) -> list[MoveOffer]:
    flow = county.flows[item.flow_id]
    if missing_parts(flow):
        return []
    found: list[tuple[Transition, Held, Refused | None]] = []
    memo: dict[str, object] = {}
    for transition in flow.leaving(item.state):
        if transition.by.power is None or transition.by.of is None:
            continue
        relation = await related(session, county, item, transition.by.of, county.today(at))
        held = post_for(who, transition.by.power, relation, item_unit=item.unit_id)
        if held is not None:
            act = Act(session, county, item, flow, transition, who.person_id, held, at, {}, memo=memo)
            found.append((transition, held, await _refusal(act)))
    likely = _likely(flow, item.state, [transition for transition, _, refusal in found if refusal is None])
    return [_offer(transition, held, refusal, likely=transition is likely) for transition, held, refusal in found]


def _likely(flow: FlowDefinition, state: str, open_moves: Sequence[Transition]) -> Transition | None:
    """The open move to show large: the first that leads on in the order of the flow's states, else to another state."""
    order = list(flow.states)
    leaving = [transition for transition in open_moves if transition.to != state]
    onward = (transition for transition in leaving if order.index(transition.to) > order.index(state))
    return next(onward, leaving[0] if leaving else None)


def _offer(transition: Transition, held: Held, refusal: Refused | None, *, likely: bool) -> MoveOffer:
    return MoveOffer(
        transition.event,
        transition.name,
        transition.to,
        transition.asks,
        transition.may_ask,
        refusal,
        held.post_id,
        likely,
    )


async def _refusal(act: Act) -> Refused | None:
    for code in act.transition.guards:
        registered = GUARDS[code]
        if registered.must_wait(act.transition):
            continue
        values = await ask_whole(registered, act)
        if values is not None:
            return act.county.refusal(code, values)
    return None
