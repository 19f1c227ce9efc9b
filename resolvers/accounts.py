"""Sign-in: tries, sessions and tokens as the database keeps them. HTTP, cookies and headers live in server/sign_in.py.

Secrets are random and leave the hub once; the database knows their sha256. Passwords are argon2 hashes, checked in a
thread, and an unknown login takes as long as a wrong password. Whatever is opened, ended or refused is on record
under the subject `accounts`.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

import anyio
from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from db import journal
from db.connection import NOBODY, Asker, Database, Limits

SUBJECT = "accounts"
HASHER = PasswordHasher()
# Somebody's hash that no password opens: an unknown login is compared with it, so that the answer takes the same time.
NOBODYS_HASH = HASHER.hash(secrets.token_urlsafe(32))
SCOPES = ("read", "write")
# Asked by every request, before anybody is known.
SESSION_OF = "select session_id, person_id from session_of(%(hash)s, %(lifetime)s)"
TOKEN_OF = "select token_id, person_id, scopes, views, areas from token_of(%(hash)s)"


@dataclass(frozen=True)
class Throttled:
    """The login must wait so many seconds before the next try."""

    seconds: float


@dataclass(frozen=True)
class OpenSession:
    """A session just opened: its id, its person, and the secret for the cookie, which nobody learns again."""

    id: UUID
    person_id: int
    secret: str


@dataclass(frozen=True)
class OpenSessionRow:
    """One of a person's open sessions, as shown to that person."""

    id: UUID
    opened_at: datetime
    seen_at: datetime
    expires_at: datetime
    agent: str


@dataclass(frozen=True)
class TokenRow:
    """One of a person's valid tokens, as shown to that person; the secret is not kept."""

    id: UUID
    name: str
    scopes: list[str]
    made_at: datetime
    expires_at: datetime


def hashed(secret: str) -> str:
    """The sha256 of a secret, as the database keeps it: secrets are 256 random bits, so a plain hash is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


async def record(session: AsyncSession, at: datetime, person: int | None, verb: str, payload: dict[str, Any]) -> None:
    """Put what happened to an account, a session or a token on record."""
    entries = [journal.Entry(payload=payload)]
    await journal.write(
        session, at=at, actor=person, for_post=None, subject=SUBJECT, verb=f"accounts.{verb}", entries=entries
    )


class Doorkeeper:
    """Checks passwords, at most two at once: one check takes 64 MiB and a core for a tenth of a second."""

    def __init__(self, database: Database) -> None:
        """Keep the doors of one database."""
        self.database = database
        self.seats = anyio.CapacityLimiter(2)

    async def sign_in(
        self, login: str, password: str, *, address: str, agent: str, lifetime: timedelta
    ) -> OpenSession | Throttled | None:
        """Open a session for who knows the password. None: login or password is wrong; which one is not said."""
        async with self.database.writing(NOBODY) as session:
            begun = (
                await session.execute(
                    text("select attempt, wait_seconds from begin_sign_in(:login, :address)"),
                    {"login": login, "address": address},
                )
            ).one()
        if begun.attempt is None:
            return Throttled(float(begun.wait_seconds))
        person = await self._person(login, password)
        async with self.database.writing(NOBODY) as session:
            if person is None:
                await record(
                    session, self.database.clock(), None, "sign_in_failed", {"login": login, "address": address}
                )
                return None
            await session.execute(text("select finish_sign_in(:attempt)"), {"attempt": begun.attempt})
            return await _open(session, self.database.clock(), person, "password", agent=agent, lifetime=lifetime)

    async def _person(self, login: str, password: str) -> int | None:
        async with self.database.writing(NOBODY) as session:
            found = (
                await session.execute(text("select person_id, password_hash from account_of(:login)"), {"login": login})
            ).one_or_none()
        known = found is not None and found.password_hash is not None
        kept = found.password_hash if found is not None and known else NOBODYS_HASH
        right = await anyio.to_thread.run_sync(partial(_matches, kept, password), limiter=self.seats)
        return int(found.person_id) if found is not None and known and right else None

    async def sign_in_sample(self, code: str, *, agent: str, lifetime: timedelta) -> OpenSession | None:
        """Open a session for a sample person. None: the county is no sample, or has no such person."""
        async with self.database.writing(NOBODY) as session:
            person = (await session.execute(text("select sample_person(:code)"), {"code": code})).scalar_one()
            if person is None:
                return None
            return await _open(session, self.database.clock(), person, "sample", agent=agent, lifetime=lifetime)


def _matches(kept: str, password: str) -> bool:
    try:
        return HASHER.verify(kept, password)
    except VerificationError:
        return False


async def _open(
    session: AsyncSession, at: datetime, person: int, way: str, *, agent: str, lifetime: timedelta
) -> OpenSession:
    secret = secrets.token_urlsafe(32)
    opened = await session.execute(
        text("select open_session(:person, :hash, :lifetime, :agent)"),
        {"person": person, "hash": hashed(secret), "lifetime": lifetime, "agent": agent},
    )
    id_: UUID = opened.scalar_one()
    await record(session, at, person, "sign_in", {"session": str(id_), "way": way})
    return OpenSession(id_, person, secret)


async def asker_of_session(database: Database, secret: str, *, lifetime: timedelta, language: str) -> Asker | None:
    """Who holds this cookie. None: no such session, or it has ended."""
    rows = await database.readers.rows(SESSION_OF, {"hash": hashed(secret), "lifetime": lifetime})
    if not rows:
        return None
    (found,) = rows
    return Asker(found.person_id, frozenset(SCOPES), language, str(found.session_id))


async def asker_of_token(database: Database, secret: str, *, language: str) -> Asker | None:
    """Who holds this token, with the token's scopes. None: no such token, or it has ended."""
    rows = await database.readers.rows(TOKEN_OF, {"hash": hashed(secret)})
    if not rows:
        return None
    (found,) = rows
    areas = None if found.areas is None else frozenset(found.areas)
    limits = None if found.views is None else Limits(frozenset(found.views), areas)
    return Asker(found.person_id, frozenset(found.scopes), language, str(found.token_id), limits)


async def sign_out(database: Database, asker: Asker) -> None:
    """End the session the asker came with."""
    if asker.session_id is not None:
        async with database.writing(asker) as session:
            await revoke_session(session, database.clock(), asker, UUID(asker.session_id), verb="sign_out")


async def revoke_session(
    session: AsyncSession, at: datetime, asker: Asker, id_: UUID, *, verb: str = "revoke_session"
) -> bool:
    """End one of the asker's own sessions; False when there is no such open one."""
    return await _revoke(session, at, asker, id_, "session", verb)


async def revoke_token(session: AsyncSession, at: datetime, asker: Asker, id_: UUID) -> bool:
    """End one of the asker's own tokens; False when there is no such valid one."""
    return await _revoke(session, at, asker, id_, "token", "revoke_token")


REVOKE = {
    "session": text("select revoke_session(:id, :person)"),
    "token": text("select revoke_token(:id, :person)"),
}


async def _revoke(session: AsyncSession, at: datetime, asker: Asker, id_: UUID, what: str, verb: str) -> bool:
    done = await session.execute(REVOKE[what], {"id": id_, "person": asker.person_id})
    if not done.scalar_one():
        return False
    await record(session, at, asker.person_id, verb, {what: str(id_)})
    return True


async def my_sessions(database: Database, asker: Asker) -> list[OpenSessionRow]:
    """The asker's open sessions, last seen first."""
    async with database.reading(asker) as connection:
        rows = await connection.execute(text("select id, opened_at, seen_at, expires_at, agent from my_sessions()"))
        return [OpenSessionRow(*row) for row in rows]


async def my_tokens(database: Database, asker: Asker) -> list[TokenRow]:
    """The asker's valid tokens, newest first."""
    async with database.reading(asker) as connection:
        rows = await connection.execute(text("select id, name, scopes, made_at, expires_at from my_tokens()"))
        return [TokenRow(*row) for row in rows]


MAKE_TOKEN = text(
    "select make_token(:person, :name, :hash, cast(:scopes as text[]), :lifetime, cast(:views as text[]),"
    " cast(:areas as integer[]))"
)


@dataclass(frozen=True)
class Dashboard:
    """What a dashboard's token is for: views by their names in the graph, areas by key (None: all of them)."""

    views: tuple[str, ...]
    areas: tuple[int, ...] | None = None


async def make_token(
    session: AsyncSession,
    at: datetime,
    person: int,
    name: str,
    scopes: frozenset[str],
    days: int,
    *,
    by: int | None,
    dashboard: Dashboard | None = None,
) -> str:
    """Make an API token of a person, `by` that person or the hub itself (None), limited to a dashboard where one is
    given.

    Answers its secret, which is not kept.
    """
    if not scopes or not scopes <= set(SCOPES):
        raise ValueError(f"a token's scopes are of {SCOPES}, at least one")
    if not 1 <= days <= 3660:
        raise ValueError("a token lasts from one day to ten years")
    secret = f"hub_{secrets.token_urlsafe(32)}"
    made = await session.execute(
        MAKE_TOKEN,
        {
            "person": person,
            "name": name,
            "hash": hashed(secret),
            "scopes": sorted(scopes),
            "lifetime": timedelta(days=days),
            "views": list(dashboard.views) if dashboard else None,
            "areas": list(dashboard.areas) if dashboard and dashboard.areas is not None else None,
        },
    )
    id_ = made.scalar_one()
    if id_ is None:
        raise PermissionError("a token is made in the asker's own name alone")
    words = {"token": str(id_), "person": person, "name": name, "scopes": sorted(scopes), "days": days}
    if dashboard is None:
        await record(session, at, by, "make_token", words)
    else:
        words |= {"views": list(dashboard.views), "areas": dashboard.areas}
        await record(session, at, by, "make_dashboard_token", words)
    return secret


SET_PASSWORD = text("""
insert into accounts (person_id, login, password_hash) values (:person, :login, :hash)
on conflict (person_id) do update set login = excluded.login, password_hash = excluded.password_hash
""")


async def set_password(database: Database, code: str, login: str, password: str) -> None:
    """Give the person of this code a login and a password, as the hub itself.

    Raises LookupError when nobody has the code.
    """
    hash_ = await anyio.to_thread.run_sync(HASHER.hash, password)
    async with database.as_hub() as session:
        person = await person_of_code(session, code)
        await session.execute(
            SET_PASSWORD,
            {"person": person, "login": login, "hash": hash_},
        )
        await record(session, database.clock(), None, "set_password", {"person": person})


async def person_of_code(session: AsyncSession, code: str) -> int:
    """The person with this code. Raises LookupError when nobody has it."""
    found = (
        await session.execute(text("select id from people where code = :code"), {"code": code})
    ).scalar_one_or_none()
    if found is None:
        raise LookupError(f"nobody has the code {code}")
    return int(found)
