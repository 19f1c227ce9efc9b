"""Seals: runs of journal rows bound to all before them by a hash: a row changed, lost or slipped in later shows.

A run is an exact snapshot difference, like everything that follows the journal. Each row has a hash over all its
columns (`digest`, which binds the payload, among them); a seal's hash is over the seal before and the hashes of its
rows. Payloads may be erased without breaking it.
"""

import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Row, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from db.connection import Database

HERE = Path(__file__).parent
BEGINNING = hashlib.sha256(b"County Hub journal").digest()
MARK = 8  # bytes of a position, and of a row's hash, in a seal's marks


@dataclass(frozen=True)
class Broken:
    """The first thing that is not as it was sealed: which row (None: the seal itself), and what is wrong with it."""

    position: int | None
    seal: int | None
    problem: str


@dataclass(frozen=True)
class Verified:
    """What was looked at: seals, the rows under them, the rows not sealed yet, and the first fault, if there is one."""

    seals: int
    rows: int
    unsealed: int
    broken: Broken | None


@dataclass
class Run:
    """The rows of one run, hashed in order."""

    previous: bytes
    marks: bytearray
    rows: int = 0

    def __post_init__(self) -> None:
        """Begin with the seal before."""
        self._hash = hashlib.sha256(self.previous)

    def add(self, position: int, canonical: str) -> None:
        """Add the next row."""
        row_hash = hashlib.sha256(canonical.encode()).digest()
        self._hash.update(row_hash)
        self.marks += position.to_bytes(MARK, "big") + row_hash[:MARK]
        self.rows += 1

    @property
    def hash(self) -> bytes:
        """The hash over the seal before and the rows so far."""
        return self._hash.digest()


def _sql(name: str) -> str:
    return (HERE / f"{name}.sql").read_text(encoding="utf-8")


ROWS = text(_sql("seal_rows"))
LAST = text("select id, cast(snapshot as text) as snapshot, hash from journal_seals order by id desc limit 1")
SEALS = text(
    "select id, cast(snapshot as text) as snapshot, rows, previous, hash, marks from journal_seals order by id"
)
WRITE = text(
    "insert into journal_seals (snapshot, rows, previous, hash, marks)"
    " values (cast(:snapshot as pg_snapshot), :rows, :previous, :hash, :marks)"
)
FALSE_PAYLOAD = text(_sql("false_payload"))


async def _hashed(connection: AsyncConnection, since: str | None, until: str, previous: bytes) -> Run:
    run = Run(previous, bytearray())
    async for row in _rows(connection, since, until):
        run.add(row.position, row.canonical)
    return run


async def _rows(connection: AsyncConnection, since: str | None, until: str) -> AsyncIterator[Row[tuple[int, str]]]:
    found = await connection.stream(ROWS, {"since": since or "1:1:", "until": until})
    async for row in found:
        yield row


async def seal(database: Database) -> int:
    """Seal what is not sealed yet; answers the number of rows. 0 also when another sealer is at it."""
    async with database.system.connect() as connection:
        await connection.execution_options(isolation_level="REPEATABLE READ")
        async with connection.begin():
            try:
                # Before the first reading, so that the snapshot is taken when the lock is held: two sealers never
                # seal one row.
                await connection.execute(text("lock table journal_seals in share row exclusive mode nowait"))
            except DBAPIError as error:
                if getattr(error.orig, "sqlstate", None) == "55P03":
                    return 0
                raise
            last = (await connection.execute(LAST)).one_or_none()
            until: str = (await connection.execute(text("select cast(pg_current_snapshot() as text)"))).scalar_one()
            previous = last.hash if last else BEGINNING
            run = await _hashed(connection, last.snapshot if last else None, until, previous)
            if run.rows:
                values = {"snapshot": until, "rows": run.rows, "previous": previous, "hash": run.hash}
                await connection.execute(WRITE, {**values, "marks": bytes(run.marks)})
            return run.rows


async def verify(database: Database) -> Verified:
    """Go through every seal from the first, then every payload; names the first row that is not as it was."""
    async with database.system.connect() as connection:
        await connection.execution_options(isolation_level="REPEATABLE READ")
        async with connection.begin():
            seals = (await connection.execute(SEALS)).all()
            previous, since, rows = BEGINNING, None, 0
            for sealed in seals:
                run = await _hashed(connection, since, sealed.snapshot, previous)
                if (sealed.previous, sealed.hash) != (previous, run.hash):
                    return Verified(len(seals), rows, 0, _difference(sealed, run))
                previous, since, rows = sealed.hash, sealed.snapshot, rows + run.rows
            total: int = (await connection.execute(text("select count(*) from journal"))).scalar_one()
            return Verified(len(seals), rows, total - rows, await _false_payload(connection))


async def _false_payload(connection: AsyncConnection) -> Broken | None:
    row = (await connection.execute(FALSE_PAYLOAD)).one_or_none()
    return None if row is None else Broken(row.position, None, f"its payload is {row.problem}")


def _difference(sealed: Row[tuple[int, str, int, bytes, bytes, bytes]], run: Run) -> Broken:
    expected, found = _marks(sealed.marks), _marks(bytes(run.marks))
    for position in sorted(expected.keys() | found.keys()):
        if position not in found:
            return Broken(position, sealed.id, "the row is missing")
        if position not in expected:
            return Broken(position, sealed.id, "the row was added after the seal")
        if expected[position] != found[position]:
            return Broken(position, sealed.id, "the row was changed")
    return Broken(None, sealed.id, "the seal itself was changed")


def _marks(marks: bytes) -> dict[int, bytes]:
    step = 2 * MARK
    return {
        int.from_bytes(marks[at : at + MARK], "big"): marks[at + MARK : at + step] for at in range(0, len(marks), step)
    }
