"""What the patient's application shows: today, and one's own course."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ScalarSelect, Table, bindparam, func, select

from server.access import Actor
from server.checkins.models import CheckIn
from server.checkins.queries import (
    CheckInRow,
    check_ins_of_course,
    local_day,
    own_check_ins,
)
from server.checkins.queries.advice import advice_for_phones
from server.checkins.rules import EFFECTS
from server.clinic_settings import value_of
from server.courses.library import indication, protocol
from server.courses.models.course import Course
from server.courses.queries.course import course_for_today, treatment_days_of
from server.courses.queries.session import SessionRow, sessions_of
from server.courses.rules import DELIVERED, CourseState, MoodScale, next_number
from server.db import db, table_of
from server.outcomes.queries.review import last_review_at
from server.outcomes.rules.analysis_points import sessions_by
from server.people.models import Patient
from server.people.queries import find_patient, settings_of
from server.people.queries.patient import languages_of_patients
from server.questionnaires.library import asked_in, instrument, plans_for_patients
from server.questionnaires.models import Response
from server.questionnaires.queries.due import due_for_patient
from server.questionnaires.queries.response import responses_of_course
from server.questionnaires.rules.instrument import Filler, Instrument

LOG_DAYS = timedelta(days=14)  # what the long-lived session may read of the log, design section 9
DAYS_AHEAD = 14


@dataclass(frozen=True)
class CourseOfToday:
    """The course as its patient sees it. session_today: the number of the session of that day, None if none."""

    id: UUID
    title: str
    mood_scale: MoodScale
    state: CourseState
    session_today: int | None
    sessions_done: int
    sessions_planned: int
    treatment_days: list[date]


def _count_of(table: Table) -> ScalarSelect[int]:
    own = (table.c.clinic_id == bindparam("clinic_id")) & (table.c.patient_id == bindparam("patient_id"))
    return select(func.count()).select_from(table).where(own).scalar_subquery()


# Built once: every answer to a phone carries it.
_CONFIRMED = select(_count_of(table_of(CheckIn)) + _count_of(table_of(Response)))


def confirmed_of(patient: Actor) -> int:
    """How many check-ins and questionnaires of the acting patient the clinic holds."""
    return db.session.scalar(_CONFIRMED, {"clinic_id": patient.clinic_id, "patient_id": patient.person_id}) or 0


def today_of(patient: Actor, on: date) -> dict[str, Any]:
    """Everything the patient's first page needs, so that it opens offline from one answer. on: the patient's day."""
    course = course_for_today(patient, on)
    log: list[CheckInRow] = own_check_ins(patient, on - LOG_DAYS, on + timedelta(days=1))
    answer: dict[str, Any] = {
        "on": on,
        "course": None,
        "due": [],
        "log": log,
        "confirmed": confirmed_of(patient),
        "reviewed_at": None,
        "effects": list(EFFECTS.values()),
        "instruments": {},
        "advice": advice_for_phones(patient),
        "questions": questions_of(patient, course),
    }
    if course is not None:
        answer["course"] = _course_of_today(course, sessions_of(course.clinic_id, course.id), on)
        answer["due"] = due_for_patient(course, on)
        answer["reviewed_at"] = last_review_at(course.clinic_id, course.id)
        answer["instruments"] = _instruments_of_today(course)
    return answer


def _instruments_of_today(course: Course) -> dict[str, Instrument]:
    """By key what the course's schedule asks on the phone, each in a language that the patient reads."""
    languages = languages_of_patients(course.clinic_id, [course.patient_id])[course.patient_id]
    plans = plans_for_patients(indication(course.indication), protocol(course.protocol))
    asked = {plan.instrument: asked_in(plan.instrument, languages) for plan in plans}
    return {key: each for key, each in asked.items() if each is not None}


def questions_of(patient: Actor, course: Course | None) -> dict[str, Any]:
    """What the daily form asks. The scale of mood stays the same for the whole course."""
    chosen = settings_of(patient.clinic_id)
    asked = {name: value_of(chosen, f"log.{name}") for name in ("energy", "anxiety", "sleep")}
    return {"mood_scale": MoodScale.ELEVEN if course is None else course.mood_scale, **asked}


def _course_of_today(course: Course, sessions: list[SessionRow], on: date) -> CourseOfToday:
    done = [each for each in sessions if each.state in DELIVERED]
    days = treatment_days_of(course.clinic_id, course.id)
    return CourseOfToday(
        id=course.id,
        title=indication(course.indication).title,
        mood_scale=course.mood_scale,
        state=course.state,
        session_today=_session_today(sessions, [day for day, _ in days], on, course.state),
        sessions_done=len(done),
        sessions_planned=course.planned_sessions,
        treatment_days=[day for day, _ in days if day >= on][:DAYS_AHEAD],
    )


def _session_today(recorded: list[SessionRow], days: list[date], on: date, state: CourseState) -> int | None:
    today = [each.number for each in recorded if each.on == on and each.state in DELIVERED]
    if today:
        return max(today)
    if on not in days or state not in (CourseState.ACTIVE, CourseState.PLANNED):
        return None
    return next_number(each.number for each in recorded)


def own_day(patient: Actor, now: datetime) -> date:
    """The calendar day of an instant where the acting patient lives."""
    return local_day(now, find_patient(patient, patient.person_id).zone)


def my_course_of(patient: Actor, on: date) -> dict[str, Any]:
    """The patient's own course: totals without labels, mood by day, session days. on: the patient's day."""
    course = course_for_today(patient, on)
    if course is None:
        return {"course": None, "scores": {}, "mood": [], "sessions": [], "reviewed_at": None}
    recorded = sessions_of(course.clinic_id, course.id)
    sessions = [each.on for each in recorded if each.state in DELIVERED]
    return {
        "course": _course_of_today(course, recorded, on),
        "scores": _scores_of(course, sorted(sessions)),
        "mood": _mood_by_day(check_ins_of_course(course.clinic_id, course.id)),
        "sessions": sessions,
        "reviewed_at": last_review_at(course.clinic_id, course.id),
    }


def _scores_of(course: Course, sessions: list[date]) -> dict[str, Any]:
    scores: dict[str, Any] = {}
    for response in responses_of_course(course.clinic_id, course.id):
        known = instrument(response.instrument)
        if known.filled_by is Filler.CLINICIAN:
            continue  # a clinician's rating is for the clinician to talk about
        series = scores.setdefault(known.key, {"title": known.title, "max": known.max_total, "points": []})
        before = sessions_by(sessions, response.answered_on)
        series["points"].append({"on": response.answered_on, "session": before, "total": response.score.total})
    return scores


def _mood_by_day(check_ins: list[CheckInRow]) -> list[dict[str, Any]]:
    latest: dict[date, float] = {}
    for each in reversed(check_ins):  # oldest first, so that the one received last stays
        if each.mood_value is not None:
            latest[each.felt_on] = each.mood_value
    return [{"on": on, "value": value} for on, value in sorted(latest.items())]


def demo_patient_of(clinic_id: UUID) -> UUID:
    """The invented patient as whom one looks at the demo: the first by record number."""
    return db.session.scalars(
        select(Patient.id).where(Patient.clinic_id == clinic_id).order_by(Patient.number).limit(1)
    ).one()


def seen_today(now: datetime, on: date) -> date:
    """The day that a page is shown for: the phone's own, if it is a day somewhere on Earth at this moment."""
    return on if abs(on - now.date()) <= timedelta(days=1) else now.date()
