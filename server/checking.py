"""`check`: everything that can be compared with something else is compared; one line a check, and what is wrong."""

import asyncio
import hashlib
import json
import urllib.error
import urllib.request
import warnings
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text

from analytics.files import InUse
from analytics.replica import Replica
from db.check import policy_problems, shape_problems
from db.connection import Database
from db.seals import verify
from resolvers.files import content_path
from resolvers.life.check import check_rows
from server.database import Access
from server.postgres import owner_of
from server.settings import Settings

SHOWN = 20  # problems of one check; a broken rule has thousands of rows
PATIENCE_SECONDS = 300
BLOCK = 1024 * 1024


@dataclass(frozen=True)
class Outcome:
    """What a check looked at, and every problem it found."""

    looked_at: str
    problems: Sequence[str] = ()


@dataclass(frozen=True)
class Place:
    """What is checked: the settings' folders and database."""

    settings: Settings
    access: Access
    database: Database


async def schema(place: Place) -> Outcome:
    """The tables against the row classes, the revision against the newest."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Alembic names types that it does not know; both sides spell them alike
        return Outcome("tables and row classes", await asyncio.to_thread(shape_problems, place.access.addresses.owner))


async def policies(place: Place) -> Outcome:
    """Row policies forced on every table and applied as their files stand."""
    found = await asyncio.to_thread(policy_problems, place.access.addresses.owner)
    return Outcome("forced on every table, applied as they stand", found)


async def journal(place: Place) -> Outcome:
    """The journal's seals, then the digest of every payload."""
    found = await verify(place.database)
    looked_at = f"{found.seals} seals over {found.rows} rows, {found.unsealed} rows not sealed yet"
    if found.broken is None:
        return Outcome(looked_at)
    where = [f"row {found.broken.position}"] if found.broken.position is not None else []
    where += [f"seal {found.broken.seal}"] if found.broken.seal is not None else []
    return Outcome(looked_at, [f"{', '.join(where)}: {found.broken.problem}"])


async def rows(place: Place) -> Outcome:
    """Facts, items and journal rows against the rules of the county."""
    async with place.database.as_hub() as session:
        counted = (await session.execute(text("select count(*) from facts"))).scalar_one()
    found = await check_rows(place.database)
    looked_at = f"{counted} facts against rules, journal and flows"
    return Outcome(looked_at, [f"{each.check}: {each.subject}" for each in found])


async def replica(place: Place) -> Outcome:
    """The replica against the database: that of the running hub, or the one that this process opens."""
    looked_at = "rows, and sums by period, against the database"
    try:
        opened = Replica.open(place.access.addresses, place.settings.data / "replica", zone=place.database.zone)
    except InUse:
        return Outcome(looked_at, await asyncio.to_thread(_asked_of_the_hub, place.settings))
    try:
        await opened.start()
        await opened.ready(PATIENCE_SECONDS)
        return Outcome(looked_at, await opened.differences(PATIENCE_SECONDS))
    finally:
        await opened.close()


def _asked_of_the_hub(settings: Settings) -> list[str]:
    owner = owner_of(settings.data)
    port = owner.port if owner and owner.port else settings.port
    host = "127.0.0.1" if settings.lan or settings.host in ("0.0.0.0", "::") else settings.host
    address = f"http://{f'[{host}]' if ':' in host else host}:{port}/healthz/replica"
    try:
        with urllib.request.urlopen(address, timeout=PATIENCE_SECONDS) as answer:
            found: list[str] = json.load(answer)["differences"]
            return found
    except (OSError, urllib.error.URLError, ValueError, KeyError) as trouble:
        return [f"the hub that holds it does not answer at {address}: {trouble}"]


async def files(place: Place) -> Outcome:
    """Every content on record against its bytes in the folder of files."""
    async with place.database.as_hub() as session:
        kept = (await session.execute(text("select sha256, size from files order by sha256"))).all()
    folder = place.settings.files_folder
    found = await asyncio.to_thread(lambda: list(_wrong_files(folder, [(row.sha256, row.size) for row in kept])))
    return Outcome(f"{len(kept)} contents against their hashes", found)


def _wrong_files(folder: Path, kept: Sequence[tuple[str, int]]) -> Iterator[str]:
    for sha256, size in kept:
        path = content_path(folder, sha256)
        if not path.is_file():
            yield f"{sha256} is on record and not in {folder}"
        elif path.stat().st_size != size or _hash(path) != sha256:
            yield f"{path} is not the content on record"


def _hash(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as content:
        while block := content.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()


CHECKS: dict[str, Callable[[Place], Awaitable[Outcome]]] = {
    each.__name__: each for each in (schema, policies, journal, rows, replica, files)
}


async def check(settings: Settings, access: Access, say: Callable[[str], None]) -> bool:
    """Run every check, also after one that found something or failed; answers whether all is well."""
    well = True
    database = Database(access.addresses, clock=settings.clock)
    try:
        for name, run in CHECKS.items():
            outcome = await _tried(run, Place(settings, access, database))
            well = well and not outcome.problems
            for line in lines(name, outcome):
                say(line)
    finally:
        await database.close()
    return well


async def _tried(run: Callable[[Place], Awaitable[Outcome]], place: Place) -> Outcome:
    try:
        return await run(place)
    except Exception as trouble:  # a check that cannot be made is a finding, and the others still count
        return Outcome("could not be checked", [f"{type(trouble).__name__}: {trouble}".strip()])


def lines(name: str, outcome: Outcome) -> list[str]:
    """A check's line, and one for each of its first problems."""
    count = len(outcome.problems)
    verdict = "ok" if not count else "1 problem" if count == 1 else f"{count} problems"
    more = [f"    … and {count - SHOWN} more"] if count > SHOWN else []
    return [f"{name:<9} {verdict} ({outcome.looked_at})", *(f"    {each}" for each in outcome.problems[:SHOWN]), *more]
