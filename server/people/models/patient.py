"""What the clinic keeps of a patient beside the patient's own row."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Moment, Record


class GuardianConsent(Record):
    """That a guardian agreed to the treatment of a minor."""

    __tablename__ = "guardian_consent"
    __table_args__ = (
        ForeignKeyConstraint(["clinic_id", "patient_id"], ["patient.clinic_id", "patient.id"]),
        Index("ix_guardian_consent_patient", "clinic_id", "patient_id"),
    )

    clinic_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    patient_id: Mapped[UUID]
    guardian: Mapped[str]  # by name
    relation: Mapped[str]  # to the patient, such as "mother"
    given_on: Mapped[date]
    recorded_by: Mapped[UUID]
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    withdrawn_on: Mapped[date | None]  # from that day on it counts no more
