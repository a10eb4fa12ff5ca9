"""Courses, their treatment days, sessions and stimulation blocks."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from server.courses.rules import CourseState, MoodScale, SessionState
from server.db import Moment, Record


class Course(Record):
    """One course of treatment of one patient."""

    __tablename__ = "course"
    __table_args__ = (
        ForeignKeyConstraint(["clinic_id", "patient_id"], ["patient.clinic_id", "patient.id"]),
        # So that tables below can point at the course together with its patient, and cannot mix two patients.
        UniqueConstraint("clinic_id", "patient_id", "id"),
        Index("ix_course_state", "clinic_id", "state"),
        CheckConstraint("planned_sessions BETWEEN 1 AND 200", name="planned_sessions"),
        CheckConstraint("ended_on IS NULL OR ended_on >= started_on", name="ends_after_start"),
    )

    clinic_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    patient_id: Mapped[UUID]
    indication: Mapped[str]  # a key of courses/indications
    protocol: Mapped[str]  # a key of courses/protocols
    device: Mapped[str | None]
    coil: Mapped[str | None]
    mood_scale: Mapped[MoodScale]  # fixed for the whole course: series on two scales cannot be mixed
    state: Mapped[CourseState]
    end_reason: Mapped[str | None]
    started_on: Mapped[date]  # the first treatment day, planned or real: the anchor of the schedule
    ended_on: Mapped[date | None]
    planned_sessions: Mapped[int]
    authorised_sessions: Mapped[int | None]
    # How many facts were ever added, changed or taken away; a summary of another number is stale.
    facts: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(Moment)


class TreatmentDay(Record):
    """A day on which sessions are planned."""

    __tablename__ = "treatment_day"
    __table_args__ = (
        ForeignKeyConstraint(["clinic_id", "course_id"], ["course.clinic_id", "course.id"]),
        CheckConstraint("sessions BETWEEN 1 AND 12", name="sessions"),
    )

    clinic_id: Mapped[UUID] = mapped_column(primary_key=True)
    course_id: Mapped[UUID] = mapped_column(primary_key=True)
    on: Mapped[date] = mapped_column("day", primary_key=True)
    sessions: Mapped[int] = mapped_column(default=1)  # more than one in accelerated courses


class TreatmentSession(Record):
    """One visit, or the record that a planned one did not take place."""

    __tablename__ = "treatment_session"
    __table_args__ = (
        ForeignKeyConstraint(["clinic_id", "course_id"], ["course.clinic_id", "course.id"]),
        UniqueConstraint("clinic_id", "course_id", "number"),
        CheckConstraint("number BETWEEN 1 AND 200", name="number"),
        CheckConstraint("site_pain IS NULL OR site_pain BETWEEN 0 AND 10", name="site_pain"),
    )

    clinic_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)  # made by the page, so that a repeated save stores once
    course_id: Mapped[UUID]
    number: Mapped[int]
    on: Mapped[date] = mapped_column("day")
    started_at: Mapped[datetime | None] = mapped_column(Moment)
    state: Mapped[SessionState]
    site_pain: Mapped[int | None]  # 0-10, asked by the operator
    note: Mapped[str | None]
    operator_id: Mapped[UUID]
    recorded_at: Mapped[datetime] = mapped_column(Moment)


class StimulationBlock(Record):
    """One stimulation within a session; bilateral protocols have two."""

    __tablename__ = "stimulation_block"
    __table_args__ = (
        ForeignKeyConstraint(["clinic_id", "session_id"], ["treatment_session.clinic_id", "treatment_session.id"]),
    )

    clinic_id: Mapped[UUID] = mapped_column(primary_key=True)
    session_id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)  # 1, 2, ...
    target: Mapped[str]
    intensity_percent_mt: Mapped[int]  # per cent of the motor threshold
    pulses: Mapped[int]  # delivered
    frequency_hz: Mapped[float | None]
