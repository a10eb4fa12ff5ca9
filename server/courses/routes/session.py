"""Treatment sessions and motor thresholds over HTTP."""

from typing import Any
from uuid import UUID

from flask import Blueprint

from server import clock
from server.access import Actor, Permission
from server.courses.actions.session import correct_session, record_session, remove_session
from server.courses.actions.threshold import correct_threshold, record_threshold
from server.courses.models.threshold import MotorThreshold
from server.courses.queries.opening import Proposal, proposal_of
from server.courses.queries.session import SessionRow
from server.courses.queries.session_list import SessionList, session_list_of
from server.courses.schemas.session import (
    CorrectSessionBody,
    CorrectThresholdBody,
    ProposalView,
    RemoveSessionBody,
    SessionBody,
    SessionsView,
    SessionView,
    ThresholdBody,
    ThresholdView,
)
from server.http import endpoint

sessions = Blueprint("sessions", __name__)


@endpoint(
    sessions,
    "GET",
    "/api/courses/<uuid:course_id>/sessions",
    allow=Permission.READ_COURSES,
    returns=SessionsView(),
    reads="patient_id",
)
def get_sessions(actor: Actor, course_id: UUID) -> SessionList:
    """All sessions of a course with everything that was recorded, and the motor thresholds, newest first."""
    return session_list_of(actor, course_id)


@endpoint(
    sessions,
    "GET",
    "/api/courses/<uuid:course_id>/session-proposal",
    allow=Permission.READ_COURSES,
    returns=ProposalView(),
    reads="patient_id",
)
def get_proposal(actor: Actor, course_id: UUID) -> Proposal:
    """What the coming session is expected to be, and what keeps it from being opened."""
    return proposal_of(actor, course_id, clock.now())


@endpoint(
    sessions,
    "POST",
    "/api/courses/<uuid:course_id>/sessions",
    allow=Permission.RECORD_SESSIONS,
    body=SessionBody(),
    returns=SessionView(),
    status=201,
)
def post_session(actor: Actor, course_id: UUID, body: dict[str, Any]) -> SessionRow:
    """Record a treatment session, or that one was missed. Safe to repeat: the page makes the id."""
    return record_session(actor, course_id, body, clock.now())


@endpoint(
    sessions,
    "POST",
    "/api/sessions/<uuid:session_id>/correct",
    allow=Permission.RECORD_SESSIONS,
    body=CorrectSessionBody(),
    returns=SessionView(),
)
def post_correct_session(actor: Actor, session_id: UUID, body: dict[str, Any]) -> SessionRow:
    """Correct a session with a reason: `changes` has the fields that differ. What stood there before is kept."""
    return correct_session(actor, session_id, body, clock.now())


@endpoint(
    sessions,
    "POST",
    "/api/sessions/<uuid:session_id>/remove",
    allow=Permission.RECORD_SESSIONS,
    body=RemoveSessionBody(),
)
def post_remove_session(actor: Actor, session_id: UUID, body: dict[str, Any]) -> None:
    """Remove a session that was recorded by mistake. It is kept among the corrections; other numbers stay."""
    remove_session(actor, session_id, body["reason"], clock.now())


@endpoint(
    sessions,
    "POST",
    "/api/courses/<uuid:course_id>/thresholds",
    allow=Permission.RECORD_SESSIONS,
    body=ThresholdBody(),
    returns=ThresholdView(),
    status=201,
)
def post_threshold(actor: Actor, course_id: UUID, body: dict[str, Any]) -> MotorThreshold:
    """Record a motor threshold; from the second on with the reason for determining it again."""
    return record_threshold(actor, course_id, body, clock.now())


@endpoint(
    sessions,
    "POST",
    "/api/thresholds/<uuid:threshold_id>/correct",
    allow=Permission.RECORD_SESSIONS,
    body=CorrectThresholdBody(),
    returns=ThresholdView(),
)
def post_correct_threshold(actor: Actor, threshold_id: UUID, body: dict[str, Any]) -> MotorThreshold:
    """Correct a motor threshold with a reason. What stood there before is kept."""
    return correct_threshold(actor, threshold_id, body, clock.now())
