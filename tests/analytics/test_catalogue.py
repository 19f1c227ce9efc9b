"""A view that could leave its scope, or that the engines would read differently, does not load, and the refusal says
why.
"""

from pathlib import Path

import pytest

from analytics import catalogue
from analytics.catalogue import BadViews, Kind

HEADER = """-- One row an area.
-- key: code
-- scope: rows
-- shape: many
-- column code: code of the area
"""


def refused(folder: Path, text: str) -> list[str]:
    (folder / "toy.sql").write_text(text, encoding="utf-8")
    with pytest.raises(BadViews) as caught:
        catalogue.load(folder)
    return [str(problem) for problem in caught.value.problems]


def test_a_file_is_all_a_view_takes(tmp_path: Path) -> None:
    (tmp_path / "toy.sql").write_text(HEADER + "select a.code from areas a;\n", encoding="utf-8")
    view = catalogue.load(tmp_path)["toy"]
    assert (view.meaning, view.key, view.published, view.one) == ("One row an area.", ("code",), False, False)
    assert [(c.name, c.kind, c.meaning, c.persons) for c in view.columns] == [
        ("code", Kind.TEXT, "code of the area", False)
    ]
    assert view.relations == {"areas"}


TRICKS = {
    "qualified": ("select code from main.areas", "'areas' is qualified"),
    "other catalogue": ("select code from memory.main.areas", "'areas' is qualified"),
    "table function": ("select code from read_csv('/etc/passwd')", "TABLE_FUNCTION"),
    "query function": ("select code from query('select 1 as code')", "TABLE_FUNCTION"),
    "file as a table": ("select code from '/etc/passwd'", "is no relation with a scope rule"),
    "file in a subquery": ("select code from areas where exists (select 1 from 'x.parquet')", "is no relation"),
    "no rule": ("select item_id as code from item_readers", "'item_readers' is no relation with a scope rule"),
    "the replica's own table": ("select snapshot as code from meta", "'meta' is no relation"),
    "system table": ("select table_name as code from duckdb_tables", "'duckdb_tables' is no relation"),
    "a name lent by another part": (
        "select code from areas where exists (with meta as (select 1 as one) select one from meta)"
        " and code in (select snapshot from meta)",
        "'meta' is no relation",
    ),
    "hiding a relation": (
        "with facts as (select code from areas) select code from facts",
        "'facts' hides the relation",
    ),
    "recursive": (
        "with recursive r as (select code from areas union all select code from r) select code from r",
        "RECURSIVE_CTE_NODE",
    ),
    "show": ("select name as code from (show tables)", "SHOW_REF"),
    "describe": ("describe areas", "SHOW_REF"),
    "values": ("values ('x')", "EXPRESSION_LIST"),
    "every column": ("select * from areas", "name the columns"),
    "columns by pattern": ("select columns('c.*') from areas", "name the columns"),
    "parameter": ("select code from areas where code = $1", "parameter"),
    "named parameter": ("select code from areas where id = $scope_person", "parameter"),
    "variable": ("select getvariable('x') as code", "the function 'getvariable'"),
    "setting": ("select current_setting('threads') as code", "the function 'current_setting'"),
    "file function": ("select read_text('/etc/passwd') as code", "the function 'read_text'"),
    "today from elsewhere": ("select cast(today() as varchar) as code", "the function 'today'"),
    "schema function": ("select main.lower(code) as code from areas", "the function 'lower'"),
    "list": ("select [code] as code from areas", "not on the list"),
    "lambda": ("select list_transform([1], x -> x) as code", "not common to the engines"),
    "double": ("select cast(cast(id as double) as varchar) as code from areas", "the type double"),
    "try_cast": ("select try_cast(code as integer) as code from areas", "try_cast"),
    "sample": ("select code from areas using sample 10%", "sample"),
    "qualify": ("select code from areas qualify row_number() over (order by code) = 1", "qualify"),
    "asof join": ("select a.code from areas a asof join units u on a.id >= u.id", "ASOF"),
    "natural join": ("select a.code from areas a natural join units u", "NATURAL"),
    "semi join": ("select a.code from areas a semi join units u on a.id = u.area_id", "SEMI"),
    "time travel": ("select code from areas at (version => 1)", "at another time"),
    "two statements": ("select code from areas; select code from units", "several statements"),
    "no select": ("delete from areas", "is not one select statement"),
    "copy": ("copy areas to 'x.csv'", "is not one select statement"),
    "syntax": ("select code frm areas where", "is not one select statement"),
    "pivot": ("pivot areas on kind using count(*)", "is not one select statement"),
    "no such column": ("select nothing as code from areas", "nothing"),
}


@pytest.mark.parametrize("trick", TRICKS)
def test_what_could_leave_the_scope_does_not_load(tmp_path: Path, trick: str) -> None:
    statement, words = TRICKS[trick]
    problems = refused(tmp_path, HEADER + statement + "\n")
    assert any(words in problem for problem in problems), problems
    assert all(problem.startswith("toy.sql:") for problem in problems)


def test_the_problem_names_its_line(tmp_path: Path) -> None:
    problems = refused(tmp_path, HEADER + "select a.code\nfrom areas a\njoin main.units u on u.area_id = a.id\n")
    assert problems == ["toy.sql:8: 'units' is qualified and would read past the scope: name it alone"]


@pytest.mark.parametrize(
    ("header", "problem"),
    [
        (HEADER.replace("-- One row an area.\n", ""), "toy.sql:1: the header lacks a line like '-- One row is …'"),
        (HEADER.replace("-- key: code\n", ""), "toy.sql:1: the header lacks a line like '-- key: area, period'"),
        (HEADER.replace("scope: rows", "scope: all"), "toy.sql:3: scope is 'all': write rows or published"),
        (HEADER.replace("shape: many", "shape: few"), "toy.sql:4: shape is 'few': write many or one"),
        (
            HEADER.replace("key: code", "key: codes"),
            "toy.sql:2: key column 'codes' is not described as a column of the view",
        ),
        (
            HEADER + "-- column name: its name\n",
            "toy.sql:6: the statement has no column 'name': select it, or take the line away",
        ),
        (HEADER + "-- column code: again\n", "toy.sql:6: 'code' is described twice: take one line away"),
        (
            HEADER + "-- quotient x = code: what\n",
            "toy.sql:6: this line cannot be read: see analytics/catalogue.py for its form",
        ),
        (HEADER + "-- quotient x = a / code to 1: what\n", "toy.sql:6: the statement has no column 'a'"),
        (
            HEADER.replace("-- column code: code of the area\n", "-- part code: code\n"),
            "toy.sql:2: key column 'code' is not described as a column of the view",
        ),
    ],
)
def test_a_header_that_does_not_fit_is_refused(tmp_path: Path, header: str, problem: str) -> None:
    assert problem in refused(tmp_path, header + "select code from areas\n")


def test_a_column_without_a_meaning_is_refused(tmp_path: Path) -> None:
    problems = refused(tmp_path, HEADER + "select code, kind from areas\n")
    assert problems == ["toy.sql:1: column 'kind' has no meaning: add a line '-- column kind: …' with its unit"]


def test_every_problem_of_every_file_is_said_at_once(tmp_path: Path) -> None:
    (tmp_path / "other.sql").write_text("select 1", encoding="utf-8")
    problems = refused(tmp_path, HEADER + "select code from main.areas\n")
    assert {problem.split(":")[0] for problem in problems} == {"other.sql", "toy.sql"}
    assert len(problems) >= 6


def test_the_views_of_the_house_load() -> None:
    assert {"indicator_by_area", "township_ranking", "township_completeness", "completeness_shares"} <= set(
        catalogue.load()
    )
