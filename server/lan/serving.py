"""Serving the local network beside loopback: HTTPS at the hub's port, and the page for phones at the next one."""

import asyncio
import contextlib
import io
import socket
import sys
from typing import Any

import uvicorn

from server.lan.certificate import HubCertificate
from server.lan.install import code_of, install_application
from server.lan.names import Names, main_address, names_of

LOOK_AGAIN_SECONDS = 30


class LocalNetwork:
    """Two more doors of the web server: `secure` for the hub itself, `plain` for the page that phones begin with."""

    def __init__(self, certificate: HubCertificate, host: str, secure: socket.socket, plain: socket.socket) -> None:
        """Serve on two sockets that listen already; `host` is the address they listen on, or every one."""
        self.certificate, self.host, self.secure, self.plain = certificate, host, secure, plain
        self._looking: asyncio.Task[None] | None = None

    @property
    def port(self) -> int:
        """The port of the hub."""
        return int(self.secure.getsockname()[1])

    @property
    def install_port(self) -> int:
        """The port of the page for phones."""
        return int(self.plain.getsockname()[1])

    def names(self) -> Names:
        """What this machine is called now."""
        return names_of(self.host)

    async def open(self, server: uvicorn.Server) -> None:
        """Begin to answer at both doors, as part of a server that has started; it closes them with its own."""
        application = install_application(
            self.certificate.authority, self.install_port, self.port, self.names, lambda: main_address(self.host)
        )
        config = uvicorn.Config(application, log_config=None, access_log=False, server_header=False, lifespan="off")
        config.load()
        server.servers.append(await opened(self.secure, server.config, server, self.certificate.context))
        server.servers.append(await opened(self.plain, config, server, None))
        self._looking = asyncio.create_task(self._keep_fresh())

    async def close(self) -> None:
        """Look after the certificate no longer."""
        if self._looking is not None:
            self._looking.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._looking

    async def _keep_fresh(self) -> None:
        while True:
            await asyncio.sleep(LOOK_AGAIN_SECONDS)
            if self.certificate.refresh(self.names()):
                print("the certificate was made anew", *self.lines(), sep="\n", file=sys.stderr, flush=True)

    def lines(self) -> list[str]:
        """What the last screen says about the local network; with a code for the camera on a terminal."""
        address = main_address(self.host)
        install = f"http://{address}:{self.install_port}/install"
        return [
            f"in the local network: https://{address}:{self.port}",
            f"phones begin at {install}, which helps them install the certificate:",
            f"  {self.certificate.authority.fingerprint}",
            *(
                f"{left} is left out of the certificate: remove {self.certificate.folder} to make it anew"
                for left in self.certificate.left_out(self.names())
            ),
            *(drawn(install) if sys.stderr.isatty() else ()),
        ]


def drawn(address: str) -> list[str]:
    """An address as a code for the camera, in lines for a terminal."""
    out = io.StringIO()
    code_of(address).terminal(out, compact=True, border=2)
    return out.getvalue().splitlines()


async def opened(listener: socket.socket, config: uvicorn.Config, server: uvicorn.Server, context: Any) -> Any:
    """Answer at one more socket with the protocol of the web server, whose connections are counted together."""

    def protocol() -> asyncio.Protocol:
        made: Any = config.http_protocol_class
        state = server.lifespan.state if config is server.config else {}
        return made(config=config, server_state=server.server_state, app_state=state)  # type: ignore[no-any-return]

    return await asyncio.get_running_loop().create_server(protocol, sock=listener, ssl=context, backlog=2048)
