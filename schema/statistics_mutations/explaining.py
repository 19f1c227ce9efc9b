"""Give words for warnings on figures."""

from typing import Any
from uuid import UUID

import strawberry

from resolvers.refusals import bad_input
from resolvers.statistics import stating
from schema.context import Context, Info
from schema.mutations import REQUEST_ID, Call, perform
from schema.questions import Finding
from schema.reading import one
from schema.statistics_items import FactPeriod
from schema.statistics_mutations.common import findings_of, period_key, union


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


@strawberry.type(description="Words kept. 说明结果")
class FactsExplained:
    """Explanations of a period."""

    key: strawberry.Private[UUID]
    item: FactPeriod = one("FactPeriod", "key", "The township's period as it is now.")
    findings: list[Finding] = strawberry.field(
        resolver=findings_of, description="What the checks find about the period's figures now."
    )


ExplainFactsResult = union("ExplainFactsResult", FactsExplained, "What explaining figures leads to.")


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

    def present(context: Context, changed: dict[str, Any]) -> FactsExplained:
        return FactsExplained(key=UUID(changed["item"]))

    return await perform(info.context, "explainFacts", given, verb, present)
