"""Which network addresses the link checker may call: public machines, and no others.

After the registries of special addresses (RFC 6890; IANA's for IPv4 and IPv6). Python's own
`is_global` lets some through that lead back inside: multicast, and IPv6 addresses that carry an
IPv4 one. Of IPv6 only what is given out for use on the Internet (2000::/3) is taken.
"""

import ipaddress
import socket
import threading
from collections.abc import Callable

Resolver = Callable[[str, int, float], list[str]]

_IN_USE = ipaddress.ip_network("2000::/3")
_REFUSED_4 = [
    ipaddress.ip_network(text)
    for text in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",
        "100.64.0.0/10",  # shared by a provider's customers
        "127.0.0.0/8",
        "169.254.0.0/16",  # link-local; clouds keep their secrets there
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",  # documentation
        "192.88.99.0/24",  # relays of 6to4
        "192.168.0.0/16",
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, and broadcast
    )
]
_REFUSED_6 = [
    ipaddress.ip_network(text)
    for text in (
        "2001::/23",  # protocol assignments, Teredo among them
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4: holds an IPv4 address
        "3fff::/20",  # documentation
    )
]


def is_public(address: str) -> bool:
    """Whether a numeric address is one that anybody on the Internet may be reached at."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv4Address):
        return found.is_global and not any(found in network for network in _REFUSED_4)
    if found.scope_id is not None or found not in _IN_USE:
        return False
    return found.is_global and not any(found in network for network in _REFUSED_6)


def resolve_name(host: str, port: int, seconds: float) -> list[str]:
    """The numeric addresses of a host, each once. Raises OSError, also after ``seconds``.

    The system's resolver knows no limit of time, so it is asked on a thread that may be left.
    """
    found: list[str] = []
    trouble: list[OSError] = []

    def ask() -> None:
        try:
            answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            trouble.append(error if isinstance(error, OSError) else socket.gaierror(str(error)))
        else:
            found.extend(dict.fromkeys(str(answer[4][0]) for answer in answers))

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(max(0.0, seconds))
    if trouble:
        raise trouble[0]
    if thread.is_alive():
        raise TimeoutError
    return list(found)
