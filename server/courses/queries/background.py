"""Reading what was tried before, what is given beside a course, and earlier TMS."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from server.access import Actor
from server.courses.models.background import Adjunct, PriorTms, TreatmentTrial
from server.db import db
from server.errors import NotFound
from server.people.queries import find_patient


@dataclass(frozen=True)
class Background:
    """Everything of one patient. prior: None while nobody asked about earlier TMS."""

    patient_id: UUID
    name: str
    trials: Sequence[TreatmentTrial]
    adjuncts: Sequence[Adjunct]
    prior: PriorTms | None


def background_of(actor: Actor, patient_id: UUID) -> Background:
    """Trials in the order of time, adjuncts with the latest start first. Raises NotFound."""
    patient = find_patient(actor, patient_id)
    of_patient = {"clinic_id": actor.clinic_id, "patient_id": patient.id}
    trials = db.session.scalars(select(TreatmentTrial).filter_by(**of_patient)).all()
    adjuncts = db.session.scalars(
        select(Adjunct).filter_by(**of_patient).order_by(Adjunct.started_on.desc(), Adjunct.name, Adjunct.id)
    ).all()
    return Background(
        patient_id=patient.id,
        name=patient.name,
        trials=sorted(trials, key=lambda each: (each.started or "", each.recorded_at, each.id)),
        adjuncts=adjuncts,
        prior=prior_tms_of(actor.clinic_id, patient.id),
    )


def prior_tms_of(clinic_id: UUID, patient_id: UUID) -> PriorTms | None:
    """What is known of earlier TMS; None while nobody asked."""
    return db.session.scalar(select(PriorTms).where(PriorTms.clinic_id == clinic_id, PriorTms.patient_id == patient_id))


def find_trial(actor: Actor, trial_id: UUID) -> TreatmentTrial:
    """Raises NotFound also for a trial of another clinic."""
    trial = db.session.scalar(
        select(TreatmentTrial).where(TreatmentTrial.clinic_id == actor.clinic_id, TreatmentTrial.id == trial_id)
    )
    if trial is None:
        raise NotFound("No such trial of treatment.")
    return trial


def find_adjunct(actor: Actor, adjunct_id: UUID) -> Adjunct:
    """Raises NotFound also for an adjunct treatment of another clinic."""
    adjunct = db.session.scalar(select(Adjunct).where(Adjunct.clinic_id == actor.clinic_id, Adjunct.id == adjunct_id))
    if adjunct is None:
        raise NotFound("No such adjunct treatment.")
    return adjunct
