"""The county as verbs need it: units, posts, powers, flows, guards' words, calendar and limits, read once per loaded
pack and kept.

A pack's load changes the row `pack` of `settings`; the copy kept here is dropped then. Who holds which post today is
not kept:
it is asked of the database for each act (resolvers/policy.py).
"""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import URL, Row, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from db.connection import Database
from db.organisation import CalendarDay, Flow, Guard, Position, PositionPower, Post, Power, Reader, Setting, Unit
from resolvers.definitions import FlowDefinition
from resolvers.refusals import RefusalCode, Refused, Wording
from resolvers.terms import DayKind, WorkingCalendar

DELEGATED = "DELEGATED"


@dataclass(frozen=True)
class UnitFacts:
    """What the interpreter needs of a unit."""

    id: int
    code: str
    name_zh: str
    name_en: str
    kind: str
    parent_id: int | None
    area_id: int
    valid_from: date | None
    valid_to: date | None
    predecessor_id: int | None

    @property
    def name(self) -> dict[str, str]:
        """Its name in both languages, for sentences."""
        return {"zh": self.name_zh, "en": self.name_en}


@dataclass(frozen=True)
class PostFacts:
    """What the interpreter needs of a post: where it is, its powers as (power, scope), what it sees."""

    id: int
    code: str
    unit_id: int
    area_id: int | None
    name_zh: str
    name_en: str
    powers: frozenset[tuple[str, str]]
    sees: frozenset[str]


@dataclass(frozen=True)
class GuardWords:
    """A guard's refusal: its code and sentences."""

    code: RefusalCode
    wording: Wording
    parameters: Mapping[str, Any]


class County:
    """One loaded pack. Everything here is read-only."""

    def __init__(
        self,
        *,
        facts: Mapping[str, Any],
        flow_tables: Mapping[str, Any],
        units: Mapping[int, UnitFacts],
        posts: Mapping[int, PostFacts],
        readers: Mapping[tuple[str, int], int],
        calendar: WorkingCalendar,
        flows: Mapping[int, FlowDefinition],
        guards: Mapping[str, GuardWords],
    ) -> None:
        """Keep what `load` read."""
        self.facts = facts
        self.flow_tables = flow_tables
        self.units = units
        self.posts = posts
        self.readers = readers
        self.calendar = calendar
        self.flows = flows
        self.guards = guards
        self.unit_by_code = {unit.code: unit for unit in units.values()}

    @property
    def zone(self) -> ZoneInfo:
        """The county's time zone."""
        return self.calendar.hours.zone

    def today(self, at: datetime) -> date:
        """The county's day of a moment."""
        return at.astimezone(self.zone).date()

    @cached_property
    def latest_flows(self) -> dict[str, FlowDefinition]:
        """The newest version of each flow, by code."""
        ordered = sorted(self.flows.values(), key=lambda flow: flow.version)
        return {flow.code: flow for flow in ordered}

    def constant(self, name: str) -> UnitFacts:
        """The unit that a constant of the pack names: committee, government, county_statistics."""
        return self.unit_by_code[self.flow_tables["constants"][name]]

    def family(self, unit_id: int, today: date) -> frozenset[int]:
        """The unit, those it followed, and, where it has ended, those that followed it: who answers for its papers
        today.
        """
        successors, todo = {unit_id}, [unit_id]
        while todo:
            unit = self.units[todo.pop()]
            if unit.valid_to is not None and unit.valid_to < today:
                new = [u.id for u in self.units.values() if u.predecessor_id == unit.id and u.id not in successors]
                successors.update(new)
                todo.extend(new)
        family, todo = set(successors), list(successors)
        while todo:
            before = self.units[todo.pop()].predecessor_id
            if before is not None and before not in family:
                family.add(before)
                todo.append(before)
        return frozenset(family)

    def unit_in_force(self, unit_id: int, today: date) -> UnitFacts:
        """The unit itself, or the one that followed it where it has ended."""
        living = [
            u
            for u in map(self.units.__getitem__, self.family(unit_id, today))
            if u.valid_to is None or u.valid_to >= today
        ]
        return max(living, key=lambda unit: unit.valid_from or date.min, default=self.units[unit_id])

    def posts_with(self, power: str, units: frozenset[int], *, village: int | None = None) -> list[PostFacts]:
        """The posts of these units whose position carries a power (not only by delegation); of a village alone when
        one is named.
        """
        return [
            post
            for post in self.posts.values()
            if post.unit_id in units
            and (village is None or post.area_id == village)
            and any(p == power and scope != DELEGATED for p, scope in post.powers)
        ]

    def refusal(self, guard: str, values: Mapping[str, Any], *path: str) -> Refused:
        """The refusal of a guard with the values its sentence names."""
        words = self.guards[guard]
        return Refused(words.code, values, path, words.wording, guard)


PACK = select(Setting.value).where(Setting.name == "pack").scalar_subquery()
_kept: OrderedDict[tuple[str, str], County] = OrderedDict()
_KEEP = 8  # databases at once: a server has one, the tests several


async def county(session: AsyncSession | AsyncConnection) -> County:
    """The county of a session's database, from memory while its pack is the same."""
    bind = session.bind if isinstance(session, AsyncSession) else session
    assert bind is not None
    engine = bind.engine if isinstance(bind, AsyncConnection) else bind
    pack = await session.scalar(select(PACK))
    if pack is None:
        raise Refused(RefusalCode.NOT_FOUND, {"what": {"zh": "县情数据包", "en": "a county pack"}})
    key = _key(engine.url, pack)
    if key not in _kept:
        _kept[key] = await _read(session)
        while len(_kept) > _KEEP:
            _kept.popitem(last=False)
    return _kept[key]


def kept_county(database: Database, pack: Mapping[str, Any]) -> County | None:
    """The county of what a reader found in `PACK`, where it is in memory."""
    return _kept.get(_key(database.app.url, pack))


def _key(url: URL, pack: Mapping[str, Any]) -> tuple[str, str]:
    return str(url), str(sorted(pack.items()))  # the year and the loader belong to what was loaded


async def _read(session: AsyncSession | AsyncConnection) -> County:
    settings: dict[str, Any] = {
        name: value for name, value in await session.execute(select(Setting.name, Setting.value))
    }
    days = {day: DayKind(kind) for day, kind in await session.execute(select(CalendarDay.on_date, CalendarDay.kind))}
    tables = settings["flow_tables"]
    return County(
        facts=settings["county"],
        flow_tables=tables,
        units={row.id: UnitFacts(**row._mapping) for row in await session.execute(_UNITS)},
        posts=await _posts(session),
        readers={
            _reader_key(row): row.id
            for row in await session.execute(_READERS)
            if row.kind in ("UNIT", "POST", "PERSON")
        },
        calendar=WorkingCalendar(days),
        flows={
            flow_id: FlowDefinition.read(flow_id, definition, tables)
            for flow_id, definition in await session.execute(select(Flow.id, Flow.definition))
        },
        guards={row.code: _guard(row) for row in await session.execute(_GUARDS)},
    )


_UNITS = select(
    Unit.id,
    Unit.code,
    Unit.name_zh,
    Unit.name_en,
    Unit.kind,
    Unit.parent_id,
    Unit.area_id,
    Unit.valid_from,
    Unit.valid_to,
    Unit.predecessor_id,
)
_READERS = select(Reader.id, Reader.kind, Reader.unit_id, Reader.post_id, Reader.person_id)
_GUARDS = select(
    Guard.code,
    Guard.refusal_code,
    Guard.message_zh,
    Guard.message_en,
    Guard.remedy_zh,
    Guard.remedy_en,
    Guard.parameters,
)
_POSTS = select(
    Post.id, Post.code, Post.unit_id, Post.area_id, Post.position_id, Position.name_zh, Position.name_en, Position.sees
).join(Position, Position.id == Post.position_id)
_POWERS = select(PositionPower.position_id, Power.code, PositionPower.scope).join(
    Power, Power.id == PositionPower.power_id
)


def _reader_key(row: Any) -> tuple[str, int]:
    return row.kind, row.unit_id or row.post_id or row.person_id


def _guard(row: Row[Any]) -> GuardWords:
    wording = Wording(row.message_zh, row.message_en, row.remedy_zh, row.remedy_en or row.remedy_zh)
    return GuardWords(RefusalCode(row.refusal_code), wording, row.parameters)


async def _posts(session: AsyncSession | AsyncConnection) -> dict[int, PostFacts]:
    powers: dict[int, set[tuple[str, str]]] = {}
    for position, power, scope in await session.execute(_POWERS):
        powers.setdefault(position, set()).add((power, scope))
    return {
        row.id: PostFacts(
            row.id,
            row.code,
            row.unit_id,
            row.area_id,
            row.name_zh,
            row.name_en,
            frozenset(powers.get(row.position_id, ())),
            frozenset(row.sees),
        )
        for row in await session.execute(_POSTS)
    }
