"""Every page at every size, in both languages and both sizes of type: nothing is cut off, nothing hinders a reader."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, ViewportSize, expect

from tests.browser.conftest import Fuxian
from tests.browser.county import MONTH
from tests.browser.looks import faults
from tests.browser.people import DESK, PHONE, TABLET, WIDE_DESK, Visitor, visiting

# The story leaves nothing to be entered in 张村驿镇; here it is 羊泉镇.
STATISTICIAN, HEAD, COUNTY_HEAD, CLERK, KEEPER = "U0027", "U0026", "U0002", "U0463", "U0644"
VILLAGE, DESIGNER = "U0030", "U0649"
# Every screen, both languages and both sizes of type, and the tightest of them together.
LOOKS: dict[str, tuple[ViewportSize, str, bool]] = {
    "phone": (PHONE, "zh", False),
    "phone-large": (PHONE, "zh", True),
    "phone-en-large": (PHONE, "en", True),
    "tablet-en": (TABLET, "en", False),
    "desk": (DESK, "zh", False),
    "desk-en-large": (DESK, "en", True),
    "wide": (WIDE_DESK, "zh", False),
}
PLACES = {
    STATISTICIAN: ("/figures", "/inbox", "/me", "/items", "/forms", "/sheet"),
    HEAD: ("/confirm",),
    COUNTY_HEAD: ("/overview", "/inbox"),
    CLERK: ("/overview", "/ledger"),
    VILLAGE: ("/village",),
    DESIGNER: ("/design", "/design/new"),
    KEEPER: ("/registers", "/register"),
}
SHEET = "query ($p: Period!) { statistics { reports(period: $p, first: 1) { nodes { form { code } area { id } } } } }"
REGISTER = "query ($p: Period!) { statistics { registerPeriods(mine: true, period: $p) { nodes { id } } } }"


def address_of(visitor: Visitor, path: str) -> str:
    """The address of a place; of an item, the first of the inbox; of a register, that of the month."""
    if path == "/register":
        periods = visitor.asks(REGISTER, p=MONTH)["statistics"]["registerPeriods"]["nodes"]
        return f"/registers/{periods[0]['id']}"
    if path == "/sheet":
        (report, *_) = visitor.asks(SHEET, p=MONTH)["statistics"]["reports"]["nodes"]
        return f"/forms/{report['form']['code']}/{report['area']['id']}/{MONTH}"
    if path != "/items":
        return path
    document = "{ viewer { inbox(first: 1) { nodes { item { id } } } } }"
    return f"/items/{visitor.asks(document)['viewer']['inbox']['nodes'][0]['item']['id']}"


@pytest.mark.parametrize("look", LOOKS)
def test_pages_are_whole_and_accessible(browser: Browser, fuxian: Fuxian, screenshots: Path, look: str) -> None:
    folder = screenshots / look
    folder.mkdir(exist_ok=True)
    screen, language, large = LOOKS[look]
    found: dict[str, list[str]] = {}
    with visiting(browser, fuxian.address, None, screen, language=language, large=large) as visitor:
        for person, paths in PLACES.items():
            visitor.context.clear_cookies()
            if person == STATISTICIAN:
                visitor.page.goto(visitor.address)
                expect(visitor.page.locator(f"[data-person={person}]")).to_be_visible()
                visitor.page.screenshot(path=folder / "sign-in.png")
                found["sign-in"] = faults(visitor.page)
            visitor.is_let_in(person)
            for path in paths:
                visitor.goes(address_of(visitor, path))
                visitor.page.screenshot(path=folder / f"{path[1:].replace('/', '-')}-{person}.png")
                found[f"{path} of {person}"] = faults(visitor.page)
    assert {place: said for place, said in found.items() if said} == {}


def test_the_overview_is_one_screen_on_a_phone(browser: Browser, fuxian: Fuxian) -> None:
    with visiting(browser, fuxian.address, COUNTY_HEAD, PHONE) as leader:
        page = leader.page
        expect(page.locator("canvas").first).to_be_visible()
        assert page.evaluate("document.documentElement.scrollHeight") <= PHONE["height"]
        last = page.locator("tr[data-area]").last.bounding_box()
        bar = page.get_by_role("navigation").bounding_box()
        assert last and bar and last["y"] + last["height"] <= bar["y"]


def test_the_page_speaks_the_chosen_language_at_once(browser: Browser, fuxian: Fuxian) -> None:
    with visiting(browser, fuxian.address, COUNTY_HEAD) as leader:
        page = leader.page
        expect(page.get_by_role("link", name="总览")).to_be_visible()
        page.get_by_role("button", name="EN").click()
        expect(page.get_by_role("link", name="Overview")).to_be_visible()
        expect(page.locator("tr[data-area='610628102'] th")).to_have_text("Zhangcunyi Town")
        assert page.evaluate("document.documentElement.lang") == "en"
        page.reload()
        expect(page.get_by_role("link", name="Overview")).to_be_visible()


def test_who_may_not_see_the_countys_total_sees_no_empty_chart(browser: Browser, fuxian: Fuxian) -> None:
    for person, charts in ((COUNTY_HEAD, 1), (CLERK, 0)):
        with visiting(browser, fuxian.address) as visitor:
            visitor.is_let_in(person)
            visitor.goes("/overview")
            expect(visitor.page.locator("canvas").first).to_be_visible()
            expect(visitor.page.get_by_role("figure")).to_have_count(charts)
