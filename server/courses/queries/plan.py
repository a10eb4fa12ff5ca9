"""Reading the plan of a course: its treatment days, and how its start moved."""

from datetime import date
from uuid import UUID

from sqlalchemy import func, select

from server.courses.models.course import CourseAnchor, CourseStateChange, TreatmentDay
from server.courses.models.session import TreatmentSession
from server.courses.rules import DELIVERED
from server.courses.rules.plan import PlannedDay
from server.db import db


def plan_of(clinic_id: UUID, course_id: UUID) -> list[PlannedDay]:
    """The treatment days of a course the caller may see, in order. phase None: as the protocol has it."""
    rows = db.session.execute(
        select(TreatmentDay.on, TreatmentDay.sessions, TreatmentDay.times, TreatmentDay.phase)
        .where(TreatmentDay.clinic_id == clinic_id, TreatmentDay.course_id == course_id)
        .order_by(TreatmentDay.on)
    )
    return [PlannedDay(on, sessions, tuple(times or ()), phase) for on, sessions, times, phase in rows]


def delivered_days_of(clinic_id: UUID, course_id: UUID) -> list[date]:
    """The day of each session that took place, in order; a day with two sessions comes twice."""
    return list(
        db.session.scalars(
            select(TreatmentSession.on)
            .where(
                TreatmentSession.clinic_id == clinic_id,
                TreatmentSession.course_id == course_id,
                TreatmentSession.state.in_(DELIVERED),
            )
            .order_by(TreatmentSession.on)
        )
    )


def last_session_day_of(clinic_id: UUID, course_id: UUID) -> date | None:
    """The day of the last session that is recorded, a missed one included; None if there is none."""
    return db.session.scalar(
        select(func.max(TreatmentSession.on)).where(
            TreatmentSession.clinic_id == clinic_id, TreatmentSession.course_id == course_id
        )
    )


def state_changes_of(clinic_id: UUID, course_id: UUID) -> list[CourseStateChange]:
    """The states that a course came into, in the order in which they were recorded."""
    return list(
        db.session.scalars(
            select(CourseStateChange)
            .where(CourseStateChange.clinic_id == clinic_id, CourseStateChange.course_id == course_id)
            .order_by(CourseStateChange.at, CourseStateChange.id)
        )
    )


def anchor_moves_of(clinic_id: UUID, course_id: UUID) -> list[CourseAnchor]:
    """How the start moved, in the order in which it did."""
    return list(
        db.session.scalars(
            select(CourseAnchor)
            .where(CourseAnchor.clinic_id == clinic_id, CourseAnchor.course_id == course_id)
            .order_by(CourseAnchor.at, CourseAnchor.id)
        )
    )
