"""The sample county's forms of a year in one workbook: every cell that the forms ask of a township is in it."""

import io
from collections.abc import AsyncIterator

import openpyxl
import pytest

from analytics.workbooks.year_book import year_workbook
from resolvers.statistics.sheet_books import year_book
from server.database import Access
from server.postgres import EmbeddedPostgres
from tests.conftest import clone
from tests.hub import Hub, hub_of

pytestmark = pytest.mark.anyio
CELLS, SHEETS = 3_197, 221  # of one township in 2019, as the ledger counts them


@pytest.fixture
async def fuxian(postgres: EmbeddedPostgres, fuxian_template: Access) -> AsyncIterator[Hub]:
    """The sample county without its life, in February 2020."""
    for access in clone(postgres, fuxian_template):
        found = await hub_of(access.addresses)
        found.clock.to("2020-02-01 09:00")
        yield found
        await found.database.close()


async def test_the_book_of_a_township_holds_every_cell_of_its_forms(fuxian: Hub) -> None:
    leader = fuxian.as_("U0002")
    async with fuxian.database.reading(leader.asker) as connection:
        book = await year_book(connection, fuxian.county, "T03", 2019, language="zh", at=fuxian.clock())
    assert sum(sum(page.answered.counts) for page in book.pages) == CELLS
    assert sum(column.key == "value" for page in book.pages for column in page.table.columns) == SHEETS
    opened = openpyxl.load_workbook(io.BytesIO(year_workbook(book)), read_only=True)
    assert len(opened.sheetnames) == 1 + len(book.pages) == 34
