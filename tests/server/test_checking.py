"""`check` and `journal`: a hub as it should be passes, and each thing that was tampered with is named."""

import asyncio
import contextlib
import hashlib
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import duckdb
import psycopg
import pytest

from db import seals
from resolvers.files import content_path
from server.checking import CHECKS, Outcome, check, lines
from server.database import Access
from server.files import Received, keep, record
from server.journal import Wanted, show, table, verified
from server.postgres import EmbeddedPostgres
from server.settings import Settings
from tests.conftest import clone
from tests.hub import Hub, hub_of

pytestmark = pytest.mark.anyio
CONTENT = b"%PDF-1.4 a paper"


@dataclass
class Checked:
    """A hub with a confirmed month and a file, and what its check says."""

    hub: Hub
    access: Access
    settings: Settings
    content: Path

    async def says(self) -> tuple[bool, dict[str, str]]:
        """Whether all is well, and each check's verdict with its problems."""
        said: list[str] = []
        well = await check(self.settings, self.access, said.append)
        found = re.findall(r"^(\w+) +(ok|\d+ problems?) \(.*\)((?:\n    .*)*)", "\n".join(said), re.MULTILINE)
        return well, {name: verdict + problems for name, verdict, problems in found}

    async def finds(self, name: str) -> str:
        """The problems of one check, when all the others are content."""
        well, said = await self.says()
        assert not well
        assert {other: verdict for other, verdict in said.items() if other != name} == dict.fromkeys(
            CHECKS.keys() - {name}, "ok"
        )
        return said[name]

    def tamper(self, statement: str) -> None:
        """Run a statement as the administrator of the database's server, whom no policy and no trigger stops."""
        with psycopg.connect(self.access.admin.url, autocommit=True) as connection:
            connection.execute("set session_replication_role = replica")
            connection.execute(statement.encode())


@pytest.fixture
async def checked(postgres: EmbeddedPostgres, tiny_template: Access, tmp_path: Path) -> AsyncIterator[Checked]:
    """A hub of the test's own, its journal sealed."""
    for access in clone(postgres, tiny_template):
        hub = await hub_of(access.addresses)
        north = (await hub.opens("2019-10"))[0]
        await hub.as_("P08").states(north, {"BIR01": "3", "DEA01": "1"})
        await hub.as_("P08").finishes(north)
        await hub.as_("P06").confirms(north)
        settings = Settings(data=tmp_path / "data", now=hub.clock() + timedelta(minutes=1))
        content = await uploaded(hub, settings)
        await seals.seal(hub.database)
        yield Checked(hub, access, settings, content)
        await hub.database.close()


async def uploaded(hub: Hub, settings: Settings) -> Path:
    """Put a file on record as somebody's upload; where its bytes lie."""
    sha256 = hashlib.sha256(CONTENT).hexdigest()
    part = settings.files_folder / "incoming" / "one.part"
    part.parent.mkdir(parents=True)
    part.write_bytes(CONTENT)
    received = Received(part, sha256, len(CONTENT), "application/pdf")
    kept = keep(received, settings.files_folder)
    await record(hub.database, hub.as_("P08").asker, received, "paper.pdf")
    assert kept == content_path(settings.files_folder, sha256)
    return kept


async def test_a_hub_as_it_should_be_passes(checked: Checked) -> None:
    assert await checked.says() == (True, dict.fromkeys(CHECKS, "ok"))


async def test_a_table_that_lost_its_policies_is_named(checked: Checked) -> None:
    checked.tamper("alter table notices no force row level security")
    checked.tamper("drop policy system on notices")

    said = await checked.finds("policies")

    assert "notices does not force row policies" in said
    assert "notices has no policy for the hub itself" in said


async def test_a_policy_file_that_is_not_applied_is_named(checked: Checked) -> None:
    checked.tamper("update applied_policies set hash = 'older' where name = '20_items.sql'")

    assert await checked.finds("policies") == "1 problem\n    20_items.sql is not applied as it stands"


async def test_a_column_that_no_row_class_knows_is_named(checked: Checked) -> None:
    checked.tamper("alter table notices add column whim text")

    assert "whim" in await checked.finds("schema")


async def test_a_changed_journal_row_is_named_by_check_and_by_verify(checked: Checked) -> None:
    checked.tamper("update journal set verb = 'fact.confirm' where verb = 'files.upload'")
    with psycopg.connect(checked.access.admin.url) as connection:
        row = connection.execute("select position from journal where verb = 'fact.confirm'").fetchone()
    assert row is not None

    said = await checked.finds("journal")

    assert said == f"1 problem\n    row {row[0]}, seal 1: the row was changed"
    printed: list[str] = []
    assert await verified(checked.settings, checked.access, printed.append) is False
    assert printed[1] == f"    row {row[0]}, seal 1: the row was changed"


async def test_a_figure_that_breaks_its_bounds_is_named_and_the_replica_follows_no_silent_change(
    checked: Checked,
) -> None:
    assert (await checked.says())[0]  # the replica's file is made
    checked.tamper("update facts set value = -3 where value = 3")

    well, said = await checked.says()

    assert not well
    assert re.search(r"BIR01 \S+ 2019-10: bounds \(-3", said["rows"])
    assert re.search(r"facts of period \d+: 2 / 4 / .* in the replica, 2 / -2 / .* in the database", said["replica"])
    assert said["journal"] == "ok"  # nothing was journalled: that is how it was found


async def test_a_replica_that_lost_a_row_is_named(checked: Checked) -> None:
    assert (await checked.says())[0]
    (file,) = (checked.settings.data / "replica").glob("replica-*.duckdb")
    with contextlib.closing(duckdb.connect(str(file))) as connection:
        connection.execute("delete from facts where value = 1")

    said = await checked.finds("replica")

    assert said.splitlines()[1] == "    facts: 1 rows in the replica, 2 in the database"


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda path: path.unlink(), "is on record and not in"),
        (lambda path: path.write_bytes(CONTENT[::-1]), "is not the content on record"),
        (lambda path: path.write_bytes(b""), "is not the content on record"),
    ],
)
async def test_a_file_that_is_not_its_hash_is_named(checked: Checked, change: object, problem: str) -> None:
    assert callable(change)
    change(checked.content)

    said = await checked.finds("files")

    assert said.startswith("1 problem\n")
    assert problem in said
    assert checked.content.name in said


async def test_a_check_that_cannot_be_made_is_a_finding_and_the_others_still_count(checked: Checked) -> None:
    checked.tamper("drop table journal_seals")

    well, said = await checked.says()

    assert not well
    assert "UndefinedTable" in said["journal"]
    assert said["files"] == "ok"


def test_of_many_problems_the_first_are_shown() -> None:
    said = lines("rows", Outcome("4 facts", [f"problem {number}" for number in range(25)]))

    assert said[0] == "rows      25 problems (4 facts)"
    assert said[1:3] == ["    problem 0", "    problem 1"]
    assert said[20:] == ["    problem 19", "    … and 5 more"]


async def test_the_journal_is_a_table_of_the_newest_rows_oldest_first(checked: Checked) -> None:
    printed: list[str] = []

    assert await show(checked.settings, checked.access, Wanted(2), False, printed.append)

    head, confirmed, upload = printed
    assert head.split() == ["position", "at", "who", "verb", "about"]
    assert re.fullmatch(
        r"\d+ +2019-11-01 09:00:00 +P06 Finn Dale +FACT_PERIOD\.CONFIRM +北谷2019年10月数据 \(NV/REEVE\)", confirmed
    )
    assert re.fullmatch(r"\d+ +2019-11-01 09:00:00 +P08 Hal Reed +files\.upload", upload)
    assert confirmed.index("FACT_PERIOD") == upload.index("files.upload") == head.index("verb")


async def test_the_journal_of_one_item_since_a_moment(checked: Checked) -> None:
    north = await checked.hub.period("NV", "2019-10")
    everything: list[str] = []
    later: list[str] = []

    await show(checked.settings, checked.access, Wanted(item=north), False, everything.append)
    since = checked.hub.clock() + timedelta(seconds=1)
    await show(checked.settings, checked.access, Wanted(item=north, since=since), False, later.append)

    assert any("FACT_PERIOD.OPEN" in line for line in everything)
    assert not any("files.upload" in line for line in everything)
    assert later == everything[:1]


async def test_a_followed_journal_shows_each_row_once_as_it_is_written(checked: Checked) -> None:
    seen = table(checked.hub.database, Wanted(1), following=True)
    assert "position" in await anext(seen)
    assert "files.upload" in await anext(seen)

    assert await checked.hub.opens("2019-09")
    first, second = [await asyncio.wait_for(anext(seen), 10) for _ in range(2)]
    await seen.aclose()

    assert "FACT_PERIOD.OPEN" in first
    assert int(second.split()[0]) > int(first.split()[0])
