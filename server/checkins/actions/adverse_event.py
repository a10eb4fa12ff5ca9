"""Reporting adverse events, grading and signing them, and following them until they are closed."""

from collections.abc import Collection
from dataclasses import asdict, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import insert

from server.access import Actor, Permission
from server.audit.actions import Change, keep_change, note
from server.checkins.models import AdverseEvent, AdverseEventNote
from server.checkins.queries import course_of_check_in
from server.checkins.queries.adverse_event import event_of_course, find_event
from server.checkins.rules.adverse_event import (
    COUNTED,
    Assessment,
    Criterion,
    EventStatus,
    Told,
    doubts_in_assessment,
    doubts_in_closing,
    doubts_in_told,
    require_assessment_makes_sense,
    require_told_makes_sense,
)
from server.courses.models.course import Course
from server.courses.queries.course import find_course
from server.courses.queries.session import sessions_of
from server.db import db
from server.errors import Conflict, Invalid, require_confirmed
from server.people.queries.patient import clinic_day
from server.wording import dated, say

KIND = "adverse event"  # of a correction


def report_event(
    actor: Actor, course_id: UUID, event_id: UUID, told: Told, confirmed: Collection[str], now: datetime
) -> UUID:
    """Record that something went wrong; a clinician grades it later. The page makes the id: a repeat stores once.

    Raises NotFound, Invalid, Unusual, and Conflict for an id that is another course's.
    """
    course = find_course(actor, course_id)
    if event_of_course(actor.clinic_id, course.id, event_id) is not None:
        return event_id
    _require_source(course, told)
    require_told_makes_sense(told, clinic_day(actor, now))
    require_confirmed(doubts_in_told(told, course.started_on), confirmed)
    db.session.execute(
        insert(AdverseEvent),
        {
            **asdict(told),
            "clinic_id": actor.clinic_id,
            "id": event_id,
            "patient_id": course.patient_id,
            "course_id": course.id,
            "status": EventStatus.REPORTED,
            "criteria": [],
            "reported_at": now,
            "reported_by": actor.person_id,
        },
    )
    note(actor, "reported an adverse event", course.patient_id, event_id, now)
    return event_id


def correct_event(
    actor: Actor, event_id: UUID, told: Told, reason: str, confirmed: Collection[str], now: datetime
) -> UUID:
    """Change what was told; what stood there before is kept. What is signed only a clinician changes, and stays signed.

    Where it was first told does not change. Raises NotFound, Conflict if it is withdrawn or not the actor's to change,
    Invalid where it contradicts the assessment, Unusual.
    """
    event = _find_standing(actor, event_id)
    if event.status in COUNTED and not actor.may(Permission.REVIEW_COURSES):
        raise Conflict("A clinician has signed this event; only a clinician changes it now.", code="event-signed")
    told = replace(told, from_check_in=event.from_check_in, from_session=event.from_session)
    require_told_makes_sense(told, clinic_day(actor, now))
    if (assessed := _assessment_of(event)) is not None:
        require_assessment_makes_sense(told, assessed)
    require_confirmed(doubts_in_told(told, find_course(actor, event.course_id).started_on), confirmed)
    before = asdict(_told_of(event))
    _set(event, asdict(told))
    keep_change(actor, Change(KIND, event.patient_id, event.id, before, asdict(told), reason), now)
    return event.id


def sign_event(
    actor: Actor, event_id: UUID, assessed: Assessment, reason: str | None, confirmed: Collection[str], now: datetime
) -> UUID:
    """Grade an event and sign it, or grade it anew with a reason; what stood there before is kept.

    Raises NotFound, Conflict if it is withdrawn, Invalid for contradictions or a missing reason, Unusual.
    """
    event = _find_standing(actor, event_id)
    require_assessment_makes_sense(_told_of(event), assessed)
    known = _assessment_of(event)
    if known is not None and reason is None:
        raise Invalid("This event is signed. Say why it is graded anew.", field="reason")
    require_confirmed(doubts_in_assessment(event.effect, assessed), confirmed)
    values = _values_of(assessed)
    if known is not None and reason is not None:
        keep_change(actor, Change(KIND, event.patient_id, event.id, _values_of(known), values, reason), now)
    _set(event, values | {"signed_at": now, "signed_by": actor.person_id})
    if event.status is EventStatus.REPORTED:
        _set(event, {"status": EventStatus.OPEN})
    note(actor, "signed an adverse event", event.patient_id, event.id, now)
    return event.id


def close_event(actor: Actor, event_id: UUID, confirmed: Collection[str], now: datetime) -> UUID:
    """End following a signed event. Raises NotFound, Conflict unless it is open and signed, Unusual if it lasts."""
    event = find_event(actor, event_id)
    if event.status is not EventStatus.OPEN:
        raise Conflict("Only an event that is graded and open can be closed.", code="event-not-open")
    require_confirmed(doubts_in_closing(event.ongoing, event.outcome), confirmed)
    _set(event, {"status": EventStatus.CLOSED, "closed_at": now, "closed_by": actor.person_id})
    note(actor, "closed an adverse event", event.patient_id, event.id, now)
    return event.id


def reopen_event(actor: Actor, event_id: UUID, reason: str, now: datetime) -> UUID:
    """Follow a closed event again. Raises NotFound, Conflict unless it is closed."""
    event = find_event(actor, event_id)
    if event.status is not EventStatus.CLOSED:
        raise Conflict("Only a closed event can be opened again.", code="event-not-open")
    _change_status(actor, event, EventStatus.OPEN, reason, now)
    _set(event, {"closed_at": None, "closed_by": None})
    return event.id


def withdraw_event(actor: Actor, event_id: UUID, reason: str, now: datetime) -> UUID:
    """Say that an event was entered in error: it stays readable and counts nowhere. Raises NotFound, Conflict."""
    _change_status(actor, _find_standing(actor, event_id), EventStatus.WITHDRAWN, reason, now)
    return event_id


def add_note(actor: Actor, event_id: UUID, on: date, words: str, now: datetime) -> UUID:
    """Write down what was learned later. Raises NotFound, Conflict if the event is withdrawn, Invalid for the day."""
    event = _find_standing(actor, event_id)
    if not event.onset_on <= on <= clinic_day(actor, now):
        sentence = say(
            "The day is {on}, when the event began, or later, and not in the future.", on=dated(event.onset_on)
        )
        raise Invalid(sentence, field="on")
    row = {"clinic_id": actor.clinic_id, "event_id": event.id, "id": uuid4(), "on": on, "words": words}
    db.session.execute(insert(AdverseEventNote), row | {"written_at": now, "written_by": actor.person_id})
    note(actor, "wrote a note about an adverse event", event.patient_id, event.id, now)
    return event.id


def _find_standing(actor: Actor, event_id: UUID) -> AdverseEvent:
    event = find_event(actor, event_id)
    if event.status is EventStatus.WITHDRAWN:
        raise Conflict("This event was withdrawn as entered in error; report it anew.", code="event-withdrawn")
    return event


def _require_source(course: Course, told: Told) -> None:
    """Raise Invalid for a session or an entry of the log that is not the course's."""
    session, entry = told.from_session, told.from_check_in
    if session is not None and session not in {each.id for each in sessions_of(course.clinic_id, course.id)}:
        raise Invalid("This course has no such session.", field="from_session")
    if entry is not None and course_of_check_in(course.clinic_id, course.patient_id, entry) != course.id:
        raise Invalid("This course has no such entry in its daily log.", field="from_check_in")


def _told_of(event: AdverseEvent) -> Told:
    return Told(**{name: getattr(event, name) for name in Told.__dataclass_fields__})


def _assessment_of(event: AdverseEvent) -> Assessment | None:
    """None until a clinician has graded it."""
    if event.status not in COUNTED:
        return None
    values = {name: getattr(event, name) for name in Assessment.__dataclass_fields__}
    return Assessment(**values | {"criteria": tuple(Criterion(each) for each in event.criteria)})


def _values_of(assessed: Assessment) -> dict[str, Any]:
    return asdict(assessed) | {"criteria": [each.value for each in assessed.criteria]}


def _set(event: AdverseEvent, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(event, name, value)
    db.session.flush()


def _change_status(actor: Actor, event: AdverseEvent, status: EventStatus, reason: str, now: datetime) -> None:
    before = {"status": event.status}
    _set(event, {"status": status})
    keep_change(actor, Change(KIND, event.patient_id, event.id, before, {"status": status}, reason), now)
