"""Asking another site whether an address of it answers. No request leaves for a machine that the public cannot reach.

The name is looked up once, every address that it has must be public, and the connection goes to the one that was
checked: neither a redirection nor a name that changes its address leads anywhere else.
"""

import http.client
import ipaddress
import socket
import ssl
from contextlib import closing, suppress
from dataclasses import dataclass
from threading import Timer
from urllib.parse import SplitResult, urljoin, urlsplit

from django.conf import settings
from django.utils.encoding import iri_to_uri

SECONDS = 8  # for one connection
ALTOGETHER = 20  # for one address, its redirections with it
MOST_REDIRECTS = 5
PORTS = {80, 443, 8080, 8443}
EMBEDDING = [ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("64:ff9b:1::/48")]  # an IPv4 address in them


@dataclass(frozen=True)
class Answer:
    """A status, or a word for why there is none."""

    status: int = 0
    problem: str = ""

    @property
    def text(self) -> str:
        return self.problem or str(self.status)


class NotAskedError(Exception):
    """Why no request was made."""


def ask(address: str) -> Answer:
    """What the address answers in the end, its redirections followed. Never raises."""
    answer = Answer(problem="redirects")
    with Deadline(ALTOGETHER) as deadline:
        for _turn in range(MOST_REDIRECTS + 1):
            answer, onward = _one(address, "HEAD", deadline)
            if not onward and not 200 <= answer.status < 300:
                answer, onward = _one(address, "GET", deadline)
            if not onward:
                return answer
            address = urljoin(address, onward)
    return Answer(problem="redirects")


def _one(address: str, verb: str, deadline: "Deadline") -> tuple[Answer, str]:
    """The answer, and where it sends on to. Nothing of the body is read."""
    try:
        if deadline.passed:
            raise TimeoutError
        parts = urlsplit(iri_to_uri(address))
        connection = _connection(parts)
        with closing(connection):
            deadline.watch(connection)
            target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            connection.request(verb, target, headers=_headers())
            response = connection.getresponse()
            onward = response.getheader("Location", "") if response.status in {301, 302, 303, 307, 308} else ""
            return Answer(response.status), onward
    except NotAskedError as reason:
        return Answer(problem=str(reason)), ""
    except (ValueError, UnicodeError, http.client.InvalidURL):
        return Answer(problem="invalid"), ""
    except ssl.SSLError:
        return Answer(problem="tls"), ""
    except TimeoutError:
        return Answer(problem="timeout"), ""
    except socket.gaierror:
        return Answer(problem="unknown_host"), ""
    except ConnectionRefusedError:
        return Answer(problem="refused"), ""
    except (OSError, http.client.HTTPException):
        return Answer(problem="timeout" if deadline.passed else "broken_off"), ""


def _headers() -> dict[str, str]:
    return {
        "User-Agent": f"CommunothequeLinkCheck/1.0 (+{settings.WAGTAILADMIN_BASE_URL})",
        "Accept": "*/*",
        "Connection": "close",
    }


def _connection(parts: SplitResult) -> http.client.HTTPConnection:
    """To the machine that was checked, under the name that was asked for."""
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username is not None:
        raise NotAskedError("invalid")
    host = parts.hostname.encode("idna").decode() if not parts.hostname.isascii() else parts.hostname
    port = parts.port or (443 if parts.scheme == "https" else 80)
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    machines = [str(one[4][0]) for one in found]
    if not machines or not all(may_ask(machine, port) for machine in machines):
        raise NotAskedError("not_public")
    return _Pinned(host, port, machines[0], parts.scheme == "https")


class _Pinned(http.client.HTTPConnection):
    def __init__(self, host: str, port: int, machine: str, secure: bool) -> None:
        super().__init__(host, port, timeout=SECONDS)
        self.machine, self.secure = machine, secure
        self.default_port = 443 if secure else 80  # so that the port is named where it is another

    def connect(self) -> None:
        self.sock = socket.create_connection((self.machine, self.port), self.timeout)
        if self.secure:
            self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)


def may_ask(machine: str, port: int) -> bool:
    return port in PORTS and is_public(machine)


def is_public(machine: str) -> bool:
    """Whether everyone may reach it: not this machine, not its network, not what stands for one of these."""
    address = ipaddress.ip_address(machine.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        if any(address in network for network in EMBEDDING):
            return False
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo and address.teredo[1])
        if inner:
            return is_public(str(inner))
    return address.is_global and not address.is_multicast


class Deadline:
    """Cuts the connection when the time is over, however slowly the other side sends."""

    def __init__(self, seconds: float) -> None:
        self.timer = Timer(seconds, self._cut)
        self.timer.daemon = True
        self.passed = False
        self.connection: http.client.HTTPConnection | None = None

    def __enter__(self) -> "Deadline":
        self.timer.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.timer.cancel()

    def watch(self, connection: http.client.HTTPConnection) -> None:
        self.connection = connection

    def _cut(self) -> None:
        self.passed = True
        sock = self.connection.sock if self.connection else None
        if sock is not None:
            with suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
