"""Flows as the interpreter reads them: states, transitions, and the tables of the pack's head they refer to. Built
from `flows.definition`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any


@dataclass(frozen=True)
class By:
    """Who may make a move: holders of a power in a relation to the item, or the hub itself."""

    power: str | None
    of: str | None

    @property
    def hub(self) -> bool:
        """Whether the hub makes this move by itself."""
        return self.power is None


@dataclass(frozen=True)
class Assigns:
    """What a move lays on whom next, with which term."""

    duty: str
    power: str
    of: str
    term: str | None


@dataclass(frozen=True)
class Transition:
    """One move: from a state, by whom, under which guards, asking what, assigning what next, telling whom."""

    state: str
    event: str
    name_zh: str
    name_en: str
    to: str
    by: By
    guards: tuple[str, ...]
    asks: tuple[str, ...]
    may_ask: tuple[str, ...]
    assigns: Assigns | None
    tells: tuple[str, ...]

    @property
    def name(self) -> dict[str, str]:
        """Its name in both languages, for sentences."""
        return {"zh": self.name_zh, "en": self.name_en}


@dataclass(frozen=True)
class State:
    """A state: `open` something is due, `resting` nothing is due but it can go on, `final` it is over."""

    code: str
    name_zh: str
    name_en: str
    kind: str

    @property
    def name(self) -> dict[str, str]:
        """Its name in both languages, for sentences."""
        return {"zh": self.name_zh, "en": self.name_en}


@dataclass(frozen=True)
class FlowDefinition:
    """One version of a flow.

    `head` holds the tables beside the flows in workflows.yaml (constants, offices, bodies, relations, scopes,
    delegation,
    limits, leave); the loader keeps them in the row `flow_tables` of `settings`: a limit may change without a new
    version.
    """

    id: int
    code: str
    version: int
    subject: str
    name_zh: str
    name_en: str
    initial: str
    opened_by: By
    assigns: Assigns | None
    states: Mapping[str, State]
    transitions: tuple[Transition, ...]
    head: Mapping[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> dict[str, str]:
        """Its name in both languages, for sentences."""
        return {"zh": self.name_zh, "en": self.name_en}

    @cached_property
    def guards(self) -> frozenset[str]:
        """Every guard its transitions name."""
        return frozenset(guard for transition in self.transitions for guard in transition.guards)

    def leaving(self, state: str) -> list[Transition]:
        """The transitions that leave a state, in the order of the file."""
        return [transition for transition in self.transitions if transition.state == state]

    @classmethod
    def read(cls, row_id: int, definition: Mapping[str, Any], head: Mapping[str, Any]) -> "FlowDefinition":
        """Build it from an entry of `flows:` in the pack, already validated when it was loaded, and the tables of the
        head.
        """
        return cls(
            id=row_id,
            code=definition["code"],
            version=definition["version"],
            subject=definition["subject"],
            name_zh=definition["name_zh"],
            name_en=definition["name_en"],
            initial=definition["initial"],
            opened_by=_by(definition["opened_by"]),
            assigns=_assigns(definition.get("assigns")),
            states={s["code"]: _state(s) for s in definition["states"]},
            transitions=tuple(_transition(t) for t in definition["transitions"]),
            head=head,
        )


def _by(value: Mapping[str, Any]) -> By:
    return By(None, None) if value.get("hub") else By(value["power"], value["of"])


def _assigns(value: Mapping[str, Any] | None) -> Assigns | None:
    return Assigns(value["duty"], value["power"], value["of"], value.get("term")) if value else None


def _english(value: Mapping[str, Any]) -> str:
    # A pack may leave the English names of states and moves out: people then read the Chinese ones.
    return str(value.get("name_en") or value["name_zh"])


def _state(value: Mapping[str, Any]) -> State:
    return State(value["code"], value["name_zh"], _english(value), value["kind"])


def _transition(value: Mapping[str, Any]) -> Transition:
    return Transition(
        state=value["from"],
        event=value["event"],
        name_zh=value["name_zh"],
        name_en=_english(value),
        to=value["to"],
        by=_by(value["by"]),
        guards=tuple(value["guards"]),
        asks=tuple(value["asks"]),
        may_ask=tuple(value.get("may_ask", ())),
        assigns=_assigns(value.get("assigns")),
        tells=tuple(value.get("tells", ())),
    )
