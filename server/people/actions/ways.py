"""Taking every way in from a person at once, as when a phone is lost, somebody leaves or access is restored."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete

from server.access import Actor, Role
from server.audit.actions import note
from server.db import db
from server.people.actions.access_change import keep_access_change
from server.people.actions.invitation import end_invitations
from server.people.actions.kiosk import end_kiosk_codes
from server.people.actions.passkey import remove_passkeys
from server.people.actions.password import take_password
from server.people.actions.proof_code import end_codes
from server.people.actions.session import end_sessions_of
from server.people.models.sso import StaffIdentity
from server.people.queries.password import has_password
from server.people.rules.access_change import AccessEvent


def lock_out_patient(actor: Actor, patient_id: UUID, now: datetime) -> None:
    """End every session of the patient's phones, and let no earlier invitation, passkey or code open a new one."""
    end_every_way_of_patient(actor.clinic_id, patient_id, now)
    note(actor, "signed the patient's phones out", patient_id, patient_id, now)


def end_every_way_of_patient(clinic_id: UUID, patient_id: UUID, now: datetime) -> tuple[int, int]:
    """End all sessions, passkeys, invitations and codes of a patient; the caller notes why. What waits on a phone stays
    there. Returns how many sessions and how many passkeys there were."""
    sessions = end_sessions_of(clinic_id, Role.PATIENT, patient_id, now)
    passkeys = remove_passkeys(clinic_id, patient_id=patient_id)
    end_invitations(clinic_id, now, patient_id=patient_id)
    end_codes(clinic_id, patient_id, now)
    end_kiosk_codes(clinic_id, patient_id, now)
    return sessions, passkeys


def take_every_way(clinic_id: UUID, account_id: UUID, now: datetime) -> int:
    """Remove passkeys, the password with its second factor, and the account at the identity provider. Returns how many
    ways there were; the caller notes the deed."""
    passkeys = remove_passkeys(clinic_id, account_id=account_id)
    password = has_password(account_id)
    take_password(account_id)
    linked = db.session.execute(delete(StaffIdentity).where(StaffIdentity.account_id == account_id))
    keep_access_change(account_id, AccessEvent.ALL_TAKEN, now)
    return passkeys + password + int(linked.rowcount)  # type: ignore[attr-defined]
