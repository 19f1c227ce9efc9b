"""What is asked of a township: the facts that only it can state, with what it stated last, and what is found about
them now.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from db.statistics import Ask, Explanation, Fact, FactPeriod
from resolvers.county import County
from resolvers.statistics.book import Book, Catalogue, Known, catalogue, read_books
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


Place = tuple[int, int]  # area and period


@dataclass(frozen=True)
class Ground:
    """What the questions of several periods rest on, each kind read for all of them in one statement."""

    calculator: Calculator
    asks: Mapping[int, Mapping[str, Ask]]
    words: Mapping[Place, Mapping[tuple[str, str], str]]
    registered: Mapping[Place, Set[str]]


async def asked_periods(
    session: AsyncSession | AsyncConnection, county: County, item_ids: Sequence[UUID]
) -> list[AskedPeriod]:
    """The questions of some townships' periods, soonest due first; periods that the asker may not see are left out."""
    known = await catalogue(session, county)
    query = select(FactPeriod.item_id, FactPeriod.area_id, FactPeriod.period_id)
    rows = (await session.execute(query.where(FactPeriod.item_id.in_(item_ids)))).all()
    if not rows:
        return []
    areas = {row.area_id for row in rows}
    books = await read_books(session, known, {*areas, known.county_area}, [Period(row.period_id) for row in rows])
    periods = {row.period_id for row in rows}
    ground = Ground(
        books[0].calculator(),
        await asks_of(session, known, periods),
        await words_of(session, known, areas, periods),
        await _registered(session, known, areas, periods),
    )
    found = [_asked(county, ground, book, row.item_id, row.area_id) for row, book in zip(rows, books, strict=True)]
    return sorted(found, key=lambda asked: (min((q.due_on for q in asked.questions), default=date.max), asked.period))


def _asked(county: County, ground: Ground, book: Book, item_id: UUID, area_id: int) -> AskedPeriod:
    known, period, asks = book.catalogue, book.period, ground.asks.get(book.period.id, {})
    own = [code for code in known.indicators if code in asks and asks[code].source_kind == SourceKind.TOWNSHIP.value]
    others = [code for code in known.indicators if code in asks and code not in own]
    registers = {code for code in others if asks[code].source_kind == SourceKind.REGISTER.value}
    registered = ground.registered.get((area_id, period.id), set())
    lacking = [
        code
        for code in others
        if not (code in registered if code in registers else _known(book, ground.calculator, code, area_id))
    ]
    waits = {known.rows[code].responsible_id for code in lacking if code in registers}
    units = tuple(sorted(county.unit_in_force(unit, period.last_on).id for unit in waits))
    questions = tuple(questions_of(ground, book, area_id, own))
    return AskedPeriod(item_id, area_id, period, questions, len(others) - len(lacking), units, tuple(lacking))


def questions_of(ground: Ground, book: Book, area_id: int, codes: Sequence[str]) -> Iterator[Question]:
    """The questions of an area for some codes, in their order, with what is found about those that are stated."""
    period, words = book.period, ground.words.get((area_id, book.period.id), {})
    findings = book.findings(area_id, [code for code in codes if book.fact(code, area_id)], ground.calculator)
    for code in codes:
        ask = ground.asks[period.id][code]
        now, last_period, last_year = (
            book.fact(code, area_id, at) for at in (period, period.previous, period.last_year)
        )
        found, forms = tuple(_touching(code, findings, words)), tuple(ask.form_ids)
        yield Question(code, area_id, period, ask.due_on, forms, now, last_period, last_year, found)


async def asks_of(
    session: AsyncSession | AsyncConnection, known: Catalogue, periods: Collection[int]
) -> dict[int, dict[str, Ask]]:
    """What forms ask for some periods, by period and code."""
    query = select(Ask.period_id, Ask.indicator_id, Ask.source_kind, Ask.due_on, Ask.form_ids)
    asks: dict[int, dict[str, Any]] = {}
    for row in await session.execute(query.where(Ask.period_id.in_(periods))):
        asks.setdefault(row.period_id, {})[known.by_id[row.indicator_id].code] = row
    return asks


def _known(book: Book, calculator: Calculator, code: str, area_id: int) -> bool:
    area = area_id if book.catalogue.county_area not in book.catalogue.areas_for(code) else book.catalogue.county_area
    return book.fact(code, area) is not None or calculator.value(code, area, book.period) is not None


async def _registered(
    session: AsyncSession | AsyncConnection, known: Catalogue, areas: Collection[int], periods: Collection[int]
) -> dict[Place, set[str]]:
    """The codes whose register figure for an area (or the county) is stated: what is only loaded is no word yet."""
    query = select(Fact.indicator_id, Fact.area_id, Fact.period_id).where(
        Fact.period_id.in_(periods),
        Fact.area_id.in_([*areas, known.county_area]),
        Fact.status == "CONFIRMED",
    )
    found: dict[Place, set[str]] = {(area, period): set() for area in areas for period in periods}
    for indicator, at, period in await session.execute(query):
        code = known.by_id[indicator].code
        for area in [at] if at in areas else areas if at in known.areas_for(code) else ():
            found[area, period].add(code)
    return found


def _touching(code: str, findings: Sequence[Finding], words: Mapping[tuple[str, str], str]) -> list[FoundNow]:
    """The findings shown with a figure: its own, and those of rules that name it."""
    touching = [f for f in findings if f.indicator == code or any(mention.code == code for mention in f.mentions)]
    return [FoundNow(f, words.get((f.indicator, f.rule or "BOUNDS"))) for f in touching]


async def words_of(
    session: AsyncSession | AsyncConnection, known: Catalogue, areas: Collection[int], periods: Collection[int]
) -> dict[Place, dict[tuple[str, str], str]]:
    """The words on record for warnings, by place, and there by indicator and warning; the newest of each."""
    it = Explanation
    query = select(it.area_id, it.period_id, it.indicator_id, it.warning, it.words)
    query = query.where(it.area_id.in_(areas), it.period_id.in_(periods)).order_by(it.given_at)
    found: dict[Place, dict[tuple[str, str], str]] = {}
    for row in await session.execute(query):
        code = known.by_id[row.indicator_id].code
        found.setdefault((row.area_id, row.period_id), {})[code, row.warning] = row.words
    return found
