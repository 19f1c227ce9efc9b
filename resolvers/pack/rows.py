"""The row classes of a county pack, one for each table; field names are the column names of the files.

`mark` is the file and line of the row. A field without a default must be filled in. Codes refer to other tables and
are resolved by the checks, not here. Days are the first and the last day of validity; None is open.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

from resolvers.pack.problems import Mark

Period = Literal["MONTH", "QUARTER", "YEAR"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """Anything a pack defines, with its place in the files."""

    mark: Mark


@dataclass(frozen=True, kw_only=True, slots=True)
class Dated(Row):
    """A thing with a period of validity, which may follow another under a code of its own."""

    code: str
    valid_from: date | None = None
    valid_to: date | None = None

    def in_force(self, day: date) -> bool:
        """Whether the day lies in the period of validity, both ends included."""
        return (self.valid_from or date.min) <= day <= (self.valid_to or date.max)


@dataclass(frozen=True, kw_only=True, slots=True)
class County(Row):
    """county.yaml: what the hub shows before anyone signs in, and what it must not take from one county."""

    code: str
    area: str
    name_zh: str
    name_en: str
    mark_zh: str
    initials: str
    sample: bool
    as_of: date
    time_zone: str
    languages: tuple[str, ...]
    leaders_see: str
    township_unit_kinds: tuple[str, ...]
    section_unit_kinds: tuple[str, ...] = ()
    kind_groups: dict[str, Any]
    home_township: str
    introduced: tuple[str, ...] = ()
    currency_zh: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Unit(Dated):
    """units.csv: one organ of the county; rows stand in protocol order."""

    name_zh: str
    short_zh: str
    name_en: str
    kind: str
    system: str
    parent: str | None = None
    area: str
    general_circular: bool = False
    predecessor: str | None = None
    predecessor_name: str = ""
    source: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Area(Dated):
    """areas.csv: the county, a township, a village or community, under the statistical code of its day."""

    name_zh: str
    kind: str
    parent: str | None = None
    name_en: str = ""
    predecessor: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class AreaChange(Row):
    """area_changes.csv: how one area became another, and between which days."""

    old_code: str
    old_name: str
    new_code: str
    new_name: str
    change: str
    after: date
    not_later_than: date
    in_force_from: date
    source: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Position(Row):
    """positions.csv: a kind of post, its rank, powers (POWER or POWER:SCOPE) and sight; rows in protocol order."""

    code: str
    name_zh: str
    name_en: str
    unit_kind: tuple[str, ...]
    rank: str = ""
    powers: tuple[str, ...]
    sees: tuple[str, ...]
    notes: str = ""
    source: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Power(Row):
    """powers.csv: what a post may be given to do, and the scopes in which."""

    code: str
    name_zh: str
    name_en: str
    meaning: str = ""
    scopes: tuple[str, ...]
    source: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Guard(Row):
    """guards.csv: a named condition of a move, with the refusal and remedy it gives in words."""

    code: str
    subject: str
    meaning: str = ""
    parameters: str = ""
    refusal_code: str
    message_zh: str
    message_en: str
    remedy_zh: str
    remedy_en: str
    source: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Person(Row):
    """demo_people.csv: one invented person in one post of one unit; `area` is the village of a village post."""

    id: str
    name: str
    unit: str
    position: str
    title: str = ""
    gender: str = ""
    phone_fake: str = ""
    role_ab: Literal["A", "B", ""] = ""
    ab_with: str | None = None
    portfolio: tuple[str, ...] = ()
    area: str | None = None
    pinyin: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class DocumentKind(Row):
    """document_kinds.csv: a kind of paper and the direction in which it goes."""

    code: str
    name_zh: str
    name_en: str
    statutory: bool
    direction: str
    county_use: tuple[str, ...] = ()
    reply_expected: bool = False
    used_for: str = ""
    notes: str = ""
    source: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class DocumentElement(Row):
    """document_elements.csv: one element of a paper's layout."""

    part: str
    element_zh: str
    element_en: str
    required: str = ""
    type_and_place: str = ""
    rule: str = ""
    source: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class NumberSeries(Row):
    """number_series.csv: one series of document numbers of one unit, for the kinds of paper it serves."""

    unit: str
    prefix: str
    series_zh: str
    series_en: str = ""
    format: str
    example: str = ""
    kinds: tuple[str, ...]
    reset: str = "YEAR"
    notes: str = ""
    source: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Retention(Row):
    """retention.csv: how long what is kept."""

    category: str
    object: str
    condition: str = ""
    retention: str
    retention_if_important: str = ""
    reason: str = ""
    source: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Holiday(Row):
    """holidays.csv: a weekday off, or a day of the weekend that is worked."""

    date: date
    kind: Literal["HOLIDAY", "WORKDAY"]
    name_zh: str = ""
    name_en: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Term(Row):
    """glossary.csv: a word of the field and its name in the hub."""

    term_zh: str
    name_en: str
    meaning: str = ""
    also_zh: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Indicator(Dated):
    """indicators.csv: one statistical indicator; the columns are explained in docs/county-pack.md."""

    domain: str
    domain_zh: str
    domain_en: str = ""
    name_zh: str
    name_en: str
    unit: str
    unit_en: str = ""
    decimals: int
    period: Period
    level: Literal["TOWN", "COUNTY"]
    agg_time: Literal["SUM", "LAST", "AVG", "RATIO"]
    agg_space: Literal["SUM", "RATIO", "WAVG", "NONE"]
    weight: str | None = None
    formula: str = ""
    numerator: str = ""
    denominator: str = ""
    scale: Decimal | None = None
    min: Decimal | None = None
    max: Decimal | None = None
    yoy_warn_pct: Decimal | None = None
    rules: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    responsible_unit: str
    source_kind: Literal["TOWNSHIP", "REGISTER", "CALCULATED", "HUB"]
    definition: str = ""
    definition_en: str = ""
    source: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Baseline(Row):
    """township_baseline.csv: plausible sizes of one township, an indicator a column."""

    unit: str
    values: dict[str, Decimal]
    source: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class LifeModel(Row):
    """life.csv: how sample figures of an indicator come about; its columns: resolvers/life/models.py."""

    indicator: str
    of: str = ""
    per: str = ""
    level: Decimal | None = None
    share: Decimal = Decimal(1)
    rest: bool = False
    growth: Decimal | None = None
    noise: Decimal | None = None
    spread: Decimal | None = None
    odd: Decimal = Decimal(0)
    season: tuple[Decimal, ...] = ()
    warned: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Renewal(Row):
    """A later approval of a form."""

    approval_no: str
    from_: date


@dataclass(frozen=True, kw_only=True, slots=True)
class FormField(Row):
    """One field of a form: the indicator it shows, under which label, unit and exact factor."""

    indicator: str
    column: Literal["month", "cumulative", "last_year", "state"]
    label: str = ""
    label_en: str = ""
    unit: str = ""
    factor: Fraction | None = None
    section: str = ""
    row: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Form(Dated):
    """forms.yaml: one report form of one department."""

    table_no: str
    name_zh: str
    name_en: str
    issuing_unit: str
    approval: Literal["STATUTORY", "LOCAL", "ADHOC"]
    formulated_by: str
    approved_by: str | None = None
    approval_no: str | None = None
    period: Period
    due_after_period_end: str
    filled_by: Literal["TOWNSHIP"]
    open_ended: bool = False
    edition: str = ""
    entry: bool = True
    renewals: tuple[Renewal, ...] = ()
    source: str = ""
    layout: dict[str, Any] | None = None
    fields: tuple[FormField, ...]
