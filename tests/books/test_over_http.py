"""Sheets, year books and workbooks over HTTP: under the asker's sight, with ETags; and a workbook through the graph."""

import io
import zipfile

import openpyxl
import pytest
from starlette.applications import Starlette

from analytics.workbooks import paper
from schema.ids import global_id
from tests.books.office import cells, client, filled, name
from tests.hub import Hub
from tests.statistics.office import asked, confirmed, recorder

pytestmark = pytest.mark.anyio
SHEET = "/sheets/A1/TY-N/2019-10"
READ = """mutation ($input: ReadWorkbookInput!) { readWorkbook(input: $input) { __typename
  ... on WorkbookRead { stated takenBefore formulas item { id } leftOut { address text } accepted { value }
    cells { sheet address indicator area { code } text value onRecord outcome
      refusal { code field message remedy } } }
  ... on Refusal { code field message remedy } } }"""


async def test_a_finished_sheet_is_a_workbook_with_an_etag(app: tuple[Hub, Starlette]) -> None:
    hub, server = app
    await confirmed(hub)
    browser = await client(server, "P08")
    book = await browser.get(f"{SHEET}.xlsx")
    assert book.status_code == 200, book.text
    assert cells(book.content) == [
        ["人口月报"],
        ["表　　号：A1"],
        ["填报单位：北谷", "2019年10月"],
        ["指标名称", "计量单位", "行次", "本期", "备注"],
        ["登记人口", "人", "1", "—", "待登记处"],
        ["女性人口", "人", "2", "—", "待登记处"],
        ["出生人数", "人", "3", 12, ""],
        ["死亡人数", "人", "4", 7, ""],
        ["自然增长", "人", "5", "—", "待填报"],  # since January: earlier months are not stated
        ["单位负责人：" + await name(hub, "P06") + "　　填表人：" + await name(hub, "P08") + "　　报出日期："],
    ]
    again = await browser.get(f"{SHEET}.xlsx", headers={"if-none-match": book.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    english = await browser.get(f"{SHEET}.xlsx?language=en")  # the page's language, whatever the browser's is
    assert cells(english.content)[4] == ["Registered people", "persons", "1", "—", "waits for Registry"]
    assert (await browser.get(f"{SHEET}.xlsx?language=fr")).headers["etag"] == book.headers["etag"]


@pytest.mark.skipif(not paper.prints_chinese(), reason="this machine has no Chinese font")
async def test_the_paper_is_shown_and_the_same_as_long_as_its_figures_are(app: tuple[Hub, Starlette]) -> None:
    hub, server = app
    item = await asked(hub)
    browser = await client(server, "P08")
    printed = await browser.get(f"{SHEET}.pdf")
    assert (printed.status_code, printed.content[:5]) == (200, b"%PDF-")
    assert printed.headers["content-disposition"].startswith('inline; filename="A1_TY-N_2019-10.pdf"')
    hub.clock.to("2019-11-01 10:00")
    assert (await browser.get(f"{SHEET}.pdf")).headers["etag"] == printed.headers["etag"]
    await recorder(hub).states(item, {"BIR01": "12"})
    assert (await browser.get(f"{SHEET}.pdf")).headers["etag"] != printed.headers["etag"]


@pytest.mark.parametrize(
    ("person", "path", "status"),
    [
        (None, f"{SHEET}.xlsx", 401),
        ("P11", f"{SHEET}.xlsx", 404),  # the other parish's recorder
        ("P01", f"{SHEET}.xlsx", 200),
        ("P08", "/sheets/A9/TY-N/2019-10.xlsx", 404),
        ("P08", "/sheets/A1/TY-N/2019Q4.xlsx", 404),
        ("P08", "/sheets/A1/TY-N/2018-10.xlsx", 404),
        ("P08", "/sheets/A1/TY-N/yesterday.xlsx", 404),
        ("P08", f"{SHEET}.docx", 404),
        ("P11", "/yearbooks/NV/2019.xlsx", 404),
        ("P08", "/yearbooks/XX/2019.xlsx", 404),
        (None, "/yearbooks/NV/2019.xlsx", 401),
        ("P08", "/entry/nothing.xlsx", 404),
    ],
)
async def test_a_sheet_is_there_for_who_may_see_it(
    app: tuple[Hub, Starlette], person: str | None, path: str, status: int
) -> None:
    hub, server = app
    await hub.opens("2019-10")
    assert (await (await client(server, person)).get(path)).status_code == status


async def test_a_machine_without_a_chinese_font_says_so(
    app: tuple[Hub, Starlette], monkeypatch: pytest.MonkeyPatch
) -> None:
    hub, server = app
    await hub.opens("2019-10")
    monkeypatch.setattr(paper, "_fonts", lambda folder: (None, ()))
    answer = await (await client(server, "P08", "en")).get(f"{SHEET}.pdf")
    assert (answer.status_code, answer.json()["code"]) == (503, "NO_CHINESE_FONT")
    assert "fonts-noto-cjk" in answer.json()["message"]


async def test_the_years_book_of_a_parish_has_a_page_a_form_with_its_periods(app: tuple[Hub, Starlette]) -> None:
    hub, server = app
    hub.clock.to("2019-12-02 09:00")
    await confirmed(hub)
    book = await (await client(server, "P08", "en")).get("/yearbooks/NV/2019.xlsx")
    opened = openpyxl.load_workbook(io.BytesIO(book.content))
    assert opened.sheetnames == ["Contents", "A1", "A2"]
    with zipfile.ZipFile(io.BytesIO(book.content)) as parts:
        assert [name for name in parts.namelist() if name.startswith("xl/charts/")] == ["xl/charts/chart1.xml"]
    assert cells(book.content)[2:] == [
        ["A1", "A1", "People, monthly", 2, 0, 53, 0],
        ["A2", "A2", "Livestock, quarterly", 0, 0, 12, 0],
    ]
    page = cells(book.content, 1)
    assert page[3][:5] == ["Indicator", "Unit", "Row", "January 2019", "February 2019"]
    assert len(page[3]) == 14
    assert page[6] == ["Births", "persons", "3", *["—"] * 9, 12, "—"]


async def test_the_years_book_of_an_office_has_the_parishes_side_by_side(app: tuple[Hub, Starlette]) -> None:
    hub, server = app
    hub.clock.to("2019-11-05 09:00")
    await confirmed(hub)
    book = await (await client(server, "P03")).get("/yearbooks/RE/2019.xlsx")
    assert openpyxl.load_workbook(io.BytesIO(book.content)).sheetnames[-1] == "A1 2019-10"
    page = cells(book.content, 10)
    assert page[3] == ["指标名称", "计量单位", "行次", "北谷", "南谷"]
    assert page[6] == ["出生人数", "人", "3", 12, "—"]


async def test_a_workbook_goes_out_is_filled_and_comes_in_through_the_graph(app: tuple[Hub, Starlette]) -> None:
    hub, server = app
    await hub.opens("2019-10")
    item = global_id("FactPeriod", await hub.period("NV", "2019-10"))
    browser = await client(server, "P08")
    blank = await browser.get(f"/entry/{item}.xlsx")
    content = filled(blank.content, {"F5": 12, "F6": "约7"})
    kept = await browser.post("/files", content=content, headers={"content-type": blank.headers["content-type"]})
    assert kept.status_code == 201, kept.text
    given = {"file": kept.json()["id"], "item": item, "requestId": "workbook-1", "state": True}
    question = {"query": READ, "variables": {"input": given}}
    read = (await browser.post("/graphql", json=question)).json()["data"]["readWorkbook"]
    assert (read["stated"], read["accepted"], read["item"]["id"]) == (False, [], item)
    assert read["cells"][1] == {
        "sheet": "北谷教区2019年10月",
        "address": "F6",
        "indicator": "DEA01",
        "area": {"code": "TY-N"},
        "text": "约7",
        "value": None,
        "onRecord": None,
        "outcome": "REFUSED",
        "refusal": {
            "code": "NOT_A_NUMBER",
            "field": ["figures", "DEA01"],
            "message": "“约7”不是可用的数字:不是数字",
            "remedy": "按人填写数字",
        },
    }
    better = await browser.post("/files", content=filled(blank.content, {"F5": 12, "F6": 7}))
    question["variables"] = {"input": {**given, "file": better.json()["id"]}}
    stated = (await browser.post("/graphql", json=question)).json()["data"]["readWorkbook"]
    assert (stated["stated"], stated["takenBefore"]) == (True, None)
    assert [fact["value"] for fact in stated["accepted"]] == ["12", "7"]
    retried = (await browser.post("/graphql", json=question)).json()["data"]["readWorkbook"]
    assert retried == stated
    question["variables"]["input"]["requestId"] = "workbook-2"  # type: ignore[index]
    again = (await browser.post("/graphql", json=question)).json()["data"]["readWorkbook"]
    assert again["takenBefore"] is not None and again["accepted"] == stated["accepted"]


async def test_a_file_that_is_no_workbook_or_not_the_askers_is_refused(app: tuple[Hub, Starlette]) -> None:
    hub, server = app
    await hub.opens("2019-10")
    item = global_id("FactPeriod", await hub.period("NV", "2019-10"))
    kept = await (await client(server, "P08")).post("/files", content=b"a,b\n1,2\n")
    given = {"file": kept.json()["id"], "item": item, "requestId": "workbook-1"}
    question = {"query": READ, "variables": {"input": given}}
    for person, code in (("P08", "WORKBOOK_UNREADABLE"), ("P06", "NOT_FOUND")):
        browser = await client(server, person, "en")
        read = (await browser.post("/graphql", json=question)).json()["data"]["readWorkbook"]
        assert (read["code"], read["field"]) == (code, ["file"])
