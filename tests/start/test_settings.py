"""The settings: each works without being set, and each has its line in the documentation."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import ValidationError

from server.settings import ROOT, Settings


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the settings of the machine that runs the tests out of them."""
    for name in Settings.model_fields:
        monkeypatch.delenv(f"HUB_{name.upper()}", raising=False)


def shown(value: object) -> str:
    """Write a default as the documentation does."""
    if value is None or value == "" or value == ():
        return ""
    if isinstance(value, Path):
        return f"`{value.relative_to(ROOT)}`"
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def test_every_setting_has_its_line_in_the_documentation() -> None:
    lines = re.findall(
        r"^\| `(HUB_\w+)` \| (.*?) ?\| (.*) \|$", (ROOT / "docs" / "settings.md").read_text(), re.MULTILINE
    )

    assert lines == [
        (f"HUB_{name.upper()}", shown(field.default), field.description)
        for name, field in Settings.model_fields.items()
    ]


def test_lists_are_separated_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUB_CORS_ORIGINS", "https://a.example, https://b.example,")

    assert Settings().cors_origins == ("https://a.example", "https://b.example")


@pytest.mark.parametrize("origin", ["*", "https://*.example", "board.example", "https://board.example/", "null"])
def test_an_origin_is_named_whole(monkeypatch: pytest.MonkeyPatch, origin: str) -> None:
    monkeypatch.setenv("HUB_CORS_ORIGINS", f"https://a.example,{origin}")

    with pytest.raises(ValidationError, match="name each origin as browsers write it"):
        Settings()


@pytest.mark.parametrize(
    ("url", "said", "secure"),
    [
        ("", None, False),
        ("http://hub.example", None, False),
        ("https://hub.example", None, True),
        ("https://hub.example", "false", False),
        ("", "true", True),
    ],
)
def test_cookies_are_secure_where_people_come_by_https(
    url: str, said: str | None, secure: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUB_PUBLIC_URL", url)
    if said is not None:
        monkeypatch.setenv("HUB_SECURE_COOKIES", said)

    assert Settings().cookies_are_secure is secure


def test_a_set_moment_stops_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUB_NOW", "2020-01-03T09:00:00+08:00")

    clock = Settings().clock

    assert clock() == clock() == datetime(2020, 1, 3, 1, 0, tzinfo=UTC)


def test_a_moment_without_its_offset_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUB_NOW", "2020-01-03T09:00:00")

    with pytest.raises(ValidationError, match="give the offset too"):
        Settings()


def test_secrets_are_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUB_DATABASE_URL", "postgresql://hub:geheim@db.example/county")

    assert "geheim" not in repr(Settings())


def test_files_lie_in_the_data_folder_unless_said_otherwise(tmp_path: Path) -> None:
    assert Settings(data=tmp_path).files_folder == tmp_path / "files"
    assert Settings(data=tmp_path, files=Path("/srv/files")).files_folder == Path("/srv/files")
