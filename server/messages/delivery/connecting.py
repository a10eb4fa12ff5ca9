"""Connecting to a far end over https: only where it may lead, for a bounded time, following nothing."""

import http.client
import socket
import ssl
import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from ipaddress import IPv4Network, IPv6Network
from urllib.parse import urlsplit

from server.messages.rules.webhook import may_connect

LONGEST_STEP = 10  # seconds without any byte
LONGEST_DELIVERY = 30  # seconds for the whole, however lively the other side is
LONGEST_WAIT = 6 * 3600  # seconds that a far end may have us wait


class NotDelivered(Exception):
    """The message did not leave, or nobody confirmed it. code: stable, for people. for_good: trying again is no use.
    wait: seconds for which the far end asks not to be tried again."""

    def __init__(self, code: str, *, for_good: bool = False, wait: int = 0) -> None:
        super().__init__(code)
        self.code = code
        self.for_good = for_good
        self.wait = wait


@dataclass(frozen=True)
class Target:
    """Where a web hook goes. is_plain: http, which only a demo may use, and only on its own machine."""

    host: str
    port: int
    path: str
    is_plain: bool


def read_target(url: str, hosts: Collection[str], *, is_demo: bool) -> Target | None:
    """The parts of a clinic's address; None if a web hook must not go there. hosts: the operator's, as "name:port"."""
    try:
        parts = urlsplit(url)
        port = parts.port or (80 if parts.scheme == "http" else 443)
    except ValueError:
        return None
    host = (parts.hostname or "").lower()
    is_plain = parts.scheme == "http" and is_demo and host in {"localhost", "127.0.0.1"}
    # A name or password in the address would end in logs; control characters could end the request's first line.
    if (parts.scheme != "https" and not is_plain) or parts.username is not None or not url.isascii() or " " in url:
        return None
    if not url.isprintable() or f"{host}:{port}" not in hosts:
        return None
    return Target(host, port, (parts.path or "/") + (f"?{parts.query}" if parts.query else ""), is_plain)


def status_of(
    target: Target,
    networks: Sequence[IPv4Network | IPv6Network],
    body: bytes,
    headers: dict[str, str],
    now: datetime,
) -> tuple[int, int]:
    """What the target answers to a POST, and for how many seconds it asks to wait (Retry-After). Raises NotDelivered.

    networks: private ones that it may lie in. Redirects are not followed: they could lead where no list allows it.
    """
    connected = _connect(target, networks)
    connection = http.client.HTTPConnection(target.host, target.port, timeout=LONGEST_STEP)
    connection.sock = connected
    try:
        with at_most(LONGEST_DELIVERY, lambda: cut(connected)):
            connection.request("POST", target.path, body, headers)
            answer = connection.getresponse()  # what else it says is of no use here, and may be long
            return answer.status, seconds_in(answer.getheader("Retry-After"), now)
    except (OSError, http.client.HTTPException):
        raise NotDelivered("connection-lost") from None
    finally:
        connection.close()
        connected.close()


def seconds_in(retry_after: str | None, now: datetime) -> int:
    """How long a Retry-After asks to wait, in seconds or as a date; 0 where it asks nothing that can be understood."""
    if not retry_after:
        return 0
    if retry_after.strip().isascii() and retry_after.strip().isdigit():
        return min(int(retry_after.strip()[:9]), LONGEST_WAIT)
    try:
        at = parsedate_to_datetime(retry_after)
        return min(max(int((at - now).total_seconds()), 0), LONGEST_WAIT)
    except (ValueError, TypeError, OverflowError):
        return 0


def _connect(target: Target, networks: Sequence[IPv4Network | IPv6Network]) -> socket.socket:
    """A connection to an address that was looked at: asking the name again could give another answer."""
    try:
        found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    except OSError:
        raise NotDelivered("unreachable") from None
    addresses = [str(each[4][0]).partition("%")[0] for each in found]
    allowed = [each for each in addresses if target.is_plain or may_connect(each, networks)]
    if not allowed:
        raise NotDelivered("private-address", for_good=True)
    try:
        plain = socket.create_connection((allowed[0], target.port), timeout=LONGEST_STEP)
    except OSError:
        raise NotDelivered("unreachable") from None
    if target.is_plain:
        return plain
    try:
        return ssl.create_default_context().wrap_socket(plain, server_hostname=target.host)
    except (ssl.SSLError, OSError):
        plain.close()
        raise NotDelivered("no-trusted-connection") from None


@contextmanager
def at_most(seconds: float, cut: Callable[[], None]) -> Iterator[None]:
    """Ends what takes longer: time-outs of a socket only count from byte to byte, and a byte now and then is enough."""
    timer = threading.Timer(seconds, cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def cut(connected: socket.socket | None) -> None:
    """End a connection, whatever it is at."""
    if connected is not None:
        with suppress(OSError):  # it ended by itself
            connected.shutdown(socket.SHUT_RDWR)
