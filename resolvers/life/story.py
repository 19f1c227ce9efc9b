"""The figures of one area from the first month on, month by month, each within what bounds and rules leave it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from itertools import accumulate
from math import floor

from resolvers.life.chance import around, drawn
from resolvers.life.linear import Balance
from resolvers.life.models import Model
from resolvers.life.plot import Plot
from resolvers.life.room import Room
from resolvers.statistics.catalogue import Level, OverTime
from resolvers.statistics.periods import Period, PeriodKind

BASE_YEAR = 2018  # sizes are those of this year, and stories begin in its January
_HALF = 0.5


class Story:
    """One area's figures at each indicator's own periods; the same for the same plot, area and sizes."""

    def __init__(self, plot: Plot, area: str, level: Level, measured: Mapping[str, Decimal]) -> None:
        """Begin with the sizes that the baseline gives the area; `tell` makes the figures."""
        self._plot, self._area = plot, area
        self._codes = plot.order[level]
        self._measured = {code: float(value) for code, value in measured.items()}
        self._sizes: dict[str, float] = {}
        self._shift: dict[str, int] = {}
        self._courses: dict[tuple[str, int], list[float]] = {}
        self.values: dict[tuple[str, int], int] = {}

    def tell(self, last: Period, years: Collection[int] | None = None) -> None:
        """Make the figures of all months up to the last, and of the quarters and years that end in them; with `years`
        those of these years and the ones before them, and of the years between only what later ones follow from.
        """
        self._meet_baseline()
        carried = [code for code in self._codes if code in self._plot.carried]
        for year in range(BASE_YEAR, last.year + 1):
            whole = years is None or year in years or year + 1 in years
            self._year(year, last, self._codes if whole else carried)

    def figure(self, code: str, period: Period) -> Decimal | None:
        """The figure for a period, brought there from the indicator's own ones; None where it has none."""
        indicator = self._plot.indicators[code]
        if period.kind.months < indicator.period.months:
            return None
        parts = period.parts(indicator.period)
        if indicator.over_time is OverTime.LAST:
            parts = parts[-1:]
        values = [self.values.get((code, part.id)) for part in parts]
        known = [value for value in values if value is not None]
        if len(known) < len(values):
            return None
        total = sum(known)
        if indicator.over_time is not OverTime.SUM:
            step = self._plot.grid(code)
            total = round(total / len(known) / step) * step
        return Decimal(total).scaleb(-self._plot.decimals).quantize(Decimal(1).scaleb(-indicator.decimals))

    def _meet_baseline(self) -> None:
        """Let stocks that only move by their flows begin where they reach the baseline at the end of its year."""
        self._year(BASE_YEAR, Period.of_year(BASE_YEAR), self._codes)
        for code in self._codes:
            end = self.values.get((code, Period.of_month(BASE_YEAR, 12).id))
            if self._plot.models[code].rest and code in self._measured and end is not None:
                self._shift[code] = round(self._measured[code] * self._plot.one) - end
        self.values.clear()

    def _year(self, year: int, last: Period, codes: Sequence[str]) -> None:
        for month in Period.of_year(year).months():
            if month > last:
                return
            ending = [month.at(kind) for kind in PeriodKind if _end(month.at(kind)) == _end(month)]
            periods = {period.kind: period for period in ending}
            for code in codes:
                indicator = self._plot.indicators[code]
                period = periods.get(indicator.period)
                if period is not None and self._in_force(code, period):
                    self.values[code, period.id] = self._made(code, period)

    def _made(self, code: str, period: Period) -> int:
        """The raw figure, on the grid, inside the room that bounds and rules leave."""
        step = self._plot.grid(code)
        raw = floor(self._raw(code, period) * self._plot.one / step + _HALF) * step
        return self._room(code, period).fitted(raw, step)

    def _room(self, code: str, period: Period) -> Room:
        model, free = self._plot.models[code], replace(self._plot.rooms[code])
        for rule in self._plot.rules.get(code, ()):
            at = period.at(rule.kind) if rule.kind.months >= period.kind.months else period
            if _end(at) == _end(period) and self._counts(rule, model, at):
                self._narrow(free, rule, code, at)
        return free

    def _counts(self, rule: Balance, model: Model, at: Period) -> bool:
        named = (rule.owner, *(term.code for term in rule.terms))
        return not (rule.warns and model.warned) and all(self._in_force(each, at) for each in named)

    def _in_force(self, code: str, period: Period) -> bool:
        return self._plot.in_force(code, period)

    def _narrow(self, free: Room, rule: Balance, code: str, at: Period) -> None:
        """Narrow the room of an indicator by one rule, with what is not stated yet anywhere in its own bounds."""
        own, constant = 0, rule.constant * self._plot.one
        rest = Room(constant, constant)
        for term in rule.terms:
            fixed, still = self._term(term.code, term.reach, at)
            if fixed is None:
                return
            rest.add(term.factor * fixed, term.factor * fixed)
            if still == code:
                own += term.factor  # type: ignore[assignment]
            elif still is not None:
                rest.add(*self._plot.rooms[still].times(term.factor))
        free.keep(own, rule.comparison, rest)

    def _term(self, code: str, reach: str, at: Period) -> tuple[int | None, str | None]:
        """A term's part that stands already, and its code when its newest figure is still to come; None: unknown."""
        indicator = self._plot.indicators[code]
        if reach == "prev":
            return self._at(code, at.previous), None
        if indicator.period.months > at.kind.months:
            return None, None
        parts = _parts(indicator.period, indicator.over_time, reach, at)
        if not parts:
            return None, None
        values = [self.values.get((code, part)) for part in parts]
        if any(value is None for value in values[:-1]):
            return None, None
        fixed = sum(value for value in values if value is not None)
        return fixed, None if values[-1] is not None else code

    def _at(self, code: str, period: Period) -> int | None:
        fixed, still = self._term(code, "", period)
        return None if still else fixed

    def _raw(self, code: str, period: Period) -> float:
        model, indicator = self._plot.models[code], self._plot.indicators[code]
        if model.of is not None:
            return self._whole(model.of, period) * self._share(code, period)
        if indicator.over_time is OverTime.SUM:
            return self._flow(code, period)
        years = period.year - BASE_YEAR + (period.last_month - 12) / 12
        begun = self._shift.get(code, 0) / self._plot.one
        return self._size(code) * model.grown(years) * self._wave(code, period) + begun

    def _whole(self, code: str, period: Period) -> float:
        """The figure that a share is taken of: of the same period, else the last one known, else its size."""
        own = self._plot.indicators[code].period
        for at in (period, period.at(own).previous if own.months > period.kind.months else period.previous):
            value = self._at(code, at)
            if value is not None:
                return value / self._plot.one
        return self._size(code)

    def _share(self, code: str, period: Period) -> float:
        """The share this moment, never more than the whole where the model's is not."""
        model = self._plot.models[code]
        years = period.year - BASE_YEAR + (period.last_month - 12) / 12
        share = self._ratio(code) * model.grown(years) * self._wave(code, period)
        return min(share, 1.0) if model.share <= 1 else share

    def _ratio(self, code: str) -> float:
        model = self._plot.models[code]
        lean = model.leans_on or ""
        if code in self._measured and self._size(lean):
            return self._measured[code] / self._size(lean)
        by = model.spread * around(self._plot.seed, "share", code, self._area)
        # Near the whole the remainder is what differs between townships.
        return 1 - (1 - model.share) * (1 + by) if _HALF < model.share <= 1 else model.share * (1 + by)

    def _size(self, code: str) -> float:
        if code not in self._sizes:
            model = self._plot.models[code]
            if code in self._measured:
                size = self._measured[code]
            elif model.leans_on is not None:
                size = self._ratio(code) * self._size(model.leans_on)
            else:
                size = (model.level or 0) * (1 + model.spread * around(self._plot.seed, "size", code, self._area))
            self._sizes[code] = size
        return self._sizes[code]

    def _wave(self, code: str, period: Period) -> float:
        """How far a figure is from its trend; the end of the base year is on it."""
        if _end(period) == BASE_YEAR * 100 + 12:
            return 1.0
        model = self._plot.models[code]
        by = around(self._plot.seed, "wave", code, self._area, period.year, period.last_month)
        return (1 + model.noise * by) * self._oddness(code, period.year)

    def _oddness(self, code: str, year: int) -> float:
        model = self._plot.models[code]
        key = (self._plot.seed, "odd", code, self._area, year)
        if year == BASE_YEAR or drawn(*key) >= model.odd:
            return 1.0
        strength = 0.35 + 0.3 * drawn("strength", *key)
        return 1 + strength if drawn("up", *key) < _HALF else 1 - strength

    def _flow(self, code: str, period: Period) -> float:
        """The period's part of the year's total: what has come by its end, less what had come before."""
        key = (self._plot.seed, "flow", code, self._area, period.year)
        model, step = self._plot.models[code], self._plot.grid(code) / self._plot.one
        total = self._size(code) * model.grown(period.year - BASE_YEAR) * self._oddness(code, period.year)
        if period.year != BASE_YEAR:
            total *= 1 + model.noise * around(*key)
        steps = round(total / step)
        course = self._course(code, period.year)
        by_end, before = course[period.last_month], course[period.first_month - 1]
        begin = drawn("begin", *key)
        return (floor(steps * by_end + begin) - floor(steps * before + begin)) * step

    def _course(self, code: str, year: int) -> list[float]:
        """Which share of the year's total has come by the end of each month; first that of the year's begin."""
        if (code, year) not in self._courses:
            model, key = self._plot.models[code], (self._plot.seed, "course", code, self._area, year)
            weights = [weight * (1 + model.noise * around(*key, month)) for month, weight in enumerate(model.season)]
            come = list(accumulate(weights, initial=0.0))
            self._courses[code, year] = [each / come[-1] for each in come]
        return self._courses[code, year]


@lru_cache(maxsize=4096)
def _end(period: Period) -> int:
    """The month with which a period ends, as a number that grows."""
    return period.year * 100 + period.last_month


@lru_cache(maxsize=16384)
def _parts(kind: PeriodKind, over_time: OverTime, reach: str, at: Period) -> tuple[int, ...]:
    """The periods of a kind whose figures make up one: for a stock the last alone; none where they are not added up."""
    whole = at.year_period() if reach == "cum" else at
    parts = [part.id for part in whole.parts(kind) if _end(part) <= _end(at)]
    if over_time is OverTime.LAST:
        parts = parts[-1:]
    return () if over_time is not OverTime.SUM and len(parts) > 1 else tuple(parts)
