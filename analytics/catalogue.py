"""The views: each a `.sql` file that says in its header what it answers and in one select how. A new file is all a new
view takes.

Header lines, each beginning with `-- `; meanings may run on over indented lines:

One row is …                                   what one row is key: column, column                            what
tells rows apart scope: rows | published                        counted over what the asker may see, or over the
county, for everyone shape: many | one                              `one` takes its key columns as arguments column
NAME [(persons)]: meaning               a column; unit in the meaning; persons: hidden under three part NAME: meaning
a column that only quotients use quotient NAME = n / d to DECIMALS: meaning     divided at the edge, exactly, because
engines divide decimals differently difference NAME = n / d - n / d to DECIMALS: meaning growth NAME = n / d - n / d to
DECIMALS: meaning    the difference in percent of the second
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import duckdb

from analytics import grammar
from analytics.quotients import Quotient
from analytics.relations import RELATIONS
from analytics.scope import READABLE

VIEWS = Path(__file__).parent / "views"
NAME = r"[a-z][a-z0-9_]*"


class Kind(StrEnum):
    """What a column holds."""

    TEXT = "TEXT"
    INTEGER = "INTEGER"
    DECIMAL = "DECIMAL"
    DATE = "DATE"
    TIME = "TIME"
    BOOLEAN = "BOOLEAN"
    ID = "ID"


KINDS = {
    "VARCHAR": Kind.TEXT, "INTEGER": Kind.INTEGER, "BIGINT": Kind.INTEGER, "DATE": Kind.DATE, "BOOLEAN": Kind.BOOLEAN,
    "TIMESTAMP WITH TIME ZONE": Kind.TIME, "UUID": Kind.ID,
}  # fmt: skip


@dataclass(frozen=True)
class Column:
    """A column that a view shows: its kind, its meaning, whether it counts persons, or the quotient it is."""

    name: str
    kind: Kind
    meaning: str
    persons: bool = False
    quotient: Quotient | None = None


@dataclass(frozen=True)
class View:
    """One view, checked: what its header says and the statement."""

    name: str
    meaning: str
    key: tuple[str, ...]
    published: bool
    one: bool
    columns: tuple[Column, ...]
    relations: frozenset[str]
    sql: str

    def column(self, name: str) -> Column:
        """A shown column by name; KeyError when there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)


@dataclass(frozen=True)
class Problem:
    """What is wrong with a view's file, where, and what to do."""

    path: Path
    line: int
    words: str

    def __str__(self) -> str:
        """File, line, words."""
        return f"{self.path.name}:{self.line}: {self.words}"


class BadViews(Exception):
    """Views that cannot be loaded; every problem of every file at once."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        """Hold the problems."""
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


def load(folder: Path = VIEWS) -> dict[str, View]:
    """Every view of a folder by name; BadViews with every problem when any is not right."""
    problems: list[Problem] = []
    views: dict[str, View] = {}
    for path in sorted(folder.glob("*.sql")):
        reader = _Reader(path)
        view = reader.view()
        problems += reader.problems
        if view is not None:
            views[view.name] = view
    if problems:
        raise BadViews(problems)
    return views


@dataclass(frozen=True)
class _Line:
    number: int
    text: str


class _Reader:
    """Reads one file; gathers its problems."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.problems: list[Problem] = []
        self.text = path.read_text(encoding="utf-8")
        self.lines = self.text.splitlines()
        self.length = next((n for n, line in enumerate(self.lines) if not line.startswith("--")), len(self.lines))

    def problem(self, line: int, words: str) -> None:
        self.problems.append(Problem(self.path, line, words))

    def view(self) -> View | None:
        if not re.fullmatch(NAME, self.path.stem):
            self.problem(1, "name the file in lower case letters, digits and underscores, as the field is called")
        header = self._header()
        facts = self._facts(header)
        statement = "\n" * self.length + "\n".join(self.lines[self.length :]).rstrip().removesuffix(";")
        found = grammar.read(statement, READABLE)
        for words, offset in found.problems:
            self.problem(statement.count("\n", 0, offset) + 1 if offset >= 0 else self.length + 1, words)
        kinds = {} if found.problems else self._describe(statement, found.relations)
        columns = self._columns(header, kinds)
        self._check_key(facts, columns)
        if self.problems:
            return None
        return View(
            self.path.stem, facts["row"].text, tuple(facts["key"].text.split(", ")), facts["scope"].text == "published",
            facts["shape"].text == "one", tuple(columns), frozenset(found.relations), statement.strip(),
        )  # fmt: skip

    def _header(self) -> list[_Line]:
        """The header's lines, each with the indented lines that continue it."""
        joined: list[_Line] = []
        for number, line in enumerate(self.lines[: self.length], 1):
            if line.startswith("--   ") and joined:
                joined[-1] = _Line(joined[-1].number, f"{joined[-1].text} {line[2:].strip()}")
            else:
                joined.append(_Line(number, line[2:].strip()))
        return joined

    def _facts(self, header: list[_Line]) -> dict[str, _Line]:
        found: dict[str, _Line] = {}
        for line in header:
            word, colon, rest = line.text.partition(":")
            if line.text.startswith("One row "):
                found["row"] = line
            elif colon and word in ("key", "scope", "shape"):
                found[word] = _Line(line.number, rest.strip())
        for word, like in (
            ("row", "One row is …"),
            ("key", "key: area, period"),
            ("scope", "scope: rows"),
            ("shape", "shape: many"),
        ):
            if word not in found:
                self.problem(1, f"the header lacks a line like '-- {like}'")
        for word, allowed in (("scope", ("rows", "published")), ("shape", ("many", "one"))):
            if word in found and found[word].text not in allowed:
                self.problem(found[word].number, f"{word} is '{found[word].text}': write {' or '.join(allowed)}")
        return found

    def _describe(self, statement: str, relations: Iterable[str]) -> dict[str, str]:
        """Names and types of the statement's columns, from empty tables of the relations it names."""
        connection = duckdb.connect(":memory:")
        try:
            for name in relations:
                connection.execute(RELATIONS[name].create)
            return {row[0]: row[1] for row in connection.execute(f"describe {statement}").fetchall()}
        except duckdb.Error as error:
            self.problem(self.length + 1, str(error).splitlines()[0])
            return {}
        finally:
            connection.close()

    def _columns(self, header: list[_Line], kinds: dict[str, str]) -> list[Column]:
        columns: list[Column] = []
        parts: set[str] = set()
        divided: list[tuple[int, Quotient]] = []
        for line in header:
            if named := re.fullmatch(rf"(column|part) ({NAME})( \(persons\))?: (\S.*)", line.text):
                name = named[2]
                self._check_named(line, name, kinds, {c.name for c in columns} | parts)
                if named[1] == "part":
                    parts.add(name)
                else:
                    columns.append(Column(name, self._kind(line, name, kinds), named[4], bool(named[3])))
            elif quotient := Quotient.parse(line.text):
                divided.append((line.number, quotient[0]))
                columns.append(Column(quotient[0].name, Kind.DECIMAL, quotient[1], quotient=quotient[0]))
            elif re.match(r"(column|part|quotient|difference|growth) ", line.text):
                self.problem(line.number, "this line cannot be read: see analytics/catalogue.py for its form")
        for number, quotient_ in divided:
            for name in sorted(quotient_.uses - set(kinds)) if kinds else ():
                self.problem(number, f"the statement has no column '{name}'")
        self._check_whole(kinds, columns, parts)
        return columns

    def _kind(self, line: _Line, name: str, kinds: dict[str, str]) -> Kind:
        written = kinds.get(name, "VARCHAR")
        if written.startswith("DECIMAL"):
            return Kind.DECIMAL
        if written not in KINDS:
            self.problem(
                line.number,
                f"column '{name}' is of type {written}: cast it to one of {', '.join(sorted(grammar.CASTS))}",
            )
        return KINDS.get(written, Kind.TEXT)

    def _check_named(self, line: _Line, name: str, kinds: dict[str, str], before: set[str]) -> None:
        if kinds and name not in kinds:
            self.problem(line.number, f"the statement has no column '{name}': select it, or take the line away")
        if name in before:
            self.problem(line.number, f"'{name}' is described twice: take one line away")

    def _check_whole(self, kinds: dict[str, str], columns: list[Column], parts: set[str]) -> None:
        described = {column.name for column in columns if column.quotient is None} | parts
        for name in sorted(set(kinds) - described):
            self.problem(1, f"column '{name}' has no meaning: add a line '-- column {name}: …' with its unit")

    def _check_key(self, facts: dict[str, _Line], columns: list[Column]) -> None:
        shown = {column.name for column in columns if column.quotient is None and not column.persons}
        for name in facts["key"].text.split(", ") if "key" in facts else ():
            if name not in shown:
                self.problem(facts["key"].number, f"key column '{name}' is not described as a column of the view")
