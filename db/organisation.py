"""Rows of the organisation: areas, units, positions, posts, people, and what else a county pack defines."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Id, Key, Row
from db.journal import Xid8


class Setting(Row):
    """One row a fact about this county or this database, by name."""

    __tablename__ = "settings"
    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[dict[str, Any]]


class Area(Row):
    """One row an area: the county itself, a township, a village or community."""

    __tablename__ = "areas"
    id: Mapped[Key]
    code: Mapped[str] = mapped_column(unique=True)
    name_zh: Mapped[str]
    name_en: Mapped[str]
    kind: Mapped[str]
    level: Mapped[str]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("areas.id"))
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    predecessor_id: Mapped[int | None] = mapped_column(ForeignKey("areas.id"))
    ordinal: Mapped[int]
    geometry: Mapped[dict[str, Any] | None]


class Unit(Row):
    """One row an organ of the county: a body, a department, a township."""

    __tablename__ = "units"
    id: Mapped[Key]
    code: Mapped[str] = mapped_column(unique=True)
    name_zh: Mapped[str]
    short_zh: Mapped[str]
    name_en: Mapped[str]
    kind: Mapped[str]
    system: Mapped[str]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    area_id: Mapped[int] = mapped_column(ForeignKey("areas.id"))
    general_circular: Mapped[bool]
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    predecessor_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    predecessor_name: Mapped[str | None]
    ordinal: Mapped[int]


class Power(Row):
    """One row a power that a post may carry."""

    __tablename__ = "powers"
    id: Mapped[Key]
    code: Mapped[str] = mapped_column(unique=True)
    name_zh: Mapped[str]
    name_en: Mapped[str]
    meaning: Mapped[str]


class Position(Row):
    """One row a kind of post: its name, its rank, and what it may see. `ordinal` is the protocol order."""

    __tablename__ = "positions"
    id: Mapped[Key]
    code: Mapped[str] = mapped_column(unique=True)
    name_zh: Mapped[str]
    name_en: Mapped[str]
    unit_kinds: Mapped[list[str]]
    rank: Mapped[str]
    sees: Mapped[list[str]]
    ordinal: Mapped[int]


class PositionPower(Row):
    """One row a power of a position, with the scope it may be used in."""

    __tablename__ = "position_powers"
    position_id: Mapped[int] = mapped_column(ForeignKey("positions.id"), primary_key=True)
    power_id: Mapped[int] = mapped_column(ForeignKey("powers.id"), primary_key=True)
    scope: Mapped[str] = mapped_column(primary_key=True)


class Post(Row):
    """One row a post: a position in a unit, of village posts in an area too. One person holds it, or several."""

    __tablename__ = "posts"
    id: Mapped[Key]
    code: Mapped[str] = mapped_column(unique=True)
    position_id: Mapped[int] = mapped_column(ForeignKey("positions.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    area_id: Mapped[int | None] = mapped_column(ForeignKey("areas.id"))


class Person(Row):
    """One row a person who works with the hub."""

    __tablename__ = "people"
    id: Mapped[Key]
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    pinyin: Mapped[str]
    gender: Mapped[str | None]
    phone: Mapped[str | None]


class Appointment(Row):
    """One row a person in a post for a time; A and B roles name each other."""

    __tablename__ = "appointments"
    id: Mapped[Key]
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    title: Mapped[str]
    role_ab: Mapped[str | None]
    partner_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]


class Portfolio(Row):
    """One row a unit in the portfolio of a leader."""

    __tablename__ = "portfolios"
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), primary_key=True)


class Delegation(Row):
    """One row: a person acts for a post for a time, with named powers, on a basis."""

    __tablename__ = "delegations"
    id: Mapped[Id]
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id"))
    principal_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    delegate_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    powers: Mapped[list[str]]
    basis: Mapped[str]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class Reader(Row):
    """One row a number in the one space of who may read: leaders, everyone, a unit, a post, a person."""

    __tablename__ = "readers"
    id: Mapped[Key]
    kind: Mapped[str]
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"), unique=True)
    post_id: Mapped[int | None] = mapped_column(ForeignKey("posts.id"), unique=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), unique=True)


LEADERS, EVERYONE = 1, 2


class SightChange(Row):
    """The one row that names the last transaction that changed what an asker's sight is made of."""

    __tablename__ = "sight_changes"
    one: Mapped[bool] = mapped_column(primary_key=True)
    tx: Mapped[int] = mapped_column(Xid8)


class CalendarDay(Row):
    """One row a day that is not what its weekday says."""

    __tablename__ = "calendar_days"
    on_date: Mapped[date] = mapped_column(primary_key=True)
    kind: Mapped[str]
    name_zh: Mapped[str]
    name_en: Mapped[str]


class Flow(Row):
    """One row a version of a flow, with its definition as the pack gives it."""

    __tablename__ = "flows"
    id: Mapped[Key]
    code: Mapped[str]
    version: Mapped[int]
    subject: Mapped[str]
    name_zh: Mapped[str]
    name_en: Mapped[str]
    definition: Mapped[dict[str, Any]]
    hash: Mapped[str]


class Guard(Row):
    """One row a named guard and the words of its refusal."""

    __tablename__ = "guards"
    code: Mapped[str] = mapped_column(primary_key=True)
    subject: Mapped[str]
    meaning: Mapped[str]
    parameters: Mapped[dict[str, Any]]
    refusal_code: Mapped[str]
    message_zh: Mapped[str]
    message_en: Mapped[str]
    remedy_zh: Mapped[str]
    remedy_en: Mapped[str]


class Definition(Row):
    """One row a row of the pack whose subject has no table of its own yet."""

    __tablename__ = "definitions"
    kind: Mapped[str] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    ordinal: Mapped[int]
    row: Mapped[dict[str, Any]]
