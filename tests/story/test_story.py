"""The story through GraphQL alone: a township states its figures, its head confirms, the county's overview moves."""

import re
import time
from typing import Any

import pytest

from tests.running import Events, Visitor, visiting
from tests.story.conftest import Fuxian, document
from tests.story.county import ENDED, HOME, MONTH

pytestmark = pytest.mark.anyio
STATISTICIAN, HEAD, COUNTY_HEAD = "U0034", "U0033", "U0002"
OTHERS = ("U0027", "U0026", "U0339")  # of 羊泉镇: its statistician, its head, a clerk
BIRTHS, POLICY_BIRTHS, DROPOUTS = "POP15", "POP25", "EDU08"
COUNTY = "610628"


async def state(clerk: Visitor, item: str, request: str, figures: dict[str, str]) -> Any:
    """State figures of a period."""
    typed = [{"indicator": code, "value": value} for code, value in figures.items()]
    return await clerk.act(document("state"), requestId=request, item=item, figures=typed)


async def screen(visitor: Visitor, indicator: str = BIRTHS) -> dict[str, Any]:
    """The overview's screen, by area: completeness of the town, figures, places."""
    answer = await visitor.ask(document("overview"), area=HOME, indicator=indicator, period=MONTH)
    overview = answer["overview"]
    return {
        "completeness": overview["townshipCompleteness"]["nodes"],
        "figures": {row["area"]: row for row in overview["indicatorByArea"]["nodes"]},
        "places": {row["area"]: row for row in overview["townshipRanking"]["nodes"]},
    }


async def home(visitor: Visitor) -> str:
    """The id of 张村驿镇."""
    areas = (await visitor.ask(document("area")))["organisation"]["areas"]
    (found,) = [area["id"] for area in areas if area["code"] == HOME]
    return str(found)


async def behind(visitor: Visitor, indicator: str) -> Any:
    """What is behind the home township's figure of the month."""
    variables = {"area": await home(visitor), "indicator": indicator, "period": MONTH}
    return (await visitor.ask(document("behind"), **variables))["statistics"]["fact"]


async def test_a_township_states_its_head_confirms_and_the_county_head_sees_it_move(
    fuxian: Fuxian, capsys: pytest.CaptureFixture[str]
) -> None:
    figures = {period: dict(values) for period, values in fuxian.figures.items()}
    births = figures[MONTH][BIRTHS]
    figures[MONTH][DROPOUTS] = "1"
    async with (
        visiting(fuxian.address, STATISTICIAN) as clerk,
        visiting(fuxian.address, HEAD) as head,
        visiting(fuxian.address, COUNTY_HEAD) as leader,
        visiting(fuxian.address, OTHERS[0]) as other,
        leader.follow() as told,
        other.follow() as told_other,
    ):
        before = await screen(leader)
        assert before["completeness"] == [
            {"area": HOME, "asked": 29, "stated": 0, "confirmed": 0, "confirmedPct": "0.0"}
        ]
        assert HOME not in before["figures"] and HOME not in before["places"]

        items = await asked(clerk, figures)
        await refused_with_both_figures(clerk, items[MONTH], int(births))
        for period in ENDED:
            await all_stated(clerk, items[period], period, figures[period])
        await explained(clerk, items[MONTH])
        finished = await clerk.act(document("finish"), requestId="finish-all", items=list(items.values()))
        assert finished["items"] == [{"state": "ENTERED", "enteredBy": {"code": STATISTICIAN}}] * 3

        confirmed_at = await confirm_all(head, set(items.values()))
        seen_at = await moved(leader, told, before, int(births))
        with capsys.disabled():
            print(f"\nconfirmed to seen on the county head's screen: {seen_at - confirmed_at:.2f} s")
        assert seen_at - confirmed_at < 15

        await nothing_told(told_other, items)
        await nothing_shown(fuxian, items[MONTH], (await behind(leader, BIRTHS))["id"])


async def asked(clerk: Visitor, figures: dict[str, dict[str, str]]) -> dict[str, str]:
    """The clerk sees what only the township can state; answers the items by period."""
    viewer = (await clerk.ask(document("asked")))["viewer"]
    assert viewer["person"] == {"code": STATISTICIAN, "name": "范雪林"}
    found = {each["questions"][0]["period"]["code"]: each for each in viewer["askedOfUs"]}
    assert {period: (each["asked"], each["answered"]) for period, each in found.items()} == {
        MONTH: (29, 0), "2019Q4": (79, 0), "2019": (42, 0)
    }  # fmt: skip
    for period, each in found.items():
        assert {question["indicator"]["code"] for question in each["questions"]} == set(figures[period])
        assert {question["area"]["code"] for question in each["questions"]} == {HOME}
    last_year = {each["indicator"]["code"]: each["lastYear"] for each in found[MONTH]["questions"]}
    assert all(last_year.values())
    return {period: found[period]["item"]["id"] for period in ENDED}


async def refused_with_both_figures(clerk: Visitor, item: str, births: int) -> None:
    """More births by the rules than births at all: one sentence names both, in the language asked for."""
    answered = await state(clerk, item, "births-first", {BIRTHS: str(births)})
    assert [(each["indicator"]["code"], each["value"]) for each in answered["accepted"]] == [(BIRTHS, str(births))]
    answered = await state(clerk, item, "wrong-one", {POLICY_BIRTHS: str(births + 7)})
    assert answered["accepted"] == []
    (refused,) = answered["refused"]
    assert (refused["indicator"], refused["refusal"]["code"]) == (POLICY_BIRTHS, "RULE_FAILED")
    message = refused["refusal"]["message"]
    assert {str(births), str(births + 7)} <= set(re.findall(r"\d+", message)), message
    assert "出生人口" in message and "符合政策出生人数" in message and refused["refusal"]["remedy"]
    clerk.http.headers["accept-language"] = "en"
    answered = await state(clerk, item, "wrong-two", {POLICY_BIRTHS: str(births + 7)})
    (refused,) = answered["refused"]
    assert {str(births), str(births + 7)} <= set(re.findall(r"\d+", refused["refusal"]["message"]))
    assert "Births" in refused["refusal"]["message"]
    clerk.http.headers["accept-language"] = "zh"


async def all_stated(clerk: Visitor, item: str, period: str, figures: dict[str, str]) -> None:
    """All figures of a period in one call; the one on record already makes no new version."""
    answered = await state(clerk, item, f"state-{period}", figures)
    assert answered["refused"] == [] and answered["item"]["answered"] == len(figures)
    expected = {code: value for code, value in figures.items() if (period, code) != (MONTH, BIRTHS)}
    assert {each["indicator"]["code"]: each["value"] for each in answered["accepted"]} == expected
    assert {each["statedBy"]["code"] for each in answered["accepted"]} == {STATISTICIAN}


async def explained(clerk: Visitor, item: str) -> None:
    """A child that left school is a warning: nothing is finished until words are given."""
    refused = await clerk.act(document("finish"), requestId="finish-early", items=[item])
    assert refused["code"] == "MISSING" and "EDU08" not in refused["message"]
    answered = await state(clerk, item, "state-again", {DROPOUTS: "1"})
    assert answered["accepted"] == []
    open_ones = [each for each in answered["findings"] if each["warning"] and not each["explained"]]
    assert DROPOUTS in {each["indicator"]["code"] for each in open_ones}
    words = [
        {"indicator": each["indicator"]["code"], "warning": each["warning"], "words": "一名学生因病休学,已送教上门"}
        for each in open_ones
    ]
    answered = await clerk.act(document("explain"), requestId="explain-all", item=item, explanations=words)
    assert all(each["explained"] for each in answered["findings"])


async def confirm_all(head: Visitor, items: set[str]) -> float:
    """The head finds three periods waiting and confirms them in one act; answers when that was answered."""
    viewer = (await head.ask(document("waiting")))["viewer"]
    waiting = [each["item"] for each in viewer["inbox"]["nodes"]]
    assert viewer["counts"]["decide"] == 3 and {each["id"] for each in waiting} == items
    confirmed = await head.act(
        document("confirm"),
        requestId="confirm-all",
        items=[each["id"] for each in waiting],
        expectedRevisions=[each["revision"] for each in waiting],
    )
    assert confirmed["items"] == [{"state": "CONFIRMED", "confirmedBy": {"code": HEAD}}] * 3
    assert confirmed["facts"] == 150
    return time.monotonic()


async def moved(leader: Visitor, told: Events, before: dict[str, Any], births: int) -> float:
    """The county head is told, reads again, and sees completeness, total and place moved; answers when."""
    await told.until(lambda event: "FACT_PERIOD.CONFIRM" in event["verb"])
    give_up = time.monotonic() + 20
    while (after := await screen(leader))["completeness"][0]["confirmed"] != 29:
        assert time.monotonic() < give_up, told.told
        await told.more()
    seen_at = time.monotonic()
    assert after["completeness"] == [
        {"area": HOME, "asked": 29, "stated": 29, "confirmed": 29, "confirmedPct": "100.0"}
    ]
    was, now = before["figures"][COUNTY], after["figures"][COUNTY]
    assert int(now["value"]) == int(was["value"]) + births
    assert now["areas"] == was["areas"] + 1
    own = after["figures"][HOME]
    assert int(own["value"]) == births and int(own["change"]) == births - int(own["lastYear"])
    assert int(now["lastYear"]) == int(was["lastYear"]) + int(own["lastYear"])
    place = after["places"][HOME]
    values = [int(row["value"]) for area, row in after["figures"].items() if area != COUNTY]
    assert place["rank"] == 1 + sum(value > births for value in values)
    assert place["ranked"] == now["areas"] and place["rankLastYear"] is not None
    return seen_at


async def nothing_told(told: Events, items: dict[str, str]) -> None:
    """The other town's statistician is told that the overview moved, and of nothing behind it."""
    assert all(not set(event["items"]) & set(items.values()) for event in told.told)
    assert all(not event["facts"] and not event["areas"] for event in told.told)


async def nothing_shown(fuxian: Fuxian, item: str, fact: str) -> None:
    """Another town sees the place, and by no route anything behind it."""
    for code in OTHERS:
        async with visiting(fuxian.address, code) as other:
            variables = {"area": await home(other), "code": HOME, "indicator": BIRTHS, "period": MONTH}
            found = await other.ask(document("routes"), **variables, periodText=MONTH, item=item, fact=fact)
            empty = {"totalCount": 0, "nodes": []}
            assert found["statistics"] == {"fact": None, "facts": empty, "factPeriods": empty}
            assert (found["item"], found["fact"], found["both"]) == (None, None, [None, None])
            assert found["journal"] == empty
            overview = found["overview"]
            assert (overview["indicatorByArea"], overview["townshipCompleteness"]) == (empty, empty)
            (place,) = overview["townshipRanking"]["nodes"]
            assert place["area"] == HOME and place["rank"] and "value" not in place
            for view, header in (("indicator_by_area", "indicator"), ("township_completeness", "area")):
                where = {"where": f'{{"area": {{"eq": "{HOME}"}}}}'}
                exported = await other.http.get(f"/export/{view}.csv", params=where)
                assert exported.status_code == 200
                (head,) = exported.text.lstrip("\ufeff").splitlines()
                assert head.startswith(header)
            viewer = found["viewer"]
            assert HOME not in {each["item"]["area"]["code"] for each in viewer["inbox"]["nodes"]}
            assert HOME not in {q["area"]["code"] for each in viewer["askedOfUs"] for q in each["questions"]}
            assert item not in {each["item"]["id"] for each in viewer["notices"]["nodes"] if each["item"]}


@pytest.mark.parametrize("code", [STATISTICIAN, HEAD, COUNTY_HEAD])
async def test_each_of_them_can_open_what_is_behind_a_number(fuxian: Fuxian, code: str) -> None:
    async with visiting(fuxian.address, code) as visitor:
        fact = await behind(visitor, DROPOUTS)
        assert (fact["value"], fact["status"], fact["version"]) == ("1", "CONFIRMED", 1)
        assert (fact["statedBy"], fact["confirmedBy"]) == ({"code": STATISTICIAN}, {"code": HEAD})
        assert fact["statedAt"] == fact["confirmedAt"] == "2020-01-03T01:00:00+00:00"
        assert fact["versions"] == [{"version": 1, "value": "1", "statedBy": {"code": STATISTICIAN}}]
        assert fact["explanations"] == [{"words": "一名学生因病休学,已送教上门", "givenBy": {"code": STATISTICIAN}}]
        assert fact["item"]["title"] == "张村驿镇2019年12月数据"
        verbs = [(each["verb"], each["actor"]["code"]) for each in fact["journal"]["nodes"]]
        assert verbs == [("FACT_PERIOD.ENTER", STATISTICIAN)]  # confirming is a move of the item: its journal has it
