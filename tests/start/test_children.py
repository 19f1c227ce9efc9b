"""What works behind a hub ends with it, with everything it began itself."""

import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil
import pytest

from server.children import Children, Ended
from server.settings import ROOT
from tests.start.running import still_running

# A build as npm makes it: a shell that waits for a process of its own. Both write down their ids.
BUILD = "sleep 300 & echo $! $$ > {ids}; wait"
HUB = """
import sys
from server.children import CHILDREN
CHILDREN.run(["sh", "-c", sys.argv[1]])
"""


def ids_in(file: Path) -> list[psutil.Process]:
    """The processes of the build, once it has begun."""
    give_up = time.monotonic() + 20
    while time.monotonic() < give_up:
        if file.exists() and file.read_text().endswith("\n"):
            return [psutil.Process(int(each)) for each in file.read_text().split()]
        time.sleep(0.02)
    pytest.fail("the build never began")


def test_a_killed_hub_leaves_nothing_running(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HUB, BUILD.format(ids=tmp_path / "ids")]
    with subprocess.Popen(command, cwd=ROOT) as hub:
        build = ids_in(tmp_path / "ids")
        hub.kill()

    assert still_running(build, 5) == []


def test_a_hub_that_ends_ends_them_first_and_begins_no_other(tmp_path: Path) -> None:
    children = Children()
    outcome: list[BaseException] = []

    def work() -> None:
        try:
            children.run(["sh", "-c", BUILD.format(ids=tmp_path / "ids")])
        except Ended as ended:
            outcome.append(ended)

    behind = threading.Thread(target=work)
    behind.start()
    build = ids_in(tmp_path / "ids")
    children.end()
    behind.join(5)

    assert still_running(build, 10) == []
    assert [type(each) for each in outcome] == [Ended]
    with pytest.raises(Ended):
        children.run(["true"])


def test_a_command_answers_as_if_nobody_stood_between() -> None:
    done = Children().run(["sh", "-c", "echo said; exit 3"], stdout=subprocess.PIPE, text=True)

    assert (done.returncode, done.stdout) == (3, "said\n")
