"""What becomes of a patient's access and facts."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import update

from server.access import Actor
from server.audit.actions import note
from server.clinic_settings import value_of
from server.db import db
from server.people.models import Invitation, Patient, SignInSession
from server.people.queries import settings_of
from server.people.queries.patient import guardian_consents_of
from server.people.rules.patient import require_consent_of_guardian


def lock_out_patient(actor: Actor, patient_id: UUID, now: datetime) -> None:
    """End every session of the patient's phones, and let no earlier invitation open a new one."""
    of_patient = {"clinic_id": actor.clinic_id, "patient_id": patient_id}
    db.session.execute(
        update(SignInSession).filter_by(**of_patient).where(SignInSession.ended_at.is_(None)).values(ended_at=now)
    )
    db.session.execute(
        update(Invitation)
        .filter_by(**of_patient)
        .where(Invitation.used_at.is_(None), Invitation.expires_at > now)
        .values(expires_at=now)
    )
    note(actor, "signed the patient's phones out", patient_id, patient_id, now)


def require_guardian(actor: Actor, patient: Patient, on: date) -> None:
    """Raise Invalid for a patient who is a minor on that day and has no guardian's consent that holds."""
    of_age = value_of(settings_of(actor.clinic_id), "patients.age_of_majority")
    consents = guardian_consents_of(actor.clinic_id, patient.id)
    holds = any(each.withdrawn_on is None for each in consents)
    require_consent_of_guardian(patient.birth_date, on, of_age, has_consent=holds)
