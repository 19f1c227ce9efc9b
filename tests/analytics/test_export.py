"""A view as csv and as a workbook: the same rows as on the page, the asker's alone, and no formula smuggled in."""

import csv
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest

from analytics import catalogue, export
from analytics.questions import By, Question
from analytics.replica import Replica
from analytics.scope import Sight
from tests.analytics.county import TODAY, County
from tests.analytics.test_replica import now, running

pytestmark = pytest.mark.anyio
TRICKY = '=HYPERLINK("http://x"),a\n"b"'


@pytest.fixture
def stated(county: County) -> County:
    with county.connect() as connection:
        county.state(
            connection,
            [
                {"indicator": "TST03", "area": area, "period": "2019-08", "value": n + 0.25}
                for n, area in enumerate(county.townships())
            ],
        )
        connection.execute("update indicators set name_zh = %s where code = 'TST03'", (TRICKY,))
        county.journal(connection, "pack.loaded")
        county.journal(connection, "fact.state", county.item)
    return county


QUESTION = Question({"indicator": {"eq": "TST03"}}, (By("value", True),), first=3)


SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def sheet(data: bytes) -> list[dict[str, str | float]]:
    """The rows of a workbook's sheet by the names of its head: text as text, numbers as numbers."""

    def cells(row: ElementTree.Element) -> Iterator[str | float]:
        for cell in row.iter(f"{SHEET}c"):
            yield "".join(cell.itertext()) if cell.get("t") == "inlineStr" else float("".join(cell.itertext()) or "nan")

    def places(row: ElementTree.Element) -> list[str]:
        return [(cell.get("r") or "").rstrip("0123456789") for cell in row.iter(f"{SHEET}c")]

    with zipfile.ZipFile(io.BytesIO(data)) as book:
        rows = list(ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml")).iter(f"{SHEET}row"))
    head = dict(zip(places(rows[0]), cells(rows[0]), strict=True))
    return [{str(head[at]): value for at, value in zip(places(row), cells(row), strict=True)} for row in rows[1:]]


async def whole(replica: Replica, county: County, sight: Sight, kind: str) -> bytes:
    assert await replica.caught_up(now(county))
    made = export.csv_of if kind == "csv" else export.xlsx_of
    return b"".join([block async for block in made(replica, "indicator_by_area", sight, QUESTION)])


async def test_csv_opens_in_spreadsheets_with_every_row_in_order(stated: County, tmp_path: Path) -> None:
    async with running(stated.access, tmp_path) as replica:
        data = await whole(replica, stated, Sight(1, TODAY, all_figures=True), "csv")
        assert data.startswith(b"\xef\xbb\xbfindicator,area,period,")
        rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
        assert [row["value"] for row in rows] == [
            "30.00",
            "7.25",
            "6.25",
            "5.25",
            "4.25",
            "3.25",
            "2.25",
            "1.25",
            "0.25",
        ]
        assert {row["indicator_name"] for row in rows} == {"'" + TRICKY}
        assert list(rows[0]) == [column.name for column in catalogue.load()["indicator_by_area"].columns]


async def test_a_workbook_holds_numbers_as_numbers_and_text_as_text(stated: County, tmp_path: Path) -> None:
    async with running(stated.access, tmp_path) as replica:
        data = await whole(replica, stated, Sight(1, TODAY, all_figures=True), "xlsx")
        rows = sheet(data)
        assert [row["value"] for row in rows] == [30.0, 7.25, 6.25, 5.25, 4.25, 3.25, 2.25, 1.25, 0.25]
        assert {row["indicator_name"] for row in rows} == {TRICKY}
        assert {row["area"] for row in rows} == {*stated.townships(), "610628"}


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
async def test_a_township_exports_its_own_row_alone(stated: County, tmp_path: Path, kind: str) -> None:
    async with running(stated.access, tmp_path) as replica:
        own = Sight(1, TODAY, areas=(stated.areas["610628102"],))
        data = await whole(replica, stated, own, kind)
        rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig")))) if kind == "csv" else sheet(data)
        assert [row["area"] for row in rows] == ["610628102"]
