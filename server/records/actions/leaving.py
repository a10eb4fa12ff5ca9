"""Patients who withdraw or ask to be erased, and who come back."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from server.access import Actor, Role
from server.alerts.actions.raising import raise_alerts
from server.alerts.rules import Reason
from server.audit.actions import note
from server.db import db
from server.errors import Conflict
from server.people.actions.ways import lock_out_patient
from server.people.models import Patient
from server.people.queries import find_patient
from server.records.models.leaving import Leaving
from server.records.queries.leaving import find_request, open_alerts, open_leaving
from server.records.rules.leaving import LeavingState, What
from server.studies.actions.study import withdraw_from_all
from server.wording import say

DEEDS = {What.WITHDRAW: "withdrew", What.ERASE: "asked to be erased"}


def leave(patient: Actor, said: dict[str, Any], now: datetime) -> None:
    """The acting patient withdraws, or asks to be erased, too. said: what, words, sign_out (this phone as well)."""
    _leave(patient, find_patient(patient, patient.person_id), said["what"], said["words"], None, now)
    if said["sign_out"]:
        lock_out_patient(patient, patient.person_id, now)


def record_wish(actor: Actor, patient_id: UUID, said: dict[str, Any], now: datetime) -> None:
    """The same for a patient who wrote a letter or said so in person. said: what, words. Raises NotFound."""
    _leave(actor, find_patient(actor, patient_id), said["what"], said["words"], actor.person_id, now)


def _leave(actor: Actor, patient: Patient, what: What, words: str | None, asked_by: UUID | None, now: datetime) -> None:
    known = open_leaving(patient.clinic_id, patient.id)
    if known is not None and known.what is what:
        return  # said twice, it holds once
    if known is None:
        leaving = Leaving(clinic_id=patient.clinic_id, id=uuid4(), patient_id=patient.id, state=LeavingState.OPEN)
        db.session.add(leaving)
    else:
        leaving = known
    leaving.what, leaving.words, leaving.asked_at, leaving.asked_by = what, words, now, asked_by
    note(actor, DEEDS[what], patient.id, leaving.id, now)
    if patient.withdrawn_at is None:
        patient.withdrawn_at = now
        withdraw_from_all(actor, patient.id, now)
    db.session.flush()
    _tell_team(patient, what, now)


def _tell_team(patient: Patient, what: What, now: datetime) -> None:
    """An alert of its own: it closes none, and says when others are open."""
    alerts = open_alerts(patient.clinic_id, patient.id)
    title = say("Asked to be erased") if what is What.ERASE else say("Withdrew")
    if alerts:
        detail = say(
            "{count} red or amber alerts are open and stay so. Act on them; call if that is safer.", count=alerts
        )
    else:
        detail = say("Nothing falls due any more, and no later study export has the data.")
    reason = Reason("LEFT-2" if alerts else "LEFT-1", alerts, title, detail, now)
    raise_alerts(patient.clinic_id, patient.id, None, [reason], now)


def come_back(actor: Actor, patient_id: UUID, why: str | None, now: datetime) -> None:
    """The patient takes part again, and an erasure that waits is taken back; consents to studies are given anew.

    why: in the words of the member of staff, None by the patient. Raises NotFound, Conflict if the patient is here.
    """
    patient = find_patient(actor, patient_id)
    leaving = open_leaving(actor.clinic_id, patient.id)
    if leaving is None:
        raise Conflict("There is nothing to take back: the patient takes part.", code="not-left")
    _end(actor, leaving, LeavingState.TAKEN_BACK, now)
    patient.withdrawn_at = None
    db.session.flush()
    note(actor, "took back that the patient left", patient.id, leaving.id, now, reason=why)


def decline(actor: Actor, leaving_id: UUID, answer: str, now: datetime) -> UUID:
    """The clinic does not erase now, and says why; the withdrawal goes on. Returns the patient. Raises NotFound."""
    request = find_request(actor, leaving_id)
    _end(actor, request, LeavingState.DECLINED, now)
    request.answer = answer
    db.session.flush()
    db.session.add(
        Leaving(
            clinic_id=request.clinic_id,
            id=uuid4(),
            patient_id=request.patient_id,
            what=What.WITHDRAW,
            asked_at=request.asked_at,
            asked_by=request.asked_by,
            state=LeavingState.OPEN,
        )
    )
    db.session.flush()
    note(actor, "declined to erase the patient now", request.patient_id, request.id, now, reason=answer)
    return request.patient_id


def _end(actor: Actor, leaving: Leaving, state: LeavingState, now: datetime) -> None:
    leaving.state, leaving.ended_at = state, now
    leaving.ended_by = None if actor.role is Role.PATIENT else actor.person_id
