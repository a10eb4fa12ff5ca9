"""Reading adverse events."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from server.access import Actor
from server.alerts.rules import reasons_in_effects
from server.audit.models import Correction
from server.audit.queries import corrections_of_patient
from server.checkins.library import codes_of
from server.checkins.models import AdverseEvent, AdverseEventNote
from server.checkins.queries import check_ins_of_course
from server.checkins.rules import STAFF_LABELS
from server.checkins.rules.adverse_event import (
    COUNTED,
    GRADES,
    Action,
    DeviceReport,
    EventOutcome,
    EventStatus,
    Relation,
    order,
)
from server.checkins.rules.effect_codes import Codes
from server.courses.models.course import Course
from server.courses.queries.course import find_course
from server.courses.queries.session import SessionRow, sessions_of
from server.db import db
from server.errors import NotFound
from server.people.queries import find_patient, names_of_accounts


@dataclass(frozen=True)
class EventFact:
    """One adverse event as far as figures are made of it."""

    course_id: UUID
    patient_id: UUID
    effect: str  # a key of checkins.rules.EFFECTS
    onset_on: date
    grade: int  # CTCAE 1-5
    serious: bool
    relation: Relation


def adverse_events_between(clinic_id: UUID, first: date, last: date) -> Sequence[EventFact]:
    """The events that a clinician signed, with their onset from `first` to `last`, both included, oldest first.

    What was only reported, or entered in error, counts in no figure.
    """
    rows: Sequence[Any] = db.session.execute(
        select(
            AdverseEvent.course_id,
            AdverseEvent.patient_id,
            AdverseEvent.effect,
            AdverseEvent.onset_on,
            AdverseEvent.grade,
            AdverseEvent.serious,
            AdverseEvent.relation,
        )
        .where(
            AdverseEvent.clinic_id == clinic_id,
            AdverseEvent.onset_on.between(first, last),
            AdverseEvent.status.in_(COUNTED),
        )
        .order_by(AdverseEvent.onset_on, AdverseEvent.id)
    ).all()
    return [EventFact(*row) for row in rows]


def find_event(actor: Actor, event_id: UUID) -> AdverseEvent:
    """Raises NotFound also for an event of a course that the actor may not see."""
    event = db.session.get(AdverseEvent, (actor.clinic_id, event_id))
    if event is None:
        raise NotFound("No such adverse event.")
    find_course(actor, event.course_id)
    return event


def event_of_course(clinic_id: UUID, course_id: UUID, event_id: UUID) -> AdverseEvent | None:
    """The event of that id, None if there is none. Raises NotFound if it is another course's."""
    event = db.session.get(AdverseEvent, (clinic_id, event_id))
    if event is not None and event.course_id != course_id:
        raise NotFound("No such adverse event.")
    return event


@dataclass(frozen=True)
class NoteRow:
    on: date
    words: str
    written_at: datetime
    written_by: str


@dataclass(frozen=True)
class ChangeRow:
    """What was changed, by whom and why; only the fields that differ."""

    at: datetime
    by: str
    before: dict[str, Any]
    after: dict[str, Any]
    reason: str


@dataclass(frozen=True)
class EventRow:
    """One adverse event with names, notes and history. label: what it is called. codes: the clinic's own."""

    id: UUID
    patient_id: UUID
    course_id: UUID
    status: EventStatus
    effect: str
    label: str
    term: str | None
    codes: Codes
    onset_on: date
    resolved_on: date | None
    ongoing: bool | None
    grade: int | None
    serious: bool | None
    criteria: Sequence[str]
    relation: Relation | None
    expected: bool | None
    action: Action | None
    treatment: str | None
    outcome: EventOutcome | None
    note: str | None
    device_report: DeviceReport | None
    from_check_in: UUID | None
    from_session: UUID | None
    session_number: int | None  # of from_session
    reported_at: datetime
    reported_by: str
    signed_at: datetime | None
    signed_by: str | None
    closed_at: datetime | None
    closed_by: str | None
    notes: Sequence[NoteRow]
    changes: Sequence[ChangeRow]


@dataclass(frozen=True)
class Report:
    """Something in the daily log that calls for a look, and the events that came of it."""

    check_in_id: UUID
    effect: str
    label: str
    grade: int  # 0-3
    text: str | None
    felt_on: date
    felt_at: datetime
    events: Sequence[UUID]


@dataclass(frozen=True)
class CourseEvents:
    """The adverse events of one course, the gravest first, and the reports that may become some, newest first."""

    patient_id: UUID
    name: str
    course_id: UUID
    events: Sequence[EventRow]
    reports: Sequence[Report]
    sessions: Sequence[SessionRow]
    effects: Sequence[dict[str, str]]
    grades: Sequence[dict[str, Any]]


def events_page_of(actor: Actor, course_id: UUID) -> CourseEvents:
    """Everything that the page of a course's adverse events shows. Raises NotFound."""
    course = find_course(actor, course_id)
    found = list(
        db.session.scalars(
            select(AdverseEvent).where(AdverseEvent.clinic_id == actor.clinic_id, AdverseEvent.course_id == course.id)
        )
    )
    rows = _rows(actor, course, found)
    sessions = sessions_of(course.clinic_id, course.id)
    return CourseEvents(
        patient_id=course.patient_id,
        name=find_patient(actor, course.patient_id).name,
        course_id=course.id,
        events=sorted(rows, key=lambda each: order(each.status, each.grade, each.serious, each.onset_on)),
        reports=_reports(course, rows),
        sessions=sessions[::-1],
        effects=[{"key": key, "label": label} for key, label in STAFF_LABELS.items()],
        grades=[{"grade": grade, "meaning": meaning} for grade, meaning in GRADES.items()],
    )


def event_row(actor: Actor, event_id: UUID) -> EventRow:
    """One event as the page shows it. Raises NotFound."""
    event = find_event(actor, event_id)
    return _rows(actor, find_course(actor, event.course_id), [event])[0]


def _reports(course: Course, rows: Sequence[EventRow]) -> list[Report]:
    led_to: dict[tuple[UUID | None, str], list[UUID]] = {}
    for each in rows:
        if each.status is not EventStatus.WITHDRAWN:
            led_to.setdefault((each.from_check_in, each.effect), []).append(each.id)
    return [
        Report(
            entry.id,
            each.effect,
            STAFF_LABELS.get(each.effect, each.effect),
            each.grade,
            each.text,
            entry.felt_on,
            entry.felt_at,
            led_to.get((entry.id, each.effect), []),
        )
        for entry in check_ins_of_course(course.clinic_id, course.id)
        for each in entry.side_effects
        # What alerts is what a clinician looks at anyway.
        if reasons_in_effects(
            {each.effect: each.grade}, STAFF_LABELS, entry.felt_at, {each.effect} if each.worst_ever else set()
        )
    ]


def _rows(actor: Actor, course: Course, events: Sequence[AdverseEvent]) -> list[EventRow]:
    if not events:
        return []
    names = names_of_accounts(actor.clinic_id)
    numbers = {each.id: each.number for each in sessions_of(course.clinic_id, course.id)}
    notes: dict[UUID, list[NoteRow]] = {}
    for each in db.session.scalars(
        select(AdverseEventNote)
        .where(
            AdverseEventNote.clinic_id == actor.clinic_id, AdverseEventNote.event_id.in_([each.id for each in events])
        )
        .order_by(AdverseEventNote.on, AdverseEventNote.written_at)
    ):
        by = names.get(each.written_by, "")
        notes.setdefault(each.event_id, []).append(NoteRow(each.on, each.words, each.written_at, by))
    changes: dict[UUID, list[Correction]] = {}
    for change in corrections_of_patient(actor.clinic_id, course.patient_id):
        changes.setdefault(change.record_id, []).append(change)
    return [_row(each, names, numbers, notes.get(each.id, []), changes.get(each.id, [])) for each in events]


def _row(
    event: AdverseEvent,
    names: Mapping[UUID, str],
    numbers: Mapping[UUID, int],
    notes: Sequence[NoteRow],
    changes: Sequence[Correction],
) -> EventRow:
    def name_of(account_id: UUID | None) -> str | None:
        return None if account_id is None else names.get(account_id, "")

    return EventRow(
        id=event.id,
        patient_id=event.patient_id,
        course_id=event.course_id,
        status=event.status,
        effect=event.effect,
        label=event.term if event.effect == "other" and event.term else STAFF_LABELS.get(event.effect, event.effect),
        term=event.term,
        codes=codes_of(event.effect),
        onset_on=event.onset_on,
        resolved_on=event.resolved_on,
        ongoing=event.ongoing,
        grade=event.grade,
        serious=event.serious,
        criteria=event.criteria,
        relation=event.relation,
        expected=event.expected,
        action=event.action,
        treatment=event.treatment,
        outcome=event.outcome,
        note=event.note,
        device_report=event.device_report,
        from_check_in=event.from_check_in,
        from_session=event.from_session,
        session_number=None if event.from_session is None else numbers.get(event.from_session),
        reported_at=event.reported_at,
        reported_by=names.get(event.reported_by, ""),
        signed_at=event.signed_at,
        signed_by=name_of(event.signed_by),
        closed_at=event.closed_at,
        closed_by=name_of(event.closed_by),
        notes=notes,
        changes=[
            ChangeRow(each.at, names.get(each.actor_id, ""), each.before, each.after, each.reason) for each in changes
        ],
    )
