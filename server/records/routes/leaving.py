"""Leaving and erasing over HTTP."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, jsonify

from server import clock
from server.access import Actor, Permission
from server.http import endpoint
from server.people.cookie import take_token
from server.people.schemas import NoBody
from server.records.actions.erasure import erase, note_told
from server.records.actions.leaving import come_back, decline, leave, record_wish
from server.records.queries.leaving import LeavingPage, LeavingRow, leaving_of, leaving_page
from server.records.schemas.leaving import (
    DeclineBody,
    EraseBody,
    LeaveBody,
    LeavingPageView,
    LeavingView,
    ReturnBody,
    WishBody,
)

leaving = Blueprint("leaving", __name__)


@endpoint(leaving, "GET", "/api/me/leaving", allow=Permission.READ_OWN_LOG, returns=LeavingView())
def get_my_leaving(actor: Actor) -> LeavingRow:
    """Whether one has withdrawn or asked to be erased, and by when the clinic answers."""
    return leaving_of(actor, actor.person_id)


@endpoint(leaving, "POST", "/api/me/leave", allow=Permission.LEAVE, body=LeaveBody(), returns=LeavingView())
def post_leave(actor: Actor, body: dict[str, Any]) -> Response:
    """Withdraw, which holds at once, or ask to be erased, too. Alerts that are open stay open."""
    leave(actor, body, clock.now())
    answer = jsonify(LeavingView().dump(leaving_of(actor, actor.person_id)))
    if body["sign_out"]:
        take_token(answer)
    return answer


@endpoint(leaving, "POST", "/api/me/leave/take-back", allow=Permission.LEAVE, body=NoBody(), returns=LeavingView())
def post_take_back(actor: Actor, body: dict[str, Any]) -> LeavingRow:
    """Take part again. Consents to studies are given anew."""
    come_back(actor, actor.person_id, None, clock.now())
    return leaving_of(actor, actor.person_id)


@endpoint(
    leaving,
    "GET",
    "/api/patients/<uuid:patient_id>/leaving",
    allow=Permission.READ_COURSES,
    returns=LeavingView(),
    reads="patient_id",
)
def get_leaving_of(actor: Actor, patient_id: UUID) -> LeavingRow:
    """Whether a patient has withdrawn or asked to be erased."""
    return leaving_of(actor, patient_id)


@endpoint(
    leaving,
    "POST",
    "/api/patients/<uuid:patient_id>/leave",
    allow=Permission.MANAGE_PATIENTS,
    body=WishBody(),
    returns=LeavingView(),
)
def post_wish(actor: Actor, patient_id: UUID, body: dict[str, Any]) -> LeavingRow:
    """Record that a patient withdrew or asked to be erased by letter or in person."""
    record_wish(actor, patient_id, body, clock.now())
    return leaving_of(actor, patient_id)


@endpoint(
    leaving,
    "POST",
    "/api/patients/<uuid:patient_id>/return",
    allow=Permission.MANAGE_PATIENTS,
    body=ReturnBody(),
    returns=LeavingView(),
)
def post_return(actor: Actor, patient_id: UUID, body: dict[str, Any]) -> LeavingRow:
    """Record that a patient takes part again."""
    come_back(actor, patient_id, body["why"], clock.now())
    return leaving_of(actor, patient_id)


@endpoint(
    leaving,
    "GET",
    "/api/leaving",
    allow=Permission.HANDLE_LEAVING,
    returns=LeavingPageView(),
    reads="patients",
)
def get_leaving(actor: Actor) -> LeavingPage:
    """The erasures that were asked for and those that were carried out."""
    return leaving_page(actor, clock.now())


@endpoint(
    leaving,
    "POST",
    "/api/leaving/<uuid:leaving_id>/decline",
    allow=Permission.HANDLE_LEAVING,
    body=DeclineBody(),
    returns=LeavingPageView(),
)
def post_decline(actor: Actor, leaving_id: UUID, body: dict[str, Any]) -> LeavingPage:
    """Do not erase now, with the reason, which the patient reads. The withdrawal goes on."""
    decline(actor, leaving_id, body["answer"], clock.now())
    return leaving_page(actor, clock.now())


@endpoint(
    leaving,
    "POST",
    "/api/leaving/<uuid:leaving_id>/erase",
    allow=Permission.ERASE_PATIENTS,
    body=EraseBody(),
    returns=LeavingPageView(),
)
def post_erase(actor: Actor, leaving_id: UUID, body: dict[str, Any]) -> LeavingPage:
    """Erase all that is held about the patient, for good. A tombstone and the trail of deeds remain."""
    erase(actor, leaving_id, body["reason"], body["confirmed"], clock.now())
    return leaving_page(actor, clock.now())


@endpoint(
    leaving,
    "POST",
    "/api/erasures/<uuid:erasure_id>/told",
    allow=Permission.HANDLE_LEAVING,
    body=NoBody(),
    returns=LeavingPageView(),
)
def post_told(actor: Actor, erasure_id: UUID, body: dict[str, Any]) -> LeavingPage:
    """Note that the recipients of exports were told; the pseudonyms are then forgotten."""
    note_told(actor, erasure_id, clock.now())
    return leaving_page(actor, clock.now())
