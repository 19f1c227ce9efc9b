"""Entry on a device that loses its network: what was typed stays on it, and is sent once."""

import json

from playwright.sync_api import Browser, Request, expect

from tests.browser.conftest import Fuxian
from tests.browser.people import PHONE, visiting

CLERK = "U0027"  # of 羊泉镇: its month is done, its quarter is open
PERIOD = "2019Q4"
VERSIONS = """{ viewer { askedOfUs { questions {
  indicator { name } period { code } fact { value version versions { version } } } } } }"""


def test_a_figure_typed_without_a_network_is_kept_and_sent_once(browser: Browser, fuxian: Fuxian) -> None:
    with visiting(browser, fuxian.address, CLERK, PHONE) as clerk:
        page = clerk.page
        sent: list[str] = []

        def note(request: Request) -> None:
            if "stateFacts" in (request.post_data or ""):
                sent.append(request.post_data or "")

        clerk.context.on("requestfinished", note)
        cell = page.get_by_role("textbox", name="2019年四季度").first
        name = (cell.get_attribute("aria-label") or "").rpartition(",")[0]
        # The page is on the device once its service worker has started; on a busy machine that is after the first look.
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        clerk.context.set_offline(True)
        expect(page.get_by_text("未联网")).to_be_visible()
        cell.fill("４")
        cell.blur()
        expect(page.get_by_text("已存本机(1)")).to_be_visible()

        page.close()
        page = clerk.context.new_page()
        page.goto(f"{clerk.address}/figures")  # from the device alone
        cell = page.get_by_role("textbox", name=f"{name},2019年四季度", exact=True)
        expect(cell).to_have_value("４")
        assert sent == []

        clerk.context.set_offline(False)
        expect(page.get_by_text("已存本机(1)")).to_have_count(0)
        expect(cell).to_have_value("4")
        assert [json.loads(body)["variables"]["input"]["figures"][0]["value"] for body in sent] == ["４"]
        periods = clerk.asks(VERSIONS)["viewer"]["askedOfUs"]
        facts = {
            question["indicator"]["name"]: question["fact"]
            for each in periods
            for question in each["questions"]
            if question["period"]["code"] == PERIOD
        }
        assert facts[name] == {"value": "4", "version": 1, "versions": [{"version": 1}]}
        # The browser itself notes every request that found no network.
        clerk.errors = [error for error in clerk.errors if "ERR_INTERNET_DISCONNECTED" not in error]
