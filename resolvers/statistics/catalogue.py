"""Indicators and forms as the rules of figures see them; built from a county pack's files or from database rows."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from resolvers.statistics.formula import Expression, Rule, parse_expression, parse_rules
from resolvers.statistics.periods import Period, PeriodKind


class SourceKind(StrEnum):
    """Who gives an indicator's figures: the township, a department's register, a formula, the hub's own records."""

    TOWNSHIP = "TOWNSHIP"
    REGISTER = "REGISTER"
    CALCULATED = "CALCULATED"
    HUB = "HUB"


class Level(StrEnum):
    """Whether each township has a figure of its own, or only the county."""

    TOWN = "TOWN"
    COUNTY = "COUNTY"


class OverTime(StrEnum):
    """How a longer period's figure comes from shorter ones."""

    SUM = "SUM"
    LAST = "LAST"
    AVG = "AVG"
    RATIO = "RATIO"


class OverSpace(StrEnum):
    """How the county's figure comes from its townships'; NONE: not at all."""

    SUM = "SUM"
    RATIO = "RATIO"
    WAVG = "WAVG"
    NONE = "NONE"


class Column(StrEnum):
    """What a field asks of the form's period; last year's figure is answered by the hub and never asked."""

    MONTH = "month"
    CUMULATIVE = "cumulative"
    LAST_YEAR = "last_year"
    STATE = "state"


@dataclass(frozen=True, slots=True)
class Validity:
    """First and last day on which something is in force; None: since before, until further notice."""

    first_on: date | None = None
    last_on: date | None = None

    def holds(self, day: date) -> bool:
        """Whether it is in force on a day."""
        return (self.first_on is None or self.first_on <= day) and (self.last_on is None or day <= self.last_on)


@dataclass(frozen=True)
class Indicator:
    """One indicator of the catalogue; formulas, rules and warnings are parsed once, when it is built.

    `period` is the finest it exists at, `decimals` those of the fact, `minimum` and `maximum` hard bounds,
    `yoy_warn_pct` the change against the same period last year, in percent, above which words are needed.
    `rules` and `warnings` are texts, several parted by `;`. A text that does not parse raises a FormulaError.
    """

    code: str
    name_zh: str
    name_en: str
    unit: str
    decimals: int
    period: PeriodKind
    source: SourceKind
    level: Level = Level.TOWN
    over_time: OverTime = OverTime.SUM
    over_space: OverSpace = OverSpace.SUM
    weight: str | None = None
    formula: str | None = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    yoy_warn_pct: Decimal | None = None
    rules: str = ""
    warnings: str = ""
    responsible: str = ""
    validity: Validity = Validity()
    unit_en: str = ""
    expression: Expression | None = field(init=False, compare=False)
    parsed_rules: tuple[Rule, ...] = field(init=False, compare=False)
    parsed_warnings: tuple[Rule, ...] = field(init=False, compare=False)

    def __post_init__(self) -> None:
        """Parse what is written as text."""
        object.__setattr__(self, "expression", parse_expression(self.formula) if self.formula else None)
        object.__setattr__(self, "parsed_rules", parse_rules(self.rules))
        object.__setattr__(self, "parsed_warnings", parse_rules(self.warnings))

    def in_force(self, period: Period) -> bool:
        """Whether it counts for a period: in force on the period's last day."""
        return self.validity.holds(period.last_on)


@dataclass(frozen=True, slots=True)
class FormField:
    """One field of a form: the indicator it is bound to, and what it asks of the form's period."""

    indicator: str
    column: Column


@dataclass(frozen=True, slots=True)
class Form:
    """One registered form; `due` as written, +3d days or +3wd working days after the period; no entry: never asks."""

    code: str
    period: PeriodKind
    due: str
    fields: tuple[FormField, ...]
    entry: bool = True
    issuing: str = ""
    validity: Validity = Validity()

    def in_force(self, period: Period) -> bool:
        """Whether it counts for a period: in force on the period's last day."""
        return self.validity.holds(period.last_on)
