"""`python3 hub.py bench workbooks [--json]`: a workbook of 100,000 cells handed in, against openpyxl alone.

Of the hub is timed what happens to it: it is opened in a process of its own (started before, as the server keeps one),
its figures are found by their headings, every number is checked, and each bad cell gets its sentence. openpyxl only
reads the cells, in both of its ways. The three take turns in one run, so that a busy machine is busy for all.
"""

import argparse
import gc
import json
import random
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from time import perf_counter, sleep
from typing import Any
from uuid import UUID

import openpyxl
import xlsxwriter

from analytics.workbooks.reading import OPENER
from db.statistics import Indicator
from resolvers.statistics.blocks import look, read_cells
from resolvers.statistics.book import AreaFacts, Catalogue
from resolvers.statistics.old_books import old_block
from resolvers.statistics.open_cells import OpenCells
from resolvers.statistics.periods import Period

INDICATORS, AREAS, BAD_SHARE, TIMES = 1_000, 100, 0.002, 5
BAD = ("约三百", "12人", "1,23,4", "3.2万", "1.2345")


@dataclass(frozen=True)
class Answer:
    """What was measured, in seconds (medians), and how many times faster the hub was."""

    cells: int
    bad: int
    hub_s: float
    openpyxl_s: float
    openpyxl_read_only_s: float
    times_faster: float
    times_faster_than_read_only: float


def indicator(number: int) -> Indicator:
    """An indicator of the catalogue, with a decimal."""
    return Indicator(
        id=number, code=f"X{number:04}", name_zh=f"指标{number}号", name_en=f"Indicator {number}", unit_of_measure="人",
        unit_en="persons", decimals=1, period_kind="MONTH", source_kind="REGISTER", level="TOWN", agg_time="LAST",
        agg_space="SUM", rules=[], warnings=[], responsible_id=1,
    )  # fmt: skip


def asked() -> OpenCells:
    """A register of a thousand indicators for a hundred townships."""
    areas = [AreaFacts(n, f"A{n}", f"第{n}镇", f"Town {n}", "TOWNSHIP") for n in range(1, AREAS + 1)]
    areas.append(AreaFacts(AREAS + 1, "C", "县", "County", "COUNTY"))
    known = Catalogue([indicator(n) for n in range(1, INDICATORS + 1)], areas, {})
    cells = {code: tuple(known.townships) for code in known.rows}
    return OpenCells(UUID(int=0), 1, Period.parse("2019-10"), True, known, cells)


def write(path: Path, chance: random.Random) -> int:
    """The workbook as a department would send it; answers how many of its cells are bad."""
    book, bad = xlsxwriter.Workbook(path), 0
    page = book.add_worksheet("台账")
    page.write_row(0, 0, ["指标", *(f"第{n}镇" for n in range(1, AREAS + 1))])
    for row in range(1, INDICATORS + 1):
        page.write_string(row, 0, f"指标{row}号")
        for column in range(1, AREAS + 1):
            if chance.random() < BAD_SHARE:
                page.write_string(row, column, chance.choice(BAD))
                bad += 1
            else:
                page.write_number(row, column, chance.randrange(1_000_000) / 10)
    book.close()
    return bad


def by_hub(path: Path, wanted: OpenCells) -> tuple[int, int]:
    """Read and check as the hub does; answers the numbers of filled and of bad cells."""
    blocks = [block for page in OPENER.pages(path) if (block := old_block(page, wanted)) is not None]
    seen = look(blocks[0], wanted)
    found = read_cells(blocks[0], wanted, sorted(seen.doubtful), seen.doubtful)
    said = [cell.refused.message("zh") for cell in found if cell.refused]
    return len(seen.filled), len(said)


def by_openpyxl(path: Path, *, read_only: bool) -> int:
    """Read alone; answers the number of filled cells beside the headings."""
    book = openpyxl.load_workbook(path, read_only=read_only, data_only=True)
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    book.close()
    return sum(cell is not None for row in rows[1:] for cell in row[1:])


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """How long something takes, and what it answers; what the one before it left behind is cleared away first."""
    gc.collect()
    begun = perf_counter()
    answer = work()
    return perf_counter() - begun, answer


def rounds(path: Path, wanted: OpenCells, bad: int) -> Iterator[tuple[float, float, float]]:
    """The times of the three, round by round. Fails when they do not find the same cells."""
    for _ in range(TIMES):
        sleep(1.5)  # until the next process waits, as it does in a server between two workbooks
        hub, counted = timed(lambda: by_hub(path, wanted))
        whole, all_cells = timed(lambda: by_openpyxl(path, read_only=False))
        lean, same_cells = timed(lambda: by_openpyxl(path, read_only=True))
        if not (counted == (all_cells, bad) and all_cells == same_cells):
            raise SystemExit(f"the readers differ: {counted}, {all_cells}, {same_cells}, {bad} bad")
        yield hub, whole, lean


def measure() -> Answer:
    """Make the workbook, let all three read it in turns, and compare."""
    with tempfile.TemporaryDirectory() as folder:
        path, wanted = Path(folder) / "register.xlsx", asked()
        bad = write(path, random.Random(1))
        by_hub(path, wanted)
        hub, whole, lean = (median(times) for times in zip(*rounds(path, wanted, bad), strict=True))
    return Answer(
        INDICATORS * AREAS,
        bad,
        round(hub, 3),
        round(whole, 3),
        round(lean, 3),
        round(whole / hub, 1),
        round(lean / hub, 1),
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="hub.py bench workbooks", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    answer = measure()
    if parser.parse_args().json:
        print(json.dumps(asdict(answer)))
        return
    print(f"{answer.cells:,} cells, {answer.bad} of them bad: read and checked in {answer.hub_s} s")
    print(f"openpyxl alone: {answer.openpyxl_s} s ({answer.times_faster} times as long)")
    print(f"openpyxl alone, read-only: {answer.openpyxl_read_only_s} s ({answer.times_faster_than_read_only} times)")


if __name__ == "__main__":
    main()
