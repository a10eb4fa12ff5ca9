"""The states of a course over HTTP, and a patient's death."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response

from server import clock
from server.access import Actor, Permission
from server.courses.actions.state import (
    correct_death,
    end_course,
    hospitalise,
    pause_course,
    record_death,
    reopen_course,
    resume_course,
)
from server.courses.models.course import Course
from server.courses.schemas.course import CourseView, EndBody
from server.courses.schemas.plan import InterruptBody, ReasonBody
from server.http import endpoint

states = Blueprint("course_states", __name__)


@endpoint(
    states,
    "POST",
    "/api/courses/<uuid:course_id>/pause",
    allow=Permission.MANAGE_COURSES,
    body=InterruptBody(),
    returns=CourseView(),
)
def post_pause(actor: Actor, course_id: UUID, body: dict[str, Any]) -> Course:
    """Interrupt a course: reminders and questionnaires stop until it goes on."""
    return pause_course(actor, course_id, body, clock.now())


@endpoint(
    states,
    "POST",
    "/api/courses/<uuid:course_id>/hospitalise",
    allow=Permission.MANAGE_COURSES,
    body=InterruptBody(),
    returns=CourseView(),
)
def post_hospitalisation(actor: Actor, course_id: UUID, body: dict[str, Any]) -> Course:
    """Interrupt a course because the patient is in hospital: reminders and questionnaires stop."""
    return hospitalise(actor, course_id, body, clock.now())


@endpoint(
    states,
    "POST",
    "/api/courses/<uuid:course_id>/resume",
    allow=Permission.MANAGE_COURSES,
    body=InterruptBody(),
    returns=CourseView(),
)
def post_resumption(actor: Actor, course_id: UUID, body: dict[str, Any]) -> Course:
    """Go on with a course that was interrupted."""
    return resume_course(actor, course_id, body, clock.now())


@endpoint(
    states,
    "POST",
    "/api/courses/<uuid:course_id>/end",
    allow=Permission.MANAGE_COURSES,
    body=EndBody(),
    returns=CourseView(),
)
def post_end(actor: Actor, course_id: UUID, body: dict[str, Any]) -> Course:
    """Complete or discontinue a course."""
    return end_course(actor, course_id, body, clock.now())


@endpoint(
    states,
    "POST",
    "/api/courses/<uuid:course_id>/reopen",
    allow=Permission.MANAGE_COURSES,
    body=ReasonBody(),
    returns=CourseView(),
)
def post_reopening(actor: Actor, course_id: UUID, body: dict[str, Any]) -> Course:
    """Undo an end that was recorded by mistake, with a reason."""
    return reopen_course(actor, course_id, body["reason"], clock.now())


@endpoint(
    states,
    "POST",
    "/api/patients/<uuid:patient_id>/death",
    allow=Permission.MANAGE_COURSES,
    body=InterruptBody(),
    status=204,
)
def post_death(actor: Actor, patient_id: UUID, body: dict[str, Any]) -> Response:
    """Record that the patient died: courses end, nobody is asked or reminded any more, the phone is signed out."""
    record_death(actor, patient_id, body["on"], body["reason"], clock.now())
    return Response(status=204)


@endpoint(
    states,
    "POST",
    "/api/patients/<uuid:patient_id>/death/correct",
    allow=Permission.MANAGE_COURSES,
    body=ReasonBody(),
    status=204,
)
def post_death_correction(actor: Actor, patient_id: UUID, body: dict[str, Any]) -> Response:
    """Undo a death that was recorded by mistake, with a reason; its courses are again what they were."""
    correct_death(actor, patient_id, body["reason"], clock.now())
    return Response(status=204)
