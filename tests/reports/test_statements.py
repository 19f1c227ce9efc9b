"""However many forms, parishes and periods are asked for, the number of statements is the same."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from resolvers.statistics.cells import sheets
from resolvers.statistics.periods import Period
from schema.context import Context
from schema.root import schema
from tests.hub import Hub
from tests.reports.office import form_id, handed_in

pytestmark = pytest.mark.anyio


@contextmanager
def statements(hub: Hub) -> Iterator[list[str]]:
    """The statements sent in the meantime by people's connections."""
    sent: list[str] = []

    def note(_c: Any, _u: Any, statement: str, *_: Any) -> None:
        sent.append(statement)

    event.listen(hub.database.app.sync_engine, "before_cursor_execute", note)
    yield sent
    event.remove(hub.database.app.sync_engine, "before_cursor_execute", note)


async def test_one_sheet_and_all_sheets_cost_the_same_statements(hub: Hub) -> None:
    await handed_in(hub)
    keys = {code: await form_id(hub, code) for code in ("A1", "A2", "A3")}
    months = [(keys["A1"], hub.areas[area], month) for area in ("NV", "SV") for month in Period.of_year(2019).months()]
    year = [(keys[form], hub.areas["NV"], at) for form, at in (("A2", Period(201923)), ("A3", Period(201930)))]
    counted = []
    for wanted in (months[:1], months[:1], months, [*months, *year]):
        async with hub.database.reading(hub.as_("P01").asker) as connection:
            with statements(hub) as sent:
                found = await sheets(connection, wanted)
        counted.append((len(found), len(sent)))
    assert counted[1:] == [(1, 7), (24, 7), (26, 7)]  # the first reads the county's pack, which is kept


async def test_one_report_and_all_reports_cost_the_same_statements_through_the_graph(hub: Hub) -> None:
    await handed_in(hub)
    await hub.opens_reports("2019-09")
    document = """query ($first: Int) { statistics { reports(first: $first) { nodes {
      state form { code } waitsFor { code } cells { value answer facts { value } field { ordinal } } } } } }"""
    counted = []
    for first in (1, 1, 100):
        with statements(hub) as sent:
            context = Context(hub.as_("P01").asker, hub.database)
            answer = await schema.execute(document, {"first": first}, context)
        assert answer.errors is None and answer.data is not None
        own = [each for each in sent if "carry_asker" not in each and not each.startswith("set transaction")]
        counted.append((len(answer.data["statistics"]["reports"]["nodes"]), len(own)))
    assert counted[1][1] == counted[2][1]
    assert (counted[1][0], counted[2][0]) == (1, 4)
