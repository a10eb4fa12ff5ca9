"""Adding clinics and people, and signing out."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from server.access import Actor, Role, system_of
from server.audit.actions import Change, keep_change, note
from server.clinic_settings import SETTING_OF, require_setting, value_of
from server.db import db, enter_clinic
from server.people.models import Account, Clinic, Membership, Patient
from server.people.queries import clinic_of
from server.people.queries.readiness import require_ready
from server.people.rules import require_plausible_patient, require_zone
from server.people.sessions import end_session


def add_clinic(name: str, zone: str, help: dict[str, Any], *, is_demo: bool = False) -> Clinic:
    """A new clinic, which is entered. help: the crisis card, see rules.help_card for its keys.

    Raises Invalid for an unknown zone.
    """
    require_zone(zone)
    clinic_id = uuid4()
    enter_clinic(clinic_id)
    clinic = Clinic(id=clinic_id, name=name, zone=zone, help=help, is_demo=is_demo)
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
        form_language=said.get("form_language"),
        contact=said["contact"],
        created_at=now,
    )
    db.session.add(patient)
    db.session.flush()
    note(actor, "added the patient", patient.id, patient.id, now)
    return patient


def sign_out(actor: Actor, now: datetime) -> None:
    """End the actor's session."""
    end_session(actor, now)
    note(actor, "signed out", actor.patient_id, actor.session_id, now)
