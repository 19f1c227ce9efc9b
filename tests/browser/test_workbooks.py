"""A register as a workbook: taken down, filled, shown cell by cell, stated; a cell that is no number is named."""

from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Fuxian
from tests.browser.looks import faults
from tests.browser.people import DESK, PHONE, visiting

KEEPER, PERIOD = "U0640", "2019Q4"
REGISTERS = """query ($p: Period!) { statistics { registerPeriods(mine: true, period: $p) {
  nodes { id asked answered } } } }"""
CLERK, QUARTER_NAME = "U0020", "2019年四季度"
ASKED = """{ viewer { askedOfUs { item { id period { code } area { id } }
  questions { indicator { code } forms { code name periodKind } } } } }"""
SHEET = """query ($f: String!, $a: ID!) { statistics { sheet(form: $f, area: $a, period: "2019Q4") {
  cells { label value indicator { code } } } } }"""
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


def old_book(title: str, lines: list[tuple[str, str]]) -> bytes:
    """A workbook as an office made it itself: a merged title over everything, its own order, figures as typed."""
    book = Workbook()
    page = book.active
    assert page is not None
    page.append([title])
    page.merge_cells("A1:C1")
    page.append(["指标名称", "计量单位", "本季"])
    for label, figure in lines:
        page.append([label, "", figure])
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue()


def test_a_township_hands_in_its_own_old_workbook_by_the_labels_of_a_form(
    browser: Browser, fuxian: Fuxian, screenshots: Path
) -> None:
    with visiting(browser, fuxian.address, None, PHONE) as clerk:
        clerk.is_let_in(CLERK)
        period = next(
            each for each in clerk.asks(ASKED)["viewer"]["askedOfUs"] if each["item"]["period"]["code"] == PERIOD
        )
        form = next((each["code"], each["name"]) for asked in period["questions"] for each in asked["forms"]
                    if each["periodKind"] == "QUARTER")  # fmt: skip
        area = period["item"]["area"]["id"]
        cells = clerk.asks(SHEET, f=form[0], a=area)["statistics"]["sheet"]["cells"]
        asked_now = {each["indicator"]["code"] for each in period["questions"]}
        labels = [cell["label"] for cell in cells if cell["indicator"]["code"] in asked_now][:3]
        assert len(labels) == 3

        page = clerk.page
        section = page.get_by_role("region", name=QUARTER_NAME)
        section.get_by_label("按哪张表").select_option(form[0])
        lines = [*zip(labels, ("１２", "不详", "12"), strict=True), ("镇区绿化面积", "5")]
        send = section.get_by_label("交回填好的表")
        send.set_input_files({"name": "旧表.xlsx", "mimeType": XLSX, "buffer": old_book(form[1], lines)})
        expect(section.get_by_text("单元格 C4「不详」")).to_be_visible()
        expect(section.get_by_text("有不能填报的数时,整张表都不填")).to_be_visible()
        assert faults(page) == []
        section.get_by_label("按哪张表").scroll_into_view_if_needed()
        page.screenshot(path=screenshots / "workbook-old-phone.png")
        lines[1] = (labels[1], "12")
        send.set_input_files({"name": "旧表.xlsx", "mimeType": XLSX, "buffer": old_book(form[1], lines)})
        expect(section.get_by_text("读到 3 个数")).to_be_visible()
        expect(section.get_by_text("1 行不是这里要的数,没有读:镇区绿化面积")).to_be_visible()
        assert [cell["value"] for cell in clerk.asks(SHEET, f=form[0], a=area)["statistics"]["sheet"]["cells"]
                if cell["label"] in labels] == [None, None, None]  # nothing yet  # fmt: skip
        section.get_by_role("button", name="填报这 3 个数").click()
        expect(section.get_by_text("已填报 3 个数")).to_be_visible()
        values = {
            cell["label"]: cell["value"]
            for cell in clerk.asks(SHEET, f=form[0], a=area)["statistics"]["sheet"]["cells"]
        }
        assert [Decimal(values[label]) for label in labels] == [12, 12, 12]
