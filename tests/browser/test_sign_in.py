"""The sign-in page says what went wrong; the page leaves what is not its own to the hub."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Fuxian
from tests.browser.people import DESK, PHONE, visiting

# Chromium notes every answer of the 4xx kind as an error of the page.
NOTED = "Failed to load resource: the server responded with a status of 4"


def test_a_wrong_password_and_too_many_are_told_in_words(browser: Browser, fuxian: Fuxian) -> None:
    with visiting(browser, fuxian.address, None, PHONE) as visitor:
        page = visitor.page
        page.goto(fuxian.address)
        told = page.get_by_role("alert")
        for attempt in range(30):
            page.locator("input[name=login]").fill("nobody")
            page.locator("input[name=password]").fill(f"wrong-{attempt}")
            page.get_by_role("button", name="登录", exact=True).click()
            expect(told).to_have_text(re.compile(".{6,}"))
            if re.search(r"\d+ ?秒", told.inner_text()):
                break
            assert "用户名或密码不对" in told.inner_text()
        else:
            pytest.fail("never throttled")
        visitor.errors = [error for error in visitor.errors if not error.startswith(NOTED)]


def test_who_signs_out_leaves_nothing_behind(browser: Browser, fuxian: Fuxian) -> None:
    with visiting(browser, fuxian.address, "U0002") as leader:
        page = leader.page
        expect(page.locator("tr[data-area]").first).to_be_visible()
        leader.goes("/me")
        page.get_by_role("button", name="退出登录").click()
        expect(page.locator("[data-person=U0002]")).to_be_visible()
        page.goto(f"{fuxian.address}/overview")
        expect(page.locator("[data-person=U0002]")).to_be_visible()
        assert leader.asks("{ viewer { person { id } } }") == {"viewer": None}


@pytest.mark.parametrize("path", ["/graphiql/", "/healthz", "/readyz", "/metrics", "/export", "/files/x", "/install"])
def test_the_page_kept_on_the_device_takes_no_address_of_the_hub(browser: Browser, fuxian: Fuxian, path: str) -> None:
    with visiting(browser, fuxian.address, "U0002", DESK) as visitor:
        page = visitor.page
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        page.goto(fuxian.address)  # now under the worker's control
        answer = page.goto(fuxian.address + path)
        assert answer is not None and not answer.from_service_worker
        visitor.errors = [error for error in visitor.errors if not error.startswith(NOTED)]
