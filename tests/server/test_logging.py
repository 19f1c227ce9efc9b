"""Where the hub's lines go: to standard error, or, in a terminal, to a file, so that progress stays readable."""

import io
import json
import sys
from pathlib import Path

import pytest
import structlog

from server.observability import configure_logging

pytestmark = pytest.mark.usefixtures("logging_as_before")


class Screen(io.StringIO):
    """Standard error as a terminal, or not."""

    def __init__(self, *, terminal: bool) -> None:
        """Say which."""
        super().__init__()
        self.terminal = terminal

    def isatty(self) -> bool:
        """Whether somebody looks at it."""
        return self.terminal


def said(monkeypatch: pytest.MonkeyPatch, screen: Screen, folder: Path) -> str:
    monkeypatch.setattr(sys, "stderr", screen)
    configure_logging("info", folder)
    log = structlog.get_logger("hub")
    log.info("request", path="/graphql")
    log.warning("replica.waiting")
    return screen.getvalue()


def test_a_terminal_shows_warnings_and_the_file_keeps_every_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    shown = said(monkeypatch, Screen(terminal=True), tmp_path / "data")
    assert "replica.waiting" in shown and "/graphql" not in shown
    lines = [json.loads(line) for line in (tmp_path / "data" / "hub.log").read_text().splitlines()]
    assert [(line["level"], line["event"]) for line in lines] == [("info", "request"), ("warning", "replica.waiting")]


def test_elsewhere_every_line_goes_to_standard_error_as_json(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    shown = said(monkeypatch, Screen(terminal=False), tmp_path / "data")
    assert [json.loads(line)["event"] for line in shown.splitlines()] == ["request", "replica.waiting"]
    assert not (tmp_path / "data").exists()
