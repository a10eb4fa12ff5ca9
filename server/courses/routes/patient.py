"""Patients as persons over HTTP: facts, consents of guardians, courses."""

from typing import Any
from uuid import UUID

from flask import Blueprint

from server import clock
from server.access import Actor, Permission
from server.courses.queries.patient_page import PatientPage, Unplanned, patient_page_of, unplanned_patients
from server.courses.schemas.background import ConsentBody, PatientChangeBody, PatientPageView, UnplannedView, WhyBody
from server.http import endpoint
from server.people.actions.patient import add_guardian_consent, change_patient, withdraw_guardian_consent

patients = Blueprint("patients", __name__)


@endpoint(
    patients,
    "GET",
    "/api/patients",
    allow=Permission.READ_COURSES,
    returns=UnplannedView(),
    reads="patients",
)
def get_unplanned(actor: Actor) -> Unplanned:
    """Patients for whom no course is planned yet, the newest first."""
    return unplanned_patients(actor)


@endpoint(
    patients,
    "GET",
    "/api/patients/<uuid:patient_id>",
    allow=Permission.READ_COURSES,
    returns=PatientPageView(),
    reads="patient_id",
)
def get_patient(actor: Actor, patient_id: UUID) -> PatientPage:
    """A patient as a person: facts, consents of guardians, courses."""
    return patient_page_of(actor, patient_id, clock.now())


@endpoint(
    patients,
    "POST",
    "/api/patients/<uuid:patient_id>/change",
    allow=Permission.MANAGE_PATIENTS,
    body=PatientChangeBody(),
    returns=PatientPageView(),
)
def post_patient_change(actor: Actor, patient_id: UUID, body: dict[str, Any]) -> PatientPage:
    """Correct facts about a patient, with a reason. What is not named stays."""
    change_patient(actor, patient_id, body, clock.now())
    return patient_page_of(actor, patient_id, clock.now())


@endpoint(
    patients,
    "POST",
    "/api/patients/<uuid:patient_id>/guardian-consents",
    allow=Permission.MANAGE_PATIENTS,
    body=ConsentBody(),
    returns=PatientPageView(),
    status=201,
)
def post_consent_of_guardian(actor: Actor, patient_id: UUID, body: dict[str, Any]) -> PatientPage:
    """Record that a guardian agreed to the treatment of a minor."""
    add_guardian_consent(actor, patient_id, body, clock.now())
    return patient_page_of(actor, patient_id, clock.now())


@endpoint(
    patients,
    "POST",
    "/api/guardian-consents/<uuid:guardian_consent_id>/withdraw",
    allow=Permission.MANAGE_PATIENTS,
    body=WhyBody(),
    returns=PatientPageView(),
)
def post_withdrawal_of_guardian(actor: Actor, guardian_consent_id: UUID, body: dict[str, Any]) -> PatientPage:
    """A guardian's consent holds no more, from today on."""
    patient_id = withdraw_guardian_consent(actor, guardian_consent_id, body["why"], clock.now())
    return patient_page_of(actor, patient_id, clock.now())
