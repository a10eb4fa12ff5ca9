"""Holds over HTTP."""

from typing import Any
from uuid import UUID

from flask import Blueprint

from server import clock
from server.access import Actor, Permission
from server.courses.actions.hold import clear_hold, place_hold
from server.courses.queries.hold import CourseHolds, HoldRow, hold_row, holds_of
from server.courses.schemas.hold import ClearBody, HoldBody, HoldsView, HoldView
from server.http import endpoint

holds = Blueprint("holds", __name__)


@endpoint(
    holds,
    "GET",
    "/api/courses/<uuid:course_id>/holds",
    allow=Permission.READ_COURSES,
    returns=HoldsView(),
    reads="patient_id",
)
def get_holds(actor: Actor, course_id: UUID) -> CourseHolds:
    """The holds of a course: the open ones first, then those that were cleared, newest first."""
    return holds_of(actor, course_id)


@endpoint(
    holds,
    "POST",
    "/api/courses/<uuid:course_id>/holds",
    allow=Permission.RECORD_SESSIONS,
    body=HoldBody(),
    returns=HoldView(),
    status=201,
)
def post_hold(actor: Actor, course_id: UUID, body: dict[str, Any]) -> HoldRow:
    """Place a hold: no session is opened until a physician has cleared it. Joins an open hold of the same kind."""
    return hold_row(actor, place_hold(actor, course_id, body["kind"], body["detail"], clock.now()))


@endpoint(
    holds,
    "POST",
    "/api/holds/<uuid:hold_id>/clear",
    allow=Permission.CLEAR_HOLDS,
    body=ClearBody(),
    returns=HoldView(),
)
def post_clear(actor: Actor, hold_id: UUID, body: dict[str, Any]) -> HoldRow:
    """Clear a hold with a reason that the record keeps."""
    return hold_row(actor, clear_hold(actor, hold_id, body["reason"], clock.now()))
