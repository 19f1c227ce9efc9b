"""Subscriptions with the reference clients of both protocols: what is told to whom, when, and again after a break."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest

from analytics.position import Position
from db.connection import Asker
from schema.live import Announcement
from server import live
from server.sign_in import make_token
from tests.server import node
from tests.server.conftest import Server

pytestmark = pytest.mark.anyio
CHANGES = "subscription($after: String) { changes(after: $after) }"
PROTOCOLS = pytest.mark.parametrize("protocol", ["sse", "ws"])


def open_item(server: Server, unit: int) -> UUID:
    """An item that the people of one unit read, opened by its flow's first act."""
    server.sql(
        "insert into flows (id, code, version, subject, name_zh, name_en, definition, hash)"
        " values (1, 'F', 1, 'statistics', '流', 'Flow', '{}', '') on conflict do nothing"
    )
    ((item,),) = server.sql(
        "insert into items (kind, flow_id, title, state, unit_id, area_id, opened_at, readers)"
        " select 'FACT_PERIOD', 1, '二月', 'OPEN', %s, 1, now(), array[r.id] from readers r"
        " where r.unit_id = %s returning id",
        unit,
        unit,
    )
    assert isinstance(item, UUID)
    touch(server, item, "FACT_PERIOD.OPEN")
    return item


def touch(server: Server, item: UUID, verb: str, subject: str = "statistics") -> None:
    server.sql(
        "select write_journal(now(), null, null, %s, %s, array[%s::uuid], array[null::uuid], array['{}'::jsonb])",
        subject,
        verb,
        item,
    )


@contextlib.asynccontextmanager
async def following(
    server: Server, protocol: str, person: str = "U1", query: str = CHANGES, **variables: Any
) -> AsyncIterator["Follower"]:
    """A reference client in a process of its own, following until left."""
    token = await make_token(server.database, person, "live", 1, frozenset({"read"}))
    arguments = [protocol, f"{server.base}/graphql", token, query, json.dumps(variables)]
    process = await asyncio.create_subprocess_exec(
        str(node.node() / "node"),
        "follow.mjs",
        *arguments,
        cwd=node.installed(),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield Follower(process)
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


class Follower:
    """Reads what the client prints."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process

    async def next(self, seconds: float = 10) -> tuple[str, Any]:
        """The next event or the end; a failure shows what the client complained about."""
        assert self.process.stdout is not None
        while line := await asyncio.wait_for(self.process.stdout.readline(), seconds):
            said = json.loads(line)
            if said["what"] == "next":
                return "next", said["value"]["data"] and next(iter(said["value"]["data"].values()))
            if said["what"] != "connected":
                return said["what"], said["value"]
        assert self.process.stderr is not None
        raise AssertionError((await self.process.stderr.read()).decode())


async def until_followed(server: Server, number: int = 1) -> None:
    """Wait until so many subscriptions are open."""
    async with asyncio.timeout(10):
        while len(server.app.state.hub.live.subscribers) < number:
            await asyncio.sleep(0.01)


@PROTOCOLS
async def test_a_subscription_counts_to_its_end(wire: Server, protocol: str) -> None:
    async with following(wire, protocol, query="subscription { count }") as client:
        assert [await client.next() for _ in range(4)] == [("next", 1), ("next", 2), ("next", 3), ("complete", None)]


@PROTOCOLS
async def test_a_defect_in_a_subscription_shows_its_number_alone(wire: Server, protocol: str) -> None:
    async with following(wire, protocol, query="subscription { broken }") as client:
        assert await client.next() == ("next", 1)
        kind, value = await client.next()
        assert (kind, value) == ("next", None)


@PROTOCOLS
async def test_each_is_told_of_what_each_may_see_by_ids_alone(wire: Server, protocol: str) -> None:
    async with following(wire, protocol, "U1") as one, following(wire, protocol, "U2") as two:
        await until_followed(wire, 2)
        item = open_item(wire, 1)
        kind, told = await one.next()
        assert kind == "next"
        assert {name: told[name] for name in ("subject", "verb", "items", "overview")} == {
            "subject": "statistics",
            "verb": "FACT_PERIOD.OPEN",
            "items": [str(item)],
            "overview": False,
        }
        with pytest.raises(TimeoutError):
            await two.next(0.6)


@PROTOCOLS
async def test_who_comes_back_with_a_position_is_told_exactly_what_was_missed(wire: Server, protocol: str) -> None:
    async with following(wire, protocol) as client:
        await until_followed(wire)
        item = open_item(wire, 1)
        position = (await client.next())[1]["position"]
    touch(wire, item, "FACT_PERIOD.STATE")
    other = open_item(wire, 2)
    touch(wire, item, "FACT_PERIOD.CONFIRM")
    async with following(wire, protocol, after=position) as client:
        kind, told = await client.next()
        assert (kind, told["verb"], told["items"]) == ("next", "FACT_PERIOD.STATE,FACT_PERIOD.CONFIRM", [str(item)])
        touch(wire, item, "FACT_PERIOD.REOPEN")
        touch(wire, other, "FACT_PERIOD.REOPEN")
        assert (await client.next())[1]["verb"] == "FACT_PERIOD.REOPEN"
        with pytest.raises(TimeoutError):
            await client.next(0.5)


async def collect(
    server: Server, person: int | None, number: int, after: str | None = None, **more: Any
) -> list[Announcement]:
    """So many announcements, without a wire."""
    found: list[Announcement] = []
    source = server.app.state.hub.live.changes(Asker(person), after, more.get("items"), more.get("subjects"))
    async with contextlib.aclosing(source):
        async for announcement in source:
            found.append(announcement)
            if len(found) == number:
                break
    return found


async def test_changes_of_one_moment_come_together_and_at_most_five_times_a_second(server: Server) -> None:
    task = asyncio.create_task(collect(server, 1, 4))
    await until_followed(server)
    item = await asyncio.to_thread(open_item, server, 1)
    started = asyncio.get_running_loop().time()
    while not task.done():
        await asyncio.to_thread(touch, server, item, "FACT_PERIOD.STATE")
        await asyncio.sleep(0.01)
    announced = await task
    assert asyncio.get_running_loop().time() - started >= 3 * live.PACE_SECONDS
    assert [announcement.items for announcement in announced] == [(("FACT_PERIOD", item),)] * 4


async def test_rights_and_sessions_that_end_stop_the_stream(server: Server) -> None:
    client = await server.signed_in(1)
    assert client.cookies["hub_session"]
    ((session,),) = server.sql("select id::text from sessions")
    source = server.app.state.hub.live.changes(Asker(1, session_id=str(session)), None, None, None)
    first = asyncio.ensure_future(anext(source))
    await until_followed(server)
    item = open_item(server, 1)
    await first
    server.sql("update items set readers = '{}'")
    touch(server, item, "FACT_PERIOD.STATE")
    second = asyncio.ensure_future(anext(source))
    await asyncio.sleep(0.6)
    assert not second.done()
    server.sql("update sessions set revoked_at = now()")
    touch(server, item, "FACT_PERIOD.STATE")
    with pytest.raises(live.Ended, match="登录已失效"):
        await second
    assert server.app.state.hub.live.subscribers == set()


async def test_nobody_a_wrong_position_and_another_database_are_refused_with_a_code(server: Server) -> None:
    feed = server.app.state.hub.live
    await feed.started.wait()
    other = f"{Position(feed.position.snapshot, '1.1.1')}"
    for person, after, code in (
        (None, None, "NOT_SIGNED_IN"),
        (1, "x", "BAD_POSITION"),
        (1, other, "POSITION_TOO_OLD"),
    ):
        with pytest.raises(live.Ended) as ended:
            await collect(server, person, 1, after)
        assert ended.value.extensions == {"code": code}


async def test_who_was_away_too_long_or_reads_too_slowly_is_told_to_read_again(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    feed = server.app.state.hub.live
    await feed.started.wait()
    item = open_item(server, 1)
    position = str(feed.position)
    monkeypatch.setattr(live, "MOST_MISSED", 3)
    monkeypatch.setattr(live, "MOST_WAITING", 3)
    source = feed.changes(Asker(1), None, None, None)
    first = asyncio.ensure_future(anext(source))
    await until_followed(server)
    touch(server, item, "FACT_PERIOD.STATE")
    await first
    server.sql(
        "select write_journal("
        "now(), null, null, 'statistics', 'x', array_agg(id), array_agg(null::uuid), array_agg('{}'::jsonb))"
        " from items, generate_series(1, 5)"
    )
    for after, code in ((position, "POSITION_TOO_OLD"), (None, "TOO_SLOW_READING")):
        with pytest.raises(live.Ended) as ended:
            await (collect(server, 1, 1, after) if after else anext(source))
        assert ended.value.extensions == {"code": code}


async def test_items_and_subjects_narrow_what_is_told(server: Server) -> None:
    one, two = open_item(server, 1), open_item(server, 1)
    await server.app.state.hub.live.started.wait()
    by_item = asyncio.create_task(collect(server, 1, 1, items=[two]))
    by_subject = asyncio.create_task(collect(server, 1, 1, subjects=["leave"]))
    await until_followed(server, 2)
    touch(server, one, "FACT_PERIOD.STATE")
    touch(server, two, "FACT_PERIOD.CONFIRM")
    touch(server, one, "LEAVE.FILE", "leave")
    assert [announcement.verb for announcement in await by_item] == ["FACT_PERIOD.CONFIRM"]
    assert [announcement.verb for announcement in await by_subject] == ["LEAVE.FILE"]


async def test_a_broken_message_closes_the_socket_and_nothing_else(wire: Server) -> None:
    import websockets

    url = wire.base.replace("http", "ws") + "/graphql"
    for message in ('"a"', "1", '{"type":"subscribe","id":"1","payload":3}', "{", '{"type":"nothing"}'):
        async with websockets.connect(url, subprotocols=["graphql-transport-ws"]) as socket:  # type: ignore[list-item]
            await socket.send('{"type":"connection_init"}')
            assert json.loads(await socket.recv()) == {"type": "connection_ack"}
            await socket.send(message)
            with pytest.raises(websockets.ConnectionClosed) as closed:
                await socket.recv()
            assert closed.value.rcvd is not None and closed.value.rcvd.code == 4400
    with pytest.raises(websockets.InvalidStatus) as refused:
        await websockets.connect(url, origin="https://evil.example")  # type: ignore[arg-type]
    assert refused.value.response.status_code == 403
    assert (await wire.client().get("/healthz")).status_code == 200


async def test_events_are_parted_as_every_client_parts_them(server: Server) -> None:
    """Clients that look for two line feeds, as urql's does, find them; an end has nothing that looks like JSON."""
    headers = {"accept": "text/event-stream, multipart/mixed"}
    answer = await server.client().post("/graphql", json={"query": "subscription { count }"}, headers=headers)
    *events, complete, end = answer.text.split("\n\n")
    for number, event in enumerate(events, 1):
        kind, data = event.split("\n")
        assert (kind, json.loads(data.removeprefix("data: "))["data"]) == ("event: next", {"count": number})
    assert (len(events), complete, end) == (3, "event: complete\ndata:", "")


async def test_an_answer_is_json_unless_an_event_stream_is_asked_for_first(server: Server) -> None:
    client = server.client()
    for accept, kind in (
        ("application/graphql-response+json, application/json, text/event-stream", "application/graphql-response+json"),
        ("text/event-stream", "text/event-stream"),
        ("text/event-stream, application/json", "text/event-stream"),
    ):
        answer = await client.post("/graphql", json={"query": "{ hello }"}, headers={"accept": accept})
        assert answer.headers["content-type"].partition(";")[0] == kind
