"""A pack's catalogue and forms as the rules of figures see them, read from its files alone."""

from resolvers.pack.read import Pack
from resolvers.pack.rows import Form, Indicator
from resolvers.statistics import catalogue as rules
from resolvers.statistics.asked import AskedFact, Asking
from resolvers.statistics.periods import PeriodKind
from resolvers.terms import DayKind, WorkingCalendar


def as_rules(row: Indicator) -> rules.Indicator:
    """An indicator as the rules of figures see it."""
    return rules.Indicator(
        code=row.code,
        name_zh=row.name_zh,
        name_en=row.name_en,
        unit=row.unit,
        unit_en=row.unit_en,
        decimals=row.decimals,
        period=PeriodKind(row.period),
        source=rules.SourceKind(row.source_kind),
        level=rules.Level(row.level),
        over_time=rules.OverTime(row.agg_time),
        over_space=rules.OverSpace(row.agg_space),
        weight=row.weight,
        formula=row.formula or None,
        minimum=row.min,
        maximum=row.max,
        yoy_warn_pct=row.yoy_warn_pct,
        rules=";".join(row.rules),
        warnings=";".join(row.warnings),
        responsible=row.responsible_unit,
        validity=rules.Validity(row.valid_from, row.valid_to),
    )


def _asking(row: Form) -> rules.Form:
    return rules.Form(
        code=row.code,
        period=PeriodKind(row.period),
        due=row.due_after_period_end,
        fields=tuple(rules.FormField(field.indicator, rules.Column(field.column)) for field in row.fields),
        entry=row.entry,
        issuing=row.issuing_unit,
        validity=rules.Validity(row.valid_from, row.valid_to),
    )


def asking(pack: Pack) -> Asking:
    """What the pack's forms ask of its catalogue."""
    calendar = WorkingCalendar({row.date: DayKind(row.kind) for row in pack.holidays})
    return Asking({row.code: as_rules(row) for row in pack.indicators}, map(_asking, pack.forms.forms), calendar)


def asked_in(pack: Pack, asked: Asking, year: int) -> list[AskedFact]:
    """What the forms ask in a year; in a year before the first of them, what the first year asks."""
    first = min((form.valid_from.year for form in pack.forms.forms if form.valid_from), default=year)
    return asked.in_year(year) if year >= first else asked.in_year_before(year, first)
