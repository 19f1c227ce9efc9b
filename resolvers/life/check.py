"""The check of every row: what must never be is looked for in the figures, the journal and the items.

Each `.sql` file in `checks/` selects rows that should not exist; the rules of figures are asked of each area's figures.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from db.connection import Database
from resolvers.county import county as read_county
from resolvers.statistics.book import Catalogue, catalogue
from resolvers.statistics.calculate import Calculator, Figures
from resolvers.statistics.findings import Finding
from resolvers.statistics.periods import Period

_FOLDER = Path(__file__).parent / "checks"
_IN_FORCE = "facts_in_force"


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that should not be: the check that found it, and what it found."""

    check: str
    subject: str


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
        problems += _broken(known, area, figures)
    return problems


async def _in_force(session: AsyncSession, known: Catalogue, area: int) -> dict[tuple[str, int, int], Decimal]:
    query = text((_FOLDER / f"{_IN_FORCE}.sql").read_text("utf-8"))
    rows = await session.execute(query, {"area": area})
    return {(known.by_id[row.indicator_id].code, area, row.period_id): row.value for row in rows}


def _broken(known: Catalogue, area: int, figures: dict[tuple[str, int, int], Decimal]) -> Iterator[Problem]:
    """The bounds and rules that an area's figures in force break."""
    exact: Figures = dict(figures.items())
    calculator = Calculator(known.indicators, exact, lambda _area, _period: ())
    stated: dict[int, set[str]] = {}
    for code, _, period_id in figures:
        stated.setdefault(period_id, set()).add(code)
    for period in sorted(map(Period, stated)):
        for finding in known.checks.stated(calculator, area, period, stated[period.id]):
            if finding.kind.refuses:
                yield Problem(finding.kind.value.lower(), _subject(known, area, finding))


def _subject(known: Catalogue, area: int, finding: Finding) -> str:
    where = f"{finding.indicator} {known.areas[area].code} {finding.period}"
    return f"{where}: {finding.rule or 'bounds'} ({finding.left} and {finding.right})"
