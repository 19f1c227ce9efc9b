"""Figures handed down to villages: a village answers for itself, counts in no sum, and the town states its own."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from db.items import Access, Item, Notice
from db.organisation import Area
from db.statistics import Fact, VillageQuestion
from resolvers.refusals import RefusalCode
from resolvers.statistics.book import catalogue, read_book
from resolvers.statistics.periods import Period
from schema.context import Context
from schema.ids import global_id
from schema.root import schema
from server.database import Access as Entrance
from server.postgres import EmbeddedPostgres
from tests.conftest import clone, county_template
from tests.hub import FUXIAN, SHANGHAI, Desk, Hub, codes, hub_of
from tests.pack.packs import append, copy_of
from tests.permission.table import Files, Seat

pytestmark = pytest.mark.anyio
OCTOBER = Period.parse("2019-10")


SECOND = "U0937,林春桃,T03,VILLAGE_SECRETARY,村党支部书记,女,10000000937,,,,610628102200"


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample county, with the secretary of one village more in 张村驿镇."""
    found = copy_of(FUXIAN, tmp_path_factory.mktemp("villages"))
    append(found, "demo_people.csv", SECOND)
    return found.rename(found.with_name("villages"))


@pytest.fixture(scope="module")
def county_access(postgres: EmbeddedPostgres, template: Entrance, pack: Path) -> Entrance:
    """A template database with that county."""
    return county_template(postgres, template, pack)


@pytest.fixture
async def county(postgres: EmbeddedPostgres, county_access: Entrance) -> AsyncIterator[Hub]:
    """That county, with October open."""
    for access in clone(postgres, county_access):
        found = await hub_of(access.addresses)
        await found.opens("2019-10")
        yield found
        await found.database.close()


def seats(pack: Path, position: str, unit: str) -> list[Seat]:
    """Who sits in a position of a unit."""
    return [seat for seat in Files(pack).seats if (seat.position, seat.unit) == (position, unit)]


@dataclass
class Scene:
    """October of 张村驿镇, its clerk and head and the secretaries of two of its villages; a clerk and a secretary of
    another town.
    """

    hub: Hub
    item: UUID
    clerk: Desk
    head: Desk
    first: Desk
    second: Desk
    other_clerk: Desk
    stranger: Desk
    villages: tuple[str, str]
    strange_village: str
    asked: tuple[str, str]  # two figures that are asked of the town


@pytest.fixture
async def scene(county: Hub, pack: Path) -> Scene:
    """Nobody has been asked yet."""
    item = await county.period("T03", "2019-10")
    seated = [(p, u) for u in ("T03", "T02") for p in ("TOWN_STAT", "TOWN_HEAD", "VILLAGE_SECRETARY")]
    clerk, head, first, second, other, _, stranger = (s for place in seated for s in seats(pack, *place))
    one, two = (question.code for question in (await county.as_(clerk.person).is_asked(item))[0].questions[:2])
    desks = dict(
        zip(
            ("clerk", "head", "first", "second", "other_clerk", "stranger"),
            (county.as_(seat.person) for seat in (clerk, head, first, second, other, stranger)),
            strict=True,
        )
    )
    return Scene(
        hub=county,
        item=item,
        villages=(first.area, second.area),
        strange_village=stranger.area,
        asked=(one, two),
        **desks,
    )


async def test_a_village_asked_answers_for_itself_and_counts_in_no_sum(scene: Scene) -> None:
    hub, (one, two), village = scene.hub, scene.asked, scene.villages[0]
    assert not await scene.first.sees(scene.item)
    await scene.clerk.asks_villages(scene.item, {one: [village], two: [village]}, "2019-11-05")
    assert len(await hub.all(select(Access.id).where(Access.item_id == scene.item))) == 1  # once, for both cells
    told = select(Notice.person_id).where(Notice.event == "ASK_VILLAGES")
    assert await hub.all(told) == [scene.first.person]
    assert [await desk.sees(scene.item) for desk in (scene.first, scene.second, scene.stranger)] == [True, False, False]
    stated = await scene.first.answers_village(scene.item, {one: "３"})
    assert (codes(stated.refused), len(stated.facts)) == ([], 1)
    await scene.first.answers_village(scene.item, {one: "4"})  # the village thinks again
    assert (await scene.first.answers_village(scene.item, {one: "4"})).facts == []  # and again the same
    facts = await hub.all(select(Fact).order_by(Fact.version))
    assert [(f.area_id, f.version, f.value, f.latest, f.source) for f in facts] == [
        (hub.areas[village], 1, 3, False, "VILLAGE"),
        (hub.areas[village], 2, 4, True, "VILLAGE"),
    ]
    async with hub.database.as_hub() as session:
        known = await catalogue(session, hub.county)
        areas = [*known.townships, known.county_area, hub.areas[village]]
        book = await read_book(session, known, areas, OCTOBER)
        for area in (hub.areas["T03"], known.county_area):
            assert book.calculator().value(one, area, OCTOBER) is None
    assert (await scene.clerk.is_asked(scene.item))[0].answered == 0  # the town states it itself


async def test_a_village_answers_only_what_it_was_asked_and_nobody_in_its_place(scene: Scene) -> None:
    hub, (one, two), village = scene.hub, scene.asked, scene.villages[0]
    async with hub.refuses(RefusalCode.NOT_FOUND):
        await scene.first.answers_village(scene.item, {one: "3"})
    await scene.clerk.asks_villages(scene.item, {one: [village]}, "2019-11-05")
    stated = await scene.first.answers_village(scene.item, {two: "3", one: "many"})
    assert codes(stated.refused) == [(one, "NOT_A_NUMBER"), (two, "NOT_ASKED")]
    async with hub.refuses(RefusalCode.NOT_FOUND):  # a village of the town that was not asked
        await scene.second.answers_village(scene.item, {one: "3"})
    async with hub.refuses(RefusalCode.NOT_FOUND):
        await scene.stranger.answers_village(scene.item, {one: "3"})
    async with hub.refuses(RefusalCode.NO_POWER):
        await scene.clerk.answers_village(scene.item, {one: "3"})
    assert await hub.all(select(Fact.id)) == []


async def test_a_village_asked_for_another_figure_answers_no_other_villages(scene: Scene) -> None:
    (one, two), (first, second) = scene.asked, scene.villages
    await scene.clerk.asks_villages(scene.item, {one: [first], two: [second]}, "2019-11-05")
    assert codes((await scene.second.answers_village(scene.item, {one: "3"})).refused) == [(one, "NOT_ASKED")]
    asked = select(VillageQuestion.area_id)
    assert await scene.second.reads(asked) == [scene.hub.areas[second]]  # nor does it see what others are asked
    assert len(await scene.clerk.reads(asked)) == 2
    assert await scene.other_clerk.reads(asked) == []


async def test_a_town_asks_its_own_villages_what_it_is_asked_itself_by_a_day_ahead(scene: Scene) -> None:
    hub, one = scene.hub, scene.asked[0]
    async with hub.refuses(RefusalCode.BAD_INPUT):
        await scene.clerk.asks_villages(scene.item, {one: [scene.strange_village]}, "2019-11-05")
    async with hub.refuses(RefusalCode.NOT_ASKED, guard="indicator_asked_of_area"):
        await scene.clerk.asks_villages(scene.item, {"POP02": []}, "2019-11-05")
    async with hub.refuses(RefusalCode.BAD_INPUT) as refusal:
        await scene.clerk.asks_villages(scene.item, {one: []}, "2019-10-31")
    assert refusal.en == "The input is wrong: The villages' term must lie ahead"
    async with hub.refuses(RefusalCode.BAD_INPUT):
        await scene.clerk.moves("ASK_VILLAGES", scene.item, cells=[{"indicator": one}], term="soon")
    async with hub.refuses(RefusalCode.BAD_INPUT):
        await scene.clerk.moves("ASK_VILLAGES", scene.item, cells=[{"words": "all"}], term="2019-11-05T18:00+08:00")
    async with hub.refuses(RefusalCode.NOT_FOUND):  # the clerk of another town
        await scene.other_clerk.asks_villages(scene.item, {one: []}, "2019-11-05")
    async with hub.refuses(RefusalCode.NO_POWER):
        await scene.head.asks_villages(scene.item, {one: []}, "2019-11-05")


async def test_asked_again_a_village_has_the_new_day(scene: Scene) -> None:
    one, village = scene.asked[0], scene.villages[0]
    for day in ("2019-11-05", "2019-11-07"):
        await scene.clerk.asks_villages(scene.item, {one: [village]}, day)
    due = await scene.hub.all(select(VillageQuestion.due_at))
    assert [moment.astimezone(SHANGHAI).isoformat() for moment in due] == ["2019-11-07T18:00:00+08:00"]


async def test_a_late_answer_is_taken_until_the_town_has_finished(scene: Scene) -> None:
    hub, one, village = scene.hub, scene.asked[0], scene.villages[0]
    await scene.clerk.asks_villages(scene.item, {one: [village]}, "2019-11-05")
    hub.clock.to("2019-11-06 09:00")
    assert len((await scene.first.answers_village(scene.item, {one: "3"})).facts) == 1
    questions = (await scene.clerk.is_asked(scene.item))[0].questions
    await scene.clerk.states(scene.item, {question.code: "0" for question in questions})
    await scene.clerk.finishes(scene.item)
    async with hub.refuses(RefusalCode.WRONG_STATE):
        await scene.first.answers_village(scene.item, {one: "5"})


async def test_the_town_takes_the_sum_over_as_its_own_word_once_all_have_answered(scene: Scene) -> None:
    hub, (one, two), (first, second) = scene.hub, scene.asked, scene.villages
    async with hub.refuses(RefusalCode.NOT_ASKED):
        await scene.clerk.takes_over(scene.item, one)
    await scene.clerk.asks_villages(scene.item, {one: [first, second], two: [first]}, "2019-11-05")
    await scene.first.answers_village(scene.item, {one: "3", two: "0"})
    async with hub.refuses(RefusalCode.MISSING) as refusal:
        await scene.clerk.takes_over(scene.item, one)
    name = await hub.one(select(Area.name_zh).where(Area.code == second))
    assert refusal.zh.endswith(f"还有1个村(社区)未答数:{name}")
    stated = await scene.clerk.takes_over(scene.item, one, two)
    assert codes(stated.refused) == [(one, "MISSING")]
    await scene.second.answers_village(scene.item, {one: "4"})
    await scene.clerk.takes_over(scene.item, one)
    assert (await scene.clerk.takes_over(scene.item, one)).facts == []  # again: nothing new
    facts = await hub.all(select(Fact).where(Fact.area_id == hub.areas["T03"]).order_by(Fact.value))
    assert [(f.value, f.source, f.version, f.stated_by) for f in facts] == [
        (0, "TOWNSHIP", 1, scene.clerk.person),
        (7, "TOWNSHIP", 1, scene.clerk.person),
    ]
    async with hub.refuses(RefusalCode.NO_POWER):
        await scene.head.takes_over(scene.item, one)
    async with hub.refuses(RefusalCode.NOT_FOUND):
        await scene.other_clerk.takes_over(scene.item, one)


ASK = """mutation ($input: AskVillagesInput!) { askVillages(input: $input) { __typename
  ... on VillagesAsked { item { villageQuestions { area { code } dueAt } } } ... on Refusal { code } } }"""
ANSWER = """mutation ($input: AnswerVillageInput!) { answerVillage(input: $input) { __typename
  ... on VillageAnswered { accepted { value source area { code } } refused { refusal { code } } }
  ... on Refusal { code } } }"""
TAKE_OVER = """mutation ($input: TakeOverVillagesInput!) { takeOverVillages(input: $input) { __typename
  ... on FactsStated { accepted { value source area { code } } refused { indicator refusal { code message } } }
  ... on Refusal { code message } } }"""
WAITING = """{ viewer { villageQuestions {
  area { code } indicator { code } period { code } dueAt askedBy { code } fact { value } item { title } } } }"""


async def test_the_story_of_a_question_to_villages_through_the_graph(scene: Scene) -> None:
    one, item = scene.asked[0], global_id("FactPeriod", scene.item)
    villages = [global_id("Area", scene.hub.areas[village]) for village in scene.villages]
    cells = [{"indicator": one, "villages": villages}]
    asked = await asks(scene.clerk, ASK, requestId="ask-1-ask", item=item, cells=cells, dueOn="2019-11-05")
    due = "2019-11-05T10:00:00+00:00"
    questions = [{"area": {"code": village}, "dueAt": due} for village in scene.villages]
    assert asked == {"askVillages": {"__typename": "VillagesAsked", "item": {"villageQuestions": questions}}}
    (waiting,) = (await asks(scene.first, WAITING))["viewer"]["villageQuestions"]
    title = await scene.hub.one(select(Item.title).where(Item.id == scene.item))
    assert waiting == {
        "area": {"code": scene.villages[0]},
        "indicator": {"code": one},
        "period": {"code": "2019-10"},
        "dueAt": due,
        "askedBy": {"code": scene.clerk.code},
        "fact": None,
        "item": {"title": title},
    }
    for desk in (scene.clerk, scene.stranger):
        assert await asks(desk, WAITING) == {"viewer": {"villageQuestions": []}}
    for number, (desk, village) in enumerate(zip((scene.first, scene.second), scene.villages, strict=True)):
        figures = [{"indicator": one, "value": str(number + 3)}]
        answered = await asks(desk, ANSWER, requestId=f"answer-{village}", item=item, figures=figures)
        fact = {"value": str(number + 3), "source": "VILLAGE", "area": {"code": village}}
        assert answered["answerVillage"] == {"__typename": "VillageAnswered", "accepted": [fact], "refused": []}
    (waiting,) = (await asks(scene.first, WAITING))["viewer"]["villageQuestions"]
    assert waiting["fact"] == {"value": "3"}
    taken = await asks(scene.clerk, TAKE_OVER, requestId="take-over", item=item, indicators=[one, "POP02"])
    town = await scene.hub.one(select(Area.code).where(Area.id == scene.hub.areas["T03"]))
    assert taken["takeOverVillages"]["accepted"] == [{"value": "7", "source": "TOWNSHIP", "area": {"code": town}}]
    assert [each["refusal"]["code"] for each in taken["takeOverVillages"]["refused"]] == ["NOT_ASKED"]
    refused = await asks(scene.stranger, ANSWER, requestId="answer-strange", item=item, figures=figures)
    assert refused == {"answerVillage": {"__typename": "Refusal", "code": "NOT_FOUND"}}


async def asks(desk: Desk, document: str, **given: Any) -> Any:
    """The data of an operation as a person."""
    variables = {"input": given} if given else {}
    result = await schema.execute(document, variables, Context(desk.asker, desk.hub.database, language="zh"))
    assert result.errors is None, result.errors
    return result.data


async def test_what_villages_answered_stays_theirs_when_the_head_confirms(scene: Scene) -> None:
    hub, one, village = scene.hub, scene.asked[0], scene.villages[0]
    await scene.clerk.asks_villages(scene.item, {one: [village]}, "2019-11-05")
    await scene.first.answers_village(scene.item, {one: "3"})
    questions = (await scene.clerk.is_asked(scene.item))[0].questions
    await scene.clerk.states(scene.item, {question.code: "0" for question in questions})
    await scene.clerk.finishes(scene.item)
    await scene.head.confirms(scene.item)
    assert await hub.all(select(Fact.status).where(Fact.source == "VILLAGE")) == ["STATED"]
    assert set(await hub.all(select(Fact.status).where(Fact.source == "TOWNSHIP"))) == {"CONFIRMED"}
