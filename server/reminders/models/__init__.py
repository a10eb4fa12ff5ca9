"""Occurrences: the truth about what fell due. APScheduler only ticks; this table is what makes a job safe to repeat."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKeyConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Moment, Record


class Occurrence(Record):
    """That something fell due for a patient on a calendar day."""

    __tablename__ = "occurrence"
    __table_args__ = (
        ForeignKeyConstraint(
            ["clinic_id", "patient_id", "course_id"], ["course.clinic_id", "course.patient_id", "course.id"]
        ),
        # Made with insert-or-nothing: two job processes, a restart or a daylight-saving fold make it once.
        UniqueConstraint("clinic_id", "kind", "subject", "local_date"),
    )

    clinic_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    kind: Mapped[str]
    subject: Mapped[str]  # "course:instrument:timepoint"
    local_date: Mapped[date]  # the patient's calendar day
    patient_id: Mapped[UUID]
    course_id: Mapped[UUID]
    planned_at: Mapped[datetime] = mapped_column(Moment)


class JobTick(Record):
    """When each job last finished, so that /health can tell that jobs stand still."""

    __tablename__ = "job_tick"

    job: Mapped[str] = mapped_column(primary_key=True)
    finished_at: Mapped[datetime] = mapped_column(Moment)
    result: Mapped[int]
