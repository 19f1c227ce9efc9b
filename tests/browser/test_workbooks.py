"""A register as a workbook: taken down, filled, shown cell by cell, stated; a cell that is no number is named."""

from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Fuxian
from tests.browser.looks import faults
from tests.browser.people import DESK, visiting

KEEPER, PERIOD = "U0640", "2019Q4"
REGISTERS = """query ($p: Period!) { statistics { registerPeriods(mine: true, period: $p) {
  nodes { id asked answered } } } }"""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def filled(workbook: bytes, value: Any) -> tuple[bytes, str]:
    """The workbook with one value in its first cell that may be filled; and which cell that is."""
    book = load_workbook(BytesIO(workbook))
    cell = next(
        each for row in book.worksheets[0].iter_rows() for each in row if not each.protection.locked and not each.value
    )
    cell.value = value
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue(), str(cell.coordinate)


def test_a_register_goes_down_as_a_workbook_and_comes_back_filled(
    browser: Browser, fuxian: Fuxian, screenshots: Path
) -> None:
    with visiting(browser, fuxian.address, None, DESK) as keeper:
        keeper.is_let_in(KEEPER)
        (register,) = keeper.asks(REGISTERS, p=PERIOD)["statistics"]["registerPeriods"]["nodes"]
        keeper.goes(f"/registers/{register['id']}")
        page = keeper.page
        href = page.get_by_role("link", name="下载填报表").get_attribute("href")
        workbook = keeper.context.request.get(f"{keeper.address}{href}", max_retries=2).body()

        wrong, address = filled(workbook, "十二所")
        page.get_by_label("交回填好的表").set_input_files({"name": "错.xlsx", "mimeType": XLSX, "buffer": wrong})
        expect(page.get_by_text(f"单元格 {address}「十二所」")).to_be_visible()
        expect(page.get_by_text("有不能填报的数时,整张表都不填")).to_be_visible()
        assert faults(page) == []
        page.screenshot(path=screenshots / "workbook-refused.png")

        right, _ = filled(workbook, 12)
        page.get_by_label("交回填好的表").set_input_files({"name": "对.xlsx", "mimeType": XLSX, "buffer": right})
        expect(page.get_by_text("读到 1 个数")).to_be_visible()
        expect(page.get_by_text(f"已填 {register['answered']} / {register['asked']}")).to_be_visible()  # nothing yet
        page.get_by_role("button", name="填报这 1 个数").click()
        expect(page.get_by_text("已填报 1 个数")).to_be_visible()
        expect(page.get_by_text(f"已填 {register['answered'] + 1} / {register['asked']}")).to_be_visible()
