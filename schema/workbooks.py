"""Workbooks handed in: what one would state, cell by cell, and the act that states it."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

import strawberry

from resolvers.files import readable
from resolvers.refusals import Refused, not_found
from resolvers.statistics import taking
from resolvers.statistics.taking import CellRead, Handed, Taken
from schema.context import Context, Info
from schema.enums import WorkbookCellOutcome
from schema.ids import key_from, key_of
from schema.items import Item
from schema.mutations import REQUEST_ID, Call, perform
from schema.organisation import Area
from schema.reading import each, one
from schema.refusals import Refusal, kept, shown
from schema.statistics import Fact
from schema.statistics_mutations.common import keys_of


@strawberry.input(description="A workbook handed in for what an item asks. 交表")
class ReadWorkbookInput:
    """What `readWorkbook` takes."""

    request_id: str = strawberry.field(description=REQUEST_ID)
    file: strawberry.ID = strawberry.field(description="The workbook: the id that /files answered.")
    item: strawberry.ID = strawberry.field(description="The township's period, or the department's register period.")
    state: bool = strawberry.field(
        description="Whether its figures are stated: all, or none where a cell is refused. Else they are shown.",
        default=False,
    )
    form: str | None = strawberry.field(
        description="The code of the form whose labels and units an office's own workbook has.",
        default=None,
    )
    expected_revision: int | None = strawberry.field(
        description="The revision of a township's period that the sender saw; refused when it has grown.", default=None
    )
    final: bool = strawberry.field(
        description="Whether register figures are the department's word at once, as in `stateRegister`.", default=True
    )
    reason: str | None = strawberry.field(
        description="Why, where the department had given its word already, as in `stateRegister`.", default=None
    )


@strawberry.type(description="A filled cell of a workbook. 单元格")
class WorkbookCell:
    """One cell."""

    sheet: str = strawberry.field(description="The worksheet's name.")
    address: str = strawberry.field(description="The cell, such as F7.")
    indicator: str = strawberry.field(description="The code of the indicator it is a figure of.")
    area_id: strawberry.Private[int | None]
    area: Area | None = one("Area", "area_id", "The area it is a figure of.")
    text: str = strawberry.field(description="What stands in the cell.")
    value: Decimal | None = strawberry.field(
        description="The figure, in the indicator's unit; null where the cell is none."
    )
    on_record: Decimal | None = strawberry.field(description="What was on record.")
    outcome: WorkbookCellOutcome = strawberry.field(description="What it leads to.")
    refusal: Refusal | None = strawberry.field(description="Why it is refused, and what to do.")


@strawberry.type(description="A row with figures that are not asked here. 未读取的行")
class WorkbookRow:
    """One row left out."""

    address: str = strawberry.field(description="The cell of its words.")
    text: str = strawberry.field(description="Its words.")


@strawberry.type(description="What a workbook holds, and what it did. 读表结果")
class WorkbookRead:
    """One workbook read."""

    key: strawberry.Private[UUID]
    facts: strawberry.Private[list[UUID]]
    item: Item | None = one("Item", "key", "The item it was handed in for, as it is now.")
    stated: bool = strawberry.field(description="Whether its figures are stated.")
    taken_before: datetime | None = strawberry.field(
        description="When the same file was handed in before: that time's result is shown, and nothing changed now."
    )
    cells: list[WorkbookCell] = strawberry.field(description="The filled cells, row by row.")
    left_out: list[WorkbookRow] = strawberry.field(description="Rows with figures that are not asked here.")
    formulas: int = strawberry.field(description="How many of the cells are formulas, taken with their saved result.")
    accepted: list[Fact] = each("Fact", "facts", "The versions that were made.")


ReadWorkbookResult = Annotated[
    WorkbookRead | Refusal, strawberry.union("ReadWorkbookResult", description="What reading a workbook leads to.")
]


async def read_workbook(info: Info, given: ReadWorkbookInput) -> Any:
    """Show what a workbook would state, or state it."""
    context = info.context
    pages = await _opened(context, given)

    async def verb(call: Call) -> dict[str, Any]:
        if isinstance(pages, Refused):
            raise pages
        file, item = _file_key(given.file), _item_key(given.item)
        assert file is not None  # else there were no pages
        handed = Handed(file, pages, item, given.form, given.expected_revision, given.final, given.reason)
        taken = await taking.take_workbook(call.session, call.county, call.person, handed, call.at, state=given.state)
        return _changed(taken)

    return await perform(context, "readWorkbook", given, verb, _present)


async def _opened(context: Context, given: ReadWorkbookInput) -> Any:
    """The pages of the file, or why there are none; read before the act, so that it holds no connection meanwhile."""
    if context.asker.person_id is None:
        return []  # the act says that nobody is signed in
    try:
        async with context.reading() as connection:
            path = await readable(connection, context.settings.files_folder, _file_key(given.file))
        return await taking.opened(path)
    except Refused as refused:
        return refused


def _file_key(id_: str) -> UUID | None:
    """The key of a file: /files answers it bare, the graph as an id of its own."""
    key = key_of(id_, UUID, "File") or key_from(id_, UUID)
    return key if isinstance(key, UUID) else None


def _item_key(id_: str) -> UUID:
    for kind in ("FactPeriod", "RegisterPeriod"):
        key: UUID | None = key_of(id_, UUID, kind)
        if key is not None:
            return key
    refused = not_found("此报告期", "The period")
    refused.path = ("item",)
    raise refused


def _changed(taken: Taken) -> dict[str, Any]:
    return {
        "item": str(taken.item_id),
        "stated": taken.stated,
        "before": taken.before.isoformat() if taken.before else None,
        "cells": [_kept_cell(cell) for cell in taken.cells],
        "left_out": [list(row) for row in taken.left_out],
        "formulas": taken.formulas,
        "facts": [str(fact) for fact in taken.facts],
        "nothing": not taken.stated,
    }


def _kept_cell(cell: CellRead) -> dict[str, Any]:
    return {
        "sheet": cell.page,
        "address": cell.address,
        "indicator": cell.code,
        "area": cell.area_id,
        "text": cell.raw,
        "value": None if cell.value is None else str(cell.value),
        "on_record": None if cell.on_record is None else str(cell.on_record),
        "outcome": cell.outcome.value,
        "refusal": kept(cell.refused) if cell.refused else None,
    }


def _present(context: Context, changed: dict[str, Any]) -> WorkbookRead:
    return WorkbookRead(
        **keys_of(changed),
        stated=changed["stated"],
        taken_before=datetime.fromisoformat(changed["before"]) if changed["before"] else None,
        cells=[_cell(context, cell) for cell in changed["cells"]],
        left_out=[WorkbookRow(address=address, text=words) for address, words in changed["left_out"]],
        formulas=changed["formulas"],
    )


def _cell(context: Context, cell: Mapping[str, Any]) -> WorkbookCell:
    return WorkbookCell(
        sheet=cell["sheet"],
        address=cell["address"],
        indicator=cell["indicator"],
        area_id=cell["area"],
        text=cell["text"],
        value=None if cell["value"] is None else Decimal(cell["value"]),
        on_record=None if cell["on_record"] is None else Decimal(cell["on_record"]),
        outcome=WorkbookCellOutcome[cell["outcome"]],
        refusal=shown(cell["refusal"], context.language) if cell["refusal"] else None,
    )
