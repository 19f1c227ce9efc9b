"""The items of township statistics: a township's period, a correction, a department's register period."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import strawberry
from sqlalchemy import ColumnElement, FromClause, select

from db.items import Item as ItemRow
from db.statistics import Fact as FactRow
from db.statistics import FactCorrection as FactCorrectionRow
from db.statistics import FactPeriod as FactPeriodRow
from db.statistics import RegisterPeriod as RegisterPeriodRow
from db.statistics import VillageQuestion as VillageQuestionRow
from schema.context import Info
from schema.fields import field
from schema.items import Item, belongs
from schema.organisation import MOST_LISTED, Area, Person, Unit
from schema.pages import Node
from schema.questions import Question, asked_of, asked_of_register
from schema.reading import each, many, one, single, table
from schema.relations import Order
from schema.statistics import Explanation, Fact, stands
from schema.statistics_catalogue import Indicator, PeriodInfo


def _period_of(t: FromClause) -> ColumnElement[Any]:
    return select(FactPeriodRow.period_id).where(FactPeriodRow.item_id == t.c.item_id).scalar_subquery()


def _answer(t: FromClause) -> ColumnElement[Any]:
    """The newest version of what a village answered."""
    same = FactRow.indicator_id == t.c.indicator_id, FactRow.area_id == t.c.area_id
    found = select(FactRow.id).join(FactPeriodRow, FactPeriodRow.period_id == FactRow.period_id)
    found = found.where(FactPeriodRow.item_id == t.c.item_id, *same, FactRow.source == "VILLAGE", FactRow.latest)
    return found.limit(1).scalar_subquery()


@table(VillageQuestionRow, key=None, computed={"period_id": _period_of, "fact_id": _answer})
@strawberry.type(description="A figure that a township asks of one of its villages. 村级核实")
class VillageQuestion:
    """One question to a village."""

    item: Annotated["FactPeriod", strawberry.lazy("schema.statistics_items")] | None = one(
        "FactPeriod", "item_id", "The township's period that asks."
    )
    area: Area = one("Area", "area_id", "The village.")
    indicator: Indicator = one("Indicator", "indicator_id", "What is asked.")
    period: PeriodInfo = one("PeriodInfo", "period_id", "For when.")
    asked_by: Person = one("Person", "asked_by", "Who asked.")
    asked_at: datetime = strawberry.field(description="When.")
    due_at: datetime | None = strawberry.field(description="By when; an answer is taken until the township finishes.")
    fact: Fact | None = one("Fact", "fact_id", "What the village answered; null while it has not.")


BY_VILLAGE = [Order("due_at"), Order("area_id"), Order("indicator_id"), Order("item_id")]


@table(ItemRow, FactPeriodRow, key_type=UUID)
@strawberry.type(
    description="The figures of one township for one period, entered and confirmed once for all forms. 乡镇报告期数据"
)
class FactPeriod(Item, Node):
    """One township's period."""

    period: PeriodInfo = one("PeriodInfo", "period_id", "The period.")
    entered_by: Person | None = one("Person", "entered_by", "Who finished the entry; null while nobody has. 填表人")
    entered_at: datetime | None = strawberry.field(description="When the entry was finished.")
    confirmed_by: Person | None = one("Person", "confirmed_by", "Who confirmed it; null while nobody has. 单位负责人")
    confirmed_at: datetime | None = strawberry.field(description="When it was confirmed.")
    village_questions: list[VillageQuestion] = many(
        "VillageQuestion",
        lambda t, item: t.c.item_id == item,
        "What the township asks of its villages, soonest due first; a village sees its own.",
        order=BY_VILLAGE,
        most=MOST_LISTED,
        paged=False,
    )

    @field("The figures that only the township can state, in the order of the catalogue.")
    async def questions(self, info: Info) -> list[Question]:
        """Read for all periods of the list together."""
        found: list[Question] = (await self._asked(info))["questions"]
        return found

    @field("How many figures the township states itself.")
    async def asked(self, info: Info) -> int:
        """Counted from the forms in force."""
        return int((await self._asked(info))["asked"])

    @field("How many of them are stated.")
    async def answered(self, info: Info) -> int:
        """Counted from the facts."""
        return int((await self._asked(info))["answered"])

    async def _asked(self, info: Info) -> Mapping[str, Any]:
        return await asked_of(info.context, self.__dict__["key"]) or {"questions": [], "asked": 0, "answered": 0}


@strawberry.type(description="A township's open period with what is asked of it. 本期待填")
class AskedPeriod:
    """One open period."""

    item: FactPeriod | None = one("FactPeriod", "item_id", "The item of the period.")
    questions: list[Question] = strawberry.field(
        description="The figures that only the township can state, in the order of the catalogue."
    )
    answered: int = strawberry.field(description="How many of them are stated.")
    asked: int = strawberry.field(description="How many there are.")
    answered_by_hub: int = strawberry.field(description="How many further figures the hub answers by itself.")
    waits_for: list[Unit] = each("Unit", "waits_for_ids", "The units whose register figures are still missing.")


def _corrected(t: FromClause, item: ColumnElement[Any]) -> ColumnElement[bool]:
    """The versions of the figure that a correction is about."""
    row = FactCorrectionRow
    alike = (row.indicator_id == t.c.indicator_id, row.area_id == t.c.area_id, row.period_id == t.c.period_id)
    return select(row.item_id).where(row.item_id == item, *alike).exists()


def _of_version(item: ColumnElement[Any]) -> ColumnElement[int]:
    return select(FactCorrectionRow.of_version).where(FactCorrectionRow.item_id == item).scalar_subquery()


@table(ItemRow, FactCorrectionRow, key_type=UUID)
@strawberry.type(description="A request to correct a stated figure, and its new version. 数据更正")
class FactCorrection(Item, Node):
    """One correction."""

    period: PeriodInfo = one("PeriodInfo", "period_id", "The period of the figure.")
    words: str = strawberry.field(description="Why a correction is asked.")
    asked_by: Unit = one("Unit", "asked_by_unit", "The unit that asks: the township itself or a department.")
    fact: Fact | None = single(
        "Fact",
        lambda t, item: _corrected(t, item) & stands(t.c),
        "The figure in the newest version that the asker sees.",
        order=[Order("version", descending=True)],
    )
    before: Fact | None = single(
        "Fact",
        lambda t, item: _corrected(t, item) & (t.c.version == _of_version(item)),
        "The version that is to be corrected.",
    )
    after: Fact | None = single(
        "Fact",
        lambda t, item: (t.c.item_id == item) & stands(t.c),
        "The version that was stated instead; null while nobody has, or where it was sent back.",
        order=[Order("version", descending=True)],
    )
    explanations: list[Explanation] = many(
        "Explanation",
        belongs,
        "The words given for warnings that the new value raises, in order of time.",
        order=[Order("given_at")],
        most=MOST_LISTED,
        paged=False,
    )


@table(ItemRow, RegisterPeriodRow, key_type=UUID)
@strawberry.type(description="A department's register figures of one period, for all areas at once. 部门台账数据")
class RegisterPeriod(Item, Node):
    """One department's period."""

    period: PeriodInfo = one("PeriodInfo", "period_id", "The period.")

    @field("The figures that only the department's register knows: by indicator, then area.")
    async def questions(self, info: Info) -> list[Question]:
        """Read for all register periods of the list together."""
        found: list[Question] = (await self._asked(info))["questions"]
        return found

    @field("How many figures the register is asked for.")
    async def asked(self, info: Info) -> int:
        """Counted from the forms in force."""
        return int((await self._asked(info))["asked"])

    @field("How many of them are there, stated or only loaded.")
    async def answered(self, info: Info) -> int:
        """Counted from the facts."""
        return int((await self._asked(info))["answered"])

    async def _asked(self, info: Info) -> Mapping[str, Any]:
        found = await asked_of_register(info.context, self.__dict__["key"])
        return found or {"questions": [], "asked": 0, "answered": 0}
