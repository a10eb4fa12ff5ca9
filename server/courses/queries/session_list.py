"""All sessions of a course with everything that was recorded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from server.access import Actor
from server.courses.models.threshold import MotorThreshold
from server.courses.queries.course import find_course
from server.courses.queries.session import SessionRow, sessions_of
from server.courses.queries.threshold import thresholds_of
from server.people.queries import find_patient, names_of_accounts


@dataclass(frozen=True)
class SessionList:
    """Sessions and motor thresholds, newest first. operators: the names of those who gave the sessions."""

    course_id: UUID
    patient_id: UUID
    patient: str
    sessions: Sequence[SessionRow]
    thresholds: Sequence[MotorThreshold]
    operators: Mapping[UUID, str]


def session_list_of(actor: Actor, course_id: UUID) -> SessionList:
    """Everything about the sessions of one course. Raises NotFound."""
    course = find_course(actor, course_id)
    sessions = sessions_of(actor.clinic_id, course.id)
    names = names_of_accounts(actor.clinic_id)
    operators = {each.operator_id for each in sessions}
    return SessionList(
        course_id=course.id,
        patient_id=course.patient_id,
        patient=find_patient(actor, course.patient_id).name,
        sessions=sorted(sessions, key=lambda each: (each.on, each.number), reverse=True),
        thresholds=thresholds_of(actor.clinic_id, course.id),
        operators={key: name for key, name in names.items() if key in operators},
    )
