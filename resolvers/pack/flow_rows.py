"""The row classes of workflows.yaml and services.yaml; how a flow is written is explained at the head of that file."""

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Literal

from resolvers.pack.rows import Form, Row

# The words that the hub itself gives a meaning to; a pack explains those it uses and can add none.
SCOPES = frozenset({"OWN", "PORTFOLIO", "BODY", "ALL", "DELEGATED", "AREA", "SHORT", "STAFF"})
DUTIES = frozenset({"HANDLE", "DECIDE", "OPINION", "READ", "RECEIVE"})
SIGHT = frozenset(
    {"WHOLE_COUNTY", "OWN_UNIT", "CIRCULATED", "REGISTER", "SUPERVISED", "OWN_FIGURES", "UNIT_FORMS", "ALL_FIGURES"}
    | {
        "TOWN_CASES",
        "WINDOW_CASES",
        "UNIT_CASES",
        "VILLAGE",
        "VILLAGE_CASES",
        "ARCHIVE",
        "DUTY",
        "JOURNAL",
        "NO_CONTENT",
    }
)
SUBJECTS = frozenset({"documents", "matters", "meetings", "leave", "tasks", "cases", "statistics", "materials"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Word(Row):
    """A word of the flows' own vocabulary: a relation, scope, sight, duty or input."""

    code: str
    meaning: str
    name_zh: str = ""
    kind: Literal["UNIT", "UNITS", "PEOPLE", ""] = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Office(Row):
    """Which unit does the office work, the supervision and the legal review of a body."""

    body: str
    office: str
    supervision: str
    legal: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Body(Row):
    """A meeting body: its unit (`unit` is the body of each unit itself), chair, members and quorum."""

    code: str
    name_zh: str
    name_en: str = ""
    unit: str
    chair: tuple[str, ...]
    members: tuple[str, ...]
    members_of_kind: str | None = None
    observers: tuple[str, ...] = ()
    quorum: str
    quorum_cadres: Fraction | None = None
    rhythm: str = ""
    series: str | None = None
    source: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Mover(Row):
    """Who moves an item: whoever holds the power in the relation, the hub, or someone outside."""

    power: str | None = None
    of: str | None = None
    hub: bool = False
    outside: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Assignment(Row):
    """Who must do what next, and by which term of `limits`."""

    duty: str
    power: str
    of: str
    term: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Opening(Row):
    """The flow that a move begins, for the units of a relation."""

    flow: str
    of: str


@dataclass(frozen=True, kw_only=True, slots=True)
class State(Row):
    """A state of a flow: something is due, nothing is due, or it is over."""

    code: str
    name_zh: str
    name_en: str = ""
    kind: Literal["open", "resting", "final"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Transition(Row):
    """A move of a flow: from, event, to, by whom, under which guards, with which inputs, and what follows."""

    from_: str
    event: str
    name_zh: str
    name_en: str = ""
    to: str
    by: Mover
    guards: tuple[str, ...]
    asks: tuple[str, ...]
    may_ask: tuple[str, ...] = ()
    assigns: Assignment | None = None
    opens: Opening | None = None
    tells: tuple[str, ...] = ()
    records: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Flow(Row):
    """How items of one kind travel; a changed flow carries a higher version."""

    code: str
    subject: str
    name_zh: str
    name_en: str
    version: int
    about: str = ""
    opened_by: Mover
    assigns: Assignment | None = None
    states: tuple[State, ...]
    initial: str
    transitions: tuple[Transition, ...]
    colours: dict[str, Any] | None = None
    goes_wrong: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class ABPair(Row):
    """Two positions of which the second acts while the first is filed as away."""

    a: str
    b: str
    by: Literal["POST", "PERSON"]
    within: str


@dataclass(frozen=True, kw_only=True, slots=True)
class LeaveStep(Row):
    """One step of a leave chain: a holder of the power in the scope and relation."""

    power: str
    scope: str
    of: str


@dataclass(frozen=True, kw_only=True, slots=True)
class LeaveChain(Row):
    """Who agrees to whose leave, in order, and where it is filed."""

    code: str
    positions: tuple[str, ...]
    unit_kinds: tuple[str, ...] = ()
    body: str | None = None
    when: dict[str, Any] | None = None
    steps: tuple[LeaveStep, ...]
    outside: str | None = None
    filed_at: str
    told: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Workflows(Row):
    """workflows.yaml whole. `limits`, `delegation` and `leave` keep their own form; their parts are read by name."""

    note: str = ""
    constants: dict[str, str]
    offices: tuple[Office, ...]
    bodies: tuple[Body, ...]
    relations: tuple[Word, ...]
    scopes: tuple[Word, ...]
    sight: tuple[Word, ...]
    duties: tuple[Word, ...]
    inputs: tuple[Word, ...]
    flows: tuple[Flow, ...]
    delegation: dict[str, Any] = field(default_factory=dict)
    limits: dict[str, Any]
    leave: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Material(Row):
    """A kind of paper that services ask for, and whether a scan may be used again."""

    code: str
    name_zh: str
    name_en: str
    kind: str
    issued_by: str = ""
    reuse_scope: str
    reuse_valid: str = ""
    reuse_days: int | None = None
    expires_by_paper: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class MaterialAsked(Row):
    """One kind of paper that a service asks for."""

    code: str
    required: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class ServiceStep(Row):
    """A step of a service: the state of the flow in which it is taken, by whom, within how many working days."""

    step: str
    state: str
    by: Mover
    limit_wd: int
    unit: str | None = None
    note: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Service(Row):
    """A daily matter of citizens: what it asks, how it goes, and the day promised."""

    code: str
    name_zh: str
    name_en: str
    department: str
    co_departments: tuple[str, ...] = ()
    case_kind: str
    applicant: str = ""
    materials: tuple[MaterialAsked, ...]
    steps: tuple[ServiceStep, ...]
    promised_wd: int
    usual_or_statutory_limit: str = ""
    basis: str = ""
    publicity_days: int = 0
    fee: int = 0
    result: str = ""
    feeds_indicators: tuple[str, ...] = ()
    source: str = ""
    notes: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Services(Row):
    """services.yaml whole."""

    note: str = ""
    rules: dict[str, Any] = field(default_factory=dict)
    materials: tuple[Material, ...]
    services: tuple[Service, ...]
    sms_templates: tuple[dict[str, Any], ...] = ()
    further_candidates: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Forms(Row):
    """forms.yaml whole."""

    note: str = ""
    layout_default: dict[str, Any] = field(default_factory=dict)
    forms: tuple[Form, ...]
