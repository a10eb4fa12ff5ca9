"""Pausing, resuming, ending and reopening courses, and a patient's death."""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import insert, select

from server.access import Actor
from server.audit.actions import Change, keep_change, note
from server.courses.actions.anchor import end_before_start, start_again
from server.courses.actions.facts import note_new_fact
from server.courses.actions.refile import ask_for_refiling
from server.courses.models.course import Course, CourseStateChange
from server.courses.queries.course import find_course
from server.courses.queries.plan import delivered_days_of, last_session_day_of, state_changes_of
from server.courses.rules import ENDED, RUNNING, CourseState
from server.courses.rules.states import require_day_fits, require_next, state_when_going_on
from server.db import db, table_of
from server.errors import Conflict, Invalid
from server.people.actions.ways import lock_out_patient
from server.people.queries import find_patient
from server.people.queries.patient import clinic_day
from server.wording import dated, say


def pause_course(actor: Actor, course_id: UUID, said: dict[str, Any], now: datetime) -> Course:
    """Interrupt a course: reminders and due lists stop at once. Raises NotFound, Conflict, Invalid for the day."""
    return _interrupt(actor, course_id, CourseState.PAUSED, said, now)


def hospitalise(actor: Actor, course_id: UUID, said: dict[str, Any], now: datetime) -> Course:
    """Interrupt a course because the patient is in hospital. Raises as pause_course."""
    return _interrupt(actor, course_id, CourseState.HOSPITALISED, said, now)


def resume_course(actor: Actor, course_id: UUID, said: dict[str, Any], now: datetime) -> Course:
    """Go on with a paused course or after a stay in hospital. Raises NotFound, Conflict, Invalid for the day."""
    course = find_course(actor, course_id)
    today = clinic_day(actor, now)
    if course.state not in (CourseState.PAUSED, CourseState.HOSPITALISED):
        raise Conflict("This course is not interrupted.", code="course-state")
    has_begun = bool(delivered_days_of(course.clinic_id, course.id))
    becomes = state_when_going_on(course.started_on, today, has_begun=has_begun)
    _require_day(course, said["on"], today)
    _become(actor, course, becomes, said["on"], said["reason"], None, now)
    note(actor, "resumed the course", course.patient_id, course.id, now)
    return course


def end_course(actor: Actor, course_id: UUID, said: dict[str, Any], now: datetime) -> Course:
    """Complete or discontinue a course. Raises NotFound, Conflict if it has ended, Invalid for the day or reason.

    A course that is called off before it began ends on its one day: its start moves there, and is kept beside it.
    """
    course = find_course(actor, course_id)
    require_next(course.state, said["state"])
    last = last_session_day_of(course.clinic_id, course.id)
    if last is not None and said["on"] < max(course.started_on, last):
        raise Invalid("The course cannot end before its start or its last session.", field="on")
    require_day_fits(said["on"], min(course.started_on, course.created_at.date()), clinic_day(actor, now))
    if said["state"] is CourseState.DISCONTINUED and said["reason"] is None:
        raise Invalid("Say why the course was discontinued.", field="reason")
    _end(actor, course, said["state"], said["on"], said["reason"], said["note"], now)
    note(actor, f"ended the course: {said['state']}", course.patient_id, course.id, now)
    return course


def reopen_course(actor: Actor, course_id: UUID, reason: str, now: datetime) -> Course:
    """Undo an end that was recorded by mistake: the course is again what it was. Raises NotFound, Conflict."""
    course = find_course(actor, course_id)
    if course.state not in ENDED:
        raise Conflict("This course has not ended.", code="course-state")
    if find_patient(actor, course.patient_id).died_on is not None:
        raise Conflict(
            "The patient has died. If that is a mistake, correct it on the patient's page.", code="patient-died"
        )
    _reopen(actor, course, reason, now)
    return course


def record_death(actor: Actor, patient_id: UUID, on: date, note_: str | None, now: datetime) -> None:
    """The patient died: running courses end, nobody is asked or reminded any more, and the phone is signed out.

    Raises NotFound, Conflict if it is recorded already, Invalid for a day in the future or before a session.
    """
    patient = find_patient(actor, patient_id)
    if patient.died_on is not None:
        raise Conflict("The patient's death is recorded already.", code="patient-died")
    require_day_fits(on, patient.birth_date or patient.created_at.date(), clinic_day(actor, now))
    running = _courses_of(actor, patient_id, RUNNING)
    for course in running:
        last = last_session_day_of(course.clinic_id, course.id)
        if last is not None and on < last:
            raise Invalid(say("A session is recorded on {on}, after that day.", on=dated(last)), field="on")
    patient.died_on = on
    db.session.flush()
    for course in running:
        _end(actor, course, CourseState.DECEASED, on, None, note_, now)
    lock_out_patient(actor, patient_id, now)
    note(actor, "recorded the patient's death", patient_id, patient_id, now)


def correct_death(actor: Actor, patient_id: UUID, reason: str, now: datetime) -> None:
    """Undo a death that was recorded by mistake: the courses that it ended are again what they were.

    Raises NotFound, Conflict if no death is recorded. The phone needs a new invitation.
    """
    patient = find_patient(actor, patient_id)
    if patient.died_on is None:
        raise Conflict("No death is recorded for this patient.", code="patient-died")
    before, patient.died_on = patient.died_on, None
    db.session.flush()
    keep_change(actor, Change("patient", patient_id, patient_id, {"died_on": before}, {"died_on": None}, reason), now)
    for course in _courses_of(actor, patient_id, (CourseState.DECEASED,)):
        _reopen(actor, course, reason, now)


def _courses_of(actor: Actor, patient_id: UUID, states: tuple[CourseState, ...]) -> list[Course]:
    return list(
        db.session.scalars(
            select(Course).where(
                Course.clinic_id == actor.clinic_id, Course.patient_id == patient_id, Course.state.in_(states)
            )
        )
    )


def _interrupt(actor: Actor, course_id: UUID, to: CourseState, said: dict[str, Any], now: datetime) -> Course:
    course = find_course(actor, course_id)
    require_next(course.state, to)
    _require_day(course, said["on"], clinic_day(actor, now))
    _become(actor, course, to, said["on"], said["reason"], None, now)
    note(actor, f"interrupted the course: {to}", course.patient_id, course.id, now)
    return course


def _require_day(course: Course, on: date, today: date) -> None:
    changes = state_changes_of(course.clinic_id, course.id)
    # Before there is any change, no earlier than the course or its record.
    since = changes[-1].on if changes else min(course.started_on, course.created_at.date())
    require_day_fits(on, since, today)


def _end(
    actor: Actor, course: Course, to: CourseState, on: date, reason: str | None, words: str | None, now: datetime
) -> None:
    if on < course.started_on:
        end_before_start(actor, course, on, now)
    _become(actor, course, to, on, reason, words, now)
    course.ended_on, course.end_reason = on, reason
    db.session.flush()
    ask_for_refiling(course.clinic_id, course.patient_id, now)


def _reopen(actor: Actor, course: Course, reason: str, now: datetime) -> None:
    before = {"state": course.state, "ended_on": course.ended_on, "end_reason": course.end_reason}
    changes = state_changes_of(course.clinic_id, course.id)
    has_begun = bool(delivered_days_of(course.clinic_id, course.id))
    # Ends that were recorded before there was a history left no trace of what the course was.
    becomes = state_when_going_on(course.started_on, clinic_day(actor, now), has_begun=has_begun)
    if changes and changes[-1].becomes is course.state:
        becomes = changes[-1].was
    require_next(course.state, becomes)
    course.ended_on = course.end_reason = None
    _become(actor, course, becomes, clinic_day(actor, now), reason, None, now)
    start_again(actor, course, now)
    ask_for_refiling(course.clinic_id, course.patient_id, now)
    after = {"state": becomes, "ended_on": None, "end_reason": None}
    keep_change(actor, Change("end of the course", course.patient_id, course.id, before, after, reason), now)


def _become(
    actor: Actor, course: Course, to: CourseState, on: date, reason: str | None, words: str | None, now: datetime
) -> None:
    db.session.execute(
        insert(table_of(CourseStateChange)),
        {
            "clinic_id": course.clinic_id,
            "id": uuid4(),
            "course_id": course.id,
            "was": course.state,
            "becomes": to,
            "day": on,
            "reason": reason,
            "note": words,
            "at": now,
            "by": actor.person_id,
        },
    )
    course.state = to
    db.session.flush()
    note_new_fact(course.clinic_id, course.id)
