"""Writes a checked county pack into the database, as hub_system, in one transaction; again changes only what differs.

Keys stay stable by code. A row that the pack no longer holds is ended, never deleted, and refused while open items are
its own. Tables that only spell out another row (powers of a position, fields of a form, what is asked) follow the pack.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Table, func, inspect, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from db.base import Row
from db.connection import Database
from db.forms import FormVersion
from db.items import Item
from db.journal import Entry, write
from db.organisation import (
    Area,
    CalendarDay,
    Definition,
    Flow,
    Guard,
    Person,
    Portfolio,
    Position,
    PositionPower,
    Post,
    Power,
    Reader,
    Setting,
    Unit,
)
from db.statistics import Ask, Form, FormField, Indicator, Period
from resolvers.pack import catalogue, records
from resolvers.pack.appointments import appoint
from resolvers.pack.check import check_pack
from resolvers.pack.merge import Count, end_others, keys_by_code, merge, merge_linked
from resolvers.pack.problems import Problem, RefusedPack, fault
from resolvers.pack.read import Pack, digest_of, read_pack
from resolvers.statistics.asking import work_out_asks
from resolvers.terms import DayKind, WorkingCalendar

# Raise it when the loader writes something else from the same files, so that an unchanged pack is loaded again.
LOADER = 2
TREE = {"parent_id": "parent", "predecessor_id": "predecessor"}


@dataclass(frozen=True)
class Loaded:
    """What a load did, by table; `changed` is false when the database already said what the pack says."""

    counts: Mapping[str, Count]

    @property
    def changed(self) -> bool:
        """Whether any row was written."""
        return any(count.changed for count in self.counts.values())


def table(row: type[Row]) -> Table:
    """The table of a row class."""
    found = inspect(row).local_table
    assert isinstance(found, Table)
    return found


async def is_loaded(session: AsyncSession, digest: str, today: date) -> bool:
    """Whether the pack with this digest (`digest_of`) was the last one loaded, by this loader, in this year."""
    last = await session.scalar(select(Setting.value).where(Setting.name == "pack"))
    return last is not None and last == _stamp(digest, last.get("code"), today)


def _stamp(digest: str, code: Any, today: date) -> dict[str, Any]:
    # A new year brings new periods and what is asked for them, so the year belongs to what was loaded.
    return {"code": code, "hash": digest, "loader": LOADER, "year": today.year}


async def load_folder(database: Database, folder: Path) -> Loaded:
    """Load the pack in a folder unless it is loaded already; what a start of the hub calls. Raises RefusedPack."""
    at = database.clock()
    async with database.as_hub() as session:
        if await is_loaded(session, digest_of(folder), at.date()):
            return Loaded({})
        return await load_pack(session, read_pack(folder), at)


async def load_pack(session: AsyncSession, pack: Pack, at: datetime) -> Loaded:
    """Load a pack at a moment; the caller's session is that of hub_system and commits or rolls back.

    Raises RefusedPack, with every problem, for a pack that does not pass its check, for a flow that changed without a
    higher version, and for a unit, area or flow taken out while open items are its own.
    """
    problems = check_pack(pack)
    if problems:
        raise RefusedPack(problems)
    await session.execute(text("select pg_advisory_xact_lock(7406283)"))
    await _refuse_unsafe(session, pack)
    today = at.astimezone(ZoneInfo(pack.county.time_zone)).date()
    loading = _Loading(session, pack, today)
    await loading.organisation()
    await loading.rules()
    await loading.figures()
    await loading.facts_of_county()
    loaded = Loaded(loading.counts)
    if loaded.changed:
        written = {name: vars_of(count) for name, count in loaded.counts.items() if count.changed}
        payload = {"code": pack.county.code, "hash": pack.digest, "changed": written}
        entries = [Entry(payload=payload)]
        await write(
            session, at=at, actor=None, for_post=None, subject="organisation", verb="pack.loaded", entries=entries
        )
    return loaded


def vars_of(count: Count) -> dict[str, int]:
    """The numbers of a count that are not zero."""
    names = ("inserted", "updated", "ended")
    return {name: number for name in names if (number := getattr(count, name))}


async def _refuse_unsafe(session: AsyncSession, pack: Pack) -> None:
    problems = [problem async for problem in _changed_flows(session, pack)]
    for row, file, known in (
        (Unit, "units.csv", {unit.code for unit in pack.units}),
        (Area, "areas.csv", {area.code for area in pack.areas}),
        (Flow, "workflows.yaml", {flow.code for flow in pack.workflows.flows}),
    ):
        problems += [problem async for problem in _gone_in_use(session, row, file, known)]
    if problems:
        raise RefusedPack(problems)


async def _changed_flows(session: AsyncSession, pack: Pack) -> Any:
    """Items keep the version they began under, so a version is never written anew."""
    known = {(code, version): hash_ for code, version, hash_ in await session.execute(_VERSIONS)}
    newest = {code: version for code, version in sorted(known)}
    for flow, record in zip(pack.workflows.flows, records.flows(pack), strict=True):
        before = known.get((flow.code, flow.version))
        if before is not None and before != record["hash"]:
            yield fault(flow, f"{flow.code} differs from what was loaded as version {flow.version}", _RAISE)
        elif flow.version < newest.get(flow.code, 0):
            yield fault(flow, f"version {newest[flow.code]} of {flow.code} was loaded already", _RAISE)


_VERSIONS = select(Flow.code, Flow.version, Flow.hash)
_RAISE = "Raise the version of the flow"


async def _gone_in_use(session: AsyncSession, row: Any, file: str, known: set[str]) -> Any:
    refers = {Unit: Item.unit_id, Area: Item.area_id, Flow: Item.flow_id}[row]
    gone = (
        select(row.code, func.count())
        .join(Item, refers == row.id)
        .where(Item.closed_at.is_(None), row.code.not_in(known))
        .group_by(row.code)
    )
    for code, items in await session.execute(gone):
        yield Problem(
            file, 1, f"{code} was taken out, and {items} open items are its own", "Keep it until they are closed"
        )


class _Loading:
    """One load: the tables in the order in which they refer to each other."""

    def __init__(self, session: AsyncSession, pack: Pack, today: date) -> None:
        self.session, self.pack, self.today = session, pack, today
        self.counts: dict[str, Count] = {}

    async def _merge(self, row: type[Row], key: list[str], rows: list[records.Record], *, exact: bool = False) -> None:
        self._add(row, await merge(self.session, table(row), key, rows, exact=exact))

    async def _keyed(self, row: type[Row], rows: list[records.Record]) -> dict[str, int]:
        await self._merge(row, ["code"], rows)
        return await keys_by_code(self.session, table(row))

    async def _tree(self, row: type[Row], rows: list[records.Record]) -> dict[str, int]:
        count, keys = await merge_linked(self.session, table(row), rows, TREE)
        self._add(row, count)
        await self._end(row, rows)
        return keys

    async def _end(self, row: type[Row], rows: list[records.Record]) -> None:
        yesterday = self.today - timedelta(days=1)
        self._add(row, await end_others(self.session, table(row), [one["code"] for one in rows], yesterday))

    def _add(self, row: type[Row], count: Count) -> None:
        name = row.__tablename__
        self.counts[name] = self.counts.get(name, Count()) + count

    async def organisation(self) -> None:
        """Areas, units, powers, positions, people, posts, appointments, portfolios, and their numbers as readers."""
        pack = self.pack
        area_keys = await self._tree(Area, records.areas(pack))
        self.unit_keys = await self._tree(Unit, records.units(pack, area_keys))
        power_keys = await self._keyed(Power, records.powers(pack))
        position_keys = await self._keyed(Position, records.positions(pack))
        held = records.position_powers(pack, position_keys, power_keys)
        await self._merge(PositionPower, ["position_id", "power_id", "scope"], held, exact=True)
        person_keys = await self._keyed(Person, records.people(pack))
        post_keys = await self._keyed(Post, records.posts(pack, position_keys, self.unit_keys, area_keys))
        self.counts["appointments"] = await appoint(self.session, pack, post_keys, person_keys, self.today)
        portfolios = records.portfolios(pack, person_keys, self.unit_keys)
        await self._merge(Portfolio, ["person_id", "unit_id"], portfolios, exact=True)
        for kind, keys in (("UNIT", self.unit_keys), ("POST", post_keys), ("PERSON", person_keys)):
            name = f"{kind.lower()}_id"
            await self._merge(Reader, [name], [{"kind": kind, name: key} for key in sorted(keys.values())])

    async def rules(self) -> None:
        """Days off, guards' words, flows, and what has no table of its own."""
        await self._merge(CalendarDay, ["on_date"], records.calendar_days(self.pack), exact=True)
        await self._merge(Guard, ["code"], records.guards(self.pack))
        await self._merge(Flow, ["code", "version"], records.flows(self.pack))
        await self._merge(Definition, ["kind", "code"], records.definitions(self.pack), exact=True)

    async def figures(self) -> None:
        """The catalogue, the forms, the periods, and what is asked."""
        pack, years = self.pack, catalogue.years(self.pack, self.today)
        indicators, forms = catalogue.indicators(pack, self.unit_keys), catalogue.forms(pack, self.unit_keys)
        indicator_keys = await self._keyed(Indicator, indicators)
        form_keys = await self._keyed(Form, forms)
        await self._end(Indicator, indicators)
        # What the form register approved is no pack's to end or to change.
        of_register = select(Form.code).join(FormVersion, FormVersion.form_id == Form.id)
        registered = await self.session.scalars(of_register)
        await self._end(Form, [*forms, *({"code": code} for code in registered)])
        fields = catalogue.form_fields(pack, form_keys, indicator_keys) + await self._registered_fields()
        await self._merge(FormField, ["form_id", "ordinal"], fields, exact=True)
        await self._merge(Period, ["id"], catalogue.periods(years))
        calendar = WorkingCalendar({row.date: DayKind(row.kind) for row in pack.holidays})
        self._add(Ask, await work_out_asks(self.session, calendar))

    async def _registered_fields(self) -> list[records.Record]:
        of_register = FormField.form_id.in_(select(FormVersion.form_id))
        rows = await self.session.execute(select(table(FormField)).where(of_register))
        return [dict(row._mapping) for row in rows]

    async def facts_of_county(self) -> None:
        """What is known about the county as a whole, and which pack this is."""
        stamp = _stamp(self.pack.digest, self.pack.county.code, self.today)
        settings = {"county": records.county(self.pack), "flow_tables": records.flow_tables(self.pack), "pack": stamp}
        await self._merge(Setting, ["name"], [{"name": name, "value": value} for name, value in settings.items()])


def lines(loaded: Loaded) -> Iterator[str]:
    """What a load did, a line for each table that it changed."""
    for name, count in loaded.counts.items():
        if count.changed:
            yield f"{name}: {', '.join(f'{number} {word}' for word, number in vars_of(count).items())}"
