"""Treatment sessions over HTTP."""

from typing import Any
from uuid import UUID

from flask import Blueprint

from server import clock
from server.access import Actor, Permission
from server.courses.actions.session import record_session
from server.courses.queries.session import SessionRow
from server.courses.schemas.session import SessionBody, SessionView
from server.http import endpoint

sessions = Blueprint("sessions", __name__)


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
