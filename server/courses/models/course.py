"""Courses and their treatment days."""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from server.courses.rules import CoilType, CourseState, MoodScale, TreatmentPhase
from server.courses.rules.plan import AnchorCause
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
    coil: Mapped[str | None]  # the model, as the clinic calls it
    coil_type: Mapped[CoilType | None]
    coil_serial: Mapped[str | None]
    icd10: Mapped[str | None]  # such as F33.2
    physician: Mapped[str | None]  # who supervises, by name: not everybody who does has an account
    episode_start: Mapped[date | None]  # of the illness that is treated
    on_label: Mapped[bool | None]  # as it was when the course was planned; None: not known for older courses
    # Stimulations of the clinic's own, see rules.parameters. None: as the protocol has them.
    parameters: Mapped[list[dict[str, Any]] | None] = mapped_column(JSON(none_as_null=True))
    mood_scale: Mapped[MoodScale]  # fixed for the whole course: series on two scales cannot be mixed
    state: Mapped[CourseState]
    end_reason: Mapped[str | None]
    started_on: Mapped[date]  # the first treatment day, planned or real: the anchor of the schedule
    ended_on: Mapped[date | None]
    planned_sessions: Mapped[int]
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
    # The clinic's clock, such as ["09:30"], in order; maybe fewer than sessions. None: no time was planned.
    times: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    phase: Mapped[TreatmentPhase | None]  # None: as the protocol has it


class CourseAnchor(Record):
    """A move of the day that a course's schedule hangs on."""

    __tablename__ = "course_anchor"
    __table_args__ = (ForeignKeyConstraint(["clinic_id", "course_id"], ["course.clinic_id", "course.id"]),)

    clinic_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    course_id: Mapped[UUID]
    moved_from: Mapped[date]
    moved_to: Mapped[date]
    cause: Mapped[AnchorCause]
    reason: Mapped[str]
    at: Mapped[datetime] = mapped_column(Moment)
    by: Mapped[UUID]


class CourseStateChange(Record):
    """That a course came into another state, on which day and why."""

    __tablename__ = "course_state_change"
    __table_args__ = (
        ForeignKeyConstraint(["clinic_id", "course_id"], ["course.clinic_id", "course.id"]),
        Index("ix_course_state_change_course", "clinic_id", "course_id", "at"),
    )

    clinic_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    course_id: Mapped[UUID]
    was: Mapped[CourseState]
    becomes: Mapped[CourseState]
    on: Mapped[date] = mapped_column("day")  # since when, as a person said
    reason: Mapped[str | None]  # of an end: one of EndReason; else in a person's words
    note: Mapped[str | None]
    at: Mapped[datetime] = mapped_column(Moment)  # when it was recorded
    by: Mapped[UUID]
