"""Recovery goes through the clinic: it ends every way in that was before, and lets the person in anew.

Two steps on purpose: what ends a lost phone's access must never fail because an invitation cannot be issued now.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from server.access import Actor
from server.audit.actions import Change, keep_change, note
from server.db import db
from server.errors import Conflict
from server.people.actions.invitation import Issued
from server.people.actions.session import end_sessions_of
from server.people.actions.staff import invite_member
from server.people.actions.ways import end_every_way_of_patient, take_every_way
from server.people.models.recovery import AccessRevocation
from server.people.queries import find_patient
from server.people.queries.passkey import workplaces_of
from server.people.queries.revocation import revocation_to_tell
from server.people.queries.staff import find_member
from server.people.rules.recovery import IdentifiedBy, require_identified


def revoke_access_of_patient(
    actor: Actor, patient_id: UUID, identified_by: Sequence[IdentifiedBy], reason: str, now: datetime
) -> AccessRevocation:
    """End all phones, passkeys, invitations and codes of a patient. What waits on a phone stays there.

    Raises NotFound, and Invalid unless staff compared two things with the record.
    """
    patient = find_patient(actor, patient_id)
    require_identified(identified_by)
    sessions, keys = end_every_way_of_patient(actor.clinic_id, patient.id, now)
    revoked = AccessRevocation(
        clinic_id=actor.clinic_id, patient_id=patient.id, at=now, by=actor.person_id, sessions=sessions, keys=keys
    )
    db.session.add(revoked)
    db.session.flush()
    before = {"phones": sessions, "passkeys": keys, "identified_by": []}
    after = {"phones": 0, "passkeys": 0, "identified_by": [each.value for each in identified_by]}
    keep_change(actor, Change("access", patient.id, revoked.id, before, after, reason), now)
    return revoked


def revoke_access_of_member(actor: Actor, account_id: UUID, reason: str, now: datetime) -> Issued:
    """End all sign-ins, keys and passwords of a member of staff, and issue a new single-use link. Raises NotFound.

    Raises Conflict for somebody who works at another clinic, too: this clinic's administrator must not be able to give
    away that one's key. There the operator restores access.
    """
    member = find_member(actor, account_id)
    if any(each.clinic_id != actor.clinic_id for each in workplaces_of(account_id)):
        raise Conflict(
            "This person works at another clinic, too. Ask whoever runs this installation to restore access.",
            code="works-elsewhere",
        )
    sessions = end_sessions_of(actor.clinic_id, member.role, account_id, now)
    keys = take_every_way(actor.clinic_id, account_id, now)
    revoked = AccessRevocation(
        clinic_id=actor.clinic_id, account_id=account_id, at=now, by=actor.person_id, sessions=sessions, keys=keys
    )
    db.session.add(revoked)
    db.session.flush()
    before, after = (
        {"sign_ins": sessions, "keys": keys, "is_valid": True},
        {"sign_ins": 0, "keys": 0, "is_valid": False},
    )
    keep_change(actor, Change("access", None, revoked.id, before, after, reason), now)
    return invite_member(actor, account_id, now)


def note_told(actor: Actor, now: datetime) -> None:
    """The acting person has read of what was revoked. Saying so twice changes nothing."""
    revoked = revocation_to_tell(actor)
    if revoked is None:
        return
    revoked.told_at = now
    db.session.flush()
    note(actor, "was told that the clinic ended earlier access", actor.patient_id, revoked.id, now)
