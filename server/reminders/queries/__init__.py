"""What is due now, and when the jobs last ticked."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, or_, select

from server.checkins.queries import local_day
from server.courses.models.course import Course
from server.courses.rules import FOLLOW_UP_REACH, SILENT
from server.db import db
from server.people.models import Patient
from server.questionnaires.queries.due import DueRow, due_for_courses, on_phones
from server.reminders.models import JobTick


@dataclass(frozen=True)
class DueNow:
    """A questionnaire that one patient is to answer now."""

    patient_id: UUID
    course_id: UUID
    due: DueRow


def due_now(clinic_id: UUID, now: datetime) -> list[DueNow]:
    """All that patients are to answer in a clinic on their own calendar days, in a few selects for however many."""
    courses = db.session.execute(
        select(Course, Patient.zone)
        .join(Patient, (Patient.clinic_id == Course.clinic_id) & (Patient.id == Course.patient_id))
        .where(
            Course.clinic_id == clinic_id,
            Course.state.not_in(SILENT),
            Patient.died_on.is_(None),
            Patient.withdrawn_at.is_(None),
            or_(Course.ended_on.is_(None), Course.ended_on >= now.date() - FOLLOW_UP_REACH),
        )
    ).all()
    due = due_for_courses(clinic_id, [(course, local_day(now, zone)) for course, zone in courses])
    return [DueNow(course.patient_id, course.id, each) for course, _ in courses for each in on_phones(due[course.id])]


def last_tick() -> datetime | None:
    """When the slowest of the jobs last finished; None before the first tick."""
    return db.session.scalar(select(func.min(JobTick.finished_at)))


def newest_tick() -> datetime | None:
    """When any of the jobs last finished; None before the first tick."""
    return db.session.scalar(select(func.max(JobTick.finished_at)))
