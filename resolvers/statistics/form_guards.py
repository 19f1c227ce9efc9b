"""The guards of the flow of forms (guards.csv): what a form needs, what binding may not do, what may not be asked."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from db.forms import FormProposal, ProposedField
from db.statistics import Form
from resolvers.acts import Act, guard, screen
from resolvers.refusals import not_found
from resolvers.statistics.asking import OnRecord, on_record
from resolvers.statistics.circles import refused_circle
from resolvers.statistics.forms import as_proposed, fields_of, overlaps
from resolvers.statistics.measures import factor
from resolvers.statistics.overlap import Found, Words
from resolvers.statistics.periods import PeriodKind
from resolvers.statistics.report_moves import form_of_report_ended

Values = Mapping[str, Any] | None
_LENGTHS = {
    PeriodKind.MONTH: {"zh": "月度", "en": "monthly"},
    PeriodKind.QUARTER: {"zh": "季度", "en": "quarterly"},
    PeriodKind.YEAR: {"zh": "年度", "en": "yearly"},
}


async def proposal_of(act: Act) -> FormProposal:
    """The act's own row."""
    return await act.session.get_one(FormProposal, act.item.id)


async def proposed_of(act: Act) -> list[ProposedField]:
    """The fields of the act's proposal, in their order."""
    if "proposed" not in act.memo:
        act.memo["proposed"] = await fields_of(act.session, act.item.id)
    return act.memo["proposed"]  # type: ignore[no-any-return]


async def known_of(act: Act) -> tuple[OnRecord, list[Found]]:
    """What is on record, and how the proposal's fields stand to it."""
    if "overlaps" not in act.memo:
        row, kept = await proposal_of(act), await on_record_of(act)
        fields = as_proposed(await proposed_of(act), {key: code for code, key in kept.indicator_ids.items()})
        act.memo["overlaps"] = await overlaps(
            act.session, act.county, PeriodKind(row.period_kind), fields, act.at, item_id=act.item.id
        )
    return act.memo["overlaps"]  # type: ignore[no-any-return]


async def on_record_of(act: Act) -> OnRecord:
    """The catalogue and the forms as they stand."""
    if "on_record" not in act.memo:
        act.memo["on_record"] = await on_record(act.session)
    return act.memo["on_record"]  # type: ignore[no-any-return]


@guard("form_head_complete")
async def form_head_complete(act: Act) -> Values:
    """Table number, purpose, term, end of validity; of a statutory form who approved it, and under which number."""
    row = await proposal_of(act)
    wanted = {
        "table_no": ("表号", "the table number"),
        "purpose": ("制表目的", "the purpose"),
        "due": ("报送期限", "the term"),
        "valid_to": ("有效期限", "the end of validity"),
    }
    if row.statutory:
        wanted |= {"approved_by": ("批准机关", "the approving organ"), "approval_no": ("批准文号", "its number")}
    lacking = [{"zh": zh, "en": en} for name, (zh, en) in wanted.items() if not getattr(row, name)]
    return {"parts": lacking} if lacking else None


@guard("not_everything_known")
async def not_everything_known(act: Act) -> Values:
    """At least one field asks something that the hub would not have without this form."""
    _, found = await known_of(act)
    return {} if all(field.known for field in found) else None


@guard("every_field_bound")
async def every_field_bound(act: Act) -> Values:
    """Each field means an indicator."""
    open_ = [row.label for row in await proposed_of(act) if row.indicator_id is None]
    return {"fields": open_} if open_ else None


@screen("FORM_APPROVAL", "BIND", "REBIND")
async def take_out_unknown(act: Act) -> None:
    """Refuse by themselves the bindings of fields and indicators that are not there, and of formulas in a circle."""
    kept, rows = [], {row.ordinal for row in await proposed_of(act)}
    indicators = (await on_record_of(act)).indicators
    for binding in act.inputs["binding"]:
        if binding["field"] not in rows:
            act.refused.append((binding, not_found("此表项", "The field")))
        elif binding["indicator"] not in indicators:
            code = binding["indicator"]
            act.refused.append((binding, not_found(f"指标{code}", f"Indicator {code}")))
        elif (refused := refused_circle(indicators, binding["indicator"], "indicator")) is not None:
            act.refused.append((binding, refused))
        else:
            kept.append(binding)
    act.inputs = {**act.inputs, "binding": kept}
    act.emptied = not kept


@guard("calibre_not_merged", each="binding")
async def calibre_not_merged(act: Act, binding: Mapping[str, Any] | None) -> Values:
    """A field means one indicator; an indicator stands in one field of a column; and what is the name of one calibre is
    not bound to another.
    """
    if binding is None:
        return None
    field = await _field(act, binding)
    given = [each for each in act.inputs["binding"] if each["field"] == binding["field"]]
    two = len({each["indicator"] for each in given}) > 1
    words = await _words(act)
    means = words.means(field.label)
    other = bool(means) and binding["indicator"] not in means
    return {"label": field.label} if two or other or await _taken(act, field, binding) else None


async def _taken(act: Act, field: ProposedField, binding: Mapping[str, Any]) -> bool:
    """Whether another field of the same column means the same indicator, by this act or by one before it."""
    rows = {row.ordinal: row for row in await proposed_of(act)}
    ids = (await on_record_of(act)).indicator_ids
    meant = {ordinal: row.indicator_id for ordinal, row in rows.items()}
    meant |= {each["field"]: ids[each["indicator"]] for each in act.inputs["binding"]}
    same = (rows[ordinal] for ordinal, key in meant.items() if key == ids[binding["indicator"]])
    return any(row.ordinal != field.ordinal and row.asks == field.asks for row in same)


async def _field(act: Act, binding: Mapping[str, Any]) -> ProposedField:
    return next(row for row in await proposed_of(act) if row.ordinal == binding["field"])


async def _words(act: Act) -> Words:
    if "words" not in act.memo:
        act.memo["words"] = (await on_record_of(act)).words_of_others(act.item.id)
    return act.memo["words"]  # type: ignore[no-any-return]


@guard("unit_convertible", each="binding")
async def unit_convertible(act: Act, binding: Mapping[str, Any] | None) -> Values:
    """The indicator's unit converts into the field's, by the factor given where one is given."""
    if binding is None:
        return None
    by = await factor_of(act, binding)
    given = binding.get("factor")
    unit = await unit_of(act, binding)
    return {"unit": unit} if by is None or (given is not None and Fraction(given) != by) else None


async def unit_of(act: Act, binding: Mapping[str, Any]) -> str:
    """The unit in which a bound field shows its figure: as bound, else as designed, else the indicator's."""
    field, kept = await _field(act, binding), await on_record_of(act)
    return binding.get("unit") or field.unit_of_measure or kept.indicators[binding["indicator"]].unit


async def factor_of(act: Act, binding: Mapping[str, Any]) -> Fraction | None:
    """By what the indicator's figure is multiplied to stand in the field."""
    kept = await on_record_of(act)
    return factor(kept.indicators[binding["indicator"]].unit, await unit_of(act, binding))


@guard("not_faster_than_source")
async def not_faster_than_source(act: Act) -> Values:
    """No field asks an indicator more often than it exists."""
    kept, found = await known_of(act)
    asked = PeriodKind((await proposal_of(act)).period_kind).months
    for field in found:
        indicator = kept.indicators[field.indicator] if field.indicator else None
        if indicator is not None and indicator.period.months > asked:
            names = {"zh": indicator.name_zh, "en": indicator.name_en}
            return {"indicator": names, "period": _LENGTHS[indicator.period]}
    return None


@guard("not_in_approved_survey")
async def not_in_approved_survey(act: Act) -> Values:
    """No field asks anew what a statutory form in force holds; what is known anyway is asked of nobody."""
    kept, found = await known_of(act)
    statutory = [form for form in kept.forms if kept.form_rows[form.code].approval == "STATUTORY"]
    for field in found:
        for form in statutory if not field.known else ():
            if form.validity.holds(act.today) and field.indicator in {each.indicator for each in form.fields}:
                row = kept.form_rows[form.code]
                return {"form": {"zh": row.name_zh, "en": row.name_en}}
    return None


@guard("form_ended")
async def form_ended(act: Act) -> Values:
    """The version in force has ended; of a report, its form had ended before the period."""
    if act.flow.code == "REPORT":
        return await form_of_report_ended(act)
    row = await proposal_of(act)
    form = None if row.form_id is None else await act.session.get_one(Form, row.form_id)
    return None if form is not None and form.valid_to is not None and form.valid_to < act.today else {}
