"""The form register in a browser: a department designs a form, the bureau binds, returns, approves and binds anew, the
department renews and ends it; a statutory form is registered. What is refused says why, and what to do.
"""

import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import Fuxian
from tests.browser.looks import faults
from tests.browser.people import DESK, PHONE, Visitor, visiting

DESIGNER, KEEPER, APPROVER = "U0650", "U0665", "U0664"
NAME, STATUTORY = "设施农业和人口季报", "农村电商统计报表"
AREA_OF_SHEDS, BIRTHS, PEOPLE, SHOPS = "设施农业面积", "出生人口", "年末人口", "农村电商服务站点"
MISSING = ["年末人口要写明是户籍还是常住", "用途太短"]
BINDINGS = """query ($id: ID!) { node(id: $id) { ... on FormProposal { state version approvalNo form { validFrom }
  fields { label indicator { code } reason } } } }"""


def test_a_form_goes_through_the_whole_register(browser: Browser, fuxian: Fuxian, screenshots: Path) -> None:
    with (
        visiting(browser, fuxian.address, None, DESK) as designer,
        visiting(browser, fuxian.address, None, DESK) as keeper,
        visiting(browser, fuxian.address, None, PHONE) as approver,
    ):
        for visitor, code in ((designer, DESIGNER), (keeper, KEEPER), (approver, APPROVER)):
            visitor.is_let_in(code)
        path = designs(designer, NAME, [AREA_OF_SHEDS, BIRTHS, PEOPLE])
        does(designer.page, "送县统计局审批", 送审说明="请审批")
        approver.goes(path)
        expect(approver.page.get_by_text(f"批准:字段{AREA_OF_SHEDS}、{BIRTHS}、{PEOPLE}未绑定指标")).to_be_visible()
        returns(approver, designer, path, screenshots)
        binds(keeper, path, screenshots)
        approves(approver, screenshots)
        binds_anew(keeper, screenshots)
        renews_and_ends(designer, approver, path)
        registers_a_statutory_form(designer, keeper, approver)
        refuses(designer, approver, screenshots)
        withdraws(designer)


def designs(designer: Visitor, name: str, labels: list[str], *, statutory: bool = False) -> str:
    """A new form, saved; answers its address."""
    page = designer.page
    designer.goes("/design/new")
    page.get_by_label("报表名称").fill(name)
    page.get_by_label("报送周期").select_option("QUARTER")
    page.get_by_label("表号").fill("富农设施01表")
    page.get_by_label("用途").fill("掌握情况")
    page.get_by_label("有效期限").fill("2022-12-31")
    if statutory:
        page.get_by_label("法定报表").check()
        page.get_by_label("批准机关").fill("省统计局")
        page.get_by_label("批准文号").fill("陕统制〔2019〕7号")
    for line, label in enumerate(labels, 1):
        page.get_by_label(f"名称 · 第 {line} 行").fill(label)
        if line < len(labels):
            page.get_by_role("button", name="加一行").click()
    page.get_by_role("button", name="保存设计").click()
    expect(page).not_to_have_url(re.compile("/design/new$"))
    expect(page.get_by_role("heading", name=name)).to_be_visible()
    return page.url.removeprefix(designer.address)


def opens(page: Page, move: str) -> Locator:
    """What a move asks for."""
    page.get_by_role("button", name=move, exact=True).click()
    return page.get_by_role("form", name=move)


def does(page: Page, move: str, **words: str) -> None:
    """Make a move with what it asks for."""
    asked = opens(page, move)
    for label, said in words.items():
        asked.get_by_label(label).fill(said)
    asked.get_by_role("button", name=move).click()
    expect(asked).to_have_count(0)


def state(page: Page, name: str) -> None:
    """Wait until the form stands so."""
    expect(page.locator("main p").get_by_text(name, exact=True).first).to_be_visible()


def known(visitor: Visitor, path: str) -> dict[str, Any]:
    """The form as the graph has it."""
    found: dict[str, Any] = visitor.asks(BINDINGS, id=path.rpartition("/")[2])["node"]
    return found


def returns(approver: Visitor, designer: Visitor, path: str, screenshots: Path) -> None:
    """The bureau returns the design with what is missing; the department reads it, mends it and sends it again."""
    does(approver.page, "退回修改", **{"还缺什么": "\n".join(MISSING)})
    page = designer.page
    for line in MISSING:
        expect(page.get_by_text(line)).to_be_visible()
    page.get_by_label("用途").fill("掌握设施农业和乡村人口变化")
    page.screenshot(path=screenshots / "design-returned.png", full_page=True)
    assert faults(page) == []
    page.get_by_role("button", name="保存设计").click()
    expect(page.get_by_text("已保存")).to_be_visible()
    does(page, "送县统计局审批", 送审说明="已按意见修改")
    state(page, "送审")


def binds(keeper: Visitor, path: str, screenshots: Path) -> None:
    """Who keeps the calibres decides field by field; a code that there is none of is refused by itself."""
    page = keeper.page
    keeper.goes(path)
    form = page.get_by_role("form", name="绑定口径")
    expect(form.get_by_label(f"{AREA_OF_SHEDS} · 是哪个指标")).to_have_value("AGR18")
    form.get_by_label(f"{PEOPLE} · 是哪个指标").select_option("其他指标……")
    form.get_by_label(f"{PEOPLE} · 或填指标代码").fill("POP99")
    form.get_by_label("理由").fill("按统计标准")
    form.get_by_role("button", name="定下来").click()
    expect(form.locator("[data-field='3']").get_by_role("alert")).to_contain_text("POP99")
    expect(page.get_by_text("按统计标准")).to_have_count(2)
    assert faults(page) == []
    page.screenshot(path=screenshots / "design-bound.png", full_page=True)
    form.get_by_label(f"{PEOPLE} · 是哪个指标").select_option("POP02")
    form.get_by_label("理由").fill("本表指户籍人口")
    form.get_by_role("button", name="定下来").click()
    expect(page.get_by_text("本表指户籍人口").first).to_be_visible()
    fields = known(keeper, path)["fields"]
    assert [(each["label"], each["indicator"]["code"], each["reason"]) for each in fields] == [
        (AREA_OF_SHEDS, "AGR18", "按统计标准"), (BIRTHS, "POP15", "按统计标准"), (PEOPLE, "POP02", "本表指户籍人口"),
    ]  # fmt: skip


def approves(approver: Visitor, screenshots: Path) -> None:
    """The bureau approves from a day on; a day after its validity is refused in words."""
    page = approver.page
    asked = opens(page, "批准")
    asked.get_by_label("从哪天起").fill("2023-02-01")
    asked.get_by_role("button", name="批准").click()
    expect(page.get_by_role("alert")).to_contain_text("启用日期晚于有效期限")
    assert faults(page) == []
    page.screenshot(path=screenshots / "design-approve-phone.png", full_page=True)
    asked.get_by_label("从哪天起").fill("2020-01-01")
    asked.get_by_role("button", name="批准").click()
    state(page, "有效")
    expect(page.get_by_role("note")).to_have_text(
        re.compile(r"^现行:第 1 版\(\S+〔2020〕\d+号\),自 2020-01-01 起,有效至 2022-12-31。$")
    )


def binds_anew(keeper: Visitor, screenshots: Path) -> None:
    """A form in force means something else from a day on, which comes after its first."""
    page = keeper.page
    form = page.get_by_role("form", name="调整口径绑定")
    form.get_by_label(f"{PEOPLE} · 是哪个指标").select_option("POP26")
    form.get_by_label("从哪天起按新口径").fill("2020-01-01")
    form.get_by_label("理由").fill("改按常住")
    form.get_by_role("button", name="定下来").click()
    expect(form.get_by_role("alert")).to_contain_text("须晚于现行版本的启用日期")
    page.screenshot(path=screenshots / "design-rebind.png", full_page=True)
    page.set_viewport_size(PHONE)
    page.get_by_role("button", name="EN").click()
    page.get_by_role("button", name="large type").click()
    expect(page.get_by_role("form", name="Bind fields anew")).to_be_visible()
    assert faults(page) == []
    page.screenshot(path=screenshots / "design-rebind-en-phone-large.png", full_page=True)
    page.get_by_role("button", name="large type").click()
    page.get_by_role("button", name="中文").click()
    page.set_viewport_size(DESK)
    form.get_by_label(f"{PEOPLE} · 是哪个指标").select_option("POP26")
    form.get_by_label("从哪天起按新口径").fill("2020-04-01")
    form.get_by_role("button", name="定下来").click()
    expect(page.get_by_text("改按常住").first).to_be_visible()


def renews_and_ends(designer: Visitor, approver: Visitor, path: str) -> None:
    """The department begins the next version, the former staying in force, has it approved, and ends the form."""
    page = designer.page
    expect(page.get_by_text("改按常住")).to_be_visible()  # what the bureau did meanwhile is seen first
    does(page, "换版", 换版要改什么="去掉出生人口", 理由="已有月报")
    expect(page.get_by_role("button", name="保存设计")).to_be_visible()
    former = re.compile(r"第 1 版\(\S+\),自 2020-04-01 起,有效至 2022-12-31;第 2 版批准后,用到新版启用的前一天。$")
    expect(page.get_by_role("note")).to_have_text(former)
    page.get_by_role("button", name="删去").nth(1).click()
    page.get_by_role("button", name="保存设计").click()
    expect(page.get_by_text("已保存")).to_be_visible()
    does(page, "送县统计局审批", 送审说明="第二版")
    does(approver.page, "批准", 从哪天起="2020-07-01")
    state(approver.page, "有效")
    begins = re.compile(r"^第 2 版\(\S+\)自 2020-07-01 起启用,有效至 2022-12-31。启用以前,上一版继续有效。$")
    expect(approver.page.get_by_role("note")).to_have_text(begins)
    does(page, "停用", 最后有效的一天="2020-12-31", 理由="任务结束")
    state(page, "已失效")
    found = known(designer, path)
    assert (found["state"], found["version"], found["form"]) == ("EXPIRED", 2, {"validFrom": "2020-07-01"})


def registers_a_statutory_form(designer: Visitor, keeper: Visitor, approver: Visitor) -> None:
    """A superior's survey needs no approval: its fields are bound, and the bureau registers it with a day."""
    path = designs(designer, STATUTORY, [SHOPS], statutory=True)
    keeper.goes(path)
    form = keeper.page.get_by_role("form", name="绑定口径")
    form.get_by_label("理由").fill("按制度")
    form.get_by_role("button", name="定下来").click()
    expect(keeper.page.get_by_text("按制度").first).to_be_visible()  # on record before the bureau opens it
    approver.goes(path)
    does(approver.page, "登记法定报表", **{"批准依据": "陕统制〔2019〕7号", "从哪天起": "2021-01-01"})
    state(approver.page, "有效")
    found = known(approver, path)
    assert (found["approvalNo"], found["form"]) == ("陕统制〔2019〕7号", {"validFrom": "2021-01-01"})


def refuses(designer: Visitor, approver: Visitor, screenshots: Path) -> None:
    """The bureau refuses a form for good and says why; the department reads it and can do nothing more with it."""
    path = designs(designer, "村级活动月查", [SHOPS])
    does(designer.page, "送县统计局审批", 送审说明="请审批")
    approver.goes(path)
    does(approver.page, "不予批准", 理由="已有季报,不再另设")
    state(approver.page, "不予批准")
    page = designer.page
    state(page, "不予批准")
    for name in ("保存设计", "送县统计局审批", "撤回"):
        expect(page.get_by_role("button", name=name)).to_have_count(0)
    expect(page.get_by_role("note")).to_have_count(0)
    assert (known(designer, path)["state"], known(designer, path)["form"]) == ("REFUSED", None)
    assert faults(page) == []
    page.screenshot(path=screenshots / "design-refused.png", full_page=True)
    page.get_by_role("link", name="办理过程").click()
    expect(page.get_by_text("已有季报,不再另设")).to_be_visible()


def withdraws(designer: Visitor) -> None:
    """A department takes its own design back; what it was for stays on record."""
    path = designs(designer, "村级电商摸底", [SHOPS])
    page = designer.page
    does(page, "撤回", 理由="并入农村电商统计")
    state(page, "撤回")
    expect(page.get_by_role("button", name="送县统计局审批")).to_have_count(0)
    assert known(designer, path)["state"] == "WITHDRAWN"
    page.get_by_role("link", name="办理过程").click()
    expect(page.get_by_text("并入农村电商统计")).to_be_visible()
