"""The journal: rows of what changed, and the one function that writes them. Followers live in analytics and server.

Every change is one row, written in the transaction of the change (design §3). `at` is when the act counts,
`recorded_at` the
database's clock. What was changed stands in `journal_payloads`, bound to its row by a salted digest, so that it can
be erased.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import BigInteger, ForeignKey, LargeBinary, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import UserDefinedType

from db.base import BigKey, Row


class Xid8(UserDefinedType[int]):
    """PostgreSQL's 64-bit transaction id."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        """The name of the type in SQL."""
        return "xid8"


class Snapshot(UserDefinedType[str]):
    """PostgreSQL's snapshot: which transactions had ended at a moment."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        """The name of the type in SQL."""
        return "pg_snapshot"


class JournalRow(Row):
    """One row a change."""

    __tablename__ = "journal"
    position: Mapped[BigKey]
    tx: Mapped[int] = mapped_column(Xid8, server_default=text("pg_current_xact_id()"))
    recorded_at: Mapped[datetime] = mapped_column(server_default=text("clock_timestamp()"))
    at: Mapped[datetime]
    actor: Mapped[int | None]
    for_post: Mapped[int | None]
    subject: Mapped[str]
    verb: Mapped[str]
    item_id: Mapped[UUID | None]
    fact_id: Mapped[UUID | None]
    digest: Mapped[bytes]


class JournalPayload(Row):
    """One row what a journal row changed; `payload` is null once erased."""

    __tablename__ = "journal_payloads"
    position: Mapped[int] = mapped_column(BigInteger, ForeignKey("journal.position"), primary_key=True)
    salt: Mapped[bytes]
    payload: Mapped[dict[str, Any] | None]
    erased_at: Mapped[datetime | None]


class JournalSeal(Row):
    """One row a run of journal rows bound to all before it by a hash."""

    __tablename__ = "journal_seals"
    id: Mapped[BigKey]
    snapshot: Mapped[str] = mapped_column(Snapshot)
    rows: Mapped[int]
    previous: Mapped[bytes] = mapped_column(LargeBinary)
    marks: Mapped[bytes] = mapped_column(LargeBinary, server_default=text("''"))
    hash: Mapped[bytes] = mapped_column(LargeBinary)
    sealed_at: Mapped[datetime] = mapped_column(server_default=text("clock_timestamp()"))


@dataclass(frozen=True)
class Entry:
    """What one journal row says: the item or fact it is about, and what was changed (before, after, words)."""

    item_id: UUID | None = None
    fact_id: UUID | None = None
    payload: Mapping[str, Any] = field(default_factory=dict)


WRITE = text("""
select write_journal(
  :at, cast(:actor as integer), cast(:for_post as integer), :subject, :verb,
  cast(:items as uuid[]), cast(:facts as uuid[]), cast(:payloads as jsonb[]))
""")


async def write(
    session: AsyncSession | AsyncConnection,
    *,
    at: datetime,
    actor: int | None,
    for_post: int | None,
    subject: str,
    verb: str,
    entries: Sequence[Entry],
) -> list[int]:
    """Write one journal row an entry, in order; answers their positions. Refused by the database when `actor` is not
    the asker.
    """
    if not entries:
        return []
    result = await session.execute(
        WRITE,
        {
            "at": at,
            "actor": actor,
            "for_post": for_post,
            "subject": subject,
            "verb": verb,
            "items": [entry.item_id for entry in entries],
            "facts": [entry.fact_id for entry in entries],
            "payloads": [orjson.dumps(dict(entry.payload), default=str).decode() for entry in entries],
        },
    )
    positions: list[int] | None = result.scalar_one()
    if positions is None or len(positions) != len(entries):
        raise PermissionError("a journal row is written in the asker's own name alone")
    return positions
