"""Registering, using and removing one's own passkeys."""

import secrets
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import delete

from server.access import Actor, Role, system_of
from server.audit.actions import note
from server.db import db
from server.errors import Conflict, NotProven
from server.people.actions.access_change import keep_access_change
from server.people.actions.challenge import Bound, bytes_of, make_challenge, use_up
from server.people.models.passkey import PatientPasskey, StaffPasskey
from server.people.proofs.passkey import (
    Attested,
    assertion_options,
    registration_options,
    require_asserted,
    require_attested,
)
from server.people.queries import name_of
from server.people.queries.passkey import (
    Passkey,
    find_own_passkey,
    is_known_credential,
    own_passkey_with,
    passkeys_of,
    ways_of,
)
from server.people.rules import Token
from server.people.rules.access_change import AccessEvent
from server.people.rules.passkey import (
    HANDLE_BYTES,
    MOST_PASSKEYS,
    NAME_OF_PATIENT,
    Purpose,
    Site,
    challenge_in,
    decoded,
    handle_of_patient,
    was_copied,
)
from server.people.rules.session import Method
from server.people.sessions import prove_again

NOT_ACCEPTED = "The passkey was not accepted. Please try again."


def begin_registration(actor: Actor, site: Site, now: datetime) -> dict[str, Any]:
    """What the browser needs to make a passkey. Raises Conflict for somebody who has very many."""
    known = passkeys_of(actor)
    if len(known) >= MOST_PASSKEYS:
        raise Conflict("You have many passkeys already. Remove one that you no longer use.", code="too-many-passkeys")
    handle = _handle_of(actor, known)
    challenge = make_challenge(Purpose.REGISTER, Bound(actor.session_id, user_handle=handle), now)
    # A device lists its passkeys by this name. Staff who share a tablet find theirs by it.
    name = NAME_OF_PATIENT if actor.role is Role.PATIENT else name_of(actor)
    return registration_options(site, handle, name, [each.credential_id for each in known], bytes_of(challenge))


def _handle_of(actor: Actor, known: Sequence[Passkey]) -> bytes:
    """One for all passkeys of a person: a device would take another one for another person's."""
    if known:
        return known[0].user_handle
    if actor.role is Role.PATIENT:
        return handle_of_patient(actor.clinic_id, secrets.token_bytes(HANDLE_BYTES - 16))
    return secrets.token_bytes(HANDLE_BYTES)


def register(actor: Actor, site: Site, said: dict[str, Any], label: str, now: datetime) -> tuple[Token, Actor]:
    """Keep the passkey that the browser made. Whoever made it proved who they are, so the session goes on as proven.

    label: the browser and device. Raises NotProven, and Conflict for a passkey that is known.
    """
    challenge, handle = _answered(actor, said, Purpose.REGISTER, now)
    made = require_attested(site, said, challenge)
    if is_known_credential(actor, made.credential_id):
        raise Conflict("This passkey is registered already.", code="passkey-known")
    passkey = _row(actor, made, handle, label, now)
    db.session.add(passkey)
    db.session.flush()
    note(actor, "registered a passkey", actor.patient_id, passkey.id, now)
    _keep_change(passkey, AccessEvent.PASSKEY_ADDED, now)
    return _proven(actor, now)


def _row(actor: Actor, made: Attested, handle: bytes, label: str, now: datetime) -> Passkey:
    rest: dict[str, Any] = {
        **asdict(made),
        "id": uuid4(),
        "user_handle": handle,
        "label": label,
        "created_at": now,
        "last_used_at": None,
        "copied_at": None,
    }
    if actor.role is Role.PATIENT:
        return PatientPasskey(clinic_id=actor.clinic_id, patient_id=actor.person_id, **rest)
    return StaffPasskey(account_id=actor.person_id, **rest)


def begin_proof(actor: Actor, site: Site, now: datetime) -> dict[str, Any]:
    """What the browser needs to use one of the actor's passkeys. Raises Conflict where there is none that opens."""
    usable = [each.credential_id for each in passkeys_of(actor) if each.copied_at is None]
    if not usable:
        raise Conflict("You have no passkey yet.", code="no-passkey")
    challenge = make_challenge(Purpose.PROVE, Bound(actor.session_id), now)
    return assertion_options(site, usable, bytes_of(challenge))


def prove(actor: Actor, site: Site, said: dict[str, Any], now: datetime) -> tuple[Token, Actor]:
    """Note that the actor proved with a passkey who they are; the session goes on under a fresh token.

    Raises NotProven, also for a good passkey of somebody else.
    """
    challenge, _ = _answered(actor, said, Purpose.PROVE, now)
    passkey = own_passkey_with(actor, decoded(said["id"]) or b"")
    if passkey is None:
        raise NotProven(NOT_ACCEPTED)
    require_use(system_of(actor.clinic_id), passkey, site, said, challenge, now)
    note(actor, "proved with a passkey who they are", actor.patient_id, passkey.id, now)
    return _proven(actor, now)


def require_use(
    system: Actor, passkey: Passkey, site: Site, said: dict[str, Any], challenge: str, now: datetime
) -> None:
    """Check that the passkey signed the challenge, and keep its counter. Raises NotProven.

    system: of the clinic in whose trail a failure stands. A passkey whose counter went back has a copy somewhere:
    nobody can tell which of the two is its owner's, so from then on it opens nothing.
    """
    patient_id = passkey.patient_id if isinstance(passkey, PatientPasskey) else None
    try:
        seen = require_asserted(site, said, challenge, passkey.public_key)
        if passkey.copied_at is not None or seen.is_synced != passkey.is_synced:
            raise NotProven(NOT_ACCEPTED)
    except NotProven:
        note(system, "refused a passkey", patient_id, passkey.id, now)
        raise
    if was_copied(passkey.sign_count, seen.sign_count):
        passkey.copied_at = now
        note(system, "blocked a passkey of which a copy is in use", patient_id, passkey.id, now)
        _keep_change(passkey, AccessEvent.PASSKEY_BLOCKED, now)
        raise NotProven(NOT_ACCEPTED)
    passkey.sign_count, passkey.is_backed_up, passkey.last_used_at = seen.sign_count, seen.is_backed_up, now
    db.session.flush()


def remove(actor: Actor, passkey_id: UUID, now: datetime) -> None:
    """Remove one of the actor's passkeys. Raises NotFound and, for the only way in of a member of staff, Conflict."""
    passkey = find_own_passkey(actor, passkey_id)
    db.session.delete(passkey)
    db.session.flush()
    if actor.role is not Role.PATIENT and not ways_of(actor):
        raise Conflict("This is your only way to sign in. Set up another one first.", code="last-way")
    note(actor, "removed a passkey", actor.patient_id, passkey_id, now)
    _keep_change(passkey, AccessEvent.PASSKEY_REMOVED, now)


def remove_passkeys(clinic_id: UUID, *, patient_id: UUID | None = None, account_id: UUID | None = None) -> int:
    """Remove every passkey of a patient or of an account, as when the clinic lets somebody in anew. Returns how many.

    The caller notes the deed.
    """
    if patient_id is not None:
        of_patient = (PatientPasskey.clinic_id == clinic_id, PatientPasskey.patient_id == patient_id)
        return _count(db.session.execute(delete(PatientPasskey).where(*of_patient)))
    return _count(db.session.execute(delete(StaffPasskey).where(StaffPasskey.account_id == account_id)))


def _answered(actor: Actor, said: dict[str, Any], purpose: Purpose, now: datetime) -> tuple[str, bytes]:
    """The challenge that was answered, and the handle that was given with it. Raises NotProven unless this very session
    asked for it, lately, and nobody answered it before."""
    challenge = challenge_in(said)
    bound = use_up(challenge, purpose, now)
    if bound is None or bound.to != actor.session_id:
        note(system_of(actor.clinic_id), "refused a passkey", actor.patient_id, None, now)
        raise NotProven("That took too long, or was answered before. Please try again.")
    return challenge, bound.user_handle or b""


def _proven(actor: Actor, now: datetime) -> tuple[Token, Actor]:
    return prove_again(actor, Method.PASSKEY, now), replace(actor, is_fresh=True, is_set_up=True)


def _keep_change(passkey: Passkey, what: AccessEvent, now: datetime) -> None:
    if isinstance(passkey, StaffPasskey):
        keep_access_change(passkey.account_id, what, now)


def _count(result: Any) -> int:
    return int(result.rowcount)
