"""Whom a token or a cookie named a moment ago, so that a read need not ask first and read then.

A secret names one person as long as it lives, but it may be ended at any moment. So what is remembered is not proved:
the statement that reads for such an asker asks in the same trip whether the sign-in is still open (db/readers.py), and
answers nothing when it is not. After a minute the ordinary way is taken again, which moves a session's end on.
"""

from dataclasses import dataclass, field, replace
from time import monotonic

from db.connection import Asker
from resolvers.accounts import hashed
from server.language import LANGUAGES

SECONDS = 60
MOST = 4096


@dataclass
class Remembered:
    """Askers by the hash of their secret and their language, with the moment until which they are remembered."""

    askers: dict[str, tuple[float, dict[str, Asker]]] = field(default_factory=dict)

    def find(self, secret: str, language: str) -> Asker | None:
        """Who held this secret, not proved."""
        until, askers = self.askers.get(hashed(secret), (0.0, {}))
        return askers.get(language) if monotonic() < until else None

    def keep(self, secret: str, asker: Asker) -> None:
        """Remember who holds a secret; nobody, and a dashboard, whose limits are its own, are asked for each time."""
        if asker.session_id is None or asker.limits is not None:
            return
        if len(self.askers) >= MOST:
            self.askers.clear()
        asked = {language: replace(asker, language=language, proved=False) for language in LANGUAGES}
        self.askers[hashed(secret)] = monotonic() + SECONDS, asked
