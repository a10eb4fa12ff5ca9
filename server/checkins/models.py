"""Check-ins and the side effects reported with them."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from server.courses.rules import MoodScale
from server.db import Moment, Record


class CheckIn(Record):
    """The current revision of one entry. Several on one day are kept; the latest received is the day's."""

    __tablename__ = "check_in"
    __table_args__ = (
        ForeignKeyConstraint(["clinic_id", "patient_id"], ["patient.clinic_id", "patient.id"]),
        ForeignKeyConstraint(
            ["clinic_id", "patient_id", "course_id"], ["course.clinic_id", "course.patient_id", "course.id"]
        ),
        # With the skew at its end, so that counting the days of many courses reads the index alone.
        Index("ix_check_in_course", "clinic_id", "course_id", "felt_on", "skew_seconds"),
        Index("ix_check_in_day", "clinic_id", "patient_id", "felt_on"),
        CheckConstraint("energy IS NULL OR energy BETWEEN 0 AND 10", name="energy"),
        CheckConstraint("anxiety IS NULL OR anxiety BETWEEN 0 AND 10", name="anxiety"),
        CheckConstraint("mood_raw IS NULL OR mood_raw BETWEEN 0 AND 10", name="mood_raw"),
    )

    clinic_id: Mapped[UUID] = mapped_column(primary_key=True)
    # The patient is part of the key, so that a stranger's id can be neither probed nor taken.
    patient_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)  # made by the phone
    course_id: Mapped[UUID | None]  # by rule; None where no course fits
    revision: Mapped[int]  # the number of the current revision, see audit.models.Revision
    device: Mapped[UUID]
    seq: Mapped[int] = mapped_column(BigInteger)
    felt_at: Mapped[datetime] = mapped_column(Moment)
    felt_on: Mapped[date]  # the calendar day that the patient saw
    zone: Mapped[str]
    mood_raw: Mapped[int | None]  # on mood_scale: 0-10 or the face 0-4
    mood_scale: Mapped[MoodScale | None]
    energy: Mapped[int | None]  # 0-10
    anxiety: Mapped[int | None]  # 0-10, 0 is none
    sleep_hours: Mapped[float | None]
    any_side_effects: Mapped[bool | None]  # None: not asked
    note: Mapped[str | None]
    recorded_at: Mapped[datetime] = mapped_column(Moment)  # by the phone's clock
    received_at: Mapped[datetime] = mapped_column(Moment)
    skew_seconds: Mapped[int]  # how far the phone's clock was behind the server's when it sent this


class SideEffect(Record):
    """One side effect reported with a check-in."""

    __tablename__ = "side_effect"
    __table_args__ = (
        ForeignKeyConstraint(
            ["clinic_id", "patient_id", "check_in_id"],
            ["check_in.clinic_id", "check_in.patient_id", "check_in.id"],
            ondelete="CASCADE",
        ),
        CheckConstraint("grade BETWEEN 0 AND 3", name="grade"),
    )

    clinic_id: Mapped[UUID] = mapped_column(primary_key=True)
    patient_id: Mapped[UUID] = mapped_column(primary_key=True)
    check_in_id: Mapped[UUID] = mapped_column(primary_key=True)
    effect: Mapped[str] = mapped_column(primary_key=True)  # a key of checkins.rules.EFFECTS
    grade: Mapped[int]  # 0 none, 1 mild, 2 medium, 3 strong
    words: Mapped[str | None]  # for "other"
