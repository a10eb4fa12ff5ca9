"""Alerts."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKeyConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from server.alerts.rules import Level
from server.db import Moment, Record

_OPEN = text("closed_at IS NULL")


class Alert(Record):
    """A reason to look at a patient, open until somebody wrote what was done."""

    __tablename__ = "alert"
    __table_args__ = (
        ForeignKeyConstraint(["clinic_id", "patient_id"], ["patient.clinic_id", "patient.id"]),
        ForeignKeyConstraint(
            ["clinic_id", "patient_id", "course_id"], ["course.clinic_id", "course.patient_id", "course.id"]
        ),
        # A repeat joins the open alert of its rule; the database sees to it that there is only one.
        Index(
            "uq_alert_open",
            "clinic_id",
            "patient_id",
            "rule",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
        Index("ix_alert_clinic_open", "clinic_id", "closed_at", "due_at"),
    )

    clinic_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    patient_id: Mapped[UUID]
    course_id: Mapped[UUID | None]
    rule: Mapped[str]  # a key of alerts.rules.RULES
    level: Mapped[Level]
    value: Mapped[int]  # what tripped the rule, higher is worse: an answer, a grade
    title: Mapped[str]
    detail: Mapped[str]
    times: Mapped[int]  # how often it came since it was opened
    felt_at: Mapped[datetime] = mapped_column(Moment)  # the newest report, by the phone's clock
    received_at: Mapped[datetime] = mapped_column(Moment)  # the newest report
    raised_at: Mapped[datetime] = mapped_column(Moment)
    due_at: Mapped[datetime] = mapped_column(Moment)  # from receipt, however late the report came
    seen_at: Mapped[datetime | None] = mapped_column(Moment)
    seen_by: Mapped[UUID | None]
    done: Mapped[str | None]
    done_by: Mapped[UUID | None]
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
