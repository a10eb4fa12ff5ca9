"""Messages over HTTP."""

from typing import Any
from uuid import UUID

from flask import Blueprint, current_app

from server import clock
from server.access import Actor, Permission
from server.config import Settings
from server.http import endpoint
from server.messages.actions.testing import acknowledge_test_alert, send_test_alert, send_test_message
from server.messages.queries import messages_of, shown
from server.messages.schemas import MessagesView, TestMessageView
from server.people.queries.readiness import TestAlertRow, find_test_alert
from server.people.schemas import NoBody
from server.people.schemas.clinic import TestAlertView

messages = Blueprint("messages", __name__)


@endpoint(messages, "GET", "/api/messages", allow=Permission.MANAGE_CLINIC, returns=MessagesView())
def get_messages(actor: Actor) -> dict[str, Any]:
    """What left the house, or is to: the newest messages first, with what became of each."""
    settings: Settings = current_app.config["LODESTONE_SETTINGS"]
    return {
        "messages": [shown(each, settings.address) for each in messages_of(actor)],
        "clinic_id": actor.clinic_id,
        "has_mail": settings.mail is not None,
        "has_secret": str(actor.clinic_id) in settings.hooks.secrets,
    }


@endpoint(
    messages,
    "POST",
    "/api/staff/<uuid:account_id>/test-messages",
    allow=Permission.MANAGE_CLINIC,
    body=NoBody(),
    returns=TestMessageView(),
    status=201,
)
def post_test_message(actor: Actor, account_id: UUID, body: dict[str, Any]) -> dict[str, Any]:
    """Send a test message to a member of staff on every way there is; what became of it stands among the messages."""
    return {"sent": send_test_message(actor, account_id, clock.now())}


@endpoint(
    messages,
    "POST",
    "/api/test-alerts",
    allow=Permission.MANAGE_CLINIC,
    body=NoBody(),
    returns=TestAlertView(),
    status=201,
)
def post_test_alert(actor: Actor, body: dict[str, Any]) -> TestAlertRow:
    """Send a test alert to whoever an alert would reach now."""
    return send_test_alert(actor, clock.now())


@endpoint(
    messages,
    "GET",
    "/api/test-alerts/<uuid:test_alert_id>",
    allow=Permission.ACT_ON_ALERTS,
    returns=TestAlertView(),
)
def get_test_alert(actor: Actor, test_alert_id: UUID) -> TestAlertRow:
    """A test alert, for the page to which its message leads."""
    return find_test_alert(actor, test_alert_id)


@endpoint(
    messages,
    "POST",
    "/api/test-alerts/<uuid:test_alert_id>/acknowledge",
    allow=Permission.ACT_ON_ALERTS,
    body=NoBody(),
    returns=TestAlertView(),
)
def post_acknowledged(actor: Actor, test_alert_id: UUID, body: dict[str, Any]) -> TestAlertRow:
    """Say that the test alert reached you. The first one counts."""
    return acknowledge_test_alert(actor, test_alert_id, clock.now())
