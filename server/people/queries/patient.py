"""Reading what the clinic knows of a patient as a person."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

from server.access import Actor
from server.db import db
from server.errors import NotFound
from server.people.models import Patient
from server.people.models.patient import GuardianConsent
from server.people.queries import clinic_of


def clinic_day(actor: Actor, now: datetime) -> date:
    """The calendar day of an instant where the actor's clinic is."""
    return now.astimezone(ZoneInfo(clinic_of(actor).zone)).date()


def guardian_consents_of(clinic_id: UUID, patient_id: UUID) -> list[GuardianConsent]:
    """The consents of a patient's guardians, newest first, withdrawn ones included."""
    return list(
        db.session.scalars(
            select(GuardianConsent)
            .where(GuardianConsent.clinic_id == clinic_id, GuardianConsent.patient_id == patient_id)
            .order_by(GuardianConsent.recorded_at.desc(), GuardianConsent.id)
        )
    )


def find_guardian_consent(actor: Actor, consent_id: UUID) -> GuardianConsent:
    """Raises NotFound also for a consent of another clinic."""
    consent = db.session.scalar(
        select(GuardianConsent).where(GuardianConsent.clinic_id == actor.clinic_id, GuardianConsent.id == consent_id)
    )
    if consent is None:
        raise NotFound("No such consent.")
    return consent


def languages_of_patients(clinic_id: UUID, patients: Collection[UUID]) -> dict[UUID, tuple[str, ...]]:
    """Patient -> the languages in which they read questionnaires, the best first."""
    rows = db.session.execute(
        select(Patient.id, Patient.language, Patient.form_language).where(
            Patient.clinic_id == clinic_id, Patient.id.in_(patients)
        )
    )
    return {row.id: tuple(filter(None, (row.language, row.form_language))) for row in rows}
