"""The check of every row: what must never be is looked for in the figures, the journal and the items.

Each `.sql` file in `checks/` selects rows that should not exist; the rules of figures are asked of each area's figures.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from db.connection import Database
from db.statistics import Explanation
from resolvers.county import county as read_county
from resolvers.statistics.book import Catalogue, catalogue
from resolvers.statistics.calculate import Calculator, Figures
from resolvers.statistics.findings import CALCULATED_BOUNDS, Finding
from resolvers.statistics.periods import Period

_FOLDER = Path(__file__).parent / "checks"
_IN_FORCE = "facts_in_force"
_STATED_BY_PEOPLE = ("TOWNSHIP", "REGISTER")


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that should not be: the check that found it, and what it found."""

    check: str
    subject: str


@dataclass(frozen=True)
class InForce:
    """A figure in force of an area."""

    code: str
    period: int
    value: Decimal
    version: int
    source: str


async def check_rows(database: Database) -> list[Problem]:
    """Everything wrong in the rows of a hub, by check; an empty list is what a hub should answer."""
    problems: list[Problem] = []
    for path in sorted(_FOLDER.glob("*.sql")):
        if path.stem != _IN_FORCE:
            async with database.as_hub() as session:
                rows = await session.execute(text(path.read_text("utf-8")))
                problems += [Problem(path.stem, row.subject) for row in rows]
    return problems + await _rules(database)


async def _rules(database: Database) -> list[Problem]:
    async with database.as_hub() as session:
        known = await catalogue(session, await read_county(session))
    problems: list[Problem] = []
    for area in [known.county_area, *known.townships]:
        async with database.as_hub() as session:
            figures = await _in_force(session, known, area)
            words = await _words(session, known, area)
        problems += _broken(known, area, figures)
        problems += _unexplained(known, area, figures, words)
    return problems


async def _in_force(session: AsyncSession, known: Catalogue, area: int) -> list[InForce]:
    query = text((_FOLDER / f"{_IN_FORCE}.sql").read_text("utf-8"))
    rows = await session.execute(query, {"area": area})
    return [
        InForce(known.by_id[row.indicator_id].code, row.period_id, row.value, row.version, row.source) for row in rows
    ]


async def _words(session: AsyncSession, known: Catalogue, area: int) -> set[tuple[str, str, date]]:
    """The warnings of an area that have words: indicator, key, and the last day of the period they were given for."""
    it = Explanation
    rows = await session.execute(select(it.indicator_id, it.warning, it.period_id).where(it.area_id == area))
    return {(known.by_id[row.indicator_id].code, row.warning, Period(row.period_id).last_on) for row in rows}


def _calculator(known: Catalogue, area: int, figures: Iterable[InForce]) -> Calculator:
    exact: Figures = {(figure.code, area, figure.period): figure.value for figure in figures}
    return Calculator(known.indicators, exact, lambda _area, _period: ())


def _by_period(figures: Iterable[InForce]) -> list[tuple[Period, set[str]]]:
    codes: dict[int, set[str]] = {}
    for figure in figures:
        codes.setdefault(figure.period, set()).add(figure.code)
    return [(period, codes[period.id]) for period in sorted(map(Period, codes))]


def _broken(known: Catalogue, area: int, figures: list[InForce]) -> Iterator[Problem]:
    """The bounds and rules that an area's figures in force break."""
    calculator = _calculator(known, area, figures)
    for period, codes in _by_period(figures):
        for finding in known.checks.stated(calculator, area, period, codes):
            if finding.kind.refuses:
                yield Problem(finding.kind.value.lower(), _subject(known, area, finding))


def _unexplained(
    known: Catalogue, area: int, figures: list[InForce], words: set[tuple[str, str, date]]
) -> Iterator[Problem]:
    """The warnings about what townships and departments stated that carry no words.

    A correction moves figures beside it, whose own confirmation was right when it was made: what rests on a corrected
    figure is left out, and so is what nobody stated.
    """
    calculator, corrected = _calculator(known, area, figures), {each.code for each in figures if each.version > 1}
    for period, codes in _by_period(each for each in figures if each.source in _STATED_BY_PEOPLE):
        for finding in known.checks.stated(calculator, area, period, codes):
            key = finding.indicator, finding.rule or CALCULATED_BOUNDS, period.last_on
            if finding.kind.refuses or key in words:
                continue
            if corrected.isdisjoint(known.checks.looked_at([finding.indicator])):
                yield Problem("unexplained", _subject(known, area, finding))


def _subject(known: Catalogue, area: int, finding: Finding) -> str:
    where = f"{finding.indicator} {known.areas[area].code} {finding.period}"
    return f"{where}: {finding.rule or 'bounds'} ({finding.left} and {finding.right})"
