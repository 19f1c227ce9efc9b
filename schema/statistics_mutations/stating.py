"""State figures of a township's period."""

from typing import Any
from uuid import UUID

import strawberry

from resolvers.statistics import stating
from resolvers.statistics.typed import Typed
from schema.context import Context, Info
from schema.mutations import REQUEST_ID, Call, perform
from schema.questions import Finding
from schema.reading import each, one
from schema.statistics import Fact
from schema.statistics_items import FactPeriod
from schema.statistics_mutations.common import (
    EXPECTED,
    FigureRefused,
    findings_of,
    kept_of,
    keys_of,
    period_key,
    shown_each,
    union,
)


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


@strawberry.type(description="What stating did: each figure is accepted or refused by itself. 填报结果")
class FactsStated:
    """Figures of a township's period."""

    key: strawberry.Private[UUID]
    facts: strawberry.Private[list[UUID]]
    item: FactPeriod = one("FactPeriod", "key", "The township's period as it is now.")
    accepted: list[Fact] = each(
        "Fact", "facts", "The versions that were made; a value that was there already makes none."
    )
    refused: list[FigureRefused] = strawberry.field(description="The figures that were refused.")
    findings: list[Finding] = strawberry.field(
        resolver=findings_of, description="What the checks find about the period's figures now."
    )


StateFactsResult = union("StateFactsResult", FactsStated, "What stating figures leads to.")


async def state_facts(info: Info, given: StateFactsInput) -> Any:
    """State figures of a township's period."""

    async def verb(call: Call) -> dict[str, Any]:
        figures = [Typed(figure.indicator, figure.value, None, figure.expected_version) for figure in given.figures]
        return kept_of(
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

    return await perform(info.context, "stateFacts", given, verb, stated_facts)


def stated_facts(context: Context, changed: dict[str, Any]) -> FactsStated:
    """What a statement changed, to be read anew."""
    return FactsStated(**keys_of(changed), refused=shown_each(context, changed["refused"]))
