"""The clinic's crisis card, staff and roster over HTTP."""

from typing import Any
from uuid import UUID

from flask import Blueprint, current_app

from server import clock
from server.access import Actor, Permission
from server.http import Edges, endpoint
from server.people.actions.clinic import change_card, verify_card
from server.people.actions.duty import add_shift, remove_shift
from server.people.actions.invitation import link_of
from server.people.actions.staff import add_member, change_member, invite_member, remove_member
from server.people.library import card_seeds
from server.people.queries import clinic_of
from server.people.queries.readiness import last_test_alert, readiness_of
from server.people.queries.staff import duty_now, hours_of, roster_of, staff_of
from server.people.rules import help_card
from server.people.schemas import HelpCardView, NoBody
from server.people.schemas.clinic import (
    CardBody,
    CardSeedsView,
    CardVerifyBody,
    MemberBody,
    MemberChangeBody,
    ReadinessView,
    RosterView,
    ShiftBody,
    StaffView,
)
from server.people.schemas.invitation import IssuedView

clinic = Blueprint("clinic", __name__)


@endpoint(clinic, "GET", "/api/clinic/readiness", allow=Permission.READ_SETTINGS, returns=ReadinessView())
def get_readiness(actor: Actor) -> dict[str, Any]:
    """What the clinic lacks before it may add or invite a patient, and whether its crisis numbers are old."""
    card = clinic_of(actor)
    ready = readiness_of(card, clock.now())
    verified = {key: card.help.get(key) for key in ("verified_on", "verified_by")}
    return {"missing": ready.missing, "is_old": ready.is_old, "test_alert": last_test_alert(card.id), **verified}


@endpoint(clinic, "GET", "/api/clinic/card-seeds", allow=Permission.MANAGE_CLINIC, returns=CardSeedsView())
def get_card_seeds(actor: Actor) -> dict[str, Any]:
    """Crisis lines by country, unverified, to start a card from."""
    return {"countries": card_seeds()}


@endpoint(clinic, "POST", "/api/clinic/card", allow=Permission.MANAGE_CLINIC, body=CardBody(), returns=HelpCardView())
def post_card(actor: Actor, body: dict[str, Any]) -> dict[str, Any]:
    """Set the crisis card. Where a number changes, somebody must call the numbers anew."""
    changed = change_card(actor, body, clock.now())
    return help_card(changed.name, changed.help)


@endpoint(
    clinic,
    "POST",
    "/api/clinic/card/verify",
    allow=Permission.MANAGE_CLINIC,
    body=CardVerifyBody(),
    returns=HelpCardView(),
)
def post_card_verified(actor: Actor, body: dict[str, Any]) -> dict[str, Any]:
    """Say who called each number of the card today, and that each was right."""
    changed = verify_card(actor, body["name"], clock.now())
    return help_card(changed.name, changed.help)


@endpoint(clinic, "GET", "/api/staff", allow=Permission.MANAGE_CLINIC, returns=StaffView())
def get_staff(actor: Actor) -> dict[str, Any]:
    """All who work at the clinic, with the ways to reach them."""
    return {"staff": staff_of(actor)}


@endpoint(
    clinic,
    "POST",
    "/api/staff",
    allow=Permission.MANAGE_CLINIC,
    body=MemberBody(),
    returns=IssuedView(),
    status=201,
)
def post_staff(actor: Actor, body: dict[str, Any]) -> dict[str, Any]:
    """Add a member of staff and get the single-use link by which the person signs in."""
    now = clock.now()
    edges: Edges = current_app.extensions["lodestone"]
    return link_of(invite_member(actor, add_member(actor, body, now), now), edges.address)


@endpoint(
    clinic,
    "POST",
    "/api/staff/<uuid:account_id>/invitations",
    allow=Permission.MANAGE_CLINIC,
    body=NoBody(),
    returns=IssuedView(),
    status=201,
)
def post_staff_invitation(actor: Actor, account_id: UUID, body: dict[str, Any]) -> dict[str, Any]:
    """A new single-use sign-in link for a member of staff. Earlier unused ones stop working."""
    edges: Edges = current_app.extensions["lodestone"]
    return link_of(invite_member(actor, account_id, clock.now()), edges.address)


@endpoint(
    clinic,
    "POST",
    "/api/staff/<uuid:account_id>/change",
    allow=Permission.MANAGE_CLINIC,
    body=MemberChangeBody(),
    returns=StaffView(),
)
def post_staff_change(actor: Actor, account_id: UUID, body: dict[str, Any]) -> dict[str, Any]:
    """Set the role of a member of staff, and the ways to reach the person."""
    change_member(actor, account_id, body, clock.now())
    return {"staff": staff_of(actor)}


@endpoint(
    clinic,
    "POST",
    "/api/staff/<uuid:account_id>/remove",
    allow=Permission.MANAGE_CLINIC,
    body=NoBody(),
    returns=StaffView(),
)
def post_staff_remove(actor: Actor, account_id: UUID, body: dict[str, Any]) -> dict[str, Any]:
    """End the access of a member of staff at once. What the person did keeps their name."""
    remove_member(actor, account_id, clock.now())
    return {"staff": staff_of(actor)}


@endpoint(clinic, "GET", "/api/duty", allow=Permission.READ_SETTINGS, returns=RosterView())
def get_duty(actor: Actor) -> dict[str, Any]:
    """The roster, whom an alert would reach now, and the clinic's hours."""
    now = clock.now()
    return {"shifts": roster_of(actor, now), "now": duty_now(actor, now), **hours_of(actor, now)}


@endpoint(
    clinic,
    "POST",
    "/api/duty",
    allow=Permission.MANAGE_CLINIC,
    body=ShiftBody(),
    returns=RosterView(),
    status=201,
)
def post_shift(actor: Actor, body: dict[str, Any]) -> dict[str, Any]:
    """Put somebody on the roster: on duty, on call, or in another one's place."""
    add_shift(actor, body, clock.now())
    return get_duty(actor)


@endpoint(
    clinic,
    "POST",
    "/api/duty/<uuid:shift_id>/remove",
    allow=Permission.MANAGE_CLINIC,
    body=NoBody(),
    returns=RosterView(),
)
def post_shift_remove(actor: Actor, shift_id: UUID, body: dict[str, Any]) -> dict[str, Any]:
    """Take an entry off the roster."""
    remove_shift(actor, shift_id, clock.now())
    return get_duty(actor)
