"""The acts of the form register that carry more than a move: designing a form, and binding its fields."""

from datetime import date
from typing import Any
from uuid import UUID

import strawberry

from resolvers.flow import Wanted, move
from resolvers.refusals import Refused
from resolvers.statistics import forms
from schema.context import Context, Info
from schema.enums import PeriodKind
from schema.forms import FormFieldInput, FormProposal
from schema.mutations import REQUEST_ID, Call, perform
from schema.reading import one
from schema.refusals import Refusal, kept, shown
from schema.statistics_mutations.common import EXPECTED, key_named, union


@strawberry.input(description="A form as it is designed. 报表设计")
class DesignFormInput:
    """What `designForm` takes: the whole form each time."""

    request_id: str = strawberry.field(description=REQUEST_ID)
    item: strawberry.ID | None = strawberry.field(
        description="The form whose design is changed; a new one when left out.", default=None
    )
    expected_revision: int | None = strawberry.field(description=EXPECTED, default=None)
    unit: strawberry.ID | None = strawberry.field(
        description="The unit whose form it is; needed for a new one.", default=None
    )
    name_zh: str = strawberry.field(description="Its Chinese name.")
    name_en: str = strawberry.field(description="Its English name; the Chinese one when empty.", default="")
    table_no: str = strawberry.field(description="The number printed on it. 表号", default="")
    period_kind: PeriodKind = strawberry.field(description="How often it is handed in.")
    due: str = strawberry.field(description="When after its period it is due: +3d, +3wd in working days.", default="")
    purpose: str = strawberry.field(description="What it is for.", default="")
    valid_to: date | None = strawberry.field(description="Its last day. 有效期限", default=None)
    statutory: bool = strawberry.field(description="Whether it is part of a superior's approved survey.", default=False)
    approved_by: str | None = strawberry.field(description="Of a statutory form: who approved it.", default=None)
    approval_no: str | None = strawberry.field(description="Of a statutory form: under which number.", default=None)
    fields: list[FormFieldInput] = strawberry.field(
        description="What it asks, in order. A field that stays word for word keeps its binding."
    )


@strawberry.input(description="What one field means. 口径绑定")
class BindingInput:
    """One decision."""

    field: int = strawberry.field(description="The field's place on the form, from 1.")
    indicator: str = strawberry.field(description="The indicator's code.")
    unit_of_measure: str | None = strawberry.field(
        description="The unit on the form; as designed when left out.", default=None
    )
    factor: str | None = strawberry.field(
        description="The exact fraction that converts, 1/15: compared with what the hub works out.", default=None
    )


@strawberry.input(description="What fields of a form mean: decisions on record. 绑定口径")
class BindFieldsInput:
    """What `bindFields` takes."""

    request_id: str = strawberry.field(description=REQUEST_ID)
    item: strawberry.ID = strawberry.field(description="The form.")
    expected_revision: int | None = strawberry.field(description=EXPECTED, default=None)
    bindings: list[BindingInput] = strawberry.field(description="Each is accepted or refused by itself.")
    reason: str = strawberry.field(description="Why; it stays on record with each field.")
    from_day: date | None = strawberry.field(
        description="Of a form in force: from which day on it means so.", default=None
    )


@strawberry.type(description="A form designed. 报表设计结果")
class FormDesigned:
    """The form's item."""

    key: strawberry.Private[UUID]
    item: FormProposal = one("FormProposal", "key", "The form as it is now.")


@strawberry.type(description="A binding that was refused by itself. 未接受的绑定")
class BindingRefused:
    """One decision refused."""

    field: int = strawberry.field(description="The field's place, as it was sent.")
    indicator: str = strawberry.field(description="The indicator's code, as it was sent.")
    refusal: Refusal = strawberry.field(description="Why.")


@strawberry.type(description="What binding did. 绑定结果")
class FieldsBound:
    """Fields of a form."""

    key: strawberry.Private[UUID]
    item: FormProposal = one("FormProposal", "key", "The form as it is now.")
    refused: list[BindingRefused] = strawberry.field(description="The decisions that were refused.")


DesignFormResult = union("DesignFormResult", FormDesigned, "What designing a form leads to.")
BindFieldsResult = union("BindFieldsResult", FieldsBound, "What binding fields leads to.")


def _head(given: DesignFormInput) -> forms.Head:
    return forms.Head(
        name_zh=given.name_zh,
        name_en=given.name_en,
        table_no=given.table_no,
        period_kind=given.period_kind.value,
        due=given.due,
        purpose=given.purpose,
        valid_to=given.valid_to,
        statutory=given.statutory,
        approved_by=given.approved_by,
        approval_no=given.approval_no,
    )


async def design_form(info: Info, given: DesignFormInput) -> Any:
    """Begin the design of a form, or write it anew."""

    async def verb(call: Call) -> dict[str, Any]:
        fields = [forms.Field(each.label, each.unit_of_measure, each.column.value.lower()) for each in given.fields]
        about = (call.session, call.county, call.person)
        if given.item is None:
            unit = key_named(given.unit or "", "Unit", "unit", "此单位", "The unit", int)
            item = await forms.design(*about, unit, _head(given), fields, call.at)
        else:
            key = key_named(given.item, "FormProposal", "item", "此报表设计", "The form's design")
            item = await forms.redesign(*about, key, given.expected_revision, _head(given), fields, call.at)
        return {"item": str(item.id)}

    def present(context: Context, changed: dict[str, Any]) -> FormDesigned:
        return FormDesigned(key=UUID(changed["item"]))

    return await perform(info.context, "designForm", given, verb, present)


async def bind_fields(info: Info, given: BindFieldsInput) -> Any:
    """Say which indicators fields of a form mean."""

    async def verb(call: Call) -> dict[str, Any]:
        key = key_named(given.item, "FormProposal", "item", "此报表设计", "The form's design")
        wanted = [Wanted(key, given.expected_revision)]
        moved = await move(call.session, call.county, call.person, wanted, *_event(given), call.at, together=True)
        refused: list[tuple[Any, Refused]] = moved.acts[0].refused
        return {
            "item": str(key),
            "refused": [
                {"field": binding["field"], "indicator": binding["indicator"], "refusal": kept(refusal)}
                for binding, refusal in refused
            ],
            "nothing": len(refused) == len(given.bindings),
        }

    def present(context: Context, changed: dict[str, Any]) -> FieldsBound:
        refused = [
            BindingRefused(
                field=each["field"], indicator=each["indicator"], refusal=shown(each["refusal"], context.language)
            )
            for each in changed["refused"]
        ]
        return FieldsBound(key=UUID(changed["item"]), refused=refused)

    return await perform(info.context, "bindFields", given, verb, present)


def _event(given: BindFieldsInput) -> tuple[str, dict[str, Any]]:
    """BIND, or REBIND of a form in force where a day is named."""
    binding = [
        {"field": each.field, "indicator": each.indicator, "unit": each.unit_of_measure, "factor": each.factor}
        for each in given.bindings
    ]
    inputs: dict[str, Any] = {"binding": binding, "reason": given.reason.strip()}
    if given.from_day is None:
        return "BIND", inputs
    return "REBIND", inputs | {"date": given.from_day.isoformat()}
