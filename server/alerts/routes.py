"""Alerts over HTTP."""

from typing import Any
from uuid import UUID

from flask import Blueprint

from server import clock
from server.access import Actor, Permission
from server.alerts.actions.deeds import close, mark_seen
from server.alerts.queries import AlertRow, all_alerts, count_open_alerts, open_alerts
from server.alerts.schemas import AlertsQuery, AlertsView, AlertView, CloseBody
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
    now = clock.now()
    found = open_alerts(actor, now) if query["state"] == "open" else all_alerts(actor, now)
    patients = sorted({each.patient_id for each in found})
    return {"alerts": found, "open": count_open_alerts(actor.clinic_id), "patients": patients}


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
    "/api/alerts/<uuid:alert_id>/close",
    allow=Permission.ACT_ON_ALERTS,
    body=CloseBody(),
    returns=AlertView(),
)
def post_close(actor: Actor, alert_id: UUID, body: dict[str, Any]) -> AlertRow:
    """Close the alert by writing what was done."""
    return close(actor, alert_id, body["done"], clock.now())
