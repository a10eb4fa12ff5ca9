"""Keeping what changed about how a member of staff signs in, so that the person can be told."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete

from server.access import Actor
from server.db import db
from server.people.models.access_change import StaffAccessChange
from server.people.queries.access_change import is_new_device
from server.people.rules.access_change import KEPT, AccessEvent


def keep_access_change(account_id: UUID, what: AccessEvent, now: datetime) -> None:
    """The person is told of it by a job, and sees it on the page of the account."""
    db.session.add(StaffAccessChange(account_id=account_id, what=what, at=now))
    db.session.flush()


def keep_new_device(actor: Actor, label: str | None, now: datetime) -> None:
    """Keep that a member of staff just signed in with a kind of device not used here lately. Not so the first time.

    label: browser and system. Not to be called for a tablet of the clinic, which all of its staff use. Patients are not
    told: a notice on the phone that is new would tell nobody else.
    """
    if actor.patient_id is None and label is not None and is_new_device(actor, label):
        keep_access_change(actor.person_id, AccessEvent.NEW_DEVICE, now)


def forget_access_changes(now: datetime) -> int:
    """Remove what happened long ago. Returns how many."""
    removed = db.session.execute(delete(StaffAccessChange).where(StaffAccessChange.at <= now - KEPT))
    return int(removed.rowcount)  # type: ignore[attr-defined]
