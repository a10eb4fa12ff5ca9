"""Ending sign-in sessions, noting that one is in use, and forgetting those that are long over."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, delete, or_, update

from server.access import Actor, Role
from server.audit.actions import note
from server.db import db
from server.people.actions.service_key import note_key_used
from server.people.models import SignInSession
from server.people.models.tablet import Tablet
from server.people.queries.session import find_session, of_person
from server.people.queries.staff import find_member
from server.people.rules.access_change import KEPT
from server.people.sessions import end_session, find_actor


def end_own_session(actor: Actor, session_id: UUID, now: datetime) -> None:
    """End one of the actor's sessions. Raises NotFound for one that is not there or is another person's."""
    found = find_session(actor, session_id, now)
    _end([SignInSession.clinic_id == actor.clinic_id, SignInSession.id == found.id], now)
    note(actor, "ended a session of one's own", actor.patient_id, found.id, now)


def end_other_sessions(actor: Actor, now: datetime) -> int:
    """End all sessions of the actor but this one, as after a change of a way to sign in. Returns how many."""
    others = [*of_person(actor.clinic_id, actor.role, actor.person_id), SignInSession.id != actor.session_id]
    ended = _end(others, now)
    if ended:
        note(actor, "ended all other sessions of one's own", actor.patient_id, actor.session_id, now)
    return ended


def end_sessions_of(clinic_id: UUID, role: Role, person_id: UUID, now: datetime) -> int:
    """End all sessions of a person at a clinic; the caller notes why. Returns how many. role: PATIENT or a staff's."""
    return _end(of_person(clinic_id, role, person_id), now)


def end_sessions_on(tablet: Tablet, now: datetime) -> int:
    """End all sessions on a tablet; the caller notes why. Returns how many."""
    return _end([SignInSession.clinic_id == tablet.clinic_id, SignInSession.tablet_id == tablet.id], now)


def lock(actor: Actor, now: datetime) -> None:
    """End the session of a page that locked: whoever unlocks it begins a new one, in their own name."""
    end_session(actor, now)
    note(actor, "locked the page", actor.patient_id, actor.session_id, now)


def end_members_sessions(actor: Actor, account_id: UUID, now: datetime) -> None:
    """An administrator signs a member of staff out everywhere. Raises NotFound."""
    member = find_member(actor, account_id)
    end_sessions_of(actor.clinic_id, member.role, account_id, now)
    note(actor, "ended all sessions of a member of staff", None, account_id, now)


def end_earlier(token_text: str, now: datetime) -> None:
    """End the session that a browser had before somebody signed in anew; nothing if it is no good any more."""
    actor = find_actor(token_text, now)
    if actor is None or actor.session_id is None:
        return
    _end([SignInSession.clinic_id == actor.clinic_id, SignInSession.id == actor.session_id], now)
    note(actor, "signed out: somebody signed in anew", actor.patient_id, actor.session_id, now)


def note_seen(actor: Actor, now: datetime) -> None:
    """Note that the actor's session, or a machine's key, is in use. How exactly: see rules.session.noted_every."""
    if actor.role is Role.SERVICE:
        return note_key_used(actor, now)
    db.session.execute(
        update(SignInSession)
        .where(
            SignInSession.clinic_id == actor.clinic_id,
            SignInSession.id == actor.session_id,
            SignInSession.last_seen_at < now,
        )
        .values(last_seen_at=now)
    )
    return None


def forget_sessions(clinic_id: UUID, now: datetime) -> int:
    """Remove the sessions of a clinic that are long over. Returns how many."""
    over = or_(SignInSession.ended_at <= now - KEPT, SignInSession.expires_at <= now - KEPT)
    removed = db.session.execute(delete(SignInSession).where(SignInSession.clinic_id == clinic_id, over))
    return int(removed.rowcount)  # type: ignore[attr-defined]


def _end(which: list[ColumnElement[bool]], now: datetime) -> int:
    still_open = (SignInSession.ended_at.is_(None), SignInSession.expires_at > now)
    ended = db.session.execute(update(SignInSession).where(*which, *still_open).values(ended_at=now))
    return int(ended.rowcount)  # type: ignore[attr-defined]
