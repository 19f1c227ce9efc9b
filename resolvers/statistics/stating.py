"""The verbs of township statistics: state, explain, finish, confirm, correct, and a department's register.

Each is a move of a flow with its inputs made ready: what people type is read here, what may be stated is judged by
the guards.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.items import Item
from db.statistics import Fact, FactCorrection, RegisterPeriod
from resolvers.acts import Act
from resolvers.county import County
from resolvers.flow import Moved, Wanted, advance, move
from resolvers.refusals import RefusalCode, Refused, Wording, bad_input, not_found
from resolvers.statistics import effects, form_effects, guards, report_moves  # noqa: F401 — they register what the flows need
from resolvers.statistics.book import catalogue
from resolvers.statistics.corrections import begin_correction
from resolvers.statistics.opening import township_unit
from resolvers.statistics.periods import Period
from resolvers.statistics.typed import Typed, read_typed

MOST_FIGURES = 2_000  # in one call: a department states a register of many indicators for all townships at once


@dataclass
class Stated:
    """What a statement did: the item, the ids of the new versions, and the figures refused, each by its place in the
    input.
    """

    item: Item
    facts: list[UUID] = field(default_factory=list)
    refused: list[tuple[Typed, Refused]] = field(default_factory=list)


async def state_facts(
    session: AsyncSession,
    county: County,
    person: int,
    item_id: UUID,
    figures: Sequence[Typed],
    at: datetime,
    *,
    revision: int | None = None,
) -> Stated:
    """State figures of a township's period; each is accepted or refused by itself, and the same value again changes
    nothing.
    """
    return await state_figures_of(session, county, person, item_id, "ENTER", figures, {}, at, revision)


async def revise_fact(
    session: AsyncSession,
    county: County,
    person: int,
    item_id: UUID,
    value: str,
    reason: str,
    explanation: str | None,
    at: datetime,
) -> Stated:
    """Give the corrected value of the fact that a correction is about, with its reason."""
    row = await session.get(FactCorrection, item_id)
    if row is None:
        raise not_found("此更正", "The correction")
    known = await catalogue(session, county)
    code = known.by_id[row.indicator_id].code
    inputs: dict[str, Any] = {"reason": reason.strip()}
    if explanation:
        inputs["explanation"] = [{"indicator": code, "warning": guards.EVERY, "words": explanation}]
    stated = await state_figures_of(
        session, county, person, item_id, "REVISE", [Typed(code, value, row.area_id)], inputs, at, None
    )
    if stated.refused:  # there is one figure alone: its refusal is the act's
        raise stated.refused[0][1]
    return stated


async def state_register(
    session: AsyncSession,
    county: County,
    person: int,
    period: Period,
    unit_id: int,
    figures: Sequence[Typed],
    at: datetime,
    *,
    final: bool,
    reason: str | None = None,
) -> Stated:
    """State a department's register figures of a period for all townships; `final`: they are the department's word at
    once. A reason is asked, and only then taken, where the department had given its word already.
    """
    query = select(RegisterPeriod.item_id).where(
        RegisterPeriod.period_id == period.id, RegisterPeriod.unit_id == unit_id
    )
    item_id = await session.scalar(query)
    if item_id is None:
        raise not_found("此报告期的登记数据", "The register of this period")
    state = await session.scalar(select(Item.state).where(Item.id == item_id))
    event = {"OPEN": "LOAD", "STATED": "RESTATE"}.get(state or "", "LOAD_AGAIN")
    inputs = {"reason": (reason or "").strip()} if event == "RESTATE" else {}
    stated = await state_figures_of(session, county, person, item_id, event, figures, inputs, at, None)
    if final and not stated.refused:
        await move(session, county, person, [Wanted(item_id)], "STATE", {}, at, together=True)
    return stated


async def state_figures_of(
    session: AsyncSession,
    county: County,
    person: int,
    item_id: UUID,
    event: str,
    figures: Sequence[Typed],
    inputs: Mapping[str, Any],
    at: datetime,
    revision: int | None,
) -> Stated:
    """Make the event of an item's flow that states figures, read as they were typed; what cannot be read is refused by
    itself.
    """
    if not 0 < len(figures) <= MOST_FIGURES:
        raise bad_input(f"一次须填1至{MOST_FIGURES}个数据", f"State 1 to {MOST_FIGURES} figures at once", "figures")
    item = await session.get(Item, item_id)
    if item is None:
        raise not_found("此事项", "The item")
    known = await catalogue(session, county)
    read, unread = read_typed(known, figures, item.area_id)
    result = Stated(item, refused=unread)
    if read:
        wanted = [Wanted(item_id, revision)]
        moved = await move(session, county, person, wanted, event, {**inputs, "values": read}, at, together=True)
        act = moved.acts[0]
        result.item, result.facts = act.item, act.result.get("facts", [])
        result.refused += [(figure.typed, refusal) for figure, refusal in act.refused]
    return result


async def explain_facts(
    session: AsyncSession,
    county: County,
    person: int,
    item_id: UUID,
    explanations: Sequence[Mapping[str, Any]],
    at: datetime,
) -> Item:
    """Give the words for warnings on figures of a period: indicator, warning (its key) and words each."""
    return (
        await move(
            session,
            county,
            person,
            [Wanted(item_id)],
            "EXPLAIN",
            {"explanation": list(explanations)},
            at,
            together=True,
        )
    ).items[0]


async def explain_register(
    session: AsyncSession,
    county: County,
    person: int,
    item_id: UUID,
    explanations: Sequence[Mapping[str, Any]],
    at: datetime,
) -> Item:
    """Give the words for warnings on a department's register figures: indicator, area, warning and words each."""
    inputs = {"explanation": list(explanations)}
    return (await move(session, county, person, [Wanted(item_id)], "EXPLAIN", inputs, at, together=True)).items[0]


async def finish_facts(
    session: AsyncSession, county: County, person: int, wanted: Sequence[Wanted], at: datetime
) -> Moved:
    """Hand one or several periods of a township to the head: all of them, or none with the first reason why not."""
    return await move(session, county, person, wanted, "FINISH", {}, at, together=True)


async def confirm_facts(
    session: AsyncSession, county: County, person: int, wanted: Sequence[Wanted], at: datetime
) -> Moved:
    """Confirm all facts of one or several periods in one act: all of them, or none with the first reason why not."""
    return await move(session, county, person, wanted, "CONFIRM", {}, at, together=True)


async def open_correction(
    session: AsyncSession,
    county: County,
    person: int,
    indicator: str,
    area_id: int,
    period: Period,
    words: str,
    at: datetime,
) -> Item:
    """Open the correction of a confirmed fact by the township that stated it, with words why. One correction of a
    fact at a time.
    """
    known = await catalogue(session, county)
    row = known.rows.get(indicator)
    unit = township_unit(county, area_id)
    fact = (
        None
        if row is None
        else await session.scalar(
            select(Fact).where(
                Fact.indicator_id == row.id, Fact.area_id == area_id, Fact.period_id == period.id, Fact.latest
            )
        )
    )
    if row is None or fact is None or unit is None:
        raise not_found("此数据", "The figure")
    if fact.status != "CONFIRMED" or fact.source != "TOWNSHIP":
        keeper = (
            county.units[row.responsible_id].name
            if row.source_kind != "TOWNSHIP"
            else {"zh": "填报页", "en": "the entry page"}
        )
        raise county.refusal("stated_by_this_area", {"owner": keeper})
    if not words.strip():
        raise bad_input("须写明更正理由", "Say why it is to be corrected", "words")
    await _require_no_correction(session, fact, f"{known.areas[area_id].name_en}, {period.label('en')}, {row.name_en}")
    item = await begin_correction(
        session, county, known, fact, asked_by=unit, words=words.strip(), at=at, person=person
    )
    await advance(session, county, item, at)
    return item


_ONE_AT_A_TIME = Wording(
    "此数据正在更正({title})",
    "This figure is being corrected already ({title})",
    "在该更正中办理",
    "Go on with that correction",
)


async def _require_no_correction(session: AsyncSession, fact: Fact, english: str) -> None:
    """Refuse with DUPLICATE while a correction of the fact is open; the fact's row is locked, so that of two at once
    the second sees the first. `english` names the figure for who does not read the item's Chinese title.
    """
    await session.execute(select(Fact.id).where(Fact.id == fact.id).with_for_update())
    same = [getattr(FactCorrection, name) == getattr(fact, name) for name in ("indicator_id", "area_id", "period_id")]
    query = select(Item.title).join(FactCorrection, FactCorrection.item_id == Item.id)
    title = await session.scalar(query.where(*same, Item.closed_at.is_(None)).limit(1))
    if title is not None:
        raise Refused(RefusalCode.DUPLICATE, {"title": {"zh": title, "en": english}}, ("indicator",), _ONE_AT_A_TIME)


def facts_of(acts: Sequence[Act]) -> int:
    """How many facts the acts stated or confirmed."""
    counts = (act.result.get("facts", 0) for act in acts)
    return sum(count if isinstance(count, int) else len(count) for count in counts)
