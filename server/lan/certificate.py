"""The hub's own certificate authority and the certificate it gives this machine, both kept in the data folder.

The authority is made once, because phones install it. It can vouch for addresses of local networks alone (name
constraints), so that its key, were it stolen, opens no bank. The hub's certificate is made anew, without anybody's
doing, when the machine's addresses change or its end comes near.
"""

import os
import ssl
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import IPv4Address, IPv4Network
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from db.connection import utc_now
from server.lan.names import Names

AUTHORITY_DAYS = 3650
CERTIFICATE_DAYS = 397  # phones refuse a certificate that is good for longer than 825 days
RENEWED_BEFORE_DAYS = 30
BACKDATED = timedelta(days=1)  # a phone's clock may be behind
LOCAL_NETWORKS = tuple(
    map(
        IPv4Network,
        ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16", "127.0.0.0/8"),
    )
)
LOCAL_DOMAINS = ("localhost", "local", "lan", "home.arpa")


@dataclass(frozen=True)
class Authority:
    """The local certificate authority."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @property
    def der(self) -> bytes:
        """The certificate as phones install it."""
        return self.certificate.public_bytes(serialization.Encoding.DER)

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the certificate, in pairs, as phones show it."""
        return self.certificate.fingerprint(hashes.SHA256()).hex(":").upper()

    def permits(self, address: IPv4Address) -> bool:
        """Whether this authority can vouch for an address."""
        return any(address in IPv4Network(each) for each in self._permitted(x509.IPAddress))

    def permits_host(self, host: str) -> bool:
        """Whether this authority can vouch for a host name: a permitted domain or something under it."""
        domains = self._permitted(x509.DNSName)
        return any(host == each or host.endswith(f".{each}") for each in domains)

    def _permitted(self, kind: type[x509.GeneralName]) -> list[str]:
        constraints = self.certificate.extensions.get_extension_for_class(x509.NameConstraints).value
        return [str(each.value) for each in constraints.permitted_subtrees or [] if isinstance(each, kind)]


def authority_in(folder: Path, names: Names) -> Authority:
    """The authority kept in a folder; made there, for the local networks and this machine's own, when there is none."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    kept = folder / "authority.pem"
    if not kept.exists():
        key = ec.generate_private_key(ec.SECP256R1())
        write_secret(kept, pem_of(key, make_authority(key, names)))
    text = kept.read_bytes()
    key_read = serialization.load_pem_private_key(text, None)
    assert isinstance(key_read, ec.EllipticCurvePrivateKey)
    return Authority(key_read, x509.load_pem_x509_certificate(text))


def make_authority(key: ec.EllipticCurvePrivateKey, names: Names) -> x509.Certificate:
    """A new authority that may vouch for local networks, for those this machine is in now, and for its name."""
    own = {interface.network for interface in names.interfaces}
    networks = sorted({*LOCAL_NETWORKS, *(each for each in own if not any(map(each.subnet_of, LOCAL_NETWORKS)))})
    domains = sorted({*LOCAL_DOMAINS, *names.hosts})
    subject = named(f"County Hub {utc_now():%Y-%m-%d} 县域一张网")
    permitted = [*map(x509.DNSName, domains), *map(x509.IPAddress, networks)]
    return (
        begun(subject, subject, key, AUTHORITY_DAYS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage(signs_certificates=True), critical=True)
        .add_extension(x509.NameConstraints(permitted, None), critical=True)
        .sign(key, hashes.SHA256())
    )


def make_certificate(authority: Authority, key: ec.EllipticCurvePrivateKey, names: Names) -> x509.Certificate:
    """A certificate for this machine, with every name and address that the authority can vouch for."""
    hosts = [x509.DNSName(host) for host in names.hosts if authority.permits_host(host)]
    addresses = [x509.IPAddress(address) for address in names.addresses if authority.permits(address)]
    issuer = authority.certificate
    known_by = x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.key.public_key())
    return (
        begun(named("County Hub"), issuer.subject, key, CERTIFICATE_DAYS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName([*hosts, *addresses]), critical=False)
        .add_extension(known_by, critical=False)
        .sign(authority.key, hashes.SHA256())
    )


def begun(subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, days: int) -> x509.CertificateBuilder:
    """What both kinds of certificate begin with."""
    now = utc_now()
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - BACKDATED)
        .not_valid_after(now - BACKDATED + timedelta(days=days))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def usage(*, signs_certificates: bool) -> x509.KeyUsage:
    """What a key is for: an authority's signs certificates, the hub's signs greetings."""
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def named(name: str) -> x509.Name:
    """A certificate's name of one part."""
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def pem_of(key: ec.EllipticCurvePrivateKey, certificate: x509.Certificate) -> bytes:
    """Key and certificate in one text, so that a file holds both or neither."""
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return private + certificate.public_bytes(serialization.Encoding.PEM)


def write_secret(file: Path, content: bytes) -> None:
    """Write a file that only this user may read, whole or not at all."""
    unfinished = file.with_suffix(".unfinished")
    unfinished.unlink(missing_ok=True)
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    unfinished.replace(file)


class HubCertificate:
    """The certificate of this machine in a folder, and the TLS context that serves it."""

    def __init__(self, folder: Path, names: Names) -> None:
        """Read what the folder holds, make what is missing or no longer fits."""
        self.folder = folder
        self.authority = authority_in(folder, names)
        self._file = folder / "hub.pem"
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.minimum_version = ssl.TLSVersion.TLSv1_2
        self.context.set_alpn_protocols(["http/1.1"])
        if not self.refresh(names):
            self.context.load_cert_chain(self._file)

    def refresh(self, names: Names) -> bool:
        """Make a new certificate when the present one does not fit; new connections get it. Answers whether it did."""
        if self._fits(names):
            return False
        key = ec.generate_private_key(ec.SECP256R1())
        write_secret(self._file, pem_of(key, make_certificate(self.authority, key, names)))
        self.context.load_cert_chain(self._file)
        return True

    def left_out(self, names: Names) -> list[IPv4Address]:
        """The addresses that the authority cannot vouch for: a public address that came after it was made."""
        return [address for address in names.addresses if not self.authority.permits(address)]

    def _fits(self, names: Names) -> bool:
        if not self._file.exists():
            return False
        present = x509.load_pem_x509_certificate(self._file.read_bytes())
        listed = present.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        hosts = {host for host in names.hosts if self.authority.permits_host(host)}
        addresses = {address for address in names.addresses if self.authority.permits(address)}
        return (
            present.issuer == self.authority.certificate.subject
            and set(listed.get_values_for_type(x509.DNSName)) == hosts
            and set(listed.get_values_for_type(x509.IPAddress)) == addresses
            and present.not_valid_after_utc - utc_now() > timedelta(days=RENEWED_BEFORE_DAYS)
        )
