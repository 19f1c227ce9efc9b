"""Filters, orders and pages of a view: stable, exact, bound; persons under three show nothing."""

import base64
import itertools
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics import catalogue, questions
from analytics.answer import Rows, page_of
from analytics.catalogue import View
from analytics.engine import fetch
from analytics.generation import Generation
from analytics.questions import BadQuestion, By, Question
from analytics.scope import Sight
from tests.analytics.county import TODAY

VIEWS = catalogue.load()
EVERYTHING = Sight(1, TODAY, all_figures=True)
VIEW = VIEWS["indicator_by_area"]
PERSONS = """-- One row a kind of area.
-- key: kind
-- scope: published
-- shape: many
-- column kind: kind of area
-- column people (persons): how many, a count
select a.kind, count(*) as people from areas a group by a.kind
"""


def ask(copy: Generation, view: View, question: Question) -> Rows:
    statement = questions.page(view, EVERYTHING, question)
    table = fetch(copy.connection.cursor(), statement.sql, statement.values)
    return page_of(view, question, table, statement.sorted_by, copy.as_of)


def key(row: dict[str, Any]) -> tuple[str, str, str]:
    return row["indicator"], row["area"], row["period"]


def paged(copy: Generation, order: tuple[By, ...], size: int, where: questions.Where) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    after = None
    for _ in itertools.count():
        page = ask(copy, VIEW, Question(where, order, size, after))
        rows += page.rows
        if not page.has_next:
            return rows
        after = page.cursors[-1]
    raise AssertionError


ORDERS = [
    (),
    (By("value"),),
    (By("value", True),),
    (By("change_pct", True), By("area")),
    (By("version"), By("period", True)),
    (By("version", True), By("last_year")),
    (By("unit_of_measure", True), By("decimals")),
]


@pytest.mark.parametrize("order", ORDERS)
def test_pages_together_are_the_whole_in_order(copy: Generation, order: tuple[By, ...]) -> None:
    where = {"indicator": {"in": ["TST03", "POV19", "FRU17"]}}
    whole = ask(copy, VIEW, Question(where, order, None)).rows
    assert len(whole) > 150
    for size in (40,):
        assert [key(row) for row in paged(copy, order, size, where)] == [key(row) for row in whole]


def test_what_is_missing_comes_last_either_way(copy: Generation) -> None:
    for descending in (False, True):
        rows = ask(copy, VIEW, Question({"indicator": {"eq": "TST03"}}, (By("change_pct", descending),), None)).rows
        known = [row["change_pct"] for row in rows if row["change_pct"] is not None]
        assert 0 < len(known) < len(rows)
        assert [row["change_pct"] for row in rows[: len(known)]] == sorted(known, reverse=descending)


def test_filters_hold_together(copy: Generation) -> None:
    where: questions.Where = {
        "indicator": {"eq": "TST03"},
        "period": {"gte": "2019-01", "lte": "2019-06"},
        "value": {"gt": "100", "lt": 5000},
    }
    rows = ask(copy, VIEW, Question(where, (), None)).rows
    everything = ask(copy, VIEW, Question({"indicator": {"eq": "TST03"}}, (), None)).rows
    expected = [
        r for r in everything if "2019-01" <= r["period"] <= "2019-06" and r["value"] and 100 < r["value"] < 5000
    ]
    assert rows == expected and len(rows) > 5


def test_counting_agrees_with_reading(copy: Generation) -> None:
    where = {"area": {"eq": "610628"}}
    statement = questions.count(VIEW, EVERYTHING, where)
    counted = fetch(copy.connection.cursor(), statement.sql, statement.values).column("n")[0].as_py()
    assert counted == len(ask(copy, VIEW, Question(where, (), None)).rows) > 50


@pytest.mark.parametrize(
    "question",
    [
        Question({"nothing": {"eq": 1}}),
        Question({"area": {"like": "x"}}),
        Question({"area": {"eq": 5}}),
        Question({"areas": {"eq": "x"}}),
        Question({"version": {"eq": "1; drop table facts"}}),
        Question({"version": {"eq": True}}),
        Question({"version": {"eq": 1.5}}),
        Question({"value": {"gt": "NaN"}}),
        Question({"value": {"gt": "1e400"}}),
        Question({"area": {"in": ["x"] * 1001}}),
        Question(order_by=(By("nothing"),)),
        Question(order_by=(By("area"), By("area", True))),
        Question(first=-1),
        Question(first=10_001),
        Question(after="x"),
        Question(after="bnVsbA"),
        Question(after=base64.urlsafe_b64encode(json.dumps(["0" * 12, 1, 2, 3]).encode()).decode()),
    ],
)
def test_what_the_view_does_not_know_is_refused(question: Question) -> None:
    with pytest.raises(BadQuestion):
        questions.page(VIEW, EVERYTHING, question)


def test_a_cursor_of_another_order_is_refused(copy: Generation) -> None:
    cursor = ask(copy, VIEW, Question(first=1)).cursors[0]
    questions.page(VIEW, EVERYTHING, Question(after=cursor))
    for other in (Question(order_by=(By("value"),), after=cursor), Question(order_by=(By("area"),), after=cursor)):
        with pytest.raises(BadQuestion):
            questions.page(VIEW, EVERYTHING, other)


@given(st.text(max_size=40), st.sampled_from(["eq", "gte", "lte"]))
@settings(max_examples=100)
def test_no_text_of_a_caller_enters_the_statement(text: str, operator: str) -> None:
    plain = questions.page(VIEW, EVERYTHING, Question({"area": {operator: "x"}}))
    asked = questions.page(VIEW, EVERYTHING, Question({"area": {operator: text}}))
    assert asked.sql == plain.sql
    assert text in asked.values.values()


@pytest.fixture
def persons(tmp_path: Path) -> View:
    (tmp_path / "kinds.sql").write_text(PERSONS, encoding="utf-8")
    return catalogue.load(tmp_path)["kinds"]


def test_persons_under_three_show_nothing_and_cannot_be_sifted_out(copy: Generation, persons: View) -> None:
    rows = {row["kind"]: row["people"] for row in ask(copy, persons, Question(first=None)).rows}
    assert rows["COUNTY"] is None and rows["SUBDISTRICT"] is None
    assert rows["TOWN"] == 7
    for question in (
        Question({"people": {"lte": 2}}),
        Question({"people": {"eq": 1}}),
        Question({"people": {"in": [1, 2]}}),
    ):
        assert ask(copy, persons, question).rows == []
    ordered = ask(copy, persons, Question(order_by=(By("people"),))).rows
    assert [row["people"] for row in ordered[-3:]] == [None, None, None]
    assert [row["kind"] for row in ordered[-3:]] == sorted(row["kind"] for row in ordered[-3:])
