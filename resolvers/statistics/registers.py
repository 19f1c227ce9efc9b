"""Whose register somebody states."""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from resolvers.refusals import bad_input, not_found
from resolvers.statistics.periods import Period

_OWN = text(
    "select unit_id from register_periods where period_id = :period"
    " and unit_id = any ((select (my_sight()).registers)::integer[]) order by unit_id"
)


async def own_register(session: AsyncSession, period: Period) -> int:
    """The asker's unit that keeps a register of a period; refused where there is none, or more than one."""
    units = list(await session.scalars(_OWN, {"period": period.id}))
    if not units:
        raise not_found("此报告期的登记数据", "The register of this period")
    if len(units) > 1:
        raise bad_input("请指明是哪个单位的台账", "Say whose register it is", "unit")
    return int(units[0])
