"""Making the random values that steps of signing in answer, and using each up once."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete

from server.db import db
from server.people.models.passkey import SignInChallenge
from server.people.rules.passkey import CHALLENGE_LASTS, Purpose, decoded, encoded, hash_of
from server.people.rules.session import Method


@dataclass(frozen=True)
class Bound:
    """What a challenge was made with. to: the session that asked for it or, to choose a clinic, the account."""

    to: UUID | None
    method: Method | None = None
    user_handle: bytes | None = None


def make_challenge(purpose: Purpose, bound: Bound, now: datetime) -> str:
    """A fresh challenge, as base64url of 256 random bits. Those whose time is over are removed on the way."""
    forget_challenges(now)
    challenge = encoded(secrets.token_bytes(32))
    db.session.add(
        SignInChallenge(
            key=hash_of(challenge),
            purpose=purpose,
            bound_to=bound.to,
            method=bound.method,
            user_handle=bound.user_handle,
            expires_at=now + CHALLENGE_LASTS,
        )
    )
    db.session.flush()
    return challenge


def forget_challenges(now: datetime) -> int:
    """Remove the challenges whose time is over. Returns how many."""
    removed = db.session.execute(delete(SignInChallenge).where(SignInChallenge.expires_at <= now))
    return int(removed.rowcount)  # type: ignore[attr-defined]


def bytes_of(challenge: str) -> bytes:
    """A challenge of make_challenge as the library takes it."""
    return decoded(challenge) or b""


def use_up(challenge: str, purpose: Purpose, now: datetime) -> Bound | None:
    """What the challenge was made with; None unless it is one of ours for this purpose, unused and not too old.

    Found and removed in one statement: of two answers to one challenge only one counts.
    """
    row = SignInChallenge
    used = db.session.execute(
        delete(row)
        .where(row.key == hash_of(challenge), row.purpose == purpose, row.expires_at > now)
        .returning(row.bound_to, row.method, row.user_handle)
    ).one_or_none()
    return None if used is None else Bound(*used)
