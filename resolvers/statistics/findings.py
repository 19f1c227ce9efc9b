"""Findings about figures: what is out of bounds, breaks a rule, or wants words; and the check of one value by itself.

Findings carry values and names, never sentences: whoever refuses words them.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from resolvers.statistics.catalogue import Indicator
from resolvers.statistics.formula import rounded
from resolvers.statistics.periods import Period

# The keys under which words are kept that explain no written warning; those for a warning are kept under its text.
YEAR_ON_YEAR = "YOY"
CALCULATED_BOUNDS = "BOUNDS"


class FindingKind(StrEnum):
    """What is found; the first three refuse, the last three want words."""

    OUT_OF_BOUNDS = "OUT_OF_BOUNDS"
    TOO_MANY_DECIMALS = "TOO_MANY_DECIMALS"
    RULE_FAILED = "RULE_FAILED"
    WARNING = "WARNING"
    YEAR_ON_YEAR = "YEAR_ON_YEAR"
    CALCULATED_OUT_OF_BOUNDS = "CALCULATED_OUT_OF_BOUNDS"

    @property
    def refuses(self) -> bool:
        """Whether the figures cannot stand as they are; else they stand once somebody has explained them."""
        return self in (FindingKind.OUT_OF_BOUNDS, FindingKind.TOO_MANY_DECIMALS, FindingKind.RULE_FAILED)


@dataclass(frozen=True, slots=True)
class Mention:
    """One figure that a finding names: `reach` is "", "prev" or "cum"; `period` the last one it counts."""

    code: str
    name_zh: str
    name_en: str
    unit: str
    unit_en: str
    period: Period
    reach: str
    value: Decimal


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found: of which indicator, for which period, by which rule, with the two numbers that do not fit.

    `rule` is the key under which words for it are kept: the rule as written, YOY or BOUNDS; empty for a stated value.
    `left` and `right` are the values of the rule's sides; of a bound the value and the bound (or the decimals allowed);
    of YOY this year's and last year's.
    `lefts` and `rights` are the figures behind the two sides, in the order of the rule.
    """

    kind: FindingKind
    indicator: str
    period: Period
    rule: str
    left: Decimal
    right: Decimal
    lefts: tuple[Mention, ...]
    rights: tuple[Mention, ...]
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    limit_pct: Decimal | None = None

    @property
    def mentions(self) -> tuple[Mention, ...]:
        """All figures named, those of the left side first."""
        return self.lefts + self.rights


def value_in_bounds(indicator: Indicator, period: Period, value: Decimal) -> Finding | None:
    """What is wrong with a stated value by itself: too many decimals, or outside the indicator's bounds; else None."""
    mentions = (mention(indicator, period, "", value),)
    if value != rounded(Fraction(value), indicator.decimals):
        places = Decimal(indicator.decimals)
        return Finding(FindingKind.TOO_MANY_DECIMALS, indicator.code, period, "", value, places, mentions, ())
    return out_of_bounds(FindingKind.OUT_OF_BOUNDS, indicator, period, value, mentions)


def out_of_bounds(
    kind: FindingKind, indicator: Indicator, period: Period, value: Decimal, mentions: tuple[Mention, ...]
) -> Finding | None:
    """The finding about a value below the least or above the most that its indicator allows; else None."""
    low, high = indicator.minimum, indicator.maximum
    bound = low if low is not None and value < low else high if high is not None and value > high else None
    if bound is None:
        return None
    key = CALCULATED_BOUNDS if kind is FindingKind.CALCULATED_OUT_OF_BOUNDS else ""
    return Finding(kind, indicator.code, period, key, value, bound, mentions, (), minimum=low, maximum=high)


def mention(indicator: Indicator, period: Period, reach: str, value: Decimal) -> Mention:
    """The mention of an indicator's figure."""
    unit_en = indicator.unit_en or indicator.unit
    return Mention(indicator.code, indicator.name_zh, indicator.name_en, indicator.unit, unit_en, period, reach, value)
