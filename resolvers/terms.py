"""Terms: when a thing is due, when somebody is reminded of it, and which colour it shows.

All of it is by the county's working days and office hours, on the clock of the wall, and pure: the present moment is an
argument. Times go in and come out aware; days are dates of the county.
"""

from bisect import bisect_left
from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from fractions import Fraction
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
_SATURDAY = 5


class DayKind(StrEnum):
    """What a listed day is: off, or a day made up for a holiday."""

    HOLIDAY = "HOLIDAY"
    WORKDAY = "WORKDAY"


class Colour(StrEnum):
    """How a term stands: on time, close to its end, past."""

    GREEN = "GREEN"
    AMBER = "AMBER"
    RED = "RED"


class TermUnit(StrEnum):
    """What a term is counted in; minutes and hours are those of the working day, days those of the calendar."""

    WORKING_DAYS = "working_days"
    DAYS = "days"
    MONTHS = "months"
    MINUTES = "minutes"


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """The hours of a working day, in order, and the clock they are read on."""

    spans: tuple[tuple[time, time], ...] = ((time(8, 30), time(12, 0)), (time(14, 30), time(18, 0)))
    zone: ZoneInfo = SHANGHAI

    @property
    def closes(self) -> time:
        """The end of the working day."""
        return self.spans[-1][1]

    @property
    def minutes(self) -> Fraction:
        """The length of a working day, in minutes."""
        return sum((_minutes(begins, ends) for begins, ends in self.spans), Fraction(0))

    def at_close(self, day: date) -> datetime:
        """The moment the office closes on a day."""
        return datetime.combine(day, self.closes, self.zone)


class WorkingCalendar:
    """The county's days off and make-up working days; a year without any listed day is provisional."""

    def __init__(self, days: Mapping[date, DayKind], hours: OfficeHours | None = None) -> None:
        """Take the listed days, of whole years, and the office hours."""
        self.hours = hours or OfficeHours()
        self._days = dict(days)
        self._listed_years = frozenset(day.year for day in days)
        self._working: dict[int, tuple[int, ...]] = {}

    def is_working(self, day: date) -> bool:
        """Whether the office works on a day: as listed, else from Monday to Friday."""
        kind = self._days.get(day)
        return kind is DayKind.WORKDAY if kind else day.weekday() < _SATURDAY

    def is_provisional(self, first: date, last: date) -> bool:
        """Whether a span touches a year whose days off are not listed: it is counted by weekends alone."""
        years = range(min(first, last).year, max(first, last).year + 1)
        return any(year not in self._listed_years for year in years)

    def add(self, day: date, working_days: int) -> date:
        """The working day so many after a day, or before it when negative; the day itself is day 0 and stays for 0."""
        step = timedelta(days=1 if working_days > 0 else -1)
        for _ in range(abs(working_days)):
            day += step
            while not self.is_working(day):
                day += step
        return day

    def on_or_after(self, day: date) -> date:
        """The day itself when it is a working day, else the next one."""
        return day if self.is_working(day) else self.add(day, 1)

    def between(self, first: date, last: date) -> int:
        """How many working days lie after the first day up to and with the last; negative the other way round."""
        if last < first:
            return -self.between(last, first)
        count = self._up_to(last) - self._up_to(first)
        return count + sum(len(self._year(year)) for year in range(first.year, last.year))

    def minutes_between(self, begin: datetime, end: datetime) -> Fraction:
        """The minutes of working time from one moment to a later one; 0 when it is not later."""
        if end <= begin:
            return Fraction(0)
        return self._minutes_up_to(end, begin) - self._minutes_up_to(begin, begin)

    def add_minutes(self, begin: datetime, minutes: Fraction | int) -> datetime:
        """The moment when so many minutes of working time after a moment are over."""
        left, spans = Fraction(minutes), self._spans_from(begin)
        opens, closes = next(spans)
        while left > (length := _minutes_of(closes - opens)):
            left -= length
            opens, closes = next(spans)
        return opens + timedelta(microseconds=int(left * 60_000_000))

    def _spans_from(self, begin: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The stretches of working time from a moment on, without end."""
        here = begin.astimezone(self.hours.zone)
        day = here.date()
        while True:
            if self.is_working(day):
                for opens, closes in self.hours.spans:
                    start = max(datetime.combine(day, opens, self.hours.zone), here)
                    finish = datetime.combine(day, closes, self.hours.zone)
                    if start < finish:
                        yield start, finish
            day += timedelta(days=1)

    def _minutes_up_to(self, moment: datetime, since: datetime) -> Fraction:
        """The working minutes from the morning of the day of `since` to a moment."""
        first = since.astimezone(self.hours.zone).date()
        here = moment.astimezone(self.hours.zone)
        before = self.between(first - timedelta(days=1), here.date() - timedelta(days=1)) * self.hours.minutes
        if not self.is_working(here.date()):
            return before
        clock = here.time()
        return before + sum(
            (_minutes(opens, min(clock, closes)) for opens, closes in self.hours.spans if opens < clock), Fraction(0)
        )

    def _up_to(self, day: date) -> int:
        """How many working days of its year lie up to and with a day."""
        return bisect_left(self._year(day.year), day.toordinal() + 1)

    def _year(self, year: int) -> tuple[int, ...]:
        """The working days of a year, as ordinals."""
        if year not in self._working:
            first = date(year, 1, 1)
            days = (first + timedelta(days=index) for index in range(366))
            self._working[year] = tuple(day.toordinal() for day in days if day.year == year and self.is_working(day))
        return self._working[year]


@dataclass(frozen=True, slots=True)
class Limit:
    """A term of the county's table: an amount of a unit, and hours of the working day for what is urgent."""

    amount: int
    unit: TermUnit
    urgent_hours: int | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """When something is due; provisional while the days off of a year it touches are not known."""

    at: datetime
    provisional: bool


def due(limit: Limit, opened_at: datetime, calendar: WorkingCalendar, *, urgent: bool = False) -> Due:
    """When a term that begins at a moment ends; the day it begins on is day 0.

    Working days, days and months end when the office closes on their last day; only working days avoid days off.
    Minutes, and the hours of what is urgent, run in working time alone.
    """
    opened = opened_at.astimezone(calendar.hours.zone)
    if urgent and limit.urgent_hours is not None:
        at = calendar.add_minutes(opened, limit.urgent_hours * 60)
    elif limit.unit is TermUnit.MINUTES:
        at = calendar.add_minutes(opened, limit.amount)
    else:
        at = calendar.hours.at_close(_last_day(limit, opened.date(), calendar))
    return Due(at, calendar.is_provisional(opened.date(), at.date()))


def due_on_day(day: date, calendar: WorkingCalendar, *, working_days_before: int = 0) -> datetime:
    """The end of a term that is set by a day, or so many working days before it: when the office closes."""
    return calendar.hours.at_close(calendar.add(day, -working_days_before))


def colour(
    opened_at: datetime,
    due_at: datetime | None,
    now: datetime,
    calendar: WorkingCalendar,
    *,
    amber_share: Fraction = Fraction(1, 3),
    amber_days: int = 0,
) -> Colour:
    """How a term stands: red once it is past, amber on its last day or when little is left of it, else green.

    Little is at most `amber_share` of the term's working time, or at most `amber_days` working days. A third is the
    rule of the service windows; supervised tasks give 1/5 and 3 days. Without a term everything is green.
    """
    if due_at is None:
        return Colour.GREEN
    if now > due_at:
        return Colour.RED
    zone = calendar.hours.zone
    today, last = now.astimezone(zone).date(), due_at.astimezone(zone).date()
    if today == last or (amber_days and calendar.between(today, last) <= amber_days):
        return Colour.AMBER
    whole, left = calendar.minutes_between(opened_at, due_at), calendar.minutes_between(now, due_at)
    # A term that lies wholly in days off has no working time: its share is taken on the clock.
    if not whole:
        whole, left = _minutes_of(due_at - opened_at), _minutes_of(due_at - now)
    return Colour.AMBER if left <= whole * amber_share else Colour.GREEN


def reminders(opened_at: datetime, due_at: datetime, until: datetime, calendar: WorkingCalendar) -> list[datetime]:
    """When somebody is reminded of a term, up to a moment, in order of time.

    At half of the term's working time, one working day before its end, at its end, then every working day at the same
    hour (the county's table of limits). Moments not after the opening, and those that fall together, are left out.
    """
    first = _within(opened_at, due_at, calendar)
    ends = due_at.astimezone(calendar.hours.zone)
    return [moment for moment in first if moment <= until] + _daily(ends, opened_at, until, calendar)


def next_reminder(opened_at: datetime, due_at: datetime, after: datetime, calendar: WorkingCalendar) -> datetime:
    """The first moment after another at which somebody is reminded of a term; there always is one."""
    coming = [moment for moment in _within(opened_at, due_at, calendar) if moment > after]
    if coming:
        return coming[0]
    ends = due_at.astimezone(calendar.hours.zone)
    last = max(ends, after.astimezone(ends.tzinfo))
    moment = datetime.combine(calendar.add(last.date(), -1), ends.time(), calendar.hours.zone)
    while moment <= max(ends, after):
        moment = datetime.combine(calendar.add(moment.date(), 1), ends.time(), calendar.hours.zone)
    return moment


def _within(opened_at: datetime, due_at: datetime, calendar: WorkingCalendar) -> list[datetime]:
    """The reminders of a term up to its end, in order of time."""
    ends = due_at.astimezone(calendar.hours.zone)
    half = calendar.add_minutes(opened_at, calendar.minutes_between(opened_at, ends) / 2)
    before = datetime.combine(calendar.add(ends.date(), -1), ends.time(), calendar.hours.zone)
    return sorted({moment for moment in (half, before, ends) if opened_at < moment <= ends})


def _daily(ends: datetime, opened_at: datetime, until: datetime, calendar: WorkingCalendar) -> list[datetime]:
    """The same hour on every working day after a term's end, after the opening and up to a moment."""
    moments: list[datetime] = []
    moment = ends
    while True:
        moment = datetime.combine(calendar.add(moment.date(), 1), ends.time(), calendar.hours.zone)
        if moment > until:
            return moments
        if moment > opened_at:
            moments.append(moment)


def _last_day(limit: Limit, opened_on: date, calendar: WorkingCalendar) -> date:
    if limit.unit is TermUnit.WORKING_DAYS:
        return calendar.add(opened_on, limit.amount)
    if limit.unit is TermUnit.DAYS:
        return opened_on + timedelta(days=limit.amount)
    months = opened_on.year * 12 + opened_on.month - 1 + limit.amount
    year, month = months // 12, months % 12 + 1
    return date(year, month, min(opened_on.day, monthrange(year, month)[1]))


def _minutes(begins: time, ends: time) -> Fraction:
    return _minutes_of(datetime.combine(date.min, ends) - datetime.combine(date.min, begins))


def _minutes_of(length: timedelta) -> Fraction:
    return Fraction(length // timedelta(microseconds=1), 60_000_000)
