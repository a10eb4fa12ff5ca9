"""Alerts over HTTP."""

from typing import Any
from uuid import UUID

from flask import Blueprint

from server import clock
from server.access import Actor, Permission
from server.alerts.actions.deeds import close, hand_over, mark_seen, reopen, write_note
from server.alerts.actions.plans import put_plan_in_place, withdraw_plan
from server.alerts.queries import AlertRow, alerts_shown, count_open_alerts
from server.alerts.queries.story import Told, choices_for, story_of
from server.alerts.schemas import (
    AlertsQuery,
    AlertsView,
    AlertView,
    ChoicesView,
    CloseBody,
    HandOverBody,
    NoteBody,
    PlanBody,
    ReasonBody,
    StoryView,
)
from server.http import endpoint
from server.people.schemas import NoBody

alerts = Blueprint("alerts", __name__)


@endpoint(
    alerts,
    "GET",
    "/api/alerts",
    allow=Permission.ACT_ON_ALERTS,
    query=AlertsQuery(),
    returns=AlertsView(),
    reads="patients",
)
def get_alerts(actor: Actor, query: dict[str, Any]) -> dict[str, Any]:
    """Alerts of the clinic, those due first in front."""
    found = alerts_shown(actor, query["state"], query["show"], query["level"], clock.now())
    patients = sorted({each.patient_id for each in found})
    return {"alerts": found, "open": count_open_alerts(actor.clinic_id), "patients": patients}


@endpoint(alerts, "GET", "/api/alerts/choices", allow=Permission.ACT_ON_ALERTS, returns=ChoicesView())
def get_choices(actor: Actor) -> dict[str, Any]:
    """What can be chosen from: actions to close with, people to hand over to, the longest plan."""
    return choices_for(actor)


@endpoint(
    alerts,
    "GET",
    "/api/alerts/<uuid:alert_id>",
    allow=Permission.ACT_ON_ALERTS,
    returns=StoryView(),
    reads="patient_id",
)
def get_alert(actor: Actor, alert_id: UUID) -> Told:
    """One alert with everything that happened to it."""
    return story_of(actor, alert_id, clock.now())


@endpoint(
    alerts,
    "POST",
    "/api/alerts/<uuid:alert_id>/seen",
    allow=Permission.ACT_ON_ALERTS,
    body=NoBody(),
    returns=AlertView(),
)
def post_seen(actor: Actor, alert_id: UUID, body: dict[str, Any]) -> AlertRow:
    """Say that you saw the alert. It stays open."""
    return mark_seen(actor, alert_id, clock.now())


@endpoint(
    alerts,
    "POST",
    "/api/alerts/<uuid:alert_id>/note",
    allow=Permission.ACT_ON_ALERTS,
    body=NoteBody(),
    returns=AlertView(),
)
def post_note(actor: Actor, alert_id: UUID, body: dict[str, Any]) -> AlertRow:
    """Write what was done so far. It stays open."""
    return write_note(actor, alert_id, body["words"], clock.now())


@endpoint(
    alerts,
    "POST",
    "/api/alerts/<uuid:alert_id>/close",
    allow=Permission.ACT_ON_ALERTS,
    body=CloseBody(),
    returns=AlertView(),
)
def post_close(actor: Actor, alert_id: UUID, body: dict[str, Any]) -> AlertRow:
    """Close the alert by saying what was done."""
    return close(actor, alert_id, body["action"], body["done"], clock.now())


@endpoint(
    alerts,
    "POST",
    "/api/alerts/<uuid:alert_id>/reopen",
    allow=Permission.ACT_ON_ALERTS,
    body=ReasonBody(),
    returns=AlertView(),
)
def post_reopen(actor: Actor, alert_id: UUID, body: dict[str, Any]) -> AlertRow:
    """Open a closed alert again, with a reason."""
    return reopen(actor, alert_id, body["reason"], clock.now())


@endpoint(
    alerts,
    "POST",
    "/api/alerts/<uuid:alert_id>/hand-over",
    allow=Permission.ACT_ON_ALERTS,
    body=HandOverBody(),
    returns=AlertView(),
)
def post_hand_over(actor: Actor, alert_id: UUID, body: dict[str, Any]) -> AlertRow:
    """Give the alert to somebody else, who is told."""
    return hand_over(actor, alert_id, body["role"], body["account_id"], clock.now())


@endpoint(
    alerts,
    "POST",
    "/api/alerts/<uuid:alert_id>/plan",
    allow=Permission.REVIEW_COURSES,
    body=PlanBody(),
    returns=AlertView(),
)
def post_plan(actor: Actor, alert_id: UUID, body: dict[str, Any]) -> AlertRow:
    """Record that this is known and what is planned, until a day. Anything worse alerts in full."""
    return put_plan_in_place(actor, alert_id, body["until"], body["plan"], clock.now())


@endpoint(
    alerts,
    "POST",
    "/api/alerts/<uuid:alert_id>/withdraw-plan",
    allow=Permission.REVIEW_COURSES,
    body=ReasonBody(),
    returns=AlertView(),
)
def post_withdraw_plan(actor: Actor, alert_id: UUID, body: dict[str, Any]) -> AlertRow:
    """End the plan of the alert, with a reason. The next answer alerts in full."""
    return withdraw_plan(actor, alert_id, body["reason"], clock.now())
