"""The form register through GraphQL: a department types a form, sees what is known, the bureau binds and approves."""

from typing import Any

import pytest

from schema.ids import global_id
from tests.schema.conftest import MAYOR, RECORDER, REGISTRAR, STATISTICIAN, Hub

pytestmark = pytest.mark.anyio
OVERLAP = """query ($kind: PeriodKind!, $fields: [FormFieldInput!]!) {
  statistics { overlap(periodKind: $kind, fields: $fields) {
    ordinal label overlap known factor words indicator { code } alike { code } forms { code } } } }"""
DESIGN = """mutation ($input: DesignFormInput!) { designForm(input: $input) {
  ... on Refusal { code message remedy field }
  ... on FormDesigned { item { id revision state title knownFields
    fields { ordinal label indicator { code } } } } } }"""
BIND = """mutation ($input: BindFieldsInput!) { bindFields(input: $input) { ... on Refusal { code message remedy }
  ... on FieldsBound {
    item { revision fields { ordinal unitOfMeasure factor reason indicator { code } boundBy { code } } }
    refused { field indicator refusal { code message remedy } } } } }"""
MOVE = """mutation ($input: MoveItemInput!) { moveItem(input: $input) { ... on Refusal { code message remedy }
  ... on Moved { items { state ... on FormProposal { approvalNo approvedBy form { code approval validFrom } } } } } }"""
FIELDS = [{"label": "登记人口", "column": "STATE"}, {"label": "小麦产量", "unitOfMeasure": "公斤"}]


async def unit_of(hub: Hub, code: str) -> str:
    """The id of a unit."""
    units = (await hub.answer(MAYOR, "{ organisation { units { id code } } }"))["organisation"]["units"]
    return str(next(unit["id"] for unit in units if unit["code"] == code))


async def designs(hub: Hub, fields: list[dict[str, Any]], **more: Any) -> Any:
    """The registry designs a form."""
    given = {
        "requestId": f"design-{len(fields)}-{len(more)}", "unit": await unit_of(hub, "RE"), "nameZh": "麦作月报",
        "nameEn": "Wheat, monthly", "tableNo": "W1", "periodKind": "YEAR", "due": "+5d", "purpose": "Seed",
        "validTo": "2021-12-31", "fields": fields,
    }  # fmt: skip
    return (await hub.answer(REGISTRAR, DESIGN, input=given | more))["designForm"]


async def test_a_form_is_judged_while_it_is_typed(own_hub: Hub) -> None:
    fields = [*FIELDS, {"label": "总人口"}, {"label": "出生人数", "column": "LAST_YEAR"}, {"label": "大屏"}]
    for language, known, like in (
        ("zh", "“登记人口”由登记处台账提供,不问乡镇;勿与女性人口混淆", "目录中没有相近的指标"),
        (
            "en",
            "Registered people comes from the register of Registry; not to be confused with Women",
            "Nothing in the catalogue is like it",
        ),
    ):
        answered = await own_hub.answer(RECORDER, OVERLAP, language, kind="YEAR", fields=fields)
        found = answered["statistics"]["overlap"]
        assert [(f["ordinal"], f["overlap"], f["known"]) for f in found] == [
            (1, "SAME", True), (2, "OTHER_UNIT", True), (3, "LOOK_ALIKE", False), (4, "SAME", True),
            (5, "UNKNOWN", False),
        ]  # fmt: skip
        assert found[0]["alike"] == [{"code": "PEO02"}]
        assert (found[0]["words"], found[4]["words"]) == (known, like)
        assert found[1] == found[1] | {"factor": "1000", "indicator": {"code": "WHE01"}, "forms": [{"code": "A3"}]}
        assert found[2]["indicator"] is None and found[2]["alike"][0] == {"code": "PEO01"}


async def test_a_code_that_nobody_knows_is_no_meaning(own_hub: Hub) -> None:
    answered = await own_hub.answer(RECORDER, OVERLAP, kind="YEAR", fields=[{"label": "大屏", "indicator": "NO01"}])
    assert answered["statistics"]["overlap"][0]["overlap"] == "UNKNOWN"
    many = [{"label": f"field {n}"} for n in range(201)]
    (error,) = await own_hub.errors(RECORDER, OVERLAP, kind="YEAR", fields=many)
    assert error["code"] == "PAGE_TOO_LARGE"


async def test_a_form_whose_every_cell_is_known_is_not_opened_for_asking(own_hub: Hub) -> None:
    hub = own_hub
    item = (await designs(hub, FIELDS))["item"]
    assert (item["state"], item["knownFields"], len(item["fields"])) == ("DESIGN", 2, 2)
    given = {"requestId": "submit-it", "items": [{"id": item["id"]}], "event": "SUBMIT", "text": "Please"}
    assert (await hub.answer(REGISTRAR, MOVE, input=given))["moveItem"] == {
        "code": "ALREADY_KNOWN", "message": "全部数据已有,无须制表", "remedy": "直接由系统出表",
    }  # fmt: skip


SHEET = """query ($id: ID!, $area: ID!, $period: Period!) { node(id: $id) { ... on FormProposal {
  sheet(area: $area, period: $period) { ordinal label value of indicator { code } } } } }"""


async def test_a_form_that_asks_nothing_has_its_sheet_at_once(own_hub: Hub) -> None:
    hub = own_hub
    fields = [
        {"label": "出生人数", "column": "MONTH"}, {"label": "自然增长", "column": "CUMULATIVE"}, {"label": "牛存栏"},
        {"label": "大屏"},
    ]  # fmt: skip
    item = (await designs(hub, fields, periodKind="MONTH"))["item"]
    asked = {"id": item["id"], "area": global_id("Area", hub.areas["TY-N"]), "period": "2019-01"}
    for code, births, growth in ((MAYOR, "12", "5"), (STATISTICIAN, "12", "5")):
        cells = (await hub.answer(code, SHEET, **asked))["node"]["sheet"]
        assert [(c["ordinal"], c["value"], c["of"], c["indicator"] and c["indicator"]["code"]) for c in cells] == [
            (1, births, "2019-01", "BIR01"), (2, growth, "2019-01", "NAT01"), (3, None, "2018Q4", "COW01"),
            (4, None, "2019-01", None),
        ]  # fmt: skip
    for other in ({"period": "2019Q1"}, {"area": global_id("Area", 999)}):
        cells = (await hub.answer(MAYOR, SHEET, **(asked | other)))["node"]["sheet"]
        assert [cell["value"] for cell in cells] in ([], [None] * 4)


async def test_a_form_goes_from_design_into_force(own_hub: Hub) -> None:
    hub = own_hub
    monthly = {"periodKind": "MONTH", "requestId": "design-cows"}
    item = (await designs(hub, [{"label": "麦田苗情"}, {"label": "出生人数"}], **monthly))["item"]
    changed = {"item": item["id"], "expectedRevision": 1, "requestId": "design-again", "periodKind": "QUARTER"}
    fields = [{"label": "牛存栏", "column": "STATE"}, {"label": "每季更正"}]
    item = (await designs(hub, fields, **changed))["item"]
    assert (item["revision"], [f["label"] for f in item["fields"]]) == (2, ["牛存栏", "每季更正"])
    given = {"requestId": "submit-it", "items": [{"id": item["id"]}], "event": "SUBMIT", "text": "Please"}
    assert (await hub.answer(REGISTRAR, MOVE, input=given))["moveItem"]["items"][0]["state"] == "SUBMITTED"
    bindings = [{"field": 1, "indicator": "COW01"}, {"field": 2, "indicator": "NO01"}]
    bind = {"requestId": "bind-them", "item": item["id"], "bindings": bindings, "reason": "As kept"}
    answered = (await hub.answer(STATISTICIAN, BIND, "en", input=bind))["bindFields"]
    assert answered["item"]["fields"][0] == {
        "ordinal": 1, "unitOfMeasure": None, "factor": "1/1", "reason": "As kept", "indicator": {"code": "COW01"},
        "boundBy": {"code": STATISTICIAN},
    }  # fmt: skip
    assert [(each["field"], each["refusal"]["code"]) for each in answered["refused"]] == [(2, "NOT_FOUND")]
    approve = {"requestId": "approve-it", "items": [{"id": item["id"]}], "event": "APPROVE", "date": "2019-04-01"}
    refused = (await hub.answer(STATISTICIAN, MOVE, "en", input=approve))["moveItem"]
    assert refused == {
        "code": "MISSING", "message": "Fields 每季更正 are not bound", "remedy": "Bind each field to an indicator"
    }  # fmt: skip
    back = {"requestId": "return-it", "items": [{"id": item["id"]}], "event": "RETURN", "listOfMissing": ["每季更正"]}
    assert (await hub.answer(STATISTICIAN, MOVE, input=back))["moveItem"]["items"][0]["state"] == "DESIGN"
    fields = [{"label": "牛存栏", "column": "STATE"}, {"label": "出生人数"}]
    await designs(hub, fields, **(changed | {"expectedRevision": None, "requestId": "design-3", "periodKind": "MONTH"}))
    again = {"requestId": "submit-2", "items": [{"id": item["id"]}], "event": "SUBMIT", "text": "Please"}
    refused = (await hub.answer(REGISTRAR, MOVE, "en", input=again))["moveItem"]
    assert refused["code"] == "ALREADY_KNOWN"  # cattle by the quarter are shown by the month, and not asked


async def test_what_a_form_s_field_means_is_decided_by_the_bureau_alone(own_hub: Hub) -> None:
    hub = own_hub
    item = (await designs(hub, FIELDS))["item"]
    bindings = [{"field": 1, "indicator": "PEO01"}]
    bind = {"requestId": "bind-them", "item": item["id"], "bindings": bindings, "reason": "As kept"}
    assert (await hub.answer(REGISTRAR, BIND, "en", input=bind))["bindFields"]["code"] == "NO_POWER"
    assert (await hub.answer(RECORDER, BIND, "en", input=bind))["bindFields"]["code"] == "NOT_FOUND"
    listed = "{ statistics { formProposals { nodes { title overlap { known } } } } }"
    assert (await hub.answer(REGISTRAR, listed))["statistics"]["formProposals"]["nodes"] == [
        {"title": "麦作月报", "overlap": [{"known": True}, {"known": True}]}
    ]
    assert (await hub.answer(RECORDER, listed))["statistics"]["formProposals"]["nodes"] == []
