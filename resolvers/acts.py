"""An act in the making, and the registries by which subjects take part in flows: guards, effects, terms.

A guard says whether a move may be made; it answers None, or the values its refusal names. A guard `each="values"` is
asked for
every element of that input by itself, so that one wrong figure does not hold back the others; on a move that does not
ask for
values it is asked once, with None. A screen takes out, before the guards, what cannot be judged. An effect does the
subject's own
work when a move is made, in the same transaction. A term answers when an assignment is due where the pack says `by: …`.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from db.items import Item
from db.journal import Entry
from resolvers.county import County
from resolvers.definitions import FlowDefinition, Transition
from resolvers.policy import Held
from resolvers.refusals import Refused


@dataclass
class Act:
    """One move of one item: who makes it, when, by which post, with which inputs; what it changed is gathered in
    `entries`.
    """

    session: AsyncSession
    county: County
    item: Item
    flow: FlowDefinition
    transition: Transition
    person: int | None
    held: Held | None
    at: datetime
    inputs: Mapping[str, Any]
    refused: list[tuple[Any, Refused]] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    emptied: bool = False  # every element of a judged input was refused
    unchanged: bool = False  # the effect found all as it was: a move that stays in its state then leaves no trace
    result: dict[str, Any] = field(default_factory=dict)
    memo: dict[str, Any] = field(default_factory=dict)  # what several guards of one act read once

    @property
    def today(self) -> date:
        """The county's day of the act."""
        return self.county.today(self.at)

    @property
    def post_id(self) -> int | None:
        """The post the person acts by."""
        return self.held.post_id if self.held else None


GuardFunction = Callable[..., Awaitable[Mapping[str, Any] | None]]
Effect = Callable[[Act], Awaitable[None]]
TermFunction = Callable[[AsyncSession, County, Item, datetime], Awaitable[datetime | None]]


@dataclass(frozen=True)
class Guard:
    """A registered guard. `needs` names the inputs without which it cannot be asked yet."""

    function: GuardFunction
    each: str | None
    needs: tuple[str, ...]

    def by_element(self, transition: Transition) -> str | None:
        """The input whose elements it is asked for one by one on this transition; None: once for the act (with
        element None).
        """
        return self.each if self.each in transition.asks or self.each in transition.may_ask else None

    def must_wait(self, transition: Transition) -> bool:
        """Whether it rests on an input that this transition asks for, so that it cannot be answered before the move
        is made.
        """
        return any(name in transition.asks or name in transition.may_ask for name in self.needs)


GUARDS: dict[str, Guard] = {}
SCREENS: dict[tuple[str, str], Effect] = {}
EFFECTS: dict[tuple[str, str], Effect] = {}
TERMS: dict[str, TermFunction] = {}


def guard(
    code: str, *, each: str | None = None, needs: tuple[str, ...] = ()
) -> Callable[[GuardFunction], GuardFunction]:
    """Register a guard by its name in guards.csv."""

    def register(function: GuardFunction) -> GuardFunction:
        GUARDS[code] = Guard(function, each, (each, *needs) if each else needs)
        return function

    return register


def screen(flow: str, *events: str) -> Callable[[Effect], Effect]:
    """Register what a subject takes out of the inputs, refused by itself, before the guards judge what is left."""

    def register(function: Effect) -> Effect:
        for event in events:
            SCREENS[flow, event] = function
        return function

    return register


def effect(flow: str, *events: str) -> Callable[[Effect], Effect]:
    """Register what a subject does when one of these events of its flow happens."""

    def register(function: Effect) -> Effect:
        for event in events:
            EFFECTS[flow, event] = function
        return function

    return register


def term(code: str) -> Callable[[TermFunction], TermFunction]:
    """Register when a term of the pack's `limits` ends, where the subject knows it."""

    def register(function: TermFunction) -> TermFunction:
        TERMS[code] = function
        return function

    return register


async def ask_whole(registered: Guard, act: Act) -> Mapping[str, Any] | None:
    """Ask a guard once for the act; those that judge elements are told that there is none."""
    return await (registered.function(act, None) if registered.each else registered.function(act))
