"""Ask villages, answer as a village, take over what villages answered."""

from datetime import date
from typing import Any
from uuid import UUID

import strawberry

from resolvers.statistics import villages
from resolvers.statistics.typed import Typed
from schema.context import Context, Info
from schema.mutations import REQUEST_ID, Call, perform
from schema.reading import each, one
from schema.statistics import Fact
from schema.statistics_items import FactPeriod
from schema.statistics_mutations.common import (
    EXPECTED,
    FigureRefused,
    kept_of,
    key_named,
    keys_of,
    period_key,
    shown_each,
    union,
)
from schema.statistics_mutations.stating import FactsStated, stated_facts


@strawberry.input(description="One figure asked of villages. 转村核实的数据")
class VillageCellInput:
    """One figure, and of whom it is asked."""

    indicator: str = strawberry.field(description="The indicator's code.")
    villages: list[strawberry.ID] | None = strawberry.field(
        description="The villages asked; all of the township when left out.", default=None
    )


@strawberry.input(description="Figures that villages are to answer. 转村(社区)核实")
class AskVillagesInput:
    """What `askVillages` takes."""

    request_id: str = strawberry.field(description=REQUEST_ID)
    item: strawberry.ID = strawberry.field(description="The township's period.")
    expected_revision: int | None = strawberry.field(description=EXPECTED, default=None)
    cells: list[VillageCellInput] = strawberry.field(description="The figures, and the villages asked for each.")
    due_on: date = strawberry.field(description="The day until whose close they are to answer.")


@strawberry.input(description="One figure of a village as it was typed. 村级填报值")
class VillageFigureInput:
    """One figure of a village."""

    indicator: str = strawberry.field(description="The indicator's code.")
    value: str = strawberry.field(description="The number as typed.")


@strawberry.input(description="Figures of a village. 村级答数")
class AnswerVillageInput:
    """What `answerVillage` takes."""

    request_id: str = strawberry.field(description=REQUEST_ID)
    item: strawberry.ID = strawberry.field(description="The township's period that asks.")
    figures: list[VillageFigureInput] = strawberry.field(
        description="The figures of the viewer's own village; each is accepted or refused by itself."
    )


@strawberry.input(description="Figures that the township takes over from its villages. 采用村级汇总")
class TakeOverVillagesInput:
    """What `takeOverVillages` takes."""

    request_id: str = strawberry.field(description=REQUEST_ID)
    item: strawberry.ID = strawberry.field(description="The township's period.")
    expected_revision: int | None = strawberry.field(description=EXPECTED, default=None)
    indicators: list[str] = strawberry.field(
        description="The codes of the indicators whose sum over the villages asked becomes the township's figure."
    )


@strawberry.type(description="Figures handed down to villages. 转村核实结果")
class VillagesAsked:
    """What was asked."""

    key: strawberry.Private[UUID]
    item: FactPeriod = one("FactPeriod", "key", "The township's period as it is now, with its `villageQuestions`.")


@strawberry.type(description="What a village answered. 村级答数结果")
class VillageAnswered:
    """Figures of a village; they enter no sum."""

    key: strawberry.Private[UUID]
    facts: strawberry.Private[list[UUID]]
    item: FactPeriod = one("FactPeriod", "key", "The township's period as it is now.")
    accepted: list[Fact] = each(
        "Fact", "facts", "The versions that were made; a value that was there already makes none."
    )
    refused: list[FigureRefused] = strawberry.field(description="The figures that were refused.")


AskVillagesResult = union("AskVillagesResult", VillagesAsked, "What asking villages leads to.")
AnswerVillageResult = union("AnswerVillageResult", VillageAnswered, "What answering as a village leads to.")
TakeOverVillagesResult = union("TakeOverVillagesResult", FactsStated, "What taking over villages' figures leads to.")


async def ask_villages(info: Info, given: AskVillagesInput) -> Any:
    """Hand figures down to villages."""

    async def verb(call: Call) -> dict[str, Any]:
        cells = [villages.Cell(cell.indicator, _areas(cell.villages or [])) for cell in given.cells]
        item = await villages.ask_villages(
            call.session,
            call.county,
            call.person,
            period_key(given.item),
            cells,
            given.due_on,
            call.at,
            revision=given.expected_revision,
        )
        return {"item": str(item.id)}

    def present(context: Context, changed: dict[str, Any]) -> VillagesAsked:
        return VillagesAsked(key=UUID(changed["item"]))

    return await perform(info.context, "askVillages", given, verb, present)


def _areas(ids: list[strawberry.ID]) -> tuple[int, ...]:
    return tuple(key_named(id_, "Area", "cells", "此村(社区)", "The village", int) for id_ in ids)


async def answer_village(info: Info, given: AnswerVillageInput) -> Any:
    """State a village's own figures."""

    async def verb(call: Call) -> dict[str, Any]:
        figures = [Typed(figure.indicator, figure.value) for figure in given.figures]
        return kept_of(
            await villages.answer_village(
                call.session, call.county, call.person, period_key(given.item), figures, call.at
            )
        )

    def present(context: Context, changed: dict[str, Any]) -> VillageAnswered:
        return VillageAnswered(**keys_of(changed), refused=shown_each(context, changed["refused"]))

    return await perform(info.context, "answerVillage", given, verb, present)


async def take_over_villages(info: Info, given: TakeOverVillagesInput) -> Any:
    """State the sums of what villages answered as the township's figures."""

    async def verb(call: Call) -> dict[str, Any]:
        return kept_of(
            await villages.take_over_villages(
                call.session,
                call.county,
                call.person,
                period_key(given.item),
                given.indicators,
                call.at,
                revision=given.expected_revision,
            )
        )

    return await perform(info.context, "takeOverVillages", given, verb, stated_facts)
