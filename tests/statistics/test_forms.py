"""The form register's day in the tiny county: the registry designs, the bureau binds and approves, parishes answer."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from resolvers.statistics import forms
from resolvers.statistics.forms import Field, Head
from tests.hub import Hub
from tests.statistics.office import confirmed, recorder, reeve

pytestmark = pytest.mark.anyio
DESIGNER, BUREAU = "P03", "P05"  # of the registry, of the statistics office
HEAD = Head("牛奶月报", "Milk, monthly", "M1", "QUARTER", "+5d", "To watch the price of milk", date(2021, 12, 31))
FIELDS = [Field("牛存栏", column="state"), Field("小麦产量"), Field("登记人口", column="state")]
YEARLY = Head("农业年报", "Farms, yearly", "M2", "YEAR", "+20d", "To plan the seed", date(2022, 12, 31))


async def designed(hub: Hub, head: Head = HEAD, fields: Sequence[Field] = FIELDS, person: str = DESIGNER) -> UUID:
    """A form of the registry, designed."""
    unit = hub.units["RE"]
    item = await hub.as_(person).does(lambda s, c, p: forms.design(s, c, p, unit, head, fields, hub.clock()))
    found: UUID = item.id
    return found


async def binds(hub: Hub, item: UUID, event: str = "BIND", **meant: Any) -> Any:
    """The bureau binds fields: f1="COW01"."""
    binding = [{"field": int(name[1:]), "indicator": code} for name, code in meant.items()]
    return await hub.as_(BUREAU).moves(event, item, binding=binding, reason="As the register defines it")


async def asked_of(hub: Hub, period: int) -> list[str]:
    """The codes asked for a period."""
    query = "select i.code from asks a join indicators i on i.id = a.indicator_id where period_id = :period order by 1"
    return await hub.all(text(query), period=period)


async def registered(hub: Hub) -> list[str]:
    """The forms that the register put in force."""
    columns = "code, table_no, approval, approved_by, approval_no, valid_from, valid_to"
    query = f"select concat_ws('|', {columns}) from forms join form_versions on form_id = id order by code"
    return await hub.all(text(query))


NEW = [Field("小麦产量", "公斤"), Field("牛存栏", column="state"), Field("出生人数", column="cumulative")]
MEANT = {"f1": "WHE01", "f2": "COW01", "f3": "BIR01"}


async def test_a_form_goes_from_design_to_the_townships_questions(own_hub: Hub) -> None:
    """Dairy cows become a question of the month; the births beside them are known anyway."""
    hub = own_hub
    await hub.runs("update indicators set period_kind = 'MONTH' where code = 'COW02'")
    head = Head("奶牛月报", "Cows, monthly", "M3", "MONTH", "+3d", "Milk", date(2021, 12, 31))
    item = await designed(hub, head, [Field("奶牛存栏", column="state"), Field("出生人数")])
    await confirmed(hub, "2019-10")
    await hub.as_(DESIGNER).moves("SUBMIT", item, text="Please")
    await binds(hub, item, f1="COW02", f2="BIR01")
    assert "COW02" not in await asked_of(hub, 201910)
    await hub.as_(BUREAU).moves("APPROVE", item, date="2019-10-01")
    assert await hub.state(item) == "IN_FORCE"
    assert "COW02" in await asked_of(hub, 201910) and "COW02" not in await asked_of(hub, 201909)
    assert await registered(hub) == ["R01|M3|LOCAL|统计处|ST〔2019〕1号|2019-10-01|2021-12-31"]
    period = await hub.period("NV", "2019-10")
    await hub.ticks("2019-11-12 09:00")
    assert await hub.state(period) == "PREFILLED"
    (question,) = [q for q in (await recorder(hub).is_asked(period))[0].questions if q.fact is None]
    assert question.code == "COW02"
    await recorder(hub).states(period, {"COW02": "50"})
    await recorder(hub).finishes(period)
    await reeve(hub).confirms(period)
    assert await hub.state(period) == "CONFIRMED"
