"""The outbox of what leaves the house."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Moment, Record
from server.messages.rules import Channel, MessageState


class OutgoingMessage(Record):
    """One message to one person on one way, stored in the transaction of the deed that it tells of."""

    __tablename__ = "outgoing_message"
    __table_args__ = (
        ForeignKeyConstraint(["clinic_id"], ["clinic.id"]),
        # Made with insert-or-nothing: telling the same thing again sends nothing.
        UniqueConstraint("clinic_id", "key"),
        Index("ix_outgoing_message_due", "clinic_id", "state", "not_before"),
    )

    clinic_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    key: Mapped[str]  # the same for a repeat of the same message
    channel: Mapped[Channel]
    recipient: Mapped[str]  # an e-mail address, the handle that the gateway knows, or the id of a phone's subscription
    kind: Mapped[str]  # a file of messages/texts
    language: Mapped[str | None]  # the recipient's when it was queued; None: English
    values: Mapped[dict[str, Any]] = mapped_column(JSON)  # what fills its holes: initials, links, counts
    created_at: Mapped[datetime] = mapped_column(Moment)
    not_before: Mapped[datetime] = mapped_column(Moment)  # the next attempt comes no sooner
    state: Mapped[MessageState] = mapped_column(default=MessageState.QUEUED)
    attempts: Mapped[int] = mapped_column(default=0)  # begun ones, whatever became of them
    last_error: Mapped[str | None]  # why the last attempt failed, as a code without addresses
    sent_at: Mapped[datetime | None] = mapped_column(Moment)  # when the mail server or the gateway took it
    lease_until: Mapped[datetime | None] = mapped_column(
        Moment
    )  # till then one process is at it, by the database's clock
    # Raised with every claim: whoever was overtaken while sending cannot write what became of it.
    fence: Mapped[int] = mapped_column(default=0)
