"""Inviting people, and letting in whoever shows an invitation."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import segno
from sqlalchemy import update

from server.access import Actor, system_of
from server.audit.actions import note
from server.db import db, enter_clinic
from server.errors import Conflict, NotFound, SignInFailed
from server.people.actions.access_change import keep_new_device
from server.people.actions.patient import require_guardian
from server.people.actions.tablet import take_seat
from server.people.actions.throttle import note_failure, note_success, require_allowance
from server.people.models import Invitation
from server.people.proofs.code import hash_of_code, is_code
from server.people.queries import find_patient, settings_of
from server.people.queries.invitation import (
    Invited,
    clinics_told_by,
    find_invitation,
    invited_by,
    open_with_code,
)
from server.people.queries.patient import clinic_day
from server.people.queries.readiness import require_ready
from server.people.rules import INVITATION_OF_STAFF, Token
from server.people.rules.invitation import (
    ALPHABET,
    KEY_LETTERS,
    MOST_FAILURES,
    PIN_DIGITS,
    SECRET_LETTERS,
    InvitationForm,
    ShortCode,
    lasting_of_invitation,
    prefix_of,
    read_code,
)
from server.people.rules.session import Method
from server.people.sessions import start_session

WRONG_CODE = "This code does not work: it was mistyped or used, or its time is over. Ask your clinic for a new one."
WRONG_PIN = (
    "These are not the six digits that your clinic told you. Try again, or ask your clinic for a new invitation."
)


@dataclass(frozen=True)
class Issued:
    """A fresh invitation. Token, code and pin are known only here. code: to type instead of scanning; pin: the digits
    to tell in person."""

    token: Token
    expires_at: datetime
    form: InvitationForm | None = None
    code: str | None = None
    pin: str | None = None


@dataclass(frozen=True)
class Shown:
    """What somebody shows to be let in: the token of a link or a short code, and the digits if there are any.

    address: where from, see http.client_address. tablet: the token of the clinic's tablet that it is shown on.
    """

    token: str | None
    code: str | None
    pin: str | None
    address: str
    tablet: str | None = None


def link_of(issued: Issued, address: str) -> dict[str, Any]:
    """The invitation as a link, a short code and, where phones can use it, a QR code. address: of this installation."""
    # The token stands in the fragment, which no server, proxy or log ever sees.
    url = f"{address}/i#{issued.token.text}"
    # A phone needs https for the worker and the cookie: a QR code of a plain address would lead nowhere.
    qr = segno.make(url, error="m").svg_data_uri(scale=4, border=2) if url.startswith("https:") else None
    return {
        "url": url,
        "address": address,
        "expires_at": issued.expires_at,
        "qr": qr,
        "form": issued.form,
        "code": issued.code,
        "pin": issued.pin,
    }


def invite_patient(
    actor: Actor,
    patient_id: UUID,
    now: datetime,
    form: InvitationForm = InvitationForm.SCREEN,
    *,
    lasts: timedelta | None = None,
) -> Issued:
    """A single-use way in for one patient; earlier unused invitations stop working. Raises NotFound.

    lasts: instead of what the clinic set for the form. Raises Conflict while the clinic has no complete crisis card or
    no test alert reached anybody.
    """
    patient = find_patient(actor, patient_id)
    require_ready(actor, now)
    if patient.died_on is not None:
        raise Conflict("The patient has died; nobody is invited any more.", code="patient-died")
    require_guardian(actor, patient, clinic_day(actor, now))
    end_invitations(actor.clinic_id, now, patient_id=patient.id)
    note(actor, "invited the patient", patient.id, patient.id, now)
    lasts = lasting_of_invitation(form, settings_of(actor.clinic_id)) if lasts is None else lasts
    token, code = Token(actor.clinic_id, secrets.token_urlsafe(32)), _new_code(actor.clinic_id, now)
    pin = f"{secrets.randbelow(10**PIN_DIGITS):0{PIN_DIGITS}}" if form is InvitationForm.PAPER else None
    db.session.add(
        Invitation(
            clinic_id=actor.clinic_id,
            token_hash=token.secret_hash,
            patient_id=patient.id,
            created_at=now,
            expires_at=now + lasts,
            form=form,
            code_key=code.key,
            code_hash=hash_of_code(code.secret),
            pin_hash=None if pin is None else hash_of_code(pin),
        )
    )
    db.session.flush()
    return Issued(token, now + lasts, form, code.text, pin)


def invite_staff(clinic_id: UUID, account_id: UUID, now: datetime) -> Issued:
    """A single-use sign-in link for a member of staff, issued by the operator's command line."""
    note(system_of(clinic_id), "issued a sign-in link", None, account_id, now)
    return issue_to_staff(clinic_id, account_id, now)


def issue_to_staff(clinic_id: UUID, account_id: UUID, now: datetime) -> Issued:
    """A fresh single-use link of a member of staff."""
    token, expires_at = Token(clinic_id, secrets.token_urlsafe(32)), now + INVITATION_OF_STAFF
    db.session.add(
        Invitation(
            clinic_id=clinic_id,
            token_hash=token.secret_hash,
            account_id=account_id,
            created_at=now,
            expires_at=expires_at,
        )
    )
    return Issued(token, expires_at)


def end_invitations(clinic_id: UUID, now: datetime, **of_person: UUID) -> None:
    """Let no unused invitation of a person open anything any more. of_person: patient_id or account_id."""
    unused = (Invitation.clinic_id == clinic_id, Invitation.used_at.is_(None), Invitation.expires_at > now)
    db.session.execute(update(Invitation).filter_by(**of_person).where(*unused).values(expires_at=now))


def look_at(shown: Shown, now: datetime) -> Invited:
    """Whose invitation this is; it is not used up. Raises NotFound, SignInFailed for a wrong code, TooManyAttempts."""
    if shown.code is None:
        return find_invitation(shown.token or "", now)
    code = read_code(shown.code)
    clinics = [] if code is None else clinics_told_by(code.prefix)
    subjects = [f"address:{shown.address}", *(f"invitation-codes-of:{each}" for each in clinics[:1])]
    require_allowance("short code", subjects, now)
    found = _with_code(code, clinics, now)
    if found is None:
        note_failure("short code", subjects, now)
        raise SignInFailed(WRONG_CODE)
    note_success("short code", subjects, now)
    return invited_by(found)


def redeem(shown: Shown, now: datetime, *, label: str | None = None) -> tuple[Token, Actor]:
    """Use up an invitation and start a session. label: the browser and device, for the list of one's sessions.

    Raises NotFound if it is unknown, used or expired; SignInFailed for a wrong code or wrong digits, and on a clinic's
    tablet for whoever is not of its staff; TooManyAttempts.
    """
    invited = look_at(shown, now)
    invitation = invited.invitation
    if invited.needs_pin:
        _require_pin(invitation, shown, now)
    tablet_id = take_seat(shown.tablet, invitation.clinic_id, invited.role, now)
    # Compared and set in one statement: of two requests with the same link only one gets in.
    used = db.session.execute(
        update(Invitation)
        .where(
            Invitation.clinic_id == invitation.clinic_id,
            Invitation.id == invitation.id,
            Invitation.used_at.is_(None),
        )
        .values(used_at=now)
    )
    if used.rowcount != 1:  # type: ignore[attr-defined]
        raise NotFound("This link was just used. Ask your clinic for a new one.", code="invitation-unusable")
    token, actor = start_session(
        invitation.clinic_id,
        invited.role,
        invited.person_id,
        now,
        method=Method.INVITATION,
        label=label,
        tablet_id=tablet_id,
    )
    note(actor, "signed in by invitation", invitation.patient_id, actor.session_id, now)
    if tablet_id is None:
        keep_new_device(actor, label, now)
    return token, actor


def _new_code(clinic_id: UUID, now: datetime) -> ShortCode:
    """A code whose key no open invitation of the clinic has."""
    while True:
        letters = "".join(secrets.choice(ALPHABET) for _ in range(KEY_LETTERS + SECRET_LETTERS))
        code = ShortCode(prefix_of(clinic_id), letters[:KEY_LETTERS], letters[KEY_LETTERS:])
        if not open_with_code(clinic_id, code.key, now):
            return code


def _with_code(code: ShortCode | None, clinics: list[UUID], now: datetime) -> Invitation | None:
    """The invitation that the code opens. A wrong secret counts against those that have its key."""
    if code is None or not clinics:
        is_code(None, "")  # takes as long as a code whose clinic is known
        return None
    found = None
    for clinic_id in clinics:
        enter_clinic(clinic_id)
        candidates = open_with_code(clinic_id, code.key, now)
        found = next((each for each in candidates if is_code(each.code_hash, code.secret)), None)
        if found is not None:
            return found
        if not candidates:
            is_code(None, code.secret)
        for each in candidates:
            _count_failure(each, "refused a wrong short code", now)
    return found


def _require_pin(invitation: Invitation, shown: Shown, now: datetime) -> None:
    subjects = [f"address:{shown.address}", f"invitation:{invitation.id}"]
    require_allowance("digits of an invitation", subjects, now)
    if is_code(invitation.pin_hash, shown.pin or ""):
        return
    note_failure("digits of an invitation", subjects, now)
    _count_failure(invitation, "refused wrong digits of an invitation", now)
    # Whoever found the paper must not go on trying.
    if invitation.failed >= MOST_FAILURES:
        invitation.expires_at = now
    db.session.flush()
    raise SignInFailed(WRONG_PIN)


def _count_failure(invitation: Invitation, deed: str, now: datetime) -> None:
    invitation.failed += 1
    db.session.flush()
    note(system_of(invitation.clinic_id), deed, invitation.patient_id, invitation.id, now)
