"""The check of every row finds each thing that should not be, and nothing else."""

import pytest
from sqlalchemy import text

from resolvers.life.check import Problem, check_rows
from tests.hub import Hub

pytestmark = pytest.mark.anyio


PAST = """
insert into facts (indicator_id, area_id, period_id, version, value, status, source, item_id, stated_at, confirmed_at)
select i.id, f.area_id, :period, 1, 0, 'CONFIRMED', 'IMPORTED', f.item_id, f.stated_at, f.stated_at
from indicators i, facts f where i.code in ('BIR01', 'DEA01') and f.value = 12
"""


async def stated(hub: Hub) -> None:
    """One township states one month, its head confirms it."""
    await hub.opens("2019-10")
    item = await hub.period("NV", "2019-10")
    await hub.as_("P08").states(item, {"BIR01": "12", "DEA01": "9"})
    await hub.as_("P08").finishes(item)
    await hub.as_("P06").confirms(item)


async def found(hub: Hub) -> list[Problem]:
    """What the check finds."""
    return await check_rows(hub.database)


async def test_a_hub_in_which_all_is_right_has_no_problems(hub: Hub) -> None:
    await stated(hub)
    assert await found(hub) == []


async def test_a_figure_outside_its_bounds_is_found(hub: Hub) -> None:
    await stated(hub)
    await hub.runs("update facts set value = 501 where value = 12")
    assert await found(hub) == [Problem("out_of_bounds", "BIR01 TY-N 2019-10: bounds (501 and 500)")]


async def test_a_warning_without_words_is_found_and_one_with_words_is_not(hub: Hub) -> None:
    await hub.opens("2019-10")
    item = await hub.period("NV", "2019-10")
    await hub.as_("P08").states(item, {"BIR01": "12", "DEA01": "80"})
    rule = "cum(DEA01) <= cum(BIR01) * 2"
    for month in range(1, 10):
        await hub.runs(PAST, period=201900 + month)
    await hub.as_("P08").explains(item, "DEA01", "The flu", rule)
    await hub.as_("P08").finishes(item)
    await hub.as_("P06").confirms(item)
    assert [each for each in await found(hub) if each.check == "unexplained"] == []
    await hub.runs("delete from explanations")
    assert [each for each in await found(hub) if each.check == "unexplained"] == [
        Problem("unexplained", f"DEA01 TY-N 2019-10: {rule} (80 and 24)")
    ]


async def test_a_broken_rule_is_found_with_both_figures(hub: Hub) -> None:
    await stated(hub)
    await hub.as_("P03").states_register(
        "RE",
        "2019-10",
        {("PEO01", "NV"): "500", ("PEO02", "NV"): "240", ("PEO01", "SV"): "400", ("PEO02", "SV"): "190"},
    )
    await hub.runs("update facts set value = 501 where value = 240")
    assert await found(hub) == [Problem("rule_failed", "PEO02 TY-N 2019-10: PEO02 <= PEO01 (501 and 500)")]


async def test_a_figure_that_nobody_confirmed_yet_may_break_rules(hub: Hub) -> None:
    await hub.opens("2019-10")
    await hub.as_("P08").states(await hub.period("NV", "2019-10"), {"BIR01": "12"})
    await hub.runs("update facts set value = 501")
    assert await found(hub) == []


async def test_a_fact_without_its_journal_row_is_found(hub: Hub) -> None:
    await stated(hub)
    await hub.runs(
        """insert into facts (indicator_id, area_id, period_id, version, latest, value, status, source, item_id,
             stated_at, confirmed_at)
           select i.id, f.area_id, f.period_id, 1, true, 3, 'CONFIRMED', 'IMPORTED', f.item_id, f.stated_at, f.stated_at
           from facts f, indicators i where f.value = 12 and i.code = 'HUB01'"""
    )
    assert await found(hub) == [Problem("facts_without_journal", "HUB01 TY-N 2019-10 version 1")]


async def test_a_payload_that_was_changed_or_lost_is_found_and_an_erased_one_is_not(hub: Hub) -> None:
    await stated(hub)
    positions = await hub.all(text("select position from journal where fact_id is not null order by position"))
    changed, lost = positions[:2]
    await hub.runs("update journal_payloads set payload = '{}' where position = :p", p=changed)
    await hub.runs("update journal_payloads set payload = null where position = :p", p=lost)
    assert await found(hub) == [
        Problem("digests_wrong", f"position {changed}"),
        Problem("journal_without_payload", f"position {lost}"),
    ]
    await hub.runs(
        "update journal_payloads set payload = null, erased_at = now() where position in (:a, :b)", a=changed, b=lost
    )
    assert await found(hub) == []


async def test_who_confirmed_what_the_same_person_stated_is_found(hub: Hub) -> None:
    await stated(hub)
    await hub.runs("update facts set confirmed_by = stated_by where value = 12")
    assert await found(hub) == [Problem("confirmed_by_enterer", "BIR01 TY-N 2019-10 version 1")]


async def test_a_state_that_the_flow_does_not_have_is_found(hub: Hub) -> None:
    await stated(hub)
    item = await hub.period("NV", "2019-10")
    await hub.runs("update items set state = 'NOWHERE' where id = :item", item=item)
    assert await found(hub) == [Problem("states_unknown", f"FACT_PERIOD {item} NOWHERE")]


async def test_a_fact_without_a_newest_version_is_found(hub: Hub) -> None:
    await stated(hub)
    await hub.runs("update facts set latest = false where value = 9")
    assert await found(hub) == [Problem("newest_marks_wrong", "DEA01 TY-N 2019-10")]
