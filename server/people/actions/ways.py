"""Taking every way to sign in from a member of staff at once, as when access is restored."""

from uuid import UUID

from sqlalchemy import delete

from server.db import db
from server.people.actions.passkey import remove_passkeys
from server.people.actions.password import take_password
from server.people.models.sso import StaffIdentity
from server.people.queries.password import has_password


def take_every_way(clinic_id: UUID, account_id: UUID) -> int:
    """Remove passkeys, the password with its second factor, and the account at the identity provider. Returns how many
    ways there were; the caller notes the deed."""
    passkeys = remove_passkeys(clinic_id, account_id=account_id)
    password = has_password(account_id)
    take_password(account_id)
    linked = db.session.execute(delete(StaffIdentity).where(StaffIdentity.account_id == account_id))
    return passkeys + password + int(linked.rowcount)  # type: ignore[attr-defined]
