"""The ledger of a year in which all is on record, and what moves when facts, a register or a formula are gone."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from analytics import catalogue, feed, questions
from analytics.answer import page_of
from analytics.engine import fetch
from analytics.files import Folder
from analytics.position import Position
from analytics.questions import Question
from analytics.relations import RELATIONS
from analytics.replica import Replica
from analytics.scope import Sight
from resolvers.pack.read import read_pack
from server.postgres import EmbeddedPostgres
from tests.analytics.conftest import copied
from tests.analytics.county import ROOT, TODAY, ZONE, County, in_postgres, text
from tests.analytics.test_replica import now, running
from tests.pack.as_rules import asking

VIEWS = catalogue.load()
TOWNSHIP = Sight(1, TODAY)  # somebody who sees no figure at all: the ledger is published
YEAR = {
    "year": 2019, "cells_asked": 25576, "submissions": 1768, "distinct_facts": 13537, "stated_by_townships": 5648,
    "answered_by_hub": 7889, "stated_by_departments": 5153, "calculated": 1168, "imported": 1568, "waiting": 0,
    "asked_of_townships": 5648, "waits_for_townships": 0, "waits_for_departments": 0, "confirmations": 0,
}  # fmt: skip


@pytest.fixture(scope="module")
def stated(postgres: EmbeddedPostgres, loaded: County) -> Iterator[County]:
    """The sample county with every fact of 2018 and 2019 that is asked; only read or copy it."""
    for county in copied(postgres, loaded):
        with county.connect() as connection:
            connection.execute(text("all_asked"), (county.item,))
        yield county


@pytest.fixture
def own(postgres: EmbeddedPostgres, stated: County) -> Iterator[County]:
    """A copy of it, of the test's own."""
    yield from copied(postgres, stated)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Folder]:
    """Where a test's replicas are made."""
    made = Folder(tmp_path, threads=2, memory_limit="1GB", zone=ZONE)
    yield made
    made.close()


def rows(folder: Folder, county: County, name: str, **where: Any) -> list[dict[str, Any]]:
    """Rows of a view in a replica that is loaded now, as somebody sees them who sees no figure."""
    generation, _ = folder.load(feed.arguments(county.access.addresses.system), lambda child: None)
    question = Question({column: {"eq": value} for column, value in where.items()}, first=None)
    statement = questions.page(VIEWS[name], TOWNSHIP, question)
    try:
        table = fetch(generation.connection.cursor(), statement.sql, statement.values)
        return page_of(VIEWS[name], question, table, statement.sorted_by, generation.as_of).rows
    finally:
        generation.close()


def moved(folder: Folder, county: County) -> dict[str, int]:
    """The columns of 2019 that differ from the whole year's, and by how much."""
    (year,) = rows(folder, county, "form_ledger", year=2019)
    return {name: year[name] - whole for name, whole in YEAR.items() if year[name] != whole}


def test_a_year_on_record_is_the_county_s_own_table(stated: County, folder: Folder) -> None:
    assert rows(folder, stated, "form_ledger", year=2019) == [YEAR]


def test_the_relation_asks_what_the_rule_of_figures_asks(stated: County) -> None:
    with stated.connect() as connection:
        query = f"""select i.code, a.period_id from ({RELATIONS["asked_facts"].select}) a
          join indicators i on i.id = a.indicator_id where a.period_id / 100 in (2019, 2020, 2021)"""
        there = set(connection.execute(query.encode()).fetchall())
    rule = asking(read_pack(ROOT / "counties" / "fuxian"))
    assert there == {(fact.indicator, fact.period.id) for year in (2019, 2020, 2021) for fact in rule.in_year(year)}


def test_both_engines_count_a_whole_year_alike(stated: County) -> None:
    assert [row for row in in_postgres(stated, VIEWS["form_ledger"]) if row["year"] == 2019] == [YEAR]


def test_the_same_year_by_form_by_township_by_month_by_unit(stated: County, folder: Folder) -> None:
    def total(found: list[dict[str, Any]], name: str) -> int:
        return sum(row[name] for row in found)

    forms = rows(folder, stated, "form_ledger_by_form", year=2019)
    assert (len(forms), total(forms, "cells_asked"), total(forms, "submissions")) == (33, 25576, 1768)
    assert [(f["cells_asked"], f["submissions"]) for f in forms if f["form"] == "F01"] == [(23 * 8, 8)]
    unapproved = [row for row in forms if not row["entry"]]
    assert ([f["form"] for f in unapproved], total(unapproved, "cells_asked")) == (["F30", "F31", "F32"], 4808)
    townships = rows(folder, stated, "form_ledger_by_township", year=2019)
    names = ("cells_asked", "submissions", "distinct_facts", "stated_by_townships", "answered_by_hub")
    # Of 13,537 facts one is the county's own.
    assert [tuple(row[name] for name in names) for row in townships] == [(3197, 221, 1692, 706, 986)] * 8
    months = rows(folder, stated, "form_ledger_by_month", year=2019)
    assert [row["month"] for row in months] == [f"2019-{month:02}" for month in range(1, 13)]
    for name in ("cells_asked", "submissions", "distinct_facts", "stated_by_townships", "answered_by_hub"):
        assert total(months, name) == YEAR[name]
    units = rows(folder, stated, "form_ledger_by_unit", year=2019)
    assert (total(units, "forms"), total(units, "cells_asked"), total(units, "submissions")) == (33, 25576, 1768)
    assert (total(units, "asked_of_registers"), total(units, "stated_by_departments")) == (5153, 5153)


def test_a_fact_that_is_gone_waits_and_so_do_the_figures_made_of_it(own: County, folder: Folder) -> None:
    with own.connect() as connection:
        gone = "delete from facts where indicator_id = %s and area_id = %s and period_id = 201903"
        connection.execute(gone.encode(), (own.indicators["POP15"], own.areas["610628101"]))
    # Births of March: of the figures that need them forms ask only the year's natural growth rate.
    assert moved(folder, own) == {
        "stated_by_townships": -1, "waits_for_townships": 1, "answered_by_hub": -1, "calculated": -1, "waiting": 2
    }  # fmt: skip


def test_figures_only_stated_count_as_stated_and_enter_no_formula(own: County, folder: Folder) -> None:
    with own.connect() as connection:
        unsigned = "update facts set status = 'STATED', confirmed_at = null where indicator_id = %s and period_id = %s"
        connection.execute(unsigned.encode(), (own.indicators["LAB07"], 201924))
    assert moved(folder, own) == {"answered_by_hub": -8, "calculated": -8, "waiting": 8}


def test_a_register_that_is_gone_leaves_its_department_waited_for(own: County, folder: Folder) -> None:
    with own.connect() as connection:
        gone = "delete from facts where indicator_id = %s and period_id between 201900 and 201999"
        connection.execute(gone.encode(), (own.indicators["POP02"],))
    # 户籍人口: 12 months of 8 townships; and of each township the year's natural growth rate and share insured.
    assert moved(folder, own) == {
        "stated_by_departments": -96, "waits_for_departments": 96, "calculated": -16, "answered_by_hub": -112,
        "waiting": 112,
    }  # fmt: skip


def test_the_county_s_own_register_figure_is_one_fact(own: County, folder: Folder) -> None:
    with own.connect() as connection:
        connection.execute(b"delete from facts where indicator_id = %s", (own.indicators["INC07"],))
    # Forms ask it by the year alone.
    assert moved(folder, own) == {
        "stated_by_departments": -1, "waits_for_departments": 1, "answered_by_hub": -1, "waiting": 1
    }  # fmt: skip


def test_a_formula_that_is_gone_leaves_its_figures_to_the_townships(own: County, folder: Folder) -> None:
    with own.connect() as connection:
        connection.execute(b"update indicators set formula = null where code = 'LAB06'")
    # 转移就业人员: four quarters of eight townships.
    assert moved(folder, own) == {
        "calculated": -32, "answered_by_hub": -32, "waiting": 32, "asked_of_townships": 32, "waits_for_townships": 32
    }  # fmt: skip


def test_a_form_that_ends_is_asked_no_more(own: County, folder: Folder) -> None:
    with own.connect() as connection:
        connection.execute(b"update forms set valid_to = '2018-12-31' where code in ('F30', 'F31', 'F32')")
    # The unapproved forms ask nothing of the townships that other forms do not ask anyway.
    changed = moved(folder, own)
    assert (changed["cells_asked"], changed["submissions"]) == (-4808, -200)
    assert "stated_by_townships" not in changed


@pytest.mark.anyio
async def test_the_ledger_follows_what_is_stated_and_what_forms_ask(county: County, tmp_path: Path) -> None:
    async def year(replica: Replica) -> tuple[int, int, int]:
        row, _ = await replica.one("form_ledger", TOWNSHIP, {"year": 2019})
        assert row is not None
        return row["stated_by_townships"], row["waits_for_townships"], row["cells_asked"]

    def changes(verb: str, statement: str | None = None, **fact: Any) -> Position:
        with county.connect() as connection:
            made = county.state(connection, [fact]) if fact else [None]
            if statement:
                connection.execute(statement.encode())
            county.journal(connection, verb, None, made[0])
        return now(county)

    async with running(county.access, tmp_path) as replica:
        assert await year(replica) == (0, 5648, 25576)
        births: dict[str, Any] = {
            "indicator": "POP15",
            "area": "610628102",
            "period": "2019-08",
            "value": 3,
            "status": "STATED",
        }
        assert await replica.caught_up(changes("fact.state", **births))
        assert await year(replica) == (1, 5647, 25576)
        ended = "update forms set valid_to = '2018-12-31' where code = 'F01'"
        assert await replica.caught_up(changes("forms.changed", ended))
        assert (await year(replica))[2] == 25576 - 23 * 8
