"""Small flows for the tests of the interpreter, put beside those of the tiny county."""

import itertools
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from uuid import UUID

import pytest

from db.organisation import Flow
from db.statistics import RegisterPeriod
from resolvers.acts import GUARDS, Act, Guard
from resolvers.county import GuardWords
from resolvers.definitions import FlowDefinition
from resolvers.flow import open_item
from resolvers.refusals import RefusalCode, Wording
from tests.hub import Hub

HUB = {"hub": True}
RECORDER = {"power": "ENTER_FACT", "of": "unit"}
REEVE = {"power": "CONFIRM_FACTS", "of": "unit"}
months = itertools.cycle(range(201801, 201813))  # a unit has one register period a month: each toy takes the next
WORDS = Wording("不行:{why}", "No: {why}", "等一等", "Wait")


def step(start: str, event: str, to: str, by: Mapping[str, Any] = RECORDER, **more: Any) -> dict[str, Any]:
    """One transition."""
    name = {"from": start, "event": event, "name_zh": event, "to": to, "by": dict(by)}
    return {**name, "guards": [], "asks": [], **more}


def toy(*steps: dict[str, Any], code: str = "TOY", **more: Any) -> dict[str, Any]:
    """A flow whose states are those of its steps; it begins in the first one's, and states named END are final."""
    names = dict.fromkeys(name for one in steps for name in (one["from"], one["to"]))
    states = [{"code": name, "name_zh": name, "kind": "final" if name == "END" else "open"} for name in names]
    head = {"code": code, "version": 1, "subject": "statistics", "name_zh": "玩具", "name_en": "Toy"}
    return {**head, "initial": steps[0]["from"], "opened_by": RECORDER, "states": states, "transitions": steps, **more}


async def install(hub: Hub, definition: dict[str, Any]) -> FlowDefinition:
    """Put a flow beside those of the county."""
    row = Flow(
        code=definition["code"],
        version=definition["version"],
        subject=definition["subject"],
        name_zh=definition["name_zh"],
        name_en=definition["name_en"],
        definition=dict(definition),
        hash=definition["code"],
    )
    async with hub.database.as_hub() as session:
        session.add(row)
        await session.flush()
        made = FlowDefinition.read(row.id, definition, hub.county.flow_tables)
    hub.county.flows[made.id] = made  # type: ignore[index]
    hub.county.latest_flows[made.code] = made
    return made


async def begin(hub: Hub, person: str | None = "P08", unit: str = "NV", code: str = "TOY") -> UUID:
    """Open an item of a toy flow in a unit, as a person or as the hub itself."""
    area = hub.county.unit_by_code[unit].area_id
    unit_id = hub.units[unit]
    row = RegisterPeriod(unit_id=unit_id, period_id=next(months))
    readers = [hub.county.readers["UNIT", unit_id]]

    async def opening(session: Any, county: Any, actor: int | None) -> UUID:
        common: dict[str, Any] = {
            "kind": code,
            "title": "A toy",
            "unit_id": unit_id,
            "area_id": area,
            "readers": readers,
            "row": row,
        }
        return (await open_item(session, county, code, at=hub.clock(), person=actor, **common)).id

    if person is not None:
        opened: UUID = await hub.as_(person).does(opening)
        return opened
    async with hub.database.as_hub() as session:
        return await opening(session, hub.county, None)


def add_guard(
    hub: Hub,
    monkeypatch: pytest.MonkeyPatch,
    code: str,
    function: Callable[..., Awaitable[Mapping[str, Any] | None]],
    each: str | None = None,
) -> None:
    """Register a guard for one test, with words for its refusal."""
    monkeypatch.setitem(GUARDS, code, Guard(function, each, (each,) if each else ()))
    monkeypatch.setitem(hub.county.guards, code, GuardWords(RefusalCode.NOT_ALLOWED, WORDS, {}))


async def always(act: Act) -> None:
    """A guard that lets everything pass."""


async def never(act: Act) -> dict[str, str]:
    """A guard that lets nothing pass."""
    return {"why": "never"}
