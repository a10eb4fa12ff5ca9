"""The page on which a course is planned: everything about it that a person decides."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from server.access import Actor
from server.clinic_settings import value_of
from server.courses.library import indication, protocol
from server.courses.models.course import Course
from server.courses.queries.authorisation import Ledger, ledger_of
from server.courses.queries.course import find_course
from server.courses.queries.plan import anchor_moves_of, plan_of, state_changes_of
from server.courses.queries.session import sessions_of
from server.courses.rules import DELIVERED, SessionState
from server.courses.rules.label import label_words
from server.courses.rules.plan import PlannedDay, protocol_plan, with_phases
from server.courses.rules.states import StateDeed, deeds_in
from server.people.queries import find_patient, names_of_accounts, settings_of
from server.people.queries.patient import clinic_day
from server.people.rules.patient import age_on

SYSTEM = "Lodestone"


@dataclass(frozen=True)
class PlanPage:
    """See schemas.plan.PlanView."""

    patient_id: UUID
    patient: str
    died_on: date | None
    today: date
    title: str
    protocol_name: str
    label: str | None
    course: Course
    days: Sequence[dict[str, Any]]
    begun: bool
    deeds: Sequence[StateDeed]
    states: Sequence[dict[str, Any]]
    moves: Sequence[dict[str, Any]]
    ledger: Ledger
    block: int


def plan_page_of(actor: Actor, course_id: UUID, now: datetime) -> PlanPage:
    """Everything about the plan of a course. Raises NotFound."""
    course = find_course(actor, course_id)
    patient = find_patient(actor, course.patient_id)
    names = names_of_accounts(actor.clinic_id)
    chosen, treated = protocol(course.protocol), indication(course.indication)
    sessions = sessions_of(course.clinic_id, course.id)
    delivered = [each.on for each in sessions if each.state in DELIVERED]
    missed = [each.on for each in sessions if each.state is SessionState.MISSED]
    today = clinic_day(actor, now)
    return PlanPage(
        patient_id=patient.id,
        patient=patient.name,
        died_on=patient.died_on,
        today=today,
        title=treated.title,
        protocol_name=chosen.name,
        label=label_words(treated, age_on(patient.birth_date, course.started_on)) if course.on_label else None,
        course=course,
        days=[
            {**asdict(each), "delivered": delivered.count(each.on), "missed": missed.count(each.on)}
            for each in with_phases(plan_of(course.clinic_id, course.id), chosen)
        ],
        begun=bool(delivered),
        deeds=deeds_in(course.state, died=patient.died_on is not None),
        states=[_with_name(each, names) for each in reversed(state_changes_of(course.clinic_id, course.id))],
        moves=[_with_name(each, names) for each in reversed(anchor_moves_of(course.clinic_id, course.id))],
        ledger=ledger_of(course, today),
        block=value_of(settings_of(actor.clinic_id), "courses.extension_sessions"),
    )


def _with_name(row: Any, names: dict[UUID, str]) -> dict[str, Any]:
    values = {column.key: getattr(row, column.key) for column in row.__mapper__.column_attrs}
    return {**values, "by": names.get(row.by, SYSTEM)}


def proposal_of(actor: Actor, course_id: UUID, said: dict[str, Any]) -> list[PlannedDay]:
    """The days as the course's protocol has them from a day on, without holidays unless told. Raises NotFound."""
    course = find_course(actor, course_id)
    holidays = value_of(settings_of(actor.clinic_id), "clinic.holidays") if said["holidays"] == "skip" else []
    closed = frozenset(date.fromisoformat(each) for each in holidays)
    return protocol_plan(protocol(course.protocol), said["started_on"], said["sessions"], closed)
