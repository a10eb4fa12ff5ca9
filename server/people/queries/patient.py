"""Reading what the clinic knows of a patient as a person."""

from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

from server.access import Actor
from server.db import db
from server.errors import NotFound
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
