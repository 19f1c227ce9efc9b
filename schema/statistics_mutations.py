"""The acts of township statistics: state, explain, finish, confirm, correct; a department's register."""

from typing import Annotated, Any
from uuid import UUID

import strawberry

from resolvers.flow import Wanted
from resolvers.refusals import Refused, bad_input, not_found
from resolvers.statistics import stating
from resolvers.statistics.periods import Period as PeriodOfYear
from resolvers.statistics.registers import own_register
from schema.context import Context, Info
from schema.ids import key_of
from schema.mutations import REQUEST_ID, Call, perform
from schema.organisation import Area
from schema.questions import Finding, asked_of
from schema.reading import load, load_many
from schema.refusals import Refusal, kept, shown
from schema.scalars import Period
from schema.statistics import Fact
from schema.statistics_items import FactCorrection, FactPeriod, RegisterPeriod

EXPECTED = "The revision that the sender saw; the act is refused when it has grown. Not compared when left out."
Unnamed = list[dict[str, Any]]


@strawberry.input(description="One figure as it was typed. 填报值")
class FigureInput:
    """One figure of a township's period."""

    indicator: str = strawberry.field(description="The indicator's code.")
    value: str = strawberry.field(
        description="The number as typed: full-width digits and thousands separators are understood."
    )
    expected_version: int | None = strawberry.field(
        description="The version that the sender saw, 0 for none; refused when there is another by now.",
        default=None,
    )


@strawberry.input(description="Figures of a township's period. 填报")
class StateFactsInput:
    """What `stateFacts` takes."""

    request_id: str = strawberry.field(description=REQUEST_ID)
    item: strawberry.ID = strawberry.field(description="The township's period.")
    expected_revision: int | None = strawberry.field(description=EXPECTED, default=None)
    figures: list[FigureInput] = strawberry.field(description="The figures; each is accepted or refused by itself.")


@strawberry.input(description="Words for one warning. 说明")
class ExplanationInput:
    """One explanation."""

    indicator: str = strawberry.field(description="The code of the indicator of the finding.")
    warning: str = strawberry.field(description="The key of the warning, from the finding.")
    words: str = strawberry.field(description="The words.")


@strawberry.input(description="Words for warnings on figures of a period. 说明异常")
class ExplainFactsInput:
    """What `explainFacts` takes."""

    request_id: str = strawberry.field(description=REQUEST_ID)
    item: strawberry.ID = strawberry.field(description="The township's period.")
    explanations: list[ExplanationInput] = strawberry.field(description="The words, warning by warning.")


@strawberry.input(description="Periods that are entered. 填报完毕")
class FinishFactsInput:
    """What `finishFacts` takes."""

    request_id: str = strawberry.field(description=REQUEST_ID)
    items: list[strawberry.ID] = strawberry.field(description="The township's periods, all or none of them.")
    expected_revisions: list[int] | None = strawberry.field(
        description="The revisions that the sender saw, item by item.", default=None
    )


@strawberry.input(description="Periods to confirm. 审签")
class ConfirmFactsInput:
    """What `confirmFacts` takes."""

    request_id: str = strawberry.field(description=REQUEST_ID)
    items: list[strawberry.ID] = strawberry.field(description="The township's periods, all or none of them.")
    expected_revisions: list[int] | None = strawberry.field(
        description="The revisions that the sender saw, item by item.", default=None
    )


@strawberry.input(description="A figure that should be corrected. 更正申请")
class OpenCorrectionInput:
    """What `openCorrection` takes."""

    request_id: str = strawberry.field(description=REQUEST_ID)
    area: strawberry.ID = strawberry.field(description="The area of the figure.")
    indicator: str = strawberry.field(description="The indicator's code.")
    period: Period = strawberry.field(description="The period of the figure.")
    words: str = strawberry.field(description="Why.")


@strawberry.input(description="The corrected value. 更正")
class ReviseFactInput:
    """What `reviseFact` takes."""

    request_id: str = strawberry.field(description=REQUEST_ID)
    item: strawberry.ID = strawberry.field(description="The correction.")
    value: str = strawberry.field(description="The number as typed.")
    reason: str = strawberry.field(description="Why the figure changes; it stays on record with the new version.")
    explanation: str | None = strawberry.field(description="Words for a large change against last year.", default=None)


@strawberry.input(description="One register figure as it was typed. 台账值")
class RegisterFigureInput:
    """One figure of a register."""

    indicator: str = strawberry.field(description="The indicator's code.")
    area: strawberry.ID = strawberry.field(description="The area.")
    value: str = strawberry.field(description="The number as typed.")
    expected_version: int | None = strawberry.field(
        description="The version that the sender saw, 0 for none; not compared when left out.", default=None
    )


@strawberry.input(description="A department's register figures of a period. 部门台账数据")
class StateRegisterInput:
    """What `stateRegister` takes."""

    request_id: str = strawberry.field(description=REQUEST_ID)
    period: Period = strawberry.field(description="The period.")
    unit: strawberry.ID | None = strawberry.field(
        description="The department; the viewer's own when left out.", default=None
    )
    figures: list[RegisterFigureInput] = strawberry.field(
        description="The figures; each is accepted or refused by itself."
    )
    final: bool = strawberry.field(
        description="Whether they are the department's word at once, once all are accepted.", default=True
    )
    reason: str | None = strawberry.field(
        description="Why, where the department had given its word already: figures stated are corrected with a reason.",
        default=None,
    )


@strawberry.type(description="A figure that was refused by itself. 未接受的数据")
class FigureRefused:
    """One figure refused."""

    indicator: str = strawberry.field(description="The indicator's code, as it was sent.")
    area: Area | None = strawberry.field(description="The area, where one was sent.")
    refusal: Refusal = strawberry.field(description="Why.")


@strawberry.type(description="What stating did: each figure is accepted or refused by itself. 填报结果")
class FactsStated:
    """Figures of a township's period."""

    item: FactPeriod = strawberry.field(description="The township's period as it is now.")
    accepted: list[Fact] = strawberry.field(
        description="The versions that were made; a value that was there already makes none."
    )
    refused: list[FigureRefused] = strawberry.field(description="The figures that were refused.")
    findings: list[Finding] = strawberry.field(description="What the checks find about the period's figures now.")


@strawberry.type(description="Words kept. 说明结果")
class FactsExplained:
    """Explanations of a period."""

    item: FactPeriod = strawberry.field(description="The township's period as it is now.")
    findings: list[Finding] = strawberry.field(description="What the checks find about the period's figures now.")


@strawberry.type(description="Periods handed to the head. 送审签结果")
class FactsFinished:
    """Periods that wait to be confirmed."""

    items: list[FactPeriod] = strawberry.field(description="The periods as they are now.")


@strawberry.type(description="Periods confirmed. 审签结果")
class FactsConfirmed:
    """Periods in force."""

    items: list[FactPeriod] = strawberry.field(description="The periods as they are now.")
    facts: int = strawberry.field(description="How many figures were confirmed.")


@strawberry.type(description="A correction opened. 更正申请结果")
class CorrectionOpened:
    """The new item."""

    item: FactCorrection = strawberry.field(description="The correction.")


@strawberry.type(description="A corrected value stated; it waits for the head. 更正结果")
class FactRevised:
    """The new version."""

    item: FactCorrection = strawberry.field(description="The correction as it is now.")
    fact: Fact | None = strawberry.field(description="The new version.")


@strawberry.type(description="What stating a register did. 台账填报结果")
class RegisterStated:
    """Figures of a department's period."""

    item: RegisterPeriod = strawberry.field(description="The department's period as it is now.")
    accepted: list[Fact] = strawberry.field(description="The versions that were made.")
    refused: list[FigureRefused] = strawberry.field(description="The figures that were refused.")


def _union(name: str, done: Any, description: str) -> Any:
    return Annotated[done | Refusal, strawberry.union(name, description=description)]


StateFactsResult = _union("StateFactsResult", FactsStated, "What stating figures leads to.")
ExplainFactsResult = _union("ExplainFactsResult", FactsExplained, "What explaining figures leads to.")
FinishFactsResult = _union("FinishFactsResult", FactsFinished, "What finishing leads to.")
ConfirmFactsResult = _union("ConfirmFactsResult", FactsConfirmed, "What confirming leads to.")
OpenCorrectionResult = _union("OpenCorrectionResult", CorrectionOpened, "What asking for a correction leads to.")
ReviseFactResult = _union("ReviseFactResult", FactRevised, "What correcting a figure leads to.")
StateRegisterResult = _union("StateRegisterResult", RegisterStated, "What stating a register leads to.")


def period_key(id_: str, field: str = "item") -> UUID:
    """The key of a township's period; refused with NOT_FOUND where the id names none."""
    key: UUID = _key(id_, "FactPeriod", field, "此报告期", "The period")
    return key


def _key(id_: str, type_name: str, field: str, zh: str, en: str, kind: type[Any] = UUID) -> Any:
    key = key_of(id_, kind, type_name)
    if key is None:
        refused = not_found(zh, en)
        refused.path = (field,)
        raise refused
    return key


def _wanted(items: list[strawberry.ID], revisions: list[int] | None) -> list[Wanted]:
    if not 0 < len(items) <= 100 or len(set(items)) < len(items):
        raise bad_input("一次须选1至100项,不得重复", "Name 1 to 100 items, each once", "items")
    if revisions is not None and len(revisions) != len(items):
        raise bad_input("修订号须与事项一一对应", "Give one revision for each item", "expectedRevisions")
    keys = [period_key(item, "items") for item in items]
    seen: list[int | None] = [*revisions] if revisions else [None] * len(items)
    return [Wanted(key, revision) for key, revision in zip(keys, seen, strict=True)]


def _refused(refused: list[tuple[stating.Typed, Refused]]) -> Unnamed:
    return [{"indicator": typed.code, "area": typed.area_id, "refusal": kept(refusal)} for typed, refusal in refused]


async def _shown(context: Context, refused: Unnamed) -> list[FigureRefused]:
    return [
        FigureRefused(
            indicator=each["indicator"],
            area=await load(context, "Area", each["area"]),
            refusal=shown(each["refusal"], context.language),
        )
        for each in refused
    ]


async def _findings(context: Context, item: UUID) -> list[Finding]:
    """Each finding once, though every question it touches shows it."""
    asked = await asked_of(context, item)
    found = [finding for question in (asked or {}).get("questions", ()) for finding in question.findings]
    return list({(finding.kind, finding.message): finding for finding in found}.values())


def _kept(stated: stating.Stated) -> dict[str, Any]:
    facts = [str(fact) for fact in stated.facts]
    return {
        "item": str(stated.item.id),
        "facts": facts,
        "refused": _refused(stated.refused),
        "nothing": bool(stated.refused) and not facts,
    }


async def state_facts(info: Info, given: StateFactsInput) -> Any:
    """State figures of a township's period."""

    async def verb(call: Call) -> dict[str, Any]:
        figures = [
            stating.Typed(figure.indicator, figure.value, None, figure.expected_version) for figure in given.figures
        ]
        return _kept(
            await stating.state_facts(
                call.session,
                call.county,
                call.person,
                period_key(given.item),
                figures,
                call.at,
                revision=given.expected_revision,
            )
        )

    async def present(context: Context, changed: dict[str, Any]) -> FactsStated:
        key = UUID(changed["item"])
        return FactsStated(
            item=await load(context, "FactPeriod", key),
            accepted=await load_many(context, "Fact", [UUID(fact) for fact in changed["facts"]]),
            refused=await _shown(context, changed["refused"]),
            findings=await _findings(context, key),
        )

    return await perform(info.context, "stateFacts", given, verb, present)


async def explain_facts(info: Info, given: ExplainFactsInput) -> Any:
    """Give words for warnings of a period."""

    async def verb(call: Call) -> dict[str, Any]:
        words = [
            {"indicator": each.indicator, "warning": each.warning, "words": each.words.strip()}
            for each in given.explanations
        ]
        if not words or not all(each["words"] for each in words):
            raise bad_input("说明不能为空", "The words may not be empty", "explanations")
        item = await stating.explain_facts(
            call.session, call.county, call.person, period_key(given.item), words, call.at
        )
        return {"item": str(item.id)}

    async def present(context: Context, changed: dict[str, Any]) -> FactsExplained:
        key = UUID(changed["item"])
        return FactsExplained(item=await load(context, "FactPeriod", key), findings=await _findings(context, key))

    return await perform(info.context, "explainFacts", given, verb, present)


async def finish_facts(info: Info, given: FinishFactsInput) -> Any:
    """Hand periods to the head."""

    async def verb(call: Call) -> dict[str, Any]:
        moved = await stating.finish_facts(
            call.session, call.county, call.person, _wanted(given.items, given.expected_revisions), call.at
        )
        return {"items": [str(item.id) for item in moved.items]}

    async def present(context: Context, changed: dict[str, Any]) -> FactsFinished:
        return FactsFinished(items=await load_many(context, "FactPeriod", [UUID(key) for key in changed["items"]]))

    return await perform(info.context, "finishFacts", given, verb, present)


async def confirm_facts(info: Info, given: ConfirmFactsInput) -> Any:
    """Confirm periods, all figures of all forms in one act."""

    async def verb(call: Call) -> dict[str, Any]:
        moved = await stating.confirm_facts(
            call.session, call.county, call.person, _wanted(given.items, given.expected_revisions), call.at
        )
        return {"items": [str(item.id) for item in moved.items], "facts": stating.facts_of(moved.acts)}

    async def present(context: Context, changed: dict[str, Any]) -> FactsConfirmed:
        items = await load_many(context, "FactPeriod", [UUID(key) for key in changed["items"]])
        return FactsConfirmed(items=items, facts=changed["facts"])

    return await perform(info.context, "confirmFacts", given, verb, present)


async def open_correction(info: Info, given: OpenCorrectionInput) -> Any:
    """Ask that a confirmed figure be corrected."""

    async def verb(call: Call) -> dict[str, Any]:
        area = _key(given.area, "Area", "area", "此区域", "The area", int)
        period = PeriodOfYear.parse(given.period)
        item = await stating.open_correction(
            call.session, call.county, call.person, given.indicator, area, period, given.words, call.at
        )
        return {"item": str(item.id)}

    async def present(context: Context, changed: dict[str, Any]) -> CorrectionOpened:
        return CorrectionOpened(item=await load(context, "FactCorrection", UUID(changed["item"])))

    return await perform(info.context, "openCorrection", given, verb, present)


async def revise_fact(info: Info, given: ReviseFactInput) -> Any:
    """State the corrected value."""

    async def verb(call: Call) -> dict[str, Any]:
        item = _key(given.item, "FactCorrection", "item", "此更正", "The correction")
        stated = await stating.revise_fact(
            call.session, call.county, call.person, item, given.value, given.reason, given.explanation, call.at
        )
        return {"item": str(stated.item.id), "fact": str(stated.facts[0]) if stated.facts else None}

    async def present(context: Context, changed: dict[str, Any]) -> FactRevised:
        fact = UUID(changed["fact"]) if changed["fact"] else None
        return FactRevised(
            item=await load(context, "FactCorrection", UUID(changed["item"])), fact=await load(context, "Fact", fact)
        )

    return await perform(info.context, "reviseFact", given, verb, present)


async def state_register(info: Info, given: StateRegisterInput) -> Any:
    """State a department's register figures of a period."""

    async def verb(call: Call) -> dict[str, Any]:
        period = PeriodOfYear.parse(given.period)
        unit = (
            _key(given.unit, "Unit", "unit", "此单位", "The unit", int)
            if given.unit
            else await own_register(call.session, period)
        )
        figures = [
            stating.Typed(
                figure.indicator,
                figure.value,
                _key(figure.area, "Area", "figures", "此区域", "The area", int),
                figure.expected_version,
            )
            for figure in given.figures
        ]
        return _kept(
            await stating.state_register(
                call.session,
                call.county,
                call.person,
                period,
                unit,
                figures,
                call.at,
                final=given.final,
                reason=given.reason,
            )
        )

    async def present(context: Context, changed: dict[str, Any]) -> RegisterStated:
        return RegisterStated(
            item=await load(context, "RegisterPeriod", UUID(changed["item"])),
            accepted=await load_many(context, "Fact", [UUID(fact) for fact in changed["facts"]]),
            refused=await _shown(context, changed["refused"]),
        )

    return await perform(info.context, "stateRegister", given, verb, present)
