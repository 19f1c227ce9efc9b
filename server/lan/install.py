"""The page that helps phones install the hub: over plain HTTP, since they do not trust its certificate yet.

It serves this page and the authority's certificate, both public, and nothing else of the hub.
"""

from collections.abc import Callable
from pathlib import Path
from string import Template

import segno
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from server.lan.certificate import Authority
from server.lan.names import Names

PAGE = Template((Path(__file__).parent / "install.html").read_text(encoding="utf-8"))
CERTIFICATE = "/county-hub.crt"
HEADERS = {
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
}


def code_of(address: str) -> segno.QRCode:
    """An address as a code for a phone's camera."""
    return segno.make(address, error="m", micro=False)


def install_page(host: str, port: int, hub_port: int, fingerprint: str) -> str:
    """The page, for a phone that reaches this machine as `host`."""
    install, hub = f"http://{host}:{port}/install", f"https://{host}:{hub_port}/"
    return PAGE.substitute(
        certificate=CERTIFICATE,
        fingerprint=fingerprint,
        hub=hub,
        install=install,
        hub_code=drawn(hub),
        install_code=drawn(install),
    )


def drawn(address: str) -> str:
    """An address as a drawing inside a page."""
    return code_of(address).svg_inline(scale=8, border=4, omitsize=True)


def install_application(
    authority: Authority, port: int, hub_port: int, names: Callable[[], Names], main: Callable[[], str]
) -> Starlette:
    """The application of the plain port. Its page names the address by which it was reached, if that is this machine's.

    `names` and `main` answer what this machine is called, and its main address, at the moment.
    """

    async def page(request: Request) -> Response:
        host = request.url.hostname or ""
        known = names()
        told = host if host in known.hosts or host in map(str, known.addresses) else main()
        text = install_page(told, port, hub_port, authority.fingerprint)
        return Response(text, media_type="text/html", headers=HEADERS)

    async def certificate(request: Request) -> Response:
        named = {"content-disposition": 'attachment; filename="county-hub.crt"'}
        return Response(authority.der, media_type="application/x-x509-ca-cert", headers={**HEADERS, **named})

    async def elsewhere(request: Request) -> Response:
        return RedirectResponse("/install", 302, headers=HEADERS)

    return Starlette(
        routes=[Route("/install", page), Route(CERTIFICATE, certificate), Route("/{path:path}", elsewhere)]
    )
