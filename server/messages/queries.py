"""Reading the outbox."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, or_, select

from server.access import Actor
from server.db import db, table_of
from server.messages.library import text_of
from server.messages.models import OutgoingMessage
from server.messages.rules import TO_PATIENT, Channel, MessageState
from server.messages.rules.text import render
from server.people.models import Membership

_M = table_of(OutgoingMessage).c


def messages_of(actor: Actor, limit: int = 200) -> list[OutgoingMessage]:
    """The clinic's newest messages to staff, those queued last first. Those to patients are in each one's ledger."""
    newest = select(OutgoingMessage).where(
        OutgoingMessage.clinic_id == actor.clinic_id, ~OutgoingMessage.key.startswith(TO_PATIENT)
    )
    return list(db.session.scalars(newest.order_by(OutgoingMessage.created_at.desc()).limit(limit)))


def unreached(clinic_id: UUID, tried: int) -> list[tuple[Channel, str]]:
    """The addresses of staff whose newest message failed: was given up, or tried that often without success."""
    last = (
        select(_M.channel, _M.recipient, func.max(_M.created_at).label("created_at"))
        .where(_M.clinic_id == clinic_id, or_(_M.state != MessageState.QUEUED, _M.attempts >= tried))
        .group_by(_M.channel, _M.recipient)
        .subquery()
    )
    same = (last.c.channel == _M.channel) & (last.c.recipient == _M.recipient) & (last.c.created_at == _M.created_at)
    addresses = select(Membership.email).where(Membership.clinic_id == clinic_id, Membership.left_at.is_(None))
    handles = select(Membership.pager).where(Membership.clinic_id == clinic_id, Membership.left_at.is_(None))
    found = db.session.execute(
        select(_M.channel, _M.recipient)
        .distinct()
        .join(last, same)
        .where(_M.clinic_id == clinic_id, _M.state != MessageState.SENT)
        .where(or_(_M.recipient.in_(addresses), _M.recipient.in_(handles)))
    )
    return [(channel, recipient) for channel, recipient in found]


@dataclass(frozen=True)
class MessageRow:
    """One message with its words, as an administrator sees it. text: None if this version has no such text."""

    id: UUID
    channel: Channel
    recipient: str
    kind: str
    text: str | None
    created_at: datetime
    state: MessageState
    attempts: int
    last_error: str | None
    sent_at: datetime | None


def shown(message: OutgoingMessage, address: str) -> MessageRow:
    """The message with the words that the far end gets. address: of this installation."""
    try:
        text = render(text_of(message.kind, message.language), message.values, address)
        said: str | None = f"{text.subject}\n\n{text.body}" if message.channel is Channel.EMAIL else text.short
    except KeyError:  # it was queued by a version that had other texts
        said = None
    return MessageRow(
        id=message.id,
        channel=message.channel,
        recipient=message.recipient,
        kind=message.kind,
        text=said,
        created_at=message.created_at,
        state=message.state,
        attempts=message.attempts,
        last_error=message.last_error,
        sent_at=message.sent_at,
    )
