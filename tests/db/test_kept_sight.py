"""An asker's sight is kept by a connection as long as nothing that it was made of has changed, and no longer."""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import psycopg
import pytest

from server.database import Access
from tests.db.test_shape import owner
from tests.hub import Hub

pytestmark = pytest.mark.anyio
SOURCES = """
with recursive functions as (
  select 'sight_of'::regproc::oid as id
  union
  select d.refobjid from functions f join pg_depend d on d.objid = f.id
  where d.classid = 'pg_proc'::regclass and d.refclassid = 'pg_proc'::regclass
)
select distinct d.refobjid::regclass::text from functions f join pg_depend d on d.objid = f.id
where d.classid = 'pg_proc'::regclass and d.refclassid = 'pg_class'::regclass
"""
WATCHED = "select tgrelid::regclass::text from pg_trigger where tgfoid = 'sight_changes'::regproc"
GIVE = """
insert into delegations (post_id, principal_id, delegate_id, powers, basis, starts_at, ends_at)
select a.post_id, a.person_id, %s, '{}', 'FILED_LEAVE', %s, %s from appointments a where a.person_id = %s limit 1
"""


class Reading:
    """One connection of those that serve people."""

    def __init__(self, connection: "psycopg.Connection[Any]", hub: Hub) -> None:
        self.connection, self.hub = connection, hub

    def readers(self, person: int | None, at: datetime | None = None) -> set[int]:
        """Whom a person counts as, as the policies read it; it is what works it out anew says, too."""
        at = at or self.hub.clock()
        with self.connection.transaction():
            self.connection.execute("select carry_asker(%s, %s, 'Asia/Shanghai')", (person, at))
            row = self.connection.execute(
                "select my_sight()::text, sight_of(%s, hub_today(), hub_now())::text, (my_sight()).readers", (person,)
            ).fetchone()
        assert row is not None and row[0] == row[1]
        return set(row[2])


@contextmanager
def connected(url: Any) -> Iterator["psycopg.Connection[Any]"]:
    """A connection to an address."""
    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as connection:
        yield connection


@pytest.fixture
async def reading(own_hub: Hub) -> AsyncIterator[Reading]:
    """A connection of the test's own."""
    with connected(own_hub.database.addresses.app) as connection:
        yield Reading(connection, own_hub)


@pytest.fixture
async def system(own_hub: Hub) -> AsyncIterator["psycopg.Connection[Any]"]:
    """The hub itself, on another connection."""
    with connected(own_hub.database.addresses.system) as connection:
        yield connection


def test_a_change_of_any_table_that_a_sight_is_made_of_is_noted(module_access: Access) -> None:
    with owner(module_access) as connection:
        read, watched = ({name for (name,) in connection.execute(text)} for text in (SOURCES, WATCHED))
    assert read == watched and {"appointments", "delegations", "readers", "form_fields"} <= read


async def test_a_sight_is_kept_from_one_read_to_the_next(reading: Reading) -> None:
    person = reading.hub.people["P08"]
    reading.readers(person)
    place = f"sight.s{person % 64}"
    kept = reading.connection.execute("select (current_setting(%s)::kept_sight).person", (place,)).fetchone()
    assert kept == (person,)
    # A sight that is on its place is taken as it is: nothing is worked out, or this would not be seen.
    reading.connection.execute(
        "select set_config(%s, (k.person, k.tx, k.day, k.since, k.until, %s)::kept_sight::text, false) "
        "from (select (current_setting(%s)::kept_sight).*) k",
        (place, "({7},{},{},{},f,f)", place),
    )
    with reading.connection.transaction():
        reading.connection.execute("select carry_asker(%s, %s, 'Asia/Shanghai')", (person, reading.hub.clock()))
        row = reading.connection.execute("select (my_sight()).readers").fetchone()
    assert row == ([7],)


async def test_another_person_of_the_same_place_and_nobody_get_their_own(reading: Reading) -> None:
    person = reading.hub.people["P08"]
    own = reading.readers(person)
    assert own and reading.readers(person + 64) != own
    assert reading.readers(None) == set()
    assert reading.readers(person) == own


async def test_an_appointment_that_ends_is_seen_at_the_next_read(
    reading: Reading, system: "psycopg.Connection[Any]"
) -> None:
    person = reading.hub.people["P08"]
    assert reading.readers(person)
    with system.transaction():
        system.execute("delete from appointments where person_id = %s", (person,))
        assert reading.readers(person)  # not yet committed
    assert reading.readers(person) == set()


async def test_what_is_taken_back_was_never_kept(reading: Reading, system: "psycopg.Connection[Any]") -> None:
    person = reading.hub.people["P08"]
    within = Reading(system, reading.hub)
    before = within.readers(person)
    with pytest.raises(ZeroDivisionError), system.transaction():
        system.execute("delete from appointments where person_id = %s", (person,))
        assert within.readers(person) == set()
        raise ZeroDivisionError
    assert within.readers(person) == before


async def test_two_changes_of_one_transaction_are_both_seen(
    reading: Reading, system: "psycopg.Connection[Any]"
) -> None:
    first, second = reading.hub.people["P08"], reading.hub.people["P11"]
    within = Reading(system, reading.hub)
    with system.transaction():
        system.execute("delete from appointments where person_id = %s", (first,))
        assert within.readers(first) == set() and within.readers(second)
        system.execute("delete from appointments where person_id = %s", (second,))
        assert within.readers(second) == set()
    assert within.readers(first) == within.readers(second) == set()


async def test_a_delegation_begins_and_ends_to_the_second(reading: Reading, system: "psycopg.Connection[Any]") -> None:
    lender, person, now = reading.hub.people["P08"], reading.hub.people["P11"], reading.hub.clock()
    own = reading.readers(person)
    begins, ends = now + timedelta(minutes=1), now + timedelta(minutes=3)
    system.execute(GIVE, (person, begins, ends, lender))
    second = timedelta(seconds=1)
    for at, acting in (
        (now, False), (begins - second, False), (begins, True), (ends - second, True), (ends, False),
        (begins, True), (now, False), (ends + timedelta(days=400), False), (begins, True),
    ):  # fmt: skip
        assert (reading.readers(person, at) > own) is acting
