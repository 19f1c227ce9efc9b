"""The items that a county must be able to handle, by subject: whose papers, matters, meetings, leave, cases, figures.

A county paper, a party paper, a bureau's own paper and a town's own paper are the situations of documents; the other
subjects follow the same pattern over the units that they concern.
"""

from collections.abc import Callable, Iterator

from resolvers.pack.bodies import leave_chains
from resolvers.pack.directory import Directory, Place, Situation
from resolvers.pack.flow_rows import Flow, LeaveChain, LeaveStep
from resolvers.pack.rows import Person, Unit

# Each unit is once the one that is touched, asked, told to lead: so every unit is proved able to answer.
OTHERS = ("touched_units", "joint_units", "recipient_units", "sender_unit", "lead_unit", "assisting_units", "invited")


def _paper(d: Directory, label: str, unit: Unit, body: str) -> Situation:
    relations = d.common(unit.code, body) | {name: Place((unit.code,)) for name in OTHERS}
    leaders = frozenset(d.in_unit[body] | d.in_unit[unit.code])
    relations |= {"named_leader": Place(people=leaders), "readers": Place(people=leaders)}
    if unit.kind in d.pack.county.township_unit_kinds:
        relations["village"] = Place(people=d.holding_area(unit.area))
    return Situation(f"{label} of {unit.code} for {body}", unit.code, relations)


def papers(d: Directory) -> Iterator[Situation]:
    """Papers and matters: of each unit for the leading body above it, for its parent, and in its own name."""
    for body in d.leading():
        for unit in d.below(body):
            yield _paper(d, "a paper", unit, body)
    for unit in d.issuing():
        yield _paper(d, "an own paper", d.units[d.office(unit.code)] if d.has_office(unit.code) else unit, unit.code)
        if unit.parent and unit.parent not in d.leading():
            yield _paper(d, "a paper", unit, unit.parent)


def matters(d: Directory) -> Iterator[Situation]:
    """Matters for approval: as papers, but a section asks nothing, for nobody in it decides."""
    sections = d.pack.county.section_unit_kinds
    return (situation for situation in papers(d) if d.units[situation.unit].kind not in sections)


def received(d: Directory) -> Iterator[Situation]:
    """Papers that came in: each unit that issues papers also receives them, the bodies included."""
    for unit in d.issuing():
        yield _paper(d, "a paper received", unit, unit.code)


def meetings(d: Directory) -> Iterator[Situation]:
    """Meetings of each body, with a topic of each unit that may bring one."""
    for body in d.pack.workflows.bodies:
        units = d.issuing() if body.unit == "unit" else [d.units[d.today(body.unit)]]
        for unit in units:
            if body.unit == "unit" and (unit.kind in d.pack.county.section_unit_kinds or d.has_office(unit.code)):
                continue
            members = d.chairs(body, unit.code) | d.holding(body.members, unit.code if body.unit == "unit" else None)
            meeting = {"body": Place(people=d.chairs(body, unit.code)), "member": Place(people=members)}
            for proposer in d.below(unit.code) if unit.code in d.leading() else [unit]:
                relations = {**_paper(d, "", proposer, unit.code).relations, **meeting}
                yield Situation(f"a meeting of {body.code} of {unit.code}", proposer.code, relations)


def _step(d: Directory, step: LeaveStep, person: Person, body: str) -> Place:
    """The people who may agree in a step, the applicant left out: nobody agrees to the own leave."""
    unit = d.today(person.unit)
    place = d.common(unit, body).get(step.of, Place())
    near = place.people.union(*(d.in_unit[code] for code in place.units)) - {person.id}
    allowed = {
        code
        for code in near
        if step.scope in d.powers.get(d.people[code].position, {}).get(step.power, ())
        and (step.scope != "PORTFOLIO" or unit in map(d.today, d.people[code].portfolio))
    }
    return Place(people=frozenset(allowed))


def _fits(d: Directory, chain: LeaveChain, person: Person) -> bool:
    unit = d.units[d.today(person.unit)]
    wanted = (chain.when or {}).get("parent_is_body")
    return (
        person.position in chain.positions
        and (not chain.unit_kinds or unit.kind in chain.unit_kinds)
        and (wanted is None or wanted == (unit.parent in d.leading()))
    )


def leave(d: Directory) -> Iterator[Situation]:
    """Leave of every person who may ask for it, in each chain that fits; each step must find somebody else."""
    chains = leave_chains(d.pack.workflows)
    for person in d.pack.people:
        if "LEAVE_REQUEST" not in d.powers.get(person.position, {}):
            continue
        unit = d.today(person.unit)
        for chain in chains:
            if not _fits(d, chain, person):
                continue
            relations = d.common(unit, chain.body or unit)
            filed = relations.get(chain.filed_at, Place((chain.filed_at,)))
            told = [relations.get(word, Place((word,))) for word in chain.told]
            relations |= {"filing_office": filed, "applicant": Place(people=frozenset({person.id}))}
            relations["acting_person"] = Place(
                people=frozenset(d.in_unit[unit] - {person.id}) or frozenset({person.id})
            )
            relations["filing_told"] = Place(tuple(code for place in told for code in place.units))
            for number, step in enumerate(chain.steps, 1):
                here = {"applicant_chain": _step(d, step, person, chain.body or unit)}
                yield Situation(f"step {number} of {chain.code} for {person.id}", unit, relations | here)
            if not chain.steps:
                yield Situation(f"{chain.code} for {person.id}", unit, relations)


def cases(d: Directory) -> Iterator[Situation]:
    """Each service in each township and at each of its branches."""
    services = d.pack.services.services if d.pack.services else ()
    for service in services:
        unit = d.today(service.department)
        pays = next((step.unit for step in service.steps if step.step == "PAY" and step.unit), unit)
        for township in d.townships():
            centres = [township, *(branch for branch in d.units.values() if branch.parent == township.code)]
            for centre in centres:
                relations = d.common(unit, unit) | {
                    "area": Place((township.code,)),
                    "centre": Place((centre.code,)),
                    "village": Place(people=d.holding_area(township.area)),
                    "paying_unit": Place((d.today(pays),)),
                }
                if service.co_departments:
                    relations["touched_units"] = Place(service.co_departments)
                yield Situation(f"{service.code} at {centre.code}", unit, relations)


def figures(d: Directory) -> Iterator[Situation]:
    """Each township's figures, and each department that issues a form or keeps a register that a form asks."""
    forms = [form for form in d.pack.forms.forms if form.entry]
    asked = {field.indicator for form in forms for field in form.fields}
    keepers = {row.responsible_unit for row in d.pack.indicators if row.source_kind == "REGISTER" and row.code in asked}
    issuers = {form.issuing_unit for form in d.pack.forms.forms}
    owner = d.constants.get("county_statistics")
    for township in d.townships():
        here = {"area": Place((township.code,)), "village": Place(people=d.holding_area(township.area))}
        common = d.common(d.today(owner), d.today(owner)) if owner else {}
        yield Situation(f"figures of {township.code}", township.code, common | here)
    for code in sorted(map(d.today, keepers | issuers)):
        here = {"indicator_owner": Place((code,))}
        yield Situation(f"figures of {code}", code, d.common(code, code) | here)


def materials(d: Directory) -> Iterator[Situation]:
    """Calls for material: each unit with people is once the one that calls and the one that is asked; a leading body's
    office does its work.
    """
    for code in d.units:
        if d.in_unit[code] and code not in d.leading() and not d.has_office(code):
            yield Situation(f"a call of {code}", code, d.common(code, code) | {"calling_unit": Place((code,))})


def of(d: Directory, flow: Flow) -> Iterator[Situation]:
    """The situations in which a flow must work: papers that an office takes in are received, all others made here."""
    if flow.subject == "documents" and flow.opened_by.of == "office":
        return received(d)
    return SITUATIONS[flow.subject](d)


SITUATIONS: dict[str, Callable[[Directory], Iterator[Situation]]] = {
    "documents": papers,
    "matters": matters,
    "tasks": papers,
    "meetings": meetings,
    "leave": leave,
    "cases": cases,
    "statistics": figures,
    "materials": materials,
}
