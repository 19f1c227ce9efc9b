"""The parts of a serving hub, put together: pools, replica, live feed, worker, the application over them."""

import contextlib
import sys
from collections.abc import AsyncIterator
from typing import Any

from starlette.applications import Starlette

from db.connection import Addresses, Database
from server.application import build
from server.hub import Hub
from server.live import LiveFeed
from server.observability import configure_logging
from server.settings import Settings

POOL_SIZE = 10
# A thread that follows the journal or asks DuckDB hands its turn over at each statement, and waits up to this long to
# get it back from a busy event loop; at Python's own 5 ms a merge of thirty statements took a quarter of a second.
SWITCH_SECONDS = 0.0005


def make_application(settings: Settings, addresses: Addresses) -> Starlette:
    """The whole application on a database; everything opens when the server starts and closes when it stops."""
    from schema.root import schema

    sys.setswitchinterval(SWITCH_SECONDS)
    configure_logging(settings.log_level, settings.data)
    database = Database(addresses, clock=settings.clock, pool_size=POOL_SIZE)
    return build(settings, database, schema=schema, services=(open_replica, open_live, open_worker))


@contextlib.asynccontextmanager
async def open_replica(hub: Hub) -> AsyncIterator[Any]:
    """The replica in the hub's data folder, loading and following behind the server."""
    from analytics.replica import Replica

    replica = Replica.open(hub.database.addresses, hub.settings.data / "replica", zone=hub.database.zone)
    hub.replica = replica
    await replica.start()
    try:
        yield replica
    finally:
        await replica.close()


@contextlib.asynccontextmanager
async def open_live(hub: Hub) -> AsyncIterator[LiveFeed]:
    """The live feed over the database and the replica, where one was opened before."""
    feed = LiveFeed(hub.database, hub.replica, hub.figures.subscribers.set)
    hub.live = feed
    async with feed.run():
        yield feed


@contextlib.asynccontextmanager
async def open_worker(hub: Hub) -> AsyncIterator[None]:
    """The worker of this server: jobs, the clock's round, the sealer."""
    from server.worker import Worker

    async with Worker(hub.database).run():
        yield
