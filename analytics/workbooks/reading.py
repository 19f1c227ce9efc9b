"""Workbooks that came back, as grids of cells; each is opened in a process of its own with limits."""

import asyncio
import atexit
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import orjson

ROOT: Final = Path(__file__).resolve().parents[2]
SOON_SECONDS: Final = 0.5
AT_ONCE: Final = 2  # each may take a whole processor and a gigabyte
MOST_ROWS: Final = 20_000
MOST_CELLS: Final = 1_000_000
LIMITS: Final = {
    "rows": MOST_ROWS,
    "cells": MOST_CELLS,
    "unzipped": 256 * 1024 * 1024,
    "memory": 1024**3,
    "seconds": 20,
}


Cell = str | float | int | bool


def text_of(cell: Cell) -> str:
    """A cell as text; a number in the 15 digits that a workbook shows of it, where 0.1 + 0.2 is 0.3."""
    if isinstance(cell, float):
        text = f"{cell:.15g}"
        return f"{Decimal(text):f}" if "e" in text else text
    return cell if isinstance(cell, str) else str(cell)


class Fault(StrEnum):
    """Why a file is not read at all."""

    NOT_A_WORKBOOK = "NOT_A_WORKBOOK"
    OLD_OR_LOCKED = "OLD_OR_LOCKED"  # .xls, or locked with a password: both are the same kind of container
    BROKEN = "BROKEN"
    MACROS = "MACROS"
    TOO_LARGE = "TOO_LARGE"
    TOO_MANY_ROWS = "TOO_MANY_ROWS"
    TOO_MANY_CELLS = "TOO_MANY_CELLS"
    TOO_SLOW = "TOO_SLOW"


class Unreadable(Exception):
    """A file that is not read: the fault, and the values its sentence needs."""

    def __init__(self, fault: Fault, values: Mapping[str, int | str] | None = None) -> None:
        """Note them."""
        super().__init__(fault)
        self.fault, self.values = fault, values or {}


@dataclass(frozen=True)
class Page:
    """A worksheet: cells from A1 on, rows of equal length, empty ones ""; merged ranges as (row, column, last
    row, last column); addresses of formulas, and of those without a saved result.
    """

    name: str
    hidden: bool
    rows: list[list[Cell]]
    merged: tuple[tuple[int, int, int, int], ...] = ()
    formulas: frozenset[str] = frozenset()
    unsaved: frozenset[str] = frozenset()

    @cached_property
    def spread(self) -> list[list[Cell]]:
        """The rows with the words of merged cells in each cell that they cover: what stands over a column, in it."""
        if not self.merged:
            return self.rows
        rows = [list(row) for row in self.rows]
        for top, left, bottom, right in self.merged:
            words = rows[top][left] if top < len(rows) and left < len(rows[top]) else ""
            for row in rows[top : bottom + 1]:
                row[left : right + 1] = [words] * len(row[left : right + 1])
        return rows


def address(row: int, column: int) -> str:
    """What a workbook calls a cell: (0, 0) is A1, (4, 27) is AB5."""
    letters, rest = "", column + 1
    while rest:
        rest, last = divmod(rest - 1, 26)
        letters = chr(ord("A") + last) + letters
    return f"{letters}{row + 1}"


class Opener:
    """Processes that open workbooks: one a file, and one kept waiting, so that nobody waits for its start."""

    def __init__(self) -> None:
        """Begin without one."""
        self._spare: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        self._places = threading.BoundedSemaphore(AT_ONCE)
        self._closed = False

    def pages(self, path: Path, limits: Mapping[str, int] = LIMITS) -> list[Page]:
        """The worksheets of a file, in order. Raises Unreadable. Holds the thread it is called in."""
        with self._places:
            return self._pages(path, limits)

    def _pages(self, path: Path, limits: Mapping[str, int]) -> list[Page]:
        process = self._one()
        line = orjson.dumps({"path": str(path), "limits": dict(limits)}) + b"\n"
        try:
            out, _ = process.communicate(line, timeout=limits["seconds"])
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            raise Unreadable(Fault.TOO_SLOW, {"seconds": limits["seconds"]}) from None
        finally:
            self._keep_one_soon()
        if process.returncode:
            # It was ended by a limit: the room it may use, or the time.
            raise Unreadable(Fault.TOO_LARGE)
        return _pages(orjson.loads(out))

    def _one(self) -> "subprocess.Popen[bytes]":
        with self._lock:
            taken, self._spare = self._spare, None
        return _start() if taken is None or taken.poll() is not None else taken

    def _keep_one_soon(self) -> None:
        """Start the next one a moment later: its start would take the processor from what is done with the pages."""
        later = threading.Timer(SOON_SECONDS, self._keep_one)
        later.daemon = True
        later.start()

    def _keep_one(self) -> None:
        with self._lock:
            if self._spare is None and not self._closed:
                self._spare = _start()

    def close(self) -> None:
        """End the one that waits, and keep none any more."""
        with self._lock:
            self._closed = True
            if self._spare is not None:
                self._spare.communicate(b"")
            self._spare = None


def _start() -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "analytics.workbooks.opening"],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "PATH": ""},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )


def _pages(answer: dict[str, Any]) -> list[Page]:
    if "fault" in answer:
        raise Unreadable(Fault(answer["fault"]), answer["values"])
    return [
        Page(
            page["name"],
            page["hidden"],
            page["rows"],
            tuple(tuple(each) for each in page["merged"]),
            frozenset(page["formulas"]),
            frozenset(page["unsaved"]),
        )
        for page in answer["pages"]
    ]


OPENER: Final = Opener()
atexit.register(OPENER.close)


async def pages_of(path: Path) -> list[Page]:
    """The worksheets of a file, in order; opened beside everything else. Raises Unreadable."""
    return await asyncio.to_thread(OPENER.pages, path)
