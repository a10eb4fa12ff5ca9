"""A person's ways into the clinic, and what was taken away of them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from server.access import Actor
from server.db import db
from server.people.models import Invitation, SignInSession
from server.people.models.passkey import PatientPasskey
from server.people.queries import find_patient
from server.people.queries.revocation import last_revocation_of
from server.people.rules.invitation import InvitationForm


@dataclass(frozen=True)
class Phone:
    """One browser or home-screen app in which a patient is signed in. is_bound: it signs what it sends."""

    id: UUID
    label: str | None
    created_at: datetime
    last_seen_at: datetime
    is_bound: bool


@dataclass(frozen=True)
class OpenInvitation:
    """An invitation that nobody used yet."""

    form: InvitationForm | None
    created_at: datetime
    expires_at: datetime


@dataclass(frozen=True)
class Access:
    """How a patient gets in. passkeys: how many. revoked_at: when all of it was last ended by the clinic."""

    patient_id: UUID
    phones: list[Phone]
    passkeys: int
    invitation: OpenInvitation | None
    revoked_at: datetime | None
    told_at: datetime | None


def access_of(actor: Actor, patient_id: UUID, now: datetime) -> Access:
    """A patient's ways in, for the clinic. Raises NotFound."""
    patient = find_patient(actor, patient_id)
    own = (PatientPasskey.clinic_id == actor.clinic_id, PatientPasskey.patient_id == patient.id)
    last = last_revocation_of(actor.clinic_id, patient.id)
    return Access(
        patient_id=patient.id,
        phones=_phones(actor.clinic_id, patient.id, now),
        passkeys=db.session.scalar(select(func.count()).select_from(PatientPasskey).where(*own)) or 0,
        invitation=_open_invitation(actor.clinic_id, patient.id, now),
        revoked_at=None if last is None else last.at,
        told_at=None if last is None else last.told_at,
    )


def _phones(clinic_id: UUID, patient_id: UUID, now: datetime) -> list[Phone]:
    found = db.session.scalars(
        select(SignInSession)
        .where(
            SignInSession.clinic_id == clinic_id,
            SignInSession.patient_id == patient_id,
            SignInSession.tablet_id.is_(None),
            SignInSession.ended_at.is_(None),
            SignInSession.expires_at > now,
        )
        .order_by(SignInSession.last_seen_at.desc(), SignInSession.id)
    )
    return [
        Phone(each.id, each.label, each.created_at, each.last_seen_at, each.device_key is not None) for each in found
    ]


def _open_invitation(clinic_id: UUID, patient_id: UUID, now: datetime) -> OpenInvitation | None:
    found = db.session.scalars(
        select(Invitation)
        .where(
            Invitation.clinic_id == clinic_id,
            Invitation.patient_id == patient_id,
            Invitation.used_at.is_(None),
            Invitation.expires_at > now,
        )
        .order_by(Invitation.created_at.desc())
        .limit(1)
    ).one_or_none()
    return None if found is None else OpenInvitation(found.form, found.created_at, found.expires_at)
