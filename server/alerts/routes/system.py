"""System alerts over HTTP: for administrators, without anything about patients."""

from typing import Any
from uuid import UUID

from flask import Blueprint

from server import clock
from server.access import Actor, Permission
from server.alerts.actions.system import close_system_alert
from server.alerts.queries.system import SystemAlertRow, find_system_row, system_alerts
from server.alerts.schemas import SystemAlertsView, SystemAlertView, SystemCloseBody
from server.http import endpoint

system = Blueprint("system-alerts", __name__)


@endpoint(system, "GET", "/api/system-alerts", allow=Permission.MANAGE_CLINIC, returns=SystemAlertsView())
def get_system_alerts(actor: Actor) -> dict[str, Any]:
    """What stands still, open ones first."""
    return {"alerts": system_alerts(actor)}


@endpoint(
    system,
    "POST",
    "/api/system-alerts/<uuid:system_alert_id>/close",
    allow=Permission.MANAGE_CLINIC,
    body=SystemCloseBody(),
    returns=SystemAlertView(),
)
def post_close(actor: Actor, system_alert_id: UUID, body: dict[str, Any]) -> SystemAlertRow:
    """Close a system alert by writing what was done."""
    close_system_alert(actor, system_alert_id, body["done"], clock.now())
    return find_system_row(actor, system_alert_id)
