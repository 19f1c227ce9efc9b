"""What a view may be made of: the subset of SQL that DuckDB, PostgreSQL and Spark run unchanged and that cannot leave
its scope.

A view is read with DuckDB's own parser and everything in it must be on a list: kinds of nodes, functions, relations.
What is on no list is refused, so a construct nobody thought of cannot be used to read a file or an unscoped table.
"""

import json
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import duckdb

NODES = {"SELECT_NODE", "SET_OPERATION_NODE"}
TABLES = {"BASE_TABLE", "JOIN", "SUBQUERY", "EMPTY"}
JOINS = {("INNER", "REGULAR"), ("LEFT", "REGULAR"), ("RIGHT", "REGULAR"), ("OUTER", "REGULAR"), ("INNER", "CROSS")}
EXPRESSIONS = {
    "BETWEEN", "CASE", "CAST", "COLUMN_REF", "COMPARISON", "CONJUNCTION", "CONSTANT", "FUNCTION", "OPERATOR",
    "SUBQUERY", "TYPE", "WINDOW",
}  # fmt: skip
FUNCTIONS = {
    "!~~", "*", "+", "-", "/", "abs", "avg", "coalesce", "concat", "count", "count_star", "dense_rank",
    "first_value", "floor", "greatest", "lag", "last_value", "lead", "least", "lower", "max", "min", "mod",
    "nullif", "percentile_cont", "rank", "round", "row_number", "substr", "sum", "trim", "upper", "~~",
}  # fmt: skip
CASTS = {"integer", "bigint", "decimal", "date", "varchar", "boolean"}


@dataclass
class Found:
    """What a statement is made of: the relations it names, and what is wrong with it."""

    relations: set[str] = field(default_factory=set)
    problems: list[tuple[str, int]] = field(default_factory=list)

    def refuse(self, words: str, node: dict[str, Any]) -> None:
        """Note a problem and where it is: a byte offset, or -1."""
        at = node.get("query_location")
        self.problems.append((words, at if isinstance(at, int) and at < 2**62 else -1))


@cache
def _parser() -> duckdb.DuckDBPyConnection:
    return duckdb.connect(":memory:")


def read(statement: str, known: frozenset[str]) -> Found:
    """What a view's statement names; every problem in it, each with its remedy."""
    found = Found()
    row = _parser().cursor().execute("select json_serialize_sql($1::varchar)", [statement]).fetchone()
    assert row is not None
    parsed = json.loads(row[0])
    if parsed.get("error"):
        message = parsed.get("error_message", "")
        at = int(parsed.get("position") or -1)
        found.problems.append((f"it is not one select statement ({message}): write a single select", at))
        return found
    if len(parsed["statements"]) != 1:
        found.problems.append(("it holds several statements: write a single select", -1))
        return found
    _walk(parsed["statements"][0]["node"], known, frozenset(), found)
    return found


def _walk(value: Any, known: frozenset[str], ctes: frozenset[str], found: Found) -> None:
    if isinstance(value, list):
        for inner in value:
            _walk(inner, known, ctes, found)
    elif isinstance(value, dict):
        if "cte_map" in value:
            ctes = _walk_ctes(value, known, ctes, found)
        elif "class" in value:
            _check_expression(value, found)
        elif "sample" in value:
            _check_table(value, known, ctes, found)
        for name, inner in value.items():
            if name != "cte_map":
                _walk(inner, known, ctes, found)


def _walk_ctes(node: dict[str, Any], known: frozenset[str], ctes: frozenset[str], found: Found) -> frozenset[str]:
    """Walk the node's own CTEs, each of which sees those before it; answers the names that the rest sees."""
    if node.get("type") not in NODES or node.get("qualify") or node.get("sample"):
        found.refuse(
            f"{node.get('type')} (or its qualify or sample) is not common to the engines: write a plain select",
            node,
        )
    for entry in node["cte_map"]["map"]:
        if entry["key"] in known:
            found.refuse(f"its own '{entry['key']}' hides the relation of that name: give it another name", node)
        _walk(entry["value"], known, ctes, found)
        ctes |= {entry["key"]}
    return ctes


def _check_table(part: dict[str, Any], known: frozenset[str], ctes: frozenset[str], found: Found) -> None:
    kind = part.get("type")
    if kind not in TABLES or part.get("sample"):
        found.refuse(f"{kind} is no named relation and could read past the scope: name a relation", part)
    elif kind == "JOIN" and (part["join_type"], part["ref_type"]) not in JOINS:
        found.refuse(
            f"a join of kind {part['ref_type']} {part['join_type']} is not common to the engines: write join … on", part
        )
    elif kind == "BASE_TABLE":
        _check_relation(part, known, ctes, found)


def _check_relation(part: dict[str, Any], known: frozenset[str], ctes: frozenset[str], found: Found) -> None:
    name = part["table_name"]
    if part.get("schema_name") or part.get("catalog_name"):
        found.refuse(f"'{name}' is qualified and would read past the scope: name it alone", part)
    elif part.get("at_clause"):
        found.refuse(f"'{name}' is read at another time: leave that out", part)
    elif name in ctes:
        return
    elif name not in known:
        found.refuse(f"'{name}' is no relation with a scope rule: use one of {', '.join(sorted(known))}", part)
    else:
        found.relations.add(name)


def _check_expression(part: dict[str, Any], found: Found) -> None:
    kind = part["class"]
    if kind == "PARAMETER":
        found.refuse("it takes a parameter: views have none, `where` filters them", part)
    elif kind == "STAR":
        found.refuse("it takes every column: name the columns", part)
    elif kind not in EXPRESSIONS:
        found.refuse(f"{kind} is not common to the engines: write it otherwise", part)
    elif kind in ("FUNCTION", "WINDOW"):
        name = part.get("function_name", "")
        if part.get("schema") or part.get("catalog") or name not in FUNCTIONS:
            found.refuse(
                f"the function '{name}' is not on the list of those common to the engines: do without it", part
            )
    elif kind == "TYPE" and part["type_name"].lower() not in CASTS:
        found.refuse(
            f"the type {part['type_name']} differs between the engines: use one of {', '.join(sorted(CASTS))}", part
        )
    elif kind == "CAST" and part.get("try_cast"):
        found.refuse("try_cast is not common to the engines: use cast", part)
