"""What the clinic ended of a person's ways in, newest first."""

from uuid import UUID

from sqlalchemy import Select, select

from server.access import Actor, Role
from server.db import db
from server.people.models.recovery import AccessRevocation


def revocation_to_tell(actor: Actor) -> AccessRevocation | None:
    """The last revocation that the acting person has not read of yet."""
    owner = "patient_id" if actor.role is Role.PATIENT else "account_id"
    untold = _revocations(actor.clinic_id).filter_by(**{owner: actor.person_id})
    return db.session.scalars(untold.where(AccessRevocation.told_at.is_(None)).limit(1)).one_or_none()


def last_revocation_of(clinic_id: UUID, patient_id: UUID) -> AccessRevocation | None:
    """The last time that all of a patient's access was ended; None: never."""
    return db.session.scalars(_revocations(clinic_id).filter_by(patient_id=patient_id).limit(1)).one_or_none()


def _revocations(clinic_id: UUID) -> Select[AccessRevocation]:
    of_clinic = select(AccessRevocation).where(AccessRevocation.clinic_id == clinic_id)
    return of_clinic.order_by(AccessRevocation.at.desc(), AccessRevocation.id)
