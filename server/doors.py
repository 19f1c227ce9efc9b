"""The doors of a hub: the sockets it listens on, all taken before anything else starts.

With the local network there are three: plain loopback as ever, the local network over https at the same port, and the
page for phones at the next port.
"""

import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from server.lan.certificate import HubCertificate
from server.lan.names import names_of
from server.lan.serving import LocalNetwork
from server.listening import PortTaken, bind
from server.settings import Settings

LOOPBACK = "127.0.0.1"
TRIES = 20  # until a free port has a free one after it


@dataclass(frozen=True)
class Doors:
    """The socket of this machine, or of a proxy's; and the local network's doors, where it is served."""

    own: socket.socket
    lan: LocalNetwork | None = None

    @property
    def port(self) -> int:
        """The port of the hub, the same on every address."""
        return int(self.own.getsockname()[1])


@contextmanager
def doors_of(settings: Settings) -> Iterator[Doors]:
    """Take the ports that the settings ask for; give them back at the end. Raises PortTaken."""
    if not settings.lan:
        with bind(settings.host, settings.port) as own:
            yield Doors(own)
        return
    host = str(settings.lan_host)
    with ExitStack() as stack:
        own, secure, plain = map(stack.enter_context, _three(host, settings.port))
        settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        certificate = HubCertificate(settings.data / "lan", names_of(host))
        yield Doors(own, LocalNetwork(certificate, host, secure, plain))


def _three(host: str, port: int) -> tuple[socket.socket, socket.socket, socket.socket]:
    if port:
        return _take(host, port)
    for _ in range(TRIES):
        with bind(host, 0) as probe:
            free = int(probe.getsockname()[1])
        try:
            return _take(host, free)
        except PortTaken:
            continue
    raise PortTaken("no two free ports stand side by side")


def _take(host: str, port: int) -> tuple[socket.socket, socket.socket, socket.socket]:
    # Alone first: a shared socket would not notice another hub of this user that shares the port too.
    bind(host, port).close()
    with ExitStack() as taken:
        # The kernel gives a connection to the most particular address, so loopback stays plain beside every address.
        own = taken.enter_context(bind(LOOPBACK, port, shared=True))
        secure = taken.enter_context(bind(host, port, shared=True))
        plain = taken.enter_context(bind(host, port + 1))
        taken.pop_all()
    return own, secure, plain
