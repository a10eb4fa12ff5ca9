"""Reading sign-in sessions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select

from server.access import Actor, Role
from server.db import db
from server.errors import NotFound
from server.people.models import SignInSession
from server.people.rules.session import Method


@dataclass(frozen=True)
class SessionRow:
    """One place where a person is signed in.

    is_this: the session that asks. label: the browser and the device, None if they were never named. ends_at: when it
    ends if nothing more is heard. is_tablet: it runs on a treatment-room tablet of the clinic.
    """

    id: UUID
    is_this: bool
    label: str | None
    method: Method
    created_at: datetime
    last_seen_at: datetime
    ends_at: datetime
    is_tablet: bool


def sessions_of(actor: Actor, now: datetime) -> list[SessionRow]:
    """Where the actor is signed in at this clinic: this session first, then the one heard of last."""
    rows = [_row(each, actor) for each in live_sessions(actor.clinic_id, actor.role, actor.person_id, now)]
    return sorted(rows, key=lambda row: (not row.is_this, -row.last_seen_at.timestamp(), str(row.id)))


def live_sessions(clinic_id: UUID, role: Role, person_id: UUID, now: datetime) -> Sequence[SignInSession]:
    """The sessions of a person at a clinic that are still good. person_id: a patient's id, or else an account's."""
    open_ones = db.session.scalars(select(SignInSession).where(*of_person(clinic_id, role, person_id)))
    return [each for each in open_ones if _end_of(each) > now]


def find_session(actor: Actor, session_id: UUID, now: datetime) -> SignInSession:
    """One of the actor's own sessions that is still good. Raises NotFound, also for another person's."""
    own = live_sessions(actor.clinic_id, actor.role, actor.person_id, now)
    found = next((each for each in own if each.id == session_id), None)
    if found is None:
        raise NotFound("You are not signed in there, or no longer.")
    return found


def of_person(clinic_id: UUID, role: Role, person_id: UUID) -> list[ColumnElement[bool]]:
    """What selects a person's sessions that nobody ended, whether or not their time is over."""
    owner: Any = SignInSession.patient_id if role is Role.PATIENT else SignInSession.account_id
    return [SignInSession.clinic_id == clinic_id, owner == person_id, SignInSession.ended_at.is_(None)]


def _row(found: SignInSession, actor: Actor) -> SessionRow:
    return SessionRow(
        id=found.id,
        is_this=found.id == actor.session_id,
        label=found.label,
        method=found.method,
        created_at=found.created_at,
        last_seen_at=found.last_seen_at,
        ends_at=_end_of(found),
        is_tablet=found.tablet_id is not None,
    )


def _end_of(found: SignInSession) -> datetime:
    if found.idle_minutes is None:
        return found.expires_at
    return min(found.expires_at, found.last_seen_at + timedelta(minutes=found.idle_minutes))
