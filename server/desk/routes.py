"""The clinician's pages over HTTP."""

from typing import Any
from uuid import UUID

from flask import Blueprint

from server import clock
from server.access import Actor, Permission
from server.desk.queries.alert_rules import alert_rules
from server.desk.queries.caseload import Caseload, caseload_of
from server.desk.queries.course_page import CoursePage, course_page_of
from server.desk.queries.forms import FormsPage, forms_page_of
from server.desk.rules import read_cursor
from server.desk.schemas import AlertRulesView, CaseloadQuery, CaseloadView, CoursePageView, FormsPageView
from server.http import endpoint

desk = Blueprint("desk", __name__)


@endpoint(
    desk,
    "GET",
    "/api/caseload",
    allow=Permission.READ_COURSES,
    query=CaseloadQuery(),
    returns=CaseloadView(),
    reads="patients",
)
def get_caseload(actor: Actor, query: dict[str, Any]) -> Caseload:
    """The clinic's courses, those first that need somebody, each with the reasons."""
    after = None if query["after"] is None else read_cursor(query["after"])
    return caseload_of(actor, query["state"], query["limit"], after, clock.now())


@endpoint(
    desk,
    "GET",
    "/api/courses/<uuid:course_id>",
    allow=Permission.READ_COURSES,
    returns=CoursePageView(),
    reads="patient_id",
)
def get_course(actor: Actor, course_id: UUID) -> CoursePage:
    """Everything about one course: facts, alerts, what comes next, reviews, sessions, log and questionnaires."""
    return course_page_of(actor, course_id, clock.now())


@endpoint(
    desk,
    "GET",
    "/api/courses/<uuid:course_id>/forms",
    allow=Permission.READ_COURSES,
    returns=FormsPageView(),
    reads="patient_id",
)
def get_forms(actor: Actor, course_id: UUID) -> FormsPage:
    """The questionnaires of a course: what is due and missing, what was answered, and what can be entered."""
    return forms_page_of(actor, course_id, clock.now())


@endpoint(desk, "GET", "/api/clinic/alert-rules", allow=Permission.READ_SETTINGS, returns=AlertRulesView())
def get_alert_rules(actor: Actor) -> dict[str, Any]:
    """Every alert rule as the clinic has set it, and what keeps it from firing."""
    return {"rules": alert_rules(actor)}
