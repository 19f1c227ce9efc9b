"""Finished sheets, and the year's book of a unit: what the forms' cells say, ready to be printed, under the asker.

A unit's book holds every form in force: of a township one page a form, its periods side by side; of a department, or
of any other unit that issues forms, one page a form and period, the townships side by side. What is locked is printed
as it was locked, as on its own sheet.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from analytics.workbooks.table import Table
from analytics.workbooks.year_book import Answered, YearBook, YearPage
from resolvers.county import County
from resolvers.refusals import not_found
from resolvers.statistics.answers import FormFields
from resolvers.statistics.book import Catalogue, catalogue
from resolvers.statistics.cells import Wanted, sheets
from resolvers.statistics.form_fields import form_fields
from resolvers.statistics.form_heads import FormHead, form_heads
from resolvers.statistics.layout import Words, printed, side_by_side
from resolvers.statistics.periods import Period
from resolvers.statistics.sheet import CellAnswer, Locked, Sheet
from resolvers.statistics.snapshots import locked

Session = AsyncSession | AsyncConnection
BY_TOWNSHIP = frozenset({CellAnswer.STATED})
OWED = frozenset({CellAnswer.ASKED, CellAnswer.WAITING})
LATER = frozenset({CellAnswer.NOT_YET_COUNTED, CellAnswer.ENDED})
TITLES = {"zh": "{unit}{year}年统计资料汇编", "en": "{unit}: the forms of {year}"}


def words_of(known: Catalogue, county: County) -> Words:
    """The names that sheets print."""
    rows = known.rows
    return Words(
        areas={key: area.name for key, area in known.areas.items()},
        units={key: unit.name for key, unit in county.units.items()},
        indicators={code: known.name(code) for code in rows},
        measures_en={row.unit_of_measure: row.unit_en for row in rows.values() if row.unit_en},
        ended_on={code: row.valid_to for code, row in rows.items() if row.valid_to is not None},
    )


async def finished(
    session: Session, county: County, form: str, area: str, period: Period, *, language: str, at: datetime
) -> Table:
    """One form's sheet for an area and period, as a table. Refused with NOT_FOUND for what there is not or the asker
    may not see: no such form in force, another length of period, no such township.
    """
    known = await catalogue(session, county)
    forms = await form_fields(session, known)
    found = next((each for each in forms.values() if each.code == form), None)
    place = next((key for key in known.townships if known.areas[key].code == area), None)
    if found is None or place is None or found.period is not period.kind or not found.in_force(period):
        raise not_found("此表", "The sheet")
    made = await sheets(session, [(found.id, place, period)])
    if not made:
        raise not_found("此表", "The sheet")
    heads = await form_heads(session, county, [form])
    (kept,) = await locked(session, [(form, place, period)])
    words = words_of(known, county)
    return printed(made[0], heads[form], words, language=language, made_at=_moment(county, at), locked=kept)


def _moment(county: County, at: datetime) -> str:
    return at.astimezone(county.zone).strftime("%Y-%m-%d %H:%M")


@dataclass(frozen=True)
class _Year:
    """Whose book it is and for when: the areas of its sheets, and the forms."""

    unit: int
    year: int
    areas: tuple[int, ...]
    forms: tuple[FormFields, ...]
    township: bool

    def wanted(self) -> list[Wanted]:
        """Every sheet of the book, form by form, each in order of time."""
        return [
            (form.id, area, period)
            for form in self.forms
            for period in Period.of_year(self.year).parts(form.period)
            if form.in_force(period)
            for area in self.areas
        ]


async def year_book(session: Session, county: County, unit: str, year: int, *, language: str, at: datetime) -> YearBook:
    """All forms of a unit in a year: those that a township answers, or those that a department issues, as far as the
    asker may see them. Refused with NOT_FOUND where that is nothing.
    """
    known = await catalogue(session, county)
    asked = _year(county, known, await form_fields(session, known), unit, year)
    today = county.today(at)
    over = [each for each in asked.wanted() if each[2].last_on < today]
    made = await sheets(session, over) if over else []
    if not made:
        raise not_found("此单位该年的报表", "Forms of this unit in that year")
    heads = await form_heads(session, county)
    words = words_of(known, county)
    title = TITLES[language].format(unit=county.units[asked.unit].name[language], year=year)
    kept = await locked(session, [(sheet.form, sheet.area, sheet.period) for sheet in made])
    groups = _groups(zip(made, kept, strict=True), asked)
    pages = [_page(group, heads, words, language, asked) for group in groups]
    return YearBook(title, tuple(pages), language)


def _year(county: County, known: Catalogue, forms: Mapping[int, FormFields], unit: str, year: int) -> _Year:
    found = county.unit_by_code.get(unit)
    if found is None or not 1900 <= year <= 2999:
        raise not_found("此单位", "The unit")
    township = found.area_id in known.townships
    own = tuple(form for form in forms.values() if township or form.issuing == found.id)
    areas = (found.area_id,) if township else tuple(known.townships)
    return _Year(found.id, year, areas, own, township)


_Kept = tuple[Sheet, Locked | None]  # a sheet as it is today, and what is locked of it


def _groups(made: Iterable[_Kept], asked: _Year) -> list[list[_Kept]]:
    """The sheets that stand on one page."""
    groups: dict[tuple[str, int], list[_Kept]] = {}
    for sheet, kept in made:
        groups.setdefault((sheet.form, 0 if asked.township else sheet.period.id), []).append((sheet, kept))
    return list(groups.values())


def _page(pairs: Sequence[_Kept], heads: Mapping[str, FormHead], words: Words, language: str, asked: _Year) -> YearPage:
    group, kept = [sheet for sheet, _ in pairs], [each for _, each in pairs]
    head = heads[group[0].form]
    of = [s.period.label(language) if asked.township else words.areas[s.area][language] for s in group]
    name = head.code if asked.township else f"{head.code} {group[0].period}"
    table = side_by_side(group, of, head, words, language=language, locked=kept)
    shown = [sheet.as_locked(each) for sheet, each in pairs]
    return YearPage(name, head.table_no, head.name[language], table, _answered(shown))


def _answered(group: Iterable[Sheet]) -> Answered:
    """How the cells of some sheets are answered, counted."""
    counts = Counter(cell.answer for sheet in group for cell in sheet.cells)

    def of(answers: frozenset[CellAnswer]) -> int:
        return sum(counts[answer] for answer in answers)

    total = counts.total()
    by_hub = total - of(BY_TOWNSHIP) - of(OWED) - of(LATER)
    return Answered(of(BY_TOWNSHIP), by_hub, of(OWED), of(LATER))
