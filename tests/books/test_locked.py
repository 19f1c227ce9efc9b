"""What was locked is printed as it was locked, on its own sheet and in the year's books, whoever came after."""

from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import create_engine, select, text
from starlette.applications import Starlette

from db.migrations.run import run_text
from db.statistics import ReportSnapshot
from schema.ids import global_id
from server.database import Access
from server.postgres import EmbeddedPostgres
from tests.books.office import cells, client, name
from tests.conftest import clone
from tests.hub import Hub, hub_of
from tests.reports.office import follows, handed_in

pytestmark = pytest.mark.anyio
SHEET = "/sheets/A1/TY-N/2019-10"
PAGE = """query ($area: ID!) { statistics { sheet(form: "A1", area: $area, period: "2019-10") {
  printed { signature } } } }"""
MIGRATION = Path("db/migrations/versions/0015_signed.sql")
NEW_RECORDER, NEW_REEVE = "P12", "P07"
APPOINTED = """
with left_on as (
  update appointments set valid_to = '2019-11-10'
  where person_id = (select id from people where code = :before) returning post_id, title
)
insert into appointments (post_id, person_id, title, valid_from)
select post_id, (select id from people where code = :after), title, '2019-11-11' from left_on
"""


async def locked(hub: Hub) -> UUID:
    """The northern parish's A1 of October, locked on the 6th of November."""
    item, registrar = await handed_in(hub), hub.as_("P03")
    hub.clock.to("2019-11-06 09:00")
    await registrar.moves("ACCEPT", item)
    await registrar.moves("LOCK", item)
    return item


async def corrected(hub: Hub) -> None:
    """A new recorder and a new reeve of the parish correct the births of October from 12 to 14."""
    for before, after in (("P08", NEW_RECORDER), ("P06", NEW_REEVE)):
        await hub.runs(APPOINTED, before=before, after=after)
    hub.clock.to("2019-11-12 09:00")
    await births(hub, "2019-10", "14")


async def births(hub: Hub, period: str, value: str) -> None:
    """The parish corrects the births of a month."""
    correction = await hub.as_(NEW_RECORDER).opens_correction("BIR01", "NV", period)
    await hub.as_(NEW_RECORDER).revises(correction, value)
    await hub.as_(NEW_REEVE).confirms(correction)
    await follows(hub)


async def signature(hub: Hub, reeve: str, recorder: str) -> str:
    """The line of signatures under the names of two people, handed in on the 2nd of November."""
    return f"单位负责人：{await name(hub, reeve)}　　填表人：{await name(hub, recorder)}　　报出日期：2019-11-02"


def signed(rows: list[list[object]]) -> object:
    """The line of signatures of a sheet's workbook."""
    return rows[-1][0]


async def test_a_locked_paper_names_who_signed_it_and_not_who_came_after(app: tuple[Hub, Starlette]) -> None:
    hub, server = app
    item = await locked(hub)
    await corrected(hub)
    browser = await client(server, "P03")
    rows = cells((await browser.get(f"{SHEET}.xlsx")).content)
    assert signed(rows) == await signature(hub, "P06", "P08")
    assert rows[6] == ["出生人数", "人", "3", 12, "锁定后更正为14"]
    asked = {"query": PAGE, "variables": {"area": global_id("Area", hub.areas["TY-N"])}}
    page = (await browser.post("/graphql", json=asked)).json()["data"]["statistics"]["sheet"]["printed"]
    assert page["signature"] == signed(rows)
    await hub.as_("P03").moves("LOCK", item)
    again = cells((await browser.get(f"{SHEET}.xlsx")).content)
    assert again[6] == ["出生人数", "人", "3", 14]
    assert signed(again) == await signature(hub, NEW_REEVE, NEW_RECORDER)
    kept = await hub.all(select(ReportSnapshot).order_by(ReportSnapshot.number))
    people = [(hub.people["P08"], hub.people["P06"]), (hub.people[NEW_RECORDER], hub.people[NEW_REEVE])]
    assert [(each.stated_by, each.confirmed_by) for each in kept] == people


async def test_what_was_locked_before_names_were_kept_takes_them_from_its_versions(
    postgres: EmbeddedPostgres, tiny_template: Access
) -> None:
    for access in clone(postgres, tiny_template):
        hub = await hub_of(access.addresses)
        await locked(hub)
        await corrected(hub)
        with create_engine(access.addresses.owner).begin() as owner:
            owner.execute(text("alter table report_snapshots drop column stated_by, drop column confirmed_by"))
            run_text(owner, MIGRATION.read_text(encoding="utf-8"))
        (kept,) = await hub.all(select(ReportSnapshot))
        assert (kept.stated_by, kept.confirmed_by) == (hub.people["P08"], hub.people["P06"])
        await hub.database.close()


async def test_the_book_of_a_parish_prints_what_was_locked_with_newer_figures_beside_it(
    app: tuple[Hub, Starlette],
) -> None:
    hub, server = app
    await locked(hub)
    await corrected(hub)
    await births(hub, "2019-09", "11")
    hub.clock.to("2019-12-02 09:00")
    browser = await client(server, NEW_RECORDER)
    page = cells((await browser.get("/yearbooks/NV/2019.xlsx")).content, 1)
    assert page[3][-2:] == ["2019年11月", "备注"]
    assert page[6] == ["出生人数", "人", "3", *[10] * 8, 11, 12, "—", "2019年10月：锁定后更正为14"]
    assert page[8][-3:] == [59, "—", "2019年10月：锁定后更正为62"]  # October's sum as it was locked
    assert page[7][-1] == ""
    english = cells((await browser.get("/yearbooks/NV/2019.xlsx?language=en")).content, 1)
    assert english[6][-1] == "October 2019: corrected after locking: 14"
