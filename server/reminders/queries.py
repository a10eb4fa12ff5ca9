"""What is due now, and when the jobs last ticked."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, or_, select

from server.checkins.queries import local_day
from server.courses.library import indication, protocol
from server.courses.models import Course, TreatmentDay
from server.courses.rules import FOLLOW_UP_REACH, CourseState
from server.courses.rules.protocol import course_days, plans_of
from server.db import db
from server.people.models import Patient
from server.questionnaires.models import Response
from server.questionnaires.rules.schedule import Due, answered_names, due_on_day, timepoints
from server.reminders.models import JobTick


@dataclass(frozen=True)
class DueNow:
    """A questionnaire that one patient is to answer now."""

    patient_id: UUID
    course_id: UUID
    due: Due


def due_now(clinic_id: UUID, now: datetime) -> list[DueNow]:
    """All that is due in a clinic on its patients' own calendar days, in three selects for however many courses."""
    courses = db.session.execute(
        select(Course, Patient.zone)
        .join(Patient, (Patient.clinic_id == Course.clinic_id) & (Patient.id == Course.patient_id))
        .where(
            Course.clinic_id == clinic_id,
            Course.state != CourseState.PAUSED,
            or_(Course.ended_on.is_(None), Course.ended_on >= now.date() - FOLLOW_UP_REACH),
        )
    ).all()
    days = _days_by_course(clinic_id)
    responses = _responses_by_course(clinic_id)
    found = []
    for course, zone in courses:
        chosen = protocol(course.protocol)
        span = course_days(chosen, course.started_on, course.ended_on, course.planned_sessions, days[course.id])
        known = timepoints(plans_of(indication(course.indication), chosen), span)
        answered = answered_names(known, responses[course.id])
        for due in due_on_day(known, answered, course.state, local_day(now, zone)):
            found.append(DueNow(course.patient_id, course.id, due))
    return found


def _days_by_course(clinic_id: UUID) -> dict[UUID, list[date]]:
    found: dict[UUID, list[date]] = defaultdict(list)
    for course_id, on in db.session.execute(
        select(TreatmentDay.course_id, TreatmentDay.on).where(TreatmentDay.clinic_id == clinic_id)
    ):
        found[course_id].append(on)
    return found


def _responses_by_course(clinic_id: UUID) -> dict[UUID, list[tuple[str, date]]]:
    found: dict[UUID, list[tuple[str, date]]] = defaultdict(list)
    for course_id, instrument, answered_on in db.session.execute(
        select(Response.course_id, Response.instrument, Response.answered_on).where(
            Response.clinic_id == clinic_id, Response.course_id.is_not(None)
        )
    ):
        if course_id is not None:
            found[course_id].append((instrument, answered_on))
    return found


def last_tick() -> datetime | None:
    """When the slowest of the jobs last finished; None before the first tick."""
    return db.session.scalar(select(func.min(JobTick.finished_at)))
