"""Hubs that several tests share, because each start of one takes seconds."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.start.running import Running

LAN = "127.0.0.2"  # stands for this machine's address in the local network


class House:
    """One data folder, and the hub that runs on it now."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self._hubs: list[Running] = []

    def start(self, *arguments: str) -> Running:
        """Start another hub on the folder, whether or not one runs."""
        self._hubs.append(Running(self.data, *(arguments or ("--port", "0", "--no-life"))))
        return self._hubs[-1]

    def hub(self) -> Running:
        """The hub that runs on the folder and answers; started when the test before ended it."""
        for each in self._hubs:
            if each.address and each.process.poll() is None:
                return each
        started = self.start()
        started.ready()
        return started

    def leave(self) -> None:
        """Kill the hub that runs, if one does."""
        for each in self._hubs:
            if each.process.poll() is None:
                each.kill()

    def clear(self) -> None:
        """End whatever still runs."""
        for each in self._hubs:
            each.stop()


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A folder whose hub tests may stop or kill."""
    found = House(tmp_path_factory.mktemp("house") / "data")
    yield found
    found.clear()


@pytest.fixture
def new_house(tmp_path: Path) -> Iterator[House]:
    """A folder of the test's own, in which no hub ever ran."""
    found = House(tmp_path / "data")
    yield found
    found.clear()


@pytest.fixture(scope="session")
def lan_hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A hub that serves the local network; tests leave it as it is."""
    running = Running(
        tmp_path_factory.mktemp("lan") / "data", "--port", "0", "--lan", "--no-life", env={"HUB_LAN_HOST": LAN}
    )
    try:
        running.ready()
        yield running
    finally:
        running.stop()
