"""What this machine is called in the local network: host names and IPv4 addresses, as they are at this moment."""

import socket
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Interface

import psutil

EVERY_ADDRESS = "0.0.0.0"
PROBE = ("192.0.2.1", 9)  # an address of documentation: only the route to it is looked up, nothing is sent


@dataclass(frozen=True)
class Names:
    """Host names in lower case, and addresses with their networks; both sorted, each once."""

    hosts: tuple[str, ...]
    interfaces: tuple[IPv4Interface, ...]

    @property
    def addresses(self) -> tuple[IPv4Address, ...]:
        """The addresses alone."""
        return tuple(interface.ip for interface in self.interfaces)


def names_of(host: str = EVERY_ADDRESS) -> Names:
    """What this machine answers to when it listens on `host`: on every address, those of all networks that are up."""
    own = socket.gethostname().partition(".")[0].lower()
    hosts = {"localhost"} | ({own, f"{own}.local"} if _is_plain(own) else set())
    listening = _interfaces() if host == EVERY_ADDRESS else {IPv4Interface(host)}
    return Names(tuple(sorted(hosts)), tuple(sorted(listening | {IPv4Interface("127.0.0.1/8")})))


def main_address(host: str = EVERY_ADDRESS) -> str:
    """The address at which the local network reaches this machine; 127.0.0.1 where there is no network."""
    if host != EVERY_ADDRESS:
        return host
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(PROBE)
        except OSError:
            return "127.0.0.1"
        return str(probe.getsockname()[0])


def _is_plain(name: str) -> bool:
    # What a certificate may hold: letters of the alphabet, digits, hyphens; an office's 电脑-3 is reached by address.
    return name.isascii() and name.replace("-", "").isalnum() and not name.isdigit()


def _interfaces() -> set[IPv4Interface]:
    up = {name for name, status in psutil.net_if_stats().items() if status.isup}
    return {
        IPv4Interface(f"{each.address}/{each.netmask or 32}")
        for name, listed in psutil.net_if_addrs().items()
        if name in up
        for each in listed
        if each.family == socket.AF_INET
    }
