"""From a request's token to the actor behind it, and the start and end of sign-in sessions."""

import secrets
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import bindparam, insert, select, update

from server.access import Actor, Role
from server.db import db, table_of
from server.people.models import Membership, SignInSession
from server.people.rules import SESSION_LASTS, Token, read_token

# Built once, since every request asks it.
_S, _M = table_of(SignInSession).c, table_of(Membership).c
_SESSION = (
    select(_S.id, _S.patient_id, _S.account_id, _M.role)
    .select_from(
        table_of(SignInSession).outerjoin(
            table_of(Membership), (_M.clinic_id == _S.clinic_id) & (_M.account_id == _S.account_id)
        )
    )
    .where(
        _S.clinic_id == bindparam("clinic_id"),
        _S.token_hash == bindparam("token_hash"),
        _S.ended_at.is_(None),
        _M.left_at.is_(None),  # also of a patient, who has no membership
        _S.expires_at > bindparam("now"),
    )
)


def find_actor(token_text: str, now: datetime) -> Actor | None:
    """The person of a session that neither ended nor expired, with the role held in its clinic at this moment."""
    token = read_token(token_text)
    if token is None:
        return None
    key = {"clinic_id": token.clinic_id, "token_hash": token.secret_hash, "now": now}
    row = db.session.execute(_SESSION, key).one_or_none()
    if row is None:
        return None
    role = Role.PATIENT if row.patient_id is not None else row.role
    return Actor(row.patient_id or row.account_id, token.clinic_id, role, row.id)


def start_session(
    clinic_id: UUID, role: Role, patient_id: UUID | None, account_id: UUID | None, now: datetime
) -> tuple[Token, Actor]:
    """A new session of a patient or of a member of staff; the token is shown once and never stored."""
    token = Token(clinic_id, secrets.token_urlsafe(32))
    session_id = uuid4()
    db.session.execute(
        insert(SignInSession),
        {
            "clinic_id": clinic_id,
            "id": session_id,
            "token_hash": token.secret_hash,
            "patient_id": patient_id,
            "account_id": account_id,
            "created_at": now,
            "expires_at": now + SESSION_LASTS[role],
        },
    )
    person_id = patient_id or account_id
    if person_id is None:
        raise ValueError("a session is of a patient or of an account")
    return token, Actor(person_id, clinic_id, role, session_id)


def end_session(actor: Actor, now: datetime) -> None:
    """End the session through which the actor came. Ending it twice changes nothing."""
    db.session.execute(
        update(SignInSession)
        .where(
            SignInSession.clinic_id == actor.clinic_id,
            SignInSession.id == actor.session_id,
            SignInSession.ended_at.is_(None),
        )
        .values(ended_at=now)
    )
