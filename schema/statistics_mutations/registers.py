"""State the register figures of a department."""

from typing import Any
from uuid import UUID

import strawberry

from resolvers.statistics import stating
from resolvers.statistics.periods import Period as PeriodOfYear
from resolvers.statistics.registers import own_register
from resolvers.statistics.typed import Typed
from schema.context import Context, Info
from schema.mutations import REQUEST_ID, Call, perform
from schema.reading import each, one
from schema.scalars import Period
from schema.statistics import Fact
from schema.statistics_items import RegisterPeriod
from schema.statistics_mutations.common import FigureRefused, kept_of, key_named, keys_of, shown_each, union


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


@strawberry.type(description="What stating a register did. 台账填报结果")
class RegisterStated:
    """Figures of a department's period."""

    key: strawberry.Private[UUID]
    facts: strawberry.Private[list[UUID]]
    item: RegisterPeriod = one("RegisterPeriod", "key", "The department's period as it is now.")
    accepted: list[Fact] = each("Fact", "facts", "The versions that were made.")
    refused: list[FigureRefused] = strawberry.field(description="The figures that were refused.")


StateRegisterResult = union("StateRegisterResult", RegisterStated, "What stating a register leads to.")


async def state_register(info: Info, given: StateRegisterInput) -> Any:
    """State a department's register figures of a period."""

    async def verb(call: Call) -> dict[str, Any]:
        period = PeriodOfYear.parse(given.period)
        unit = (
            key_named(given.unit, "Unit", "unit", "此单位", "The unit", int)
            if given.unit
            else await own_register(call.session, period)
        )
        figures = [
            Typed(
                figure.indicator,
                figure.value,
                key_named(figure.area, "Area", "figures", "此区域", "The area", int),
                figure.expected_version,
            )
            for figure in given.figures
        ]
        return kept_of(
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

    def present(context: Context, changed: dict[str, Any]) -> RegisterStated:
        return RegisterStated(**keys_of(changed), refused=shown_each(context, changed["refused"]))

    return await perform(info.context, "stateRegister", given, verb, present)
