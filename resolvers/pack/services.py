"""Checks of the services for citizens: papers asked, steps, terms."""

from collections.abc import Collection, Iterator

from resolvers.pack.flow_rows import Flow, Service
from resolvers.pack.organisation import unique, unknown
from resolvers.pack.problems import Problem, fault
from resolvers.pack.read import Pack


def _steps(service: Service, flow: Flow, units: Collection[str]) -> Iterator[Problem]:
    states = {state.code for state in flow.states}
    powers = {move.by.power for move in flow.transitions} | {
        move.assigns.power for move in flow.transitions if move.assigns
    }
    for step in service.steps:
        yield from unknown(step, "state", [step.state], states, f"flow {flow.code}")
        yield from unknown(step, "unit", [step.unit] if step.unit else [], units, "units.csv")
        if bool(step.by.outside) == bool(step.by.power and step.by.of):
            yield fault(step, f"it is not clear who takes the step {step.step}", "Write power and of, or outside")
        elif step.by.power and step.by.power not in powers:
            yield fault(step, f"{flow.code} has no move by {step.by.power}", "Use a power of the flow")
    taken = sum(step.limit_wd for step in service.steps)
    if taken > service.promised_wd and not any(step.by.outside for step in service.steps):
        yield fault(
            service,
            f"the steps of {service.code} take {taken} working days, {service.promised_wd} are promised",
            "Shorten the steps or promise a later day",
        )


def check_services(pack: Pack) -> Iterator[Problem]:
    """Problems of services.yaml: units, papers, steps and their states, terms, indicators fed."""
    if pack.services is None:
        return
    units = {unit.code for unit in pack.units}
    materials = {material.code for material in pack.services.materials}
    indicators = {row.code for row in pack.indicators}
    flow = next((flow for flow in pack.workflows.flows if flow.subject == "cases"), None)
    yield from unique(pack.services.materials, lambda row: row.code, "material")
    yield from unique(pack.services.services, lambda row: row.code, "service")
    if flow is None:
        yield fault(pack.services, "no flow has the subject cases", "Add the flow of cases to workflows.yaml")
        return
    for service in pack.services.services:
        yield from unknown(service, "unit", [service.department, *service.co_departments], units, "units.csv")
        yield from unknown(service, "indicator", service.feeds_indicators, indicators, "indicators.csv")
        for asked in service.materials:
            yield from unknown(asked, "material", [asked.code], materials, "materials of services.yaml")
        yield from _steps(service, flow, units)
