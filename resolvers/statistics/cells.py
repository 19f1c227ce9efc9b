"""Forms fill themselves: the sheets of any forms, areas and periods, read together from what is on record.

The number of statements is the same for one sheet and for all of a year. A sheet is made of what its asker may see of
it: `sheets_seen` says which ones (a township its own, a department its forms', leaders and the statistics bureau all),
and `sheet_facts` reads for those what they rest on and nothing else (db/policies/45_reports.sql). So a calculated cell
is whole for the department whose form asks it, though the figures behind it stay closed where they are not its own.
"""

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ARRAY, Integer, any_, literal, select, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from db.organisation import Person
from db.statistics import Ask
from resolvers.county import County, county
from resolvers.statistics.answers import YEARS_BACK, Answers, FormFields, Record
from resolvers.statistics.book import Catalogue, catalogue
from resolvers.statistics.form_fields import form_fields
from resolvers.statistics.formula import codes
from resolvers.statistics.opening import township_unit
from resolvers.statistics.periods import Period
from resolvers.statistics.sheet import Cell, Sheet

Wanted = tuple[int, int, Period]  # form (id), area (id), period
Session = AsyncSession | AsyncConnection

_SEEN = text("select form_id, area_id from sheets_seen(cast(:forms as integer[]), cast(:areas as integer[]))")
_FACTS = text((Path(__file__).parent / "sheet_facts.sql").read_text(encoding="utf-8"))
_SUBMITTED = text((Path(__file__).parent / "sheets_submitted.sql").read_text(encoding="utf-8"))


class _Signed(NamedTuple):
    """Who stated and who confirmed a version, since when it stands, since when any version of the fact does, its source
    and what it is a figure of.
    """

    source: str
    indicator_id: int
    area_id: int
    stated_by: int | None
    confirmed_by: int | None
    at: datetime
    first_at: datetime


@dataclass(frozen=True)
class OnRecord:
    """What sheets are made of: the forms, and how cells are answered from the facts read for them."""

    county: County
    known: Catalogue
    forms: Mapping[int, FormFields]
    seen: Collection[tuple[int, int]]
    answers: Answers
    signed: Mapping[UUID, _Signed]

    def cells(self, form: int, area: int, period: Period) -> tuple[Cell, ...]:
        """The cells of one sheet, by the form's order."""
        return tuple(self.answers.cell(field, area, period) for field in self.forms[form].fields)

    def signatures(self, cells: Iterable[Cell]) -> tuple[int | None, int | None]:
        """Who stands under a sheet: who stated and who confirmed the newest of the township's own figures on it."""
        found = (self.signed[fact] for cell in cells for fact in cell.facts)
        newest = max((each for each in found if each.source == "TOWNSHIP"), key=lambda each: each.at, default=None)
        return (newest.stated_by, newest.confirmed_by) if newest else (None, None)

    def stated_after(self, cells: Iterable[Cell], moment: datetime) -> list[int]:
        """The units whose figures came into force only after a moment, the latest first."""
        late = [self.signed[fact] for cell in cells for fact in cell.facts if self.signed[fact].first_at > moment]
        late.sort(key=lambda each: each.first_at, reverse=True)
        return list(dict.fromkeys(self._unit(each) for each in late))

    def _unit(self, signed: _Signed) -> int:
        """The unit whose figure it is: the township, or who keeps the register."""
        town = township_unit(self.county, signed.area_id) if signed.source == "TOWNSHIP" else None
        return self.known.by_id[signed.indicator_id].responsible_id if town is None else town

    def stands_since(self, cells: Iterable[Cell]) -> datetime | None:
        """When the newest of the versions behind some cells came into force; None where there are none."""
        return max((self.signed[fact].at for cell in cells for fact in cell.facts), default=None)

    def stood_at(self, cells: Iterable[Cell]) -> datetime | None:
        """When the last of the figures behind some cells was on record first; None where there are none."""
        return max((self.signed[fact].first_at for cell in cells for fact in cell.facts), default=None)


async def sheets(session: Session, wanted: Sequence[Wanted]) -> list[Sheet]:
    """The sheets of forms, areas and periods that the asker may see, in the order wanted; the others are left out."""
    found = await sheets_by_key(session, wanted)
    return [found[each] for each in wanted if each in found]


async def sheets_by_key(session: Session, wanted: Sequence[Wanted]) -> dict[Wanted, Sheet]:
    """The sheets that the asker may see, by form, area and period."""
    record = await on_record(session, wanted)
    made = {each: record.cells(*each) for each in wanted if each[:2] in record.seen}
    signatures = {each: record.signatures(cells) for each, cells in made.items()}
    names = await _names(session, {person for pair in signatures.values() for person in pair if person is not None})
    submitted = await _submitted(session, list(made))
    return {
        (form, area, period): Sheet(
            record.forms[form].code,
            area,
            period,
            cells,
            names.get(signatures[form, area, period][0] or 0),
            names.get(signatures[form, area, period][1] or 0),
            submitted.get((form, area, period.id)),
        )
        for (form, area, period), cells in made.items()
    }


async def on_record(session: Session, wanted: Sequence[Wanted]) -> OnRecord:
    """Read what the wanted sheets rest on, as far as the asker may see them."""
    place = await county(session)
    known = await catalogue(session, place)
    forms = await form_fields(session, known, {form for form, _, _ in wanted})
    areas = sorted({area for _, area, _ in wanted})
    seen = {(row.form_id, row.area_id) for row in await session.execute(_SEEN, {"forms": [*forms], "areas": areas})}
    years = {period.year for _, _, period in wanted} or {1900}
    first, last = (min(years) - YEARS_BACK) * 100, max(years) * 100 + 99
    needs = [(form.id, known.rows[code].id) for form in forms.values() for code in needed(known, form)]
    facts, signed = await _facts(session, known, needs, areas, first, last)
    indicators = {indicator for _, indicator in needs}
    query = select(Ask.indicator_id, Ask.period_id).where(
        Ask.period_id.between(first, last), Ask.indicator_id == any_(literal(sorted(indicators), ARRAY(Integer)))
    )
    asked = {(known.by_id[row.indicator_id].code, row.period_id) for row in await session.execute(query)}
    answers = Answers(
        known.indicators,
        facts,
        asked,
        known.county_area,
        known.townships,
        lambda code, at: keeper(place, known, code, at),
        lambda area: township_unit(place, area),
    )
    return OnRecord(place, known, forms, seen, answers, signed)


def keeper(place: County, known: Catalogue, code: str, at: Period) -> int:
    """The unit that answers for an indicator in a period: the one named, or what followed it."""
    return place.unit_in_force(known.rows[code].responsible_id, at.last_on).id


async def _facts(
    session: Session, known: Catalogue, needs: Sequence[tuple[int, int]], areas: Sequence[int], first: int, last: int
) -> tuple[dict[tuple[str, Hashable, int], Record], dict[UUID, _Signed]]:
    """The facts that count, and who signed them, for what forms need: pairs of form and indicator."""
    whole = known.townships if known.county_area in areas else ()
    given = {
        "forms": [form for form, _ in needs],
        "indicators": [indicator for _, indicator in needs],
        "areas": sorted({*areas, *whole}),
        "first": first,
        "last": last,
    }
    facts: dict[tuple[str, Hashable, int], Record] = {}
    signed: dict[UUID, _Signed] = {}
    names = {key: row.code for key, row in known.by_id.items()}
    for row in await session.execute(_FACTS, given):
        indicator, area, period, fact, version, value, status, source, *signs = row
        facts[names[indicator], area, period] = Record(fact, version, value, status == "CONFIRMED", source)
        signed[fact] = _Signed(source, indicator, area, *signs)
    return facts, signed


def needed(known: Catalogue, form: FormFields) -> list[str]:
    """The indicators that a form's cells rest on: those it asks, and what formulas and weights make of."""
    found: dict[str, None] = {}
    waiting = [field.indicator for field in reversed(form.fields)]
    while waiting:
        code = waiting.pop()
        if code not in found:
            found[code] = None
            waiting += _made_of(known, code)
    return list(found)


def resting_on(known: Catalogue, changed: Collection[str]) -> set[str]:
    """The indicators whose cells rest on some of these: themselves, and what formulas and weights make of them."""
    found: set[str] = set()
    more = set(changed)
    while more:
        found |= more
        more = {code for code in known.indicators if code not in found and not found.isdisjoint(_made_of(known, code))}
    return found


def _made_of(known: Catalogue, code: str) -> list[str]:
    indicator = known.indicators[code]
    return [*(codes(indicator.expression) if indicator.expression else ()), *filter(None, [indicator.weight])]


async def _names(session: Session, people: Collection[int]) -> dict[int, str]:
    rows = await session.execute(select(Person.id, Person.name).where(Person.id.in_(people)))
    return {row.id: row.name for row in rows}


async def _submitted(session: Session, wanted: Sequence[Wanted]) -> dict[tuple[int, int, int], date]:
    """The days on which the reports of sheets were handed in, by form, area and period."""
    given = {
        "forms": [form for form, _, _ in wanted],
        "areas": [area for _, area, _ in wanted],
        "periods": [period.id for _, _, period in wanted],
    }
    rows = await session.execute(_SUBMITTED, given)
    return {(row.form_id, row.area_id, row.period_id): row.submitted_on for row in rows}
