"""What an administrator does about staff: adding, changing, letting in and letting go."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from server.access import Actor, Role
from server.audit.actions import Change, keep_change, note
from server.db import db
from server.errors import Conflict
from server.people.actions.invitation import Issued, end_invitations, issue_to_staff
from server.people.actions.session import end_sessions_of
from server.people.models import Account, Membership
from server.people.queries.staff import count_admins, find_member
from server.people.rules.staff import require_contacts


def add_member(actor: Actor, said: Mapping[str, Any], now: datetime) -> UUID:
    """A new account in the actor's clinic. Returns its id. Raises Invalid for contacts that cannot be used."""
    require_contacts(said["email"], said["pager"])
    account = Account(name=said["name"], created_at=now)
    db.session.add(account)
    db.session.flush()
    contacts = {"email": said["email"], "pager": said["pager"]}
    db.session.add(Membership(clinic_id=actor.clinic_id, account_id=account.id, role=said["role"], **contacts))
    db.session.flush()
    note(actor, f"added {said['role']} to the staff", None, account.id, now)
    return account.id


def change_member(actor: Actor, account_id: UUID, said: Mapping[str, Any], now: datetime) -> None:
    """Set role and contacts. With another role the person signs in again. Raises NotFound, Invalid and, for the last
    administrator's role, Conflict."""
    member = find_member(actor, account_id)
    require_contacts(said["email"], said["pager"])
    if said["role"] is not Role.ADMIN:
        _require_another_admin(member)
    after = {key: said[key] for key in ("role", "email", "pager")}
    before = {key: getattr(member, key) for key in after}
    for key, value in after.items():
        setattr(member, key, value)
    db.session.flush()
    if before["role"] is not after["role"]:
        # What was open under the old role must not stay open: the person signs in again, as what they are now.
        end_sessions_of(actor.clinic_id, member.role, account_id, now)
    keep_change(actor, Change("staff", None, account_id, before, after, "edited on the staff page"), now)


def invite_member(actor: Actor, account_id: UUID, now: datetime) -> Issued:
    """A single-use sign-in link for a member; earlier unused ones stop working. Raises NotFound."""
    find_member(actor, account_id)
    end_invitations(actor.clinic_id, now, account_id=account_id)
    note(actor, "issued a sign-in link", None, account_id, now)
    return issue_to_staff(actor.clinic_id, account_id, now)


def remove_member(actor: Actor, account_id: UUID, now: datetime) -> None:
    """End a member's access at once; what the person did keeps their name. Raises NotFound and, for the last
    administrator, Conflict."""
    member = find_member(actor, account_id)
    _require_another_admin(member)
    member.left_at = now
    db.session.flush()
    end_invitations(actor.clinic_id, now, account_id=account_id)
    end_sessions_of(actor.clinic_id, member.role, account_id, now)
    note(actor, "ended the access of a member of staff", None, account_id, now)


def _require_another_admin(member: Membership) -> None:
    if member.role is Role.ADMIN and count_admins(member.clinic_id) == 1:
        raise Conflict("This is the only administrator. Make somebody else one first.", code="last-admin")
