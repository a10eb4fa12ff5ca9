"""Codes of the clinic: staff tell a patient six digits, who types them on the phone to see the whole record."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import update

from server.access import Actor
from server.audit.actions import note
from server.clinic_settings import value_of
from server.db import db
from server.errors import NotProven
from server.people.actions.throttle import note_failure, note_success, require_allowance
from server.people.models.proof_code import ProofCode
from server.people.proofs.code import hash_of_code, is_code
from server.people.queries import find_patient, settings_of
from server.people.queries.proof_code import code_to_type
from server.people.rules import Token
from server.people.rules.invitation import MOST_FAILURES, PIN_DIGITS
from server.people.rules.session import Method
from server.people.sessions import prove_again

WRONG = "This code is not right, or its time is over. Ask your clinic for a new one."


@dataclass(frozen=True)
class IssuedCode:
    """A fresh code. It is known only here."""

    code: str
    expires_at: datetime


def issue_code(actor: Actor, patient_id: UUID, now: datetime) -> IssuedCode:
    """Six digits to tell the patient; earlier ones stop working. Raises NotFound.

    Whoever asks for it has made sure that it is the patient: on the phone, by two things that only the patient knows.
    """
    patient = find_patient(actor, patient_id)
    end_codes(actor.clinic_id, patient.id, now)
    code = f"{secrets.randbelow(10**PIN_DIGITS):0{PIN_DIGITS}}"
    expires_at = now + timedelta(minutes=value_of(settings_of(actor.clinic_id), "sign_in.screen_minutes"))
    row = ProofCode(
        clinic_id=actor.clinic_id,
        patient_id=patient.id,
        code_hash=hash_of_code(code),
        created_at=now,
        created_by=actor.person_id,
        expires_at=expires_at,
    )
    db.session.add(row)
    db.session.flush()
    note(actor, "told the patient a code", patient.id, row.id, now)
    return IssuedCode(code, expires_at)


def prove_by_code(patient: Actor, code: str, address: str, now: datetime) -> Token:
    """Note that the patient proved who they are with the clinic's code; the session goes on under the returned token.

    address: where from, see http.client_address. Raises NotProven, TooManyAttempts.
    """
    subjects = [f"address:{address}", f"patient:{patient.person_id}"]
    require_allowance("code of the clinic", subjects, now)
    known = code_to_type(patient, now)
    is_right = is_code(None if known is None else known.code_hash, "".join(code.split()))
    if not (is_right and _use_up(known, now)):
        note_failure("code of the clinic", subjects, now)
        if known is not None:
            known.failed += 1
            known.expires_at = now if known.failed >= MOST_FAILURES else known.expires_at
            db.session.flush()
        note(patient, "typed a wrong code of the clinic", patient.person_id, patient.session_id, now)
        raise NotProven(WRONG)
    note_success("code of the clinic", subjects, now)
    end_codes(patient.clinic_id, patient.person_id, now)
    note(patient, "proved who they are by a code of the clinic", patient.person_id, patient.session_id, now)
    return prove_again(patient, Method.CODE, now)


def end_codes(clinic_id: UUID, patient_id: UUID, now: datetime) -> None:
    """Let no code of the patient work any more."""
    of_patient = (ProofCode.clinic_id == clinic_id, ProofCode.patient_id == patient_id)
    db.session.execute(update(ProofCode).where(*of_patient, ProofCode.expires_at > now).values(expires_at=now))


def _use_up(code: ProofCode | None, now: datetime) -> bool:
    """Compared and set in one statement: of two requests with the same code only one counts."""
    if code is None:
        return False
    this = (ProofCode.clinic_id == code.clinic_id, ProofCode.id == code.id, ProofCode.used_at.is_(None))
    return bool(db.session.execute(update(ProofCode).where(*this).values(used_at=now)).rowcount)  # type: ignore[attr-defined]
