"""Months, quarters and years: the periods for which a figure is stated, and how they lie in each other."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache, total_ordering

# An id of six digits: the year, then the month, 20 + the quarter, or 30. It stands in the database and in replicas.
_QUARTER_BASE = 20
_YEAR_PART = 30
_EARLIEST_YEAR, _LATEST_YEAR = 1900, 2999
_CODE = re.compile(r"(?P<year>[0-9]{4})(?:-(?P<month>[0-9]{2})|Q(?P<quarter>[0-9]))?")
_QUARTERS_ZH = ("一", "二", "三", "四")
_MONTHS_EN = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


class PeriodKind(StrEnum):
    """How long a period is; compare kinds by `months`, their length."""

    MONTH = "MONTH"
    QUARTER = "QUARTER"
    YEAR = "YEAR"

    @property
    def months(self) -> int:
        """The length of a period of this kind, in months."""
        return _LENGTHS[self]

    @property
    def finer(self) -> "PeriodKind | None":
        """The next shorter kind; None below a month."""
        return _FINER[self]


_LENGTHS = {PeriodKind.MONTH: 1, PeriodKind.QUARTER: 3, PeriodKind.YEAR: 12}
_FINER = {PeriodKind.MONTH: None, PeriodKind.QUARTER: PeriodKind.MONTH, PeriodKind.YEAR: PeriodKind.QUARTER}


class PeriodError(ValueError):
    """A text or number that names no month, quarter or year."""


@total_ordering
@dataclass(frozen=True, slots=True)
class Period:
    """One month, quarter or year; ordered by the last day, the shorter first: 2019-12, 2019Q4, 2019."""

    id: int

    def __post_init__(self) -> None:
        """Refuse an id that is no period's."""
        year, part = divmod(self.id, 100)
        known = 1 <= part <= 12 or 1 <= part - _QUARTER_BASE <= 4 or part == _YEAR_PART
        if not known or not _EARLIEST_YEAR <= year <= _LATEST_YEAR:
            raise PeriodError(f"{self.id} is not the id of a period, such as 201908, 201923 or 201930")

    @classmethod
    def of_month(cls, year: int, month: int) -> "Period":
        """The month 1 to 12 of a year."""
        return _made(year, month, 1 <= month <= 12)

    @classmethod
    def of_quarter(cls, year: int, quarter: int) -> "Period":
        """The quarter 1 to 4 of a year."""
        return _made(year, _QUARTER_BASE + quarter, 1 <= quarter <= 4)

    @classmethod
    def of_year(cls, year: int) -> "Period":
        """The whole year."""
        return _made(year, _YEAR_PART, True)

    @classmethod
    def of_day(cls, day: date, kind: PeriodKind) -> "Period":
        """The period of a kind that holds a day."""
        return cls.of_month(day.year, day.month).at(kind)

    @classmethod
    def parse(cls, text: str) -> "Period":
        """The period written as 2019, 2019Q3 or 2019-08; anything else is a PeriodError that says so."""
        found = _CODE.fullmatch(text)
        if found is None:
            raise PeriodError(f"{text[:20]!r} is not a period: write 2019, 2019Q3 or 2019-08")
        year = int(found["year"])
        if found["month"]:
            return cls.of_month(year, int(found["month"]))
        return cls.of_quarter(year, int(found["quarter"])) if found["quarter"] else cls.of_year(year)

    @property
    def year(self) -> int:
        """The calendar year."""
        return self.id // 100

    @property
    def kind(self) -> PeriodKind:
        """Month, quarter or year."""
        part = self.id % 100
        if part == _YEAR_PART:
            return PeriodKind.YEAR
        return PeriodKind.QUARTER if part > _QUARTER_BASE else PeriodKind.MONTH

    @property
    def number(self) -> int:
        """Which month (1-12) or quarter (1-4) of the year it is; 1 for a year."""
        part = self.id % 100
        return 1 if part == _YEAR_PART else part % _QUARTER_BASE

    @property
    def first_month(self) -> int:
        """The number of its first month, 1 to 12."""
        return (self.number - 1) * self.kind.months + 1

    @property
    def last_month(self) -> int:
        """The number of its last month, 1 to 12."""
        return self.number * self.kind.months

    @property
    def first_on(self) -> date:
        """Its first day."""
        return date(self.year, self.first_month, 1)

    @property
    def last_on(self) -> date:
        """Its last day."""
        return date(self.year, self.last_month, monthrange(self.year, self.last_month)[1])

    @property
    def previous(self) -> "Period":
        """The period of the same length just before."""
        return _shifted(self, -1)

    @property
    def next(self) -> "Period":
        """The period of the same length just after."""
        return _shifted(self, 1)

    @property
    def last_year(self) -> "Period":
        """The same period a year before."""
        return Period(self.id - 100)

    def at(self, kind: PeriodKind) -> "Period":
        """The period of a kind, not shorter than this one, that holds it; a shorter kind is a PeriodError."""
        if kind.months < self.kind.months:
            raise PeriodError(f"{self} is longer than a {kind.lower()}")
        if kind is PeriodKind.YEAR:
            return Period.of_year(self.year)
        return Period.of_quarter(self.year, (self.last_month + 2) // 3) if kind is PeriodKind.QUARTER else self

    def quarter(self) -> "Period":
        """The quarter that holds this month, or this quarter."""
        return self.at(PeriodKind.QUARTER)

    def year_period(self) -> "Period":
        """The year that holds this period."""
        return self.at(PeriodKind.YEAR)

    def parts(self, kind: PeriodKind) -> tuple["Period", ...]:
        """The periods of a kind, not longer than this one, that make it up, in order of time."""
        return _parts(self, kind)

    def months(self) -> tuple["Period", ...]:
        """Its months, in order of time."""
        return _parts(self, PeriodKind.MONTH)

    def contains(self, other: "Period") -> bool:
        """Whether every day of the other lies in this period; a period contains itself."""
        return self.year == other.year and self.first_month <= other.first_month and other.last_month <= self.last_month

    def label(self, language: str = "zh") -> str:
        """What people call it: 2019年8月, 2019年三季度, 2019年; August 2019, Q3 2019, 2019."""
        if language.startswith("zh"):
            return f"{self.year}年{self._part_zh()}"
        if self.kind is PeriodKind.YEAR:
            return str(self.year)
        part = f"Q{self.number}" if self.kind is PeriodKind.QUARTER else _MONTHS_EN[self.number - 1]
        return f"{part} {self.year}"

    def _part_zh(self) -> str:
        if self.kind is PeriodKind.YEAR:
            return ""
        return f"{_QUARTERS_ZH[self.number - 1]}季度" if self.kind is PeriodKind.QUARTER else f"{self.number}月"

    def __str__(self) -> str:
        """The code: 2019, 2019Q3, 2019-08."""
        if self.kind is PeriodKind.YEAR:
            return str(self.year)
        return f"{self.year}Q{self.number}" if self.kind is PeriodKind.QUARTER else f"{self.year}-{self.number:02d}"

    def __lt__(self, other: "Period") -> bool:
        """Earlier end first, of the same end the shorter first: the order in which periods are over."""
        return _order(self) < _order(other)


def since_january(period: Period) -> tuple[Period, ...]:
    """The fewest periods that reach from January to the end of a period: 2019Q1 and 2019-04 for 2019-04."""
    if period.kind is PeriodKind.YEAR:
        return (period,)
    year = period.year_period()
    quarters = year.parts(PeriodKind.QUARTER)[: period.last_month // 3]
    months = year.months()[len(quarters) * 3 : period.last_month]
    return quarters + months


def _made(year: int, part: int, known: bool) -> Period:
    if not known or not _EARLIEST_YEAR <= year <= _LATEST_YEAR:
        raise PeriodError(f"there is no such period: year {year}, part {part % _QUARTER_BASE}")
    return Period(year * 100 + part)


def _order(period: Period) -> tuple[int, int, int]:
    return period.year, period.last_month, period.kind.months


@lru_cache(maxsize=8192)
def _shifted(period: Period, by: int) -> Period:
    if period.kind is PeriodKind.YEAR:
        return Period.of_year(period.year + by)
    a_year = 12 // period.kind.months
    year, index = divmod(period.year * a_year + period.number - 1 + by, a_year)
    return Period.of_month(year, index + 1) if a_year == 12 else Period.of_quarter(year, index + 1)


@lru_cache(maxsize=8192)
def _parts(period: Period, kind: PeriodKind) -> tuple[Period, ...]:
    if kind.months > period.kind.months:
        raise PeriodError(f"{period} is shorter than a {kind.lower()}")
    if kind is period.kind:
        return (period,)
    first, last = (period.first_month - 1) // kind.months + 1, period.last_month // kind.months
    made = Period.of_month if kind is PeriodKind.MONTH else Period.of_quarter
    return tuple(made(period.year, number) for number in range(first, last + 1))
