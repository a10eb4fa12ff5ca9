"""Reading the outbox."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from server.access import Actor
from server.db import db
from server.messages.library import texts
from server.messages.models import OutgoingMessage
from server.messages.rules import Channel, MessageState
from server.messages.rules.text import render


def messages_of(actor: Actor, limit: int = 200) -> list[OutgoingMessage]:
    """The clinic's newest messages, those queued last first."""
    newest = select(OutgoingMessage).where(OutgoingMessage.clinic_id == actor.clinic_id)
    return list(db.session.scalars(newest.order_by(OutgoingMessage.created_at.desc()).limit(limit)))


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
        text = render(texts()[message.kind], message.values, address)
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
