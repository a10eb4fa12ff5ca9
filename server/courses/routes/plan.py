"""The plan of a course over HTTP: details, days, start, states and the ledger."""

from typing import Any
from uuid import UUID

from flask import Blueprint

from server import clock
from server.access import Actor, Permission
from server.courses.actions.anchor import move_start_of
from server.courses.actions.authorisation import add_authorisation, change_authorisation, remove_authorisation
from server.courses.actions.course import change_course
from server.courses.actions.plan import extend_course, import_days, set_days
from server.courses.queries.plan_page import PlanPage, plan_page_of, proposal_of
from server.courses.rules.day_list import DayList
from server.courses.rules.plan import PlannedDay
from server.courses.schemas.course import CourseChangeBody
from server.courses.schemas.plan import (
    AuthorisationBody,
    AuthorisationChangeBody,
    DayListBody,
    DayListView,
    DaysBody,
    ExtendBody,
    PlanView,
    ProposedDaysQuery,
    ProposedDaysView,
    ReasonBody,
    StartBody,
)
from server.http import endpoint

plans = Blueprint("plans", __name__)


@endpoint(
    plans,
    "GET",
    "/api/courses/<uuid:course_id>/plan",
    allow=Permission.READ_COURSES,
    returns=PlanView(),
    reads="patient_id",
)
def get_plan(actor: Actor, course_id: UUID) -> PlanPage:
    """How a course is planned: its details, treatment days, states, and what payers authorised."""
    return plan_page_of(actor, course_id, clock.now())


@endpoint(
    plans,
    "GET",
    "/api/courses/<uuid:course_id>/proposal",
    allow=Permission.READ_COURSES,
    query=ProposedDaysQuery(),
    returns=ProposedDaysView(),
)
def get_proposal(actor: Actor, course_id: UUID, query: dict[str, Any]) -> dict[str, Any]:
    """Treatment days as the protocol has them, for a form to be filled in with. Nothing is stored."""
    return {"days": proposal_of(actor, course_id, query)}


@endpoint(
    plans,
    "POST",
    "/api/courses/<uuid:course_id>/change",
    allow=Permission.MANAGE_COURSES,
    body=CourseChangeBody(),
    returns=PlanView(),
)
def post_change(actor: Actor, course_id: UUID, body: dict[str, Any]) -> PlanPage:
    """Change what is known or planned of a course, with a reason. What is not named stays."""
    change_course(actor, course_id, body, clock.now())
    return plan_page_of(actor, course_id, clock.now())


@endpoint(
    plans,
    "POST",
    "/api/courses/<uuid:course_id>/days",
    allow=Permission.MANAGE_COURSES,
    body=DaysBody(),
    returns=PlanView(),
)
def post_days(actor: Actor, course_id: UUID, body: dict[str, Any]) -> PlanPage:
    """Set the treatment days with their times. Weekends, holidays and another number of sessions are asked about."""
    days = [PlannedDay(**{**each, "times": tuple(each["times"])}) for each in body["days"]]
    set_days(actor, course_id, days, body["reason"], body["confirmed"], clock.now())
    return plan_page_of(actor, course_id, clock.now())


@endpoint(
    plans,
    "POST",
    "/api/courses/<uuid:course_id>/days/import",
    allow=Permission.MANAGE_COURSES,
    body=DayListBody(),
    returns=DayListView(),
)
def post_day_list(actor: Actor, course_id: UUID, body: dict[str, Any]) -> DayList:
    """Read treatment days and times from a list; unless it is a dry run, all of them become the plan, or none."""
    return import_days(actor, course_id, body, clock.now())


@endpoint(
    plans,
    "POST",
    "/api/courses/<uuid:course_id>/extend",
    allow=Permission.MANAGE_COURSES,
    body=ExtendBody(),
    returns=PlanView(),
)
def post_extension(actor: Actor, course_id: UUID, body: dict[str, Any]) -> PlanPage:
    """Add sessions before the taper, with a reason, by default one block of the clinic's size."""
    extend_course(actor, course_id, body, clock.now())
    return plan_page_of(actor, course_id, clock.now())


@endpoint(
    plans,
    "POST",
    "/api/courses/<uuid:course_id>/start",
    allow=Permission.MANAGE_COURSES,
    body=StartBody(),
    returns=PlanView(),
)
def post_start(actor: Actor, course_id: UUID, body: dict[str, Any]) -> PlanPage:
    """Plan a course that has not begun from another day; its schedule moves along."""
    move_start_of(actor, course_id, body, clock.now())
    return plan_page_of(actor, course_id, clock.now())


@endpoint(
    plans,
    "POST",
    "/api/courses/<uuid:course_id>/authorisations",
    allow=Permission.MANAGE_COURSES,
    body=AuthorisationBody(),
    returns=PlanView(),
    status=201,
)
def post_authorisation(actor: Actor, course_id: UUID, body: dict[str, Any]) -> PlanPage:
    """Add what a payer was asked for, or what became of it, to the ledger."""
    add_authorisation(actor, course_id, body, clock.now())
    return plan_page_of(actor, course_id, clock.now())


@endpoint(
    plans,
    "POST",
    "/api/authorisations/<uuid:authorisation_id>/change",
    allow=Permission.MANAGE_COURSES,
    body=AuthorisationChangeBody(),
    returns=PlanView(),
)
def post_authorisation_change(actor: Actor, authorisation_id: UUID, body: dict[str, Any]) -> PlanPage:
    """Change a line of the ledger, with a reason."""
    line = change_authorisation(actor, authorisation_id, body, clock.now())
    return plan_page_of(actor, line.course_id, clock.now())


@endpoint(
    plans,
    "POST",
    "/api/authorisations/<uuid:authorisation_id>/remove",
    allow=Permission.MANAGE_COURSES,
    body=ReasonBody(),
    returns=PlanView(),
)
def post_authorisation_removal(actor: Actor, authorisation_id: UUID, body: dict[str, Any]) -> PlanPage:
    """Take a line out of the ledger, with a reason. What it said stays readable among the corrections."""
    return plan_page_of(actor, remove_authorisation(actor, authorisation_id, body["reason"], clock.now()), clock.now())
