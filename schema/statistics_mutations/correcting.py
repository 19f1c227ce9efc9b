"""Ask that a confirmed figure be corrected, and correct it."""

from typing import Any
from uuid import UUID

import strawberry

from resolvers.statistics import stating
from resolvers.statistics.periods import Period as PeriodOfYear
from schema.context import Context, Info
from schema.mutations import REQUEST_ID, Call, perform
from schema.reading import one
from schema.scalars import Period
from schema.statistics import Fact
from schema.statistics_items import FactCorrection
from schema.statistics_mutations.common import key_named, union


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


@strawberry.type(description="A correction opened. 更正申请结果")
class CorrectionOpened:
    """The new item."""

    key: strawberry.Private[UUID]
    item: FactCorrection = one("FactCorrection", "key", "The correction.")


@strawberry.type(description="A corrected value stated; it waits for the head. 更正结果")
class FactRevised:
    """The new version."""

    key: strawberry.Private[UUID]
    fact_id: strawberry.Private[UUID | None]
    item: FactCorrection = one("FactCorrection", "key", "The correction as it is now.")
    fact: Fact | None = one("Fact", "fact_id", "The new version.")


OpenCorrectionResult = union("OpenCorrectionResult", CorrectionOpened, "What asking for a correction leads to.")
ReviseFactResult = union("ReviseFactResult", FactRevised, "What correcting a figure leads to.")


async def open_correction(info: Info, given: OpenCorrectionInput) -> Any:
    """Ask that a confirmed figure be corrected."""

    async def verb(call: Call) -> dict[str, Any]:
        area = key_named(given.area, "Area", "area", "此区域", "The area", int)
        period = PeriodOfYear.parse(given.period)
        item = await stating.open_correction(
            call.session, call.county, call.person, given.indicator, area, period, given.words, call.at
        )
        return {"item": str(item.id)}

    def present(context: Context, changed: dict[str, Any]) -> CorrectionOpened:
        return CorrectionOpened(key=UUID(changed["item"]))

    return await perform(info.context, "openCorrection", given, verb, present)


async def revise_fact(info: Info, given: ReviseFactInput) -> Any:
    """State the corrected value."""

    async def verb(call: Call) -> dict[str, Any]:
        item = key_named(given.item, "FactCorrection", "item", "此更正", "The correction")
        stated = await stating.revise_fact(
            call.session, call.county, call.person, item, given.value, given.reason, given.explanation, call.at
        )
        return {"item": str(stated.item.id), "fact": str(stated.facts[0]) if stated.facts else None}

    def present(context: Context, changed: dict[str, Any]) -> FactRevised:
        fact = UUID(changed["fact"]) if changed["fact"] else None
        return FactRevised(key=UUID(changed["item"]), fact_id=fact)

    return await perform(info.context, "reviseFact", given, verb, present)
