"""The settings of a hub, each an environment variable `HUB_…`; docs/settings.md lists them.

Read once at start. Every default works on a laptop with the sample county.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from ipaddress import IPv4Address
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent
Words = Annotated[tuple[str, ...], NoDecode]


class Settings(BaseSettings):
    """Every setting of a hub; the line under each is its description in the documentation."""

    model_config = SettingsConfigDict(env_prefix="HUB_", use_attribute_docstrings=True, frozen=True)

    data: Path = ROOT / ".hub"
    """Folder of everything a hub keeps: the embedded database, its secret, files, logs."""

    database_url: SecretStr | None = None
    """PostgreSQL server to use instead of the embedded one, as an administrator: postgresql://user:password@host/db."""

    database_secret: SecretStr | None = None
    """Secret behind the passwords of the three roles; needed only when several web servers share a database."""

    host: str = "127.0.0.1"
    """Address to listen on."""

    port: int = Field(default=8000, ge=0, le=65535)
    """Port to listen on; 0 takes a free one."""

    lan: bool = False
    """Whether the local network is served too, over https; `--lan` says so."""

    lan_host: IPv4Address = IPv4Address("0.0.0.0")
    """Address at which the local network is served; unset, every address of this machine."""

    public_url: str = ""
    """Address under which people reach the hub, when it stands behind a proxy: https://hub.example."""

    trusted_proxies: Words = ()
    """Addresses of proxies whose X-Forwarded headers are believed, separated by commas."""

    cors_origins: Words = ()
    """Origins of other pages that may ask with a token, separated by commas: https://board.example; never *."""

    secure_cookies: bool | None = None
    """Whether cookies are sent over https alone; unset, that is so when HUB_PUBLIC_URL begins with https."""

    stored_documents_only: bool = False
    """Whether browser sessions may ask stored documents alone; a token, or the power ASK_FREELY, may ask anything."""

    session_hours: int = Field(default=12, ge=1, le=24 * 30)
    """Hours after which somebody who did nothing has to sign in again."""

    files: Path | None = None
    """Folder of uploaded files; unset, `files` inside HUB_DATA."""

    county: Path = ROOT / "counties" / "fuxian"
    """Folder of the county pack."""

    sample: bool = True
    """Whether the county pack's sample people and their sample life are made."""

    statement_timeout_ms: int = Field(default=10_000, ge=100)
    """Milliseconds after which the database ends a statement of a person's request."""

    log_level: Literal["debug", "info", "warning", "error"] = "info"
    """How much is written to the log."""

    now: datetime | None = None
    """A moment, with its offset, at which the hub's clock stands still; for demonstrations and tests."""

    @field_validator("trusted_proxies", "cors_origins", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(word.strip() for word in value.split(",") if word.strip()) if isinstance(value, str) else value

    @field_validator("cors_origins")
    @classmethod
    def _names_origins(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for origin in value:
            if not re.fullmatch(r"https?://[^/*?#@\s]+", origin):
                raise ValueError(f"name each origin as browsers write it, as https://board.example; not {origin}")
        return value

    @field_validator("now")
    @classmethod
    def _needs_an_offset(cls, value: datetime | None) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("give the offset too, as in 2019-12-31T09:00:00+08:00")
        return value

    @property
    def files_folder(self) -> Path:
        """Where uploaded files lie."""
        return self.files or self.data / "files"

    @property
    def documents_file(self) -> Path:
        """The stored documents of other front ends than the hub's own."""
        return self.data / "documents.json"

    @property
    def cookies_are_secure(self) -> bool:
        """Whether cookies carry the mark that keeps them from plain http."""
        return self.public_url.startswith("https:") if self.secure_cookies is None else self.secure_cookies

    @property
    def clock(self) -> Callable[[], datetime]:
        """The hub's clock: answers the moment, in UTC; it stands still when HUB_NOW is set."""
        if self.now is None:
            return lambda: datetime.now(UTC)
        standing = self.now.astimezone(UTC)
        return lambda: standing
