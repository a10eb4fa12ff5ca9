"""Patients who leave: what they asked for, and what is left of those whose data was erased."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Moment, Record
from server.records.rules.leaving import LeavingState, What

_OPEN = text("state = 'open'")


class Leaving(Record):
    """That a patient withdraws, which holds at once, or wants to be erased, which the clinic carries out."""

    __tablename__ = "leaving"
    __table_args__ = (
        ForeignKeyConstraint(["clinic_id", "patient_id"], ["patient.clinic_id", "patient.id"]),
        CheckConstraint("(state = 'open') = (ended_at IS NULL)", name="ended"),
        # Asked twice at one moment, it is asked once.
        Index("uq_leaving_open", "clinic_id", "patient_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
    )

    clinic_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    patient_id: Mapped[UUID]
    what: Mapped[What]
    words: Mapped[str | None]  # why, or what else the patient wants to say; nobody has to give a reason
    asked_at: Mapped[datetime] = mapped_column(Moment)
    asked_by: Mapped[UUID | None]  # the account of whoever was told by letter or in person; None: the patient
    state: Mapped[LeavingState]
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_by: Mapped[UUID | None]  # an account; None: the patient
    answer: Mapped[str | None]  # why the clinic declined, in words for the patient


class Erasure(Record):
    """That a patient's data was erased. It holds nothing about the person: the id is random and leads nowhere."""

    __tablename__ = "erasure"
    __table_args__ = (
        ForeignKeyConstraint(["clinic_id"], ["clinic.id"]),
        UniqueConstraint("clinic_id", "patient_id"),
    )

    clinic_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    patient_id: Mapped[UUID]  # no foreign key: the row of the patient is gone
    asked_at: Mapped[datetime] = mapped_column(Moment)
    erased_at: Mapped[datetime] = mapped_column(Moment)
    erased_by: Mapped[UUID]  # an account
    reason: Mapped[str]  # why it may be done now, in the words of whoever did it
    rows: Mapped[dict[str, int]] = mapped_column(JSON)  # table -> how many rows were deleted
    # Frozen exports that still hold the person under a pseudonym; the pseudonym itself only until recipients are told.
    exports: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    told_at: Mapped[datetime | None] = mapped_column(Moment)  # when the recipients of these exports were told
    told_by: Mapped[UUID | None]
