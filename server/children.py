"""The processes that work behind a hub (the page's build, the sample county's life): none outlives it."""

import contextlib
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

TEND = Path(__file__).with_name("tend.py")
PATIENCE_SECONDS = 5


class Ended(Exception):
    """The hub is ending: nothing new is begun."""


class Children:
    """The processes of one hub. Each is tended: it ends with the hub even when that is killed."""

    def __init__(self) -> None:
        """Begin without any."""
        self._running: set[subprocess.Popen[Any]] = set()
        self._lock = threading.Lock()
        self.ended = False

    def run(self, command: Sequence[str], **others: Any) -> "subprocess.CompletedProcess[Any]":
        """Run a command to its end, as subprocess.run does. Raises Ended when the hub ends before or meanwhile."""
        tended = [sys.executable, "-P", str(TEND), *map(str, command)]
        with self._lock:
            if self.ended:
                raise Ended
            child: subprocess.Popen[Any] = subprocess.Popen(tended, stdin=subprocess.PIPE, **others)
            self._running.add(child)
        try:
            # Not communicate(), which would close the pipe that says this hub is there.
            out = child.stdout.read() if child.stdout else None
            code = child.wait()
        finally:
            self._let_go(child)
        if self.ended:
            raise Ended
        return subprocess.CompletedProcess(list(command), code, out)

    def end(self) -> None:
        """End all of them and wait until they have ended; begin none any more."""
        with self._lock:
            self.ended = True
            running = list(self._running)
        for child in running:
            child.terminate()
        for child in running:
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(PATIENCE_SECONDS)

    def _let_go(self, child: "subprocess.Popen[Any]") -> None:
        with self._lock:
            self._running.discard(child)
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                pipe.close()


CHILDREN = Children()
