"""Explain what strikes the checks in a department's register."""

from typing import Any
from uuid import UUID

import strawberry

from resolvers.refusals import bad_input
from resolvers.statistics import stating
from schema.context import Context, Info
from schema.mutations import REQUEST_ID, Call, perform
from schema.reading import one
from schema.statistics_items import RegisterPeriod
from schema.statistics_mutations.common import key_named, union


@strawberry.input(description="Words for one warning on a register figure. 台账说明")
class RegisterExplanationInput:
    """Words for one warning."""

    indicator: str = strawberry.field(description="The finding's indicator.")
    area: strawberry.ID = strawberry.field(description="The area of the figure.")
    warning: str = strawberry.field(description="The finding's `warning`.")
    words: str = strawberry.field(description="The words.")


@strawberry.input(description="Words for warnings on a department's register figures. 说明台账异常")
class ExplainRegisterInput:
    """What `explainRegister` takes."""

    request_id: str = strawberry.field(description=REQUEST_ID)
    item: strawberry.ID = strawberry.field(description="The department's period.")
    explanations: list[RegisterExplanationInput] = strawberry.field(description="The words, warning by warning.")


@strawberry.type(description="Words kept. 台账说明结果")
class RegisterExplained:
    """Explanations of a register."""

    key: strawberry.Private[UUID]
    item: RegisterPeriod = one("RegisterPeriod", "key", "The department's period as it is now.")


ExplainRegisterResult = union("ExplainRegisterResult", RegisterExplained, "What explaining a register leads to.")


async def explain_register(info: Info, given: ExplainRegisterInput) -> Any:
    """Give words for warnings of a register."""

    async def verb(call: Call) -> dict[str, Any]:
        key = key_named(given.item, "RegisterPeriod", "item", "此报告期的登记数据", "The register of this period")
        words = [
            {
                "indicator": each.indicator,
                "area": key_named(each.area, "Area", "explanations", "此区域", "The area", int),
                "warning": each.warning,
                "words": each.words.strip(),
            }
            for each in given.explanations
        ]
        if not words or not all(each["words"] for each in words):
            raise bad_input("说明不能为空", "The words may not be empty", "explanations")
        item = await stating.explain_register(call.session, call.county, call.person, key, words, call.at)
        return {"item": str(item.id)}

    def present(context: Context, changed: dict[str, Any]) -> RegisterExplained:
        return RegisterExplained(key=UUID(changed["item"]))

    return await perform(info.context, "explainRegister", given, verb, present)
