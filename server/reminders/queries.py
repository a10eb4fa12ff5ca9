"""Reading what is running, and when the jobs last ticked."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from server.courses.models import Course
from server.courses.rules import CourseState
from server.db import db
from server.people.models import Patient
from server.reminders.models import JobTick


def running_courses_with_zone(clinic_id: UUID) -> list[tuple[Course, str]]:
    """Courses that ask for questionnaires, each with its patient's time zone; ended ones have follow-ups."""
    rows = db.session.execute(
        select(Course, Patient.zone)
        .join(Patient, (Patient.clinic_id == Course.clinic_id) & (Patient.id == Course.patient_id))
        .where(Course.clinic_id == clinic_id, Course.state != CourseState.PAUSED)
    )
    return [(course, zone) for course, zone in rows]


def last_tick() -> datetime | None:
    """When the slowest of the jobs last finished; None before the first tick."""
    return db.session.scalar(select(func.min(JobTick.finished_at)))
