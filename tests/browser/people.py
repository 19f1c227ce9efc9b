"""People at a browser of their own: an empty profile, a screen, a language, a note of what went wrong in the page."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, Response, ViewportSize, expect

from tests.browser.county import NOW

PHONE: ViewportSize = {"width": 390, "height": 844}
TABLET: ViewportSize = {"width": 820, "height": 1180}
DESK: ViewportSize = {"width": 1280, "height": 800}
WIDE_DESK: ViewportSize = {"width": 1440, "height": 900}
# The browser's day is the hub's, or every term would be years past; timers keep their pace.
CALENDAR = """
const Real = Date, shift = %d - Real.now();
globalThis.Date = class extends Real {
  constructor(...given) { if (given.length) super(...given); else super(Real.now() + shift); }
  static now() { return Real.now() + shift; }
};
"""

expect.set_options(timeout=20_000)  # a crowded machine is no defect


@dataclass
class Visitor:
    """One person's browser window."""

    context: BrowserContext
    page: Page
    address: str
    errors: list[str] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)  # the bodies of all answers of the graph

    def goes(self, path: str) -> None:
        """Open a place of the page by its address, and wait until it shows what it is."""
        self.page.goto(self.address + path)
        self.settled()

    def settled(self) -> None:
        """Wait until nothing that is still coming is shown."""
        expect(self.page.locator("main h1").first).to_be_visible()
        expect(self.page.locator("[aria-busy=true]")).to_have_count(0)

    def signs_in(self, code: str) -> None:
        """Tap the card of a sample person."""
        self.page.goto(self.address)
        self.page.locator(f"[data-person={code}]").click()
        self.settled()

    def is_let_in(self, code: str) -> None:
        """Sign a sample person in who has no card: the picker shows one person of each post."""
        headers = {"content-type": "application/json"}
        sent = json.dumps({"person": code})
        answer = self.context.request.post(f"{self.address}/sign-in/sample", headers=headers, data=sent, max_retries=2)
        assert answer.ok, answer.text()
        self.page.goto(self.address)
        self.settled()

    def asks(self, document: str, **variables: Any) -> Any:
        """What the graph answers this person, asked from within the page."""
        sent = json.dumps({"query": document, "variables": variables})
        headers = {"content-type": "application/json"}
        # The hub closes a connection that rests; who sends at that very moment sends once more.
        answer = self.context.request.post(f"{self.address}/graphql", headers=headers, data=sent, max_retries=2)
        return answer.json()["data"]

    def _heard(self, answer: Response) -> None:
        stream = "event-stream" in answer.headers.get("content-type", "")
        if answer.url.endswith("/graphql") and not stream:
            self.answers.append(answer.text())


@contextmanager
def visiting(
    browser: Browser,
    address: str,
    code: str | None = None,
    screen: ViewportSize = DESK,
    *,
    language: str = "zh",
    large: bool = False,
    heard: bool = False,
    **options: Any,
) -> Iterator[Visitor]:
    """A person at a browser, signed in where a code is given. At the end, no error may have been written there."""
    locale = "zh-CN" if language == "zh" else "en-GB"
    touch = screen["width"] < DESK["width"]
    context = browser.new_context(
        viewport=screen, locale=locale, timezone_id="Asia/Shanghai", has_touch=touch, reduced_motion="reduce", **options
    )
    context.add_init_script(CALENDAR % (NOW.timestamp() * 1000))
    wanted = json.dumps({"language": language, "large": large})
    context.add_init_script(f"localStorage.getItem('hub.settings') || localStorage.setItem('hub.settings', '{wanted}')")
    try:
        page = context.new_page()
        visitor = Visitor(context, page, address)
        page.on("console", lambda said: visitor.errors.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: visitor.errors.append(str(error)))
        if heard:
            page.on("response", visitor._heard)
        if code is not None:
            visitor.signs_in(code)
        yield visitor
        assert visitor.errors == []
    finally:
        context.close()
