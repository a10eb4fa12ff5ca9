"""Recording what was tried before, what is given beside a course, and earlier TMS."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import delete

from server.access import Actor
from server.audit.actions import Change, keep_change, note
from server.courses.models.background import Adjunct, PriorTms, TreatmentTrial
from server.courses.queries.background import find_adjunct, find_trial, prior_tms_of
from server.courses.rules.background import (
    require_partial_day,
    require_plausible_adjunct,
    require_plausible_trial,
)
from server.db import db
from server.errors import Conflict, Invalid
from server.people.queries import find_patient
from server.people.queries.patient import clinic_day
from server.wording import dated, say

TRIAL = (
    "kind",
    "name",
    "drug_class",
    "dose",
    "dose_unit",
    "started",
    "stopped",
    "adequate",
    "outcome",
    "reason",
)
ADJUNCT = ("kind", "name", "dose", "dose_unit", "started_on", "stopped_on", "note")
PRIOR = ("had", "when", "device", "sessions", "best_change_percent", "note")


def add_trial(actor: Actor, patient_id: UUID, said: dict[str, Any], now: datetime) -> TreatmentTrial:
    """A treatment that was tried before. Raises NotFound, Invalid."""
    patient = find_patient(actor, patient_id)
    require_plausible_trial(said, clinic_day(actor, now))
    trial = TreatmentTrial(
        clinic_id=actor.clinic_id,
        id=uuid4(),
        patient_id=patient.id,
        recorded_at=now,
        **{name: said[name] for name in TRIAL},
    )
    db.session.add(trial)
    db.session.flush()
    note(actor, "recorded a trial of treatment", patient.id, trial.id, now)
    return trial


def change_trial(actor: Actor, trial_id: UUID, said: dict[str, Any], now: datetime) -> UUID:
    """Correct a trial, with a reason. Returns the patient's id. Raises NotFound, Invalid."""
    trial = find_trial(actor, trial_id)
    require_plausible_trial(said, clinic_day(actor, now))
    _change(actor, "trial of treatment", trial, TRIAL, said, said["why"], now)
    return trial.patient_id


def remove_trial(actor: Actor, trial_id: UUID, reason: str, now: datetime) -> UUID:
    """Take a trial out, with a reason; it stays readable. Returns the patient's id. Raises NotFound."""
    trial = find_trial(actor, trial_id)
    _remove(actor, "trial of treatment", trial, TRIAL, reason, now)
    return trial.patient_id


def add_adjunct(actor: Actor, patient_id: UUID, said: dict[str, Any], now: datetime) -> Adjunct:
    """Something that is given beside the courses. Raises NotFound, Invalid."""
    patient = find_patient(actor, patient_id)
    require_plausible_adjunct(said, clinic_day(actor, now))
    adjunct = _write_adjunct(actor.clinic_id, patient.id, said, now)
    note(actor, "recorded an adjunct treatment", patient.id, adjunct.id, now)
    return adjunct


def change_adjunct(actor: Actor, adjunct_id: UUID, said: dict[str, Any], now: datetime) -> UUID:
    """Correct what is given beside, with a reason. Returns the patient's id. Raises NotFound, Invalid."""
    adjunct = find_adjunct(actor, adjunct_id)
    require_plausible_adjunct(said, clinic_day(actor, now))
    _change(actor, "adjunct treatment", adjunct, ADJUNCT, said, said["why"], now)
    return adjunct.patient_id


def change_dose(actor: Actor, adjunct_id: UUID, said: dict[str, Any], now: datetime) -> UUID:
    """Another dose from a day on: the row so far ends the day before. Returns the patient's id. Raises NotFound,
    Invalid for a day before it, Conflict for one after its end."""
    adjunct = find_adjunct(actor, adjunct_id)
    on = said["on"]
    if on <= adjunct.started_on:
        raise Invalid(say("The dose changes after {on}.", on=dated(adjunct.started_on)), field="on")
    if adjunct.stopped_on is not None and on > adjunct.stopped_on:
        raise Conflict(say("It was stopped on {on}.", on=dated(adjunct.stopped_on)), code="adjunct-stopped")
    values = {name: getattr(adjunct, name) for name in ADJUNCT}
    fresh = {**values, "dose": said["dose"], "dose_unit": said["dose_unit"], "started_on": on}
    require_plausible_adjunct(fresh, clinic_day(actor, now))
    adjunct.stopped_on = on - timedelta(days=1)
    db.session.flush()
    _write_adjunct(actor.clinic_id, adjunct.patient_id, fresh, now)
    note(actor, "recorded a change of dose", adjunct.patient_id, adjunct.id, now)
    return adjunct.patient_id


def remove_adjunct(actor: Actor, adjunct_id: UUID, reason: str, now: datetime) -> UUID:
    """Take an adjunct treatment out, with a reason; it stays readable. Returns the patient's id. Raises NotFound."""
    adjunct = find_adjunct(actor, adjunct_id)
    _remove(actor, "adjunct treatment", adjunct, ADJUNCT, reason, now)
    return adjunct.patient_id


def set_prior_tms(actor: Actor, patient_id: UUID, said: dict[str, Any], now: datetime) -> None:
    """Say whether there was TMS before. Once it is said, another answer is a correction. Raises NotFound, Invalid."""
    patient = find_patient(actor, patient_id)
    require_partial_day(said["when"], "when", clinic_day(actor, now))
    if not said["had"] and any(said[name] is not None for name in PRIOR[1:5]):
        raise Invalid("Without earlier TMS there is no device, no session and no change of it.", field="had")
    known = prior_tms_of(actor.clinic_id, patient.id)
    if known is None:
        db.session.add(
            PriorTms(
                clinic_id=actor.clinic_id,
                patient_id=patient.id,
                recorded_at=now,
                **{name: said[name] for name in PRIOR},
            )
        )
        db.session.flush()
        note(actor, "recorded earlier TMS", patient.id, patient.id, now)
        return
    if said["why"] is None:
        raise Invalid("Say why the answer changes.", field="why")
    before = {name: getattr(known, name) for name in PRIOR}
    for name in PRIOR:
        setattr(known, name, said[name])
    db.session.flush()
    after = {name: getattr(known, name) for name in PRIOR}
    keep_change(actor, Change("earlier TMS", patient.id, patient.id, before, after, said["why"]), now)


def _write_adjunct(clinic_id: UUID, patient_id: UUID, said: dict[str, Any], now: datetime) -> Adjunct:
    adjunct = Adjunct(
        clinic_id=clinic_id,
        id=uuid4(),
        patient_id=patient_id,
        recorded_at=now,
        **{name: said[name] for name in ADJUNCT},
    )
    db.session.add(adjunct)
    db.session.flush()
    return adjunct


def _change(
    actor: Actor,
    kind: str,
    row: TreatmentTrial | Adjunct,
    names: tuple[str, ...],
    said: dict[str, Any],
    why: str,
    now: datetime,
) -> None:
    before = {name: getattr(row, name) for name in names}
    for name in names:
        setattr(row, name, said[name])
    db.session.flush()
    after = {name: getattr(row, name) for name in names}
    keep_change(actor, Change(kind, row.patient_id, row.id, before, after, why), now)


def _remove(
    actor: Actor, kind: str, row: TreatmentTrial | Adjunct, names: tuple[str, ...], why: str, now: datetime
) -> None:
    before = {name: getattr(row, name) for name in names}
    keep_change(actor, Change(kind, row.patient_id, row.id, before, dict.fromkeys(names), why), now)
    table = type(row)
    db.session.execute(delete(table).where(table.clinic_id == actor.clinic_id, table.id == row.id))
