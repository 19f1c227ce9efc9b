"""Who owns a data directory: one process at a time holds a lock on `hub.lock`, which also says who that is.

The lock is the kernel's and ends with its holder, however that dies; the words in the file are only for the message.
"""

import fcntl
import json
import os
import sys
import time
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

import psutil

LOCK_NAME = "hub.lock"


@dataclass(frozen=True)
class Owner:
    """The process that holds a data directory; `since` is when that process began, in seconds of the epoch."""

    pid: int
    since: float
    command: str
    port: int | None = None

    def __str__(self) -> str:
        began = datetime.fromtimestamp(self.since).strftime("%Y-%m-%d %H:%M:%S")
        where = f", at port {self.port}" if self.port else ""
        return f"`{self.command}` (process {self.pid}, since {began}{where})"


class DataInUse(Exception):
    """Another process owns the data directory; `owner` says which, as far as it has written that down."""

    def __init__(self, data: Path, owner: Owner | None) -> None:
        self.data, self.owner = data, owner
        super().__init__(f"{data} is in use by {owner or 'another process that is just starting'}")


class Ownership:
    """The lock on one data directory, held by this process from `acquire` to `release`."""

    def __init__(self, data: Path) -> None:
        self.data = data
        # A bare number, not a file object: the lock must outlive this object, as the server it guards does.
        self._held: int | None = None

    def acquire(self, port: int | None = None) -> None:
        """Take the lock and write down who we are; raise DataInUse when another process holds it."""
        held = os.open(self.data / LOCK_NAME, os.O_RDWR | os.O_CREAT, 0o600)
        if not _locked(held, self.data):
            os.close(held)
            raise DataInUse(self.data, _written(self.data))
        self._held = held
        os.truncate(held, 0)
        os.pwrite(held, json.dumps(asdict(this_process(port))).encode(), 0)

    def release(self) -> None:
        """Give the lock back; the emptied file stays, since removing it would let two processes lock two files."""
        if self._held is not None:
            os.truncate(self._held, 0)
            os.close(self._held)
            self._held = None


def this_process(port: int | None) -> Owner:
    """Describe this process as an owner."""
    command = " ".join(["hub.py", *sys.argv[1:]])
    return Owner(os.getpid(), psutil.Process().create_time(), command, port)


def owner_of(data: Path) -> Owner | None:
    """Answer the living owner of a data directory, None when nobody holds it."""
    try:
        with (data / LOCK_NAME).open("r") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        return None
    except FileNotFoundError:
        return None
    except BlockingIOError:
        return _written(data) or Owner(0, 0.0, "a process that is just starting")


def _locked(held: int, data: Path, patience_seconds: float = 1.0) -> bool:
    """Take the lock; wait a moment while nobody alive claims the data, since `owner_of` holds it for an instant."""
    give_up = time.monotonic() + patience_seconds
    while True:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        except BlockingIOError:
            if _written(data) or time.monotonic() > give_up:
                return False
            time.sleep(0.02)


def _written(data: Path) -> Owner | None:
    """Answer the owner that the file names if that very process lives; a killed one leaves its words behind."""
    try:
        owner = Owner(**json.loads((data / LOCK_NAME).read_text()))
        return owner if psutil.Process(owner.pid).create_time() == owner.since else None
    except (ValueError, TypeError, psutil.Error):
        return None
