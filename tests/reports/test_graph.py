"""Sheets and reports through the graph: what each sees of them, in few statements."""

from typing import Any

import pytest

from schema.context import Context
from schema.ids import global_id
from schema.root import schema
from tests.hub import Hub
from tests.reports.office import follows, handed_in, report
from tests.statistics.office import recorder, reeve

pytestmark = pytest.mark.anyio

SHEET = """query ($area: ID!, $form: String!, $period: Period!) { statistics {
  sheet(form: $form, area: $area, period: $period) {
  form { code } complete statedBy confirmedBy submittedOn waitsFor { code }
  cells { field { ordinal column } indicator { code } label value cumulative lastYear answer confirmed known { code }
          waitsFor { code } facts { value statedBy { name } } } } } }"""
PRINTED = """query ($area: ID!, $form: String!, $period: Period!) { statistics {
  sheet(form: $form, area: $area, period: $period) { cells { value }
    printed { title head above columns { key numeric } lines { section cells } signature } } } }"""
REPORTS = """query ($area: ID) { statistics { reports(area: $area, form: "A1", period: "2019-10") { nodes {
  state late submittedOn dueOn form { code issuedBy { code } } period { code } area { code }
  waitsFor { code } lateBecause { code } cells { label answer value }
  snapshots { number takenBy { name } cells { label value answer } } } } } }"""


async def asks(hub: Hub, person: str | None, document: str, **variables: Any) -> Any:
    context = Context(hub.as_(person or "P01").asker, hub.database, language="en")
    answer = await schema.execute(document, variables, context)
    assert answer.errors is None, answer.errors
    assert answer.data is not None
    return answer.data["statistics"]


async def test_a_sheet_says_of_each_cell_how_it_is_answered_and_by_which_facts(hub: Hub) -> None:
    await handed_in(hub)
    given = {"area": global_id("Area", hub.areas["NV"]), "form": "A1", "period": "2019-10"}
    sheet = (await asks(hub, "P03", SHEET, **given))["sheet"]
    head = {name: sheet[name] for name in ("complete", "statedBy", "confirmedBy", "submittedOn", "waitsFor")}
    assert head == {
        "complete": True,
        "statedBy": "Hal Reed",
        "confirmedBy": "Finn Dale",
        "submittedOn": "2019-11-02",
        "waitsFor": [],
    }
    cells = {cell["indicator"]["code"]: cell for cell in sheet["cells"]}
    assert cells["BIR01"] == {
        "field": {"ordinal": 3, "column": "month"},
        "indicator": {"code": "BIR01"},
        "label": "Births",
        "value": "12",
        "cumulative": "102",
        "lastYear": None,
        "answer": "STATED",
        "confirmed": True,
        "known": None,
        "waitsFor": None,
        "facts": [{"value": "12", "statedBy": {"name": "Hal Reed"}}],
    }
    assert (cells["NAT01"]["answer"], cells["NAT01"]["value"], len(cells["NAT01"]["facts"])) == ("FORMULA", "59", 20)


async def test_a_sheet_is_shown_as_it_is_printed_line_by_line_in_the_order_of_its_cells(hub: Hub) -> None:
    await handed_in(hub)
    given = {"area": global_id("Area", hub.areas["NV"]), "form": "A1", "period": "2019-10"}
    sheet = (await asks(hub, "P03", PRINTED, **given))["sheet"]
    paper = sheet["printed"]
    keys = [column["key"] for column in paper["columns"]]
    lines = [dict(zip(keys, line["cells"], strict=True)) for line in paper["lines"] if not line["section"]]
    assert [line["value"] for line in lines] == ["4000", "2000", "12", "7", "59"]
    assert [line["value"] for line in lines] == [cell["value"] for cell in sheet["cells"]]
    assert [column["numeric"] for column in paper["columns"] if column["key"] == "value"] == [True]
    assert "Hal Reed" in paper["signature"] and "Finn Dale" in paper["signature"]
    assert "October 2019" in " ".join(paper["above"])


async def test_a_report_shows_its_cells_and_what_was_locked(hub: Hub) -> None:
    item = await handed_in(hub)
    await hub.as_("P03").moves("ACCEPT", item)
    await hub.as_("P03").moves("LOCK", item)
    (node,) = (await asks(hub, "P06", REPORTS))["reports"]["nodes"]
    assert (node["state"], node["late"], node["dueOn"]) == ("LOCKED", False, "2019-11-03")
    assert node["form"] == {"code": "A1", "issuedBy": {"code": "RE"}}
    (snapshot,) = node["snapshots"]
    assert (snapshot["number"], snapshot["takenBy"]) == (1, {"name": "Cora Fell"})
    assert [(cell["answer"], cell["value"]) for cell in snapshot["cells"]] == [
        ("REGISTER", "4000"), ("REGISTER", "2000"), ("STATED", "12"), ("STATED", "7"), ("FORMULA", "59"),
    ]  # fmt: skip


async def test_the_paper_of_a_locked_report_keeps_its_figures_and_says_what_was_corrected(hub: Hub) -> None:
    item, registrar = await handed_in(hub), hub.as_("P03")
    await registrar.moves("ACCEPT", item)
    await registrar.moves("LOCK", item)
    correction = await recorder(hub).opens_correction("BIR01", "NV", "2019-10")
    await recorder(hub).revises(correction, "14")
    await reeve(hub).confirms(correction)
    await follows(hub)
    given = {"area": global_id("Area", hub.areas["NV"]), "form": "A1", "period": "2019-10"}
    for person in ("P03", "P08"):
        assert await paper(hub, person, given) == [
            ("4000", "", "4000"), ("2000", "", "2000"), ("12", "corrected after locking: 14", "14"), ("7", "", "7"),
            ("59", "corrected after locking: 61", "61"),
        ]  # fmt: skip
    await registrar.moves("LOCK", item)
    assert [line[:2] for line in await paper(hub, "P08", given)] == [
        ("4000", ""), ("2000", ""), ("14", ""), ("7", ""), ("61", ""),
    ]  # fmt: skip


async def paper(hub: Hub, person: str, given: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Of each line of a printed sheet the figure and the remark, and the figure of today."""
    sheet = (await asks(hub, person, PRINTED, **given))["sheet"]
    keys = [column["key"] for column in sheet["printed"]["columns"]]
    lines = [dict(zip(keys, line["cells"], strict=True)) for line in sheet["printed"]["lines"]]
    now = [cell["value"] for cell in sheet["cells"]]
    return [(line["value"], line.get("remark", ""), today) for line, today in zip(lines, now, strict=True)]


async def test_who_reads_the_item_and_no_figures_sees_neither_cells_nor_snapshots(hub: Hub) -> None:
    """The heads of offices read what their office receives, and no figure of a parish."""
    item = await handed_in(hub)
    await hub.as_("P03").moves("ACCEPT", item)
    await hub.as_("P03").moves("LOCK", item)
    for head in ("P02", "P04"):
        nodes = (await asks(hub, head, REPORTS, area=global_id("Area", hub.areas["NV"])))["reports"]["nodes"]
        assert [(node["state"], node["cells"], node["snapshots"]) for node in nodes] == [("LOCKED", [], [])]


async def test_a_figure_says_which_forms_use_it(hub: Hub) -> None:
    await handed_in(hub)
    document = """query ($area: ID!) { statistics { fact(area: $area, indicator: "BIR01", period: "2019-10") {
      usedBy { __typename ... on FormUse { form { code } period { code } report { state } } } } } }"""
    fact = (await asks(hub, "P01", document, area=global_id("Area", hub.areas["NV"])))["fact"]
    assert fact["usedBy"] == [
        {
            "__typename": "FormUse",
            "form": {"code": "A1"},
            "period": {"code": "2019-10"},
            "report": {"state": "HANDED_IN"},
        }
    ]


async def test_a_report_is_a_node_of_its_own(hub: Hub) -> None:
    item = await handed_in(hub)
    context = Context(hub.as_("P08").asker, hub.database, language="en")
    document = "query ($id: ID!) { node(id: $id) { ... on Report { state kind form { code } } } }"
    answer = await schema.execute(document, {"id": global_id("Report", item)}, context)
    assert answer.data == {"node": {"state": "HANDED_IN", "kind": "REPORT", "form": {"code": "A1"}}}
    assert item == await report(hub, "A1", "NV", "2019-10")
