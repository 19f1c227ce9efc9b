"""Follows a database into a replica until it is killed: `python -m tests.analytics.follow_once FOLDER`."""

import asyncio
import json
import sys
from pathlib import Path

from sqlalchemy import URL

from analytics.replica import Replica
from db.connection import Addresses


async def main() -> None:
    """Follow; say so once it does; never end by itself."""
    url = URL.create(**json.loads(sys.stdin.readline()))
    replica = Replica.open(Addresses(url, url, url), Path(sys.argv[1]), threads=1, memory_limit="500MB")
    await replica.start()
    await replica.ready()
    print("following", flush=True)
    await asyncio.sleep(3600)


if __name__ == "__main__":
    asyncio.run(main())
