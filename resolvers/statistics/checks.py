"""Checks of the figures stated for a township, or kept by a department, for a period.

Only what is fully known is checked: a rule with a missing figure is unknown, not broken, and comes up when its last
figure is stated. A rule is checked for the shortest periods at which its figures are known, never for one shorter than
those of its indicators.
"""

from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping
from fractions import Fraction

from resolvers.statistics.calculate import Calculator
from resolvers.statistics.catalogue import Indicator, OverTime, SourceKind
from resolvers.statistics.findings import (
    YEAR_ON_YEAR,
    Finding,
    FindingKind,
    Mention,
    mention,
    out_of_bounds,
    value_in_bounds,
)
from resolvers.statistics.formula import Code, Expression, Rule, codes, compare, evaluate, leaves, rounded, sides
from resolvers.statistics.periods import Period, PeriodKind

_FEWEST_DECIMALS_SHOWN = 2
_MOST_DECIMALS_SHOWN = 6


class Checks:
    """Checks the figures of a catalogue: every rule and warning is known by each code it depends on."""

    def __init__(self, indicators: Mapping[str, Indicator]) -> None:
        """Take the catalogue by code, in its order."""
        self._indicators = indicators
        self._inputs = {code: self._needed(code) for code in indicators}
        # (the indicator that states the rule, the rule, whether it only warns, its period, the codes it rests on)
        self._rules = [
            (indicator, rule, warns, self._period_kind(rule), self._rests_on(rule))
            for indicator in indicators.values()
            for rules, warns in ((indicator.parsed_rules, False), (indicator.parsed_warnings, True))
            for rule in rules
        ]

    def stated(self, calculator: Calculator, area: Hashable, period: Period, stated: Collection[str]) -> list[Finding]:
        """All findings about figures stated for an area and a period, in the order of the catalogue.

        `stated` are the codes stated for just this period: their bounds, the rules and warnings that rest on one of
        them, and the change against last year of them and of what is calculated from them.
        """
        return [
            *self._bounds(calculator, area, period, stated),
            *(found for at in _ending_with(period) for found in self._broken(calculator, area, at, stated)),
            *self._year_on_year(calculator, area, period, stated),
        ]

    def corrected(
        self, calculator: Calculator, area: Hashable, period: Period, corrected: Collection[str]
    ) -> list[Finding]:
        """The findings of `stated`, and of the rules of other periods that look back at this one.

        A correction of a past period also moves the sums from January on of the later periods of its year, the period
        after it that compares with the one before, and the longer periods it is part of.
        """
        found = self.stated(calculator, area, period, corrected)
        for other in _touched_by(period):
            found += self._broken(calculator, area, other, corrected, moved_by=period)
        return found

    def looked_at(self, codes: Iterable[str]) -> frozenset[str]:
        """Every code whose figures a check of figures of these codes may look at, themselves among them."""
        wanted = frozenset(codes)
        found = set(wanted)
        for code, needed in self._inputs.items():
            if code in wanted or not needed.isdisjoint(wanted):
                found |= {code} | needed
        for *_, rests_on in self._rules:
            if not rests_on.isdisjoint(wanted):
                found |= rests_on
        return frozenset(found)

    def together(self, asked: Iterable[str]) -> list[tuple[str, ...]]:
        """The codes in groups that rules, warnings or formulas bind together, all in the catalogue's order.

        A group is what a person should see side by side: a figure of it can break only rules within it and with
        figures that are not asked. A code that nothing binds is a group of its own.
        """
        wanted = set(asked)
        head = {code: code for code in wanted}
        for rests_on in [*(entry[-1] for entry in self._rules), *self._inputs.values()]:
            bound = [code for code in rests_on if code in wanted]
            for other in bound[1:]:
                head[_head(head, other)] = _head(head, bound[0])
        groups: dict[str, list[str]] = {}
        for code in self._indicators:
            if code in wanted:
                groups.setdefault(_head(head, code), []).append(code)
        return [tuple(group) for group in groups.values()]

    def _bounds(
        self, calculator: Calculator, area: Hashable, period: Period, stated: Collection[str]
    ) -> Iterator[Finding]:
        for code in self._moved(stated, period):
            indicator, exact = self._indicators[code], calculator.value(code, area, period)
            if exact is None:
                continue
            value = rounded(exact, indicator.decimals)
            if indicator.source is SourceKind.CALCULATED:
                mentions = (mention(indicator, period, "", value),)
                finding = out_of_bounds(FindingKind.CALCULATED_OUT_OF_BOUNDS, indicator, period, value, mentions)
            else:
                whole = value == exact
                finding = value_in_bounds(indicator, period, value if whole else rounded(exact, _MOST_DECIMALS_SHOWN))
            if finding is not None:
                yield finding

    def _broken(
        self,
        calculator: Calculator,
        area: Hashable,
        period: Period,
        stated: Collection[str],
        moved_by: Period | None = None,
    ) -> Iterator[Finding]:
        """The rules that rest on a stated code and do not hold for a period; `moved_by`: a period they must look at."""
        for indicator, rule, warns, kind, rests_on in self._rules:
            if rests_on.isdisjoint(stated) or not indicator.in_force(period) or period.kind.months < kind.months:
                continue
            if moved_by is not None and not self._looks_at(rule, period, moved_by, stated):
                continue
            if _known_sooner(rule, kind, calculator, area, period):
                continue
            finding = self._failed(calculator, area, period, indicator, rule, warns=warns)
            if finding is not None:
                yield finding

    def _looks_at(self, rule: Rule, at: Period, period: Period, stated: Collection[str]) -> bool:
        """Whether a figure stated for `period` can move a rule that is checked for the period `at`."""
        return any(
            self._takes_in(leaf, at, period)
            for leaf in leaves(rule)
            if leaf.code in stated or not self._inputs[leaf.code].isdisjoint(stated)
        )

    def _takes_in(self, leaf: Code, at: Period, period: Period) -> bool:
        if leaf.reach == "cum":
            return at.year == period.year and period.last_on <= at.last_on
        looked_at = at.previous if leaf.reach == "prev" else at
        # Of a stock only the end counts: February does not move the first quarter.
        if self._indicators[leaf.code].over_time is OverTime.LAST:
            return looked_at.last_on == period.last_on
        return looked_at.contains(period)

    def _failed(
        self, calculator: Calculator, area: Hashable, period: Period, indicator: Indicator, rule: Rule, *, warns: bool
    ) -> Finding | None:
        known = sides(rule, calculator, area, period)
        if known is None or compare(rule.comparison, *known):
            return None
        decimals = max((self._indicators[code].decimals for code in codes(rule)), default=0)
        if any(side.denominator != 1 for side in known):
            decimals = max(decimals, _FEWEST_DECIMALS_SHOWN)
        return Finding(
            kind=FindingKind.WARNING if warns else FindingKind.RULE_FAILED,
            indicator=indicator.code,
            period=period,
            rule=rule.text,
            left=rounded(known[0], decimals),
            right=rounded(known[1], decimals),
            lefts=self._mentions(rule.left, calculator, area, period),
            rights=self._mentions(rule.right, calculator, area, period),
        )

    def _mentions(
        self, side: Expression, calculator: Calculator, area: Hashable, period: Period
    ) -> tuple[Mention, ...]:
        found = []
        for leaf in dict.fromkeys(leaves(side)):
            indicator, value = self._indicators[leaf.code], evaluate(leaf, calculator, area, period)
            at = period.previous if leaf.reach == "prev" else period
            if value is not None:
                found.append(mention(indicator, at, leaf.reach, rounded(value, indicator.decimals)))
        return tuple(found)

    def _year_on_year(
        self, calculator: Calculator, area: Hashable, period: Period, stated: Collection[str]
    ) -> Iterator[Finding]:
        for code in self._moved(stated, period):
            indicator, limit = self._indicators[code], self._indicators[code].yoy_warn_pct
            now, before = (calculator.figure(code, area, each) for each in (period, period.last_year))
            # Against nothing there is no percentage: a zero last year shows — and asks for no words.
            if limit is None or now is None or not before:
                continue
            if abs(Fraction(now) - Fraction(before)) * 100 > Fraction(limit) * abs(Fraction(before)):
                lefts = (mention(indicator, period, "", now),)
                rights = (mention(indicator, period.last_year, "", before),)
                yield Finding(
                    FindingKind.YEAR_ON_YEAR, code, period, YEAR_ON_YEAR, now, before, lefts, rights, limit_pct=limit
                )

    def _moved(self, stated: Collection[str], period: Period) -> Iterator[str]:
        """The stated codes and those calculated from them that exist for the period, in the catalogue's order."""
        for code, indicator in self._indicators.items():
            moved = code in stated or not self._inputs[code].isdisjoint(stated)
            if moved and indicator.period.months <= period.kind.months and indicator.in_force(period):
                yield code

    def _needed(self, code: str) -> frozenset[str]:
        """The codes a calculated indicator comes from, through formulas within formulas; none for a stated one."""
        found: set[str] = set()
        waiting = [code]
        while waiting:
            expression = self._indicators[waiting.pop()].expression
            new = set(codes(expression)) - found if expression is not None else set()
            found |= new
            waiting += new
        return frozenset(found)

    def _rests_on(self, rule: Rule) -> frozenset[str]:
        named = codes(rule)
        return frozenset(named).union(*(self._inputs[code] for code in named))

    def _period_kind(self, rule: Rule) -> PeriodKind:
        """The longest of its indicators' own periods: at its end a rule between periods is checked."""
        return max((self._indicators[code].period for code in codes(rule)), key=lambda kind: kind.months)


def _ending_with(period: Period) -> list[Period]:
    """The period and the longer ones that are over with it: 2019-12, 2019Q4, 2019."""
    kinds = (kind for kind in PeriodKind if kind.months >= period.kind.months)
    return [longer for kind in kinds if (longer := period.at(kind)).last_on == period.last_on]


def _touched_by(period: Period) -> list[Period]:
    """The other periods whose rules may look back at this one: of its year, and the next after each holding it."""
    year = period.year_period()
    later = {other for kind in PeriodKind for other in year.parts(kind) if other.last_on >= period.last_on}
    after = {period.at(kind).next for kind in PeriodKind if kind.months >= period.kind.months}
    return sorted((later | after) - set(_ending_with(period)))


def _known_sooner(rule: Rule, kind: PeriodKind, calculator: Calculator, area: Hashable, period: Period) -> bool:
    """Whether the rule is known, and so checked, for a shorter period with the same end."""
    shorter = (each for each in PeriodKind if kind.months <= each.months < period.kind.months)
    return any(sides(rule, calculator, area, period.parts(each)[-1]) is not None for each in shorter)


def _head(head: dict[str, str], code: str) -> str:
    while head[code] != code:
        code = head[code]
    return code
