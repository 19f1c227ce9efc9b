"""Rows of sign-in: accounts, sessions, tokens, attempts. Read by hub_system only; people reach them through
functions.
"""

from datetime import datetime

from sqlalchemy import ForeignKey, text
from sqlalchemy.orm import Mapped, mapped_column

from db.base import BigKey, Id, Row


class Account(Row):
    """One row a person who may sign in."""

    __tablename__ = "accounts"
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    login: Mapped[str] = mapped_column(unique=True)
    password_hash: Mapped[str | None]
    active: Mapped[bool] = mapped_column(server_default=text("true"))


class Session(Row):
    """One row a browser's session; the cookie holds a secret whose sha256 stands here."""

    __tablename__ = "sessions"
    id: Mapped[Id]
    secret_hash: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    opened_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    agent: Mapped[str] = mapped_column(server_default=text("''"))


class Token(Row):
    """One row an API token, with its scopes and its end; a dashboard's has views, and areas where it is limited."""

    __tablename__ = "tokens"
    id: Mapped[Id]
    secret_hash: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    name: Mapped[str]
    scopes: Mapped[list[str]]
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    views: Mapped[list[str] | None]
    areas: Mapped[list[int] | None]


class SignInAttempt(Row):
    """One row a try to sign in; throttling counts the failed ones."""

    __tablename__ = "sign_in_attempts"
    id: Mapped[BigKey]
    login: Mapped[str]
    address: Mapped[str]
    succeeded: Mapped[bool]
    tried_at: Mapped[datetime]
