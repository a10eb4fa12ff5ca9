"""Reading who of the staff an identity provider vouches for."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from server.db import db
from server.people.models.passkey import SignInChallenge
from server.people.models.sso import StaffIdentity
from server.people.rules.passkey import Purpose, hash_of


def identity_of(account_id: UUID, issuer: str) -> StaffIdentity | None:
    """The account's identity at the provider."""
    return db.session.get(StaffIdentity, (account_id, issuer))


def identity_behind(issuer: str, subject: str) -> StaffIdentity | None:
    """The identity of whoever the provider calls so."""
    return db.session.scalar(
        select(StaffIdentity).where(StaffIdentity.issuer == issuer, StaffIdentity.subject == subject)
    )


def has_identity(account_id: UUID) -> bool:
    """Whether some provider vouches for the account."""
    return db.session.scalar(select(StaffIdentity.account_id).where(StaffIdentity.account_id == account_id)) is not None


def is_begun(state: str, purpose: Purpose, now: datetime) -> bool:
    """Whether a round was begun under this state and is still open."""
    row = SignInChallenge
    begun = (row.key == hash_of(state), row.purpose == purpose, row.expires_at > now)
    return db.session.scalar(select(row.key).where(*begun)) is not None
