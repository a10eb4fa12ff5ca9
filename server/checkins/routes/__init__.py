"""Adverse events over HTTP."""

from typing import Any
from uuid import UUID

from flask import Blueprint

from server import clock
from server.access import Actor, Permission
from server.checkins.actions.adverse_event import (
    add_note,
    close_event,
    correct_event,
    reopen_event,
    report_event,
    sign_event,
    withdraw_event,
)
from server.checkins.queries.adverse_event import CourseEvents, EventRow, event_row, events_page_of
from server.checkins.schemas.adverse_event import (
    ConfirmedBody,
    CorrectBody,
    EventBody,
    EventsView,
    EventView,
    NoteBody,
    ReasonBody,
    SignBody,
)
from server.http import endpoint

adverse_events = Blueprint("adverse_events", __name__)


@endpoint(
    adverse_events,
    "GET",
    "/api/courses/<uuid:course_id>/adverse-events",
    allow=Permission.READ_COURSES,
    returns=EventsView(),
    reads="patient_id",
)
def get_events(actor: Actor, course_id: UUID) -> CourseEvents:
    """The adverse events of a course, the gravest first, and the reports from the log that may become some."""
    return events_page_of(actor, course_id)


@endpoint(
    adverse_events,
    "POST",
    "/api/courses/<uuid:course_id>/adverse-events",
    allow=Permission.RECORD_SESSIONS,
    body=EventBody(),
    returns=EventView(),
    status=201,
)
def post_event(actor: Actor, course_id: UUID, body: dict[str, Any]) -> EventRow:
    """Report an adverse event; a clinician grades it. Safe to repeat: the page makes the id."""
    return event_row(actor, report_event(actor, course_id, body["id"], body["told"], body["confirmed"], clock.now()))


@endpoint(
    adverse_events,
    "POST",
    "/api/adverse-events/<uuid:event_id>/correct",
    allow=Permission.RECORD_SESSIONS,
    body=CorrectBody(),
    returns=EventView(),
)
def post_event_correction(actor: Actor, event_id: UUID, body: dict[str, Any]) -> EventRow:
    """Correct what was told of an event; what stood there before is kept. Signed events only clinicians correct."""
    return event_row(
        actor, correct_event(actor, event_id, body["told"], body["reason"], body["confirmed"], clock.now())
    )


@endpoint(
    adverse_events,
    "POST",
    "/api/adverse-events/<uuid:event_id>/sign",
    allow=Permission.REVIEW_COURSES,
    body=SignBody(),
    returns=EventView(),
)
def post_event_signature(actor: Actor, event_id: UUID, body: dict[str, Any]) -> EventRow:
    """Grade an event and sign it; to grade it anew takes a reason."""
    return event_row(
        actor, sign_event(actor, event_id, body["assessed"], body["reason"], body["confirmed"], clock.now())
    )


@endpoint(
    adverse_events,
    "POST",
    "/api/adverse-events/<uuid:event_id>/close",
    allow=Permission.REVIEW_COURSES,
    body=ConfirmedBody(),
    returns=EventView(),
)
def post_event_end(actor: Actor, event_id: UUID, body: dict[str, Any]) -> EventRow:
    """Close a signed event: nobody follows it any more."""
    return event_row(actor, close_event(actor, event_id, body["confirmed"], clock.now()))


@endpoint(
    adverse_events,
    "POST",
    "/api/adverse-events/<uuid:event_id>/reopen",
    allow=Permission.REVIEW_COURSES,
    body=ReasonBody(),
    returns=EventView(),
)
def post_event_again(actor: Actor, event_id: UUID, body: dict[str, Any]) -> EventRow:
    """Open a closed event again."""
    return event_row(actor, reopen_event(actor, event_id, body["reason"], clock.now()))


@endpoint(
    adverse_events,
    "POST",
    "/api/adverse-events/<uuid:event_id>/withdraw",
    allow=Permission.REVIEW_COURSES,
    body=ReasonBody(),
    returns=EventView(),
)
def post_event_withdrawal(actor: Actor, event_id: UUID, body: dict[str, Any]) -> EventRow:
    """Withdraw an event that was entered in error. It stays readable and counts nowhere."""
    return event_row(actor, withdraw_event(actor, event_id, body["reason"], clock.now()))


@endpoint(
    adverse_events,
    "POST",
    "/api/adverse-events/<uuid:event_id>/notes",
    allow=Permission.RECORD_SESSIONS,
    body=NoteBody(),
    returns=EventView(),
    status=201,
)
def post_event_note(actor: Actor, event_id: UUID, body: dict[str, Any]) -> EventRow:
    """Add what was learned later, with its day."""
    return event_row(actor, add_note(actor, event_id, body["on"], body["words"], clock.now()))
