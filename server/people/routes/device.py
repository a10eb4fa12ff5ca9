"""A phone's own key over HTTP."""

from typing import Any

from flask import Blueprint, Response

from server import clock
from server.access import Actor, Permission
from server.http import device_label, endpoint
from server.people.actions.device import bind_device
from server.people.cookie import signed_in
from server.people.schemas import MeView
from server.people.schemas.device import DeviceBody

device = Blueprint("device", __name__)


@endpoint(device, "POST", "/api/me/device", allow=Permission.WRITE_OWN_LOG, body=DeviceBody(), returns=MeView())
def post_device(actor: Actor, body: dict[str, Any]) -> Response:
    """Bind this session to a key that the phone made and cannot give away. From then on it signs what it sends."""
    token, bound = bind_device(actor, body["key"], device_label(), clock.now())
    return signed_in(token, bound)
