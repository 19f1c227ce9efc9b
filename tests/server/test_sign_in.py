"""Signing in: who gets in, who waits, what ends a session, and what is on record of it."""

import asyncio

import pytest

from resolvers import accounts
from server.language import language_of
from server.sign_in import make_token
from tests.server.conftest import PASSWORD, Server

pytestmark = pytest.mark.anyio
WHO = {"query": "{ who }"}


async def who(client: object) -> object:
    answer = await client.post("/graphql", json=WHO)  # type: ignore[attr-defined]
    return answer.json()["data"]["who"]


async def test_the_right_password_opens_a_session_and_sign_out_ends_it(server: Server) -> None:
    client = await server.signed_in(1)
    assert await who(client) == 1
    kept = dict(client.cookies)
    assert (await client.post("/sign-out")).status_code == 204
    assert "hub_session" not in client.cookies
    client.cookies.update(kept)
    assert await who(client) is None
    verbs = [row[0] for row in server.sql("select verb from journal where subject = 'accounts' order by position")]
    assert verbs == ["accounts.sign_in", "accounts.sign_out"]


async def test_the_cookie_is_hidden_from_scripts_and_other_sites(server: Server) -> None:
    plain = await server.client().post("/sign-in", json={"login": "login1", "password": PASSWORD})
    parts = {part.strip().lower() for part in plain.headers["set-cookie"].split(";")}
    assert {"httponly", "samesite=lax", "path=/"} <= parts
    assert "secure" not in parts
    assert plain.headers["set-cookie"].startswith("hub_session=")
    server.base = "http://hub.test"
    client = server.client()
    client.base_url = "https://hub.test"
    secure = await client.post("/sign-in", json={"login": "login1", "password": PASSWORD})
    assert secure.headers["set-cookie"].startswith("__Host-hub_session=")
    assert "secure" in {part.strip().lower() for part in secure.headers["set-cookie"].split(";")}


@pytest.mark.parametrize(("login", "password"), [("login1", "wrong"), ("nobody", PASSWORD), ("login1", " ")])
async def test_a_wrong_login_and_a_wrong_password_look_alike(server: Server, login: str, password: str) -> None:
    answer = await server.client().post(
        "/sign-in", json={"login": login, "password": password}, headers={"accept-language": "en"}
    )
    assert answer.status_code == 401
    assert answer.json() == {
        "code": "WRONG_LOGIN",
        "message": "The login or the password is wrong. "
        "Try again, or ask your unit's administrator for a new password.",
    }
    assert "set-cookie" not in answer.headers
    assert server.sql("select verb, actor from journal") == [("accounts.sign_in_failed", None)]


async def test_after_five_failures_the_next_try_waits_even_with_the_right_password(server: Server) -> None:
    client = server.client()
    for _ in range(5):
        assert (await client.post("/sign-in", json={"login": "login1", "password": "x"})).status_code == 401
    refused = await client.post("/sign-in", json={"login": "login1", "password": PASSWORD})
    assert refused.status_code == 429
    assert refused.json()["seconds"] == int(refused.headers["retry-after"]) == 2
    assert refused.json()["message"] == "试的次数太多，请过 2 秒再试。"
    # Another login from the same place is not made to wait, nor is this login from elsewhere.
    assert (await server.client().post("/sign-in", json={"login": "login2", "password": PASSWORD})).status_code == 204
    server.sql("update sign_in_attempts set tried_at = tried_at - interval '3 seconds'")
    assert (await client.post("/sign-in", json={"login": "login1", "password": PASSWORD})).status_code == 204
    # The success begins the count anew.
    assert (await client.post("/sign-in", json={"login": "login1", "password": "x"})).status_code == 401


async def test_the_wait_doubles_with_each_failure(server: Server) -> None:
    client = server.client()
    waits = []
    for _ in range(8):
        answer = await client.post("/sign-in", json={"login": "login1", "password": "x"})
        while answer.status_code == 429:
            waits.append(answer.json()["seconds"])
            server.sql("update sign_in_attempts set tried_at = tried_at - make_interval(secs => %s)", waits[-1] + 1)
            answer = await client.post("/sign-in", json={"login": "login1", "password": "x"})
    assert waits == [2, 4, 8]


async def test_many_tries_at_once_are_not_many_free_ones(server: Server) -> None:
    clients = [server.client() for _ in range(12)]
    answers = await asyncio.gather(
        *(client.post("/sign-in", json={"login": "login1", "password": "x"}) for client in clients)
    )
    assert sorted(answer.status_code for answer in answers) == [401] * 5 + [429] * 7


async def test_a_stranger_elsewhere_does_not_lock_a_person_out(server: Server) -> None:
    server.sql(
        "insert into sign_in_attempts (login, address, succeeded)"
        " select 'login1', '203.0.113.7', false from generate_series(1, 20)"
    )
    assert (await server.client().post("/sign-in", json={"login": "login1", "password": PASSWORD})).status_code == 204


async def test_a_revoked_an_expired_and_a_closed_account_are_signed_out(server: Server) -> None:
    for statement in (
        "update sessions set revoked_at = now()",
        "update sessions set expires_at = now() - interval '1 second'",
        "update accounts set active = false where person_id = 1",
    ):
        client = await server.signed_in(1)
        assert await who(client) == 1
        server.sql(statement)
        assert await who(client) is None


async def test_a_session_in_use_moves_its_end_on_but_not_for_ever(server: Server) -> None:
    client = await server.signed_in(1)
    server.sql("update sessions set seen_at = now() - interval '2 minutes', expires_at = now() + interval '1 minute'")
    assert await who(client) == 1
    assert server.sql("select expires_at > now() + interval '11 hours' from sessions") == [(True,)]
    server.sql("update sessions set seen_at = now() - interval '2 minutes', opened_at = now() - interval '30 days'")
    assert await who(client) == 1
    assert await who(client) is None


async def test_signing_in_again_makes_the_secret_before_worthless(server: Server) -> None:
    client = await server.signed_in(1)
    before = client.cookies["hub_session"]
    await client.post("/sign-in", json={"login": "login2", "password": PASSWORD})
    assert await who(client) == 2
    old = server.client(cookies={"hub_session": before})
    assert await who(old) is None


async def test_sample_people_sign_in_by_code_on_sample_data_only(server: Server) -> None:
    client = server.client()
    assert (await client.post("/sign-in/sample", json={"person": "U2"})).status_code == 204
    assert await who(client) == 2
    assert (await client.post("/sign-in/sample", json={"person": "U9"})).status_code == 404
    server.sql("update settings set value = value - 'sample' where name = 'county'")
    refused = await server.client().post("/sign-in/sample", json={"person": "U2"})
    assert (refused.status_code, refused.json()["code"]) == (404, "NO_SAMPLE")


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        ("login=a&password=b", "application/x-www-form-urlencoded", 415),
        ('{"login": "a", "password": "b"}', "text/plain", 415),
        ('{"login": "a"}', "application/json", 400),
        ('{"login": 1, "password": "b"}', "application/json", 400),
        ('{"login": "a\\u0000", "password": "b"}', "application/json", 400),
        ("[", "application/json", 400),
        ("[]", "application/json", 400),
    ],
)
async def test_what_is_no_login_is_refused_in_words(server: Server, body: str, kind: str, status: int) -> None:
    answer = await server.client().post("/sign-in", content=body, headers={"content-type": kind})
    assert (answer.status_code, answer.json()["code"]) == (status, "MALFORMED")


async def test_a_token_reads_until_it_is_revoked_or_past_its_end(server: Server) -> None:
    secret = await make_token(server.database, "U2", "看板", 30, frozenset({"read"}))
    client = server.client(headers={"authorization": f"Bearer {secret}"})
    assert await who(client) == 2
    assert server.sql("select scopes, name from tokens") == [(["read"], "看板")]
    (made,) = server.sql("select payload ->> 'name', secret_hash from journal_payloads, tokens")
    assert made[0] == "看板" and secret not in str(made)
    server.sql("update tokens set expires_at = now()")
    assert (await client.post("/graphql", json=WHO)).status_code == 401
    server.sql("update tokens set expires_at = now() + interval '1 day', revoked_at = now()")
    assert (await client.post("/graphql", json=WHO)).status_code == 401


async def test_a_token_that_reads_cannot_change_anything(server: Server) -> None:
    touch = {"query": 'mutation { touch(name: "a") }'}
    for scopes, data in (({"read"}, None), ({"read", "write"}, {"touch": "a"})):
        secret = await make_token(server.database, "U2", "t", 1, frozenset(scopes))
        client = server.client(headers={"authorization": f"Bearer {secret}"})
        answer = (await client.post("/graphql", json=touch)).json()
        assert answer.get("data") == data
        upload = await client.post("/files", content=b"text", headers={"content-type": "text/plain"})
        assert upload.status_code == (403 if data is None else 201)
    assert (await server.client(headers={"authorization": "Basic eDp5"}).post("/graphql", json=WHO)).status_code == 401


async def test_tokens_are_made_for_people_there_are_and_in_the_own_name(server: Server) -> None:
    with pytest.raises(LookupError, match="U9"):
        await make_token(server.database, "U9", "t", 1, frozenset({"read"}))
    with pytest.raises(ValueError, match="scopes"):
        await make_token(server.database, "U1", "t", 1, frozenset({"admin"}))
    from db.connection import Asker

    one = Asker(1)
    with pytest.raises(PermissionError):
        async with server.database.writing(one) as session:
            await accounts.make_token(session, server.database.clock(), 2, "t", frozenset({"read"}), 1, by=1)
    assert server.sql("select count(*) from tokens") == [(0,)]


async def test_a_person_lists_and_ends_the_own_sessions_and_tokens_alone(server: Server) -> None:
    from db.connection import Asker

    client = await server.signed_in(1, headers={"user-agent": "手机".encode()})
    await make_token(server.database, "U1", "t", 1, frozenset({"read"}))
    one, two = Asker(1), Asker(2)
    (session_row,), (token_row,) = (
        (await accounts.my_sessions(server.database, one)),
        (await accounts.my_tokens(server.database, one)),
    )
    assert token_row.name == "t"
    assert await accounts.my_sessions(server.database, two) == []
    async with server.database.writing(two) as session:
        assert not await accounts.revoke_session(session, server.database.clock(), two, session_row.id)
        assert not await accounts.revoke_token(session, server.database.clock(), two, token_row.id)
    assert await who(client) == 1
    async with server.database.writing(one) as session:
        assert await accounts.revoke_session(session, server.database.clock(), one, session_row.id)
        assert await accounts.revoke_token(session, server.database.clock(), one, token_row.id)
        assert not await accounts.revoke_token(session, server.database.clock(), one, token_row.id)
    assert await who(client) is None
    assert await accounts.my_tokens(server.database, one) == []


@pytest.mark.parametrize(
    ("accept", "language"),
    [
        (None, "zh"),
        ("en", "en"),
        ("en-GB,zh;q=0.5", "en"),
        ("fr,zh-CN;q=0.8,en;q=0.9", "en"),
        ("fr", "zh"),
        ("en;q=x,zh", "zh"),
    ],
)
def test_the_language_is_the_first_that_the_hub_speaks(accept: str | None, language: str) -> None:
    assert language_of(accept) == language
