"""What is asked of a township: the facts that only it can state, with what it stated last, and what is found about
them now.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from db.statistics import Ask, Explanation, Fact, FactPeriod
from resolvers.county import County
from resolvers.statistics.book import Book, Catalogue, Known, catalogue, read_book
from resolvers.statistics.calculate import Calculator
from resolvers.statistics.catalogue import SourceKind
from resolvers.statistics.findings import Finding
from resolvers.statistics.periods import Period


@dataclass(frozen=True)
class FoundNow:
    """A finding about a figure as it stands, and the words that explain it; None: not explained."""

    finding: Finding
    words: str | None

    @property
    def warning(self) -> str:
        """The key under which words for it are given."""
        return self.finding.rule or "BOUNDS"


@dataclass(frozen=True)
class Question:
    """One fact that only the township can state: what is on record, last period's and last year's, what is found."""

    code: str
    area_id: int
    period: Period
    due_on: date
    form_ids: tuple[int, ...]
    fact: Known | None
    last_period: Known | None
    last_year: Known | None
    found: tuple[FoundNow, ...]


@dataclass(frozen=True)
class AskedPeriod:
    """A township's period with its questions in the order of the catalogue, and what the hub answers by itself.

    `answered_by_hub` counts the asked facts that registers, formulas and records of the hub answer already;
    `waits_for` are the
    units whose registers are still missing.
    """

    item_id: UUID
    area_id: int
    period: Period
    questions: tuple[Question, ...]
    answered_by_hub: int
    waits_for: tuple[int, ...]
    rest: tuple[str, ...] = field(default=())

    @property
    def asked(self) -> int:
        """How many facts the township states itself."""
        return len(self.questions)

    @property
    def answered(self) -> int:
        """How many of them are stated."""
        return sum(question.fact is not None for question in self.questions)


async def asked_periods(
    session: AsyncSession | AsyncConnection, county: County, item_ids: Sequence[UUID]
) -> list[AskedPeriod]:
    """The questions of some townships' periods, soonest due first; periods that the asker may not see are left out."""
    known = await catalogue(session, county)
    rows = await session.execute(
        select(FactPeriod.item_id, FactPeriod.area_id, FactPeriod.period_id).where(FactPeriod.item_id.in_(item_ids))
    )
    found = [await _asked(session, county, known, *row) for row in rows]
    return sorted(found, key=lambda asked: (min((q.due_on for q in asked.questions), default=date.max), asked.period))


async def _asked(
    session: AsyncSession | AsyncConnection,
    county: County,
    known: Catalogue,
    item_id: UUID,
    area_id: int,
    period_id: int,
) -> AskedPeriod:
    period = Period(period_id)
    book = await read_book(session, known, [area_id, known.county_area], period)
    asks = {
        known.by_id[row.indicator_id].code: row
        for row in await session.execute(
            select(Ask.indicator_id, Ask.source_kind, Ask.due_on, Ask.form_ids).where(Ask.period_id == period_id)
        )
    }
    own = [code for code in known.indicators if code in asks and asks[code].source_kind == SourceKind.TOWNSHIP.value]
    words = await words_given(session, known, [area_id], period_id)
    calculator = book.calculator()
    findings = book.findings(area_id, [code for code in own if book.fact(code, area_id)], calculator)
    questions = tuple(
        Question(
            code,
            area_id,
            period,
            asks[code].due_on,
            tuple(asks[code].form_ids),
            book.fact(code, area_id),
            book.fact(code, area_id, period.previous),
            book.fact(code, area_id, period.last_year),
            touching(code, area_id, findings, words),
        )
        for code in own
    )
    others = [code for code in known.indicators if code in asks and code not in own]
    registered = await _registered(session, known, area_id, period_id)
    registers = {code for code in others if asks[code].source_kind == SourceKind.REGISTER.value}
    lacking = [
        code
        for code in others
        if not (code in registered if code in registers else _known(book, calculator, code, area_id))
    ]
    waits = {known.rows[code].responsible_id for code in lacking if code in registers}
    units = tuple(sorted(county.unit_in_force(unit, period.last_on).id for unit in waits))
    return AskedPeriod(item_id, area_id, period, questions, len(others) - len(lacking), units, tuple(lacking))


def _known(book: Book, calculator: Calculator, code: str, area_id: int) -> bool:
    area = area_id if book.catalogue.county_area not in book.catalogue.areas_for(code) else book.catalogue.county_area
    return book.fact(code, area) is not None or calculator.value(code, area, book.period) is not None


async def _registered(
    session: AsyncSession | AsyncConnection, known: Catalogue, area_id: int, period_id: int
) -> set[str]:
    """The codes whose register figure for an area (or the county) is stated: what is only loaded is no word yet."""
    query = select(Fact.indicator_id, Fact.area_id).where(
        Fact.period_id == period_id,
        Fact.area_id.in_([area_id, known.county_area]),
        Fact.status == "CONFIRMED",
    )
    found = {(known.by_id[indicator].code, area) for indicator, area in await session.execute(query)}
    return {code for code, area in found if area == area_id or area in known.areas_for(code)}


Words = dict[tuple[str, int, str], str]


def touching(code: str, area_id: int, findings: Sequence[Finding], words: Words) -> tuple[FoundNow, ...]:
    """The findings about an area that are shown with a figure: its own, and those of rules that name it."""
    shown = [f for f in findings if f.indicator == code or any(mention.code == code for mention in f.mentions)]
    return tuple(FoundNow(f, words.get((f.indicator, area_id, f.rule or "BOUNDS"))) for f in shown)


async def words_given(
    session: AsyncSession | AsyncConnection, known: Catalogue, areas: Sequence[int], period_id: int
) -> Words:
    """The words on record for warnings of a period, by indicator, area and warning; the newest of each."""
    query = (
        select(Explanation.indicator_id, Explanation.area_id, Explanation.warning, Explanation.words)
        .where(Explanation.area_id.in_(areas), Explanation.period_id == period_id)
        .order_by(Explanation.given_at)
    )
    rows = await session.execute(query)
    return {(known.by_id[row.indicator_id].code, row.area_id, row.warning): row.words for row in rows}
