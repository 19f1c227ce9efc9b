"""Where one is signed in, the way to end it, and what an ended session costs: nothing that was typed."""

from playwright.sync_api import Browser, expect

from tests.browser.conftest import Fuxian
from tests.browser.people import PHONE, visiting

CLERK = "U0027"
QUARTER = "2019年四季度"


def test_a_session_ended_elsewhere_loses_nothing_that_was_typed(browser: Browser, fuxian: Fuxian) -> None:
    with (
        visiting(browser, fuxian.address, CLERK, PHONE) as lost,
        visiting(browser, fuxian.address, CLERK) as own,
    ):
        cell = lost.page.get_by_role("textbox", name=QUARTER).nth(1)
        name = cell.get_attribute("aria-label") or ""
        own.goes("/me")
        sessions = own.page.get_by_role("region", name="登录在哪些设备")
        expect(sessions.get_by_text("本机")).to_have_count(1)
        others = sessions.get_by_role("listitem").filter(has=own.page.get_by_role("button", name="结束"))
        many = others.count()
        assert many >= 1
        sessions.get_by_role("button", name="结束其他全部" if many > 1 else "结束", exact=True).click()
        expect(others).to_have_count(0)
        assert len(own.asks("{ viewer { sessions { current } } }")["viewer"]["sessions"]) == 1

        cell.fill("7")
        cell.blur()
        page = lost.page
        expect(page.get_by_text("您的登录已结束")).to_be_visible()
        page.locator(f"[data-person={CLERK}]").click()
        expect(page.get_by_role("textbox", name=name, exact=True)).to_have_value("7")
        expect(page.get_by_text("已存本机")).to_have_count(0)
        lost.errors = [error for error in lost.errors if "Failed to load resource" not in error]
