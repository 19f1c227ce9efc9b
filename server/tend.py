"""Runs one command for a hub and ends it, with all it started, as soon as that hub is gone, however the hub ended.

`python server/tend.py COMMAND …`: standard input is a pipe that only the hub holds open. The command runs in a session
of its own; the exit code is the command's. This is a process of its own because nothing inside a killed one can act.
"""

import contextlib
import os
import signal
import subprocess
import sys
import threading
from types import FrameType


def main(command: list[str]) -> int:
    """Run the command to its end, or to the hub's."""
    groups: list[int] = []
    asked: list[int] = []

    def end(number: int, frame: FrameType | None) -> None:
        asked.append(number)
        for group in groups:
            _end_group(group)

    # Before the command begins, so that no signal finds this process without them and leaves the command alone.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, end)
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True, close_fds=False)
    groups.append(child.pid)
    if asked:
        _end_group(child.pid)
    threading.Thread(target=_end_with_the_hub, args=[child.pid], daemon=True).start()
    return child.wait()


def _end_with_the_hub(group: int) -> None:
    while os.read(0, 1024):
        pass
    _end_group(group)


def _end_group(group: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(group, signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
