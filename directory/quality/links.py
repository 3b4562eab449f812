"""Looking whether a web address still answers, and never calling a machine that is not public.

The name is resolved once, each of its addresses is judged, and the connection is made to the very
address that was judged: a name that changes its answer in between changes nothing. All of it is
done anew for each redirect.
"""

import http.client
import io
import ssl
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from socket import create_connection, gaierror
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

from directory.models import LinkCheck
from directory.quality.addresses import Resolver, is_public, resolve_name

Outcome = LinkCheck.Outcome
MOST_REDIRECTS = 5
#: Of a host's addresses, how many are tried.
MOST_ADDRESSES = 3
#: Bytes of an answer's head; its body is never read.
MOST_BYTES = 64 * 1024
SECONDS = 5.0
HEADERS = {"User-Agent": "Turnstone link check", "Accept": "*/*", "Connection": "close"}
REDIRECTS = (301, 302, 303, 307, 308)
#: A server that turns a robot away is there all the same.
TURNED_AWAY = (401, 402, 403, 405, 406, 407, 412, 418, 421, 425, 426, 429, 451, 999)
GONE = (404, 410)
_SCHEMES = {"http": 80, "https": 443}
_UNESCAPED = "%/:=&?~+!$,;'@()*[]-._"


@dataclass(frozen=True, slots=True)
class Reach:
    """Where the checker may go. Only a test on its own machine has another than :data:`PUBLIC`."""

    resolve: Resolver = resolve_name
    may_call: Callable[[str], bool] = is_public
    ports: Collection[int] = (80, 443)
    tls: ssl.SSLContext = field(default_factory=ssl.create_default_context)


PUBLIC = Reach()


@dataclass(frozen=True, slots=True)
class Answer:
    """How an address answered; ``status`` is the code of the last HTTP answer, if any."""

    outcome: LinkCheck.Outcome
    status: int | None = None


class _Ended(Exception):
    """The look at an address ends here."""

    def __init__(self, outcome: LinkCheck.Outcome) -> None:
        super().__init__(outcome)
        self.outcome = outcome


#: What the network raises → what it means, the first that fits.
_TROUBLE: Mapping[type[BaseException], LinkCheck.Outcome] = {
    gaierror: Outcome.NO_NAME,
    TimeoutError: Outcome.TOO_SLOW,
    ssl.SSLCertVerificationError: Outcome.CERTIFICATE,
    http.client.InvalidURL: Outcome.NO_ADDRESS,
    http.client.HTTPException: Outcome.GARBLED,
    OSError: Outcome.UNREACHABLE,
    ValueError: Outcome.NO_ADDRESS,
}


def check_link(url: str, *, reach: Reach = PUBLIC, seconds: float = SECONDS) -> Answer:
    """Ask for ``url``, following redirects, within ``seconds`` in all."""
    deadline = time.monotonic() + seconds
    status: int | None = None
    try:
        for _hop in range(MOST_REDIRECTS + 1):
            status, onward = _ask(url, "HEAD", reach, deadline)
            if status >= 400:
                # Some servers know no HEAD, and say so in many ways.
                status, onward = _ask(url, "GET", reach, deadline)
            if status not in REDIRECTS or not onward:
                return Answer(_judge(status), status)
            url = urljoin(url, onward)
    except _Ended as ended:
        return Answer(ended.outcome, status)
    except (OSError, http.client.HTTPException, ValueError) as error:
        return Answer(next(said for kind, said in _TROUBLE.items() if isinstance(error, kind)))
    return Answer(Outcome.LOOP, status)


def _judge(status: int) -> LinkCheck.Outcome:
    if status < 400 or status in TURNED_AWAY:
        return Outcome.FINE
    return Outcome.GONE if status in GONE else Outcome.TROUBLE


def _ask(url: str, method: str, reach: Reach, deadline: float) -> tuple[int, str]:
    """The code of one answer, and where it leads on."""
    parts = urlsplit(url)
    host, port = parts.hostname, parts.port or _SCHEMES.get(parts.scheme, 0)
    if parts.scheme not in _SCHEMES or not host or port not in reach.ports:
        raise _Ended(Outcome.NO_ADDRESS)
    addresses = reach.resolve(host, port, deadline - time.monotonic())
    if not addresses:
        raise _Ended(Outcome.NO_NAME)
    if not all(reach.may_call(address) for address in addresses):
        raise _Ended(Outcome.NOT_PUBLIC)
    connection = http.client.HTTPConnection(host, port)
    line = _connect(addresses, port, deadline)
    try:
        if parts.scheme == "https":
            line.limit()
            line.connection = reach.tls.wrap_socket(line.connection, server_hostname=host)
        connection.sock = line
        path = quote(parts.path or "/", safe=_UNESCAPED)
        query = f"?{quote(parts.query, safe=_UNESCAPED)}" if parts.query else ""
        default = port == _SCHEMES[parts.scheme]
        named = f"[{host}]" if ":" in host else host.encode("idna").decode("ascii")
        own = {"Host": named if default else f"{named}:{port}"}
        connection.request(method, path + query, headers={**own, **HEADERS})
        answer = connection.getresponse()
        return answer.status, answer.getheader("Location") or ""
    finally:
        line.close()


def _connect(addresses: list[str], port: int, deadline: float) -> "_Line":
    trouble: OSError = TimeoutError()
    for address in addresses[:MOST_ADDRESSES]:
        left = deadline - time.monotonic()
        if left <= 0:
            break
        try:
            # The address is numeric: nothing is looked up again.
            return _Line(create_connection((address, port), timeout=left), deadline)
        except OSError as error:
            trouble = error
    raise trouble


class _Line:
    """A connection that ends at a moment and after so many bytes, however slowly they drip."""

    def __init__(self, connection: Any, deadline: float) -> None:
        self.connection = connection
        self.deadline = deadline
        self.left = MOST_BYTES

    def limit(self) -> None:
        seconds = self.deadline - time.monotonic()
        if seconds <= 0:
            raise TimeoutError
        self.connection.settimeout(seconds)

    def sendall(self, data: bytes) -> None:
        self.limit()
        self.connection.sendall(data)

    def read_into(self, buffer: Any) -> int:
        self.limit()
        count: int = self.connection.recv_into(buffer, min(len(buffer), 4096))
        self.left -= count
        if self.left < 0:
            raise http.client.HTTPException("the answer's head has no end")
        return count

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Reading(self))

    def close(self) -> None:
        self.connection.close()


class _Reading(io.RawIOBase):
    def __init__(self, line: _Line) -> None:
        self.line = line

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        return self.line.read_into(buffer)
