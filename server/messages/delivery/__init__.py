"""The way out: handing one message to the mail server or to a clinic's gateway. Knows no database.

Every failure is a `NotDelivered` with a code; neither it nor the log ever holds an address or a text.
"""

import json
import smtplib
import ssl
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage

from server.config import Hooks, MailServer
from server.messages.delivery.connecting import LONGEST_DELIVERY, LONGEST_STEP, at_most, cut, read_target, status_of
from server.messages.delivery.connecting import NotDelivered as NotDelivered
from server.messages.rules import Channel
from server.messages.rules.text import MessageText
from server.messages.rules.webhook import signature_headers


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
        with at_most(LONGEST_DELIVERY, lambda: cut(smtp.sock)):
            if server.security == "starttls":
                smtp.starttls(context=context)
            if server.user:
                smtp.login(server.user, server.password)
            smtp.send_message(message)
    finally:
        _take_leave(smtp)


def _take_leave(smtp: smtplib.SMTP) -> None:
    """Part politely; what goes wrong now says nothing about the message, which would be sent twice for it."""
    with suppress(OSError, smtplib.SMTPException), at_most(LONGEST_STEP, lambda: cut(smtp.sock)):
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
    status, _ = status_of(target, ways.hooks.networks, body, headers, now)
    if not 200 <= status < 300:
        again = status in (408, 425, 429) or status >= 500
        raise NotDelivered(f"http-{status}", for_good=not again)
