"""Rows of calls for material: what is asked of units, and what each gave."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, text
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Row


class MaterialCall(Row):
    """One row a call: a material of a period, asked of several units until a time."""

    __tablename__ = "material_calls"
    item_id: Mapped[UUID] = mapped_column(ForeignKey("items.id"), primary_key=True)
    words: Mapped[str]
    material: Mapped[str]
    period_id: Mapped[int] = mapped_column(ForeignKey("periods.id"))
    due_at: Mapped[datetime]
    note: Mapped[str] = mapped_column(server_default=text("''"))


class MaterialAnswer(Row):
    """One row what one unit gave to a call. `given_at` is null while it owes it, also after a return; a file stays
    named by its id, so that giving it to another call makes no second copy.
    """

    __tablename__ = "material_answers"
    item_id: Mapped[UUID] = mapped_column(ForeignKey("items.id"), primary_key=True)
    call_id: Mapped[UUID] = mapped_column(ForeignKey("material_calls.item_id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    file_id: Mapped[UUID | None] = mapped_column(ForeignKey("files.id"))
    given_at: Mapped[datetime | None]
    given_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    reused_from: Mapped[UUID | None] = mapped_column(ForeignKey("material_answers.item_id"))
    nothing_because: Mapped[str | None]
    returned_because: Mapped[str | None]
