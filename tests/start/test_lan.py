"""The local network: a certificate that devices with the hub's authority accept, and a page that gives it to them."""

import http.client
import re
import socket
import ssl
import stat
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address, IPv4Interface
from pathlib import Path

import pytest
import segno
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from server.doors import doors_of
from server.lan import certificate as certificates
from server.lan.certificate import HubCertificate, authority_in, make_certificate
from server.lan.install import drawn
from server.lan.names import Names, main_address, names_of
from server.listening import PortTaken, bind
from server.settings import Settings
from tests.start.conftest import LAN
from tests.start.running import Running

OFFICE = Names(("localhost", "office", "office.local"), (IPv4Interface("192.168.3.7/24"),))


@pytest.fixture
def hub(lan_hub: Running) -> Running:
    """A hub that serves the local network."""
    return lan_hub


def port_of(hub: Running) -> int:
    """The port of the hub, at every address."""
    return int(hub.address.rpartition(":")[2])


def trusting(hub: Running) -> ssl.SSLContext:
    """What a phone believes that got the certificate from the page; as strict as Python can be."""
    context = ssl.create_default_context(cadata=get_plain(hub, "/county-hub.crt")[1])
    context.verify_flags |= ssl.VERIFY_X509_STRICT
    return context


def get_plain(hub: Running, path: str, host: str | None = None) -> tuple[int, bytes, http.client.HTTPMessage]:
    """Ask the page for phones."""
    connection = http.client.HTTPConnection(LAN, port_of(hub) + 1, timeout=10)
    connection.request("GET", path, headers={"Host": host} if host else {})
    answer = connection.getresponse()
    return answer.status, answer.read(), answer.headers


def ask(
    hub: Running, context: ssl.SSLContext, method: str, path: str, body: str | None = None
) -> http.client.HTTPResponse:
    """Ask the hub over https as its own page does."""
    connection = http.client.HTTPSConnection(LAN, port_of(hub), timeout=10, context=context)
    origin = f"https://{LAN}:{port_of(hub)}"
    connection.request(method, path, body, {"Origin": origin, "Content-Type": "application/json"})
    return connection.getresponse()


def test_a_device_with_the_authority_reaches_the_hub_by_https(hub: Running) -> None:
    assert ask(hub, trusting(hub), "GET", "/healthz").read() == b'{"status":"ok"}'


def test_a_device_without_the_authority_does_not_trust_it(hub: Running) -> None:
    with pytest.raises(ssl.SSLCertVerificationError, match=r"self-signed|local issuer"):
        ask(hub, ssl.create_default_context(), "GET", "/healthz")


def test_another_name_at_that_address_is_refused(hub: Running) -> None:
    with (
        socket.create_connection((LAN, port_of(hub)), timeout=10) as connection,
        pytest.raises(ssl.SSLCertVerificationError, match=r"not valid for '10\.9\.9\.9'"),
    ):
        trusting(hub).wrap_socket(connection, server_hostname="10.9.9.9")


def test_the_cookie_goes_over_https_alone(hub: Running) -> None:
    signed = ask(hub, trusting(hub), "POST", "/sign-in/sample", '{"person": "P01"}')

    assert signed.status == 204
    name, _, rest = (signed.getheader("set-cookie") or "").partition("=")
    assert name == "__Host-hub_session"
    assert {"Secure", "HttpOnly", "SameSite=lax"} <= set(rest.split("; "))


def test_this_machine_itself_goes_on_by_plain_http(hub: Running) -> None:
    assert hub.address == f"http://127.0.0.1:{port_of(hub)}"
    assert hub.healthy(hub.address)
    with pytest.raises(ConnectionResetError):  # the hub never answers the network in plain text
        connection = http.client.HTTPConnection(LAN, port_of(hub), timeout=10)
        connection.request("GET", "/healthz")
        connection.getresponse()


def test_the_plain_port_serves_the_page_and_the_certificate_and_nothing_else(hub: Running) -> None:
    port = port_of(hub)
    status, body, headers = get_plain(hub, "/install")

    page = body.decode()
    assert status == 200
    assert drawn(f"https://{LAN}:{port}/") in page
    assert drawn(f"http://{LAN}:{port + 1}/install") in page
    authority = authority_in(hub.data / "lan", names_of(LAN))
    assert authority.fingerprint in page
    assert f"  {authority.fingerprint}\n" in hub.all_said()
    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert get_plain(hub, "/county-hub.crt")[1] == authority.der
    for path in ("/", "/graphql", "/healthz", "/files", "/sign-in"):
        status, _, headers = get_plain(hub, path)
        assert (status, headers["location"]) == (302, "/install")


def test_the_page_never_sends_a_phone_to_a_foreign_address(hub: Running) -> None:
    page = get_plain(hub, "/install", "evil.example")[1].decode()

    assert "evil.example" not in page
    assert f"https://{LAN}:{port_of(hub)}/" in page
    assert f"https://localhost:{port_of(hub)}/" in get_plain(hub, "/install", "localhost")[1].decode()


def test_the_drawing_is_the_code_of_the_address() -> None:
    code = segno.make("https://192.168.3.7:8000/", error="m", micro=False)
    dark = {(x, y) for y, row in enumerate(code.matrix) for x, module in enumerate(row) if module}

    assert filled(drawn("https://192.168.3.7:8000/")) == dark
    assert filled(drawn("https://192.168.3.8:8000/")) != dark
    assert isinstance(code.version, int)
    assert code.version <= 3  # large modules, for a poor camera


def filled(drawing: str) -> set[tuple[int, int]]:
    """The modules that a drawing fills: its path goes from left to right, row by row, within a border of four."""
    steps = re.findall(r"([Mmh])(-?[\d.]+)(?: ?(-?[\d.]+))?", drawing.partition(' d="')[2].partition('"')[0])
    x = y = 0.0
    modules = set()
    for kind, right, down in steps:
        if kind == "h":
            modules |= {(int(x) + each - 4, int(y) - 4) for each in range(int(right))}
        x = float(right) if kind == "M" else x + float(right)
        y = float(down) if kind == "M" else y + float(down or 0)
    return modules


def test_keys_are_for_the_hub_alone_and_the_authority_is_made_once(tmp_path: Path) -> None:
    first = HubCertificate(tmp_path / "lan", OFFICE)
    second = HubCertificate(tmp_path / "lan", OFFICE)

    assert second.authority.der == first.authority.der
    assert stat.S_IMODE((tmp_path / "lan").stat().st_mode) == 0o700
    assert [stat.S_IMODE(file.stat().st_mode) for file in sorted((tmp_path / "lan").iterdir())] == [0o600, 0o600]


def test_a_new_address_makes_a_new_certificate_under_the_same_authority(tmp_path: Path) -> None:
    kept = HubCertificate(tmp_path, OFFICE)
    before = (tmp_path / "hub.pem").read_bytes()
    assert kept.refresh(OFFICE) is False
    moved = Names(OFFICE.hosts, (IPv4Interface("10.4.5.6/8"),))

    assert kept.refresh(moved) is True

    after = x509.load_pem_x509_certificate((tmp_path / "hub.pem").read_bytes())
    names = after.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.IPAddress) == [IPv4Address("10.4.5.6")]
    assert names.get_values_for_type(x509.DNSName) == ["localhost", "office", "office.local"]
    assert (tmp_path / "hub.pem").read_bytes() != before
    after.verify_directly_issued_by(kept.authority.certificate)
    assert after.not_valid_after_utc - after.not_valid_before_utc == timedelta(days=397)


def test_a_certificate_near_its_end_is_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = HubCertificate(tmp_path, OFFICE)
    later = datetime.now(UTC) + timedelta(days=370)
    monkeypatch.setattr(certificates, "utc_now", lambda: later)

    assert kept.refresh(OFFICE) is True
    assert kept.refresh(OFFICE) is False


def test_the_authority_vouches_for_local_networks_and_this_machine_alone(tmp_path: Path) -> None:
    far = Names(("bank.example", "localhost"), (IPv4Interface("8.8.8.8/32"), IPv4Interface("192.168.3.7/24")))
    kept = HubCertificate(tmp_path, OFFICE)
    authority = kept.authority

    made = make_certificate(authority, ec.generate_private_key(ec.SECP256R1()), far)

    names = made.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.IPAddress) == [IPv4Address("192.168.3.7")]
    assert names.get_values_for_type(x509.DNSName) == ["localhost"]
    assert kept.left_out(far) == [IPv4Address("8.8.8.8")]
    constraints = authority.certificate.extensions.get_extension_for_class(x509.NameConstraints)
    assert constraints.critical
    assert authority.permits_host("office")
    assert not authority.permits_host("x-office")


def test_a_machine_with_a_public_address_gets_an_authority_for_its_network(tmp_path: Path) -> None:
    public = Names(("localhost",), (IPv4Interface("59.1.2.3/24"),))

    assert HubCertificate(tmp_path, public).left_out(public) == []


def test_the_names_of_a_machine_hold_its_addresses() -> None:
    every = names_of()

    assert IPv4Address("127.0.0.1") in every.addresses
    assert IPv4Address(main_address()) in every.addresses
    assert names_of(LAN).addresses == (IPv4Address("127.0.0.1"), IPv4Address(LAN))
    assert "localhost" in every.hosts


def test_a_taken_port_is_told_before_anything_is_made(tmp_path: Path) -> None:
    with bind(LAN, 0) as other:
        port = int(other.getsockname()[1])
        for wanted in (port, port - 1):  # the hub's own, or the next one for the page
            settings = Settings(data=tmp_path / "data", lan=True, lan_host=IPv4Address(LAN), port=wanted)
            with pytest.raises(PortTaken, match=f"port {port} is taken"), doors_of(settings):
                pass

    assert not (tmp_path / "data").exists()


def test_two_hubs_of_the_local_network_do_not_share_a_port(tmp_path: Path) -> None:
    first = Settings(data=tmp_path / "one", lan=True, lan_host=IPv4Address(LAN), port=0)
    with doors_of(first) as doors:
        second = Settings(data=tmp_path / "two", lan=True, lan_host=IPv4Address(LAN), port=doors.port)
        with pytest.raises(PortTaken), doors_of(second):
            pass
