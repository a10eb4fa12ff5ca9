"""Reading staff's passwords and second factors. They belong to accounts, of no clinic."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from server.access import Actor
from server.db import db
from server.people.models.password import StaffPassword, StaffTotp


def password_of_login(login: str) -> StaffPassword | None:
    """The password of whoever has this sign-in name, in small letters."""
    return db.session.scalar(select(StaffPassword).where(StaffPassword.login == login))


def password_of(account_id: UUID) -> StaffPassword | None:
    return db.session.get(StaffPassword, account_id)


def totp_of(account_id: UUID) -> StaffTotp | None:
    return db.session.get(StaffTotp, account_id)


def has_password(account_id: UUID) -> bool:
    """Whether the person can sign in by password: it and the second factor are there."""
    ready = select(StaffPassword.account_id).join(StaffTotp, StaffTotp.account_id == StaffPassword.account_id)
    return (
        db.session.scalar(ready.where(StaffPassword.account_id == account_id, StaffTotp.secret.is_not(None)))
        is not None
    )


@dataclass(frozen=True)
class PasswordState:
    """What a member of staff has set up. login None: no password. has_code: a second factor is set up."""

    login: str | None
    changed_at: datetime | None
    has_code: bool
    code_since: datetime | None


def password_state_of(actor: Actor) -> PasswordState:
    """The actor's own."""
    password, totp = password_of(actor.person_id), totp_of(actor.person_id)
    return PasswordState(
        login=None if password is None else password.login,
        changed_at=None if password is None else password.changed_at,
        has_code=totp is not None and totp.secret is not None,
        code_since=None if totp is None else totp.confirmed_at,
    )
