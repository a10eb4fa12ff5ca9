"""A patient as a person: facts, consents of guardians, courses."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from server.access import Actor
from server.clinic_settings import value_of
from server.courses.library import indication, protocol
from server.courses.models.course import Course
from server.db import db
from server.people.models import Patient
from server.people.queries import find_patient, names_of_accounts, settings_of
from server.people.queries.patient import clinic_day, guardian_consents_of
from server.people.rules.patient import age_on


@dataclass(frozen=True)
class PatientPage:
    """age: whole years today, None if the birth date is not known. needs_guardian: a minor without a consent."""

    patient_id: UUID
    patient: Patient
    today: date
    age: int | None
    age_of_majority: int
    needs_guardian: bool
    consents: Sequence[dict[str, Any]]
    courses: Sequence[dict[str, Any]]


def patient_page_of(actor: Actor, patient_id: UUID, now: datetime) -> PatientPage:
    """Everything about one person; courses with the latest first. Raises NotFound."""
    patient = find_patient(actor, patient_id)
    today = clinic_day(actor, now)
    names = names_of_accounts(actor.clinic_id)
    consents = guardian_consents_of(actor.clinic_id, patient.id)
    of_age = value_of(settings_of(actor.clinic_id), "patients.age_of_majority")
    age = age_on(patient.birth_date, today)
    return PatientPage(
        patient_id=patient.id,
        patient=patient,
        today=today,
        age=age,
        age_of_majority=of_age,
        needs_guardian=age is not None and age < of_age and all(each.withdrawn_on for each in consents),
        consents=[
            {
                "id": each.id,
                "guardian": each.guardian,
                "relation": each.relation,
                "given_on": each.given_on,
                "recorded_by": names.get(each.recorded_by, "Lodestone"),
                "recorded_at": each.recorded_at,
                "withdrawn_on": each.withdrawn_on,
            }
            for each in consents
        ],
        courses=_courses(actor, patient.id),
    )


def _courses(actor: Actor, patient_id: UUID) -> list[dict[str, Any]]:
    found = db.session.scalars(
        select(Course)
        .where(Course.clinic_id == actor.clinic_id, Course.patient_id == patient_id)
        .order_by(Course.started_on.desc(), Course.id)
    )
    return [
        {
            "id": each.id,
            "title": indication(each.indication).title,
            "protocol": protocol(each.protocol).name,
            "state": each.state,
            "started_on": each.started_on,
            "ended_on": each.ended_on,
        }
        for each in found
    ]


@dataclass(frozen=True)
class Unplanned:
    """Patients for whom nobody has planned a course."""

    rows: Sequence[Patient]

    @property
    def patients(self) -> list[UUID]:
        """Whose names were shown."""
        return [each.id for each in self.rows]


def unplanned_patients(actor: Actor) -> Unplanned:
    """Living patients without any course, the newest first, at most 100: the caseload lists courses, not them."""
    planned = select(Course.patient_id).where(Course.clinic_id == actor.clinic_id)
    found = db.session.scalars(
        select(Patient)
        .where(Patient.clinic_id == actor.clinic_id, Patient.died_on.is_(None), Patient.id.not_in(planned))
        .order_by(Patient.created_at.desc(), Patient.id)
        .limit(100)
    ).all()
    return Unplanned(found)
