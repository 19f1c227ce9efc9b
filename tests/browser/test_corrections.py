"""A township corrects a figure: its head sends it back, then confirms; another is upheld, a third given up."""

from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import Fuxian
from tests.browser.county import MONTH
from tests.browser.people import DESK, PHONE, Visitor, visiting

TOWN, CLERK, HEAD = "羊泉镇", "U0027", "U0026"  # its December is confirmed
STRIKING, OTHER, THIRD = "义务教育失学辍学人数", "出生人口", "死亡人口"
PERIODS = "query ($p: Period!) { statistics { factPeriods(period: $p, first: 100) { nodes { id title } } } }"
REASON, WORDS, BACK = "漏报一名", "随父母外出,已劝返", "请附劝返记录"


def opens_figure(clerk: Visitor, name: str) -> Locator:
    """The statistician opens what is behind a figure of the confirmed month."""
    periods = clerk.asks(PERIODS, p=MONTH)["statistics"]["factPeriods"]["nodes"]
    (item,) = [each["id"] for each in periods if TOWN in each["title"]]
    clerk.goes(f"/items/{item}")
    clerk.page.get_by_role("button", name="列出本期各数").click()
    clerk.page.locator("button").filter(has_text=name).first.click()
    drawer = clerk.page.get_by_role("dialog")
    expect(drawer.get_by_role("heading", name="各次版本")).to_be_visible()
    return drawer


def asks_correction(drawer: Locator, value: str) -> None:
    """Fill the form of a correction and send it."""
    drawer.get_by_role("button", name="更正此数").click()
    drawer.get_by_label("新数").fill(value)
    drawer.get_by_label("更正理由").fill(REASON)
    drawer.get_by_role("button", name="送出").click()


def is_open(drawer: Locator) -> str:
    """A value that cannot be read leaves the correction open, and says so; answers the address of its item."""
    expect(drawer.get_by_role("alert")).to_contain_text("不是")
    expect(drawer.get_by_text("更正已登记在待办里")).to_be_visible()
    page = drawer.page
    page.keyboard.press("Escape")
    expect(drawer).to_have_count(0)
    page.get_by_role("link", name="待办").click()
    return str(page.get_by_role("link").filter(has_text="更正").first.get_attribute("href"))


def says(page: Page, label: str) -> Locator:
    """What an item says under a label."""
    return page.locator("dl > div").filter(has=page.locator("dt", has_text=label)).locator("dd")


def does(page: Page, move: str, **words: str) -> None:
    """Make a move of the act bar, with the words that it asks for."""
    page.locator("footer").get_by_role("button", name=move).click()
    dialog = page.get_by_role("dialog")
    for label, said in words.items():
        dialog.get_by_label(label).fill(said)
    dialog.get_by_role("button", name="确定").click()
    expect(dialog).to_have_count(0)


def test_a_confirmed_figure_is_corrected_sent_back_and_corrected_again(
    browser: Browser, fuxian: Fuxian, screenshots: Path
) -> None:
    with (
        visiting(browser, fuxian.address, CLERK, DESK) as clerk,
        visiting(browser, fuxian.address, HEAD, PHONE) as head,
    ):
        drawer = opens_figure(clerk, STRIKING)
        expect(drawer.locator("strong.figure").first).to_have_text("0")
        asks_correction(drawer, "1")
        expect(drawer.get_by_role("alert")).to_contain_text("须说明")
        drawer.get_by_label("请说明原因").fill(WORDS)
        clerk.page.screenshot(path=screenshots / "correction-asked.png")
        drawer.get_by_role("button", name="送出").click()
        drawer.get_by_role("link", name="去看这次更正").click()
        expect(clerk.page.get_by_text("已改待审签")).to_be_visible()
        address = clerk.page.url

        head.goes("/inbox")
        head.page.get_by_role("link").filter(has_text=f"{STRIKING}更正").click()
        expect(says(head.page, "原数").locator("s")).to_have_text("0")
        expect(says(head.page, "新数").locator("strong")).to_have_text("1")
        expect(says(head.page, "更正要求")).to_have_text(REASON)
        expect(says(head.page, "提出人")).to_contain_text(TOWN)
        expect(says(head.page, "说明")).to_have_text(WORDS)
        head.page.screenshot(path=screenshots / "correction-head.png")
        does(head.page, "退回重填", 理由=BACK)

        page = clerk.page
        expect(says(page, "新数")).to_have_text("还没有改")
        expect(page.get_by_text(BACK)).to_be_visible()
        page.get_by_role("button", name="更正数据").click()
        dialog = page.get_by_role("dialog")
        expect(dialog.locator("strong.figure")).to_have_text("0")  # what was sent back is no figure
        dialog.get_by_label("新数").fill("2")
        dialog.get_by_label("更正理由").fill(REASON)
        dialog.get_by_role("button", name="送出").click()
        expect(dialog).to_have_count(0)
        expect(head.page.get_by_role("button", name="审签更正")).to_be_visible()
        does(head.page, "审签更正")
        expect(page.get_by_text("已更正", exact=True)).to_be_visible()
        assert page.url == address

        drawer = opens_figure(clerk, STRIKING)
        expect(drawer.locator("strong.figure").first).to_have_text("2")
        versions = drawer.get_by_role("listitem")
        expect(versions).to_have_count(3)
        for version, state in enumerate(("已审签", "已撤回", "已审签")):
            expect(versions.nth(version)).to_contain_text(state)


def test_a_figure_is_upheld_and_a_correction_given_up(browser: Browser, fuxian: Fuxian) -> None:
    with (
        visiting(browser, fuxian.address, CLERK, DESK) as clerk,
        visiting(browser, fuxian.address, HEAD, PHONE) as head,
    ):
        drawer = opens_figure(clerk, OTHER)
        asks_correction(drawer, "十二")
        item = is_open(drawer)
        head.goes(item)
        does(head.page, "维持原数", 理由="核对无误", 依据="出生证登记簿")
        expect(head.page.get_by_text("维持原数").first).to_be_visible()
        expect(says(head.page, "新数")).to_have_text("没有改")

        drawer = opens_figure(clerk, THIRD)
        asks_correction(drawer, "十二")
        clerk.goes(is_open(drawer))
        does(clerk.page, "不再更正", 理由="原数无误")
        expect(says(clerk.page, "新数")).to_have_text("没有改")
        drawer = opens_figure(clerk, THIRD)
        expect(drawer.get_by_role("button", name="更正此数")).to_be_visible()  # and may be asked again
