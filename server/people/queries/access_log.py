"""Who opened whose record and who signed in, with names: for patients about themselves, for administrators."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Row, select

from server.access import Actor, Role
from server.audit.queries.entries import MOST, entries_of_patient, first_noted, seen_of, sign_ins_of, state_of_trail
from server.audit.rules.reading import days_of, is_look, look_of, window_of
from server.db import db
from server.people.models import Patient
from server.people.queries import clinic_of, find_patient, names_of_accounts, visible_patients

DAYS = 31  # on one page


def readers_of(patient: Actor, until: date | None, now: datetime) -> dict[str, Any]:
    """Who saw the acting patient's data in the 31 days up to `until` (None: today), by day where the patient is.

    earlier: whether there is more before. The patient's own looks are not in the trail.
    """
    zone = find_patient(patient, patient.person_id).zone
    last = until or now.astimezone(ZoneInfo(zone)).date()
    window = window_of(last, DAYS, zone)
    seen = seen_of(patient.clinic_id, patient.person_id, window)
    first = first_noted(patient.clinic_id, patient.person_id)
    earlier = first is not None and first < window.since
    days = days_of(seen, names_of_accounts(patient.clinic_id), zone)
    return {"since": window.since.astimezone(ZoneInfo(zone)).date(), "until": last, "days": days, "earlier": earlier}


def access_log_of(actor: Actor, patient_id: UUID, until: date | None, now: datetime) -> dict[str, Any]:
    """All that was done with and about a patient's record in 31 days, newest first. Raises NotFound.

    more: whether there are more entries in these days than are shown.
    """
    patient = find_patient(actor, patient_id)
    zone = clinic_of(actor).zone
    last = until or now.astimezone(ZoneInfo(zone)).date()
    window = window_of(last, DAYS, zone)
    rows = entries_of_patient(actor, patient_id, window)
    first = first_noted(actor.clinic_id, patient_id)
    return {
        "patient_id": patient_id,
        "patient": patient.name,
        "since": window.since.astimezone(ZoneInfo(zone)).date(),
        "until": last,
        "entries": _named(actor, rows),
        "more": len(rows) == MOST,
        "earlier": first is not None and first < window.since,
    }


def sign_in_log(actor: Actor, until: date | None, now: datetime) -> dict[str, Any]:
    """All about signing in at the actor's clinic in 31 days, newest first, and whose patients are named in it."""
    zone = clinic_of(actor).zone
    last = until or now.astimezone(ZoneInfo(zone)).date()
    window = window_of(last, DAYS, zone)
    rows = sign_ins_of(actor, window)
    return {
        "since": window.since.astimezone(ZoneInfo(zone)).date(),
        "until": last,
        "entries": _named(actor, rows),
        "more": len(rows) == MOST,
        "patients": sorted({each.patient_id for each in rows if each.patient_id is not None}),
    }


def patients_to_audit(actor: Actor) -> list[Patient]:
    """All patients of the actor's clinic by name, to choose one whose log is to be seen."""
    return list(db.session.scalars(visible_patients(actor).order_by(Patient.name, Patient.id)))


def trail_state(actor: Actor) -> dict[str, Any]:
    """How far the clinic's trail is sealed."""
    return state_of_trail(actor)


def _named(actor: Actor, rows: Sequence[Row[Any]]) -> list[dict[str, Any]]:
    """Entries with names. by: "" for whoever has none any more, and for the system itself."""
    staff = names_of_accounts(actor.clinic_id)
    patients = _names_of_patients(actor, {each.patient_id for each in rows if each.patient_id is not None})
    return [
        {
            "at": each.at,
            "by": (patients if each.role == Role.PATIENT.value else staff).get(each.actor_id, ""),
            "role": each.role,
            "deed": each.deed,
            "look": look_of(each.deed) if is_look(each.deed) else None,
            "patient": patients.get(each.patient_id),
            "request_id": each.request_id,
            "seq": each.seq,
        }
        for each in rows
    ]


def _names_of_patients(actor: Actor, ids: set[UUID]) -> dict[UUID, str]:
    chosen = select(Patient.id, Patient.name).where(Patient.clinic_id == actor.clinic_id, Patient.id.in_(ids))
    return {row.id: row.name for row in db.session.execute(chosen)}
