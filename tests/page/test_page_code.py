"""The page's own tests, by the Node and the packages that build it."""

import fcntl

import pytest

from server.page import PageTrouble, Tools, copy_source
from server.settings import ROOT


def test_the_tests_of_the_page_pass() -> None:
    place = ROOT / ".cache" / "page"
    place.mkdir(parents=True, exist_ok=True)
    log_file = place / "test.log"
    with (place / "lock").open("w") as held, log_file.open("w") as log:
        fcntl.flock(held, fcntl.LOCK_EX)  # a build works in the same folder
        copy_source(ROOT, place)
        try:
            tools = Tools(place / "web", log_file, log.fileno(), held.fileno())
        except PageTrouble as trouble:
            pytest.skip(str(trouble))
        tools.install_packages()
        tools.npm("test")
    assert " passed" in log_file.read_text()
