"""The hub's web server with its reading engine off, for `bench reading`: DATA PORT; prints `ready` when it listens."""

import asyncio
import sys
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from bench.hub import Served, access_to
from db.connection import Database
from schema.root import schema
from server import graphql_view
from server.application import build
from server.observability import configure_logging
from server.settings import Settings
from server.wire import WireContext


@dataclass
class Ordinary(WireContext):
    """A context whose fields go through their resolvers, as if there were no engine."""

    compiled: bool = False


async def serve(data: Path, port: int) -> None:
    """Serve until the process is ended."""
    setattr(graphql_view, "WireContext", Ordinary)  # noqa: B010
    database = Database(access_to(Served(data, 0, 0)).addresses)
    app = build(Settings(data=data), database, schema=schema)
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_config=None))
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.05)
    print("ready", flush=True)
    await serving


if __name__ == "__main__":
    configure_logging("error")
    asyncio.run(serve(Path(sys.argv[1]), int(sys.argv[2])))
