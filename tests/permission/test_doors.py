"""Every mutation and every root field of the graph × every position, own and other: exactly what the table says."""

import asyncio
import contextlib
import hashlib
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from analytics.replica import Replica
from db.connection import Asker, Database
from db.rows import metadata
from resolvers.accounts import Doorkeeper
from resolvers.county import county as county_of
from resolvers.files import content_path
from resolvers.statistics.periods import Period
from resolvers.statistics.reports import open_reports
from schema.context import Context
from schema.ids import global_id
from schema.root import schema
from server.database import Access
from server.live import LiveFeed
from server.postgres import EmbeddedPostgres
from server.settings import Settings
from tests.books.office import made
from tests.conftest import clone
from tests.hub import TINY
from tests.permission.doors import CODES, COLUMNS, MAY, MUTATIONS, NOBODY, PEOPLE, ROOTS
from tests.permission.table import Files
from tests.schema.conftest import NOW, Hub, confirm, live, state

pytestmark = pytest.mark.anyio
NORTH, SOUTH = "TY-N", "TY-S"
UNKNOWN = "01a208dd-2cd0-74c2-ac1d-ec41a6529090"
GRAPHQL = schema._schema


def test_the_columns_are_every_position_and_both_parishes() -> None:
    files = Files(TINY)
    assert {seat.person: seat.position for seat in files.seats} == PEOPLE
    of_parishes = {p for p, row in files.positions.items() if row["unit_kind"] == "PARISH"}
    for position in of_parishes:
        assert {seat.unit for seat in files.seats if seat.position == position} == {"NV", "SV"}


def test_every_mutation_and_every_root_field_has_a_row() -> None:
    assert GRAPHQL.mutation_type and GRAPHQL.query_type and GRAPHQL.subscription_type
    assert set(GRAPHQL.mutation_type.fields) == set(MUTATIONS)
    roots = {*GRAPHQL.query_type.fields, *GRAPHQL.subscription_type.fields}
    assert roots == {name.partition(".")[0] for name in ROOTS}
    views = GRAPHQL.get_type("Overview").fields  # type: ignore[union-attr]
    assert set(views) == {name.partition(".")[2] for name in ROOTS if name.startswith("overview.")}


# Mutations


@pytest.fixture(scope="module")
def lived(postgres: EmbeddedPostgres, module_access: Access) -> Access:
    """The county after a quarter, to be copied."""
    asyncio.run(live(module_access))
    asyncio.run(open_january(module_access))
    return module_access


async def open_january(access: Access) -> None:
    """Open the reports of January, in both parishes."""
    database = Database(access.addresses, clock=lambda: NOW)
    async with database.as_hub() as session:
        await open_reports(session, await county_of(session), [Period.parse("2019-01")], NOW)
    await database.close()


@pytest.fixture
def own(postgres: EmbeddedPostgres, lived: Access) -> Iterator[Access]:
    """A copy of the test's own."""
    yield from clone(postgres, lived)


@pytest.fixture
async def lived_hub(own: Access) -> AsyncIterator[Hub]:
    """The county after a quarter, of the test's own."""
    database = Database(own.addresses, clock=lambda: NOW, pool_size=5)
    yield await Hub(database).find()
    await database.close()


@dataclass
class Doors:
    """The county with what the acts are about, found as they go on."""

    hub: Hub
    folder: Path
    ids: dict[str, str] = field(default_factory=dict)

    def context(self, person: str) -> Context:
        """A request's context of a column."""
        found = self.hub.context(None if person == NOBODY else person)
        found.settings = Settings(files=self.folder)
        return found

    async def ask(self, person: str, document: str, **variables: Any) -> Any:
        """The data of an operation."""
        result = await schema.execute(document, variables, self.context(person))
        assert result.errors is None, result.errors
        return result.data

    async def tries(self, person: str, name: str, given: dict[str, Any]) -> str:
        """What a mutation answers: MAY, or the code of its refusal."""
        kind = f"{name[0].upper()}{name[1:]}"
        document = f"""mutation ($input: {kind}Input!) {{ act: {name}(input: $input) {{
          __typename ... on Refusal {{ code message }} {EXTRA.get(name, "")} }} }}"""
        request = f"{name}-{person}-{len(self.ids)}"
        answered = (await self.ask(person, document, input={"requestId": request, **given}))["act"]
        if answered["__typename"] == "Refusal":
            return str(answered["code"])
        refused = answered.get("refused")
        assert not refused, (name, person, refused)
        kept = {"openCorrection": "correction", "designForm": "form"}.get(name)
        if kept:
            self.ids[kept] = answered["item"]["id"]
        if name == "makeDashboardToken":
            self.ids["token"] = answered["tokens"][0]["id"]
        if name == "callForMaterial":
            self.ids["answer"] = answered["item"]["answers"]["nodes"][0]["id"]
        return MAY

    async def knows_the_units(self) -> None:
        """Note the ids of the units, by code."""
        units = (await self.ask("P01", "{ organisation { units { id code } } }"))["organisation"]["units"]
        self.ids |= {unit["code"]: unit["id"] for unit in units}
        self.ids["registry"] = self.ids["RE"]

    def ids_of_call(self) -> dict[str, Any]:
        """The registry calls on both parishes."""
        return {"unit": self.ids["registry"], "asked": [self.ids["NV"], self.ids["SV"]]}

    async def rows(self) -> dict[str, list[str]]:
        """Everything that the database holds."""
        async with self.hub.database.as_hub() as session:
            return {
                name: sorted(await session.scalars(text(f"select t::text from {name} t")))
                for name in sorted(set(metadata.tables) - HIDDEN)
            }


# The power is asked before anything is looked for: who has it not learns nothing from an id.
OF_ONE_POWER = {"makeDashboardToken", "revokeDashboardToken"}
HIDDEN = {"accounts", "sessions", "tokens", "sign_in_attempts"}  # not even the hub itself reads them
EXTRA = {
    "openCorrection": "... on CorrectionOpened { item { id } }",
    "callForMaterial": "... on MaterialCalled { item { id answers(first: 1) { nodes { id } } } }",
    "designForm": "... on FormDesigned { item { id } }",
    "makeDashboardToken": "... on DashboardTokenMade { tokens { id } }",
    "bindFields": "... on FieldsBound { refused { refusal { message } } }",
    "stateFacts": "... on FactsStated { refused { indicator refusal { message } } }",
    "stateRegister": "... on RegisterStated { refused { indicator refusal { message } } }",
    "moveItem": "... on Moved { refused { item refusal { code } } }",
}


CALL = {"words": "总结", "material": "SUMMARY", "period": "2019-03", "dueOn": "2019-04-12"}
FORM = {"nameZh": "小麦", "periodKind": "YEAR", "fields": [{"label": "Wheat"}]}


def inputs(
    doors: Doors, item: str, correction: str, form: str = "", answer: str = "", token: str = ""
) -> dict[str, Callable[[], dict[str, Any]]]:
    """What each act is given, in an order in which each can be done after those before it."""
    hub = doors.hub
    north, registry = global_id("Area", hub.areas[NORTH]), doors.ids["registry"]
    words = {"indicator": "DEA01", "warning": doors.ids["warning"], "words": "flu"}
    register = [
        {"indicator": code, "area": global_id("Area", hub.areas[area]), "value": value}
        for code, value in (("PEO01", "1000"), ("PEO02", "500"))
        for area in (NORTH, SOUTH)
    ]
    return {
        "stateFacts": lambda: {"item": item, "figures": [{"indicator": "BIR01", "value": "1"}]},
        "readWorkbook": lambda: {"file": doors.ids["workbook"], "item": item, "state": True},
        "explainFacts": lambda: {"item": item, "explanations": [words]},
        "askVillages": lambda: {"item": item, "cells": [{"indicator": "BIR01"}], "dueOn": "2019-04-12"},
        "answerVillage": lambda: {"item": item, "figures": [{"indicator": "BIR01", "value": "1"}]},
        "takeOverVillages": lambda: {"item": item, "indicators": ["BIR01"]},
        "finishFacts": lambda: {"items": [item]},
        "confirmFacts": lambda: {"items": [item]},
        "openCorrection": lambda: {"area": north, "indicator": "BIR01", "period": "2019-01", "words": "wrong"},
        "reviseFact": lambda: {
            "item": correction or doors.ids["correction"],
            "value": "13",
            "reason": "recounted",
            "explanation": "counted twice",
        },
        "moveItem": lambda: {"items": [{"id": correction or doors.ids["correction"]}], "event": "CONFIRM"},
        "explainRegister": lambda: {
            "item": doors.ids["register"],
            "explanations": [{"indicator": "PEO01", "area": north, "warning": "YOY", "words": "a new village"}],
        },
        "stateRegister": lambda: {"period": "2019-01", "unit": registry, "figures": register},
        "designForm": lambda: {"unit": registry, **FORM},
        "bindFields": lambda: {
            "item": form or doors.ids["form"],
            "bindings": [{"field": 1, "indicator": "WHE01"}],
            "reason": "as weighed",
        },
        "callForMaterial": lambda: {**doors.ids_of_call(), **CALL},
        "giveMaterial": lambda: {"answer": answer or doors.ids["answer"], "file": doors.ids["file"]},
        "makeDashboardToken": lambda: {"name": "hall", "views": ["townshipRanking"], "areas": [north]},
        "revokeDashboardToken": lambda: {"token": token or doors.ids["token"]},
    }


async def keep_workbook(doors: Doors) -> str:
    """A workbook with the births of the north in March, sent by everybody; answers its id."""
    content = made([["指标", "本月"], ["出生人数", 2]])
    sha256 = hashlib.sha256(content).hexdigest()
    path = content_path(doors.folder, sha256)
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    keep = text("select keep_upload(:sha256, :size, 'application/zip')")
    for person in PEOPLE:
        async with doors.hub.database.writing(Asker(doors.hub.people[person])) as session:
            id_ = (await session.execute(keep, {"sha256": sha256, "size": len(content)})).scalar_one()
    return str(id_)


@pytest.fixture
async def doors(lived_hub: Hub, tmp_path: Path) -> Doors:
    """The county with March half stated in the north: a warning on the deaths waits for words."""
    found = Doors(lived_hub, tmp_path)
    found.ids["workbook"] = await keep_workbook(found)
    await state(lived_hub, "P08", NORTH, "2019-02", DEA01="8")
    await state(lived_hub, "P08", NORTH, "2019-03", BIR01="0", DEA01="80")
    document = "query ($id: ID!) { node(id: $id) { ... on FactPeriod { questions { findings { warning } } } } }"
    answered = await found.ask("P08", document, id=global_id("FactPeriod", lived_hub.items[NORTH, "2019-03"]))
    findings = [each for question in answered["node"]["questions"] for each in question["findings"]]
    (found.ids["warning"],) = {each["warning"] for each in findings if each["warning"]}
    await found.knows_the_units()
    async with lived_hub.database.writing(found.context("P08").asker) as session:
        kept = await session.scalar(text("select keep_upload(repeat('a', 64), 5, 'text/plain')"))
    found.ids["file"] = global_id("File", kept)
    loaded = {"indicator": "PEO01", "area": global_id("Area", lived_hub.areas[NORTH]), "value": "1000"}
    document = """mutation ($input: StateRegisterInput!) { act: stateRegister(input: $input) {
      ... on RegisterStated { item { id } } } }"""
    given = {"requestId": "load-february", "period": "2019-02", "figures": [loaded], "final": False}
    found.ids["register"] = (await found.ask("P03", document, input=given))["act"]["item"]["id"]
    return found


async def test_each_may_do_what_the_table_says_and_a_refusal_changes_nothing(doors: Doors) -> None:
    item = global_id("FactPeriod", doors.hub.items[NORTH, "2019-03"])
    found: dict[str, dict[str, str]] = {}
    for name, given in inputs(doors, item, "").items():
        row = MUTATIONS[name]
        before = await doors.rows()
        barred = [person for person, answer in row.answers.items() if CODES[answer] != MAY]
        found[name] = {person: await doors.tries(person, name, given()) for person in barred}
        assert await doors.rows() == before, name
        found[name] |= {person: await doors.tries(person, name, given()) for person in row.who("m")}
    assert found == {name: {p: CODES[a] for p, a in MUTATIONS[name].answers.items()} for name in found}


async def test_what_is_not_there_is_refused_alike_to_everybody(doors: Doors) -> None:
    """An unknown id is answered as a hidden one is: nobody learns what exists."""
    before = await doors.rows()
    names = ("FactPeriod", "FactCorrection", "FormProposal", "MaterialAnswer", "DashboardToken")
    ids = [global_id(name, UNKNOWN) for name in names]
    unknown, unit = inputs(doors, *ids), {"unit": global_id("Unit", 999)}
    wrong: dict[str, dict[str, Any]] = {
        "openCorrection": {"area": global_id("Area", 999)},
        "stateRegister": unit,
        "explainRegister": {"item": global_id("RegisterPeriod", UNKNOWN)},
        "designForm": unit,
        "callForMaterial": unit,
        "makeDashboardToken": {"areas": [global_id("Area", 999)]},
    }
    for name, given in unknown.items():
        for person in COLUMNS:
            expected = "NOT_SIGNED_IN" if person == NOBODY else "NOT_FOUND"
            if name in OF_ONE_POWER and person != NOBODY:
                expected = CODES[MUTATIONS[name].answers[person]].replace(MAY, "NOT_FOUND")
            assert await doors.tries(person, name, {**given(), **wrong.get(name, {})}) == expected, (name, person)
    assert await doors.rows() == before


async def test_what_is_a_persons_own_is_nobody_elses(doors: Doors) -> None:
    """Notices, sessions and tokens: everybody has power over the own ones, and none over those of others."""
    doorkeeper, found = Doorkeeper(doors.hub.database), {}
    for person in PEOPLE:
        assert await doorkeeper.sign_in_sample(person, agent="", lifetime=timedelta(hours=1)) is not None
    token = {"name": "t", "scopes": ["READ"], "days": 1}
    found["makeToken"] = {person: await doors.tries(person, "makeToken", token) for person in COLUMNS}
    found["markNoticesRead"] = {person: await doors.tries(person, "markNoticesRead", {}) for person in COLUMNS}
    own = {}
    for person in PEOPLE:
        viewer = (await doors.ask(person, "{ viewer { sessions { id } tokens { id } } }"))["viewer"]
        own[person] = (viewer["sessions"][0]["id"], viewer["tokens"][0]["id"])
    for number, (name, key) in enumerate((("revokeSession", "session"), ("revokeToken", "token"))):
        others = {p: own["P02" if p == "P01" else "P01"][number] for p in COLUMNS}
        before = await doors.rows()
        refused = {p: await doors.tries(p, name, {key: id_}) for p, id_ in others.items()}
        assert refused == dict.fromkeys(PEOPLE, "NOT_FOUND") | {NOBODY: "NOT_SIGNED_IN"}
        assert await doors.rows() == before
        found[name] = {p: await doors.tries(p, name, {key: own.get(p, own["P01"])[number]}) for p in COLUMNS}
    assert found == {name: {p: CODES[a] for p, a in MUTATIONS[name].answers.items()} for name in found}


# Root fields

READS = {
    "viewer.person": "{ viewer { person { code } } }",
    "county.name": "{ county { name } }",
    "node.period": "query ($period: ID!) { node(id: $period) { id } }",
    "node.figure": "query ($figure: ID!) { node(id: $figure) { id } }",
    "nodes.figures": "query ($figure: ID!) { nodes(ids: [$figure]) { id } }",
    "item.number": "query ($number: String!) { item(number: $number) { id } }",
    "organisation.areas": "{ organisation { areas { code } } }",
    "organisation.people": "{ organisation { people { nodes { code } } } }",
    "statistics.indicators": "{ statistics { indicators { nodes { code } } } }",
    "statistics.fact": """query ($area: ID!) { statistics {
      fact(area: $area, indicator: "BIR01", period: "2019-01") { id } } }""",
    "statistics.stated": 'query ($area: ID!) { statistics { facts(area: $area, period: "2019-02") { nodes { id } } } }',
    "statistics.sheet": """query ($area: ID!) { statistics {
      sheet(form: "A1", area: $area, period: "2019-01") { cells { value } } } }""",
    "statistics.reports": "query ($area: ID!) { statistics { reports(area: $area) { nodes { id } } } }",
    "statistics.factPeriods": "query ($area: ID!) { statistics { factPeriods(area: $area) { nodes { id } } } }",
    "statistics.registerPeriods": '{ statistics { registerPeriods(period: "2019-01") { nodes { id asked } } } }',
    "statistics.overlap": '{ statistics { overlap(periodKind: YEAR, fields: [{label: "Wheat"}]) { words } } }',
    "statistics.formProposals": "{ statistics { formProposals { nodes { id } } } }",
    "materials.calls": "{ materials { calls { nodes { id } } } }",
    "materials.answers": "{ materials { answers { nodes { id } } } }",
    "journal.item": "query ($period: ID!) { journal(item: $period) { nodes { verb } } }",
    "overview.indicatorByArea": """query ($code: String!) { overview {
      indicatorByArea(where: {area: {eq: $code}}) { nodes { area } } } }""",
    "overview.townshipCompleteness": """query ($code: String!) { overview {
      townshipCompleteness(where: {area: {eq: $code}, stated: {gt: 0}}) { nodes { area } } } }""",
    "overview.townshipRanking": """query ($code: String!) { overview {
      townshipRanking(where: {area: {eq: $code}}) { nodes { area } } } }""",
    "overview.completenessShares": """query ($code: String!) { overview {
      completenessShares(where: {area: {eq: $code}}) { nodes { area } } } }""",
    "overview.formLedger": "{ overview { formLedger(year: 2019) { year } } }",
    "overview.formLedgerByForm": "{ overview { formLedgerByForm(first: 1) { nodes { form } } } }",
    "overview.formLedgerByUnit": "{ overview { formLedgerByUnit(first: 1) { nodes { unit } } } }",
    "overview.formLedgerByTownship": """query ($code: String!) { overview {
      formLedgerByTownship(where: {area: {eq: $code}}) { nodes { area } } } }""",
    "overview.formLedgerByMonth": "{ overview { formLedgerByMonth(first: 1) { nodes { month } } } }",
}  # fmt: skip


def leaves(value: Any) -> bool:
    """Whether an answer shows anything."""
    if isinstance(value, dict):
        return any(leaves(each) for each in value.values())
    return any(leaves(each) for each in value) if isinstance(value, list) else value is not None


@contextlib.asynccontextmanager
async def replica_of(access: Access, folder: Path) -> AsyncIterator[Replica]:
    """A replica of the county, loaded."""
    replica = Replica.open(access.addresses, folder, threads=1, memory_limit="512MB")
    await replica.start()
    try:
        await replica.ready(60)
        yield replica
    finally:
        await replica.close()


async def designed(hub: Hub) -> None:
    """A form of the registry, as it is designed."""
    units = (await hub.answer("P01", "{ organisation { units { id code } } }"))["organisation"]["units"]
    registry = next(unit["id"] for unit in units if unit["code"] == "RE")
    document = "mutation ($input: DesignFormInput!) { designForm(input: $input) { __typename } }"
    answered = await hub.answer("P03", document, input={"requestId": "designed", "unit": registry, **FORM})
    assert answered["designForm"]["__typename"] == "FormDesigned"


async def variables_of(hub: Hub) -> dict[str, dict[str, str]]:
    """The things of each parish that are asked for."""
    facts = await rows_of(
        hub,
        "select a.code, f.id from facts f join areas a on a.id = f.area_id join indicators i on i.id = f.indicator_id"
        " where i.code = 'BIR01' and f.period_id = 201901",
    )
    return {
        code: {
            "period": global_id("FactPeriod", hub.items[code, "2019-01"]),
            "figure": global_id("Fact", dict(facts)[code]),
            "area": global_id("Area", hub.areas[code]),
            "number": f"{code}〔2019〕1号",
            "code": code,
        }
        for code in (NORTH, SOUTH)
    }


async def rows_of(hub: Hub, query: str) -> list[Any]:
    """Rows as the hub itself sees them."""
    async with hub.database.as_hub() as session:
        return [tuple(row) for row in await session.execute(text(query))]


async def test_each_reads_through_each_root_field_what_the_table_says(
    lived_hub: Hub, own: Access, tmp_path: Path
) -> None:
    hub = lived_hub
    async with hub.database.as_hub() as session:
        item = {"item": hub.items[NORTH, "2019-01"], "number": f"{NORTH}〔2019〕1号"}
        await session.execute(text("update items set number = :number where id = :item"), item)
    await designed(hub)
    calling = Doors(hub, tmp_path)
    await calling.knows_the_units()
    assert await calling.tries("P03", "callForMaterial", {**calling.ids_of_call(), **CALL}) == MAY
    variables = await variables_of(hub)
    found: dict[str, dict[str, str]] = {}
    async with replica_of(own, tmp_path) as replica:
        for name, document in READS.items():
            found[name] = {}
            for person in COLUMNS:
                seen = ""
                for letter, code in (("N", NORTH), ("S", SOUTH)):
                    context = hub.context(None if person == NOBODY else person)
                    context.replica = replica
                    used = {key: value for key, value in variables[code].items() if f"${key}:" in document}
                    result = await schema.execute(document, used, context)
                    assert result.errors is None, (name, person, result.errors)
                    seen += (letter if used else "y") if leaves(result.data) else ""
                found[name][person] = "".join(dict.fromkeys(seen)) or "-"
    assert found == {name: row.answers for name, row in ROOTS.items() if name in READS}


async def test_the_journal_shows_a_figure_to_those_alone_who_read_it(lived_hub: Hub) -> None:
    """The head of statistics reads the parish's item and its history, and no figure of a parish: nor in the history."""
    document = "query ($id: ID!) { journal(item: $id) { nodes { verb payload } } }"
    inspection, found = "P12", {}
    for person in PEOPLE:
        id_ = global_id("FactPeriod", lived_hub.items[NORTH, "2019-01"])
        nodes = (await lived_hub.answer(person, document, id=id_))["journal"]["nodes"]
        found[person] = any("after" in node["payload"] for node in nodes)
    readers = {person: "N" in seen for person, seen in ROOTS["statistics.fact"].answers.items() if person != NOBODY}
    assert found == readers | {inspection: True}
    assert readers["P04"] is False and "N" in ROOTS["journal.item"].answers["P04"]


async def test_each_is_told_of_changes_as_the_table_says(lived_hub: Hub) -> None:
    feed, document = LiveFeed(lived_hub.database), "subscription { changes { items } }"
    told: dict[str, bool] = dict.fromkeys(COLUMNS, False)
    changed = global_id("FactPeriod", lived_hub.items[NORTH, "2019-03"])

    async def follow(person: str) -> None:
        context = lived_hub.context(None if person == NOBODY else person)
        context.live = feed
        async for event in await schema.subscribe(document, None, context):
            if event.errors:
                assert person == NOBODY and event.errors[0].extensions == {"code": "NOT_SIGNED_IN"}
                return
            assert event.data is not None
            told[person] = told[person] or changed in event.data["changes"]["items"]

    async with feed.run():
        following = [asyncio.create_task(follow(person)) for person in COLUMNS]
        async with asyncio.timeout(10):
            while len(feed.subscribers) < len(PEOPLE):
                await asyncio.sleep(0.02)
        await state(lived_hub, "P08", NORTH, "2019-03", BIR01="3", DEA01="2")
        await confirm(lived_hub, "P08", "P06", NORTH, "2019-03")
        expected = {person: "N" in seen for person, seen in ROOTS["changes.items"].answers.items()}
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(10):
                while told != expected:
                    await asyncio.sleep(0.05)
        await asyncio.sleep(1)  # nobody else is told late
        for task in following:
            task.cancel()
        await asyncio.gather(*following, return_exceptions=True)
    assert told == expected
