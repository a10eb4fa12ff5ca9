"""The way out: handing one message to the mail server or to a clinic's gateway. Knows no database.

Every failure is a `NotDelivered` with a code; neither it nor the log ever holds an address or a text.
"""

import http.client
import json
import smtplib
import socket
import ssl
import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from urllib.parse import urlsplit

from server.config import Hooks, MailServer
from server.messages.rules import Channel
from server.messages.rules.text import MessageText
from server.messages.rules.webhook import may_connect, signature_headers

LONGEST_STEP = 10  # seconds without any byte
LONGEST_DELIVERY = 30  # seconds for the whole, however lively the other side is


class NotDelivered(Exception):
    """The message did not leave, or nobody confirmed it. code: stable, for people. for_good: trying again is no use."""

    def __init__(self, code: str, *, for_good: bool = False) -> None:
        super().__init__(code)
        self.code = code
        self.for_good = for_good


@dataclass(frozen=True)
class Letter:
    """One message with its words. id: the same at every attempt, so that the far end can know a repeat."""

    id: str
    channel: Channel
    recipient: str
    text: MessageText
    written_at: datetime


@dataclass(frozen=True)
class Ways:
    """The ways that are set up. hook_url: of the clinic, "" for none. keys: that sign it, the newest first."""

    mail: MailServer | None
    hooks: Hooks
    hook_url: str
    keys: Sequence[bytes]
    is_demo: bool


def deliver(letter: Letter, ways: Ways, now: datetime) -> None:
    """Hand the message over once. Raises NotDelivered unless the far end said that it has it."""
    if letter.channel is Channel.EMAIL:
        _mail(letter, ways)
    else:
        _post(letter, ways, now)


def _mail(letter: Letter, ways: Ways) -> None:
    server = ways.mail
    if server is None:
        raise NotDelivered("not-set-up", for_good=True)
    message = _mail_of(letter, server.sender)
    try:
        _hand_over(message, server)
    except ssl.SSLError:
        raise NotDelivered("no-trusted-connection") from None
    except smtplib.SMTPAuthenticationError:
        raise NotDelivered("sign-in-refused") from None
    except smtplib.SMTPRecipientsRefused as refused:
        codes = [code for code, _ in refused.recipients.values()]
        raise NotDelivered("recipient-refused", for_good=min(codes) >= 500) from None
    except smtplib.SMTPResponseException as refused:
        raise NotDelivered(f"smtp-{refused.smtp_code}", for_good=500 <= refused.smtp_code < 600) from None
    except smtplib.SMTPException:
        raise NotDelivered("connection-lost") from None
    except OSError:
        raise NotDelivered("unreachable") from None


def _hand_over(message: EmailMessage, server: MailServer) -> None:
    context = ssl.create_default_context()
    if server.security == "tls":
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=LONGEST_STEP, context=context)
    else:
        smtp = smtplib.SMTP(server.host, server.port, timeout=LONGEST_STEP)
    try:
        with _at_most(LONGEST_DELIVERY, lambda: _cut(smtp.sock)):
            if server.security == "starttls":
                smtp.starttls(context=context)
            if server.user:
                smtp.login(server.user, server.password)
            smtp.send_message(message)
    finally:
        _take_leave(smtp)


def _take_leave(smtp: smtplib.SMTP) -> None:
    """Part politely; what goes wrong now says nothing about the message, which would be sent twice for it."""
    with suppress(OSError, smtplib.SMTPException), _at_most(LONGEST_STEP, lambda: _cut(smtp.sock)):
        smtp.quit()
    smtp.close()


def _mail_of(letter: Letter, sender: str) -> EmailMessage:
    message = EmailMessage()
    try:
        message["From"], message["To"], message["Subject"] = sender, letter.recipient, letter.text.subject
    except (ValueError, IndexError):  # such as an address with a line break
        raise NotDelivered("recipient-refused", for_good=True) from None
    message["Date"] = letter.written_at
    # The same at every attempt: a mail server or a mailbox that gets it twice can tell.
    message["Message-ID"] = f"<{letter.id}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"  # so that nobody's holiday notice answers
    message.set_content(letter.text.body)
    return message


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


def _post(letter: Letter, ways: Ways, now: datetime) -> None:
    if not ways.hook_url or not ways.keys:
        raise NotDelivered("not-set-up", for_good=True)
    target = read_target(ways.hook_url, ways.hooks.hosts, is_demo=ways.is_demo)
    if target is None:
        raise NotDelivered("hook-not-allowed", for_good=True)
    said = {
        "type": letter.text.kind,
        "timestamp": letter.written_at.isoformat(),
        "data": {"to": letter.recipient, "text": letter.text.short},
    }
    body = json.dumps(said, ensure_ascii=False).encode()
    headers = signature_headers(letter.id, now, body, ways.keys) | {
        "Content-Type": "application/json",
        "Idempotency-Key": letter.id,
        "User-Agent": "Lodestone",
    }
    status = _status_of(target, _connect(target, ways), body, headers)
    if not 200 <= status < 300:
        # Redirects are not followed: they could lead where the operator's list does not.
        again = status in (408, 425, 429) or status >= 500
        raise NotDelivered(f"http-{status}", for_good=not again)


def _status_of(target: Target, connected: socket.socket, body: bytes, headers: dict[str, str]) -> int:
    connection = http.client.HTTPConnection(target.host, target.port, timeout=LONGEST_STEP)
    connection.sock = connected
    try:
        with _at_most(LONGEST_DELIVERY, lambda: _cut(connected)):
            connection.request("POST", target.path, body, headers)
            return connection.getresponse().status  # what else it says is of no use here, and may be long
    except (OSError, http.client.HTTPException):
        raise NotDelivered("connection-lost") from None
    finally:
        connection.close()
        connected.close()


def _connect(target: Target, ways: Ways) -> socket.socket:
    """A connection to an address that was looked at: asking the name again could give another answer."""
    try:
        found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    except OSError:
        raise NotDelivered("unreachable") from None
    addresses = [str(each[4][0]).partition("%")[0] for each in found]
    allowed = [each for each in addresses if target.is_plain or may_connect(each, ways.hooks.networks)]
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
def _at_most(seconds: float, cut: Callable[[], None]) -> Iterator[None]:
    """Ends what takes longer: time-outs of a socket only count from byte to byte, and a byte now and then is enough."""
    timer = threading.Timer(seconds, cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _cut(connected: socket.socket | None) -> None:
    if connected is not None:
        with suppress(OSError):  # it ended by itself
            connected.shutdown(socket.SHUT_RDWR)
