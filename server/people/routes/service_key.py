"""Keys of machines over HTTP."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import Blueprint

from server import clock
from server.access import Actor, Permission
from server.http import endpoint
from server.people.actions.service_key import make_key, revoke_key
from server.people.queries.service_key import keys_of
from server.people.schemas import NoBody
from server.people.schemas.service_key import NewServiceKeyView, ServiceKeyBody, ServiceKeysView

service_keys = Blueprint("service_keys", __name__)


@endpoint(service_keys, "GET", "/api/service-keys", allow=Permission.MANAGE_CLINIC, returns=ServiceKeysView())
def get_keys(actor: Actor) -> dict[str, Any]:
    """The keys of the clinic's machines, the newest first."""
    return {"keys": keys_of(actor)}


@endpoint(
    service_keys,
    "POST",
    "/api/service-keys",
    allow=Permission.MANAGE_MACHINES,
    body=ServiceKeyBody(),
    returns=NewServiceKeyView(),
    status=201,
)
def post_key(actor: Actor, body: dict[str, Any]) -> dict[str, Any]:
    """Make a key for a machine. It is shown this once; send it as `Authorization: Bearer`, never with a cookie."""
    token = make_key(actor, body["name"], timedelta(days=body["days"]), clock.now())
    return {"secret": token.text, "keys": keys_of(actor)}


@endpoint(
    service_keys,
    "POST",
    "/api/service-keys/<uuid:service_key_id>/revoke",
    allow=Permission.MANAGE_CLINIC,
    body=NoBody(),
    returns=ServiceKeysView(),
)
def post_key_revoked(actor: Actor, service_key_id: UUID, body: dict[str, Any]) -> dict[str, Any]:
    """End a key at once. Needs no fresh proof: a key that leaked must not wait."""
    revoke_key(actor, service_key_id, clock.now())
    return {"keys": keys_of(actor)}
