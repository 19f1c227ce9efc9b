"""What is asked of a township: its open periods with their questions, and what the checks found."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import strawberry
from sqlalchemy.ext.asyncio import AsyncConnection

from resolvers.county import County
from resolvers.statistics import questions, registers, wording
from resolvers.statistics.book import Catalogue, catalogue
from resolvers.statistics.findings import FindingKind as Found
from schema.context import Context
from schema.enums import FindingKind
from schema.organisation import Area
from schema.reading import each, one
from schema.statistics import Fact
from schema.statistics_catalogue import Form, Indicator, PeriodInfo

KINDS = {Found.RULE_FAILED: "RULE", Found.WARNING: "WARNING", Found.YEAR_ON_YEAR: "YEAR_ON_YEAR"}


@strawberry.type(description="What a check found about figures as they stand. 校验结果")
class Finding:
    """One finding."""

    kind: FindingKind = strawberry.field(description="What it is.")
    rule: str = strawberry.field(description="The rule, with names in place of codes; empty for bounds and last year.")
    message: str = strawberry.field(description="A sentence that names the figures.")
    indicators: list[Indicator] = each("Indicator", "indicator_ids", "The indicators it names.")
    explained: bool = strawberry.field(description="Whether words were given for it.")
    words: str | None = strawberry.field(description="The words given.")
    warning: str | None = strawberry.field(
        description="The key to give to `explainFacts`; null where words do not help."
    )
    indicator: Indicator | None = one("Indicator", "indicator_id", "The indicator to give to `explainFacts`.")


@strawberry.type(description="One figure that only this township can state. 待填数据")
class Question:
    """One question."""

    indicator: Indicator = one("Indicator", "indicator_id", "What is asked.")
    period: PeriodInfo = one("PeriodInfo", "period_id", "For when.")
    area: Area = one("Area", "area_id", "For where.")
    due_on: date = strawberry.field(description="By when: the soonest of the forms that ask.")
    fact: Fact | None = one("Fact", "fact_id", "What has been stated so far; null when it is missing.")
    last_period: Fact | None = one("Fact", "last_period_id", "The figure of the period before.")
    last_year: Fact | None = one("Fact", "last_year_id", "The figure of the same period last year.")
    findings: list[Finding] = strawberry.field(description="What the checks find about it now.")
    explanation: str | None = strawberry.field(description="The words given for a warning on it.")
    forms: list[Form] = each("Form", "form_ids", "The forms that ask it.")


def made(origin: type[Any], **values: Any) -> Any:
    """An object of a type from values under the names its relations read."""
    thing = object.__new__(origin)
    thing.__dict__.update(values)
    return thing


def finding(found: questions.FoundNow, known: Catalogue, language: str) -> Finding:
    """A finding as the API shows it."""
    it = found.finding
    language = "en" if language == "en" else "zh"
    codes = dict.fromkeys((it.indicator, *(mention.code for mention in it.mentions)))
    shown: Finding = made(
        Finding,
        kind=KINDS.get(it.kind, "BOUNDS"),
        rule=wording.rule_in_words(it)[language],
        message=wording.sentence(it)[language],
        indicator_ids=[known.rows[code].id for code in codes],
        indicator_id=known.rows[it.indicator].id,
        explained=found.words is not None,
        words=found.words,
        warning=None if it.kind.refuses else found.warning,
    )
    return shown


def question(asked: questions.Question, known: Catalogue, language: str) -> Question:
    """A question as the API shows it."""
    words = [found.words for found in asked.found if found.finding.indicator == asked.code and found.words]
    shown: Question = made(
        Question,
        indicator_id=known.rows[asked.code].id,
        period_id=asked.period.id,
        area_id=asked.area_id,
        due_on=asked.due_on,
        fact_id=_id(asked.fact),
        last_period_id=_id(asked.last_period),
        last_year_id=_id(asked.last_year),
        findings=[finding(found, known, language) for found in asked.found],
        explanation=words[0] if words else None,
        form_ids=list(asked.form_ids),
    )
    return shown


def _id(fact: Any) -> Any:
    return fact.id if fact else None


async def asked_of(context: Context, item_id: Any) -> Mapping[str, Any] | None:
    """What is asked in a township's period, as values: questions, asked, answered, answered_by_hub, waits_for."""
    found: Mapping[str, Any] | None = await context.loader("asked", lambda keys: _asked(context, keys)).load(item_id)
    return found


async def _asked(context: Context, keys: list[Any]) -> list[Mapping[str, Any] | None]:
    async with context.reading() as connection:
        values = await asked_values(connection, await context.county(connection), keys, context.language)
    found = {each["item_id"]: each for each in values}
    return [found.get(key) for key in keys]


async def asked_values(
    connection: AsyncConnection, county: County, keys: list[Any], language: str
) -> list[dict[str, Any]]:
    """The periods' questions, soonest due first, as values."""
    known = await catalogue(connection, county)
    return [
        {
            "item_id": asked.item_id,
            "questions": [question(each, known, language) for each in asked.questions],
            "asked": asked.asked,
            "answered": asked.answered,
            "answered_by_hub": asked.answered_by_hub,
            "waits_for": list(asked.waits_for),
        }
        for asked in await questions.asked_periods(connection, county, keys)
    ]


async def asked_of_register(context: Context, item_id: Any) -> Mapping[str, Any] | None:
    """What is asked in a department's register period, as values: questions, asked, answered."""
    found: Mapping[str, Any] | None = await context.loader(
        "asked of registers", lambda keys: _asked_of_registers(context, keys)
    ).load(item_id)
    return found


async def _asked_of_registers(context: Context, keys: list[Any]) -> list[Mapping[str, Any] | None]:
    async with context.reading() as connection:
        county = await context.county(connection)
        known = await catalogue(connection, county)
        asked = await registers.asked_registers(connection, county, keys)
    values = {
        each.item_id: {
            "questions": [question(asking, known, context.language) for asking in each.questions],
            "asked": len(each.questions),
            "answered": each.answered,
        }
        for each in asked
    }
    return [values.get(key) for key in keys]
