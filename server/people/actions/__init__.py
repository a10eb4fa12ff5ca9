"""Adding people, inviting them, and letting them in."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import segno
from sqlalchemy import update

from server.access import Actor, Role, system_of
from server.audit.actions import Change, keep_change, note
from server.clinic_settings import SETTING_OF, require_setting, value_of
from server.db import db
from server.errors import Conflict, NotFound
from server.people.actions.patient import require_guardian
from server.people.models import Account, Clinic, Invitation, Membership, Patient
from server.people.queries import clinic_of, find_invitation, find_patient
from server.people.queries.patient import clinic_day
from server.people.queries.readiness import require_ready
from server.people.rules import (
    INVITATION_OF_PATIENT,
    INVITATION_OF_STAFF,
    Token,
    require_plausible_patient,
    require_zone,
)
from server.people.rules.session import Method
from server.people.sessions import end_session, start_session


def add_clinic(name: str, zone: str, help: dict[str, Any], *, is_demo: bool = False) -> Clinic:
    """A new clinic. help: the crisis card, see rules.help_card for its keys. Raises Invalid for an unknown zone."""
    require_zone(zone)
    clinic = Clinic(name=name, zone=zone, help=help, is_demo=is_demo)
    db.session.add(clinic)
    db.session.flush()
    return clinic


def change_settings(actor: Actor, changes: Mapping[str, Any], reason: str, now: datetime) -> Clinic:
    """Set the named settings; None goes back to the default. Summaries become stale where outcomes depend on one.

    Raises Invalid for a setting that is not there or a value that it cannot have; then nothing is changed.
    """
    for key, value in changes.items():
        if value is None and key in SETTING_OF:
            continue
        require_setting(key, value)
    clinic = clinic_of(actor)
    before = {key: value_of(clinic.settings, key) for key in changes}
    kept = {**clinic.settings, **changes}
    clinic.settings = {key: value for key, value in kept.items() if value is not None}
    after = {key: value_of(clinic.settings, key) for key in changes}
    if any(SETTING_OF[key].outcomes for key in changes if before[key] != after[key]):
        clinic.settings_version += 1
    db.session.flush()
    keep_change(actor, Change("clinic settings", None, clinic.id, before, after, reason), now)
    return clinic


def add_staff(clinic_id: UUID, name: str, role: Role, now: datetime) -> UUID:
    """A new account with one role in one clinic. Returns the account's id."""
    account = Account(name=name, created_at=now)
    db.session.add(account)
    db.session.flush()
    db.session.add(Membership(clinic_id=clinic_id, account_id=account.id, role=role))
    note(system_of(clinic_id), f"added {role} to the staff", None, account.id, now)
    return account.id


def add_patient(actor: Actor, said: dict[str, Any], now: datetime) -> Patient:
    """A new patient of the actor's clinic. Raises Invalid for an implausible birth or zone.

    Raises Conflict while the clinic has no complete crisis card or no test alert reached anybody.
    """
    if actor.role is not Role.SYSTEM:  # the operator may import history first: none of them comes in uninvited
        require_ready(actor, now)
    zone = said["zone"] or clinic_of(actor).zone
    today: date = now.astimezone(ZoneInfo("UTC")).date()
    require_plausible_patient(said["birth_date"], zone, today)
    patient = Patient(
        clinic_id=actor.clinic_id,
        name=said["name"],
        number=said["number"],
        birth_date=said["birth_date"],
        sex=said["sex"],
        zone=zone,
        language=said["language"] or "en",
        contact=said["contact"],
        created_at=now,
    )
    db.session.add(patient)
    db.session.flush()
    note(actor, "added the patient", patient.id, patient.id, now)
    return patient


@dataclass(frozen=True)
class Issued:
    """A fresh invitation. The token is known only here."""

    token: Token
    expires_at: datetime


def link_of(issued: Issued, address: str) -> dict[str, Any]:
    """The invitation as a link and, where phones can use it, a QR code. address: of this installation."""
    # The token stands in the fragment, which no server, proxy or log ever sees.
    url = f"{address}/i#{issued.token.text}"
    # A phone needs https for the worker and the cookie: a QR code of a plain address would lead nowhere.
    qr = segno.make(url, error="m").svg_data_uri(scale=4, border=2) if url.startswith("https:") else None
    return {"url": url, "expires_at": issued.expires_at, "qr": qr}


def invite_patient(actor: Actor, patient_id: UUID, now: datetime) -> Issued:
    """A single-use way in for one patient; earlier unused invitations stop working. Raises NotFound.

    Raises Conflict while the clinic has no complete crisis card or no test alert reached anybody.
    """
    patient = find_patient(actor, patient_id)
    require_ready(actor, now)
    if patient.died_on is not None:
        raise Conflict("The patient has died; nobody is invited any more.", code="patient-died")
    require_guardian(actor, patient, clinic_day(actor, now))
    db.session.execute(
        update(Invitation)
        .where(
            Invitation.clinic_id == actor.clinic_id,
            Invitation.patient_id == patient.id,
            Invitation.used_at.is_(None),
            Invitation.expires_at > now,
        )
        .values(expires_at=now)
    )
    note(actor, "invited the patient", patient.id, patient.id, now)
    return issue(actor.clinic_id, patient.id, None, now, now + INVITATION_OF_PATIENT)


def invite_staff(clinic_id: UUID, account_id: UUID, now: datetime) -> Issued:
    """A single-use sign-in link for a member of staff, issued by the operator's command line."""
    note(system_of(clinic_id), "issued a sign-in link", None, account_id, now)
    return issue(clinic_id, None, account_id, now, now + INVITATION_OF_STAFF)


def issue(
    clinic_id: UUID, patient_id: UUID | None, account_id: UUID | None, now: datetime, expires_at: datetime
) -> Issued:
    """A fresh invitation of a patient or of a member of staff."""
    token = Token(clinic_id, secrets.token_urlsafe(32))
    db.session.add(
        Invitation(
            clinic_id=clinic_id,
            token_hash=token.secret_hash,
            patient_id=patient_id,
            account_id=account_id,
            created_at=now,
            expires_at=expires_at,
        )
    )
    return Issued(token, expires_at)


def redeem(token_text: str, now: datetime) -> tuple[Token, Actor]:
    """Use up an invitation and start a session. Raises NotFound if it is unknown, used or expired."""
    invited = find_invitation(token_text, now)
    invitation = invited.invitation
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
    token, actor = start_session(invitation.clinic_id, invited.role, invited.person_id, now, method=Method.INVITATION)
    note(actor, "signed in by invitation", invitation.patient_id, actor.session_id, now)
    return token, actor


def sign_out(actor: Actor, now: datetime) -> None:
    """End the actor's session."""
    end_session(actor, now)
    patient_id = actor.person_id if actor.role is Role.PATIENT else None
    note(actor, "signed out", patient_id, actor.session_id, now)
