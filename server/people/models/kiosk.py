"""Codes with which a patient answers on a tablet of the clinic."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Moment, Record


class KioskCode(Record):
    """A short code that staff gave a patient for a visit. It works once, for minutes, on an enrolled tablet only."""

    __tablename__ = "kiosk_code"
    __table_args__ = (
        ForeignKeyConstraint(["clinic_id", "patient_id"], ["patient.clinic_id", "patient.id"]),
        Index("ix_kiosk_code_key", "clinic_id", "code_key"),
    )

    clinic_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    patient_id: Mapped[UUID]
    code_key: Mapped[str]  # the part of the code by which it is found
    code_hash: Mapped[str]  # of its secret part, argon2id
    created_at: Mapped[datetime] = mapped_column(Moment)
    created_by: Mapped[UUID]  # an account
    expires_at: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)
    failed: Mapped[int] = mapped_column(default=0)  # wrong codes with its key; see rules.invitation.MOST_FAILURES
