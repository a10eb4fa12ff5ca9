"""Outcomes over HTTP."""

from typing import Any
from uuid import UUID

from flask import Blueprint

from server import clock
from server.access import Actor, Permission
from server.http import endpoint
from server.outcomes.actions.review import sign_review
from server.outcomes.models import Review
from server.outcomes.queries.trajectory import trajectory_of
from server.outcomes.schemas import ReviewBody, ReviewView, TrajectoryView

outcomes = Blueprint("outcomes", __name__)


@endpoint(
    outcomes,
    "GET",
    "/api/courses/<uuid:course_id>/trajectory",
    allow=Permission.READ_COURSES,
    returns=TrajectoryView(),
    reads="patient_id",
)
def get_trajectory(actor: Actor, course_id: UUID) -> dict[str, Any]:
    """Scores, mood, side effects and sessions along the course, as the charts draw them."""
    return trajectory_of(actor, course_id, clock.now())


@endpoint(
    outcomes,
    "POST",
    "/api/courses/<uuid:course_id>/reviews",
    allow=Permission.REVIEW_COURSES,
    body=ReviewBody(),
    returns=ReviewView(),
    status=201,
)
def post_review(actor: Actor, course_id: UUID, body: dict[str, Any]) -> Review:
    """Sign that you reviewed the course, with the scores as you saw them."""
    return sign_review(actor, course_id, body, clock.now())
