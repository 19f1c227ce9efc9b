"""A department states its register for all townships in one grid, from a sheet, and corrects it with a reason."""

from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import Fuxian
from tests.browser.county import MONTH
from tests.browser.people import DESK, PHONE, visiting

EDUCATION, FINANCE = "U0640", "U0644"
YEAR_NAME, REVENUE, TOWN = "2019年", "一般公共预算收入", "羊泉镇"
REASON, WORDS = "国库对账更正", "年底集中入库"
VERSIONS = """query ($a: ID!, $p: Period!) { statistics { fact(area: $a, indicator: "FIN01", period: $p) {
  versions { version status reason } explanations { words } } } }"""
AREAS = "{ organisation { areas(level: TOWNSHIP) { id name } } }"
PASTE = """([cell, text]) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  cell.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
}"""


def cell(page: Page, town: str, indicator: str, period: str) -> Locator:
    """The cell of a township and an indicator."""
    return page.get_by_role("textbox", name=f"{town} {indicator},{period}", exact=True)


def names(page: Page, of: str) -> list[str]:
    """The townships or the indicators of the grid, in order."""
    found = page.locator("tr[data-area] th" if of == "towns" else "thead th:not(:first-child)")
    texts = [text.split(" ")[0].strip() for text in found.all_inner_texts()]
    return list(dict.fromkeys(texts))


def test_a_department_states_its_register_for_all_townships_from_a_sheet(
    browser: Browser, fuxian: Fuxian, screenshots: Path
) -> None:
    with visiting(browser, fuxian.address, None, DESK) as keeper:
        page = keeper.page
        keeper.is_let_in(EDUCATION)
        expect(page).to_have_url(f"{fuxian.address}/inbox")
        page.get_by_role("link").filter(has_text="2019年登记数据").click()
        page.get_by_role("link", name="去报数").click()
        keeper.settled()
        towns, columns = names(page, "towns"), names(page, "columns")
        asked = len(towns) * len(columns)
        assert len(towns) == 8 and len(columns) > 2
        expect(page.get_by_text(f"已填 0 / {asked}")).to_be_visible()

        first = cell(page, towns[0], columns[0], YEAR_NAME)
        first.fill("十所")
        first.blur()
        expect(page.get_by_role("alert")).to_contain_text("“十所”")
        # The sheet has its own order of townships, and no value for the first.
        lines = [[str(row * 10 + column + 1) for column in range(len(columns))] for row in range(len(towns))]
        sheet = [["", *columns], *([town, *line] for town, line in zip(reversed(towns[1:]), lines, strict=False))]
        page.evaluate(PASTE, [first.element_handle(), "\n".join("\t".join(line) for line in sheet)])
        expect(page.get_by_text(f"已粘贴 {asked - len(columns)} 个数")).to_be_visible()
        expect(page.get_by_text(f"已填 {asked - len(columns)} / {asked}")).to_be_visible()
        expect(page.get_by_text("缺少")).to_contain_text(towns[0])
        page.screenshot(path=screenshots / "register.png")

        for column, name in enumerate(columns):
            cell(page, towns[0], name, YEAR_NAME).fill(str(column + 3))
        state = page.get_by_role("button", name="确认报数")
        expect(state).to_be_enabled()
        state.click()
        expect(page.get_by_text("已确认报数")).to_be_visible()
        expect(first).to_be_disabled()
        expect(first).to_have_value("3")
        expect(cell(page, towns[-1], columns[1], YEAR_NAME)).to_have_value("2")


def test_a_register_that_was_stated_is_corrected_with_a_reason_and_words_for_what_strikes(
    browser: Browser, fuxian: Fuxian, screenshots: Path
) -> None:
    with visiting(browser, fuxian.address, None, PHONE) as keeper:
        page = keeper.page
        keeper.is_let_in(FINANCE)
        keeper.goes("/registers")
        page.locator(f"a[data-period='{MONTH}']").click()
        keeper.settled()
        revenue = cell(page, TOWN, REVENUE, "2019年12月")
        expect(revenue).to_be_disabled()
        before = float(revenue.input_value())
        page.get_by_label("更正理由").fill(REASON)
        page.get_by_role("button", name="开始更正").click()
        revenue.fill(f"{before * 3:.2f}")
        revenue.blur()
        words = page.get_by_role("textbox", name=f"请说明原因: {REVENUE}")
        expect(words).to_be_visible()
        state = page.get_by_role("button", name="确认报数")
        expect(state).to_be_disabled()
        words.scroll_into_view_if_needed()
        page.screenshot(path=screenshots / "register-phone.png")
        words.fill(WORDS)
        words.blur()
        expect(state).to_be_enabled()
        state.click()
        expect(page.get_by_text("已确认报数")).to_be_visible()
        areas = keeper.asks(AREAS)["organisation"]["areas"]
        (area,) = [each["id"] for each in areas if each["name"] == TOWN]
        assert keeper.asks(VERSIONS, a=area, p=MONTH)["statistics"]["fact"] == {
            "versions": [
                {"version": 2, "status": "CONFIRMED", "reason": REASON},
                {"version": 1, "status": "CONFIRMED", "reason": None},
            ],
            "explanations": [{"words": WORDS}],
        }
