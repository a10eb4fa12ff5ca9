"""From a request's token to the actor behind it, and the start and end of sign-in sessions."""

import secrets
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import bindparam, insert, null, select, update

from server.access import Actor, Role
from server.db import db, enter_clinic, table_of
from server.people.models import Clinic, Membership, SignInSession
from server.people.models.service_key import ServiceKey
from server.people.rules import Token, read_token
from server.people.rules.session import Method, is_fresh, lasting_of, noted_every, proves

# Built once, since every request asks it.
_S, _M, _C = table_of(SignInSession).c, table_of(Membership).c, table_of(Clinic).c
_SESSION = (
    select(
        _S.id,
        _S.patient_id,
        _S.account_id,
        _S.method,
        _S.verified_at,
        _S.last_seen_at,
        _S.idle_minutes,
        _S.tablet_id,
        _S.device_key.is_not(null()).label("is_bound"),
        _M.role,
        _C.settings,
        _C.is_demo,
    )
    .select_from(
        table_of(SignInSession)
        .join(table_of(Clinic), _C.id == _S.clinic_id)
        .outerjoin(table_of(Membership), (_M.clinic_id == _S.clinic_id) & (_M.account_id == _S.account_id))
    )
    .where(
        _S.clinic_id == bindparam("clinic_id"),
        _S.token_hash == bindparam("token_hash"),
        _S.ended_at.is_(None),
        _M.left_at.is_(None),  # also of a patient, who has no membership
        _S.expires_at > bindparam("now"),
    )
)


_K = table_of(ServiceKey).c
_KEY = (
    select(_K.account_id, _K.last_used_at)
    .select_from(
        table_of(ServiceKey).join(
            table_of(Membership), (_M.clinic_id == _K.clinic_id) & (_M.account_id == _K.account_id)
        )
    )
    .where(
        _K.clinic_id == bindparam("clinic_id"),
        _K.token_hash == bindparam("token_hash"),
        _K.revoked_at.is_(None),
        _K.expires_at > bindparam("now"),
        _M.role == Role.SERVICE,
        _M.left_at.is_(None),
    )
)


def find_machine(token_text: str, now: datetime) -> Actor | None:
    """The machine of a key that neither expired nor was revoked. It can never prove who it is, so it is never fresh."""
    token = read_token(token_text)
    if token is None:
        return None
    key = {"clinic_id": token.clinic_id, "token_hash": token.secret_hash, "now": now}
    row = db.session.execute(_KEY, key).one_or_none()
    if row is None:
        return None
    was_silent = row.last_used_at is None or now - row.last_used_at >= noted_every(Role.SERVICE)
    return Actor(row.account_id, token.clinic_id, Role.SERVICE, is_fresh=False, was_silent=was_silent)


def find_actor(token_text: str, now: datetime) -> Actor | None:
    """The person of a session that neither ended nor expired, with the role held in its clinic at this moment."""
    token = read_token(token_text)
    if token is None:
        return None
    key = {"clinic_id": token.clinic_id, "token_hash": token.secret_hash, "now": now}
    row = db.session.execute(_SESSION, key).one_or_none()
    if row is None:
        return None
    if row.idle_minutes is not None and now - row.last_seen_at > timedelta(minutes=row.idle_minutes):
        return None
    role = Role.PATIENT if row.patient_id is not None else row.role
    if role is Role.SERVICE:  # a machine comes with its key, never with a cookie
        return None
    fresh = is_fresh(role, row.verified_at, row.settings, now)
    is_set_up = _is_set_up(role, row.method, row.is_demo)
    was_silent = now - row.last_seen_at >= noted_every(role, on_tablet=row.tablet_id is not None)
    person_id = row.patient_id or row.account_id
    return Actor(
        person_id,
        token.clinic_id,
        role,
        row.id,
        fresh,
        is_set_up,
        was_silent,
        row.is_bound,
        row.tablet_id,
        is_kiosk=row.method is Method.KIOSK,
    )


def start_session(
    clinic_id: UUID,
    role: Role,
    person_id: UUID,
    now: datetime,
    *,
    method: Method,
    label: str | None = None,
    tablet_id: UUID | None = None,
) -> tuple[Token, Actor]:
    """A new session of a patient or of a member of staff; the token is shown once and never stored.

    person_id: a patient's id for the role patient, else an account's.
    """
    enter_clinic(clinic_id)
    token = Token(clinic_id, secrets.token_urlsafe(32))
    session_id = uuid4()
    clinic = db.session.scalars(select(Clinic).where(Clinic.id == clinic_id)).one()
    lasting = lasting_of(role, clinic.settings, on_tablet=tablet_id is not None)
    verified_at = now if proves(method) else None
    db.session.execute(
        insert(SignInSession),
        {
            "clinic_id": clinic_id,
            "id": session_id,
            "token_hash": token.secret_hash,
            "patient_id": person_id if role is Role.PATIENT else None,
            "account_id": None if role is Role.PATIENT else person_id,
            "created_at": now,
            "expires_at": now + lasting.absolute,
            "method": method,
            "verified_at": verified_at,
            "last_seen_at": now,
            "idle_minutes": None if lasting.idle is None else int(lasting.idle.total_seconds() // 60),
            "label": label,
            "device_key": None,  # see actions.device.bind_device
            "tablet_id": tablet_id,
        },
    )
    is_set_up = _is_set_up(role, method, clinic.is_demo)
    return token, Actor(person_id, clinic_id, role, session_id, verified_at is not None, is_set_up)


def _is_set_up(role: Role, method: Method, is_demo: bool) -> bool:
    """Not so are staff who came in by a link; but the links of a demo clinic are its only way in."""
    return role is Role.PATIENT or method is not Method.INVITATION or is_demo


def prove_again(actor: Actor, method: Method, now: datetime) -> Token:
    """Note that the person just proved who they are. The session goes on under a fresh token, which is returned: one
    that was taken from it before is worth nothing now."""
    token = Token(actor.clinic_id, secrets.token_urlsafe(32))
    db.session.execute(
        update(SignInSession)
        .where(SignInSession.clinic_id == actor.clinic_id, SignInSession.id == actor.session_id)
        .values(token_hash=token.secret_hash, verified_at=now, last_seen_at=now, method=method)
    )
    return token


def end_session(actor: Actor, now: datetime) -> None:
    """End the session through which the actor came."""
    db.session.execute(
        update(SignInSession)
        .where(SignInSession.clinic_id == actor.clinic_id, SignInSession.id == actor.session_id)
        .values(ended_at=now)
    )
