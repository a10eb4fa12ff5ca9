"""Codes by which a patient proves to the phone who they are, told by the clinic."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Moment, Record


class ProofCode(Record):
    """Six digits that staff told a patient. They work once, for minutes, on a phone that is signed in already."""

    __tablename__ = "proof_code"
    __table_args__ = (
        ForeignKeyConstraint(["clinic_id", "patient_id"], ["patient.clinic_id", "patient.id"]),
        Index("ix_proof_code_patient", "clinic_id", "patient_id", "expires_at"),
    )

    clinic_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    patient_id: Mapped[UUID]
    code_hash: Mapped[str]  # argon2id
    created_at: Mapped[datetime] = mapped_column(Moment)
    created_by: Mapped[UUID]  # an account
    expires_at: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)
    failed: Mapped[int] = mapped_column(default=0)  # wrong digits while it was the one to type
