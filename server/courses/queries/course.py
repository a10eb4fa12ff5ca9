"""Reading courses. Every query takes the actor first and shows only what that actor may see."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import Select, bindparam, select

from server.access import Actor, Role
from server.courses.models.course import Course, TreatmentDay
from server.courses.rules import RUNNING, CourseState, Span
from server.db import db, table_of
from server.errors import NotFound
from server.people.models import Patient


def visible_courses(actor: Actor) -> Select[Course]:
    """Courses of the actor's clinic; for a patient, only the patient's own."""
    courses = select(Course).where(Course.clinic_id == actor.clinic_id)
    return courses.where(Course.patient_id == actor.person_id) if actor.role is Role.PATIENT else courses


def find_course(actor: Actor, course_id: UUID) -> Course:
    """Raises NotFound also for courses the actor may not see, so that ids tell nothing."""
    course = db.session.scalar(visible_courses(actor).where(Course.id == course_id))
    if course is None:
        raise NotFound("No such course.")
    return course


# Built once, since every entry that arrives asks it.
_C = table_of(Course).c
_SPANS = select(_C.id, _C.started_on, _C.ended_on).where(
    _C.clinic_id == bindparam("clinic_id"), _C.patient_id == bindparam("patient_id")
)


def spans_of(clinic_id: UUID, patient_id: UUID) -> list[Span]:
    """The courses of a patient, as far as entries are assigned by them."""
    return [Span(*row) for row in db.session.execute(_SPANS, {"clinic_id": clinic_id, "patient_id": patient_id})]


def course_for_today(patient: Actor, on: date) -> Course | None:
    """The course that the patient's application shows on that day: the running one, else the last that began."""
    courses = list(db.session.scalars(visible_courses(patient).order_by(Course.started_on.desc())))
    running = [each for each in courses if each.state in RUNNING and each.state is not CourseState.PLANNED]
    begun = [each for each in courses if each.started_on <= on]
    return next(iter([*running, *begun, *courses]), None)


def running_courses_of(clinic_id: UUID, patient_id: UUID) -> list[UUID]:
    """The courses of a patient that have not ended, planned and paused ones included."""
    of_patient = (Course.clinic_id == clinic_id) & (Course.patient_id == patient_id)
    return list(db.session.scalars(select(Course.id).where(of_patient, Course.state.in_(RUNNING)).order_by(Course.id)))


def treatment_days_of(clinic_id: UUID, course_id: UUID) -> list[tuple[date, int]]:
    """(day, planned sessions) in order."""
    rows = db.session.execute(
        select(TreatmentDay.on, TreatmentDay.sessions)
        .where(TreatmentDay.clinic_id == clinic_id, TreatmentDay.course_id == course_id)
        .order_by(TreatmentDay.on)
    )
    return [(on, sessions) for on, sessions in rows]


def courses_of_the_dead(clinic_id: UUID, courses: Sequence[UUID]) -> set[UUID]:
    """Those of the courses whose patients have died: nobody is asked any more, whatever the state of the course."""
    return set(
        db.session.scalars(
            select(Course.id)
            .join(Patient, (Patient.clinic_id == Course.clinic_id) & (Patient.id == Course.patient_id))
            .where(Course.clinic_id == clinic_id, Course.id.in_(courses), Patient.died_on.is_not(None))
        )
    )
