"""Outcomes over HTTP."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response

from server import clock
from server.access import Actor, Permission
from server.http import endpoint
from server.outcomes.actions.review import sign_review
from server.outcomes.models import Review
from server.outcomes.queries.cohort import Asked, Outcomes, outcomes_of
from server.outcomes.queries.trajectory import trajectory_of
from server.outcomes.rules.as_csv import as_csv
from server.outcomes.schemas import OutcomesQuery, OutcomesView, ReviewBody, ReviewView, TrajectoryView

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


@endpoint(
    outcomes,
    "GET",
    "/api/outcomes",
    allow=Permission.READ_FIGURES,
    query=OutcomesQuery(),
    returns=OutcomesView(),
)
def get_outcomes(actor: Actor, query: dict[str, Any]) -> Outcomes:
    """The clinic's outcomes on one scale, by sample, ITT first, with and without the filter of the baseline.

    The courses are those that began in the period and whose acute phase is over. A percentage is given from N = 10 on.
    """
    return outcomes_of(actor, Asked.of(query), clock.now())


@endpoint(
    outcomes,
    "GET",
    "/api/outcomes/file",
    allow=Permission.READ_FIGURES,
    query=OutcomesQuery(),
    answers="text/csv",
)
def get_outcomes_file(actor: Actor, query: dict[str, Any]) -> Response:
    """The same table as CSV, with counts below 11 hidden, and all from which one could be had by subtracting."""
    found = outcomes_of(actor, Asked.of(query), clock.now())
    asked = found.asked
    file = as_csv(found.rows, asked.scale, asked.first, asked.last, found.ill or "any")
    name = f"outcomes-{asked.scale}.csv"
    return Response(file, mimetype="text/csv", headers={"Content-Disposition": f'attachment; filename="{name}"'})
