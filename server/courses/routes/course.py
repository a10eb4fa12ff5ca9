"""Courses over HTTP."""

from typing import Any
from uuid import UUID

from flask import Blueprint

from server import clock
from server.access import Actor, Permission
from server.courses.actions.course import add_course
from server.courses.library import indications, protocols
from server.courses.models.course import Course
from server.courses.rules import CoilType, EndReason
from server.courses.schemas.course import ChoicesView, CourseBody, CourseView
from server.http import endpoint

courses = Blueprint("courses", __name__)


@endpoint(courses, "GET", "/api/choices", allow=Permission.READ_COURSES, returns=ChoicesView())
def get_choices(actor: Actor) -> dict[str, Any]:
    """What the forms offer: indications, protocols, reasons for ending."""
    return {
        "indications": indications(),
        "protocols": protocols(),
        "coil_types": [each.value for each in CoilType],
        "end_reasons": [each.value for each in EndReason],
    }


@endpoint(
    courses,
    "POST",
    "/api/patients/<uuid:patient_id>/courses",
    allow=Permission.MANAGE_COURSES,
    body=CourseBody(),
    returns=CourseView(),
    status=201,
)
def post_course(actor: Actor, patient_id: UUID, body: dict[str, Any]) -> Course:
    """Plan a course; its treatment days follow the protocol unless they are given."""
    return add_course(actor, patient_id, body, clock.now())
