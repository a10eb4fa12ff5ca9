"""Planning and ending courses."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select

from server.access import Actor
from server.audit.actions import note
from server.courses.actions.facts import note_new_fact
from server.courses.library import indication, protocol
from server.courses.models.course import Course, TreatmentDay
from server.courses.models.session import TreatmentSession
from server.courses.queries.course import find_course
from server.courses.rules import ENDED, CourseState
from server.courses.rules.protocol import coil_type_of, planned_days, sessions_to_plan
from server.db import db
from server.errors import Conflict, Invalid
from server.people.queries import find_patient

# A course is planned for the near future or entered from the papers of one that is under way.
EARLIEST_START = timedelta(days=365 * 5)
LATEST_START = timedelta(days=365)


def add_course(actor: Actor, patient_id: UUID, said: dict[str, Any], now: datetime) -> Course:
    """A new course with its treatment days, by default those of the protocol. Raises Invalid, NotFound."""
    patient = find_patient(actor, patient_id)
    chosen = protocol(said["protocol"])
    indication(said["indication"])
    started_on: date = said["started_on"]
    if not now.date() - EARLIEST_START <= started_on <= now.date() + LATEST_START:
        raise Invalid("A course starts within the last five years or the coming one.", field="started_on")
    planned = sessions_to_plan(chosen, said["planned_sessions"])
    given = [(on, chosen.sessions_per_day) for on in sorted(said["treatment_days"] or [])]
    days = given or planned_days(chosen, started_on, planned)
    if days[0][0] < started_on or len(dict(days)) != len(days):
        raise Invalid("Give each treatment day once, none before the start of the course.", field="treatment_days")
    course = Course(
        clinic_id=actor.clinic_id,
        patient_id=patient.id,
        indication=said["indication"],
        protocol=said["protocol"],
        device=said["device"],
        coil=said["coil"],
        coil_type=said["coil_type"] or coil_type_of(chosen),
        coil_serial=said["coil_serial"],
        icd10=said["icd10"],
        physician=said["physician"],
        mood_scale=said["mood_scale"],
        state=CourseState.ACTIVE if started_on <= now.date() else CourseState.PLANNED,
        started_on=started_on,
        planned_sessions=planned,
        authorised_sessions=said["authorised_sessions"],
        created_at=now,
    )
    db.session.add(course)
    db.session.flush()
    db.session.execute(
        insert(TreatmentDay),
        [
            {"clinic_id": actor.clinic_id, "course_id": course.id, "on": on, "sessions": sessions}
            for on, sessions in days
        ],
    )
    note(actor, "planned a course", patient.id, course.id, now)
    return course


def end_course(actor: Actor, course_id: UUID, said: dict[str, Any], now: datetime) -> Course:
    """Complete or discontinue a course. Raises NotFound, Conflict if it has ended, Invalid for the day or reason."""
    course = find_course(actor, course_id)
    if course.state in ENDED:
        raise Conflict("This course has already ended.", code="course-ended")
    last = db.session.scalar(
        select(TreatmentSession.on)
        .where(TreatmentSession.clinic_id == actor.clinic_id, TreatmentSession.course_id == course.id)
        .order_by(TreatmentSession.on.desc())
        .limit(1)
    )
    if said["on"] < max(course.started_on, last or course.started_on):
        raise Invalid("The course cannot end before its start or its last session.", field="on")
    if said["state"] is CourseState.DISCONTINUED and said["reason"] is None:
        raise Invalid("Say why the course was discontinued.", field="reason")
    course.state, course.ended_on, course.end_reason = said["state"], said["on"], said["reason"]
    db.session.flush()
    note_new_fact(actor.clinic_id, course.id)
    note(actor, f"ended the course: {said['state']}", course.patient_id, course.id, now)
    return course
