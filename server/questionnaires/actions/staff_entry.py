"""Questionnaires that staff enter, correct and remove: paper, read aloud, a clinician's own scales, a tablet.

Each is a revision, as what a phone sends, with the account in the place of the device: a phone that has not seen the
clinic's correction cannot overwrite it. What it sends is kept beside it as a conflict, for the clinic to see.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import insert

from server.access import Actor, Role
from server.alerts.actions import raise_alerts
from server.alerts.rules import Reason
from server.audit.actions import Change, Kept, Write, keep_change, keep_revisions, note
from server.audit.queries import revisions_of
from server.audit.rules import Standing, plain
from server.courses.actions.facts import note_new_fact
from server.courses.queries.course import find_course, spans_of
from server.courses.rules import course_of_day
from server.db import db, table_of
from server.errors import Conflict, NotFound, require_confirmed
from server.people.models import Patient
from server.people.queries import find_patient
from server.questionnaires.actions.content import known_instrument
from server.questionnaires.library import instrument_version
from server.questionnaires.models import Response
from server.questionnaires.queries.response import ResponseRow, answered_days, find_response, response_row, was_removed
from server.questionnaires.queries.safety import reasons_of_form
from server.questionnaires.rules.answers import require_answers_fit
from server.questionnaires.rules.entry import (
    doubts_about,
    fields_of,
    require_day_fits,
    require_mode_fits,
    require_reason,
    require_something_given,
    time_of,
)
from server.questionnaires.rules.safety import reasons_in_response

_SAID = (
    "instrument",
    "version",
    "mode",
    "language",
    "answers",
    "answered_on",
    "zone",
    "started_at",
    "finished_at",
    "note",
)


@dataclass(frozen=True)
class Entered:
    """A response as it stands now, and the reasons in it for which the clinic was alerted just now."""

    response: ResponseRow
    raised: list[Reason]

    @property
    def patient_id(self) -> UUID:
        return self.response.patient_id


def enter_response(actor: Actor, course_id: UUID, said: dict[str, Any], now: datetime) -> Entered:
    """Store a form that staff enter for a course and alert as for any other. The page makes the id, so that a repeated
    save stores once.

    Raises NotFound, Invalid for answers or a day that cannot be, Unusual for a second form of one day or a day that is
    not near the course, Conflict where the id has other content or was removed.
    """
    course = find_course(actor, course_id)
    patient = find_patient(actor, course.patient_id)
    if (repeat := _repeat_of(patient, said)) is not None:
        return Entered(repeat, [])
    known = known_instrument(said)
    require_mode_fits(known, said["mode"])
    require_answers_fit(known, said["answers"], may_state_total=True)
    require_something_given(known, said["answers"])
    _require_day(patient, said["answered_on"], now)
    near = course_of_day(spans_of(actor.clinic_id, patient.id), said["answered_on"]) == course.id
    others = answered_days(actor.clinic_id, course.id, known.key)
    require_confirmed(
        doubts_about(known, said["answered_on"], others, belongs_to_course=near),
        said["confirmed"],
    )
    at = time_of(said["answered_on"], now, patient.zone)
    stands = {
        "instrument": known.key,
        "version": known.version,
        "mode": said["mode"],
        "language": said["language"],
        "answers": said["answers"],
        "answered_on": said["answered_on"],
        "zone": patient.zone,
        "started_at": at,
        "finished_at": at,
        "note": said["note"],
    }
    kept = _keep(actor, patient, said["id"], stands, now)
    db.session.execute(
        insert(table_of(Response)),
        {
            "clinic_id": actor.clinic_id,
            "patient_id": patient.id,
            "id": said["id"],
            "course_id": course.id,
            "revision": kept.number,
            "entered_by": actor.person_id,
            "recorded_at": now,
            "received_at": now,
            "skew_seconds": 0,
            **stands,
        },
    )
    note_new_fact(actor.clinic_id, course.id)
    note(actor, f"entered a questionnaire: {said['mode']}", patient.id, said["id"], now)
    reasons = reasons_of_form(actor.clinic_id, patient.id, said["id"], known, said["answers"], at)
    raise_alerts(actor.clinic_id, patient.id, course.id, reasons, now)
    return Entered(response_row(find_response(actor, said["id"])), reasons)


def correct_response(actor: Actor, response_id: UUID, said: dict[str, Any], now: datetime) -> Entered:
    """Change what a response says, and keep what it said before. None leaves a field as it is.

    It stays with its course. A safety answer that the correction brings in alerts; one that stood there before alerted
    when it came. Raises NotFound, Invalid, Unusual for a day that has another form, Conflict (response-changed) where
    somebody changed it since the page was opened.
    """
    response = find_response(actor, response_id)
    patient = find_patient(actor, response.patient_id)
    require_reason(said["reason"])
    if said["rev"] not in (None, response.revision):
        raise Conflict(
            "Somebody else changed this questionnaire since you opened it. Load it again, look, and correct it then.",
            code="response-changed",
        )
    known = instrument_version(response.instrument, response.version)
    answers = response.answers if said["answers"] is None else said["answers"]
    on = said["answered_on"] or response.answered_on
    require_mode_fits(known, said["mode"] or response.mode)
    require_answers_fit(known, answers, may_state_total=True)
    require_something_given(known, answers)
    _require_day(patient, on, now)
    if on != response.answered_on and response.course_id is not None:
        others = answered_days(actor.clinic_id, response.course_id, known.key)
        require_confirmed(doubts_about(known, on, others, belongs_to_course=True), said["confirmed"])
    before, reasons_before = _fields(response), reasons_in_response(known, response.answers, response.finished_at)
    if on != response.answered_on:
        response.started_at = response.finished_at = time_of(on, now, patient.zone)
    response.answers, response.answered_on = dict(answers), on
    response.mode = said["mode"] or response.mode
    response.note = response.note if said["note"] is None else said["note"] or None
    if _fields(response) == before:
        return Entered(response_row(response), [])
    response.revision = _keep(actor, patient, response.id, _stands(response), now).number
    db.session.flush()
    keep_change(actor, Change("response", patient.id, response.id, before, _fields(response), said["reason"]), now)
    note_new_fact(actor.clinic_id, response.course_id)
    found = reasons_of_form(actor.clinic_id, patient.id, response.id, known, response.answers, response.finished_at)
    told_before = {_said_in(each) for each in reasons_before}
    reasons = [each for each in found if _said_in(each) not in told_before]
    raise_alerts(actor.clinic_id, patient.id, response.course_id, reasons, now)
    return Entered(response_row(response), reasons)


def _said_in(reason: Reason) -> tuple[bool, int, tuple[str, ...]]:
    """What was answered to which question, whatever was answered before."""
    return reason.rule == "SI-5", reason.value, reason.symptoms


def remove_response(actor: Actor, response_id: UUID, said: dict[str, Any], now: datetime) -> None:
    """Take a response out of the record, as after a mix-up of patients. What it said stays readable in its history; no
    alert is closed. Doing it twice is as once. Raises NotFound, Invalid without a reason."""
    require_reason(said["reason"])
    try:
        response = find_response(actor, response_id)
    except NotFound:
        if was_removed(actor.clinic_id, response_id):
            return
        raise
    patient = find_patient(actor, response.patient_id)
    _keep(actor, patient, response.id, None, now)
    change = Change("response removed", patient.id, response.id, _fields(response), {}, said["reason"])
    keep_change(actor, change, now)
    note_new_fact(actor.clinic_id, response.course_id)
    db.session.delete(response)
    db.session.flush()


def _require_day(patient: Patient, on: date, now: datetime) -> None:
    require_day_fits(on, now.astimezone(ZoneInfo(patient.zone)).date(), patient.birth_date)


def _repeat_of(patient: Patient, said: dict[str, Any]) -> ResponseRow | None:
    """The stored response where the same is saved once more. Raises Conflict where the id stands for something else."""
    if not revisions_of(_as_patient(patient), [said["id"]]):
        return None
    stored = db.session.get(Response, (patient.clinic_id, patient.id, said["id"]))
    if stored is None:
        raise Conflict("This questionnaire was removed. Enter it anew, from the beginning.", code="response-removed")
    same = ("instrument", "version", "mode", "answered_on", "answers")
    if any(getattr(stored, name) != said[name] for name in same):
        raise Conflict("This questionnaire is stored already, with other answers. Correct that one instead.")
    return response_row(stored)


def _keep(actor: Actor, patient: Patient, record_id: UUID, stands: dict[str, Any] | None, now: datetime) -> Kept:
    """Store what stands now as the newest revision; None: a tombstone."""
    known = revisions_of(_as_patient(patient), [record_id])
    holding = [each["number"] for each in known if each["standing"] in (Standing.CURRENT, Standing.DELETED)]
    seq = max((each["number"] for each in known), default=0) + 1
    content = None if stands is None else plain(stands)
    base = holding[0] if holding else None
    (kept,) = keep_revisions(
        _as_patient(patient), [Write("response", record_id, actor.person_id, seq, base, content, now)], now
    )
    return kept


def _stands(response: Response) -> dict[str, Any]:
    """What a revision says, as a phone would say it."""
    return {name: getattr(response, name) for name in _SAID}


def _fields(response: Response) -> dict[str, Any]:
    return fields_of(response.answers, answered_on=response.answered_on, mode=response.mode, note=response.note)


def _as_patient(patient: Patient) -> Actor:
    """Revisions are kept by the patient whose record it is, whoever writes them."""
    return Actor(patient.id, patient.clinic_id, Role.PATIENT)
