"""The items of township statistics: a township's period, a correction, a department's register period."""

from datetime import datetime
from uuid import UUID

import strawberry
from sqlalchemy import select

from db.items import Item as ItemRow
from db.statistics import FactCorrection as FactCorrectionRow
from db.statistics import FactPeriod as FactPeriodRow
from db.statistics import RegisterPeriod as RegisterPeriodRow
from schema.items import Item
from schema.organisation import Person, Unit
from schema.pages import Node
from schema.reading import one, single, table
from schema.relations import Order
from schema.statistics import Fact, PeriodInfo


@table(ItemRow, FactPeriodRow, key_type=UUID)
@strawberry.type(description="The figures of one township for one period, entered and confirmed once for all forms. 乡镇报告期数据")
class FactPeriod(Item, Node):
    """One township's period."""

    period: PeriodInfo = one("PeriodInfo", "period_id", "The period.")
    entered_by: Person | None = one("Person", "entered_by", "Who finished the entry; null while nobody has. 填表人")
    entered_at: datetime | None = strawberry.field(description="When the entry was finished.")
    confirmed_by: Person | None = one("Person", "confirmed_by", "Who confirmed it; null while nobody has. 单位负责人")
    confirmed_at: datetime | None = strawberry.field(description="When it was confirmed.")


@table(ItemRow, FactCorrectionRow, key_type=UUID)
@strawberry.type(description="A request to correct a stated figure, and its new version. 数据更正")
class FactCorrection(Item, Node):
    """One correction."""

    period: PeriodInfo = one("PeriodInfo", "period_id", "The period of the figure.")
    words: str = strawberry.field(description="Why a correction is asked.")
    asked_by: Unit = one("Unit", "asked_by_unit", "The unit that asks: the township itself or a department.")
    fact: Fact | None = single(
        "Fact",
        lambda t, item: (
            select(FactCorrectionRow.item_id)
            .where(
                FactCorrectionRow.item_id == item,
                FactCorrectionRow.indicator_id == t.c.indicator_id,
                FactCorrectionRow.area_id == t.c.area_id,
                FactCorrectionRow.period_id == t.c.period_id,
            )
            .exists()
        ),
        "The figure in the newest version that the asker sees.",
        order=[Order("version", descending=True)],
    )


@table(ItemRow, RegisterPeriodRow, key_type=UUID)
@strawberry.type(description="A department's register figures of one period, for all areas at once. 部门台账数据")
class RegisterPeriod(Item, Node):
    """One department's period."""

    period: PeriodInfo = one("PeriodInfo", "period_id", "The period.")


