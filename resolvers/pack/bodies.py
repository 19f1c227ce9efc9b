"""Checks of what the flows stand on: constants, offices, meeting bodies, AB pairs, limits, leave chains."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from resolvers.pack.flow_rows import DUTIES, SCOPES, SIGHT, ABPair, Body, LeaveChain, Workflows
from resolvers.pack.flows import TERM_UNITS, terms
from resolvers.pack.organisation import none_of, unique, unknown
from resolvers.pack.problems import Mark, Problem, fault
from resolvers.pack.read import Pack
from resolvers.pack.rows import Row
from resolvers.pack.shape import Reader

FILE = "workflows.yaml"
QUORUM = re.compile(r"[1-9][0-9]*/[1-9][0-9]*|TOUCHED")


def ab_pairs(workflows: Workflows) -> tuple[ABPair, ...]:
    """The pairs of positions that act for each other."""
    reader = Reader(FILE)
    pairs = [reader.row(ABPair, pair, pair.line) for pair in workflows.delegation.get("ab_pairs", [])]
    return tuple(pair for pair in pairs if pair)


def leave_chains(workflows: Workflows) -> tuple[LeaveChain, ...]:
    """The leave chains in their order: the first that fits is taken."""
    reader = Reader(FILE)
    chains = [reader.row(LeaveChain, chain, chain.line) for chain in workflows.leave.get("chains", [])]
    return tuple(chain for chain in chains if chain)


def part_problems(workflows: Workflows) -> tuple[Problem, ...]:
    """What does not fit the row classes in the parts of workflows.yaml that keep their own form."""
    reader = Reader(FILE)
    for pair in workflows.delegation.get("ab_pairs", []):
        reader.row(ABPair, pair, pair.line)
    for chain in workflows.leave.get("chains", []):
        reader.row(LeaveChain, chain, chain.line)
    return tuple(reader.problems)


def _place(data: Any, otherwise: Row) -> Row:
    """The place of a mapping that has no row class."""
    return Row(mark=Mark(FILE, getattr(data, "line", otherwise.mark.line)))


class _Codes:
    def __init__(self, pack: Pack) -> None:
        self.units = {unit.code for unit in pack.units}
        self.kinds = {kind for group in pack.county.kind_groups.values() for kind in group}
        self.positions = {position.code for position in pack.positions}
        self.powers = {power.code: power for power in pack.powers}
        self.relations = {word.code for word in pack.workflows.relations}
        self.guards = {guard.code for guard in pack.guards}
        self.series = {series.prefix for series in pack.number_series}


def _constants(head: Workflows, codes: _Codes) -> Iterator[Problem]:
    place = _place(head.constants, head)
    yield from unknown(place, "constant unit", head.constants.values(), codes.units, "units.csv")
    used = {move.by.of for flow in head.flows for move in flow.transitions}
    used |= {move.assigns.of for flow in head.flows for move in flow.transitions if move.assigns}
    for name in ("committee", "government", "county_statistics"):
        if name in used and name not in head.constants:
            yield fault(place, f"a flow needs the {name}, which is not named", f"Add {name} to constants")


def _offices(head: Workflows, codes: _Codes) -> Iterator[Problem]:
    yield from unique(head.offices, lambda row: row.body, "office of body")
    for row in head.offices:
        named = dict.fromkeys([row.body, row.office, row.supervision, row.legal])
        yield from unknown(row, "unit", named, codes.units, "units.csv")


def _body(body: Body, codes: _Codes) -> Iterator[Problem]:
    yield from unknown(body, "unit", [body.unit], codes.units | {"unit"}, "units.csv")
    posts = dict.fromkeys([*body.chair, *body.members, *body.observers])
    yield from unknown(body, "position", posts, codes.positions, "positions.csv")
    yield from unknown(body, "kind of unit", _one(body.members_of_kind), codes.kinds, "kind_groups")
    yield from unknown(body, "series", _one(body.series), codes.series | {"own"}, "number_series.csv")
    if not body.chair:
        yield fault(body, f"nobody chairs {body.code}", "Name the positions that may chair it")
    if not QUORUM.fullmatch(body.quorum):
        yield fault(body, f"the quorum of {body.code} is {body.quorum!r}", "Write a fraction such as 1/2, or TOUCHED")


def _limits(head: Workflows, codes: _Codes) -> Iterator[Problem]:
    for code, limit in terms(head).items():
        place = _place(limit, head)
        if ("amount" in limit) == ("by" in limit):
            yield fault(place, f"the term {code} has no amount", "Give amount and unit, or by")
        elif "amount" in limit:
            amount, unit = limit["amount"], limit.get("unit")
            if not isinstance(amount, int) or isinstance(amount, bool) or amount < 0 or unit not in TERM_UNITS:
                yield fault(place, f"the term {code} is {amount} {unit}", f"Use one of {', '.join(sorted(TERM_UNITS))}")
    for row in head.limits.get("approval_amounts", []):
        yield from unknown(_place(row, head), "position", row.get("positions", []), codes.positions, "positions.csv")


def _pairs(head: Workflows, codes: _Codes) -> Iterator[Problem]:
    for pair in ab_pairs(head):
        yield from unknown(pair, "position", dict.fromkeys([pair.a, pair.b]), codes.positions, "positions.csv")
        yield from unknown(pair, "unit", [pair.within], codes.units | {"unit"}, "units.csv")
    for rule in head.delegation.get("rules", []):
        yield from unknown(_place(rule, head), "guard", _one(rule.get("guard")), codes.guards, "guards.csv")
    never: Mapping[str, Any] = head.delegation.get("never", {})
    yield from unknown(_place(never, head), "power", never.get("powers", []), codes.powers, "powers.csv")


def _one(word: str | None) -> list[str]:
    return [word] if word else []


def _chain(chain: LeaveChain, codes: _Codes) -> Iterator[Problem]:
    places = codes.relations | codes.units
    yield from unknown(chain, "position", chain.positions, codes.positions, "positions.csv")
    yield from unknown(chain, "kind of unit", chain.unit_kinds, codes.kinds, "kind_groups of county.yaml")
    yield from unknown(chain, "body", _one(chain.body), codes.units, "units.csv")
    yield from unknown(chain, "unit or relation", [chain.filed_at, *chain.told], places, "units.csv")
    if not chain.steps and not chain.outside:
        yield fault(chain, f"nobody agrees in {chain.code}", "Give the chain a step, or outside")
    for step in chain.steps:
        yield from unknown(step, "power", [step.power], codes.powers, "powers.csv")
        yield from unknown(step, "relation", [step.of], codes.relations, "the head of workflows.yaml")
        if step.power in codes.powers and step.scope not in codes.powers[step.power].scopes:
            yield fault(step, f"{step.power} has no scope {step.scope}", "Use a scope of powers.csv")


def _leave(pack: Pack, codes: _Codes) -> Iterator[Problem]:
    chains = leave_chains(pack.workflows)
    yield from unique(chains, lambda chain: chain.code, "leave chain")
    for chain in chains:
        yield from _chain(chain, codes)
    for row in pack.workflows.leave.get("constraints", []):
        yield from unknown(_place(row, pack.workflows), "guard", _one(row.get("guard")), codes.guards, "guards.csv")
    covered = {code for chain in chains for code in chain.positions}
    for position in pack.positions:
        if chains and "LEAVE_REQUEST" in position.powers and position.code not in covered:
            yield fault(position, f"no leave chain begins with {position.code}", "Add the position to a chain")


def check_bodies(pack: Pack) -> Iterator[Problem]:
    """Problems of constants, offices, meeting bodies, AB pairs, limits and leave chains."""
    codes, head = _Codes(pack), pack.workflows
    yield from part_problems(head)
    for words in (head.relations, head.scopes, head.sight, head.duties, head.inputs):
        yield from unique(words, lambda word: word.code, "word")
    for what, words, known in (
        ("scope", head.scopes, SCOPES),
        ("duty", head.duties, DUTIES),
        ("sight", head.sight, SIGHT),
    ):
        for word in words:
            yield from none_of(word, what, [word.code], known)
    yield from _constants(head, codes)
    yield from _offices(head, codes)
    yield from unique(head.bodies, lambda body: body.code, "body")
    for body in head.bodies:
        yield from _body(body, codes)
    yield from _limits(head, codes)
    yield from _pairs(head, codes)
    yield from _leave(pack, codes)
