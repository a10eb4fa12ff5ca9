"""Tablets of the treatment rooms over HTTP."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, jsonify

from server import clock
from server.access import Actor, Permission
from server.http import device_label, endpoint
from server.people.actions.tablet import enrol_tablet, remove_tablet
from server.people.cookie import held_tablet, set_tablet
from server.people.queries.tablet import tablets_of
from server.people.schemas import NoBody
from server.people.schemas.tablet import TabletBody, TabletsView

tablets = Blueprint("tablets", __name__)


@endpoint(tablets, "GET", "/api/tablets", allow=Permission.MANAGE_CLINIC, returns=TabletsView())
def get_tablets(actor: Actor) -> dict[str, Any]:
    """The tablets of the clinic's treatment rooms: those in use first."""
    return {"tablets": tablets_of(actor, held_tablet())}


@endpoint(
    tablets,
    "POST",
    "/api/tablets",
    allow=Permission.MANAGE_TABLETS,
    body=TabletBody(),
    returns=TabletsView(),
    status=201,
)
def post_tablet(actor: Actor, body: dict[str, Any]) -> Response:
    """Make the browser that asks a tablet of the clinic. It gets a cookie, which by itself signs nobody in."""
    token = enrol_tablet(actor, body["name"], device_label(), held_tablet(), clock.now())
    answer = jsonify(TabletsView().dump({"tablets": tablets_of(actor, token.text)}))
    answer.status_code = 201
    set_tablet(answer, token)
    return answer


@endpoint(
    tablets,
    "POST",
    "/api/tablets/<uuid:tablet_id>/remove",
    allow=Permission.MANAGE_CLINIC,
    body=NoBody(),
    returns=TabletsView(),
)
def post_tablet_removed(actor: Actor, tablet_id: UUID, body: dict[str, Any]) -> dict[str, Any]:
    """Remove a tablet and end all sessions on it. Needs no fresh proof: one that was stolen must not wait."""
    remove_tablet(actor, tablet_id, clock.now())
    return {"tablets": tablets_of(actor, held_tablet())}
