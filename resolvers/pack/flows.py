"""Checks of a pack's flows as drawn: states, moves, and every word they use.

Whether a move finds a person is checked in `holders.py`. How items really move is `resolvers/flow.py`.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping

from resolvers.pack.flow_rows import SUBJECTS, Assignment, Flow, Mover, Transition, Workflows
from resolvers.pack.organisation import none_of, unique, unknown
from resolvers.pack.problems import Problem, fault
from resolvers.pack.read import Pack
from resolvers.pack.rows import Guard
from resolvers.refusals import RefusalCode

HEAD = "the head of workflows.yaml"
TERM_UNITS = frozenset({"working_days", "days", "minutes", "months"})
PLACE = re.compile(r"\{(\w+)\}")


def terms(workflows: Workflows) -> dict[str, Mapping[str, object]]:
    """The terms of `limits` by code; its other parts are tables that terms refer to."""
    return {code: limit for code, limit in workflows.limits.items() if code.isupper() and isinstance(limit, dict)}


class _Words:
    """What the flows of a pack may refer to."""

    def __init__(self, pack: Pack) -> None:
        head = pack.workflows
        self.powers = {power.code for power in pack.powers}
        self.guards = {guard.code: guard for guard in pack.guards}
        self.relations = {word.code for word in head.relations}
        self.duties = {word.code for word in head.duties}
        self.inputs = {word.code for word in head.inputs}
        self.terms = set(terms(head))
        self.flows = {flow.code for flow in head.flows}


def _mover(by: Mover, words: _Words) -> Iterator[Problem]:
    if by.hub == (by.power is not None) or (by.power is None) != (by.of is None) or by.outside:
        yield fault(by, "it is not clear who makes the move", "Write power and of, or hub: true")
        return
    yield from unknown(by, "power", [by.power] if by.power else [], words.powers, "powers.csv")
    yield from unknown(by, "relation", [by.of] if by.of else [], words.relations, HEAD)


def _assignment(assigns: Assignment | None, words: _Words) -> Iterator[Problem]:
    if assigns is None:
        return
    yield from unknown(assigns, "duty", [assigns.duty], words.duties, HEAD)
    yield from unknown(assigns, "power", [assigns.power], words.powers, "powers.csv")
    yield from unknown(assigns, "relation", [assigns.of], words.relations, HEAD)
    yield from unknown(assigns, "term", [assigns.term] if assigns.term else [], words.terms, "limits of workflows.yaml")


def _move(flow: Flow, move: Transition, states: Collection[str], words: _Words) -> Iterator[Problem]:
    here = f"flow {flow.code}"
    yield from unknown(move, "state", dict.fromkeys([move.from_, move.to]), states, here)
    yield from _mover(move.by, words)
    yield from _assignment(move.assigns, words)
    yield from unknown(move, "guard", move.guards, words.guards, "guards.csv")
    yield from unknown(move, "input", [*move.asks, *move.may_ask], words.inputs, HEAD)
    yield from unknown(move, "relation", move.tells, words.relations, HEAD)
    for code in move.guards:
        guard = words.guards.get(code)
        if guard and flow.subject in SUBJECTS and guard.subject not in ("any", flow.subject):
            other = f"guard {code} belongs to {guard.subject}, {here} to {flow.subject}"
            yield fault(move, other, f"Use a guard of {flow.subject}, or of any subject")
    if move.opens:
        yield from unknown(move.opens, "flow", [move.opens.flow], words.flows, "workflows.yaml")
        yield from unknown(move.opens, "relation", [move.opens.of], words.relations, HEAD)
    if move.by.hub and not move.guards:
        yield fault(move, f"the hub would always make {move.from_}.{move.event}", "Name the guard that lets it wait")
    if move.by.hub and move.asks:
        yield fault(move, f"the hub cannot answer what {move.from_}.{move.event} asks", "Let a person make the move")


def _ways(moves: Iterable[Transition], backwards: bool = False) -> dict[str, set[str]]:
    ways: dict[str, set[str]] = defaultdict(set)
    for move in moves:
        start, end = (move.to, move.from_) if backwards else (move.from_, move.to)
        ways[start].add(end)
    return ways


def _reached(ways: Mapping[str, set[str]], starts: Iterable[str]) -> set[str]:
    reached, waiting = set(starts), list(starts)
    while waiting:
        for state in ways.get(waiting.pop(), ()):
            if state not in reached:
                reached.add(state)
                waiting.append(state)
    return reached


def _drawing(flow: Flow) -> Iterator[Problem]:
    """Every state can be reached and left as its kind says."""
    yield from unknown(flow, "state", [flow.initial], {state.code for state in flow.states}, f"flow {flow.code}")
    ends = [state.code for state in flow.states if state.kind != "open"]
    reached = _reached(_ways(flow.transitions), [flow.initial])
    ending = _reached(_ways(flow.transitions, backwards=True), ends)
    for state in flow.states:
        where = f"state {state.code} of {flow.code}"
        leaves = any(move.from_ == state.code for move in flow.transitions)
        if state.code not in reached:
            yield fault(state, f"{where} cannot be reached from {flow.initial}", "Add a move into it or take it out")
        if state.kind == "final" and leaves:
            yield fault(state, f"{where} is final and has a move out", "Make it resting, or take the move out")
        if state.code not in ending:
            yield fault(state, f"{where} is a dead end", "Add a move that leads to a resting or final state")


def _due(flow: Flow) -> Iterator[Problem]:
    """Whoever waits in an open state: somebody is assigned, or the hub itself moves on."""
    kinds = {state.code: state.kind for state in flow.states}
    hub_waits = {move.from_ for move in flow.transitions if move.by.hub}
    for move in flow.transitions:
        rests = move.from_ == move.to or kinds.get(move.to) != "open"
        if not rests and move.assigns is None and move.to not in hub_waits:
            yield fault(
                move,
                f"after {move.from_}.{move.event} of {flow.code} nobody would have to act",
                f"Let the move assign {move.to} to somebody",
            )
    if flow.opened_by.hub and flow.assigns is None and flow.initial not in hub_waits:
        yield fault(flow, f"nobody would have to act on a new {flow.code}", "Let the flow assign its first state")


def _able(flow: Flow) -> Iterator[Problem]:
    """Whoever is assigned can make a move of the state, or is asked for another power that a move of it needs."""
    able: dict[str, set[tuple[str | None, str | None]]] = defaultdict(set)
    for move in flow.transitions:
        able[move.from_].add((move.by.power, move.by.of))
    given = [(move.to, move.assigns) for move in flow.transitions] + [(flow.initial, flow.assigns)]
    for state, assigns in given:
        if assigns and able[state] and (assigns.power, assigns.of) not in able[state]:
            yield fault(
                assigns,
                f"{assigns.power} of {assigns.of} is assigned {state} of {flow.code} and can make no move there",
                "Assign it to who can, or add the move",
            )


def _flow(flow: Flow, words: _Words) -> Iterator[Problem]:
    states = {state.code for state in flow.states}
    yield from none_of(flow, "subject", [flow.subject], SUBJECTS)
    yield from unique(flow.states, lambda state: state.code, "state")
    yield from unique(flow.transitions, lambda move: f"{move.from_}.{move.event}", "move")
    yield from _mover(flow.opened_by, words)
    yield from _assignment(flow.assigns, words)
    for move in flow.transitions:
        yield from _move(flow, move, states, words)
    yield from _drawing(flow)
    yield from _due(flow)
    yield from _able(flow)


def _both_languages(guard: Guard) -> Iterator[Problem]:
    """A sentence says the same in both languages: its places for values are the same."""
    for column in ("message", "remedy"):
        zh, en = (set(PLACE.findall(getattr(guard, f"{column}_{language}"))) for language in ("zh", "en"))
        for place in sorted(zh ^ en):
            has, lacks = ("zh", "en") if place in zh else ("en", "zh")
            only = f"{column}_{has} of {guard.code} names {{{place}}}, {column}_{lacks} does not"
            yield fault(guard, only, "Let both languages name the same values")


def check_flows(pack: Pack) -> Iterator[Problem]:
    """Problems of the flows as drawn: words, states, moves, dead ends, and states in which nobody has to act."""
    words = _Words(pack)
    yield from unique(pack.guards, lambda guard: guard.code, "guard")
    for guard in pack.guards:
        if guard.refusal_code not in set(RefusalCode):
            no_code = f"the hub knows no refusal code {guard.refusal_code}"
            yield fault(guard, no_code, "Use a code that resolvers/refusals.py lists")
        yield from _both_languages(guard)
    yield from unique(pack.workflows.flows, lambda flow: flow.code, "flow")
    for flow in pack.workflows.flows:
        yield from _flow(flow, words)


def unregistered(pack: Pack, registered: frozenset[str]) -> dict[str, tuple[str, ...]]:
    """The guards that no module registers yet, by flow; a flow with such a guard is loaded and does not run."""
    missing = {
        flow.code: tuple(sorted({guard for move in flow.transitions for guard in move.guards} - registered))
        for flow in pack.workflows.flows
    }
    return {flow: guards for flow, guards in missing.items() if guards}
