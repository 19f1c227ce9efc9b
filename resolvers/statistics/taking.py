"""Workbooks taken in: what one would state is shown, and on the sender's word stated, all of it or nothing.

Whether a figure may be stated is judged by the verbs that take typed figures; here they run in a savepoint, which is
rolled back where the sender only looks or a cell is refused.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import Insert, insert
from sqlalchemy.ext.asyncio import AsyncSession

from analytics.workbooks.reading import Page, Unreadable, pages_of
from db.statistics import WorkbookTaken
from resolvers.county import County
from resolvers.refusals import Refused, bad_input
from resolvers.statistics.blocks import Block, Found, look, read_cells
from resolvers.statistics.book import Book, read_book
from resolvers.statistics.entry_books import identity_of
from resolvers.statistics.finding import block_of, form_of
from resolvers.statistics.form_heads import form_heads
from resolvers.statistics.numbers import read_number
from resolvers.statistics.open_cells import OpenCells, open_cells
from resolvers.statistics.stating import MOST_FIGURES, Stated, state_facts, state_register
from resolvers.statistics.typed import Typed
from resolvers.statistics.workbook_words import unreadable

MOST_REFUSED = 500  # cells told at once; who has more corrects those first


class CellOutcome(StrEnum):
    """What a cell of a workbook leads to."""

    NEW = "NEW"  # nothing is on record: it would be stated
    CHANGED = "CHANGED"  # another value is on record: a new version would be stated
    SAME = "SAME"  # it is on record already
    REFUSED = "REFUSED"  # it cannot be stated, and so nothing of the workbook is


@dataclass(frozen=True)
class CellRead:
    """A filled cell: where, which fact, what stands there, what is on record, what it leads to."""

    page: str
    address: str
    code: str
    area_id: int
    raw: str
    value: Decimal | None
    on_record: Decimal | None
    outcome: CellOutcome
    refused: Refused | None = None


@dataclass
class Taken:
    """What a workbook holds and did. `stated`: its figures are on record now; `before`: since an earlier handing in.

    `left_out` are rows with figures that are not asked here, (address, words); `formulas` counts the cells whose saved
    results were taken.
    """

    item_id: UUID
    register: bool
    cells: list[CellRead] = field(default_factory=list)
    left_out: tuple[tuple[str, str], ...] = ()
    formulas: int = 0
    facts: list[UUID] = field(default_factory=list)
    stated: bool = False
    before: datetime | None = None


@dataclass(frozen=True)
class Handed:
    """A workbook as it is handed in: the file and its pages, the item it is for, and how it is meant.

    `form`: whose labels and units an office's own workbook has. `final` and `reason` as for a register that is typed.
    """

    file_id: UUID
    pages: Sequence[Page]
    item_id: UUID
    form: str | None = None
    revision: int | None = None
    final: bool = True
    reason: str | None = None


async def opened(path: Path) -> list[Page]:
    """The pages of a workbook. Refused with WORKBOOK_UNREADABLE, WORKBOOK_MACROS or WORKBOOK_TOO_LARGE."""
    try:
        return await pages_of(path)
    except Unreadable as fault:
        raise unreadable(fault) from None


async def take_workbook(
    session: AsyncSession, county: County, person: int, handed: Handed, at: datetime, *, state: bool
) -> Taken:
    """Say what a workbook would state, and state it with `state`: all its cells, or none with what is wrong in each.

    The same file again from the same person for the same item answers what it did and changes nothing. Refused with
    WORKBOOK_OF_ANOTHER, WORKBOOK_NOT_RECOGNISED, and as the verbs refuse an act as a whole.
    """
    form = handed.form or form_of(handed.pages)
    asked = await open_cells(session, county, handed.item_id, county.today(at), form)
    earlier = await session.get(WorkbookTaken, (handed.file_id, handed.item_id, person))
    if earlier is not None:
        return _as_before(earlier, asked)
    forms = await form_heads(session, county)
    block = block_of(handed.pages, asked, identity_of(county, asked), county, forms)
    found = _cells(block, asked)
    book = await read_book(session, asked.known, asked.areas, asked.period, list(asked.cells), past=False)
    result = Taken(asked.item_id, asked.register, left_out=block.left_out)
    result.formulas = sum(cell.address in block.page.formulas for cell in found)
    good = [_as_typed(cell, book, person) for cell in found if cell.refused is None]
    whole = state and len(good) == len(found)
    refusals = await _try(session, county, person, handed, asked, good, at, result, whole=whole)
    result.cells = [_told(cell, book, refusals) for cell in found]
    if result.stated:
        await session.execute(_kept(handed, person, at, result))
    return result


def _cells(block: Block, asked: OpenCells) -> list[Found]:
    """The filled cells; where there are more than one act takes, those that are no numbers alone."""
    seen = look(block, asked)
    if len(seen.filled) > MOST_FIGURES:
        found = list(read_cells(block, asked, sorted(seen.doubtful)[:MOST_REFUSED], seen.doubtful))
        if any(cell.refused for cell in found):
            return [cell for cell in found if cell.refused]
        raise bad_input(f"一次须填1至{MOST_FIGURES}个数据", f"State 1 to {MOST_FIGURES} figures at once", "file")
    found = list(read_cells(block, asked, seen.filled, seen.doubtful))
    if not found:
        raise bad_input("表中没有填写数据", "No figure is filled in", "file")
    return found


def _as_typed(cell: Found, book: Book, person: int) -> Typed:
    """A cell as a typed figure. The version seen counts against others alone: who corrects a cell of the own workbook
    and hands it in again stands in nobody's way.
    """
    typed = cell.typed
    fact = book.fact(typed.code, typed.area_id or 0)
    mine = fact is not None and (fact.stated_by == person or fact.value == _value(typed, book))
    return Typed(typed.code, typed.value, typed.area_id, None) if mine else typed


def _value(typed: Typed, book: Book) -> Decimal | None:
    row = book.catalogue.rows[typed.code]
    value = read_number(typed.value, decimals=row.decimals, unit=row.unit_of_measure)
    return value if isinstance(value, Decimal) else None


async def _try(
    session: AsyncSession,
    county: County,
    person: int,
    handed: Handed,
    asked: OpenCells,
    good: Sequence[Typed],
    at: datetime,
    result: Taken,
    *,
    whole: bool,
) -> dict[tuple[str, int], Refused]:
    """Run the verb over the figures and keep what it did only where all of it is meant and accepted; answers the
    refusals by (indicator, area).
    """
    if not good:
        return {}
    async with session.begin_nested() as savepoint:
        stated = await _state(session, county, person, handed, asked, good, at, final=whole and handed.final)
        refused = {(typed.code, typed.area_id or 0): why for typed, why in stated.refused}
        if whole and not refused:
            result.facts, result.stated = list(stated.facts), True
        else:
            await savepoint.rollback()
    return refused


async def _state(
    session: AsyncSession,
    county: County,
    person: int,
    handed: Handed,
    asked: OpenCells,
    good: Sequence[Typed],
    at: datetime,
    *,
    final: bool,
) -> Stated:
    if not asked.register:
        return await state_facts(session, county, person, asked.item_id, good, at, revision=handed.revision)
    return await state_register(
        session, county, person, asked.period, asked.unit_id, good, at, final=final, reason=handed.reason
    )


def _told(cell: Found, book: Book, refusals: Mapping[tuple[str, int], Refused]) -> CellRead:
    typed, area = cell.typed, cell.typed.area_id or 0
    refused = cell.refused or refusals.get((typed.code, area))
    fact = book.fact(typed.code, area)
    value = None if cell.refused else _value(typed, book)
    if refused is not None:
        outcome = CellOutcome.REFUSED
    elif fact is None:
        outcome = CellOutcome.NEW
    else:
        outcome = CellOutcome.SAME if fact.value == value else CellOutcome.CHANGED
    on_record = fact.value if fact else None
    return CellRead(cell.page, cell.address, typed.code, area, cell.raw, value, on_record, outcome, refused)


def _kept(handed: Handed, person: int, at: datetime, result: Taken) -> Insert:
    """The row of a workbook taken. Of two at the same moment the second changed nothing and leaves the first's."""
    kept = {
        "facts": [str(fact) for fact in result.facts],
        "left_out": [list(each) for each in result.left_out],
        "formulas": result.formulas,
        "cells": [
            [c.page, c.address, c.code, c.area_id, c.raw, _text(c.value), _text(c.on_record), c.outcome.value]
            for c in result.cells
        ],
    }
    values = {"file_id": handed.file_id, "item_id": handed.item_id, "person_id": person, "taken_at": at, "result": kept}
    return insert(WorkbookTaken).values(values).on_conflict_do_nothing()


def _text(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"


def _as_before(row: WorkbookTaken, asked: OpenCells) -> Taken:
    """What a workbook did when it was handed in first."""
    kept = row.result
    return Taken(
        row.item_id,
        asked.register,
        [_cell(cell) for cell in kept["cells"]],
        tuple((address, words) for address, words in kept["left_out"]),
        kept["formulas"],
        [UUID(fact) for fact in kept["facts"]],
        stated=True,
        before=row.taken_at,
    )


def _cell(kept: Sequence[Any]) -> CellRead:
    page, address, code, area, raw, value, on_record, outcome = kept
    numbers = [None if text is None else Decimal(text) for text in (value, on_record)]
    return CellRead(page, address, code, area, raw, numbers[0], numbers[1], CellOutcome(outcome))
