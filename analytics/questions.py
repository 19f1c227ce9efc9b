"""From what a caller asks of a view to one bound statement: filters, order, stable pages. No text of a caller enters
the statement.

Names are looked up in the view, values are bound; the page's end is a cursor holding the values it was sorted by and
the key.
"""

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

import orjson

from analytics.catalogue import Column, Kind, View
from analytics.scope import Prefix, Sight, prefix

OPERATORS = {"eq": "=", "gte": ">=", "lte": "<=", "gt": ">", "lt": "<"}
TYPES = {
    Kind.TEXT: "varchar",
    Kind.INTEGER: "bigint",
    Kind.DECIMAL: "decimal(38,6)",
    Kind.DATE: "date",
    Kind.TIME: "timestamptz",
    Kind.BOOLEAN: "boolean",
    Kind.ID: "uuid",
}
LARGEST_PAGE = 10_000
LARGEST_LIST = 1_000
# Below this many persons a published figure shows nothing.
FEWEST_PERSONS = 3

Where = Mapping[str, Mapping[str, Any]]
"""By column: eq, gte, lte, gt, lt with a value, `in` with a list; all must hold."""


class BadQuestion(ValueError):
    """A filter, an order or a cursor that the view does not know; the words say which and what there is."""


@dataclass(frozen=True)
class By:
    """Sort by a column; what is missing comes last either way."""

    column: str
    descending: bool = False


@dataclass(frozen=True)
class Question:
    """What a caller asks of a view: which rows, in which order, how many after which cursor."""

    where: Where = field(default_factory=dict)
    order_by: Sequence[By] = ()
    first: int | None = 100
    after: str | None = None

    def order(self, view: View) -> tuple[By, ...]:
        """The whole order: as asked, then the key, so that it is the same each time."""
        asked = {by.column for by in self.order_by}
        if len(asked) != len(self.order_by):
            raise BadQuestion("a column is sorted by twice")
        return (*self.order_by, *(By(name) for name in view.key if name not in asked))


@dataclass(frozen=True)
class Statement:
    """One statement for DuckDB and what is bound in it; `sorted_by` names the columns that hold the values of the
    order.
    """

    sql: str
    values: dict[str, Any]
    sorted_by: tuple[str, ...]


class _Builder:
    def __init__(self, view: View, asker: Sight) -> None:
        self.view, self.within = view, asker.within
        self.before: Prefix = prefix(view.relations, asker, published=view.published)
        self.values: dict[str, Any] = dict(self.before.values)

    def bind(self, value: Any, kind: Kind | None) -> str:
        name = f"v{len(self.values)}"
        self.values[name] = value
        return f"${name}::{TYPES[kind] if kind else 'double'}"

    def column(self, name: str) -> Column:
        try:
            return self.view.column(name)
        except KeyError:
            every = ", ".join(column.name for column in self.view.columns)
            raise BadQuestion(f"{self.view.name} has no column {name}: there are {every}") from None

    def expression(self, column: Column) -> tuple[str, Kind | None]:
        """How a column is compared and sorted: persons under three count as missing, quotients as double precision."""
        if column.quotient is not None:
            return column.quotient.sql, None
        if column.persons and self.view.published:
            return f"(case when {column.name} >= {FEWEST_PERSONS} then {column.name} end)", column.kind
        return column.name, column.kind

    def _narrowed(self) -> list[str]:
        """Rows of the areas that the asker is narrowed to; of a view that tells no area, none."""
        if self.within is None:
            return []
        if not any(column.name == "area" for column in self.view.columns):
            return ["false"]
        bound = [self.bind(code, Kind.TEXT) for code in sorted(self.within)]
        return [f"area in ({', '.join(bound)})" if bound else "false"]

    def conditions(self, where: Where) -> list[str]:
        made = self._narrowed()
        for name, tests in where.items():
            column = self.column(name)
            expression, kind = self.expression(column)
            for operator, value in tests.items():
                made.append(self._condition(column, expression, kind, operator, value))
        return made

    def _condition(self, column: Column, expression: str, kind: Kind | None, operator: str, value: Any) -> str:
        if operator == "in":
            if len(value) > LARGEST_LIST:
                raise BadQuestion(f"a list for {column.name} holds more than {LARGEST_LIST} values")
            bound = [self.bind(fitting(column, one), kind) for one in value]
            return f"{expression} in ({', '.join(bound)})" if bound else "false"
        if operator not in OPERATORS:
            raise BadQuestion(f"{operator} is no test: there are {', '.join(OPERATORS)}, in")
        return f"{expression} {OPERATORS[operator]} {self.bind(fitting(column, value), kind)}"

    def after(self, order: Sequence[By], values: Sequence[Any]) -> str:
        """Rows that come after the values in the order, missing ones last."""
        alternatives, equal = [], []
        for by, value in zip(order, values, strict=True):
            expression, kind = self.expression(self.column(by.column))
            if value is None:
                equal.append(f"{expression} is null")
                continue
            bound = self.bind(value, kind)
            beyond = f"({expression} {'<' if by.descending else '>'} {bound} or {expression} is null)"
            alternatives.append(" and ".join([*equal, beyond]))
            equal.append(f"{expression} = {bound}")
        return f"({' or '.join(f'({alternative})' for alternative in alternatives) or 'false'})"

    def statement(self, columns: str, conditions: Sequence[str]) -> str:
        ctes = [*self.before.ctes, f"answer as not materialized (\n{self.view.sql}\n)"]
        where = f"\nwhere {' and '.join(conditions)}" if conditions else ""
        return "with " + ",\n".join(ctes) + f"\nselect {columns} from answer{where}"


def page(view: View, asker: Sight, question: Question) -> Statement:
    """One page of a view, with one row more than asked for, which says that there is a next page. Refuses with
    BadQuestion.
    """
    if question.first is not None and not 0 <= question.first <= LARGEST_PAGE:
        raise BadQuestion(f"a page holds 0 to {LARGEST_PAGE} rows")
    builder = _Builder(view, asker)
    order = question.order(view)
    conditions = builder.conditions(question.where)
    sorted_by = [builder.expression(builder.column(by.column))[0] for by in order]
    if question.after is not None:
        conditions.append(builder.after(order, read_cursor(view, order, question.after)))
    names = [f"s{n}" for n in range(len(order))]
    columns = ", ".join(
        _shown(builder) + [f"{expression} as {name}" for expression, name in zip(sorted_by, names, strict=True)]
    )
    text = builder.statement(columns, conditions)
    text += "\norder by " + ", ".join(
        f"{name} {'desc' if by.descending else 'asc'} nulls last" for name, by in zip(names, order, strict=True)
    )
    if question.first is not None:
        text += f"\nlimit {question.first + 1}"
    return Statement(text, builder.values, tuple(names))


def count(view: View, asker: Sight, where: Where) -> Statement:
    """How many rows a view has."""
    builder = _Builder(view, asker)
    return Statement(builder.statement("count(*) as n", builder.conditions(where)), builder.values, ())


def _shown(builder: _Builder) -> list[str]:
    """Every column the answer needs: the shown ones, and those that quotients are made of."""
    parts = {name for column in builder.view.columns if column.quotient for name in column.quotient.uses}
    shown = [column for column in builder.view.columns if column.quotient is None]
    plain = {column.name for column in shown}
    return [f"{builder.expression(column)[0]} as {column.name}" for column in shown] + sorted(parts - plain)


def fitting(column: Column, value: Any) -> Any:
    """A value of a caller as the column's kind; BadQuestion when it is none."""
    try:
        match column.kind:
            case Kind.INTEGER if not isinstance(value, bool) and int(value) == value and abs(value) < 2**62:
                return int(value)
            case Kind.DECIMAL if not isinstance(value, bool):
                return _decimal(column, value)
            case Kind.DATE:
                return value if type(value) is date else date.fromisoformat(value)
            case Kind.TIME:
                return value if isinstance(value, datetime) else datetime.fromisoformat(value)
            case Kind.BOOLEAN if isinstance(value, bool):
                return value
            case Kind.TEXT if isinstance(value, str):
                return value
            case Kind.ID:
                return str(value)
    except (ValueError, TypeError, OverflowError, InvalidOperation) as error:
        raise BadQuestion(f"{value!r} is no {column.kind.value.lower()}, as {column.name} is") from error
    raise BadQuestion(f"{value!r} is no {column.kind.value.lower()}, as {column.name} is")


def _decimal(column: Column, value: Any) -> Decimal | float:
    number = Decimal(str(value))
    if not number.is_finite() or abs(number) >= Decimal(10) ** 30:
        raise ValueError("out of range")
    return float(number) if column.quotient is not None else number


def write_cursor(view: View, order: Sequence[By], values: Sequence[Any]) -> str:
    """The cursor of a row: the values it is sorted by, and for which view and order they count."""
    plain = [v if v is None or isinstance(v, int | float | bool) else str(v) for v in values]
    # One a row: orjson takes a fifth of the standard library's time here.
    return base64.urlsafe_b64encode(orjson.dumps([_fingerprint(view, order), *plain])).decode().rstrip("=")


def read_cursor(view: View, order: Sequence[By], cursor: str) -> list[Any]:
    """The values of a cursor; BadQuestion when it is none, or from another view or order."""
    try:
        plain = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
        if not isinstance(plain, list) or len(plain) != len(order) + 1 or plain[0] != _fingerprint(view, order):
            raise BadQuestion("the cursor is of another view or order: begin at the first page")
        return [
            None if value is None else _sorted_value(view.column(by.column), value)
            for by, value in zip(order, plain[1:], strict=True)
        ]
    except BadQuestion:
        raise
    except (ValueError, RecursionError) as error:  # no base64, no text, no JSON
        raise BadQuestion("this is no cursor of a page: begin at the first page") from error


def _sorted_value(column: Column, value: Any) -> Any:
    # A quotient is sorted in double precision, and its cursor is that double, exactly.
    return float(value) if column.quotient is not None and isinstance(value, int | float) else fitting(column, value)


def _fingerprint(view: View, order: Sequence[By]) -> str:
    return _hashed(f"{view.name} " + " ".join(f"{by.column}{'-' if by.descending else '+'}" for by in order))


@lru_cache(maxsize=256)
def _hashed(said: str) -> str:
    return hashlib.sha256(said.encode()).hexdigest()[:12]
