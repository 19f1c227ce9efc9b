"""Rows of the form register: what is designed, and how its fields are bound."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, text
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Row


class FormProposal(Row):
    """One row the item of a form: the head of the version that is designed or in force."""

    __tablename__ = "form_proposals"
    item_id: Mapped[UUID] = mapped_column(ForeignKey("items.id"), primary_key=True)
    version: Mapped[int] = mapped_column(server_default=text("1"))
    form_id: Mapped[int | None] = mapped_column(ForeignKey("forms.id"))
    name_zh: Mapped[str]
    name_en: Mapped[str]
    table_no: Mapped[str]
    statutory: Mapped[bool]
    approved_by: Mapped[str | None]
    approval_no: Mapped[str | None]
    period_kind: Mapped[str]
    due: Mapped[str]
    purpose: Mapped[str]
    valid_to: Mapped[date | None]


class ProposedField(Row):
    """One row a field of a proposal; unbound while nobody has decided which indicator it means."""

    __tablename__ = "proposed_fields"
    item_id: Mapped[UUID] = mapped_column(ForeignKey("form_proposals.item_id"), primary_key=True)
    ordinal: Mapped[int] = mapped_column(primary_key=True)
    label: Mapped[str]
    unit_of_measure: Mapped[str | None]
    asks: Mapped[str]
    indicator_id: Mapped[int | None] = mapped_column(ForeignKey("indicators.id"))
    factor_numerator: Mapped[int] = mapped_column(server_default=text("1"))
    factor_denominator: Mapped[int] = mapped_column(server_default=text("1"))
    bound_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    bound_at: Mapped[datetime | None]
    reason: Mapped[str | None]


class FormVersion(Row):
    """One row a form that the register put in force; the county pack's own forms have none."""

    __tablename__ = "form_versions"
    form_id: Mapped[int] = mapped_column(ForeignKey("forms.id"), primary_key=True)
    item_id: Mapped[UUID] = mapped_column(ForeignKey("form_proposals.item_id"))
