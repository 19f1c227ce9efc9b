"""Given once, with five people: a village answers, a township states, forms go out, one figure is returned, a new form
is shown what is known already. The village's network is cut before, during and after sending.
"""

import json
import re
import time
from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.conftest import Fuxian
from tests.browser.county import MONTH, NOW
from tests.browser.looks import faults
from tests.browser.people import CALENDAR, DESK, PHONE, Visitor, visiting

STATISTICIAN, HEAD, VILLAGE, DEPARTMENT, DESIGNER = "U0041", "U0040", "U0044", "U0651", "U0650"
TOWN, FORM, FORM_NAME = "张家湾镇", "F05", "人口和生育服务月报"
QUARTER, QUARTER_NAME, BIRTHS = "2019Q4", "2019年四季度", "出生人口"
WORDS, OBJECTION, REASON = "已到户核对,情况属实", "与出生证登记不符,请核实", "漏报一名"
REPORTS = """query ($f: String!, $p: Period!) { statistics { reports(form: $f, period: $p, first: 100) {
  nodes { id state area { id name } snapshots { number cells { label value } } } } } }"""
LEADER, DEATHS = "U0002", "POP16"
OPEN = """mutation ($area: ID!, $p: Period!, $name: String!) { openCorrection(input: {requestId: $name, area: $area,
  indicator: "POP15", period: $p, words: "又漏报两名"}) { ... on CorrectionOpened { item { id } } } }"""
REVISE = """mutation ($item: ID!, $value: String!, $words: String!, $name: String!) { reviseFact(input: {
  requestId: $name, item: $item, value: $value, reason: "又漏报两名", explanation: $words}) { __typename } }"""
CONFIRM = """mutation ($item: ID!, $name: String!) { moveItem(input: {requestId: $name, event: "CONFIRM",
  items: [{id: $item}]}) { __typename } }"""
LEDGER = "{ overview { formLedger(year: 2019) { cellsAsked submissions distinctFacts } } }"
ANSWERS = """{ viewer { villageQuestions { indicator { name } fact { value version versions { version } } } } }"""


def test_five_people_give_every_figure_once(browser: Browser, fuxian: Fuxian, screenshots: Path) -> None:
    address, figures = fuxian.address, fuxian.neighbour
    with (
        visiting(browser, address, None, DESK) as clerk,
        visiting(browser, address, None, PHONE) as village,
        visiting(browser, address, None, PHONE) as head,
        visiting(browser, address, None, DESK) as department,
        visiting(browser, address, None, DESK) as designer,
    ):
        visitors = (clerk, village, head, department, designer)
        for visitor, code in zip(visitors, (STATISTICIAN, VILLAGE, HEAD, DEPARTMENT, DESIGNER), strict=True):
            visitor.is_let_in(code)
        asked = hands_down(clerk, screenshots)
        answers_without_a_network(village, figures[QUARTER][asked], screenshots)
        changes_the_answer_late(village, figures[QUARTER][asked], screenshots)
        takes_over(clerk, asked, figures[QUARTER][asked], screenshots)
        states_the_rest(clerk, figures)
        confirms(head)
        takes_an_objection_back(department)
        returns_one_figure(department, screenshots)
        corrects(clerk, head, int(figures[MONTH][BIRTHS]) + 1)
        accepts_and_locks(department, int(figures[MONTH][BIRTHS]) + 1, screenshots)
        keeps_what_was_locked(department, clerk, head, int(figures[MONTH][BIRTHS]) + 1, screenshots)
        designs(designer, screenshots)
        reads_the_ledger(designer, screenshots)
        takes_the_year_book(designer)
        designer.context.clear_cookies()
        designer.is_let_in(LEADER)
        turns_pages(designer)


def hands_down(clerk: Visitor, screenshots: Path) -> str:
    """The statistician hands one figure of the quarter down to one village; answers which."""
    page = clerk.page
    quarter = page.get_by_role("region", name=QUARTER_NAME)
    asked = str(quarter.locator("input[data-figure]").first.get_attribute("aria-label")).rpartition(",")[0]
    quarter.get_by_role("button", name="转村(社区)填").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("group", name="转哪些数").get_by_label(asked, exact=True).check()
    own = "query { organisation { areas(level: VILLAGE) { code name } } }"
    (name,) = [each["name"] for each in clerk.asks(own)["organisation"]["areas"] if each["code"] == "610628103200"]
    dialog.get_by_label(name, exact=True).check()
    assert faults(page) == []
    page.screenshot(path=screenshots / "village-ask.png")
    dialog.get_by_role("button", name="转下去(1 个数)").click()
    expect(page.locator("[data-handed]")).to_contain_text("0 / 1 已答")
    return asked


def answers_without_a_network(village: Visitor, value: str, screenshots: Path) -> None:
    """The village secretary answers on the phone: the network is cut before, during and after sending."""
    page, context = village.page, village.context
    village.goes("/village")
    sent: list[dict[str, Any]] = []

    def loses_the_answer(route: Route) -> None:
        body = route.request.post_data or ""
        if "answerVillage" not in body:
            route.fallback()
            return
        sent.append(json.loads(body)["variables"]["input"])
        if len(sent) == 1:
            route.fetch()  # it reaches the hub, and what the hub says reaches nobody
            route.abort()
        else:
            route.fallback()

    def lost(route: Route) -> None:
        route.abort()

    page.evaluate("navigator.serviceWorker.ready.then(() => true)")  # the page itself is kept on the phone
    context.set_offline(True)
    context.route("**/graphql", lost)  # a new page has the network for a moment before it is told that there is none
    expect(page.get_by_text("未联网")).to_be_visible()
    cell = page.locator("input[data-figure]")
    cell.fill(value)
    cell.blur()
    expect(page.get_by_text("已存本机(1)")).to_be_visible()
    # Between two tries: a request that the test holds back while the page closes is let go to the hub by the browser.
    with page.expect_event("requestfailed", lambda request: "answerVillage" in (request.post_data or "")):
        pass
    page.close()  # the phone restarts
    page = village.page = context.new_page()
    page.goto(f"{village.address}/village")
    cell = page.locator("input[data-figure]")
    expect(cell).to_have_value(value)
    (question,) = village.asks(ANSWERS)["viewer"]["villageQuestions"]  # past the page, which has no network
    assert question["fact"] is None
    context.unroute("**/graphql", lost)
    context.route("**/graphql", loses_the_answer)
    context.set_offline(False)
    expect(page.get_by_text("已填 1 / 1")).to_be_visible()
    give_up = time.monotonic() + 40  # the outbox waits longer each time
    while len(sent) < 2 and time.monotonic() < give_up:
        page.wait_for_timeout(100)
    assert len(sent) == 2 and sent[0] == sent[1]  # the very same parcel, by its request id
    (question,) = village.asks(ANSWERS)["viewer"]["villageQuestions"]
    assert question["fact"] == {"value": value, "version": 1, "versions": [{"version": 1}]}
    page.screenshot(path=screenshots / "village-answered.png")
    assert faults(page) == []
    context.set_offline(True)  # after sending: what is on record is shown from the device, and not sent again
    page.reload()
    expect(page.locator("input[data-figure]")).to_have_value(value)
    context.set_offline(False)
    expect(page.get_by_text("已存本机")).to_have_count(0)
    assert len(sent) == 2
    # The browser itself notes every request that found no network, or whose answer was lost.
    village.errors = [error for error in village.errors if not re.search("ERR_(INTERNET_DISCONNECTED|FAILED)", error)]


def changes_the_answer_late(village: Visitor, value: str, screenshots: Path) -> None:
    """Days after the term the secretary may still answer: words are refused as they stand, a new figure takes over."""
    page = village.page
    page.add_init_script(CALENDAR % ((NOW + timedelta(days=4)).timestamp() * 1000))
    page.reload()
    expect(page.get_by_text("逾期 2 天")).to_be_visible()
    cell = page.locator("input[data-figure]")
    cell.fill("十几亩")
    cell.blur()
    told = page.get_by_role("alert")
    expect(told).to_contain_text("“十几亩”")
    expect(cell).to_have_attribute("aria-invalid", "true")
    assert faults(page) == []
    page.screenshot(path=screenshots / "village-refused.png")
    for typed, version in ((str(Decimal(value) + 1), 2), (value, 3)):
        cell.fill(typed)
        cell.blur()
        given = {"value": typed, "version": version}
        give_up = time.monotonic() + 20
        while on_record(village) != given and time.monotonic() < give_up:
            page.wait_for_timeout(50)
        assert on_record(village) == given
        expect(told).to_have_count(0)


def on_record(village: Visitor) -> dict[str, Any]:
    """The village's newest figure."""
    (question,) = village.asks(ANSWERS)["viewer"]["villageQuestions"]
    return {name: question["fact"][name] for name in ("value", "version")}


def takes_over(clerk: Visitor, asked: str, value: str, screenshots: Path) -> None:
    """The sum of the villages is offered, and becomes the township's statement."""
    page = clerk.page
    handed = page.locator("[data-handed]")
    expect(handed).to_contain_text("1 / 1 已答")
    page.screenshot(path=screenshots / "village-sum.png")
    handed.get_by_role("button", name="采用合计").click()
    expect(handed).to_contain_text("已采用为本镇的数")
    cell = page.get_by_role("textbox", name=f"{asked},{QUARTER_NAME}", exact=True)
    expect(cell).to_have_value(value)


def states_the_rest(clerk: Visitor, figures: dict[str, dict[str, str]]) -> None:
    """She pastes a column from her sheet, explains what strikes, and finishes quarter and year."""
    page = clerk.page
    codes = {QUARTER_NAME: QUARTER, "2019年": "2019"}
    labels = [each.get_attribute("aria-label") or "" for each in page.locator("input[data-figure]:enabled").all()]
    column = [figures[codes[period]][name] for name, _, period in (label.rpartition(",") for label in labels)]
    page.locator("input[data-figure]:enabled").first.focus()
    clerk.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("text => navigator.clipboard.writeText(text)", "\n".join(column))
    page.keyboard.press("Control+V")
    expect(page.get_by_text(f"已粘贴 {len(column)} 个数", exact=True)).to_be_visible()
    finish = page.get_by_role("button", name=re.compile("填报完毕,送审签"))
    expect(page.locator("input[data-state=waiting]")).to_have_count(0)
    for each in page.get_by_role("textbox", name="请说明原因").all():
        each.fill(WORDS)
        each.blur()
    expect(finish).to_be_enabled()
    finish.click()
    expect(page.get_by_text("已送审签")).not_to_have_count(0)


def confirms(head: Visitor) -> None:
    """The head confirms everything in one act."""
    head.goes("/confirm")
    head.page.get_by_role("button", name="审签全部").click()
    expect(head.page.get_by_text("现在生效")).to_be_visible()


def report_of(visitor: Visitor) -> dict[str, Any]:
    """The month's report of the township, once the hub has looked after its reports."""
    give_up = time.monotonic() + 30
    while True:
        nodes = visitor.asks(REPORTS, f=FORM, p=MONTH)["statistics"]["reports"]["nodes"]
        found = [node for node in nodes if node["area"]["name"] == TOWN]
        if found or time.monotonic() > give_up:
            break
        visitor.page.wait_for_timeout(100)
    (report,) = found
    return dict(report)


def births(page: Page) -> Any:
    """The line of births on a sheet."""
    return line(page, "POP15")


def line(page: Page, indicator: str) -> Any:
    """The figure of an indicator on a sheet."""
    return page.locator(f"tr[data-indicator={indicator}]").get_by_role("button")


def takes_an_objection_back(department: Visitor) -> None:
    """The department objects to the deaths, finds its own mistake, and takes the objection back: nobody is asked."""
    page = department.page
    area = report_of(department)["area"]["id"]
    department.goes(f"/forms/{FORM}/{area}/{MONTH}")
    line(page, DEATHS).click()
    drawer = page.get_by_role("dialog")
    drawer.get_by_label("理由").fill("与火化登记不符")
    drawer.get_by_role("button", name="退回乡镇核实").click()
    expect(drawer.get_by_text("已退回")).to_be_visible()
    drawer.get_by_role("link", name="去看这次更正").click()
    page.locator("footer").get_by_role("button", name="撤回异议").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("理由").fill("看错了行")
    dialog.get_by_role("button", name="确定").click()
    expect(page.get_by_text("撤回异议", exact=True).first).to_be_visible()
    department.goes(f"/forms/{FORM}/{area}/{MONTH}")
    expect(page.get_by_text("已报送", exact=True)).to_be_visible()


def returns_one_figure(department: Visitor, screenshots: Path) -> None:
    """The hub has handed the form in by itself; the department reads it, and returns one figure with a reason."""
    page = department.page
    area = report_of(department)["area"]["id"]
    department.goes(f"/forms/{FORM}/{area}/{MONTH}")
    expect(page.get_by_text("已报送").first).to_be_visible()
    expect(births(page)).to_contain_text("乡镇填报")
    expect(page.locator("tr[data-indicator=POP02]")).to_contain_text("部门台账")
    for kind, begins in (("xlsx", b"PK"), ("pdf", b"%PDF")):
        href = page.locator(f"a[href*='.{kind}']").get_attribute("href")
        answer = department.context.request.get(f"{department.address}{href}", max_retries=2)
        assert answer.ok and answer.body().startswith(begins), kind
    assert faults(page) == []
    page.screenshot(path=screenshots / "sheet.png")
    births(page).click()
    drawer = page.get_by_role("dialog")
    expect(drawer).to_contain_text("部门不能改数")
    drawer.get_by_label("理由").fill(OBJECTION)
    assert faults(page) == []
    page.screenshot(path=screenshots / "sheet-objection.png")
    drawer.get_by_role("button", name="退回乡镇核实").click()
    expect(drawer.get_by_role("button", name="退回乡镇核实")).to_have_count(0)
    assert report_of(department)["state"] == "RETURNED"
    page.keyboard.press("Escape")


def corrects(clerk: Visitor, head: Visitor, value: int) -> None:
    """The township sees the objection with its words, corrects the figure, and its head confirms."""
    page = clerk.page
    clerk.goes("/inbox")
    page.get_by_role("link").filter(has_text=f"{BIRTHS}更正").click()
    expect(page.get_by_text(OBJECTION).first).to_be_visible()
    page.locator("footer").get_by_role("button", name="更正数据").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("新数").fill(str(value))
    dialog.get_by_label("更正理由").fill(REASON)
    dialog.get_by_role("button", name="送出").click()
    explains = dialog.get_by_label("请说明原因")
    expect(explains.or_(page.get_by_text("已改待审签")).first).to_be_visible()
    if explains.count():
        explains.fill(WORDS)
        dialog.get_by_role("button", name="送出").click()
    expect(page.get_by_text("已改待审签").first).to_be_visible()
    head.page.goto(page.url)
    head.page.locator("footer").get_by_role("button", name="审签更正").click()
    head.page.get_by_role("dialog").get_by_role("button", name="确定").click()
    expect(head.page.get_by_text("已更正", exact=True)).to_be_visible()


def accepts_and_locks(department: Visitor, value: int, screenshots: Path) -> None:
    """The form comes back by itself with the new figure; the department accepts and locks it, and sees the snapshot."""
    page = department.page
    accept = page.get_by_role("button", name="审核通过")
    expect(accept).to_be_enabled()
    expect(births(page)).to_contain_text(f"{value:,}")
    accept.click()
    page.get_by_role("button", name="锁定").click()
    expect(page.locator("[data-snapshot='1']")).to_contain_text("与现在的数一致")
    (snapshot,) = report_of(department)["snapshots"]
    assert {cell["label"]: cell["value"] for cell in snapshot["cells"]}[BIRTHS] == str(value)
    page.screenshot(path=screenshots / "sheet-locked.png", full_page=True)


def keeps_what_was_locked(department: Visitor, clerk: Visitor, head: Visitor, locked: int, screenshots: Path) -> None:
    """The township corrects a locked figure: the paper keeps what was locked, in every file, the new figure beside."""
    page, value = department.page, locked + 2
    area = report_of(department)["area"]["id"]
    item = clerk.asks(OPEN, area=area, p=MONTH, name="once-more")["openCorrection"]["item"]["id"]
    assert clerk.asks(REVISE, item=item, value=str(value), words=WORDS, name="once-more, in figures") == {
        "reviseFact": {"__typename": "FactRevised"}
    }
    assert head.asks(CONFIRM, item=item, name="once-more") == {"moveItem": {"__typename": "Moved"}}
    expect(page.get_by_text("锁定后有更正", exact=True)).to_be_visible()
    expect(births(page)).to_contain_text(f"更正后 {value:,}")
    assert births(page).locator("strong").inner_text() == f"{locked:,}"
    expect(page.locator("[data-snapshot='1']")).to_contain_text(f"{BIRTHS}:锁定时 {locked:,},现在 {value:,}")
    assert faults(page) == []
    page.screenshot(path=screenshots / "sheet-corrected.png", full_page=True)
    page.get_by_role("button", name="EN").click()
    expect(page.locator("tr[data-indicator=POP15] th")).to_have_text("Births")
    expect(births(page)).to_contain_text(f"now {value:,}")
    href = page.locator("a[href*='.xlsx']").get_attribute("href")
    file = department.context.request.get(f"{department.address}{href}", max_retries=2).body()
    lines = [list(row) for row in load_workbook(BytesIO(file)).worksheets[0].iter_rows(values_only=True)]
    (births_line,) = [row for row in lines if row[0] == "Births"]
    assert locked in births_line and f"corrected after locking: {value}" in births_line
    assert ["2. Births, deaths and migration"] in [[each for each in row if each] for row in lines]
    assert faults(page) == []
    page.screenshot(path=screenshots / "sheet-corrected-en.png", full_page=True)
    page.set_viewport_size(PHONE)
    page.get_by_role("button", name="large type").click()
    assert faults(page) == []
    page.screenshot(path=screenshots / "sheet-corrected-en-phone-large.png", full_page=True)
    page.set_viewport_size(DESK)
    page.get_by_role("button", name="large type").click()
    page.get_by_role("button", name="中文").click()


def designs(designer: Visitor, screenshots: Path) -> None:
    """Who wants a new form is shown while typing which of its figures are known, and why."""
    page = designer.page
    designer.goes("/forms")
    page.get_by_role("link", name="报表管理").click()
    page.get_by_role("link", name="设计新报表").click()
    page.get_by_label("报表名称").fill("乡村民生情况季报")
    page.get_by_label("报送周期").select_option("QUARTER")
    page.get_by_label("表号").fill("富民生01表")
    page.get_by_label("用途").fill("掌握乡村民生情况")
    page.get_by_label("有效期限").fill("2022-12-31")
    for line, name in enumerate((BIRTHS, "户籍人口", "总人口", "文化广场个数"), 1):
        page.get_by_label(f"名称 · 第 {line} 行").fill(name)
        if line < 4:
            page.get_by_role("button", name="加一行").click()
    expect(page.get_by_text("4 个数里 2 个已知")).to_be_visible()
    kinds = [each.get_attribute("data-overlap") for each in page.locator("[data-overlap]").all()]
    assert kinds == ["SAME", "SAME", "LOOK_ALIKE", "UNKNOWN"]
    expect(page.locator("[data-overlap]").nth(0)).to_contain_text(FORM_NAME)
    assert faults(page) == []
    page.screenshot(path=screenshots / "design.png", full_page=True)
    page.get_by_role("button", name="保存设计").click()
    page.get_by_role("button", name="送县统计局审批").click()
    page.get_by_label("送审说明").fill("请审批")
    page.get_by_role("button", name="送县统计局审批").click()
    expect(page.get_by_text("送审", exact=True)).to_be_visible()


def reads_the_ledger(reader: Visitor, screenshots: Path) -> None:
    """What forms ask of the year, as the graph answers it."""
    reader.goes("/ledger")
    page = reader.page
    ledger = reader.asks(LEDGER)["overview"]["formLedger"]
    assert ledger == {"cellsAsked": 25_576, "submissions": 1_768, "distinctFacts": 13_537}
    for name, count in ledger.items():
        expect(page.get_by_test_id(name)).to_have_text(f"{count:,}")
    page.get_by_label("分着看").select_option("township")
    expect(page.locator("tr[data-row]")).to_have_count(8)
    assert faults(page) == []
    page.screenshot(path=screenshots / "ledger.png")


def takes_the_year_book(designer: Visitor) -> None:
    """The unit's year is one workbook, found where its forms are."""
    page = designer.page
    designer.goes("/forms")
    with page.expect_download() as taken:
        page.get_by_role("button", name="下载年度汇编").click()
    assert taken.value.suggested_filename == "县农业农村局_2019.xlsx"
    assert taken.value.path().read_bytes().startswith(b"PK")


def turns_pages(leader: Visitor) -> None:
    """The list of forms begins with the latest due and goes on past a hundred."""
    leader.goes("/forms")
    page = leader.page
    rows = page.locator("a[data-report]")
    for shown in (30, 60, 90):
        expect(rows).to_have_count(shown)
        page.get_by_role("button", name="更多").click()
    expect(rows).to_have_count(120)
    reports = "{ statistics { reports(first: 100) { nodes { dueOn form { code } period { code } } } } }"
    nodes = leader.asks(reports)["statistics"]["reports"]["nodes"]
    assert [each["dueOn"] for each in nodes] == sorted((each["dueOn"] for each in nodes), reverse=True)
    listed = [each.get_attribute("data-report") for each in rows.all()[:100]]
    assert listed == [f"{each['form']['code']}/{each['period']['code']}" for each in nodes]
