"""Recording what patients answer."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select

from server.access import Actor
from server.alerts.actions import raise_alerts
from server.audit.actions import Kept, Write, keep_revision, note
from server.audit.rules import Verdict
from server.courses.actions import note_new_fact
from server.courses.queries import spans_of
from server.courses.rules import course_of_day
from server.db import db, table_of
from server.errors import Invalid, NotFound
from server.questionnaires.library import instrument_version
from server.questionnaires.models import Response
from server.questionnaires.rules.answers import require_answers_fit
from server.questionnaires.rules.instrument import Instrument
from server.questionnaires.rules.safety import reasons_in_response, reasons_in_safety_answer

_REPEATS = (Verdict.REPEAT, Verdict.REPEATED_CONFLICT)


def record_response(patient: Actor, write: Write, content: dict[str, Any] | None, skew: int, now: datetime) -> Kept:
    """Keep one write about a response, bring the entry up to date, and alert the clinic if safety items call for it.

    content: as loaded by ResponseContent, None to delete. skew: seconds the phone's clock is behind. A repeat does
    nothing; a conflict is kept beside the stored one and its safety items alert all the same, as does a late one.
    Deleting closes no alert. Raises Invalid for an instrument, version, item or value that is not known here.
    """
    reasons = []
    if content is not None:
        instrument = _known(content)
        require_answers_fit(instrument, content["answers"])
        reasons = reasons_in_response(instrument, content["answers"], content["finished_at"])
    kept = keep_revision(patient, write, now)
    if kept.verdict in _REPEATS:
        return kept
    course_id = None if content is None else _course_of(patient, content["answered_on"])
    if kept.verdict in (Verdict.FIRST, Verdict.NEWER):
        touched = [_remove(patient, write.record_id)] if kept.verdict is Verdict.NEWER else []
        if content is not None:
            _insert(patient, write, content, course_id, kept.number, skew, now)
            touched.append(course_id)
        for each in {each for each in touched if each is not None}:
            note_new_fact(patient.clinic_id, each)
    raise_alerts(patient.clinic_id, patient.person_id, course_id, reasons, now)
    deed = "deleted a questionnaire" if content is None else f"sent a questionnaire: {kept.verdict}"
    note(patient, deed, patient.person_id, write.record_id, now)
    return kept


def record_safety_answer(
    patient: Actor, write: Write, content: dict[str, Any] | None, skew: int, now: datetime
) -> Kept:
    """Judge the answer to a safety item at the moment it was given, before its form is finished.

    content: as loaded by SafetyAnswerContent; None (a delete) is kept and takes nothing back. The form itself follows
    on its own and is judged again. A repeat does nothing. Raises Invalid for what can be no such answer.
    """
    reasons = []
    if content is not None:
        reasons = reasons_in_safety_answer(_known(content), content["item"], content["value"], content["felt_at"])
    kept = keep_revision(patient, write, now)
    if kept.verdict in _REPEATS:
        return kept
    if content is not None:
        course_id = _course_of(patient, content["answered_on"])
        raise_alerts(patient.clinic_id, patient.person_id, course_id, reasons, now)
    deed = "deleted a safety answer" if content is None else f"sent a safety answer: {kept.verdict}"
    note(patient, deed, patient.person_id, write.record_id, now)
    return kept


def _known(content: dict[str, Any]) -> Instrument:
    try:
        return instrument_version(content["instrument"], content["version"])
    except NotFound:
        raise Invalid(
            "The clinic does not have this questionnaire in this version. Open the application again to update it.",
            field="instrument",
        ) from None


def _course_of(patient: Actor, on: date) -> UUID | None:
    return course_of_day(spans_of(patient.clinic_id, patient.person_id), on)


def _remove(patient: Actor, response_id: UUID) -> UUID | None:
    """Delete the stored response, if there is one. Returns the course that it belonged to."""
    own = (
        (Response.clinic_id == patient.clinic_id)
        & (Response.patient_id == patient.person_id)
        & (Response.id == response_id)
    )
    course_id = db.session.scalar(select(Response.course_id).where(own))
    db.session.execute(delete(Response).where(own))
    return course_id


def _insert(
    patient: Actor,
    write: Write,
    content: dict[str, Any],
    course_id: UUID | None,
    revision: int,
    skew: int,
    now: datetime,
) -> None:
    db.session.execute(
        insert(table_of(Response)),
        {
            "clinic_id": patient.clinic_id,
            "patient_id": patient.person_id,
            "id": write.record_id,
            "course_id": course_id,
            "revision": revision,
            "instrument": content["instrument"],
            "version": content["version"],
            "mode": content["mode"],
            "answers": content["answers"],
            "answered_on": content["answered_on"],
            "zone": content["zone"],
            "started_at": content["started_at"],
            "finished_at": content["finished_at"],
            "recorded_at": write.recorded_at,
            "received_at": now,
            "skew_seconds": skew,
        },
    )
