"""Motor thresholds."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from server.courses.rules.threshold import ThresholdMethod, ThresholdType, ThresholdUnit
from server.db import Moment, Record


class MotorThreshold(Record):
    """One determination of a motor threshold; the newest one on or before the day of a session is in force."""

    __tablename__ = "motor_threshold"
    __table_args__ = (
        ForeignKeyConstraint(["clinic_id", "course_id"], ["course.clinic_id", "course.id"]),
        CheckConstraint("value > 0", name="value"),
        Index("ix_motor_threshold_course", "clinic_id", "course_id", "measured_on"),
    )

    clinic_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)  # made by the page, so that a repeated save stores once
    course_id: Mapped[UUID]
    value: Mapped[float]  # in `unit`
    unit: Mapped[ThresholdUnit]  # per cent of the stimulator's output, or the maker's own
    type: Mapped[ThresholdType]  # at rest (hand, foot) or active
    method: Mapped[ThresholdMethod]
    measured_on: Mapped[date]
    reason: Mapped[str | None]  # of a re-determination, which is billed apart; None for the first
    recorded_by: Mapped[UUID]
    recorded_at: Mapped[datetime] = mapped_column(Moment)
