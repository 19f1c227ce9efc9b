"""What the API needs of the server's live feed. The server implements it (server/live.py)."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from db.connection import Asker


@dataclass(frozen=True)
class Announcement:
    """Changes of one moment that an asker may see, as keys; items as (kind, key).

    `overview`: the replica shows them now.
    """

    position: str
    subject: str
    verb: str
    items: tuple[tuple[str, UUID], ...] = ()
    facts: tuple[UUID, ...] = ()
    areas: tuple[int, ...] = ()
    overview: bool = False


class Live(Protocol):
    """The feed of changes of a server."""

    def changes(
        self, asker: Asker, after: str | None, items: Sequence[UUID] | None, subjects: Sequence[str] | None
    ) -> AsyncIterator[Announcement]:
        """Changes after a position (from now on when None) that the asker may see; without end."""
        ...
