"""Under every position's sight the replica shows the rows that PostgreSQL's row policies show, no more and no fewer."""

import asyncio
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import text as statement

from analytics import catalogue, questions, scope
from analytics.answer import page_of
from analytics.engine import fetch
from analytics.generation import Generation
from analytics.questions import Question
from analytics.relations import RELATIONS
from analytics.scope import Sight
from db.connection import NOBODY, Asker, Database
from tests.analytics.county import AT, TODAY, County, text

VIEWS = catalogue.load()
ALL = Question(first=None)
KEYS = {"facts": "id", "items": "id", "assignments": "id", "fact_periods": "item_id"}


@pytest.fixture(scope="module")
def peopled(messy: County) -> County:
    """The messy county with items that some may read, some people are barred from, and stated figures."""
    with messy.connect() as connection:
        readers = [row[0] for row in connection.execute("select id from readers order by id").fetchall()]
        people = [row[0] for row in connection.execute("select id from people order by id").fetchall()]
        for n, reader in enumerate(readers):
            item = messy.new_item(connection, [reader, readers[(n * 7) % len(readers)]])
            connection.execute(
                "update items set barred = %s where id = %s and %s", ([people[n % len(people)]], item, n % 3 == 0)
            )
            connection.execute(text("assignment"), (item, reader))
        connection.execute(text("fact_periods"))
    return messy


async def seen_in_postgres(county: County) -> dict[str, tuple[Sight, dict[str, set[str]]]]:
    """By position: the sight, and by relation the keys that the row policies show to one who holds it."""
    database = Database(county.access.addresses, clock=lambda: AT)
    found = {}
    try:
        async with database.as_hub() as session:
            people = (await session.execute(statement(text("one_of_each").decode()))).all()
        for position, person in [*people, ("nobody", None)]:
            async with database.reading(Asker(person) if person else NOBODY) as connection:
                seen = await scope.sight(connection)
                rows = {}
                for relation, key in KEYS.items():
                    rows[relation] = {
                        str(r[0]) for r in await connection.execute(statement(f"select {key} from {relation}"))
                    }
            found[position] = (seen, rows)
    finally:
        await database.close()
    return found


def seen_in_duckdb(copy: Generation, asker: Sight) -> dict[str, set[str]]:
    found = {}
    for relation, key in KEYS.items():
        before = scope.prefix([relation], asker, published=False)
        with_ = f"with {', '.join(before.ctes)} " if before.ctes else ""
        table = fetch(copy.connection.cursor(), f"{with_}select {key}::varchar as key from {relation}", before.values)
        found[relation] = set(table.column("key").to_pylist())
    return found


def test_every_position_sees_the_same_rows_in_both(peopled: County, copy: Generation) -> None:
    there = asyncio.run(seen_in_postgres(peopled))
    assert len(there) > 60
    for position, (seen, rows) in there.items():
        assert (position, seen_in_duckdb(copy, seen)) == (position, rows)
    assert there["nobody"][1] == {relation: set() for relation in KEYS}
    # The comparison would prove nothing if everyone saw the same.
    assert len({frozenset(rows["facts"]) for _, rows in there.values()}) > 8
    assert len({frozenset(rows["items"]) for _, rows in there.values()}) > 30


def rows(copy: Generation, view: str, asker: Sight, question: Question = ALL) -> list[dict[str, Any]]:
    asked = questions.page(VIEWS[view], asker, question)
    table = fetch(copy.connection.cursor(), asked.sql, asked.values)
    return page_of(VIEWS[view], question, table, asked.sorted_by, copy.as_of).rows


def town(messy: County) -> Sight:
    return Sight(1, TODAY, areas=(messy.areas["610628102"],), county=messy.areas["610628"])


def test_a_township_sees_its_own_rows_and_no_total_of_the_county(messy: County, copy: Generation) -> None:
    seen = rows(copy, "indicator_by_area", town(messy))
    assert {row["area"] for row in seen if row["indicator"] != "INC07"} == {"610628102"}
    # The county's own confirmed figure is for everyone.
    assert {row["area"] for row in seen if row["indicator"] == "INC07"} == {"610628"}
    assert {row["area"] for row in rows(copy, "township_completeness", town(messy))} == {"610628102"}


def test_a_township_sees_every_township_ranked_and_no_figure(messy: County, copy: Generation) -> None:
    seen = rows(copy, "township_ranking", town(messy))
    assert len({row["area"] for row in seen}) == 9
    assert seen == rows(copy, "township_ranking", Sight(1, TODAY, all_figures=True))
    names = {"indicator", "area", "period", "indicator_name", "area_name"}
    assert set(seen[0]) == names | {"rank", "ranked", "rank_last_year", "ranked_last_year"}


def test_a_department_sees_totals_of_its_own_indicators_alone(messy: County, copy: Generation) -> None:
    asker = Sight(1, TODAY, indicators=(messy.indicators["POP15"],), county=messy.areas["610628"])
    seen = rows(copy, "indicator_by_area", asker)
    assert {row["indicator"] for row in seen if row["area"] != "610628"} == {"POP15"}
    everything = rows(copy, "indicator_by_area", Sight(1, TODAY, all_figures=True))
    totals = [row for row in seen if row["area"] == "610628" and row["indicator"] == "POP15"]
    assert totals == [row for row in everything if row["area"] == "610628" and row["indicator"] == "POP15"]
    assert len(totals) > 20


def test_nobody_sees_nothing_published_or_not(copy: Generation) -> None:
    for view in VIEWS:
        assert rows(copy, view, Sight(None, TODAY)) == []


def test_every_relation_of_the_replica_has_a_rule_or_is_in_no_view() -> None:
    assert frozenset(RELATIONS) - scope.READABLE == {"item_readers", "item_barred"}
    assert set(scope.RULES).isdisjoint(scope.SUPPLIED)


def test_today_is_the_askers(messy: County, copy: Generation) -> None:
    before, after = (
        sum(
            row["overdue"]
            for row in rows(
                copy, "township_completeness", Sight(1, datetime.fromisoformat(day).date(), all_figures=True)
            )
        )
        for day in ("2018-02-01", "2020-02-01")
    )
    assert before == 0 < after
