"""Safety screens and the short checks before sessions over HTTP."""

from typing import Any
from uuid import UUID

from flask import Blueprint

from server import clock
from server.access import Actor, Permission
from server.courses.actions.screen import clear_screen, fill_in_screen, record_re_check
from server.courses.queries.screen import ReCheckRow, Safety, ScreenRow, safety_of
from server.courses.schemas.screen import (
    ClearScreenBody,
    ReCheckBody,
    ReCheckView,
    SafetyView,
    ScreenBody,
    ScreenView,
)
from server.http import endpoint

screens = Blueprint("screens", __name__)


@endpoint(
    screens,
    "GET",
    "/api/courses/<uuid:course_id>/safety",
    allow=Permission.READ_COURSES,
    returns=SafetyView(),
    reads="patient_id",
)
def get_safety(actor: Actor, course_id: UUID) -> Safety:
    """The safety screens of a course, the short checks before its sessions, and its holds."""
    return safety_of(actor, course_id)


@endpoint(
    screens,
    "POST",
    "/api/courses/<uuid:course_id>/screens",
    allow=Permission.RECORD_SESSIONS,
    body=ScreenBody(),
    returns=ScreenView(),
    status=201,
)
def post_screen(actor: Actor, course_id: UUID, body: dict[str, Any]) -> ScreenRow:
    """Fill in the safety screen; it takes the place of the one before, which stays readable."""
    return fill_in_screen(actor, course_id, body, clock.now())


@endpoint(
    screens,
    "POST",
    "/api/screens/<uuid:screen_id>/clear",
    allow=Permission.CLEAR_HOLDS,
    body=ClearScreenBody(),
    returns=ScreenView(),
)
def post_clear_screen(actor: Actor, screen_id: UUID, body: dict[str, Any]) -> ScreenRow:
    """Sign that treatment may begin after this screen; a hard stop needs `override`."""
    return clear_screen(actor, screen_id, body["reason"], override=body["override"], now=clock.now())


@endpoint(
    screens,
    "POST",
    "/api/courses/<uuid:course_id>/re-checks",
    allow=Permission.RECORD_SESSIONS,
    body=ReCheckBody(),
    returns=ReCheckView(),
    status=201,
)
def post_re_check(actor: Actor, course_id: UUID, body: dict[str, Any]) -> ReCheckRow:
    """Keep the short check before today's session; a yes that the clinic chose places a hold."""
    return record_re_check(actor, course_id, body, clock.now())
