"""The verbs by which a township asks its villages: ask, answer, take over.

What a village answers is on record as its own figure (source VILLAGE), and enters no sum: the township states its
figure itself, or takes over the sum of what the villages answered, which is then its own word.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.items import Item
from db.organisation import Area
from db.statistics import Fact, FactPeriod, VillageQuestion
from resolvers.county import County
from resolvers.flow import Wanted, move
from resolvers.refusals import RefusalCode, Refused, Wording, bad_input, not_found
from resolvers.statistics.book import Catalogue, catalogue
from resolvers.statistics.catalogue import OverSpace
from resolvers.statistics.stating import Stated, state_facts, state_figures_of
from resolvers.statistics.typed import Typed
from resolvers.terms import due_on_day

_NOT_ASKED = Wording(
    "{indicator}没有要求村(社区)答数",
    "No village was asked for {indicator}",
    "先转村(社区)核实,或由乡镇直接填报",
    "Ask the villages first, or state it yourself",
)
_NOT_ANSWERED = Wording(
    "{indicator}还有{n}个村(社区)未答数:{villages}",
    "{n} villages have not answered {indicator} yet: {villages}",
    "待其答数,或由乡镇直接填报",
    "Wait for them, or state it yourself",
)
_NO_SUM = Wording(
    "{indicator}不能由各村相加",
    "{indicator} is no sum of the villages'",
    "由乡镇直接填报",
    "State it yourself",
)
_MOST_NAMED = 5  # villages in one sentence


@dataclass(frozen=True)
class Cell:
    """A figure asked of villages: of those named, or of all of the township."""

    code: str
    villages: tuple[int, ...] = ()


@dataclass
class _Answers:
    """What the villages asked for one indicator have answered: by village, and the names of those that have not."""

    values: list[Decimal] = field(default_factory=list)
    lacking: list[dict[str, str]] = field(default_factory=list)


async def ask_villages(
    session: AsyncSession,
    county: County,
    person: int,
    item_id: UUID,
    cells: Sequence[Cell],
    due_on: date,
    at: datetime,
    *,
    revision: int | None = None,
) -> Item:
    """Hand figures of a township's period down to villages, to be answered until a day's close; asked again, a village
    has the new day. Their secretaries may read the item from now on, and are told.
    """
    term = due_on_day(due_on, county.calendar).isoformat()
    asked = [{"indicator": cell.code, "villages": list(cell.villages)} for cell in cells]
    wanted = [Wanted(item_id, revision)]
    moved = await move(
        session, county, person, wanted, "ASK_VILLAGES", {"cells": asked, "term": term}, at, together=True
    )
    return moved.items[0]


async def answer_village(
    session: AsyncSession, county: County, person: int, item_id: UUID, figures: Sequence[Typed], at: datetime
) -> Stated:
    """State figures of the person's own village that the township asked for; each is accepted or refused by itself,
    and the same value again changes nothing. It may be done until the township has finished.
    """
    return await state_figures_of(session, county, person, item_id, "ANSWER_VILLAGE", figures, {}, at, None)


async def take_over_villages(
    session: AsyncSession,
    county: County,
    person: int,
    item_id: UUID,
    indicators: Sequence[str],
    at: datetime,
    *,
    revision: int | None = None,
) -> Stated:
    """State, as the township's own figures, the sums of what the villages asked have answered.

    Refused by itself is an indicator for which no village was asked, one that a village has not answered yet (missing
    is not zero), and one that is no sum over areas; and what `state_facts` refuses.
    """
    if await session.scalar(select(FactPeriod.item_id).where(FactPeriod.item_id == item_id)) is None:
        raise not_found("此报告期", "The period")
    known = await catalogue(session, county)
    answers = await _answers(session, known, item_id)
    sums: list[Typed] = []
    refused: list[tuple[Typed, Refused]] = []
    for code in dict.fromkeys(indicators):
        refusal = _unsummed(known, code, answers.get(code))
        if refusal is None:
            sums.append(Typed(code, str(sum(answers[code].values))))
        else:
            refused.append((Typed(code, ""), refusal))
    if not sums:
        if not refused:
            raise bad_input("请指明指标", "Name the indicators", "indicators")
        raise refused[0][1]
    stated = await state_facts(session, county, person, item_id, sums, at, revision=revision)
    stated.refused = refused + stated.refused
    return stated


def _unsummed(known: Catalogue, code: str, answers: _Answers | None) -> Refused | None:
    path = ("indicators", code)
    if code not in known.rows or answers is None:
        values = {"indicator": known.name(code) if code in known.rows else code}
        return Refused(RefusalCode.NOT_ASKED, values, path, _NOT_ASKED)
    values = {"indicator": known.name(code)}
    if known.indicators[code].over_space is not OverSpace.SUM:
        return Refused(RefusalCode.NOT_ALLOWED, values, path, _NO_SUM)
    if answers.lacking:
        named = {"n": len(answers.lacking), "villages": answers.lacking[:_MOST_NAMED]}
        return Refused(RefusalCode.MISSING, {**values, **named}, path, _NOT_ANSWERED)
    return None


async def _answers(session: AsyncSession, known: Catalogue, item_id: UUID) -> dict[str, _Answers]:
    """What was asked and answered in a period, by indicator, read in one statement."""
    q = VillageQuestion
    same = and_(Fact.indicator_id == q.indicator_id, Fact.area_id == q.area_id, Fact.period_id == FactPeriod.period_id)
    query = (
        select(q.indicator_id, Area.name_zh, Area.name_en, Fact.value)
        .join(FactPeriod, FactPeriod.item_id == q.item_id)
        .join(Area, Area.id == q.area_id)
        .outerjoin(Fact, and_(same, Fact.latest, Fact.source == "VILLAGE"))
        .where(q.item_id == item_id)
        .order_by(q.indicator_id, Area.ordinal)
    )
    return _gathered(known, await session.execute(query))


def _gathered(known: Catalogue, rows: Iterable[tuple[int, str, str, Decimal | None]]) -> dict[str, _Answers]:
    found: dict[str, _Answers] = {}
    for indicator, zh, en, value in rows:
        answers = found.setdefault(known.by_id[indicator].code, _Answers())
        if value is None:
            answers.lacking.append({"zh": zh, "en": en})
        else:
            answers.values.append(value)
    return found
