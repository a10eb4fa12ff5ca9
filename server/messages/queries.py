"""Reading the outbox."""

from sqlalchemy import select

from server.access import Actor
from server.db import db
from server.messages.models import OutgoingMessage


def messages_of(actor: Actor, limit: int = 200) -> list[OutgoingMessage]:
    """The clinic's newest messages, those queued last first."""
    newest = select(OutgoingMessage).where(OutgoingMessage.clinic_id == actor.clinic_id)
    return list(db.session.scalars(newest.order_by(OutgoingMessage.created_at.desc()).limit(limit)))
