"""Two departments call for the same summary: a town uploads it once, on the phone, and gives it again with one tap."""

from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Fuxian
from tests.browser.looks import faults
from tests.browser.people import DESK, PHONE, Visitor, visiting

FIRST_CLERK, SECOND_CLERK, OFFICER = "U0131", "U0147", "U0619"  # two departments' registries; an officer of 茶坊街道
TOWN = "茶坊街道"
WORDS, LIKE_WORDS = "防汛工作总结", "防汛总结"


def calls(visitor: Visitor, words: str) -> None:
    """Call for a summary of December of all townships."""
    page = visitor.page
    visitor.goes("/materials")
    page.get_by_role("button", name="要材料").click()
    page.get_by_label("材料名称").fill(words)
    page.get_by_label("报送期限").fill("2020-01-10")
    page.get_by_role("button", name="全部乡镇").click()
    expect(page.get_by_text("已选 8 个单位")).to_be_visible()
    page.get_by_role("button", name="发出通知").click()
    expect(page.get_by_role("link").filter(has_text=f"2019年12月{words}")).to_be_visible()


def line(page: Page, words: str) -> str:
    """What the table of a call says of the town."""
    page.get_by_role("link").filter(has_text=f"2019年12月{words}").click()
    row = page.locator("tr").filter(has_text=TOWN)
    expect(row).to_be_visible()
    return row.inner_text()


def test_a_town_gives_a_summary_once_by_upload_and_once_with_one_tap(
    browser: Browser, fuxian: Fuxian, screenshots: Path, tmp_path: Path
) -> None:
    paper = tmp_path / "防汛总结.txt"
    paper.write_text("十二月无汛情。", encoding="utf-8")
    with visiting(browser, fuxian.address, None, DESK) as clerk:
        clerk.is_let_in(FIRST_CLERK)
        calls(clerk, WORDS)
    with visiting(browser, fuxian.address, None, PHONE) as officer:
        page = officer.page
        officer.is_let_in(OFFICER)
        officer.goes("/materials")
        expect(page.get_by_role("heading", name=f"2019年12月{WORDS}")).to_be_visible()
        page.get_by_label("上传新文件").set_input_files(paper)
        expect(page.get_by_text(f"已报送:2019年12月{WORDS}")).to_be_visible()
        expect(page.get_by_text("没有要报的材料")).to_be_visible()

        with visiting(browser, fuxian.address, None, DESK) as other:
            other.is_let_in(SECOND_CLERK)
            calls(other, LIKE_WORDS)
        again = page.get_by_role("button", name="沿用《防汛总结.txt》")
        expect(again).to_be_visible()  # told of the new call without a reload
        page.screenshot(path=screenshots / "materials.png")
        assert faults(page) == []
        again.click()
        expect(page.get_by_text(f"已报送:2019年12月{LIKE_WORDS}")).to_be_visible()
    for code, words, how in ((FIRST_CLERK, WORDS, "新报"), (SECOND_CLERK, LIKE_WORDS, "沿用")):
        with visiting(browser, fuxian.address, None, PHONE) as clerk:
            clerk.is_let_in(code)
            clerk.goes("/materials")
            said = line(clerk.page, words)
            assert "已报送" in said and f"防汛总结.txt {how}" in said
            assert faults(clerk.page) == []


def test_a_town_that_has_nothing_says_so_and_an_empty_file_is_refused_in_words(
    browser: Browser, fuxian: Fuxian, tmp_path: Path
) -> None:
    empty = tmp_path / "空.txt"
    empty.touch()
    with visiting(browser, fuxian.address, None, DESK, language="en") as clerk:
        clerk.is_let_in(FIRST_CLERK)
        clerk.goes("/materials")
        clerk.page.get_by_role("button", name="Call for material").click()
        clerk.page.get_by_label("What is called for").fill("抗旱台账")
        clerk.page.get_by_label("Until").fill("2020-01-10")
        clerk.page.get_by_label("Chafang Subdistrict").check()
        clerk.page.get_by_role("button", name="Send the call").click()
        expect(clerk.page.get_by_role("link").filter(has_text="抗旱台账, December 2019")).to_be_visible()
    with visiting(browser, fuxian.address, None, PHONE) as officer:
        page = officer.page
        officer.is_let_in(OFFICER)
        officer.goes("/materials")
        page.get_by_label("上传新文件").set_input_files(empty)
        expect(page.get_by_role("alert")).to_contain_text("空")
        officer.errors.clear()  # the browser itself notes the answer 400
        page.get_by_role("link", name="没有这份材料?").click()
        page.get_by_role("button", name="无此材料").click()
        page.get_by_label("理由").fill("本月无旱情")
        page.get_by_role("button", name="确定").click()
        expect(page.get_by_text("无此材料").first).to_be_visible()
        officer.goes("/materials")
        expect(page.get_by_text("没有要报的材料")).to_be_visible()
