"""What changed about how members of staff sign in."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from server.access import Actor
from server.db import db
from server.people.models import Membership, SignInSession
from server.people.models.access_change import StaffAccessChange

MOST_SHOWN = 20


def access_changes_of(account_id: UUID) -> Sequence[StaffAccessChange]:
    """The last changes about one's own account, newest first."""
    own = select(StaffAccessChange).where(StaffAccessChange.account_id == account_id)
    newest_first = own.order_by(StaffAccessChange.at.desc(), StaffAccessChange.id)
    return db.session.scalars(newest_first.limit(MOST_SHOWN)).all()


def access_changes_at(clinic_id: UUID, since: datetime) -> Sequence[StaffAccessChange]:
    """What changed since then about the accounts of those who work at the clinic or did, oldest first.

    Whoever has left is not told: see contacts_of.
    """
    return db.session.scalars(
        select(StaffAccessChange)
        .join(Membership, Membership.account_id == StaffAccessChange.account_id)
        .where(Membership.clinic_id == clinic_id, StaffAccessChange.at > since)
        .order_by(StaffAccessChange.at, StaffAccessChange.id)
    ).all()


def is_new_device(actor: Actor, label: str) -> bool:
    """Whether the actor, a member of staff, has signed in here lately, and never with such a browser and system."""
    earlier = select(SignInSession.label).where(
        SignInSession.clinic_id == actor.clinic_id,
        SignInSession.account_id == actor.person_id,
        SignInSession.id != actor.session_id,
        SignInSession.label.is_not(None),
        SignInSession.tablet_id.is_(None),  # the clinic's, not the person's own
    )
    labels = set(db.session.scalars(earlier.distinct()))
    return bool(labels) and label not in labels
