"""The check of every row looks at reports too."""

import pytest

from resolvers.life.check import Problem, check_rows
from tests.hub import Hub
from tests.reports.office import handed_in

pytestmark = pytest.mark.anyio


async def locked(hub: Hub) -> None:
    """A report, accepted and locked."""
    item = await handed_in(hub)
    await hub.as_("P03").moves("ACCEPT", item)
    await hub.as_("P03").moves("LOCK", item)


async def test_reports_in_which_all_is_right_are_no_problem(hub: Hub) -> None:
    await locked(hub)
    assert await check_rows(hub.database) == []


async def test_a_locked_report_without_its_snapshot_is_found(hub: Hub) -> None:
    await locked(hub)
    await hub.runs("delete from report_snapshots")
    assert await check_rows(hub.database) == [Problem("reports_without_snapshot", "A1 TY-N 2019-10")]


async def test_a_report_that_rests_on_a_figure_nobody_confirmed_is_found(hub: Hub) -> None:
    await locked(hub)
    await hub.runs(
        "update facts set status = 'STATED', confirmed_at = null, confirmed_by = null"
        " where value = 12 and period_id = 201910"
    )
    assert await check_rows(hub.database) == [Problem("reports_unconfirmed", "A1 TY-N 2019-10")]


async def test_a_report_of_a_form_that_is_never_opened_is_found(own_hub: Hub) -> None:
    await locked(own_hub)
    await own_hub.runs("update forms set entry = false where code = 'A1'")
    found = await check_rows(own_hub.database)
    assert found[0] == Problem("reports_not_asked", "A1 TY-N 2019-10")
    assert {problem.check for problem in found} == {"reports_not_asked"}
