"""Every view answers the same on DuckDB and on PostgreSQL, over a county where figures go wrong in every way."""

from typing import Any

import pyarrow as pa
import pytest

from analytics import catalogue, grammar, questions, scope
from analytics.answer import page_of
from analytics.engine import fetch
from analytics.generation import Generation
from analytics.questions import Question
from analytics.relations import RELATIONS, Load, loaded
from analytics.scope import Sight
from tests.analytics.county import TODAY, County, in_postgres

VIEWS = catalogue.load()
INLINE = sorted(relation.name for relation in loaded(Load.INLINE))
EVERYTHING = Sight(1, TODAY, all_figures=True)
ALL = Question(first=None)


def in_duckdb(copy: Generation, name: str, question: Question = ALL) -> list[dict[str, Any]]:
    view = VIEWS[name]
    statement = questions.page(view, EVERYTHING, question)
    table = fetch(copy.connection.cursor(), statement.sql, statement.values)
    return page_of(view, question, table, statement.sorted_by, copy.as_of).rows


@pytest.mark.parametrize("name", sorted(VIEWS))
def test_a_view_answers_the_same_on_both_engines(messy: County, copy: Generation, name: str) -> None:
    view = VIEWS[name]
    question = Question(first=None)
    rows = pa.Table.from_pylist(in_postgres(messy, view))
    there = page_of(view, question, rows, (), copy.as_of).rows
    here = in_duckdb(copy, name)
    assert len(here) >= (3 if view.one else 24)
    key = lambda row: tuple(str(row[column]) for column in view.key)  # noqa: E731
    assert sorted(here, key=key) == sorted(there, key=key)


CHECKS = {path.stem: path for path in (catalogue.VIEWS.parent / "checks").glob("*.sql")}


def test_every_view_has_a_check() -> None:
    assert set(CHECKS) == set(VIEWS)


@pytest.mark.parametrize("name", sorted(VIEWS))
def test_no_row_exists_that_should_not(copy: Generation, name: str) -> None:
    before = scope.prefix(VIEWS[name].relations, EVERYTHING, published=VIEWS[name].published)
    ctes = ", ".join([*before.ctes, f"{name} as ({VIEWS[name].sql})"])
    cursor = copy.connection.cursor()
    assert fetch(cursor, f"with {ctes} {CHECKS[name].read_text('utf-8')}", before.values).to_pylist() == []


@pytest.mark.parametrize("name", INLINE)
def test_an_inline_relation_is_written_as_a_view_is(name: str) -> None:
    found = grammar.read(RELATIONS[name].select, scope.READABLE - {name})
    assert found.problems == [] and found.relations
