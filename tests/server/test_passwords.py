"""`python3 hub.py password`: whoever keeps the hub sets a person's password; that it was set is on record."""

import io

import pytest
from sqlalchemy import text

from server.passwords import TooShort, read_password, set_password
from tests.server.conftest import PASSWORD, Server

pytestmark = pytest.mark.anyio
NEW = "a longer word of the keeper"


async def test_a_password_that_was_set_opens_and_the_one_before_does_not(server: Server) -> None:
    (code,) = server.sql("select code from people where id = 1")[0]
    await set_password(server.settings, server.access, str(code), "login1", NEW)
    client = server.client()
    old = await client.post("/sign-in", json={"login": "login1", "password": PASSWORD})
    new = await client.post("/sign-in", json={"login": "login1", "password": NEW})
    assert (old.status_code, new.status_code) == (401, 204)
    async with server.database.as_hub() as session:
        row = (
            "select j.verb, j.actor, p.payload from journal j join journal_payloads p using (position) where verb = :v"
        )
        found = (await session.execute(text(row), {"v": "accounts.set_password"})).all()
    assert [tuple(each) for each in found] == [("accounts.set_password", None, {"person": 1})]


async def test_nobody_gets_a_password_who_is_not_there(server: Server) -> None:
    before = server.sql("select person_id, login, password_hash from accounts order by 1")
    with pytest.raises(LookupError):
        await set_password(server.settings, server.access, "nobody", "nobody", NEW)
    assert server.sql("select person_id, login, password_hash from accounts order by 1") == before


def test_a_password_is_the_first_line_of_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{NEW}\nmore\n"))
    assert read_password() == NEW
    monkeypatch.setattr("sys.stdin", io.StringIO("too short\n"))
    with pytest.raises(TooShort, match="at least 10 characters"):
        read_password()
