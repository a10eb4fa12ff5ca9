"""Signing in by password and second factor, and keeping them. Staff only."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import delete, update

from server.access import Actor, system_of
from server.audit.actions import note
from server.db import db, enter_clinic
from server.errors import Conflict, Invalid, NotProven, SignInFailed
from server.people.actions.access_change import keep_access_change
from server.people.actions.sign_in import enter_account_holder
from server.people.actions.throttle import note_failure, note_success, require_allowance
from server.people.actions.totp import use_code
from server.people.models import SignInSession
from server.people.models.password import StaffPassword, StaffTotp
from server.people.proofs.common_passwords import is_listed
from server.people.proofs.password import hash_of, is_outdated, is_right
from server.people.queries import clinic_of, name_of
from server.people.queries.passkey import ways_of, workplaces_of
from server.people.queries.password import has_password, password_of, password_of_login
from server.people.rules import Token
from server.people.rules.access_change import AccessEvent
from server.people.rules.password import plain_login, require_good_password, require_login
from server.people.rules.session import Method
from server.people.rules.sign_in import Caller, Entered, Workplace
from server.people.sessions import prove_again

_log = logging.getLogger("lodestone.sign_in")
WRONG = "This sign-in name, password and code do not belong together. A code counts once; wait for the next one."


@dataclass(frozen=True)
class Files:
    """What lies beside the database. secrets: the keys that seal second factors. common: see common_passwords."""

    secrets: Path
    common: Path | None


def sign_in_by_password(said: Mapping[str, Any], caller: Caller, files: Files, now: datetime) -> Entered:
    """A session for whoever has this sign-in name, password and code.

    Raises SignInFailed, with the same words whatever is wrong, and TooManyAttempts.
    """
    login = plain_login(said["login"])
    subjects = [f"login:{login}", f"address:{caller.address}"]
    require_allowance("password", subjects, now)
    kept = password_of_login(login)
    account_id = None if kept is None else kept.account_id
    is_known = is_right(said["password"], None if kept is None else kept.password_hash)
    # Looked at also beside a wrong password, so that the time it takes does not say which of the two was wrong.
    is_theirs = use_code(account_id, said["code"], files.secrets, now, spend=is_known)
    places = workplaces_of(account_id) if account_id is not None else []
    if kept is None or not (is_known and is_theirs and places):
        note_failure("password", subjects, now)
        _note_failed(account_id, places, now)
        raise SignInFailed(WRONG)
    note_success("password", subjects, now)
    if is_outdated(kept.password_hash):
        kept.password_hash = hash_of(said["password"])
    return enter_account_holder(kept.account_id, places, Method.PASSWORD, caller, now)


def _note_failed(account_id: UUID | None, places: Sequence[Workplace], now: datetime) -> None:
    for place in places:
        enter_clinic(place.clinic_id)
        note(system_of(place.clinic_id), "failed sign-in by password", None, account_id, now)
    if not places:  # there is no clinic whose trail it could stand in
        _log.warning("failed sign-in by password: no such member of staff")


def prove_by_password(
    actor: Actor, said: Mapping[str, Any], caller: Caller, files: Files, now: datetime
) -> tuple[Token, Actor]:
    """Note that the actor proved by password and code who they are; the session goes on under a fresh token.

    Raises NotProven and TooManyAttempts.
    """
    subjects = [f"account:{actor.person_id}", f"address:{caller.address}"]
    require_allowance("password", subjects, now)
    kept = password_of(actor.person_id)
    is_known = is_right(said["password"], None if kept is None else kept.password_hash)
    if not (use_code(actor.person_id, said["code"], files.secrets, now, spend=is_known) and is_known):
        note_failure("password", subjects, now)
        note(actor, "failed to prove who they are by password", None, actor.session_id, now)
        raise NotProven("This password and code do not belong together. A code counts once; wait for the next one.")
    note_success("password", subjects, now)
    note(actor, "proved who they are by password", None, actor.session_id, now)
    return prove_again(actor, Method.PASSWORD, now), replace(actor, is_fresh=True, is_set_up=True)


def set_password(actor: Actor, said: Mapping[str, Any], caller: Caller, files: Files, now: datetime) -> Token | None:
    """Set the actor's sign-in name and password. Returns the session's fresh token once a second factor is there, too.

    Raises Invalid for a wrong present password, one that people would guess, or a name that somebody else has.
    """
    kept = password_of(actor.person_id)
    if kept is not None:
        _require_present(actor, kept, said["current"], caller, now)
    login = require_login(said["login"] or (kept.login if kept is not None else ""))
    require_good_password(said["password"], [login, name_of(actor), clinic_of(actor).name])
    if is_listed(said["password"], files.common):
        raise Invalid("This password is known from a breach. Take another one.", field="password", reason="common")
    taken = password_of_login(login)
    if taken is not None and taken.account_id != actor.person_id:
        raise Invalid("Somebody has this sign-in name already. Take another one.", field="login")
    kept = kept or StaffPassword(account_id=actor.person_id)
    kept.login, kept.password_hash, kept.changed_at = login, hash_of(said["password"]), now
    db.session.add(kept)
    db.session.flush()
    note(actor, "set a password", None, actor.person_id, now)
    keep_access_change(actor.person_id, AccessEvent.PASSWORD_SET, now)
    if said["end_others"]:
        _end_others(actor, now)
    return prove_again(actor, Method.PASSWORD, now) if has_password(actor.person_id) else None


def _require_present(actor: Actor, kept: StaffPassword, current: str | None, caller: Caller, now: datetime) -> None:
    subjects = [f"account:{actor.person_id}", f"address:{caller.address}"]
    require_allowance("password", subjects, now)
    if not is_right(current or "", kept.password_hash):
        note_failure("password", subjects, now)
        note(actor, "failed to change the password", None, actor.person_id, now)
        raise WrongPresentPassword("This is not your present password.", field="current")


class WrongPresentPassword(Invalid):
    """The attempt is counted, although nothing else is kept of the request."""

    keeps = True


def _end_others(actor: Actor, now: datetime) -> None:
    """End the person's other sessions in this clinic."""
    theirs = (
        SignInSession.clinic_id == actor.clinic_id,
        SignInSession.account_id == actor.person_id,
        SignInSession.id != actor.session_id,
        SignInSession.ended_at.is_(None),
    )
    db.session.execute(update(SignInSession).where(*theirs).values(ended_at=now))
    note(actor, "ended one's other sessions", None, actor.person_id, now)


def remove_password(actor: Actor, now: datetime) -> None:
    """Remove the actor's password and second factor. Raises Conflict if nothing else lets the person in."""
    take_password(actor.person_id)
    if not ways_of(actor):
        raise Conflict("This is your only way to sign in. Set up another one first.", code="last-way")
    note(actor, "removed the password", None, actor.person_id, now)
    keep_access_change(actor.person_id, AccessEvent.PASSWORD_REMOVED, now)


def take_password(account_id: UUID) -> None:
    """Take sign-in name, password and second factor away from an account, as when an administrator restores access."""
    db.session.execute(delete(StaffPassword).where(StaffPassword.account_id == account_id))
    db.session.execute(delete(StaffTotp).where(StaffTotp.account_id == account_id))
