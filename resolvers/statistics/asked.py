"""Which facts the forms in force ask for, by which forms, until when, and of whom; and how the asking is counted.

A fact is asked at the finest period at which a form in force asks its indicator, never finer than the indicator's own:
a monthly form that asks a quarterly indicator shows the last known figure and asks anew at the quarter's end. Forms
and indicators count for a period when they are in force on its last day (the county's counting rule).
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from resolvers.statistics.catalogue import Column, Form, Indicator, Level, OverTime, SourceKind
from resolvers.statistics.periods import Period, PeriodKind
from resolvers.terms import WorkingCalendar

_DUE = re.compile(r"\+(?P<amount>[0-9]{1,3})(?P<unit>d|wd)")


@dataclass(frozen=True, slots=True)
class AskedFact:
    """One fact that forms ask: for each township, or once for the county where the indicator's level says so.

    `forms` are all that show it, in the order given; `due_on` is the soonest due of those that are open for entry.
    Where none of them is, `open_for_entry` is false: nobody is asked for it, and `due_on` is when the hub shows it.
    """

    indicator: str
    period: Period
    source: SourceKind
    level: Level
    responsible: str
    forms: tuple[str, ...]
    due_on: date
    open_for_entry: bool

    def times(self, townships: int) -> int:
        """How many facts it is in a county of that many townships."""
        return townships if self.level is Level.TOWN else 1


@dataclass(frozen=True, slots=True)
class Ledger:
    """What forms ask in a year, counted over all townships: sheets, cells, and the distinct facts behind them."""

    sheets: int
    cells: int
    cells_by_source: Mapping[SourceKind, int]
    facts: int
    facts_by_source: Mapping[SourceKind, int]


def due_on(rule: str, period: Period, calendar: WorkingCalendar | None = None) -> date:
    """The day a form is due: `+3d` days, `+3wd` working days after the period's last day.

    A due day that is a day off stays as it is: the forms do not say that it moves. Working days need a calendar.
    Raises ValueError on a rule that is neither.
    """
    found = _DUE.fullmatch(rule)
    if found is None or (found["unit"] == "wd" and calendar is None):
        raise ValueError(f"{rule!r} does not say when a form is due: write +3d, or +3wd with a working calendar")
    amount = int(found["amount"])
    if calendar is not None and found["unit"] == "wd":
        return calendar.add(period.last_on, amount)
    return period.last_on + timedelta(days=amount)


class Asking:
    """Answers what the forms ask of a catalogue; built once for a state of both."""

    def __init__(
        self, indicators: Mapping[str, Indicator], forms: Iterable[Form], calendar: WorkingCalendar | None = None
    ) -> None:
        """Take the catalogue by code, the forms in their order, and a calendar where forms are due in working days."""
        self.indicators = indicators
        self._calendar = calendar
        self._forms: dict[str, list[Form]] = {}
        for form in forms:
            for code in dict.fromkeys(field.indicator for field in form.fields if field.column is not Column.LAST_YEAR):
                self._forms.setdefault(code, []).append(form)
        self._reached: dict[tuple[str, int], bool] = {}

    def in_year(self, year: int) -> list[AskedFact]:
        """The facts asked for all periods that end in a year, by the order of periods, then of the catalogue."""
        return [fact for period in periods_of(year) for fact in self.of_period(period)]

    def in_year_before(self, year: int, first: int) -> list[AskedFact]:
        """What a year before the first forms counts as asked: what the first year asks, of indicators in force then.

        It is the base for `prev` and last year, so it is wanted at the periods of the year that follows.
        """
        back = first - year
        moved = (
            replace(fact, period=Period(fact.period.id - back * 100), due_on=_years_before(fact.due_on, back))
            for fact in self.in_year(first)
        )
        return [fact for fact in moved if self.indicators[fact.indicator].in_force(fact.period)]

    def of_period(self, period: Period) -> list[AskedFact]:
        """The facts asked for exactly this period, in the order of the catalogue."""
        return [self._fact(code, period) for code in self.indicators if self._asked(code, period)]

    def gives(self, code: str, period: Period) -> bool:
        """Whether forms give a figure for a form's period without a new question: they ask it for the period, or for
        shorter ones that make it up; an indicator of longer periods for the one that holds it.
        """
        return self._reaches(code, self._own(code, period))

    def asked_by(self, code: str, period: Period) -> tuple[str, ...]:
        """The forms in force that ask an indicator at a form's period, in the order given."""
        own, indicator = self._own(code, period), self.indicators[code]
        return tuple(form.code for form in self._forms.get(code, ()) if self._sheet(form, indicator, own))

    def _own(self, code: str, period: Period) -> Period:
        """The period for which an indicator has the figure that a form shows for a period."""
        return period.at(max(period.kind, self.indicators[code].period, key=_months))

    def _fact(self, code: str, period: Period) -> AskedFact:
        indicator = self.indicators[code]
        wanting = [(form, sheet) for form in self._forms[code] if (sheet := self._sheet(form, indicator, period))]
        entering = [(form, sheet) for form, sheet in wanting if form.entry]
        return AskedFact(
            indicator=code,
            period=period,
            source=indicator.source,
            level=indicator.level,
            responsible=indicator.responsible,
            forms=tuple(form.code for form, _ in wanting),
            due_on=min(due_on(form.due, sheet, self._calendar) for form, sheet in entering or wanting),
            open_for_entry=bool(entering),
        )

    def _sheet(self, form: Form, indicator: Indicator, period: Period) -> Period | None:
        """The period of the form's sheet that needs the fact: the one that holds it, or the one that ends with it."""
        holds = form.period.months >= period.kind.months
        sheet = period.at(form.period) if holds else period.parts(form.period)[-1]
        return sheet if form.in_force(sheet) and indicator.in_force(sheet) else None

    def _asked(self, code: str, period: Period) -> bool:
        return self._asked_at(code, period) and not self._determined(code, period)

    def _asked_at(self, code: str, period: Period) -> bool:
        """Whether a form in force asks the indicator for a period of just this length."""
        indicator = self.indicators[code]
        if period.kind.months < indicator.period.months or not indicator.in_force(period):
            return False
        return any(
            form.in_force(period) and max(form.period, indicator.period, key=_months) is period.kind
            for form in self._forms.get(code, ())
        )

    def _determined(self, code: str, period: Period) -> bool:
        """Whether facts asked for shorter periods give this one: the last of them for a stock, all for a flow."""
        finer = period.kind.finer
        if finer is None or finer.months < self.indicators[code].period.months:
            return False
        parts = period.parts(finer)
        needed = parts[-1:] if self.indicators[code].over_time is OverTime.LAST else parts
        return all(self._reaches(code, part) for part in needed)

    def _reaches(self, code: str, period: Period) -> bool:
        key = (code, period.id)
        if key not in self._reached:
            self._reached[key] = self._asked_at(code, period) or self._determined(code, period)
        return self._reached[key]


def cells(form: Form, sheet: Period, indicators: Mapping[str, Indicator]) -> list[Indicator]:
    """The indicators of the cells that a form's sheet asks, in the form's order: not last year's, not ended ones."""
    if not form.in_force(sheet):
        return []
    asked = (indicators[field.indicator] for field in form.fields if field.column is not Column.LAST_YEAR)
    return [indicator for indicator in asked if indicator.in_force(sheet)]


def ledger(year: int, indicators: Mapping[str, Indicator], forms: Sequence[Form], townships: int) -> Ledger:
    """What a year's forms ask of so many townships, counted by the county's rule.

    A cell is one field of one form for one township and one period of the form; a fact of a county indicator is one,
    however many townships' sheets show it.
    """
    sheets = [(form, sheet) for form in forms for sheet in Period.of_year(year).parts(form.period)]
    in_force = [(form, sheet) for form, sheet in sheets if form.in_force(sheet)]
    cells_by_source = dict.fromkeys(SourceKind, 0)
    for form, sheet in in_force:
        for indicator in cells(form, sheet, indicators):
            cells_by_source[indicator.source] += townships
    facts_by_source = dict.fromkeys(SourceKind, 0)
    for fact in Asking(indicators, forms).in_year(year):
        facts_by_source[fact.source] += fact.times(townships)
    return Ledger(
        sheets=len(in_force) * townships,
        cells=sum(cells_by_source.values()),
        cells_by_source=cells_by_source,
        facts=sum(facts_by_source.values()),
        facts_by_source=facts_by_source,
    )


def periods_of(year: int) -> list[Period]:
    """All periods of a year in the order in which they are over: January first, the year last."""
    whole = Period.of_year(year)
    return sorted(part for kind in PeriodKind for part in whole.parts(kind))


def _years_before(day: date, years: int) -> date:
    """The same day of an earlier year; the 29th of February is the 28th where there is none."""
    last_of_february = day.month == 2 and day.day == 29
    return day.replace(year=day.year - years, day=28 if last_of_february else day.day)


def _months(kind: PeriodKind) -> int:
    return kind.months
