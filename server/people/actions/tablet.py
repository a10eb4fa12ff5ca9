"""Enrolling the tablets of the treatment rooms, and what it means for whoever signs in on one."""

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from server.access import Actor, Role
from server.audit.actions import note
from server.db import db, enter_clinic
from server.errors import Conflict, SignInFailed
from server.people.actions.session import end_sessions_on
from server.people.models import SignInSession
from server.people.models.tablet import Tablet
from server.people.queries import settings_of
from server.people.queries.tablet import find_tablet, tablet_anywhere, tablet_behind
from server.people.rules import Token
from server.people.rules.session import lasting_of
from server.wording import say


def enrol_tablet(actor: Actor, name: str, label: str, held: str | None, now: datetime) -> Token:
    """Make the browser that asks a tablet of the clinic; the token is what it keeps, and is known only here.

    The session with which the administrator enrols it becomes as short as all others on it. held: the token that the
    browser holds already. label: the browser and the device. Raises Conflict if it is enrolled.
    """
    known = tablet_behind(actor.clinic_id, held)
    if known is not None:
        raise Conflict(say("This browser is enrolled already, as {name}.", name=known.name), code="tablet-enrolled")
    token = Token(actor.clinic_id, secrets.token_urlsafe(32))
    tablet = Tablet(
        clinic_id=actor.clinic_id,
        name=name,
        label=label,
        token_hash=token.secret_hash,
        enrolled_by=actor.person_id,
        enrolled_at=now,
        last_used_at=now,
    )
    db.session.add(tablet)
    db.session.flush()
    lasting = lasting_of(actor.role, settings_of(actor.clinic_id), on_tablet=True)
    session = db.session.scalars(
        select(SignInSession).where(SignInSession.clinic_id == actor.clinic_id, SignInSession.id == actor.session_id)
    ).one()
    session.tablet_id = tablet.id
    session.idle_minutes = int((lasting.idle or timedelta(0)).total_seconds() // 60)
    session.expires_at = min(session.expires_at, now + lasting.absolute)
    db.session.flush()
    note(actor, "enrolled a tablet", None, tablet.id, now)
    return token


def remove_tablet(actor: Actor, tablet_id: UUID, now: datetime) -> None:
    """End a tablet's enrolment and all sessions on it, at once. Doing it twice changes nothing. Raises NotFound."""
    tablet = find_tablet(actor, tablet_id)
    if tablet.revoked_at is not None:
        return
    tablet.revoked_at = now
    db.session.flush()
    end_sessions_on(tablet, now)
    note(actor, "removed a tablet", None, tablet.id, now)


def take_seat(token_text: str | None, clinic_id: UUID, role: Role, now: datetime) -> UUID | None:
    """The tablet on which somebody signs in, noted as used; None: on none. The clinic is entered afterwards.

    token_text: what the browser holds as a tablet's. Raises SignInFailed for a patient, whose session would stay on a
    device that others hold, and for another clinic's staff.
    """
    tablet = tablet_anywhere(token_text)
    enter_clinic(clinic_id)
    if tablet is None:
        return None
    if role is Role.PATIENT or tablet.clinic_id != clinic_id:
        raise SignInFailed(
            "This tablet is for the staff of one clinic. Sign in on your own phone or computer.", code="tablet-of-staff"
        )
    tablet.last_used_at = now
    db.session.flush()
    return tablet.id
