"""The explorer of the API answers the query of the README to who is signed in, without the internet."""

import re

from playwright.sync_api import Browser, expect

from server.settings import ROOT
from tests.browser.conftest import Fuxian
from tests.browser.county import MONTH
from tests.browser.people import visiting


def test_the_explorer_answers_the_query_of_the_readme(browser: Browser, fuxian: Fuxian) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (query,) = re.findall(r"```graphql\n(.*?)```", readme, re.DOTALL)
    query = query.replace("2025-10", MONTH)
    with visiting(browser, fuxian.address, "U0002") as leader:
        page = leader.page
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"{fuxian.address}/graphiql/")
        editor = page.locator(".graphiql-query-editor .CodeMirror")
        editor.click()
        page.keyboard.press("Control+A")
        page.keyboard.press("Delete")
        # As pasted: typed, the editor would close every bracket once more.
        editor.evaluate("(place, text) => place.CodeMirror.setValue(text)", query)
        page.get_by_role("button", name="Execute query").click()
        answer = page.locator(".result-window")
        expect(answer).to_contain_text("出生人口")
        expect(answer).to_contain_text("statedBy")
        assert {url for url in asked if not url.startswith((fuxian.address, "data:", "blob:"))} == set()
