"""The scalars of the API beside GraphQL's own."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, NewType

import strawberry
from graphql import GraphQLError
from strawberry.schema.config import StrawberryConfig
from strawberry.schema.types.base_scalars import DateTimeDefinition

from resolvers.statistics.periods import Period as PeriodOfYear
from resolvers.statistics.periods import PeriodError

Period = NewType("Period", str)
Position = NewType("Position", str)
Long = NewType("Long", int)


def read_period(text: Any) -> Period:
    """A period from its code; an error that shows how periods are written when it is none."""
    try:
        return Period(str(PeriodOfYear.parse(text)))
    except (PeriodError, TypeError, AttributeError):
        raise GraphQLError(
            f"{text!r} 不是报告期,应写作 2019、2019Q3 或 2019-08 (write a period as 2019, 2019Q3 or 2019-08)",
            extensions={"code": "BAD_PERIOD"},
        ) from None


def plain_decimal(value: Decimal) -> str:
    """A number as text, all its decimals, never in exponent form."""
    return format(Decimal(value), "f")


def plain_time(moment: datetime) -> str:
    """A moment in UTC as PostgreSQL's JSON writes it, because the reading engine passes that through."""
    whole, _, fraction = moment.astimezone(UTC).replace(tzinfo=None).isoformat().partition(".")
    return f"{whole}.{fraction.rstrip('0')}+00:00" if fraction else f"{whole}+00:00"


def read_decimal(text: Any) -> Decimal:
    """A number from its text; an error for anything that is none."""
    try:
        value = Decimal(text) if isinstance(text, str | int) and not isinstance(text, bool) else None
    except ArithmeticError:
        value = None
    if value is None or not value.is_finite():
        raise GraphQLError(f"{text!r} is no decimal number", extensions={"code": "BAD_DECIMAL"})
    return value


CONFIG = StrawberryConfig(
    scalar_map={
        Period: strawberry.scalar(
            name="Period",
            description="A reporting period: a year `2019`, a quarter `2019Q3` or a month `2019-08`. 报告期",
            serialize=str,
            parse_value=read_period,
        ),
        Position: strawberry.scalar(
            name="Position",
            description="A place in the journal, opaque: keep it and give it back to go on from there. 操作日志位置",
            serialize=str,
            parse_value=str,
        ),
        Long: strawberry.scalar(
            name="Long",
            description="A whole number up to 2^53 - 1, as a JSON number.",
            serialize=int,
            parse_value=int,
        ),
        datetime: strawberry.scalar(
            name="DateTime",
            description="A moment with its offset, as ISO 8601 writes it; answers are in UTC. 时刻",
            serialize=plain_time,
            parse_value=DateTimeDefinition.parse_value,
        ),
        Decimal: strawberry.scalar(
            name="Decimal",
            description="An exact decimal number as text, with as many decimals as its indicator has. 精确小数",
            serialize=plain_decimal,
            parse_value=read_decimal,
        ),
    }
)
