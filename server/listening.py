"""Listening: the socket is taken before anything else starts, so that a taken port is known at once."""

import contextlib
import errno
import socket
from collections.abc import Callable
from typing import Any, cast

import psutil
import uvicorn
from starlette.types import ASGIApp

from server.lan.serving import LocalNetwork

WS_MAX_BYTES = 2 * 1024 * 1024  # one message of a subscription; a body over HTTP is held to the same
GRACE_SECONDS = 5  # a subscription never ends by itself


class PortTaken(Exception):
    """The port belongs to another program; the text says to which, as far as that can be seen, and what to do."""


def bind(host: str, port: int, *, shared: bool = False) -> socket.socket:
    """Take a port and answer its socket; port 0 takes a free one. Raises PortTaken.

    A shared one leaves the port, on other addresses, to other sockets of this user.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if shared:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    try:
        listener.bind((host, port))
        listener.listen(2048)
    except OSError as trouble:
        listener.close()
        if trouble.errno == errno.EADDRINUSE:
            raise PortTaken(f"port {port} is taken{_by_whom(port)}; choose another: --port {port + 1}") from None
        raise
    return listener


def _by_whom(port: int) -> str:
    with contextlib.suppress(psutil.Error):
        for connection in psutil.net_connections("tcp"):
            if connection.status == psutil.CONN_LISTEN and connection.laddr[1:] == (port,) and connection.pid:
                return f" by `{' '.join(psutil.Process(connection.pid).cmdline())[:120]}` (process {connection.pid})"
    return ""


def address_of(listener: socket.socket) -> str:
    """Answer the address under which this machine reaches a listener."""
    host, port = listener.getsockname()[:2]
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)
    return f"http://{shown}:{port}"


class WebServer(uvicorn.Server):
    """The web server, which says when it has begun to answer."""

    def __init__(
        self,
        application: ASGIApp,
        proxies: tuple[str, ...],
        ready: Callable[[], None],
        lan: LocalNetwork | None = None,
    ) -> None:
        config = uvicorn.Config(
            cast(Any, application),  # Starlette's and uvicorn's names for one protocol
            log_config=None,
            access_log=False,
            proxy_headers=bool(proxies),
            forwarded_allow_ips=list(proxies),
            timeout_graceful_shutdown=GRACE_SECONDS,
            server_header=False,
            ws_max_size=WS_MAX_BYTES,
        )
        super().__init__(config)
        self._ready, self._lan = ready, lan

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to answer, then say so; not when the application refused to start."""
        await super().startup(sockets)
        if self.started and not self.should_exit:
            if self._lan is not None:
                await self._lan.open(self)
            self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Close every door, then end what still runs."""
        if self._lan is not None:
            await self._lan.close()
        await super().shutdown(sockets)
