"""Binding a patient's session to the phone's own key, and asking for its signature from then on."""

import secrets
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import update

from server.access import Actor
from server.audit.actions import note
from server.db import db
from server.errors import Conflict, SignInNeeded
from server.people.models import SignInSession
from server.people.proofs.device_key import is_signed, public_key
from server.people.queries.device import session_behind
from server.people.rules import Token
from server.people.rules.device import TAB_GOES_ON, read_signature, signed_text


def bind_device(patient: Actor, key: dict[str, Any], label: str, now: datetime) -> tuple[Token, Actor]:
    """Bind the session to a key that the phone made; it goes on under the returned token, and signs from now on.

    On iPhones the home-screen app begins with a copy of the browser's cookie. So the token that the browser holds stays
    good for three days, without any proof: what was saved there can still be sent, and nothing of the record be seen.
    key: the public one (JWK). Raises Invalid, and Conflict for a session that is bound already.
    """
    kept = public_key(key)
    session = session_behind(patient)
    if session.device_key is not None:
        raise Conflict("This phone has a key already.", code="device-bound")
    token = Token(patient.clinic_id, secrets.token_urlsafe(32))
    of_tab = SignInSession(
        clinic_id=session.clinic_id,
        id=uuid4(),
        token_hash=session.token_hash,
        patient_id=session.patient_id,
        created_at=session.created_at,
        expires_at=min(session.expires_at, now + TAB_GOES_ON),
        method=session.method,
        verified_at=None,
        last_seen_at=now,
        idle_minutes=session.idle_minutes,
        label=session.label,
    )
    session.token_hash, session.device_key, session.signed_count = token.secret_hash, kept, 0
    session.label, session.last_seen_at = label, now
    db.session.flush()
    db.session.add(of_tab)
    db.session.flush()
    note(patient, "bound the sign-in to a key of the phone", patient.person_id, session.id, now)
    return token, replace(patient, is_bound=True)


def require_signature(actor: Actor, method: str, path: str, body_hash: str, header: str | None) -> None:
    """Raise SignInNeeded unless the phone that the session is bound to signed this very request, for the first time.

    body_hash: SHA-256 of the body in hex. header: the count and the signature, see rules.device. A replay is known by
    its count, since each is higher than the last; no clock takes part, because phones' clocks are off.
    """
    session = session_behind(actor)
    signature = read_signature(header)
    if signature is None or not is_signed(
        session.device_key or {}, signed_text(method, path, signature.count, body_hash), signature.value
    ):
        raise SignInNeeded(
            "This sign-in belongs to another phone or app. What you saved stays here. Sign in again to send it.",
            code="wrong-device",
        )
    # Compared and set in one statement: of two requests with one signature only one counts.
    this = (SignInSession.clinic_id == actor.clinic_id, SignInSession.id == actor.session_id)
    counted = update(SignInSession).where(*this, SignInSession.signed_count < signature.count)
    if not db.session.execute(counted.values(signed_count=signature.count)).rowcount:  # type: ignore[attr-defined]
        raise SignInNeeded("This was sent before.", code="sent-before", count=session.signed_count)
