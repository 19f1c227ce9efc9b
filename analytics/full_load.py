"""Make a whole replica in a new file: a process of its own, so that the server keeps answering from the old file at
full speed.

Run as `python -m analytics.full_load FILE ZONE MEMORY`, the connection string on standard input: it holds a password,
which a command line would show to everyone on the machine. Prints one line of JSON: indicators left out of the
overview and why.
"""

import json
import sys
from pathlib import Path
from typing import Any

import psycopg

from analytics import feed, store
from analytics.relations import Load, loaded


def load(path: Path, source: dict[str, Any], *, zone: str, memory_limit: str) -> dict[str, str]:
    """Fill a new file at `path` from the database; answers, by code, why an indicator is left out of the overview."""
    connection = store.open_file(path, threads=2, memory_limit=memory_limit)
    try:
        with psycopg.connect(**source) as database:
            # One snapshot for the position and for every table.
            database.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            database.read_only = True
            at, read_at = feed.identify(database)
            prepare(database, zone)
            connection.execute("begin")
            store.create(connection)
            for relation in loaded(Load.WHOLE, Load.ITEM, Load.FACT):
                store.copy_in(connection, database, relation)
        left_out = store.derive_formulas(connection)
        store.derive_figures(connection)
        store.stamp(connection, at, read_at)
        connection.execute("commit")
        connection.execute("checkpoint")
    finally:
        connection.close()
    return left_out


def prepare(database: psycopg.Connection[Any], zone: str) -> None:
    """Set what the selects of the relations read: the county's time zone, and UTC for what is written out."""
    database.execute("select set_config('app.zone', %s, true), set_config('TimeZone', 'UTC', true)", (zone,))


def main() -> None:
    """Load as told by the command line and standard input."""
    path, zone, memory_limit = sys.argv[1:]
    left_out = load(Path(path), json.loads(sys.stdin.read()), zone=zone, memory_limit=memory_limit)
    print(json.dumps(left_out, ensure_ascii=False))


if __name__ == "__main__":
    main()
