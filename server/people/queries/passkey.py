"""Reading passkeys, and at which clinics somebody works."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from server.access import STAFF, Actor, Role
from server.db import db, enter_account, enter_clinic
from server.errors import NotFound
from server.people.models import Clinic, Membership
from server.people.models.passkey import PatientPasskey, StaffPasskey
from server.people.queries.password import has_password
from server.people.queries.sso import has_identity
from server.people.rules.passkey import clinic_in
from server.people.rules.session import Method
from server.people.rules.sign_in import Workplace

Passkey = StaffPasskey | PatientPasskey


def passkeys_of(actor: Actor) -> Sequence[Passkey]:
    """The actor's own passkeys, oldest first."""
    if actor.role is Role.PATIENT:
        own = (PatientPasskey.clinic_id == actor.clinic_id, PatientPasskey.patient_id == actor.person_id)
        return db.session.scalars(
            select(PatientPasskey).where(*own).order_by(PatientPasskey.created_at, PatientPasskey.id)
        ).all()
    return db.session.scalars(
        select(StaffPasskey)
        .where(StaffPasskey.account_id == actor.person_id)
        .order_by(StaffPasskey.created_at, StaffPasskey.id)
    ).all()


def find_own_passkey(actor: Actor, passkey_id: UUID) -> Passkey:
    """Raises NotFound also for anybody else's."""
    for each in passkeys_of(actor):
        if each.id == passkey_id:
            return each
    raise NotFound("No such passkey of yours.")


def own_passkey_with(actor: Actor, credential_id: bytes) -> Passkey | None:
    """The actor's passkey that the authenticator calls so; None if it is not the actor's."""
    return next((each for each in passkeys_of(actor) if each.credential_id == credential_id), None)


def passkey_behind(credential_id: bytes, handle: bytes) -> Passkey | None:
    """The passkey of somebody who is signing in; None if there is none, or if the handle is another person's.

    handle: WebAuthn's userHandle, which names a patient's clinic. Enters that clinic, true or not: nobody is known yet.
    """
    clinic_id = clinic_in(handle)
    if clinic_id is None:
        return None
    enter_clinic(clinic_id)
    found: Passkey | None = db.session.scalar(
        select(PatientPasskey).where(
            PatientPasskey.clinic_id == clinic_id, PatientPasskey.credential_id == credential_id
        )
    )
    if found is None:
        found = db.session.scalar(select(StaffPasskey).where(StaffPasskey.credential_id == credential_id))
    return found if found is not None and found.user_handle == handle else None


def is_known_credential(actor: Actor, credential_id: bytes) -> bool:
    """Whether somebody has a passkey that its authenticator calls so: of all staff, or of the clinic's patients."""
    if actor.role is Role.PATIENT:
        of_clinic = (PatientPasskey.clinic_id == actor.clinic_id, PatientPasskey.credential_id == credential_id)
        return db.session.scalar(select(PatientPasskey.id).where(*of_clinic)) is not None
    return db.session.scalar(select(StaffPasskey.id).where(StaffPasskey.credential_id == credential_id)) is not None


def workplaces_of(account_id: UUID) -> list[Workplace]:
    """The clinics that the account may sign in to, by name. Not those that it left, nor where it is a machine's."""
    enter_account(account_id)
    rows = db.session.execute(
        select(Membership.clinic_id, Clinic.name, Membership.role)
        .join(Clinic, Clinic.id == Membership.clinic_id)
        .where(Membership.account_id == account_id, Membership.left_at.is_(None), Membership.role.in_(STAFF))
        .order_by(Clinic.name, Clinic.id)
    )
    return [Workplace(*row) for row in rows]


def ways_of(actor: Actor) -> list[Method]:
    """By which means the actor can prove who they are, best first."""
    usable = any(each.copied_at is None for each in passkeys_of(actor))
    found = [Method.PASSKEY] if usable else []
    if actor.role is Role.PATIENT:
        return [*found, Method.CODE]  # the clinic can always tell one
    further = {Method.PASSWORD: has_password(actor.person_id), Method.SSO: has_identity(actor.person_id)}
    return found + [method for method, is_there in further.items() if is_there]
