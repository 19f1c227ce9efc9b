"""Checks that every move finds a person: whoever a flow names exists in the county, without any delegation.

Each flow is tried in every situation of its subject. A power that is held only as DELEGATED does not count, for it
opens only while somebody else is away.
"""

from collections.abc import Iterator

from resolvers.pack.directory import Directory, Place, Situation
from resolvers.pack.flow_rows import Assignment, Flow, Mover
from resolvers.pack.problems import Problem, fault
from resolvers.pack.read import Pack
from resolvers.pack.situations import of

Asked = tuple[str, Mover | Assignment, str, str]


def _asked(flow: Flow) -> Iterator[Asked]:
    """Whom a flow needs: where in the flow, the row that says so, power, relation."""
    if flow.opened_by.power and flow.opened_by.of:
        yield "opening", flow.opened_by, flow.opened_by.power, flow.opened_by.of
    if flow.assigns:
        yield flow.initial, flow.assigns, flow.assigns.power, flow.assigns.of
    for move in flow.transitions:
        if move.by.power and move.by.of:
            yield f"{move.from_}.{move.event}", move.by, move.by.power, move.by.of
        if move.assigns:
            yield f"{move.to} after {move.event}", move.assigns, move.assigns.power, move.assigns.of


def _nobody(flow: Flow, asked: Asked, place: Place, situation: Situation) -> Problem:
    where, row, power, relation = asked
    return fault(
        row,
        f"{flow.code} {where}: nobody holds {power} as {relation} ({place}), for instance in {situation.label}",
        f"Appoint somebody, or give a position there the power {power}",
    )


def _flow(flow: Flow, d: Directory, situations: list[Situation], known: dict[object, bool]) -> Iterator[Problem]:
    for asked in _asked(flow):
        _, row, power, relation = asked
        applying = [situation for situation in situations if relation in situation.relations]
        if not applying:
            yield fault(
                row,
                f"{flow.code}: {relation} does not apply to any item of {flow.subject}",
                "Use a relation that items of this subject have",
            )
        told: set[Place] = set()
        for situation in applying:
            place = situation.relations[relation]
            key = (power, place, situation.unit)
            if key not in known:
                known[key] = d.found(power, place, situation.unit)
            if not known[key] and place not in told:
                told.add(place)
                yield _nobody(flow, asked, place, situation)


def check_holders(pack: Pack) -> Iterator[Problem]:
    """A problem for each move, assignment and opening that finds nobody, with flow, state, event, power and unit."""
    d, known = Directory(pack), dict[object, bool]()
    for flow in pack.workflows.flows:
        yield from _flow(flow, d, list(of(d, flow)), known)
