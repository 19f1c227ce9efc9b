"""A dashboard over a WebSocket: its limits hold there as elsewhere, and an ended token ends with the next message."""

import asyncio
import contextlib
import json
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest
import uvicorn
import websockets

from db.readers import Readers
from schema.ids import global_id
from server.sign_in import COOKIE
from tests.dashboards.conftest import END, MAKE, Board
from tests.dashboards.test_tokens import FIGURES, NORTH, RANKS
from tests.schema.conftest import RECORDER, STATISTICIAN, confirm, state

pytestmark = pytest.mark.anyio
WHO = "{ viewer { person { code } } }"
CHANGES = "subscription { changes { overview items } }"


@dataclass
class Socket:
    """One open WebSocket of graphql-transport-ws."""

    wire: Any
    asked: int = 0

    async def says(self, message: dict[str, Any]) -> None:
        await self.wire.send(json.dumps(message))

    async def hears(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(await asyncio.wait_for(self.wire.recv(), 10))
        return found

    async def asks(self, query: str, **variables: Any) -> dict[str, Any]:
        """What comes first of an operation: an answer, or the errors that ended it."""
        self.asked += 1
        payload = {"query": query, "variables": variables}
        await self.says({"type": "subscribe", "id": str(self.asked), "payload": payload})
        while (heard := await self.hears())["type"] == "complete":
            pass
        assert heard["id"] == str(self.asked)
        return heard


@pytest.fixture
async def address(board: Board) -> AsyncIterator[str]:
    """The server behind a real socket of this machine."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    process = uvicorn.Server(uvicorn.Config(board.app, lifespan="off", log_level="warning"))
    task = asyncio.create_task(process.serve(sockets=[listening]))
    while not process.started:
        await asyncio.sleep(0.01)
    yield f"ws://127.0.0.1:{listening.getsockname()[1]}/graphql"
    process.should_exit = True
    await task
    listening.close()


@contextlib.asynccontextmanager
async def opened(address: str, said: dict[str, str], **headers: str) -> AsyncIterator[Socket]:
    """A socket whose token is named in connection_init, in a header, or in both."""
    async with websockets.connect(
        address,
        subprotocols=["graphql-transport-ws"],  # type: ignore[list-item]
        additional_headers=headers,
    ) as wire:
        found = Socket(wire)
        await found.says({"type": "connection_init", "payload": said})
        assert await found.hears() == {"type": "connection_ack"}
        yield found


def codes(heard: dict[str, Any]) -> list[str]:
    """The codes of what was refused: instead of an operation, or beside what it answers."""
    errors = heard["payload"] if heard["type"] == "error" else heard["payload"].get("errors", ())
    return [error["extensions"]["code"] for error in errors]


async def made(board: Board) -> tuple[str, str]:
    """A dashboard's token for one view and one area: its key and its secret."""
    areas = [global_id("Area", board.hub.areas[NORTH])]
    token = await board.acts(STATISTICIAN, MAKE, name="hall", views=["indicatorByArea"], areas=areas)
    return token["tokens"][0]["id"], f"Bearer {token['secret']}"


@pytest.mark.parametrize("place", ["connection_init", "header"])
async def test_limits_hold_over_a_socket(board: Board, address: str, place: str) -> None:
    _, token = await made(board)
    given = {"said": {"authorization": token}} if place == "connection_init" else {"said": {}, "authorization": token}
    before = await board.rows("select count(*) from journal")
    async with opened(address, **given) as hall:
        read = await hall.asks(FIGURES)
        assert read["payload"]["data"]["overview"]["indicatorByArea"] == {
            "totalCount": 1, "nodes": [{"area": NORTH, "value": "12"}],
        }  # fmt: skip
        for outside in (RANKS, WHO):
            assert codes(await hall.asks(outside)) == ["OUTSIDE_TOKEN"]
        given_away = {"input": {"requestId": "request-of-hall", "name": "x", "views": ["indicatorByArea"]}}
        assert codes(await hall.asks(MAKE, **given_away)) == ["READ_ONLY"]
    assert await board.rows("select count(*) from journal") == before


async def test_a_socket_hears_that_the_overview_moved_until_its_token_ends(board: Board, address: str) -> None:
    key, token = await made(board)
    async with opened(address, {"authorization": token}) as hall:
        hearing = asyncio.ensure_future(hall.asks(CHANGES))
        while not board.app.state.hub.live.subscribers:
            await asyncio.sleep(0.01)
        await state(board.hub, "P08", NORTH, "2019-03", BIR01="3", DEA01="2")
        assert (await hearing)["payload"]["data"] == {"changes": {"overview": True, "items": []}}
        assert (await board.acts(STATISTICIAN, END, token=key))["__typename"] == "DashboardTokenRevoked"
        await confirm(board.hub, "P08", "P06", NORTH, "2019-03")
        while not codes(told := await hall.hears()):
            assert told["type"] == "next"
        assert codes(told) == ["SESSION_ENDED"]
        assert board.app.state.hub.live.subscribers == set()
        # What is asked on the same socket is refused at once.
        for asked in (FIGURES, CHANGES):
            assert codes(await hall.asks(asked)) == ["SESSION_ENDED"]


async def test_a_token_that_is_worth_nothing_opens_no_socket(board: Board, address: str) -> None:
    key, token = await made(board)
    await board.acts(STATISTICIAN, END, token=key)
    for given in ({"said": {"authorization": token}}, {"said": {}, "authorization": token}):
        with pytest.raises(websockets.ConnectionClosed) as closed:
            async with opened(address, **given):
                pass
        assert closed.value.rcvd is not None and closed.value.rcvd.code == 4403


async def test_a_person_who_signs_out_asks_and_changes_nothing_on_a_socket_still_open(
    board: Board, address: str
) -> None:
    client = board.client(None)
    assert (await client.post("/sign-in/sample", json={"person": RECORDER})).status_code == 204
    cookie = f"{COOKIE}={client.cookies[COOKIE]}"
    async with opened(address, {}, cookie=cookie) as page:
        assert (await page.asks(WHO))["payload"]["data"] == {"viewer": {"person": {"code": RECORDER}}}
        assert (await client.post("/sign-out")).status_code == 204
        for asked in (WHO, 'mutation { revokeToken(input: {requestId: "a", token: "x"}) { __typename } }'):
            assert codes(await page.asks(asked)) == ["SESSION_ENDED"]


async def test_a_socket_whose_sign_in_cannot_be_proved_just_now_says_so_and_stays(
    board: Board, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, token = await made(board)
    async with opened(address, {"authorization": token}) as hall:
        with monkeypatch.context() as away:
            away.setattr(Readers, "first", gone)
            assert codes(await hall.asks(FIGURES)) == ["DATABASE_UNAVAILABLE"]
        assert codes(await hall.asks(FIGURES)) == []


async def gone(*_: Any) -> None:
    """What a reader finds whose database is away."""
    raise psycopg.OperationalError("connection refused")
