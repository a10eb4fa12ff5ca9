"""What a phone sent and no feature could place. Kept, so that nothing a patient sent is lost."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKeyConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Moment, Record


class Unplaced(Record):
    """An item that could not be filed. Staff see it, and its safety answers alert all the same."""

    __tablename__ = "unplaced"
    __table_args__ = (
        ForeignKeyConstraint(["clinic_id", "patient_id"], ["patient.clinic_id", "patient.id"]),
        # A phone that repeats the same unusable item does not fill the table.
        UniqueConstraint("clinic_id", "patient_id", "content_hash"),
    )

    clinic_id: Mapped[UUID] = mapped_column(primary_key=True)
    patient_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    content_hash: Mapped[str]
    content: Mapped[str]  # the item as it came, JSON text: it may be of any shape
    reason: Mapped[str]  # the refusal's message
    received_at: Mapped[datetime] = mapped_column(Moment)
