"""Rows of the spine: items and what stands around every item, whatever its subject."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, text
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Id, Row


class Item(Row):
    """One row a thing that travels. `state` moves only through resolvers/flow.py, from the revision it expected."""

    __tablename__ = "items"
    id: Mapped[Id]
    kind: Mapped[str]
    flow_id: Mapped[int] = mapped_column(ForeignKey("flows.id"))
    number: Mapped[str | None]
    title: Mapped[str]
    title_en: Mapped[str] = mapped_column(server_default=text("''"))
    state: Mapped[str]
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    area_id: Mapped[int] = mapped_column(ForeignKey("areas.id"))
    urgency: Mapped[str] = mapped_column(server_default=text("'NORMAL'"))
    opened_at: Mapped[datetime]
    opened_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    due_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    revision: Mapped[int] = mapped_column(server_default=text("1"))
    readers: Mapped[list[int]]
    barred: Mapped[list[int]] = mapped_column(server_default=text("'{}'"))


class Access(Row):
    """One row a reader added to an item after it was opened, and why."""

    __tablename__ = "access"
    id: Mapped[Id]
    item_id: Mapped[UUID] = mapped_column(ForeignKey("items.id"))
    reader_id: Mapped[int] = mapped_column(ForeignKey("readers.id"))
    reason: Mapped[str]
    granted_at: Mapped[datetime]
    granted_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))


class Assignment(Row):
    """One row: the holders must do something with an item by a time. The open ones are the inbox."""

    __tablename__ = "assignments"
    id: Mapped[Id]
    item_id: Mapped[UUID] = mapped_column(ForeignKey("items.id"))
    duty: Mapped[str]
    power: Mapped[str]
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    holders: Mapped[list[int]]
    term: Mapped[str | None]
    opened_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    closed_for_post: Mapped[int | None] = mapped_column(ForeignKey("posts.id"))
    closed_event: Mapped[str | None]
    reminders: Mapped[int] = mapped_column(server_default=text("0"))
    reminded_at: Mapped[datetime | None]
    look_at: Mapped[datetime | None]


class Opinion(Row):
    """One row what a post said about an item; the person signs."""

    __tablename__ = "opinions"
    id: Mapped[Id]
    item_id: Mapped[UUID] = mapped_column(ForeignKey("items.id"))
    kind: Mapped[str]
    choice: Mapped[str | None]
    text: Mapped[str] = mapped_column(server_default=text("''"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    given_at: Mapped[datetime]
    judged_hash: Mapped[str | None]


class Link(Row):
    """One row: an item answers, opens, quotes, succeeds or corrects another."""

    __tablename__ = "links"
    from_id: Mapped[UUID] = mapped_column(ForeignKey("items.id"), primary_key=True)
    to_id: Mapped[UUID] = mapped_column(ForeignKey("items.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    linked_at: Mapped[datetime]


class File(Row):
    """One row a content, by its hash. The bytes lie in the file store."""

    __tablename__ = "files"
    id: Mapped[Id]
    sha256: Mapped[str] = mapped_column(unique=True)
    size: Mapped[int] = mapped_column(BigInteger)
    media_type: Mapped[str]
    stored_at: Mapped[datetime]


class Upload(Row):
    """One row: a person has put a content into the hub."""

    __tablename__ = "uploads"
    file_id: Mapped[UUID] = mapped_column(ForeignKey("files.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    uploaded_at: Mapped[datetime]


class Attachment(Row):
    """One row a file that belongs to an item."""

    __tablename__ = "attachments"
    id: Mapped[Id]
    item_id: Mapped[UUID] = mapped_column(ForeignKey("items.id"))
    file_id: Mapped[UUID] = mapped_column(ForeignKey("files.id"))
    name: Mapped[str]
    ordinal: Mapped[int] = mapped_column(server_default=text("1"))
    attached_at: Mapped[datetime]
    attached_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))


class Notice(Row):
    """One row a message to a person about an item."""

    __tablename__ = "notices"
    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    item_id: Mapped[UUID | None] = mapped_column(ForeignKey("items.id"))
    kind: Mapped[str]
    event: Mapped[str]
    sent_at: Mapped[datetime]
    read_at: Mapped[datetime | None]


class Request(Row):
    """One row a mutation of a person that succeeded, by the client's request id: a retry answers with the same
    things.
    """

    __tablename__ = "requests"
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    request_id: Mapped[str] = mapped_column(primary_key=True)
    input_hash: Mapped[str]
    mutation: Mapped[str]
    result: Mapped[dict[str, Any]]
    made_at: Mapped[datetime]
