"""What a figure is, for any area and period, from the figures on record: formulas, finer periods, finer areas.

Everything is exact until `figure` rounds at the end. Unknown stays unknown: a sum with a part missing is None.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from resolvers.statistics.catalogue import Indicator, Level, OverSpace, OverTime, SourceKind
from resolvers.statistics.formula import Expression, evaluate, leaves, rounded
from resolvers.statistics.periods import Period, since_january

# Figures on record by indicator code, area and period id, each in the indicator's unit.
Figures = Mapping[tuple[str, Hashable, int], Decimal]
# The areas whose figures make up an area's for a period: a county's townships; none for a township, because the
# village parts of a township's figure never enter sums.
PartsOf = Callable[[Hashable, Period], Sequence[Hashable]]


class Origin(StrEnum):
    """Who gives an indicator's figures, as a township that fills in a form is told."""

    STATED = "STATED"  # the township states it
    REGISTER = "REGISTER"  # the department that keeps the register states it, for all townships
    COUNTY = "COUNTY"  # a department states one figure for the county; the township's sheet shows that
    FORMULA = "FORMULA"  # calculated from other figures
    HUB = "HUB"  # counted from the hub's own records


class Way(StrEnum):
    """How a single figure is known."""

    RECORD = "RECORD"
    FORMULA = "FORMULA"
    AREAS = "AREAS"
    PERIODS = "PERIODS"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True, slots=True)
class Derivation:
    """How one figure is known: the way, its exact value, and the figures it comes from by code, area and period."""

    way: Way
    value: Fraction | None
    sources: tuple[tuple[str, Hashable, Period], ...] = ()


def origin(indicator: Indicator) -> Origin:
    """Who gives an indicator's figures."""
    if indicator.level is Level.COUNTY and indicator.source is not SourceKind.CALCULATED:
        return Origin.COUNTY
    return _ORIGINS[indicator.source]


_ORIGINS = {
    SourceKind.TOWNSHIP: Origin.STATED,
    SourceKind.REGISTER: Origin.REGISTER,
    SourceKind.CALCULATED: Origin.FORMULA,
    SourceKind.HUB: Origin.HUB,
}


class Calculator:
    """Answers what figures are, and remembers each answer: build a new one when the figures on record change.

    A calculated indicator comes from its formula, from the record only where the formula cannot be known; every
    other one from the record, else from the areas or the shorter periods that make it up.
    """

    def __init__(self, indicators: Mapping[str, Indicator], figures: Figures, parts_of: PartsOf) -> None:
        """Take the catalogue by code, the figures on record, and which areas make up which."""
        self._indicators = indicators
        self._figures = figures
        self._parts_of = parts_of
        self._known: dict[tuple[str, Hashable, int], Derivation] = {}
        self._under_way: set[tuple[str, Hashable, int]] = set()

    def figure(self, code: str, area: Hashable, period: Period) -> Decimal | None:
        """The figure as it is shown, with the indicator's decimals, halves rounded up; None where it is unknown."""
        value = self.value(code, area, period)
        return None if value is None else rounded(value, self._indicators[code].decimals)

    def value(self, code: str, area: Hashable, period: Period) -> Fraction | None:
        """The exact value; None where it is unknown, or the period is shorter than the indicator's own."""
        return self.derivation(code, area, period).value

    def derivation(self, code: str, area: Hashable, period: Period) -> Derivation:
        """How a figure is known, one step back."""
        key = (code, area, period.id)
        known = self._known.get(key)
        if known is None:
            # A formula that leads back to itself is refused with the pack; here it only must not hang.
            if key in self._under_way:
                return _UNKNOWN
            self._under_way.add(key)
            try:
                known = self._known[key] = self._derived(self._indicators[code], area, period)
            finally:
                self._under_way.discard(key)
        return known

    def needs(self, code: str, area: Hashable, period: Period) -> tuple[tuple[str, Hashable, Period], ...]:
        """What a figure comes from, or would come from where it is unknown, one step back; nothing for a stated one."""
        found = self.derivation(code, area, period)
        expression = self._indicators[code].expression
        return found.sources if expression is None or found.way is Way.RECORD else _used(expression, area, period)

    def cumulative(self, code: str, area: Hashable, period: Period) -> Fraction | None:
        """The sum from January to the end of a period, of an indicator that adds up over time; else None."""
        if self._indicators[code].over_time is not OverTime.SUM:
            return None
        return _total([self.value(code, area, part) for part in since_january(period)])

    def _derived(self, indicator: Indicator, area: Hashable, period: Period) -> Derivation:
        if period.kind.months < indicator.period.months:
            return _UNKNOWN
        if indicator.expression is not None:
            calculated = self._by_formula(indicator, area, period)
            return calculated if calculated.value is not None else self._by_record(indicator, area, period)
        on_record = self._by_record(indicator, area, period)
        if on_record.value is not None:
            return on_record
        parts = self._parts_of(area, period) if indicator.level is Level.TOWN else ()
        return self._by_areas(indicator, parts, period) if parts else self._by_periods(indicator, area, period)

    def _by_record(self, indicator: Indicator, area: Hashable, period: Period) -> Derivation:
        value = self._figures.get((indicator.code, area, period.id))
        if value is None:
            return _UNKNOWN
        return Derivation(Way.RECORD, Fraction(value), ((indicator.code, area, period),))

    def _by_formula(self, indicator: Indicator, area: Hashable, period: Period) -> Derivation:
        # Every code of the formula is brought to the area and period first: that makes a county's or a year's
        # ratio the ratio of the sums, never the mean of the ratios.
        assert indicator.expression is not None
        value = evaluate(indicator.expression, self, area, period)
        return Derivation(Way.FORMULA, value, _used(indicator.expression, area, period))

    def _by_areas(self, indicator: Indicator, parts: Sequence[Hashable], period: Period) -> Derivation:
        sources = tuple((indicator.code, part, period) for part in parts)
        if indicator.over_space is OverSpace.SUM:
            return Derivation(Way.AREAS, _total([self.value(*source) for source in sources]), sources)
        if indicator.over_space is OverSpace.WAVG and indicator.weight:
            return Derivation(Way.AREAS, self._weighted(indicator, parts, period), sources)
        return _UNKNOWN

    def _weighted(self, indicator: Indicator, parts: Sequence[Hashable], period: Period) -> Fraction | None:
        """The mean weighted by another indicator; a part of weight zero needs no value."""
        total, weights = Fraction(0), Fraction(0)
        for part in parts:
            weight = self.value(indicator.weight or "", part, period)
            if weight is None:
                return None
            value = self.value(indicator.code, part, period) if weight else Fraction(0)
            if value is None:
                return None
            total, weights = total + value * weight, weights + weight
        return total / weights if weights else None

    def _by_periods(self, indicator: Indicator, area: Hashable, period: Period) -> Derivation:
        finer = period.kind.finer
        if finer is None or finer.months < indicator.period.months:
            return _UNKNOWN
        parts = period.parts(finer)
        if indicator.over_time is OverTime.LAST:
            parts = parts[-1:]
        values = [self.value(indicator.code, area, part) for part in parts]
        sources = tuple((indicator.code, area, part) for part in parts)
        return Derivation(Way.PERIODS, _over_time(indicator.over_time, values), sources)


_UNKNOWN = Derivation(Way.UNKNOWN, None)


def _used(expression: Expression, area: Hashable, period: Period) -> tuple[tuple[str, Hashable, Period], ...]:
    """The figures that a formula looks at, each once."""
    reached = ((leaf.code, area, part) for leaf in leaves(expression) for part in _reached(leaf.reach, period))
    return tuple(dict.fromkeys(reached))


def _reached(reach: str, period: Period) -> tuple[Period, ...]:
    if reach == "cum":
        return since_january(period)
    return (period.previous,) if reach == "prev" else (period,)


def _total(values: Sequence[Fraction | None]) -> Fraction | None:
    total = Fraction(0)
    for value in values:
        if value is None:
            return None
        total += value
    return total


def _over_time(how: OverTime, values: Sequence[Fraction | None]) -> Fraction | None:
    """The longer period's value from the shorter ones'; a ratio has none, it is calculated."""
    if how is OverTime.RATIO:
        return None
    total = _total(values)
    return total / len(values) if how is OverTime.AVG and total is not None else total
