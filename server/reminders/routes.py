"""Reminders over HTTP: how patients want them, their ledger, and pauses by the clinic."""

from typing import Any
from uuid import UUID

from flask import Blueprint, current_app

from server import clock
from server.access import Actor, Permission
from server.config import Settings
from server.http import client_address, device_label, endpoint
from server.people.schemas import NoBody
from server.reminders.actions.preference import (
    Choice,
    ask_email,
    choose,
    confirm_email,
    forget_email,
    hold,
    send_test,
)
from server.reminders.actions.receipt import note_receipt
from server.reminders.actions.subscription import subscribe, unsubscribe
from server.reminders.queries.ledger import own_reminders, reminders_of_patient
from server.reminders.rules import Gone
from server.reminders.rules.timing import Quiet, minute_in
from server.reminders.schemas import (
    ChoiceBody,
    EmailBody,
    EmailCodeBody,
    EndpointBody,
    HoldBody,
    OwnRemindersView,
    PatientRemindersView,
    ReceiptBody,
    SubscriptionBody,
    TestView,
)

reminders = Blueprint("reminders", __name__)


def _own(actor: Actor) -> dict[str, Any]:
    settings: Settings = current_app.config["LODESTONE_SETTINGS"]
    key = current_app.extensions["lodestone-push"].public_words if settings.push.hosts else None
    return own_reminders(actor, clock.now()) | {"has_mail": settings.mail is not None, "push_key": key}


@endpoint(reminders, "GET", "/api/me/reminders", allow=Permission.READ_OWN_LOG, returns=OwnRemindersView())
def get_own_reminders(actor: Actor) -> dict[str, Any]:
    """How one is reminded, and what became of the reminders of the last fourteen days."""
    return _own(actor)


@endpoint(
    reminders,
    "POST",
    "/api/me/reminders",
    allow=Permission.WRITE_OWN_LOG,
    body=ChoiceBody(),
    returns=OwnRemindersView(),
)
def post_own_reminders(actor: Actor, body: dict[str, Any]) -> dict[str, Any]:
    """Choose how and when to be reminded, or not at all. A new hour that is over today counts from tomorrow on."""
    minute = None if body["hour"] is None else minute_in(body["hour"])
    quiet = None
    if body["quiet_from"] is not None:
        quiet = Quiet(minute_in(body["quiet_from"]), minute_in(body["quiet_until"]))
    choose(actor, Choice(body["way"], minute, quiet, body["paused_until"]), clock.now())
    return _own(actor)


@endpoint(
    reminders,
    "POST",
    "/api/me/reminders/email",
    allow=Permission.WRITE_OWN_LOG,
    body=EmailBody(),
    returns=OwnRemindersView(),
)
def post_own_email(actor: Actor, body: dict[str, Any]) -> dict[str, Any]:
    """Give an e-mail address for reminders. A code goes there; until it is typed the address is not used."""
    ask_email(actor, body["email"], clock.now())
    return _own(actor)


@endpoint(
    reminders,
    "POST",
    "/api/me/reminders/email/confirm",
    allow=Permission.WRITE_OWN_LOG,
    body=EmailCodeBody(),
    returns=OwnRemindersView(),
)
def post_own_email_code(actor: Actor, body: dict[str, Any]) -> dict[str, Any]:
    """Type the code that came by e-mail: the address is used from now on."""
    confirm_email(actor, body["code"], client_address(), clock.now())
    return _own(actor)


@endpoint(
    reminders,
    "POST",
    "/api/me/reminders/email/forget",
    allow=Permission.WRITE_OWN_LOG,
    body=NoBody(),
    returns=OwnRemindersView(),
)
def post_own_email_forgotten(actor: Actor, body: dict[str, Any]) -> dict[str, Any]:
    """Delete one's e-mail address; reminders that went there end."""
    forget_email(actor, clock.now())
    return _own(actor)


@endpoint(
    reminders,
    "POST",
    "/api/me/reminders/test",
    allow=Permission.WRITE_OWN_LOG,
    body=NoBody(),
    returns=TestView(),
    status=201,
)
def post_own_test(actor: Actor, body: dict[str, Any]) -> dict[str, Any]:
    """Send oneself a test, the way that one is reminded."""
    return {"sent": send_test(actor, clock.now())}


@endpoint(
    reminders,
    "POST",
    "/api/me/push-subscriptions",
    allow=Permission.WRITE_OWN_LOG,
    body=SubscriptionBody(),
    returns=OwnRemindersView(),
)
def post_subscription(actor: Actor, body: dict[str, Any]) -> dict[str, Any]:
    """Let notifications come to this phone. Safe to repeat at every start."""
    settings: Settings = current_app.config["LODESTONE_SETTINGS"]
    subscribe(actor, **body, label=device_label(), hosts=settings.push.hosts, now=clock.now())
    return _own(actor)


@endpoint(
    reminders,
    "POST",
    "/api/me/push-subscriptions/end",
    allow=Permission.WRITE_OWN_LOG,
    body=EndpointBody(),
    returns=OwnRemindersView(),
)
def post_subscription_end(actor: Actor, body: dict[str, Any]) -> dict[str, Any]:
    """Let no more notifications come to the phone of this endpoint."""
    unsubscribe(actor, body["endpoint"], Gone.SWITCHED_OFF, clock.now())
    return _own(actor)


@endpoint(reminders, "POST", "/api/reminders/receipts", allow=Permission.PUBLIC, body=ReceiptBody())
def post_receipt(body: dict[str, Any]) -> None:
    """Say that a notification was shown or tapped. Answers the same whatever the token is; nothing comes back."""
    found = current_app.extensions["lodestone-push"].reminder_in(body["token"])
    if found is not None:
        clinic_id, reminder_id = found
        note_receipt(clinic_id, reminder_id, body["seen"], clock.now())


@endpoint(
    reminders,
    "GET",
    "/api/patients/<uuid:patient_id>/reminders",
    allow=Permission.READ_COURSES,
    returns=PatientRemindersView(),
    reads="patient_id",
)
def get_patient_reminders(actor: Actor, patient_id: UUID) -> dict[str, Any]:
    """How a patient is reminded, which phones work, and what became of the reminders of the last sixty days."""
    return reminders_of_patient(actor, patient_id, clock.now())


@endpoint(
    reminders,
    "POST",
    "/api/patients/<uuid:patient_id>/reminders/hold",
    allow=Permission.MANAGE_PATIENTS,
    body=HoldBody(),
    returns=PatientRemindersView(),
    reads="patient_id",
)
def post_patient_hold(actor: Actor, patient_id: UUID, body: dict[str, Any]) -> dict[str, Any]:
    """Pause a patient's reminders for the clinic up to a day, or let them go on."""
    now = clock.now()
    hold(actor, patient_id, body["until"], now)
    return reminders_of_patient(actor, patient_id, now)
