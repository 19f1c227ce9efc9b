"""Checks of a pack's indicators, their formulas and rules, and of its forms."""

import re
from collections.abc import Collection, Hashable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from zlib import crc32

from resolvers.pack.organisation import periods, unique, unknown
from resolvers.pack.problems import Problem, fault
from resolvers.pack.read import Pack
from resolvers.pack.rows import Form, FormField, Indicator
from resolvers.statistics.circles import circle
from resolvers.statistics.formula import (
    Expression,
    FormulaError,
    Rule,
    codes,
    evaluate,
    parse_expression,
    parse_rules,
)
from resolvers.statistics.periods import Period

FINENESS = {"MONTH": 0, "QUARTER": 1, "YEAR": 2}
DUE = re.compile(r"\+[1-9][0-9]*(d|wd)")


def _parsed(row: Indicator, column: str, text: str) -> Iterator[Expression | Problem]:
    try:
        yield parse_expression(text)
    except FormulaError as error:
        yield fault(row, f"{column} of {row.code}: {error}", f"Correct the column {column}")


def _rules(row: Indicator, column: str, texts: tuple[str, ...]) -> Iterator[Rule | Problem]:
    for text in texts:
        try:
            yield from parse_rules(text)
        except FormulaError as error:
            yield fault(row, f"{column} of {row.code}: {error}", f"Correct the column {column}")


@dataclass(frozen=True, slots=True)
class _Sample:
    """Values made from the codes alone, so that two formulas that mean the same give the same number."""

    def value(self, code: str, area: Hashable, period: Period) -> Fraction | None:
        return Fraction(crc32(f"{code} {period}".encode()) % 9973 + 2)

    def cumulative(self, code: str, area: Hashable, period: Period) -> Fraction | None:
        return Fraction(crc32(f"cum {code} {period}".encode()) % 9973 + 2)


def _expressions(row: Indicator) -> Iterator[tuple[str, Expression | Problem]]:
    for column in ("formula", "numerator", "denominator"):
        text = getattr(row, column)
        if text:
            for parsed in _parsed(row, column, text):
                yield column, parsed


def _formulas(row: Indicator, known: Collection[str]) -> Iterator[Problem]:
    parsed: dict[str, Expression] = {}
    for column, part in _expressions(row):
        if isinstance(part, Problem):
            yield part
        else:
            parsed[column] = part
            yield from unknown(row, f"indicator in {column}", codes(part), known, "indicators.csv")
    for column, texts in (("rules", row.rules), ("warnings", row.warnings)):
        for rule in _rules(row, column, texts):
            if isinstance(rule, Problem):
                yield rule
            else:
                yield from unknown(row, f"indicator in {column}", codes(rule), known, "indicators.csv")
    if {"formula", "numerator", "denominator"} <= parsed.keys():
        yield from _ratio_means_formula(row, parsed)


def _ratio_means_formula(row: Indicator, parsed: Mapping[str, Expression]) -> Iterator[Problem]:
    year = Period.parse("2019")
    values = {name: evaluate(tree, _Sample(), row.code, year) for name, tree in parsed.items()}
    top, bottom, whole = values["numerator"], values["denominator"], values["formula"]
    if top is None or bottom is None or whole is None:
        return
    if not bottom or top / bottom * Fraction(row.scale or 1) != whole:
        yield fault(
            row,
            f"the formula of {row.code} is not numerator / denominator * scale",
            "Let the columns formula, numerator, denominator and scale say the same",
        )


def _how_known(row: Indicator) -> Iterator[Problem]:
    """What the kind of source and the aggregation need."""
    if (row.source_kind == "CALCULATED") != bool(row.formula):
        has = "a formula" if row.formula else "no formula"
        yield fault(row, f"{row.code} is {row.source_kind} and has {has}", "Only CALCULATED indicators have a formula")
    if "RATIO" in (row.agg_time, row.agg_space) and not (row.numerator and row.denominator and row.scale):
        yield fault(row, f"{row.code} is a RATIO without its parts", "Give numerator, denominator and scale")
    if (row.agg_space == "WAVG") != (row.weight is not None):
        yield fault(row, f"{row.code}: a weight goes with WAVG, and WAVG with a weight", "Correct agg_space or weight")
    if row.min is not None and row.max is not None and row.max < row.min:
        yield fault(row, f"the bounds of {row.code} leave no value", "Let min be at most max")
    if not 0 <= row.decimals <= 6:
        yield fault(row, f"{row.code} has {row.decimals} decimals", "Use 0 to 6 decimals")


def _defined(pack: Pack) -> Iterator[Problem]:
    """What people are asked, by a form or for a register, says what it counts in each language of the county."""
    on_forms = {field.indicator for form in pack.forms.forms for field in form.fields}
    columns = {"zh": "definition", "en": "definition_en"}
    for row in pack.indicators:
        if row.source_kind != "REGISTER" and not (row.source_kind == "TOWNSHIP" and row.code in on_forms):
            continue
        for column in (columns[language] for language in sorted(pack.county.languages, reverse=True)):
            if not getattr(row, column).strip():
                remedy = f"Say what it counts and of which moment in {column}"
                yield fault(row, f"{row.code} is asked and has no {column}", remedy)


def _cycles(pack: Pack) -> Iterator[Problem]:
    """A formula that comes back to itself; prev() and cum() do not break a circle here, for a first period has none."""
    rows = {row.code: row for row in pack.indicators}
    uses: dict[str, tuple[str, ...]] = {}
    for row in rows.values():
        try:
            uses[row.code] = codes(parse_expression(row.formula)) if row.formula else ()
        except FormulaError:
            uses[row.code] = ()
    done: set[str] = set()
    for code in uses:
        found = circle(code, uses, done)
        if found:
            yield fault(rows[code], f"formulas go in a circle: {' -> '.join(found)}", "Calculate from stated figures")


def _finer_than_parts(row: Indicator, rows: Mapping[str, Indicator]) -> Iterator[Problem]:
    """A monthly formula cannot be had from yearly figures."""
    try:
        used = codes(parse_expression(row.formula)) if row.formula else ()
    except FormulaError:
        return
    for code in used:
        part = rows.get(code)
        if part and part.agg_time != "LAST" and FINENESS[part.period] > FINENESS[row.period]:
            yield fault(
                row,
                f"{row.code} is had each {row.period}, its part {code} only each {part.period}",
                f"Set the period of {row.code} to {part.period}",
            )


def _form_head(form: Form) -> Iterator[Problem]:
    if not DUE.fullmatch(form.due_after_period_end):
        yield fault(form, f"due_after_period_end is {form.due_after_period_end!r}", "Write +3d or +3wd")
    if form.approval == "ADHOC" and form.entry:
        yield fault(form, f"{form.code} was never approved and is open for entry", "Set entry to false")
    if form.approval != "ADHOC" and not (form.approved_by and form.approval_no):
        yield fault(form, f"{form.code} does not say who approved it", "Give approved_by and approval_no")
    if form.open_ended == (form.valid_to is not None):
        yield fault(form, f"{form.code} needs valid_to or open_ended: true, and not both", "Say until when")
    starts = [form.valid_from or date.min, *(renewal.from_ for renewal in form.renewals)]
    if starts != sorted(set(starts)) or (form.valid_to and starts[-1] > form.valid_to):
        yield fault(form, f"the renewals of {form.code} are out of order", "Sort them by day, inside the validity")
    if not form.fields:
        yield fault(form, f"{form.code} has no field", "Give it fields, or take the form out")


def _field(form: Form, field: FormField, indicators: Mapping[str, Indicator]) -> Iterator[Problem]:
    yield from unknown(field, "indicator", [field.indicator], indicators, "indicators.csv")
    indicator = indicators.get(field.indicator)
    if indicator is None:
        return
    if not _overlap(form, indicator):
        yield fault(field, f"{indicator.code} is never in force while {form.code} is", "Ask another indicator")
    if field.column == "cumulative" and indicator.agg_time in ("LAST", "AVG"):
        yield fault(field, f"{indicator.code} cannot be summed from January on", "Ask it as state or month")
    if field.column == "state" and indicator.agg_time == "SUM":
        yield fault(field, f"{indicator.code} is a flow, asked as state", "Ask it as month or cumulative")
    if bool(field.unit) != (field.factor is not None):
        yield fault(field, f"{indicator.code} has a unit without a factor, or the reverse", "Give both or neither")
    if field.factor is not None and field.factor <= 0:
        yield fault(field, f"the factor of {indicator.code} is {field.factor}", "Write an exact fraction above zero")
    sections = {str(part.get("section")) for part in (form.layout or {}).get("sections", [])}
    if field.section:
        yield from unknown(field, "section", [field.section], sections, f"the layout of {form.code}")


def _overlap(form: Form, indicator: Indicator) -> bool:
    first = max(form.valid_from or date.min, indicator.valid_from or date.min)
    last = min(form.valid_to or date.max, indicator.valid_to or date.max)
    return first <= last


def _forms(pack: Pack, indicators: Mapping[str, Indicator], units: Collection[str]) -> Iterator[Problem]:
    yield from unique(pack.forms.forms, lambda form: form.code, "form")
    yield from unique(pack.forms.forms, lambda form: form.table_no, "table number")
    yield from periods(pack.forms.forms)
    for form in pack.forms.forms:
        yield from unknown(form, "unit", dict.fromkeys([form.issuing_unit, form.formulated_by]), units, "units.csv")
        yield from _form_head(form)
        asked = [field for field in form.fields]
        yield from unique(asked, lambda field: (field.indicator, field.column), "field")
        yield from unique([field for field in asked if field.row], lambda field: field.row, "row")
        for field in form.fields:
            yield from _field(form, field, indicators)


def _baseline(pack: Pack, indicators: Mapping[str, Indicator]) -> Iterator[Problem]:
    townships = {unit.code for unit in pack.units if unit.kind in pack.county.township_unit_kinds}
    for row in pack.baseline:
        yield from unknown(row, "township", [row.unit], townships, "units.csv")
        yield from unknown(row, "indicator", row.values, indicators, "indicators.csv")


def _life(pack: Pack, indicators: Mapping[str, Indicator]) -> Iterator[Problem]:
    """Models of sample figures name figures that somebody states, and weigh all twelve months or none."""
    stated = {code for code, row in indicators.items() if row.source_kind != "CALCULATED"}
    yield from unique(pack.life, lambda row: row.indicator, "model")
    for row in pack.life:
        named = [code for code in (row.indicator, row.of, row.per) if code]
        yield from unknown(row, "stated indicator", named, stated, "indicators.csv")
        if row.season and (len(row.season) != 12 or sum(row.season) <= 0):
            yield fault(row, f"the season of {row.indicator} has {len(row.season)} weights", "Weigh all twelve months")


def check_statistics(pack: Pack) -> Iterator[Problem]:
    """Problems of indicators and forms: references, formulas, rules, circles, validity, how a figure is known."""
    indicators = {row.code: row for row in pack.indicators}
    units = {unit.code for unit in pack.units}
    yield from unique(pack.indicators, lambda row: row.code, "indicator")
    yield from periods(pack.indicators)
    for row in pack.indicators:
        yield from unknown(row, "unit", [row.responsible_unit], units, "units.csv")
        yield from unknown(row, "weight", [row.weight] if row.weight else [], indicators, "indicators.csv")
        yield from _formulas(row, indicators)
        yield from _how_known(row)
        yield from _finer_than_parts(row, indicators)
    yield from _defined(pack)
    yield from _cycles(pack)
    yield from _forms(pack, indicators, units)
    yield from _baseline(pack, indicators)
    yield from _life(pack, indicators)
