"""Ways in, and taking them away, over HTTP."""

from typing import Any
from uuid import UUID

from flask import Blueprint, current_app

from server import clock
from server.access import Actor, Permission
from server.http import Edges, endpoint
from server.people.actions.invitation import link_of
from server.people.actions.recovery import note_told, revoke_access_of_member, revoke_access_of_patient
from server.people.queries.recovery import Access, access_of
from server.people.schemas import NoBody
from server.people.schemas.invitation import IssuedView
from server.people.schemas.recovery import AccessView, RevokeBody, RevokeMemberBody

recovery = Blueprint("recovery", __name__)


@endpoint(
    recovery,
    "GET",
    "/api/patients/<uuid:patient_id>/access",
    allow=Permission.MANAGE_PATIENTS,
    returns=AccessView(),
    reads="patient_id",
)
def get_access(actor: Actor, patient_id: UUID) -> Access:
    """How a patient gets in: phones, passkeys, and an invitation that waits."""
    return access_of(actor, patient_id, clock.now())


@endpoint(
    recovery,
    "POST",
    "/api/patients/<uuid:patient_id>/access/revoke",
    allow=Permission.MANAGE_PATIENTS,
    body=RevokeBody(),
    returns=AccessView(),
)
def post_revocation(actor: Actor, patient_id: UUID, body: dict[str, Any]) -> Access:
    """End every way in of a patient, with a reason. The patient is told at the next sign-in."""
    now = clock.now()
    revoke_access_of_patient(actor, patient_id, body["identified_by"], body["reason"], now)
    return access_of(actor, patient_id, now)


@endpoint(
    recovery,
    "POST",
    "/api/staff/<uuid:account_id>/access/revoke",
    allow=Permission.MANAGE_CLINIC,
    body=RevokeMemberBody(),
    returns=IssuedView(),
)
def post_revocation_of_member(actor: Actor, account_id: UUID, body: dict[str, Any]) -> dict[str, Any]:
    """End every way in of a member of staff, with a reason, and get a new single-use link."""
    edges: Edges = current_app.extensions["lodestone"]
    return link_of(revoke_access_of_member(actor, account_id, body["reason"], clock.now()), edges.address)


@endpoint(recovery, "POST", "/api/me/revocation/seen", allow=Permission.SIGNED_IN, body=NoBody(), status=204)
def post_revocation_seen(actor: Actor, body: dict[str, Any]) -> None:
    """Say that one has read what the clinic ended; see `revoked` of /api/me."""
    note_told(actor, clock.now())
