"""Setting up studies, and recording who consents and who withdraws."""

import secrets
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import update

from server.access import Actor
from server.audit.actions import note
from server.db import db
from server.errors import Conflict, NotFound
from server.people.models import Patient
from server.people.queries import find_patient
from server.studies.models import Consent, Pseudonym, Study
from server.studies.queries import (
    SubjectRow,
    consents_of,
    find_study,
    pseudonyms_of,
    subject_rows,
    today_at,
    visible_studies,
)
from server.studies.rules.consent import require_plausible_consent, require_plausible_withdrawal, taking_part
from server.studies.rules.pseudonym import draw_pseudonym


def create_study(actor: Actor, key: str, title: str, now: datetime) -> Study:
    """A new study of the actor's clinic. Raises Conflict if the clinic has one with this key."""
    if db.session.scalar(visible_studies(actor).where(Study.key == key)) is not None:
        raise Conflict("There is a study with this short name already. Choose another one.", field="key")
    study = Study(clinic_id=actor.clinic_id, key=key, title=title, created_at=now)
    db.session.add(study)
    db.session.flush()
    note(actor, "set up the study", None, study.id, now)
    return study


def give_consent(
    actor: Actor, study_id: UUID, patient_id: UUID, version: str, given_on: date, now: datetime
) -> SubjectRow:
    """Record that a patient consented. The first consent draws the pseudonym, which then stays for good.

    The same consent said twice is stored once. Raises NotFound, or Invalid for a day in the future.
    """
    study = find_study(actor, study_id)
    patient = find_patient(actor, patient_id)
    if patient.withdrawn_at is not None:
        raise Conflict("The patient withdrew. Let them take that back first, if it is what they want.", code="left")
    require_plausible_consent(given_on, today_at(study, now))
    known = [each for each in consents_of(study) if each.patient_id == patient.id]
    if any((each.version, each.given_on, each.withdrawn_on) == (version, given_on, None) for each in known):
        return _subject(study, patient, now)
    crosswalk = pseudonyms_of(study)
    if patient.id not in crosswalk:
        pseudonym = draw_pseudonym(secrets.randbelow, set(crosswalk.values()))
        db.session.add(
            Pseudonym(clinic_id=study.clinic_id, study_id=study.id, patient_id=patient.id, pseudonym=pseudonym)
        )
    consent = Consent(
        clinic_id=study.clinic_id,
        study_id=study.id,
        patient_id=patient.id,
        version=version,
        given_on=given_on,
        recorded_at=now,
        recorded_by=actor.person_id,
    )
    db.session.add(consent)
    db.session.flush()
    note(actor, "recorded the consent to a study", patient.id, consent.id, now)
    return _subject(study, patient, now)


def withdraw_consent(actor: Actor, study_id: UUID, patient_id: UUID, withdrawn_on: date, now: datetime) -> SubjectRow:
    """Record that a patient withdrew: later exports leave the patient out, earlier ones stay as they were.

    Raises NotFound if no consent is in effect, or Invalid for a day before it or in the future.
    """
    study = find_study(actor, study_id)
    today = today_at(study, now)
    patient = find_patient(actor, patient_id)
    consent = taking_part(consents_of(study), today).get(patient_id)
    if consent is None:
        raise NotFound("No consent of this patient to this study is in effect.")
    require_plausible_withdrawal(consent, withdrawn_on, today)
    db.session.execute(
        update(Consent)
        .where(Consent.clinic_id == study.clinic_id, Consent.id == consent.id)
        .values(withdrawn_on=withdrawn_on)
    )
    note(actor, "recorded the withdrawal from a study", patient_id, consent.id, now)
    return _subject(study, patient, now)


def withdraw_from_all(actor: Actor, patient_id: UUID, now: datetime) -> None:
    """Withdraw the patient from every study in which they take part: later exports leave them out."""
    for study in db.session.scalars(visible_studies(actor).order_by(Study.key)):
        today = today_at(study, now)
        if patient_id in taking_part(consents_of(study), today):
            withdraw_consent(actor, study.id, patient_id, today, now)


def _subject(study: Study, patient: Patient, now: datetime) -> SubjectRow:
    rows = subject_rows(study, {patient.id: patient.name}, now)
    return next(row for row in rows if row.patient_id == patient.id)
