"""What is wrong with a county pack, said so that whoever keeps the tables can put it right."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, order=True, slots=True)
class Mark:
    """Where a row of a pack stands: file name inside the folder, and line, counted from 1."""

    file: str
    line: int


@dataclass(frozen=True, order=True, slots=True)
class Problem:
    """One fault of a pack: file, line, what is wrong, and what to do about it."""

    file: str
    line: int
    message: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}. {self.remedy}."


class Marked(Protocol):
    """Anything read from a pack that knows its place."""

    @property
    def mark(self) -> Mark: ...


class RefusedPack(Exception):
    """A pack with faults is not loaded at all; `problems` holds every one, by file and line."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))


def fault(row: Marked, message: str, remedy: str) -> Problem:
    """The problem of one row."""
    return Problem(row.mark.file, row.mark.line, message, remedy)
