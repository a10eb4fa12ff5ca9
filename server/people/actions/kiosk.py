"""A patient answers on a tablet of the clinic: the code for it, the visit that it opens, and its end."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import update

from server.access import Actor, Role, system_of
from server.audit.actions import note
from server.clinic_settings import value_of
from server.db import db
from server.errors import Conflict, SignInFailed
from server.people.actions import sign_out
from server.people.actions.patient import require_guardian
from server.people.actions.throttle import note_failure, note_success, require_allowance
from server.people.models.kiosk import KioskCode
from server.people.models.tablet import Tablet
from server.people.proofs.code import hash_of_code, is_code
from server.people.queries import find_patient, settings_of
from server.people.queries.kiosk import kiosk_codes_with
from server.people.queries.patient import clinic_day
from server.people.queries.readiness import require_ready
from server.people.queries.tablet import tablet_anywhere
from server.people.rules import Token, read_token
from server.people.rules.invitation import ALPHABET, KEY_LETTERS, SECRET_LETTERS, ShortCode
from server.people.rules.kiosk import read_kiosk_code
from server.people.rules.session import Method
from server.people.rules.sign_in import Caller
from server.people.sessions import find_actor, start_session

WRONG = "This code does not work: it was mistyped or used, or its time is over. Ask your team for a new one."
NO_TABLET = "This is not one of the clinic's tablets. Please tell the desk."


@dataclass(frozen=True)
class IssuedKioskCode:
    """A fresh code. It is known only here."""

    code: str
    expires_at: datetime


def issue_kiosk_code(actor: Actor, patient_id: UUID, now: datetime) -> IssuedKioskCode:
    """A code with which the patient answers what is due on a tablet of the clinic; earlier ones stop working.

    Raises NotFound, and Conflict as an invitation does: what lets a patient answer must be in place.
    """
    patient = find_patient(actor, patient_id)
    require_ready(actor, now)
    if patient.died_on is not None:
        raise Conflict("The patient has died; nobody is asked any more.", code="patient-died")
    require_guardian(actor, patient, clinic_day(actor, now))
    end_kiosk_codes(actor.clinic_id, patient.id, now)
    code = _new_code(actor.clinic_id, now)
    row = KioskCode(
        clinic_id=actor.clinic_id,
        patient_id=patient.id,
        code_key=code.key,
        code_hash=hash_of_code(code.secret),
        created_at=now,
        created_by=actor.person_id,
        expires_at=now + timedelta(minutes=value_of(settings_of(actor.clinic_id), "sign_in.screen_minutes")),
    )
    db.session.add(row)
    db.session.flush()
    note(actor, "told the patient a code for a tablet", patient.id, row.id, now)
    return IssuedKioskCode(code.text, row.expires_at)


def end_kiosk_codes(clinic_id: UUID, patient_id: UUID, now: datetime) -> None:
    """Let no code of the patient for a tablet work any more."""
    of_patient = (KioskCode.clinic_id == clinic_id, KioskCode.patient_id == patient_id)
    db.session.execute(update(KioskCode).where(*of_patient, KioskCode.expires_at > now).values(expires_at=now))


def begin_visit(code: str, caller: Caller, now: datetime) -> Token:
    """Use up a code and begin a visit on the tablet on which it was typed: the token is for this tablet alone.

    Raises SignInFailed where there is no tablet, and with the same words whatever is wrong with a code;
    TooManyAttempts.
    """
    tablet = _tablet_of(caller.tablet)
    subjects = [f"address:{caller.address}", f"tablet:{tablet.id}"]
    require_allowance("kiosk code", subjects, now)
    found = _with_code(tablet, read_kiosk_code(code), now)
    if found is None or not _use_up(found, now):
        note_failure("kiosk code", subjects, now)
        raise SignInFailed(WRONG)
    note_success("kiosk code", subjects, now)
    tablet.last_used_at = now
    db.session.flush()
    token, actor = start_session(
        tablet.clinic_id,
        Role.PATIENT,
        found.patient_id,
        now,
        method=Method.KIOSK,
        label=caller.label,
        tablet_id=tablet.id,
    )
    note(actor, "signed in on a tablet by a code", found.patient_id, actor.session_id, now)
    return token


def end_visit(caller: Caller, now: datetime) -> None:
    """End whatever session the tablet holds: a patient's who is done, or of staff who hand it to a patient.

    Raises SignInFailed where there is no tablet.
    """
    tablet = _tablet_of(caller.tablet)
    token = None if caller.former is None else read_token(caller.former)
    if token is None or caller.former is None or token.clinic_id != tablet.clinic_id:
        return
    actor = find_actor(caller.former, now)
    if actor is not None:
        sign_out(actor, now)


def _tablet_of(token_text: str | None) -> Tablet:
    tablet = tablet_anywhere(token_text)
    if tablet is None:
        raise SignInFailed(NO_TABLET)
    return tablet


def _new_code(clinic_id: UUID, now: datetime) -> ShortCode:
    """A code whose key no other one of the clinic has that is not over."""
    while True:
        letters = "".join(secrets.choice(ALPHABET) for _ in range(KEY_LETTERS + SECRET_LETTERS))
        code = ShortCode("", letters[:KEY_LETTERS], letters[KEY_LETTERS:])
        if not kiosk_codes_with(clinic_id, code.key, now):
            return code


def _with_code(tablet: Tablet, code: ShortCode | None, now: datetime) -> KioskCode | None:
    """What the code opens at the tablet's clinic. A wrong secret counts against those that have its key."""
    candidates = [] if code is None else kiosk_codes_with(tablet.clinic_id, code.key, now)
    if code is None or not candidates:
        is_code(None, "")  # takes as long as a code whose key is known
        return None
    found = next((each for each in candidates if is_code(each.code_hash, code.secret)), None)
    for each in candidates if found is None else []:
        each.failed += 1
        db.session.flush()
        note(system_of(tablet.clinic_id), "typed a wrong code on a tablet", each.patient_id, each.id, now)
    return found


def _use_up(code: KioskCode, now: datetime) -> bool:
    """Compared and set in one statement: of two requests with the same code only one counts."""
    this = (KioskCode.clinic_id == code.clinic_id, KioskCode.id == code.id, KioskCode.used_at.is_(None))
    return bool(db.session.execute(update(KioskCode).where(*this).values(used_at=now)).rowcount)  # type: ignore[attr-defined]
