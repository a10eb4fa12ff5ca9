"""Letting machines in, and out."""

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import update

from server.access import Actor, Role
from server.audit.actions import note
from server.db import db
from server.people.models import Account, Membership
from server.people.models.service_key import ServiceKey
from server.people.queries.service_key import find_key
from server.people.rules import Token


def make_key(actor: Actor, name: str, lasts: timedelta, now: datetime) -> Token:
    """A key for a machine of that name, which gets an account of its own. The token is known only here.

    What a machine may do stands in `access`: read what studies there are and take exports that were made.
    """
    account = Account(name=name, created_at=now)
    db.session.add(account)
    db.session.flush()
    db.session.add(Membership(clinic_id=actor.clinic_id, account_id=account.id, role=Role.SERVICE))
    db.session.flush()
    token = Token(actor.clinic_id, secrets.token_urlsafe(32))
    key = ServiceKey(
        clinic_id=actor.clinic_id,
        account_id=account.id,
        token_hash=token.secret_hash,
        created_by=actor.person_id,
        created_at=now,
        expires_at=now + lasts,
    )
    db.session.add(key)
    db.session.flush()
    note(actor, "made a key for a machine", None, key.id, now)
    return token


def revoke_key(actor: Actor, key_id: UUID, now: datetime) -> None:
    """End a key at once, and its machine's account with it. Doing it twice changes nothing. Raises NotFound."""
    key = find_key(actor, key_id)
    if key.revoked_at is not None:
        return
    key.revoked_at = now
    db.session.flush()
    machine = (Membership.clinic_id == actor.clinic_id, Membership.account_id == key.account_id)
    db.session.execute(update(Membership).where(*machine).values(left_at=now))
    note(actor, "revoked the key of a machine", None, key.id, now)


def note_key_used(actor: Actor, now: datetime) -> None:
    """Note that the acting machine's key is in use."""
    used = (ServiceKey.clinic_id == actor.clinic_id, ServiceKey.account_id == actor.person_id)
    db.session.execute(update(ServiceKey).where(*used).values(last_used_at=now))
