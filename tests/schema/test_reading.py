"""Reading by right: own, others', none; ids; languages; statements."""

import base64
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schema.ids import global_id, key_from, split
from tests.schema.conftest import AUDITOR, MAYOR, OTHER_RECORDER, RECORDER, REGISTRAR, STATISTICIAN, Hub

pytestmark = pytest.mark.anyio
FACTS = """query ($period: Period) { statistics { facts(period: $period) { totalCount
  nodes { value status version area { code } indicator { code } } } } }"""


async def facts(hub: Hub, code: str | None, period: str | None = None) -> list[tuple[str, str, str, str]]:
    """The figures somebody sees, as (area, indicator, value, status)."""
    page = (await hub.answer(code, FACTS, period=period))["statistics"]["facts"]
    assert page["totalCount"] == len(page["nodes"])
    return [(n["area"]["code"], n["indicator"]["code"], n["value"], n["status"]) for n in page["nodes"]]


NORTH = [("TY-N", "DEA01", "7", "CONFIRMED"), ("TY-N", "BIR01", "12", "CONFIRMED")]
SOUTH = [("TY-S", "DEA01", "6", "CONFIRMED"), ("TY-S", "BIR01", "5", "CONFIRMED")]
WAITING = ("TY-N", "BIR01", "9", "STATED")


async def test_a_recorder_sees_the_own_parish_alone(hub: Hub) -> None:
    assert await facts(hub, RECORDER) == [WAITING, *NORTH]
    assert await facts(hub, RECORDER, "2019-02") == [WAITING]
    assert await facts(hub, RECORDER, "2018-02") == []
    assert await facts(hub, OTHER_RECORDER) == SOUTH


async def test_statisticians_and_leaders_see_all_an_office_what_its_forms_ask(hub: Hub) -> None:
    assert await facts(hub, STATISTICIAN) == [WAITING, *SOUTH, *NORTH]
    assert await facts(hub, MAYOR) == [WAITING, *SOUTH, *NORTH]
    assert await facts(hub, REGISTRAR) == [*SOUTH, *NORTH]


async def test_nobody_and_an_auditor_see_no_figure(hub: Hub) -> None:
    assert await facts(hub, None) == []
    assert await facts(hub, AUDITOR) == []


async def test_another_parish_is_not_there_by_any_route(hub: Hub) -> None:
    """Lists, a fact by its key, the item by its id, its journal."""
    item = global_id("FactPeriod", hub.items["TY-N", "2019-01"])
    text = """query ($item: ID!, $area: ID!) {
      node(id: $item) { id } nodes(ids: [$item]) { id } journal(item: $item) { totalCount nodes { verb } }
      statistics { fact(area: $area, indicator: "BIR01", period: "2019-01") { value }
        factPeriods { nodes { area { code } } } } }"""
    variables = {"item": item, "area": global_id("Area", hub.areas["TY-N"])}
    other = await hub.answer(OTHER_RECORDER, text, **variables)
    assert other["node"] is None and other["nodes"] == [None]
    assert other["journal"] == {"totalCount": 0, "nodes": []}
    assert other["statistics"]["fact"] is None
    assert {n["area"]["code"] for n in other["statistics"]["factPeriods"]["nodes"]} == {"TY-S"}
    own = await hub.answer(RECORDER, text, **variables)
    assert own["node"] == {"id": item} and own["statistics"]["fact"] == {"value": "12"}
    assert own["journal"]["nodes"][0] == {"verb": "FACT_PERIOD.CONFIRM"}


async def test_before_sign_in_only_the_county_is_there(hub: Hub) -> None:
    text = """{ viewer { powers } county { code nameZh nameEn name sample today samplePeople { code role unitName } }
      organisation { units { code } areas { code } people { totalCount } positions { code } }
      statistics { indicators { totalCount } forms { code } } journal { totalCount } }"""
    data = await hub.answer(None, text, language="en")
    assert data["viewer"] is None
    assert {k: data["county"][k] for k in ("code", "nameZh", "nameEn", "name", "sample", "today")} == {
        "code": "tiny", "nameZh": "小县", "nameEn": "Tinyshire", "name": "Tinyshire", "sample": True,
        "today": "2019-04-10",
    }  # fmt: skip
    people = [(p["code"], p["role"], p["unitName"]) for p in data["county"]["samplePeople"]]
    assert people[0] == ("P01", "MAYOR", "County Council")
    assert ("P06", "REEVE", "Northvale Parish") in people and ("P11", "RECORDER", "Southvale Parish") in people
    assert data["organisation"] == {"units": [], "areas": [], "people": {"totalCount": 0}, "positions": []}
    assert data["statistics"] == {"indicators": {"totalCount": 0}, "forms": []} and data["journal"] == {"totalCount": 0}


@pytest.mark.parametrize(
    "wrong",
    ["", "x", "FactPeriod:1", "区", global_id("Area", 999999), global_id("Area", "1 "), global_id("Area", "٣"),
     global_id("Area", "9" * 30), global_id("Area", 2**31), global_id("FactPeriod", "no-uuid"), global_id("Nothing", 1),
     global_id("Item", "01a208dd-2cd0-74c2-ac1d-ec41a6529090"), global_id("JournalEntry", 1), global_id("Flow", 1)],
)  # fmt: skip
async def test_an_id_that_names_nothing_is_null(hub: Hub, wrong: str) -> None:
    text = "query ($id: ID!) { node(id: $id) { id } nodes(ids: [$id, $id]) { id } journal(item: $id) { nodes { id } } }"
    assert await hub.answer(MAYOR, text, id=wrong) == {"node": None, "nodes": [None, None], "journal": {"nodes": []}}


@given(st.text(max_size=12), st.text(max_size=40))
def test_ids_are_read_back(name: str, key: str) -> None:
    plain = name.replace(":", "")
    assert split(global_id(plain, key)) == (plain, key)


@given(st.text(max_size=60))
def test_no_text_breaks_the_reading_of_ids(text: str) -> None:
    parts = split(text)
    assert parts is None or base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)) == ":".join(parts).encode()
    assert key_from(text, int) is None or str(key_from(text, int)) == text


async def test_names_come_in_the_language_asked_for(hub: Hub) -> None:
    text = """{ organisation { units(kind: "PARISH") { name nameZh nameEn } } statistics {
      indicator(code: "BIR01") { name nameZh nameEn } periods(kind: QUARTER, year: 2019) { name nameZh nameEn } } }"""
    zh, en = [await hub.answer(RECORDER, text, language=language) for language in ("zh", "en")]
    assert [unit["name"] for unit in zh["organisation"]["units"]] == ["北谷教区", "南谷教区"]
    assert [unit["name"] for unit in en["organisation"]["units"]] == ["Northvale Parish", "Southvale Parish"]
    assert zh["statistics"]["indicator"] == {"name": "出生人数", "nameZh": "出生人数", "nameEn": "Births"}
    assert en["statistics"]["indicator"] == {"name": "Births", "nameZh": "出生人数", "nameEn": "Births"}
    assert [period["nameZh"] for period in zh["statistics"]["periods"]][-1] == "2019年一季度"


async def test_the_organisation_is_that_of_the_day(hub: Hub) -> None:
    text = """query ($on: Date) { organisation(on: $on) { on
      units(kind: "OFFICE") { code predecessor { code } successor { code } } } }"""
    now = (await hub.answer(RECORDER, text))["organisation"]
    assert now["on"] == "2019-04-10"
    assert [unit["code"] for unit in now["units"]] == ["RE", "ST"]
    assert now["units"][1] == {"code": "ST", "predecessor": {"code": "OS"}, "successor": None}
    before = (await hub.answer(RECORDER, text, on="2018-06-01"))["organisation"]
    assert before["units"][1] == {"code": "OS", "predecessor": None, "successor": {"code": "ST"}}


async def test_people_stand_in_protocol_order_and_are_found_by_name_unit_and_code(hub: Hub) -> None:
    text = """query ($search: String, $unit: ID) { organisation { people(search: $search, unit: $unit) {
      nodes { code title unit { code } posts { code } } } } }"""

    async def codes(**variables: str) -> list[str]:
        data = await hub.answer(MAYOR, text, **variables)
        return [person["code"] for person in data["organisation"]["people"]["nodes"]]

    assert (await codes())[0] == "P01"
    assert await codes(search="Moss") == ["P01"]
    assert await codes(search="P08") == ["P08"]
    assert await codes(search="%") == []
    unit = (await hub.answer(MAYOR, '{ organisation { units(kind: "PARISH") { id } } }'))["organisation"]["units"][0][
        "id"
    ]
    assert sorted(await codes(unit=unit)) == ["P06", "P07", "P08"]
    assert await codes(unit="nonsense") == []


NESTED = """query ($first: Int) { statistics { factPeriods(first: $first) { totalCount nodes {
  title unit { name area { name } } area { parent { code } } openedBy { name } colour stateName
  assignments(first: $first) { totalCount nodes {
    mine colour holders { post { name unit { name } } person { name } } } }
  history(first: $first) { nodes { verb actor { name unit { name } } item { id title } payload } }
  access { reason } links { kind } attachments { name } opinions { nodes { id } } } } } }"""


async def test_the_number_of_statements_does_not_grow_with_the_rows(hub: Hub) -> None:
    counts = []
    for first in (6, 50):
        await hub.answer(MAYOR, NESTED, first=first)  # what is kept in memory is there before it is counted
        with hub.statements() as sent:
            data = await hub.answer(MAYOR, NESTED, first=first)
        counts.append(len(sent))
        assert len(data["statistics"]["factPeriods"]["nodes"]) == min(first, 8)
    assert counts[0] == counts[1] == 1


async def test_a_list_without_relations_is_one_statement(hub: Hub) -> None:
    with hub.statements() as sent:
        await hub.answer(MAYOR, "{ statistics { indicators(first: 50) { nodes { code name min max } } } }")
    assert len(sent) == 1
    with hub.statements() as sent:
        await hub.answer(MAYOR, "{ statistics { indicators(first: 50) { nodes { code } totalCount } } }")
    assert len(sent) == 1


async def test_the_inbox_is_what_lies_with_the_viewer(hub: Hub) -> None:
    text = """{ viewer { counts { handle decide overdue unreadNotices }
      inbox { totalCount nodes { duty mine item { title } unit { code } holders { post { code } } } }
      closed: inbox(open: false) { totalCount } decide: inbox(duty: DECIDE) { totalCount }
      corrections: inbox(kinds: [FACT_CORRECTION]) { totalCount } both: inbox(open: null) { totalCount } } }"""
    viewer = (await hub.answer(RECORDER, text))["viewer"]
    assert viewer["counts"] == {
        "handle": 3,
        "decide": 0,
        "overdue": 3,
        "unreadNotices": viewer["counts"]["unreadNotices"],
    }
    assert [each["item"]["title"] for each in viewer["inbox"]["nodes"]] == [
        "北谷2019年2月数据", "北谷2019年3月数据", "北谷2019年一季度数据"
    ]  # fmt: skip
    assert all(each["mine"] and each["duty"] == "HANDLE" for each in viewer["inbox"]["nodes"])
    assert viewer["closed"] == {"totalCount": 1} and viewer["both"] == {"totalCount": 4}
    assert viewer["decide"] == {"totalCount": 0} and viewer["corrections"] == {"totalCount": 0}
    assert (await hub.answer(MAYOR, text))["viewer"]["inbox"]["totalCount"] == 0


async def test_moves_are_offered_to_whom_they_lie_with(hub: Hub) -> None:
    text = "query ($id: ID!) { node(id: $id) { ... on FactPeriod { moves { event name open why likely asks } } } }"
    item = global_id("FactPeriod", hub.items["TY-N", "2019-02"])
    moves = (await hub.answer(RECORDER, text, id=item))["node"]["moves"]
    by_event = {move["event"]: move for move in moves}
    assert by_event["FINISH"]["open"] is False and by_event["FINISH"]["why"]
    assert by_event["ENTER"]["open"] is True and by_event["ENTER"]["asks"] == ["values"]
    assert (await hub.answer(STATISTICIAN, text, id=item))["node"]["moves"] == []


PAGES = """query ($first: Int!, $after: String) { organisation { people(first: $first, after: $after) {
  totalCount nodes { code } edges { cursor node { code } } pageInfo { hasNextPage hasPreviousPage endCursor } } } }"""
JOURNAL = """query ($first: Int!, $after: String) { journal(first: $first, after: $after) {
  totalCount nodes { code: id } edges { cursor node { code: id } }
  pageInfo { hasNextPage hasPreviousPage endCursor } } }"""
INBOX = """query ($first: Int!, $after: String) { viewer { inbox(open: null, first: $first, after: $after) {
  totalCount nodes { code: id } edges { cursor node { code: id } }
  pageInfo { hasNextPage hasPreviousPage endCursor } } } }"""


def connection(data: Any) -> Any:
    """The connection of an answer, however deep it stands."""
    while "pageInfo" not in data:
        data = next(iter(data.values()))
    return data


@pytest.mark.parametrize("text", [PAGES, JOURNAL, INBOX])
@pytest.mark.parametrize("size", [1, 2, 3, 7, 100])
async def test_pages_together_are_the_whole_list(hub: Hub, text: str, size: int) -> None:
    whole = connection(await hub.answer(RECORDER, text, first=100))
    gathered: list[object] = []
    after = None
    for _ in range(200):
        page = connection(await hub.answer(RECORDER, text, first=size, after=after))
        assert page["pageInfo"]["hasPreviousPage"] is (after is not None)
        gathered += page["nodes"]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert gathered == whole["nodes"] and len(gathered) == whole["totalCount"]


async def test_any_cursor_leads_on_from_its_place(hub: Hub) -> None:
    whole = connection(await hub.answer(RECORDER, PAGES, first=100))
    for place, edge in enumerate(whole["edges"]):
        rest = connection(await hub.answer(RECORDER, PAGES, first=100, after=edge["cursor"]))
        assert rest["nodes"] == whole["nodes"][place + 1 :]


@pytest.mark.parametrize(
    ("first", "says"), [(101, "一次最多取100条"), (-1, "一次最多取100条"), (10**6, "一次最多取100条")]
)
async def test_a_page_too_large_is_refused(hub: Hub, first: int, says: str) -> None:
    (error,) = await hub.errors(RECORDER, PAGES, first=first)
    assert error["code"] == "PAGE_TOO_LARGE" and error["argument"] == "first" and says in error["message"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=25)
@given(st.text(min_size=1, max_size=80))
async def test_a_cursor_that_the_list_did_not_write_is_refused(hub: Hub, cursor: str) -> None:
    (error,) = await hub.errors(RECORDER, PAGES, first=2, after=cursor)
    assert error["code"] == "BAD_CURSOR" and error["argument"] == "after"


async def test_a_cursor_of_another_list_or_with_other_values_is_refused(hub: Hub) -> None:
    journal = connection(await hub.answer(RECORDER, JOURNAL, first=1))["pageInfo"]["endCursor"]
    people = connection(await hub.answer(RECORDER, PAGES, first=1))["pageInfo"]["endCursor"]
    plain = base64.urlsafe_b64decode(people + "=" * (-len(people) % 4))
    forged = [plain.replace(b'"1"', b'"x"', 1), plain[:-1] + b',"2"]', b"[]", b"{}", b"7"]
    for cursor in (journal, *(base64.urlsafe_b64encode(each).decode() for each in forged)):
        (error,) = await hub.errors(RECORDER, PAGES, first=2, after=cursor)
        assert error["code"] == "BAD_CURSOR"


async def test_an_empty_page_has_no_ends(hub: Hub) -> None:
    page = connection(await hub.answer(RECORDER, PAGES, first=0))
    assert page["nodes"] == [] and page["pageInfo"] == {
        "hasNextPage": True,
        "hasPreviousPage": False,
        "endCursor": None,
    }


async def test_a_period_is_written_in_one_way(hub: Hub) -> None:
    (error,) = await hub.errors(RECORDER, FACTS, period="2019-13")
    assert error["code"] == "BAD_PERIOD" or "2019-13" in error["message"]
