"""A hub that a test starts as a person does, in a process of its own."""

import os
import re
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path

import psutil
import pytest

from server.postgres import EmbeddedPostgres, leftovers
from server.settings import ROOT

TINY = ROOT / "tests" / "packs" / "tiny"


def still_running(processes: Sequence[psutil.Process], seconds: float) -> list[psutil.Process]:
    """Those that have not ended after so many seconds; one that ended and waits to be noticed has."""
    give_up = time.monotonic() + seconds
    while True:
        left = [each for each in processes if each.is_running() and not _is_over(each)]
        if not left or time.monotonic() > give_up:
            return left
        time.sleep(0.02)


def _is_over(process: psutil.Process) -> bool:
    try:
        return bool(process.status() == psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return True


class Running:
    """One `up` of the tiny county: its process, what it says, and the address it answers at."""

    def __init__(self, data: Path, *arguments: str, env: Mapping[str, str] | None = None, page: bool = False) -> None:
        shown = [] if page else ["--no-page"]
        command = [sys.executable, "-m", "server.commands", "up", *shown, "--data", str(data), *arguments]
        clean = {name: value for name, value in os.environ.items() if not name.startswith("HUB_")}
        self.data = data
        self.address = ""
        self.said: list[str] = []
        self.process = subprocess.Popen(
            command, stderr=subprocess.PIPE, text=True, env={**clean, "HUB_COUNTY": str(TINY), **(env or {})}
        )
        # Read to the end, or a hub that says much would wait for its reader.
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.said.append(line)

    def all_said(self) -> str:
        """Everything it has said so far."""
        return "".join(self.said)

    def says(self, pattern: str, seconds: float = 60) -> re.Match[str]:
        """Wait until a line matches."""
        give_up = time.monotonic() + seconds
        while time.monotonic() < give_up:
            ended = self.process.poll() is not None and not self._reader.is_alive()
            for line in list(self.said):
                if found := re.search(pattern, line):
                    return found
            if ended:
                break
            time.sleep(0.05)
        pytest.fail(f"it never said {pattern}; exit code {self.process.poll()}:\n{self.all_said()}")

    def ready(self) -> str:
        """Wait until it answers; the address."""
        self.address = self.says(r"^ready after [\d.]+ s: (\S+)")[1]
        return self.address

    def healthy(self, address: str) -> bool:
        """Tell whether the process answers."""
        with urllib.request.urlopen(f"{address}/healthz", timeout=10) as answer:
            return bool(answer.status == 200)

    def ended(self, seconds: float = 20) -> int:
        """Wait for its end; the exit code."""
        code = self.process.wait(timeout=seconds)
        self._reader.join(timeout=5)
        return code

    def kill(self) -> None:
        """End this process alone, at once, as a power cut would."""
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        """End whatever still runs, the database too."""
        if self.process.poll() is None:
            self.kill()
        cluster = EmbeddedPostgres(self.data)
        leftovers.clear(cluster.cluster, cluster.sockets, patience_seconds=0)
