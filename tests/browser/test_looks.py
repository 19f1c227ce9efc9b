"""Every page at every size, in both languages and both sizes of type: nothing is cut off, nothing hinders a reader."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from server.settings import ROOT
from tests.browser.conftest import Fuxian
from tests.browser.county import MONTH
from tests.browser.people import DESK, PHONE, TABLET, WIDE_DESK, Visitor, visiting

# The story leaves nothing to be entered in 张村驿镇; here it is 羊泉镇.
STATISTICIAN, HEAD, COUNTY_HEAD, CLERK, KEEPER = "U0027", "U0026", "U0002", "U0463", "U0644"
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
    STATISTICIAN: ("/figures", "/inbox", "/me", "/items"),
    HEAD: ("/confirm",),
    COUNTY_HEAD: ("/overview", "/inbox"),
    CLERK: ("/overview",),
    KEEPER: ("/registers", "/register"),
}
REGISTER = "query ($p: Period!) { statistics { registerPeriods(mine: true, period: $p) { nodes { id } } } }"
AXE = ROOT / ".cache" / "page" / "web" / "node_modules" / "axe-core" / "axe.min.js"
# Elements whose text is wider than their box and hidden by it, and those that stand out of the window.
CUT_OFF = """() => {
  const wide = document.documentElement.clientWidth;
  const hidden = (element) => element.closest("[aria-hidden=true], .visually-hidden, [hidden]") !== null;
  const needed = document.documentElement.scrollWidth, found = needed > wide ? [`the page is ${needed} wide`] : [];
  for (const element of document.body.querySelectorAll("*")) {
    const box = element.getBoundingClientRect(), style = getComputedStyle(element);
    if (!box.width || !box.height || hidden(element) || style.visibility === "hidden") continue;
    if (box.right > wide + 1 || box.left < -1) {
      const skip = element.className.toString().includes("skip");
      if (!skip) found.push(`outside: ${element.tagName} ${element.className} ${element.textContent.slice(0, 40)}`);
    }
    const clips = style.overflowX === "hidden" || style.overflowX === "clip";
    if (clips && element.scrollWidth > element.clientWidth + 1 && box.width > 2)
      found.push(`cut off: ${element.tagName} ${element.className} ${element.textContent.slice(0, 40)}`);
  }
  return found;
}"""
SERIOUS = ("serious", "critical")


def faults(page: Page) -> list[str]:
    """What is cut off or out of reach, and what axe finds serious."""
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    serious = [each for each in found if each["impact"] in SERIOUS]
    told = [f"{each['id']}: {node['html'][:200]}" for each in serious for node in each["nodes"][:3]]
    return [*page.evaluate(CUT_OFF), *told]


def address_of(visitor: Visitor, path: str) -> str:
    """The address of a place; of an item, the first of the inbox; of a register, that of the month."""
    if path == "/register":
        periods = visitor.asks(REGISTER, p=MONTH)["statistics"]["registerPeriods"]["nodes"]
        return f"/registers/{periods[0]['id']}"
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
                visitor.page.screenshot(path=folder / f"{path[1:]}-{person}.png")
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
