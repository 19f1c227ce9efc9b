"""The catalogue and the forms of a pack as records of the database's tables."""

from collections.abc import Iterable, Mapping
from datetime import date

from resolvers.pack.read import Pack
from resolvers.pack.records import Record, plain
from resolvers.pack.rows import Form, FormField, Indicator
from resolvers.statistics.asked import periods_of
from resolvers.statistics.periods import Period


def indicators(pack: Pack, unit_keys: Mapping[str, int]) -> list[Record]:
    """The catalogue in its order."""
    return [_indicator(row, unit_keys, ordinal) for ordinal, row in enumerate(pack.indicators, 1)]


def _indicator(row: Indicator, unit_keys: Mapping[str, int], ordinal: int) -> Record:
    return {
        "code": row.code,
        "domain": row.domain,
        "domain_zh": row.domain_zh,
        "domain_en": row.domain_en,
        "name_zh": row.name_zh,
        "name_en": row.name_en,
        "unit_of_measure": row.unit,
        "unit_en": row.unit_en,
        "decimals": row.decimals,
        "period_kind": row.period,
        "level": row.level,
        "agg_time": row.agg_time,
        "agg_space": row.agg_space,
        "weight": row.weight,
        "formula": row.formula or None,
        "numerator": row.numerator or None,
        "denominator": row.denominator or None,
        "scale": row.scale,
        "min_value": row.min,
        "max_value": row.max,
        "yoy_warn_pct": row.yoy_warn_pct,
        "rules": list(row.rules),
        "warnings": list(row.warnings),
        "responsible_id": unit_keys[row.responsible_unit],
        "source_kind": row.source_kind,
        "valid_from": row.valid_from,
        "valid_to": row.valid_to,
        "definition": row.definition,
        "definition_en": row.definition_en,
        "ordinal": ordinal,
    }


def forms(pack: Pack, unit_keys: Mapping[str, int]) -> list[Record]:
    """The registered forms in their order."""
    return [_form(row, unit_keys, ordinal) for ordinal, row in enumerate(pack.forms.forms, 1)]


def _form(row: Form, unit_keys: Mapping[str, int], ordinal: int) -> Record:
    kept = {name: plain(getattr(row, name)) for name in ("layout", "renewals", "edition", "formulated_by", "filled_by")}
    return {
        "code": row.code,
        "table_no": row.table_no,
        "name_zh": row.name_zh,
        "name_en": row.name_en,
        "issuing_id": unit_keys[row.issuing_unit],
        "approval": row.approval,
        "approved_by": row.approved_by,
        "approval_no": row.approval_no,
        "period_kind": row.period,
        "due": row.due_after_period_end,
        "entry": row.entry,
        "valid_from": row.valid_from,
        "valid_to": row.valid_to,
        "definition": kept | {"open_ended": row.open_ended},
        "ordinal": ordinal,
    }


def form_fields(pack: Pack, form_keys: Mapping[str, int], indicator_keys: Mapping[str, int]) -> list[Record]:
    """The fields of each form in their order."""
    return [
        {"form_id": form_keys[form.code], "indicator_id": indicator_keys[field.indicator], **_field(field, ordinal)}
        for form in pack.forms.forms
        for ordinal, field in enumerate(form.fields, 1)
    ]


def _field(row: FormField, ordinal: int) -> Record:
    return {
        "ordinal": ordinal,
        "asks": row.column,
        "label": row.label or None,
        "label_en": row.label_en,
        "unit_of_measure": row.unit or None,
        "factor_numerator": row.factor.numerator if row.factor else 1,
        "factor_denominator": row.factor.denominator if row.factor else 1,
        "section": row.section or None,
        "row_no": None if row.row is None else str(row.row),
    }


def years(pack: Pack, today: date) -> range:
    """The years that need periods: from the first indicator's to the year after today's."""
    begins = [row.valid_from.year for row in pack.indicators if row.valid_from]
    return range(min(begins, default=today.year - 1), today.year + 2)


def periods(within: Iterable[int]) -> list[Record]:
    """The months, quarters and years."""
    return [_period(period) for year in within for period in periods_of(year)]


def _period(period: Period) -> Record:
    return {
        "id": period.id,
        "code": str(period),
        "kind": period.kind.value,
        "year": period.year,
        "first_on": period.first_on,
        "last_on": period.last_on,
    }
