"""The example of a dashboard, from another site: it shows the county's figures by its token, and moves with them."""

import json
import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Fuxian
from tests.browser.county import COUNTY, MONTH
from tests.browser.looks import faults
from tests.browser.people import DESK, PHONE, Visitor, visiting

GIVER, CLERK, HEAD, TOWN = "U0664", "U0062", "U0061", "寺仙镇"  # its December is confirmed
BIRTHS = "POP15"
VIEWS = ["indicatorByArea", "townshipCompleteness"]
MAKE = """mutation ($input: MakeDashboardTokenInput!) { act: makeDashboardToken(input: $input) {
  ... on DashboardTokenMade { secret tokens { id } } ... on Refusal { message } } }"""
END = """mutation ($input: RevokeDashboardTokenInput!) { act: revokeDashboardToken(input: $input) {
  ... on DashboardTokenRevoked { tokens { id } } ... on Refusal { message } } }"""
TOTAL = """query ($indicator: String!, $month: String!) { overview {
  indicatorByArea(where: {indicator: {eq: $indicator}, period: {eq: $month}}, first: 100) {
    nodes { area areaName value } } } }"""
AREAS = "{ organisation { areas(level: TOWNSHIP) { id name } } }"
OPEN = """mutation ($input: OpenCorrectionInput!) { act: openCorrection(input: $input) {
  ... on CorrectionOpened { item { id } } ... on Refusal { message } } }"""
REVISE = """mutation ($input: ReviseFactInput!) { act: reviseFact(input: $input) { __typename
  ... on Refusal { message } } }"""
CONFIRM = """mutation ($input: MoveItemInput!) { act: moveItem(input: $input) {
  ... on Moved { refused { refusal { message } } } ... on Refusal { message } } }"""


def does(visitor: Visitor, document: str, **given: Any) -> Any:
    """What an act answers."""
    does.number += 1  # type: ignore[attr-defined]
    return visitor.asks(document, input={"requestId": f"dashboard-{does.number}", **given})["act"]  # type: ignore[attr-defined]


does.number = 0  # type: ignore[attr-defined]


def births(visitor: Visitor) -> dict[str, int]:
    """The births of the month by the area's name, as the hub answers them."""
    nodes = visitor.asks(TOTAL, indicator=BIRTHS, month=MONTH)["overview"]["indicatorByArea"]["nodes"]
    return {"全县" if node["area"] == COUNTY else node["areaName"]: int(node["value"]) for node in nodes}


def shown(page: Page) -> None:
    expect(page.locator("#state")).to_have_attribute("data-live", "yes")
    expect(page.locator("#map canvas")).to_be_visible()


def corrects(browser: Browser, fuxian: Fuxian, value: int) -> None:
    """The town's statistician corrects its births, its head confirms."""
    with visiting(browser, fuxian.address) as clerk:
        clerk.is_let_in(CLERK)
        areas = {area["name"]: area["id"] for area in clerk.asks(AREAS)["organisation"]["areas"]}
        opened = does(clerk, OPEN, area=areas[TOWN], indicator=BIRTHS, period=MONTH, words="漏报")
        item = opened["item"]["id"]
        revised = does(clerk, REVISE, item=item, value=str(value), reason="漏报", explanation="漏报一名,已补录")
        assert revised["__typename"] != "Refusal", revised
    with visiting(browser, fuxian.address) as head:
        head.is_let_in(HEAD)
        assert does(head, CONFIRM, items=[{"id": item}], event="CONFIRM") == {"refused": []}


def test_a_dashboard_elsewhere_shows_the_county_and_moves(browser: Browser, fuxian: Fuxian, screenshots: Path) -> None:
    with visiting(browser, fuxian.address) as giver:
        giver.is_let_in(GIVER)
        made = does(giver, MAKE, name="大厅", views=VIEWS, days=1)
        before = births(giver)
        address = f"{fuxian.elsewhere}/index.html#hub={fuxian.address}&token={made['secret']}"
        with (
            visiting(browser, fuxian.address, None, DESK) as hall,
            visiting(browser, fuxian.address, None, PHONE) as pocket,
        ):
            asked: list[str] = []
            hall.page.on("request", lambda request: asked.append(request.url))
            for screen in (hall, pocket):
                screen.page.goto(address)
                shown(screen.page)
                assert screen.page.evaluate("location.hash") == ""  # the token does not stay in the address
                expect(screen.page.locator("#total")).to_contain_text(f"{before['全县']:,} 人")
                expect(screen.page.locator("#county")).to_have_text("富县看板")
                expect(screen.page.locator("#period")).to_have_text("2019年12月")
            for name, screen in (("desk", hall), ("phone", pocket)):
                screen.page.wait_for_timeout(600)  # charts are drawn in
                screen.page.screenshot(path=screenshots / f"dashboard-{name}.png", full_page=True)
                assert faults(screen.page) == []

            corrects(browser, fuxian, before[TOWN] + 1)
            for screen in (hall, pocket):
                expect(screen.page.locator("#total")).to_contain_text(f"{before['全县'] + 1:,} 人")
            assert births(giver) == before | {TOWN: before[TOWN] + 1, "全县": before["全县"] + 1}
            drawn = hall.page.evaluate(
                "import('echarts').then(e => e.getInstanceByDom(document.getElementById('towns')).getOption())"
            )
            bars = dict(zip(drawn["xAxis"][0]["data"], drawn["series"][0]["data"], strict=True))
            assert bars == {name: value for name, value in births(giver).items() if name != "全县"}

            # Chosen anew: the tile, both charts and their names follow.
            hall.page.locator("#indicator").select_option(label="死亡人口")
            expect(hall.page.locator("#total-name")).to_have_text("全县死亡人口")
            sites = {re.match(r"\w+://[^/]+", url)[0] for url in asked if url.startswith("http")}  # type: ignore[index]
            assert sites == {fuxian.address, fuxian.elsewhere}

            # Ended: what comes next is refused, and the page says so and stops.
            (token,) = made["tokens"]
            assert does(giver, END, token=token["id"]) == {"tokens": []}
            corrects(browser, fuxian, before[TOWN] + 2)
            for screen in (hall, pocket):
                expect(screen.page.get_by_role("alert")).to_contain_text("令牌已到期或已废止")
                screen.errors.clear()  # the browser itself notes each answer of 401


def test_a_page_of_no_named_origin_is_refused_by_the_browser(browser: Browser, fuxian: Fuxian) -> None:
    with visiting(browser, fuxian.address) as giver:
        giver.is_let_in(GIVER)
        made = does(giver, MAKE, name="别处", views=VIEWS, days=1)
    with visiting(browser, fuxian.address) as stranger:
        port = fuxian.elsewhere.rpartition(":")[2]
        page = stranger.page
        page.goto(f"http://127.0.0.1:{port}/index.html#hub={fuxian.address}&token={made['secret']}")
        expect(page.get_by_role("alert")).to_contain_text("连不上系统")
        expect(page.locator("#board")).to_be_hidden()
        stranger.errors.clear()  # the browser's own note that the hub names no such origin


def test_who_has_the_power_gives_and_ends_tokens_on_the_own_page(
    browser: Browser, fuxian: Fuxian, screenshots: Path
) -> None:
    with visiting(browser, fuxian.address, None, PHONE) as giver:
        giver.is_let_in(GIVER)
        giver.goes("/me")
        section = giver.page.get_by_role("region", name="看板令牌")
        section.get_by_label("看板名称").fill("一楼大屏")
        section.get_by_label("可读的视图").click()
        giver.page.get_by_role("option", name="indicatorByArea").click()
        giver.page.keyboard.press("Escape")
        section.get_by_label("限定区域").check()
        section.get_by_label("区域", exact=True).click()
        giver.page.get_by_role("option", name=TOWN).click()
        giver.page.keyboard.press("Escape")
        section.get_by_role("button", name="发放令牌").click()
        secret = section.locator("code").inner_text()
        row = section.get_by_role("listitem").filter(has_text="一楼大屏")
        expect(row).to_contain_text(f"indicatorByArea · {TOWN} · ")
        row.scroll_into_view_if_needed()
        giver.page.screenshot(path=screenshots / "dashboard-tokens.png", full_page=True)
        assert faults(giver.page) == []
        headers = {"authorization": f"Bearer {secret}", "content-type": "application/json"}
        query = f'{{ overview {{ indicatorByArea(where: {{period: {{eq: "{MONTH}"}}}}) {{ nodes {{ areaName }} }} }} }}'
        sent = json.dumps({"query": query})
        answer = giver.context.request.post(f"{fuxian.address}/graphql", headers=headers, data=sent)
        assert {n["areaName"] for n in answer.json()["data"]["overview"]["indicatorByArea"]["nodes"]} == {TOWN}
        row.get_by_role("button", name="结束").click()
        expect(row).to_have_count(0)
        assert giver.context.request.post(f"{fuxian.address}/graphql", headers=headers, data=sent).status == 401
        giver.errors.clear()
    with visiting(browser, fuxian.address, "U0002") as other:
        other.goes("/me")
        expect(other.page.get_by_role("region", name="看板令牌")).to_have_count(0)
