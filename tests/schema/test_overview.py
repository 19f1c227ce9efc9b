"""The overview through GraphQL: every view of the catalogue is a field, under the asker's rights, page by page."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import strawberry

from analytics import catalogue
from analytics.replica import Replica
from schema.execution import Executor
from schema.overview import overview_of
from schema.ready import Ready
from schema.root import schema
from server.database import Access
from tests.schema.conftest import CHIEF, MAYOR, NOW, OTHER_RECORDER, RECORDER, REEVE, STATISTICIAN, Hub

pytestmark = pytest.mark.anyio
FIGURES = """query ($where: IndicatorByAreaWhere, $orderBy: [IndicatorByAreaOrder!], $first: Int, $after: String) {
  overview { indicatorByArea(where: $where, orderBy: $orderBy, first: $first, after: $after) {
    totalCount asOf { position time } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    edges { cursor node { area } } nodes { indicator area period value areas } } } }"""
RANKS = """{ overview { townshipRanking(where: {indicator: {eq: "BIR01"}, period: {eq: "2019-01"}}) {
  nodes { area rank ranked rankLastYear } } } }"""
BIRTHS: dict[str, Any] = {"indicator": {"eq": "BIR01"}, "period": {"eq": "2019-01"}}


@pytest.fixture(scope="module")
async def replica(lived: Access, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Replica]:
    """A replica of the shared county, loaded."""
    opened = Replica.open(lived.addresses, tmp_path_factory.mktemp("replica"), threads=1, memory_limit="512MB")
    await opened.start()
    await opened.ready(60)
    yield opened
    await opened.close()


async def ask(hub: Hub, replica: Replica | None, code: str | None, text: str, **variables: Any) -> Any:
    """The whole answer of an operation with the replica at hand."""
    context = hub.context(code)
    context.replica = replica
    return await schema.execute(text, variables, context)


async def figures(hub: Hub, replica: Replica, code: str | None, **variables: Any) -> Any:
    """The connection of figures as a person sees it."""
    result = await ask(hub, replica, code, FIGURES, **variables)
    assert result.errors is None, result.errors
    return result.data["overview"]["indicatorByArea"]


async def test_figures_are_those_of_the_asker(hub: Hub, replica: Replica) -> None:
    seen = {}
    for code in (MAYOR, STATISTICIAN, RECORDER, REEVE, OTHER_RECORDER, CHIEF, None):
        page = await figures(hub, replica, code, where=BIRTHS)
        seen[code] = {node["area"]: node["value"] for node in page["nodes"]}
        assert page["totalCount"] == len(page["nodes"]) and page["asOf"]["position"]
    assert seen[MAYOR] == seen[STATISTICIAN] == {"TY": "17", "TY-N": "12", "TY-S": "5"}
    assert seen[RECORDER] == seen[REEVE] == {"TY-N": "12"}
    assert seen[OTHER_RECORDER] == {"TY-S": "5"}
    assert seen[CHIEF] == {} and seen[None] == {}


async def test_as_of_is_told_by_the_hubs_clock(hub: Hub, replica: Replica) -> None:
    page = await figures(hub, replica, MAYOR, where=BIRTHS)
    told = datetime.fromisoformat(page["asOf"]["time"])
    assert NOW - timedelta(minutes=10) < told <= NOW


async def test_the_ranking_is_published_without_values(hub: Hub, replica: Replica) -> None:
    for code in (MAYOR, RECORDER, OTHER_RECORDER):
        result = await ask(hub, replica, code, RANKS)
        assert result.errors is None
        assert result.data["overview"]["townshipRanking"]["nodes"] == [
            {"area": "TY-N", "rank": 1, "ranked": 2, "rankLastYear": None},
            {"area": "TY-S", "rank": 2, "ranked": 2, "rankLastYear": None},
        ]
    result = await ask(hub, replica, None, RANKS)
    assert result.data["overview"]["townshipRanking"]["nodes"] == []


async def test_filters_orders_and_pages(hub: Hub, replica: Replica) -> None:
    where = {"period": {"eq": "2019-01"}, "indicator": {"in": ["BIR01", "DEA01"]}, "value": {"gte": "6"}}
    order = [{"column": "VALUE", "descending": True}]
    whole = await figures(hub, replica, MAYOR, where=where, orderBy=order)
    values = [(node["indicator"], node["area"], node["value"]) for node in whole["nodes"]]
    assert values == [
        ("BIR01", "TY", "17"), ("DEA01", "TY", "13"), ("BIR01", "TY-N", "12"), ("DEA01", "TY-N", "7"),
        ("DEA01", "TY-S", "6"),
    ]  # fmt: skip
    gathered, after = [], None
    for _ in range(5):
        page = await figures(hub, replica, MAYOR, where=where, orderBy=order, first=2, after=after)
        assert page["totalCount"] == 5 and page["pageInfo"]["hasPreviousPage"] is (after is not None)
        gathered += page["nodes"]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert gathered == whole["nodes"]
    empty = await figures(hub, replica, MAYOR, where={"period": {"eq": "1999"}})
    assert empty["nodes"] == [] and empty["pageInfo"] == {
        "hasNextPage": False, "hasPreviousPage": False, "startCursor": None, "endCursor": None
    }  # fmt: skip


@pytest.mark.parametrize(
    ("variables", "code"),
    [
        ({"first": 1001}, "PAGE_TOO_LARGE"),
        ({"first": -1}, "PAGE_TOO_LARGE"),
        ({"after": "nonsense"}, "BAD_QUESTION"),
        ({"orderBy": [{"column": "AREA"}, {"column": "AREA"}]}, "BAD_QUESTION"),
        ({"where": {"area": {"in": ["x"] * 1001}}}, "BAD_QUESTION"),
    ],
)
async def test_what_cannot_be_asked_is_said(hub: Hub, replica: Replica, variables: dict[str, Any], code: str) -> None:
    result = await ask(hub, replica, MAYOR, FIGURES, **variables)
    assert [error.extensions["code"] for error in result.errors or ()] == [code]


async def test_without_a_replica_the_overview_says_so(hub: Hub) -> None:
    result = await ask(hub, None, MAYOR, RANKS)
    assert [error.extensions["code"] for error in result.errors or ()] == ["OVERVIEW_NOT_READY"]


LEDGER = """{ overview { formLedger(year: 2019) {
  cellsAsked distinctFacts statedByTownships answeredByHub submissions waiting } } }"""


async def test_the_ledger_of_a_year_is_one_row_for_everyone_signed_in(hub: Hub, replica: Replica) -> None:
    # Cells: 12 x 5 + 4 x 4 + 5 of each of two parishes. Facts: 12 x 5 + 4 x 3 + 3 of each, and the county's own income.
    year = {"cellsAsked": 162, "submissions": 34, "distinctFacts": 151}
    # Births and deaths of January of both, births of February of one; the growth of January follows from them.
    given = {"statedByTownships": 5, "answeredByHub": 2, "waiting": 144}
    for code in (MAYOR, RECORDER, CHIEF):
        result = await ask(hub, replica, code, LEDGER)
        assert result.errors is None, result.errors
        assert result.data["overview"]["formLedger"] == {**year, **given}
    result = await ask(hub, replica, None, LEDGER)
    assert result.data["overview"]["formLedger"] is None


async def test_every_column_of_every_view_answers(hub: Hub, replica: Replica) -> None:
    for view in catalogue.load().values():
        if view.one:
            continue
        columns = " ".join(camel(column.name) for column in view.columns)
        order = " ".join(f"{{column: {column.name.upper()}}}" for column in view.columns)
        text = f"{{ overview {{ {camel(view.name)}(first: 1000, orderBy: [{order}]) {{ "
        text += f"totalCount nodes {{ {columns} }} }} }} }}"
        result = await ask(hub, replica, MAYOR, text)
        assert result.errors is None, result.errors
        page = result.data["overview"][camel(view.name)]
        assert len(page["nodes"]) == page["totalCount"] > 0


def camel(name: str) -> str:
    """A column's name as the API writes it."""
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def test_a_view_of_one_row_takes_its_key(tmp_path: Path) -> None:
    """A new file in the folder is a new field, with its key as arguments where it has one row for each."""
    (tmp_path / "area_card.sql").write_text(
        "-- One row an area: its names.\n-- key: area\n-- scope: rows\n-- shape: one\n"
        "-- column area: code of the area\n"
        "-- column name_zh: its name in Chinese\nselect a.code as area, a.name_zh from areas a\n",
        encoding="utf-8",
    )
    made = overview_of(catalogue.load(tmp_path))
    (field,) = made.__strawberry_definition__.fields
    assert field.python_name == "area_card" and [each.python_name for each in field.arguments] == ["area"]


AS_WRITTEN = """query ($hide: Boolean!) { overview { indicatorByArea(where: {period: {eq: "2019-01"}}, first: 3) {
  edges { __typename cursor place: node { __typename ...named figure: value decimals @skip(if: $hide) } }
  nodes { ...named ... on IndicatorByArea { figure: value } ... @include(if: $hide) { areas } }
  empty: nodes { area @include(if: false) }
} } }
fragment named on IndicatorByArea { code: area ...period } fragment period on IndicatorByArea { period }"""


async def test_a_page_answers_whatever_way_a_selection_is_written(hub: Hub, replica: Replica) -> None:
    plain = (await figures(hub, replica, MAYOR, where={"period": {"eq": "2019-01"}}, first=3))["nodes"]
    result = await ask(hub, replica, MAYOR, AS_WRITTEN, hide=True)
    assert result.errors is None, result.errors
    page = result.data["overview"]["indicatorByArea"]
    named = [{"code": row["area"], "period": "2019-01", "figure": row["value"]} for row in plain]
    assert len(named) == 3
    assert page["nodes"] == [each | {"areas": row["areas"]} for each, row in zip(named, plain, strict=True)]
    assert page["empty"] == [{}, {}, {}]
    assert [edge["place"] for edge in page["edges"]] == [{"__typename": "IndicatorByArea"} | each for each in named]
    assert {edge["__typename"] for edge in page["edges"]} == {"IndicatorByAreaEdge"}
    shown = await ask(hub, replica, MAYOR, AS_WRITTEN, hide=False)
    assert all(edge["place"]["decimals"] == 0 for edge in shown.data["overview"]["indicatorByArea"]["edges"])


async def test_a_key_that_is_missing_is_an_error_and_no_null() -> None:
    @strawberry.type
    class Thing:
        name: str

    @strawberry.type
    class Query:
        @strawberry.field
        def things(self) -> list[Thing] | None:
            return Ready(2, lambda name: ["a", None])  # type: ignore[return-value]

    made = strawberry.Schema(Query, execution_context_class=Executor)
    result = await made.execute("{ things { name } }")
    assert result.data == {"things": None}
    assert result.errors is not None
    assert result.errors[0].message == "Cannot return null for non-nullable field Thing.name."
