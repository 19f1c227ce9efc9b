"""Finish the entry of periods, and confirm them."""

from typing import Any
from uuid import UUID

import strawberry

from resolvers.flow import Wanted
from resolvers.refusals import bad_input
from resolvers.statistics import stating
from schema.context import Context, Info
from schema.mutations import REQUEST_ID, Call, perform
from schema.reading import each
from schema.statistics_items import FactPeriod
from schema.statistics_mutations.common import period_key, union


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


@strawberry.type(description="Periods handed to the head. 送审签结果")
class FactsFinished:
    """Periods that wait to be confirmed."""

    keys: strawberry.Private[list[UUID]]
    items: list[FactPeriod] = each("FactPeriod", "keys", "The periods as they are now.")


@strawberry.type(description="Periods confirmed. 审签结果")
class FactsConfirmed:
    """Periods in force."""

    keys: strawberry.Private[list[UUID]]
    items: list[FactPeriod] = each("FactPeriod", "keys", "The periods as they are now.")
    facts: int = strawberry.field(description="How many figures were confirmed.")


FinishFactsResult = union("FinishFactsResult", FactsFinished, "What finishing leads to.")
ConfirmFactsResult = union("ConfirmFactsResult", FactsConfirmed, "What confirming leads to.")


def _wanted(items: list[strawberry.ID], revisions: list[int] | None) -> list[Wanted]:
    if not 0 < len(items) <= 100 or len(set(items)) < len(items):
        raise bad_input("一次须选1至100项,不得重复", "Name 1 to 100 items, each once", "items")
    if revisions is not None and len(revisions) != len(items):
        raise bad_input("修订号须与事项一一对应", "Give one revision for each item", "expectedRevisions")
    keys = [period_key(item, "items") for item in items]
    seen: list[int | None] = [*revisions] if revisions else [None] * len(items)
    return [Wanted(key, revision) for key, revision in zip(keys, seen, strict=True)]


async def finish_facts(info: Info, given: FinishFactsInput) -> Any:
    """Hand periods to the head."""

    async def verb(call: Call) -> dict[str, Any]:
        moved = await stating.finish_facts(
            call.session, call.county, call.person, _wanted(given.items, given.expected_revisions), call.at
        )
        return {"items": [str(item.id) for item in moved.items]}

    def present(context: Context, changed: dict[str, Any]) -> FactsFinished:
        return FactsFinished(keys=[UUID(key) for key in changed["items"]])

    return await perform(info.context, "finishFacts", given, verb, present)


async def confirm_facts(info: Info, given: ConfirmFactsInput) -> Any:
    """Confirm periods, all figures of all forms in one act."""

    async def verb(call: Call) -> dict[str, Any]:
        moved = await stating.confirm_facts(
            call.session, call.county, call.person, _wanted(given.items, given.expected_revisions), call.at
        )
        return {"items": [str(item.id) for item in moved.items], "facts": stating.facts_of(moved.acts)}

    def present(context: Context, changed: dict[str, Any]) -> FactsConfirmed:
        return FactsConfirmed(keys=[UUID(key) for key in changed["items"]], facts=changed["facts"])

    return await perform(info.context, "confirmFacts", given, verb, present)
