"""What the operator does about people who cannot get in: a link by name, and access restored to an administrator."""

from datetime import datetime
from uuid import UUID

from server.access import Role, system_of
from server.audit.actions import Change, keep_change, note
from server.db import db, enter_clinic
from server.errors import Conflict, NotFound
from server.people.actions.invitation import Issued, end_invitations, invite_staff, issue_to_staff
from server.people.actions.session import end_sessions_of
from server.people.actions.ways import take_every_way
from server.people.models.recovery import AccessRevocation
from server.people.queries import members_of
from server.people.queries.passkey import workplaces_of
from server.people.queries.staff import count_admins, find_member


def link_for(clinic_id: UUID, name: str, now: datetime) -> Issued:
    """A single-use sign-in link for the member of staff of that name. Raises NotFound, and Conflict if two have it."""
    return invite_staff(clinic_id, _require_one(clinic_id, name), now)


def restore_access(clinic_id: UUID, name: str, now: datetime) -> Issued:
    """Let an administrator in anew: end every session, passkey, password and link of theirs, and issue a fresh link.

    Somebody else of the staff becomes an administrator, if the clinic has none left. Raises NotFound for a name that
    nobody of the staff has, and Conflict for one that several have, or for whom the administrators can restore access.
    """
    account_id = _require_one(clinic_id, name)
    operator = system_of(clinic_id)
    member = find_member(operator, account_id)
    if member.role is not Role.ADMIN:
        if count_admins(clinic_id):
            raise Conflict(f"{name} is no administrator. An administrator restores access on the page Staff.")
        before, member.role = member.role, Role.ADMIN
        db.session.flush()
        change = Change("staff", None, account_id, {"role": before}, {"role": Role.ADMIN}, "no administrator was left")
        keep_change(operator, change, now)
    sessions = 0
    for place in workplaces_of(account_id):
        enter_clinic(place.clinic_id)
        sessions += end_sessions_of(place.clinic_id, place.role, account_id, now)
        end_invitations(place.clinic_id, now, account_id=account_id)
    enter_clinic(clinic_id)
    keys = take_every_way(clinic_id, account_id, now)
    told = {"clinic_id": clinic_id, "account_id": account_id, "at": now, "by": operator.person_id}
    db.session.add(AccessRevocation(**told, sessions=sessions, keys=keys))
    db.session.flush()
    note(operator, "the operator restored an administrator's access", None, account_id, now)
    return issue_to_staff(clinic_id, account_id, now)


def _require_one(clinic_id: UUID, name: str) -> UUID:
    found = [account_id for account_id, known, _ in members_of(clinic_id) if known == name]
    if not found:
        raise NotFound(f"Nobody called {name!r} works at this clinic.")
    if len(found) > 1:
        raise Conflict(f"{len(found)} people are called {name!r}. An administrator restores access on the page Staff.")
    return found[0]
