"""The viewer's own sessions and tokens."""

from typing import Any

import pytest
from sqlalchemy import text as sql

from resolvers.accounts import asker_of_token
from schema.ids import global_id
from tests.schema.conftest import RECORDER, REEVE, Hub

pytestmark = pytest.mark.anyio
MAKE = """mutation ($input: MakeTokenInput!) { makeToken(input: $input) {
  ... on TokenMade { secret tokens { id name scopes } } ... on Refusal { code field } } }"""
REVOKE = """mutation ($input: RevokeTokenInput!) { revokeToken(input: $input) {
  ... on TokenRevoked { tokens { name } } ... on Refusal { code } } }"""
END = """mutation ($input: RevokeSessionInput!) { revokeSession(input: $input) {
  ... on SessionRevoked { sessions { agent } } ... on Refusal { code } } }"""
MINE = "{ viewer { tokens { id name scopes expiresAt } sessions { id agent current } } }"


async def act(hub: Hub, code: str, text: str, **given: Any) -> Any:
    """The answer of a mutation with its only field."""
    data = await hub.answer(code, text, input={"requestId": "request-1", **given})
    return next(iter(data.values()))


async def test_a_token_is_shown_once_works_and_ends(own_hub: Hub) -> None:
    made = await act(own_hub, RECORDER, MAKE, name=" board ", scopes=["READ"], days=7)
    assert [(token["name"], token["scopes"]) for token in made["tokens"]] == [("board", ["READ"])]
    asker = await asker_of_token(own_hub.database, made["secret"], language="zh")
    assert asker is not None and (asker.person_id, asker.scopes) == (own_hub.people[RECORDER], frozenset({"read"}))
    again = await act(own_hub, RECORDER, MAKE, name=" board ", scopes=["READ"], days=7)
    assert again == {**made, "secret": None}
    async with own_hub.database.as_hub() as session:
        kept = str((await session.execute(sql("select * from requests"))).all())
    assert made["secret"] not in kept
    token = made["tokens"][0]["id"]
    assert await act(own_hub, REEVE, REVOKE, token=token) == {"code": "NOT_FOUND"}
    assert await act(own_hub, RECORDER, REVOKE, requestId="request-2", token=token) == {"tokens": []}
    assert await asker_of_token(own_hub.database, made["secret"], language="zh") is None
    assert (await own_hub.answer(RECORDER, MINE))["viewer"] == {"tokens": [], "sessions": []}


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": " ", "scopes": ["READ"]}, "name"),
        ({"name": "x" * 61, "scopes": ["READ"]}, "name"),
        ({"name": "x", "scopes": []}, "scopes"),
        ({"name": "x", "scopes": ["READ"], "days": 0}, "days"),
        ({"name": "x", "scopes": ["READ"], "days": 367}, "days"),
    ],
)
async def test_a_token_that_cannot_be_is_refused(own_hub: Hub, given: dict[str, Any], field: str) -> None:
    assert await act(own_hub, RECORDER, MAKE, **given) == {"code": "BAD_INPUT", "field": [field]}


@pytest.mark.parametrize("wrong", ["nonsense", global_id("Session", "01a208dd-2cd0-74c2-ac1d-ec41a6529090")])
async def test_a_session_that_is_not_ones_own_is_not_there(own_hub: Hub, wrong: str) -> None:
    assert await act(own_hub, RECORDER, END, session=wrong) == {"code": "NOT_FOUND"}
