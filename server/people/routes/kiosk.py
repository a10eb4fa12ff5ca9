"""Codes for a tablet of the clinic, and the visits that they open, over HTTP."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response

from server import clock
from server.access import Actor, Permission
from server.http import endpoint
from server.people.actions.kiosk import IssuedKioskCode, begin_visit, end_visit, issue_kiosk_code
from server.people.cookie import caller, set_token, take_token
from server.people.schemas import NoBody
from server.people.schemas.kiosk import KioskCodeBody, KioskCodeView

kiosk = Blueprint("kiosk", __name__)


@endpoint(
    kiosk,
    "POST",
    "/api/patients/<uuid:patient_id>/kiosk-codes",
    allow=Permission.MANAGE_PATIENTS,
    body=NoBody(),
    returns=KioskCodeView(),
    status=201,
)
def post_kiosk_code(actor: Actor, patient_id: UUID, body: dict[str, Any]) -> IssuedKioskCode:
    """A short code with which the patient answers what is due on a tablet of the clinic."""
    return issue_kiosk_code(actor, patient_id, clock.now())


@endpoint(kiosk, "POST", "/api/kiosk/begin", allow=Permission.PUBLIC, body=KioskCodeBody(), status=204)
def post_kiosk_begin(body: dict[str, Any]) -> Response:
    """Begin a patient's visit on an enrolled tablet with a short code. Whoever was signed in on it no longer is."""
    token = begin_visit(body["code"], caller(), clock.now())
    answer = Response(status=204)
    set_token(answer, token)
    return answer


@endpoint(kiosk, "POST", "/api/kiosk/end", allow=Permission.PUBLIC, body=NoBody(), status=204)
def post_kiosk_end(body: dict[str, Any]) -> Response:
    """End whatever session an enrolled tablet holds: before a patient takes it, and after."""
    end_visit(caller(), clock.now())
    answer = Response(status=204)
    take_token(answer)
    answer.headers["Clear-Site-Data"] = '"cache"'  # pages of staff that the browser kept to go back to
    return answer
