"""A browser, and the hub as a person starts it, both once for all tests of this folder."""

import os
import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from server.settings import ROOT
from tests.browser.county import HOME, NEIGHBOUR, NOW, Figures, lived
from tests.server import node
from tests.start.running import Running

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
BUILD_SECONDS = 300


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test of this folder drives a browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="package")
def executable() -> str:
    """The browser of this machine; without one that shows Chinese the tests are skipped."""
    if reason := os.environ.get("HUB_TEST_NO_BROWSER"):
        pytest.skip(reason)
    found = os.environ.get("HUB_TEST_BROWSER") or next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        pytest.skip("no browser here; on Debian: sudo apt-get install chromium fonts-noto-cjk")
    fonts = shutil.which("fc-list")
    if fonts and not subprocess.run([fonts, ":lang=zh-cn"], capture_output=True, check=False).stdout:
        pytest.skip("no Chinese font here; on Debian: sudo apt-get install fonts-noto-cjk")
    return found


@dataclass(frozen=True)
class Fuxian:
    """The running county: where it answers, and what two of its townships would state."""

    address: str
    figures: Figures  # of the home township
    neighbour: Figures
    elsewhere: str  # the origin of another page, which may ask with a token


class Silent(SimpleHTTPRequestHandler):
    """A web server of files that says nothing."""

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


@pytest.fixture(scope="package")
def elsewhere(executable: str) -> Iterator[str]:
    """The origin of examples/dashboard, on a web server of its own; another site than the hub's to a browser."""
    folder = node.installed(ROOT / "examples" / "dashboard", "*.html", "*.js")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Silent, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="package")
def fuxian(executable: str, elsewhere: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fuxian]:
    """The hub of Fuxian with its page, on a free port."""
    data = tmp_path_factory.mktemp("browser") / "data"
    county = str(ROOT / "counties" / "fuxian")
    settings = {"HUB_COUNTY": county, "HUB_NOW": NOW.isoformat(), "HUB_CORS_ORIGINS": elsewhere}
    running = Running(data, "--no-life", "--port", "0", env=settings, page=True)
    try:
        address = running.ready()
        towns = lived(data)
        built = running.says(r"^page: (.*)", BUILD_SECONDS)[1]
        if "Node cannot be installed" in built:
            pytest.skip(built)
        assert re.fullmatch(r"[\d.]+ s", built), running.all_said()
        yield Fuxian(address, towns[HOME], towns[NEIGHBOUR], elsewhere)
    finally:
        running.process.terminate()
        running.ended()
        running.stop()


@pytest.fixture(scope="package")
def browser(executable: str, fuxian: Fuxian) -> Iterator[Browser]:
    """The browser; begun after the hub, and ended with this folder, since its driver keeps an event loop running."""
    with sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=executable, args=FLAGS)
        yield started
        started.close()


@pytest.fixture(scope="package")
def screenshots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where pictures of the pages go: the folder HUB_SCREENSHOTS, else among pytest's temporary files."""
    folder = Path(os.environ.get("HUB_SCREENSHOTS") or tmp_path_factory.mktemp("screenshots"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder
