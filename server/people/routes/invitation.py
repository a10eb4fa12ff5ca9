"""Invitations and codes of the clinic over HTTP."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, current_app

from server import clock
from server.access import Actor, Permission
from server.http import Edges, client_address, device_label, endpoint
from server.people.actions.invitation import Shown, invite_patient, link_of, look_at, redeem
from server.people.actions.proof_code import IssuedCode, issue_code, prove_by_code
from server.people.cookie import held_tablet, signed_in
from server.people.schemas import MeView, NoBody
from server.people.schemas.invitation import (
    CodeBody,
    InvitationView,
    InviteBody,
    IssuedCodeView,
    IssuedView,
    JoinBody,
    WayInBody,
)

invitations = Blueprint("invitations", __name__)


@endpoint(
    invitations, "POST", "/api/invitations/look", allow=Permission.PUBLIC, body=WayInBody(), returns=InvitationView()
)
def look_at_invitation(body: dict[str, Any]) -> dict[str, Any]:
    """Say whose invitation this is, without using it up."""
    invited = look_at(Shown(body["token"], body["code"], None, client_address()), clock.now())
    kind = "patient" if invited.invitation.patient_id else "staff"
    of_clinic = {"clinic": invited.clinic.name, "is_demo": invited.clinic.is_demo}
    return {**of_clinic, "kind": kind, "role": invited.role, "needs_pin": invited.needs_pin}


@endpoint(invitations, "POST", "/api/join", allow=Permission.PUBLIC, body=JoinBody(), returns=MeView())
def join(body: dict[str, Any]) -> Response:
    """Use up a single-use invitation, start a session and set its cookie."""
    shown = Shown(body["token"], body["code"], body["pin"], client_address(), held_tablet())
    token, actor = redeem(shown, clock.now(), label=device_label())
    return signed_in(token, actor)


@endpoint(
    invitations,
    "POST",
    "/api/patients/<uuid:patient_id>/invitations",
    allow=Permission.MANAGE_PATIENTS,
    body=InviteBody(),
    returns=IssuedView(),
    status=201,
)
def post_invitation(actor: Actor, patient_id: UUID, body: dict[str, Any]) -> dict[str, Any]:
    """Invite a patient: a link, a short code and, where phones can use it, a QR code. Earlier unused ones end."""
    edges: Edges = current_app.extensions["lodestone"]
    return link_of(invite_patient(actor, patient_id, clock.now(), body["form"]), edges.address)


@endpoint(
    invitations,
    "POST",
    "/api/patients/<uuid:patient_id>/codes",
    allow=Permission.MANAGE_PATIENTS,
    body=NoBody(),
    returns=IssuedCodeView(),
    status=201,
)
def post_code(actor: Actor, patient_id: UUID, body: dict[str, Any]) -> IssuedCode:
    """Six digits to tell the patient, who types them on the phone to see the whole record."""
    return issue_code(actor, patient_id, clock.now())


@endpoint(invitations, "POST", "/api/me/prove/code", allow=Permission.READ_OWN_LOG, body=CodeBody(), returns=MeView())
def post_proof_by_code(actor: Actor, body: dict[str, Any]) -> Response:
    """Prove by the clinic's code who one is: the whole record is open for a while. The session goes on."""
    token = prove_by_code(actor, body["code"], client_address(), clock.now())
    return signed_in(token, replace(actor, is_fresh=True))
