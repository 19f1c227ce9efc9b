"""One web server's parts, made at its start and handed to every request.

Settings, pools, replica, live feed, files, figures.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from starlette.requests import HTTPConnection

from db.connection import Database
from resolvers.accounts import Doorkeeper
from server.observability import Figures
from server.remembered import Remembered
from server.settings import Settings


@dataclass
class Hub:
    """The parts of one web server."""

    settings: Settings
    database: Database
    replica: Any = None
    live: Any = None
    figures: Figures = field(init=False)
    doorkeeper: Doorkeeper = field(init=False)
    remembered: Remembered = field(default_factory=Remembered)

    def __post_init__(self) -> None:
        """Make what follows from the rest."""
        self.figures = Figures(self.database)
        self.figures.lag.set_function(self._lag)
        self.doorkeeper = Doorkeeper(self.database)

    def _lag(self) -> float:
        as_of = self.replica.as_of if self.replica is not None else None
        return float("nan") if as_of is None else (datetime.now(UTC) - as_of).total_seconds()

    @property
    def session_lifetime(self) -> timedelta:
        """How long somebody who does nothing stays signed in."""
        return timedelta(hours=self.settings.session_hours)


def hub_of(connection: HTTPConnection) -> Hub:
    """The parts of the server that a request came to."""
    hub: Hub = connection.app.state.hub
    return hub
