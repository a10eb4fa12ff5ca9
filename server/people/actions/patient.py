"""What the clinic changes about a patient as a person: facts, consents of guardians."""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from server.access import Actor
from server.audit.actions import Change, keep_change, note
from server.clinic_settings import value_of
from server.db import db
from server.errors import Conflict, Invalid
from server.people.models import Patient
from server.people.models.patient import GuardianConsent
from server.people.queries import find_patient, settings_of
from server.people.queries.patient import clinic_day, find_guardian_consent, guardian_consents_of
from server.people.rules import require_plausible_patient
from server.people.rules.patient import require_consent_of_guardian


def require_guardian(actor: Actor, patient: Patient, on: date) -> None:
    """Raise Invalid for a patient who is a minor on that day and has no guardian's consent that holds."""
    of_age = value_of(settings_of(actor.clinic_id), "patients.age_of_majority")
    consents = guardian_consents_of(actor.clinic_id, patient.id)
    holds = any(each.withdrawn_on is None for each in consents)
    require_consent_of_guardian(patient.birth_date, on, of_age, has_consent=holds)


FACTS = ("name", "number", "birth_date", "sex", "zone", "language", "form_language", "contact")


def change_patient(actor: Actor, patient_id: UUID, said: dict[str, Any], now: datetime) -> Patient:
    """Correct facts about a patient, with a reason; fields that are not named stay. Raises NotFound, Invalid."""
    patient = find_patient(actor, patient_id)
    names = [name for name in FACTS if name in said]
    before = {name: getattr(patient, name) for name in names}
    birth_date, zone = said.get("birth_date", patient.birth_date), said.get("zone", patient.zone)
    require_plausible_patient(birth_date, zone, clinic_day(actor, now))
    for name in names:
        setattr(patient, name, said[name])
    db.session.flush()
    after = {name: getattr(patient, name) for name in names}
    keep_change(actor, Change("patient", patient.id, patient.id, before, after, said["reason"]), now)
    return patient


def add_guardian_consent(actor: Actor, patient_id: UUID, said: dict[str, Any], now: datetime) -> GuardianConsent:
    """Record that a guardian agreed to the treatment. Raises NotFound, Invalid for a day to come or before birth."""
    patient = find_patient(actor, patient_id)
    if not (patient.birth_date or date(1900, 1, 1)) <= said["given_on"] <= clinic_day(actor, now):
        raise Invalid("The consent was given in the patient's life, today or earlier.", field="given_on")
    consent = GuardianConsent(
        clinic_id=actor.clinic_id,
        id=uuid4(),
        patient_id=patient.id,
        guardian=said["guardian"],
        relation=said["relation"],
        given_on=said["given_on"],
        recorded_by=actor.person_id,
        recorded_at=now,
    )
    db.session.add(consent)
    db.session.flush()
    note(actor, "recorded a guardian's consent", patient.id, consent.id, now)
    return consent


def withdraw_guardian_consent(actor: Actor, consent_id: UUID, reason: str, now: datetime) -> UUID:
    """A consent holds no more, from today on. Returns the id of the patient. Raises NotFound, Conflict."""
    consent = find_guardian_consent(actor, consent_id)
    if consent.withdrawn_on is not None:
        raise Conflict("This consent is withdrawn already.", code="consent-withdrawn")
    consent.withdrawn_on = clinic_day(actor, now)
    db.session.flush()
    before, after = {"withdrawn_on": None}, {"withdrawn_on": consent.withdrawn_on}
    change = Change("guardian's consent", consent.patient_id, consent.id, before, after, reason)
    keep_change(actor, change, now)
    return consent.patient_id
