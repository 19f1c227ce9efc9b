"""The story in three browsers: a township states its figures, its head confirms them, the leader's screen moves."""

import re
import time
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import Fuxian
from tests.browser.county import COUNTY, HOME, MONTH
from tests.browser.looks import faults
from tests.browser.people import DESK, PHONE, Visitor, visiting

STATISTICIAN, HEAD, COUNTY_HEAD, OTHER = "U0034", "U0033", "U0002", "U0027"
BIRTHS, POLICY_BIRTHS, DROPOUTS = "出生人口", "符合政策出生人数", "义务教育失学辍学人数"
BIRTHS_CODE, MONTH_NAME = "POP15", "2019年12月"
WORDS = "已到户核对,情况属实"
CONFIRM = "审签全部"
OVERVIEW = """query ($month: String!, $indicator: String!) { overview {
  values: indicatorByArea(where: {indicator: {eq: $indicator}, period: {eq: $month}}, first: 100) {
    nodes { area value lastYear } }
  townshipCompleteness(where: {period: {eq: $month}}, first: 100) { nodes { area asked confirmed } } } }"""


def test_a_township_states_its_head_confirms_and_the_county_heads_screen_moves(
    browser: Browser, fuxian: Fuxian, screenshots: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    births = int(fuxian.figures[MONTH][BIRTHS])
    with (
        visiting(browser, fuxian.address, COUNTY_HEAD, DESK) as leader,
        visiting(browser, fuxian.address, COUNTY_HEAD, PHONE) as pocket,
        visiting(browser, fuxian.address, STATISTICIAN, DESK) as clerk,
        visiting(browser, fuxian.address, HEAD, PHONE) as head,
    ):
        for screen in (leader, pocket):
            watches(screen)
        before = asked(leader)
        assert shown(leader.page) == expected(before)

        states(clerk, fuxian, births, screenshots)
        confirm = opens(head, screenshots)
        after = dict(before)
        after |= {
            "confirmed": before["confirmed"] + 29,
            "total": before["total"] + births,
            "home": 100,
            "value": births,
        }
        wanted = expected(after)
        assert wanted["completeness"] != shown(leader.page)["completeness"]

        confirm.click()
        clicked = time.monotonic()
        for screen in (leader, pocket):
            becomes(screen.page, wanted)
        seconds = time.monotonic() - clicked
        expect(head.page.get_by_text("已审签 150 个数,现在生效。")).to_be_visible()
        with capsys.disabled():
            print(f"\nfrom the head's click to both screens of the county head: {seconds:.2f} s")
        assert seconds < 15
        assert asked(leader) == after
        place(leader)
        opens_what_is_behind(leader, births, screenshots)
        leader.page.screenshot(path=screenshots / "story-overview-after.png")
        pocket.page.screenshot(path=screenshots / "story-overview-after-phone.png")


def watches(leader: Visitor) -> None:
    """The county head chooses births as the indicator of the screen."""
    page = leader.page
    page.get_by_role("button", name="选择指标").click()
    page.get_by_role("textbox", name="查找").fill(BIRTHS)
    page.get_by_role("option", name=BIRTHS, exact=True).click()
    expect(page.get_by_role("button", name=f"选择指标: {BIRTHS}")).to_be_visible()
    expect(page.get_by_text("截至")).to_be_visible()


def asked(leader: Visitor) -> dict[str, int]:
    """What the hub's graph answers: the county's completeness and total, and the home township's."""
    overview = leader.asks(OVERVIEW, month=MONTH, indicator=BIRTHS_CODE)["overview"]
    completeness = {row["area"]: row for row in overview["townshipCompleteness"]["nodes"]}
    values = {row["area"]: row for row in overview["values"]["nodes"]}
    home = completeness[HOME]
    return {
        "asked": sum(row["asked"] for row in completeness.values()),
        "confirmed": sum(row["confirmed"] for row in completeness.values()),
        "total": int(values[COUNTY]["value"]),
        "home": home["confirmed"] * 100 // home["asked"],
        "value": int(values[HOME]["value"]) if HOME in values else -1,
    }


def expected(found: dict[str, int]) -> dict[str, str]:
    """How the screen shows it."""
    return {
        "completeness": f"{found['confirmed'] * 100 // found['asked']}%",
        "total": f"{found['total']:,}",
        "home": f"{found['home']}%",
        "value": "—" if found["value"] < 0 else f"{found['value']:,}",
    }


def shown(page: Page) -> dict[str, str]:
    """What the screen shows."""
    cells = page.locator(f"tr[data-area='{HOME}'] td")
    return {
        "completeness": page.get_by_test_id("completeness").inner_text(),
        "total": page.get_by_test_id("total").inner_text(),
        "home": cells.nth(0).inner_text().strip(),
        "value": cells.nth(3).inner_text().strip(),
    }


def becomes(page: Page, wanted: dict[str, str]) -> None:
    """Wait until the screen shows this, without a reload."""
    give_up = time.monotonic() + 20
    while (now := shown(page)) != wanted:
        assert time.monotonic() < give_up, now
        page.wait_for_timeout(20)


def cell(page: Page, name: str) -> Locator:
    """The cell of an indicator of the month."""
    return page.get_by_role("textbox", name=f"{name},{MONTH_NAME}", exact=True)


def states(clerk: Visitor, fuxian: Fuxian, births: int, screenshots: Path) -> None:
    """The statistician types a figure that cannot be, pastes a column, explains what is striking, and finishes."""
    page = clerk.page
    expect(page.get_by_text("已填 0 / 150")).to_be_visible()
    cell(page, BIRTHS).fill(str(births))
    cell(page, POLICY_BIRTHS).fill(str(births + 7))
    cell(page, POLICY_BIRTHS).blur()
    told = page.get_by_role("alert")
    expect(told).to_be_visible()
    sentence = told.inner_text()
    assert {str(births), str(births + 7)} <= set(re.findall(r"\d+", sentence)), sentence
    assert BIRTHS in sentence and POLICY_BIRTHS in sentence
    page.screenshot(path=screenshots / "story-refused.png")

    labels = [each.get_attribute("aria-label") or "" for each in page.locator("input[data-figure]").all()]
    pasted = "\n".join(figure(fuxian, label) for label in labels)
    page.locator("input[data-figure]").first.focus()
    clerk.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("text => navigator.clipboard.writeText(text)", pasted)
    page.keyboard.press("Control+V")
    expect(page.get_by_text("已粘贴 150 个数", exact=True)).to_be_visible()
    expect(page.get_by_text("已填 150 / 150")).to_be_visible()
    expect(page.get_by_role("alert")).to_have_count(0)

    finish = page.get_by_role("button", name="填报完毕,送审签(3 个报告期)")
    words = page.get_by_role("textbox", name="请说明原因")
    expect(words.first).to_be_visible()
    page.screenshot(path=screenshots / "story-explain.png")
    for each in words.all():
        each.fill(WORDS)
        each.blur()
    expect(finish).to_be_enabled()
    finish.click()
    expect(page.get_by_text("已送审签。镇长审签后,数据即生效。")).to_be_visible()


def figure(fuxian: Fuxian, label: str) -> str:
    """The figure of a cell; one child out of school, which has to be explained."""
    name, _, period = label.rpartition(",")
    code = {MONTH_NAME: MONTH, "2019年四季度": "2019Q4", "2019年": "2019"}[period]
    return "1" if name == DROPOUTS else fuxian.figures[code][name]


def opens(head: Visitor, screenshots: Path) -> Locator:
    """The head opens what waits, and sees three periods with the statistician's words; answers the button."""
    page = head.page
    expect(page.get_by_role("link", name=re.compile("张村驿镇2019年12月"))).to_be_visible()
    page.screenshot(path=screenshots / "story-inbox.png")
    page.get_by_role("link", name="审签", exact=True).click()
    expect(page.get_by_text("150 个数,3 个报告期,一次审签")).to_be_visible()
    expect(page.get_by_text(f"说明:{WORDS}").first).to_be_visible()
    page.screenshot(path=screenshots / "story-confirm.png")
    reads_in_large_english(page, screenshots)
    return page.get_by_role("button", name=CONFIRM)


def reads_in_large_english(page: Page, screenshots: Path) -> None:
    """The same page in the other language and in large type: whole, and accessible; then as it was."""
    page.get_by_role("button", name="EN").click()
    page.get_by_role("button", name="large type").click()
    expect(page.get_by_text("150 figures, 3 periods, one act")).to_be_visible()
    page.screenshot(path=screenshots / "story-confirm-en-large.png")
    assert faults(page) == []
    page.get_by_role("button", name="large type").click()
    page.get_by_role("button", name="中文").click()
    expect(page.get_by_role("button", name=CONFIRM)).to_be_visible()


def place(leader: Visitor) -> None:
    """The township that moved is the one of the moment: its place, and the place of last year."""
    tile = leader.page.get_by_role("region", name="位次")
    expect(tile.get_by_test_id("place")).to_have_text(re.compile(r"^第 \d 位$"))
    expect(tile).to_contain_text("张村驿镇")
    expect(tile).to_contain_text(re.compile(r"去年第 \d 位"))


def opens_what_is_behind(leader: Visitor, births: int, screenshots: Path) -> None:
    """Who stated it and when, who confirmed it, and which versions there are."""
    page = leader.page
    page.locator(f"tr[data-area='{HOME}'] td").nth(3).get_by_role("button").click()
    drawer = page.get_by_role("dialog")
    for said in ("范雪林 · 统计员 · 张村驿镇", "2020年1月3日 09:00", "袁晓燕", "第 1 版", "乡镇填报", "已审签"):
        expect(drawer).to_contain_text(said)
    expect(drawer.locator("strong.figure").first).to_have_text(str(births))
    page.screenshot(path=screenshots / "story-behind.png")
    page.keyboard.press("Escape")
    expect(drawer).to_have_count(0)


def test_another_towns_statistician_sees_the_place_and_no_figure(browser: Browser, fuxian: Fuxian) -> None:
    # Figures of four digits and more, as the page and as the graph writes them: small ones stand everywhere.
    large = {value for values in fuxian.figures.values() for value in values.values() if len(value.split(".")[0]) > 3}
    assert len(large) > 10
    with visiting(browser, fuxian.address, COUNTY_HEAD) as leader:
        document = "query ($p: Period!) { statistics { factPeriods(period: $p, first: 100) { nodes { id title } } } }"
        periods = leader.asks(document, p=MONTH)["statistics"]["factPeriods"]["nodes"]
        (item,) = [each["id"] for each in periods if "张村驿镇" in each["title"]]
    with visiting(browser, fuxian.address, OTHER, heard=True) as other:
        shown = []
        for path in ("/overview", "/inbox", "/figures", "/me", f"/items/{item}"):
            other.page.goto(other.address + path)
            expect(other.page.locator("main :is(h1, h2)").first).to_be_visible()
            expect(other.page.locator("[aria-busy=true]")).to_have_count(0)
            shown.append(other.page.locator("main").inner_text())
            if path == "/overview":
                row = other.page.locator(f"tr[data-area='{HOME}'] td")
                expect(row.nth(5)).to_have_text(re.compile(r"^\d$"))
                assert row.nth(3).inner_text() == "—"
        assert "没有" in shown[-1] and "张村驿镇" not in shown[-1]
        text = "\n".join(shown).replace(",", "")
        answers = "\n".join(other.answers)
        assert "张村驿镇" in answers and '"rank"' in answers
        numbers = set(re.findall(r"\d+(?:\.\d+)?", text)) | set(re.findall(r'"(-?\d+(?:\.\d+)?)"', answers))
        own = set(re.findall(r'"lastYear":\{[^}]*"value":"([^"]+)"', answers))
        assert large & (numbers - own) == set()
