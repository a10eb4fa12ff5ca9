"""What the clinic took away when a patient or a member of staff lost a phone, a key or a password."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Moment, Record


class AccessRevocation(Record):
    """That all ways of one person into one clinic were ended. The person is told at the next sign-in."""

    __tablename__ = "access_revocation"
    __table_args__ = (
        ForeignKeyConstraint(["clinic_id", "patient_id"], ["patient.clinic_id", "patient.id"]),
        ForeignKeyConstraint(["clinic_id", "account_id"], ["membership.clinic_id", "membership.account_id"]),
        CheckConstraint("(patient_id IS NULL) <> (account_id IS NULL)", name="one_person"),
        Index("ix_access_revocation_patient", "clinic_id", "patient_id"),
        Index("ix_access_revocation_account", "clinic_id", "account_id"),
    )

    clinic_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    patient_id: Mapped[UUID | None]
    account_id: Mapped[UUID | None]
    at: Mapped[datetime] = mapped_column(Moment)
    by: Mapped[UUID]  # the account that did it
    sessions: Mapped[int]  # how many sign-ins were ended
    keys: Mapped[int]  # how many passkeys and passwords were taken away
    told_at: Mapped[datetime | None] = mapped_column(Moment)  # when the person said to have read of it
