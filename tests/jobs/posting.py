"""What the tests of messages share: messages to send, and an operator who sets up the ways out."""

from dataclasses import replace
from ipaddress import ip_network
from typing import Any

from server import jobs
from server.config import Hooks
from server.db import db
from server.messages.actions import queue
from server.messages.models import OutgoingMessage
from server.messages.rules import Channel, Outgoing
from server.people.models import Clinic
from tests.builders import World
from tests.far_ends import GatewayEnd

(DELIVER,) = [job for job in jobs.SCHEDULE if job.name == "deliver messages"]
KEY = b"k" * 32
VALUES = {"initials": "P. E.", "due": "23 Nov 14:00", "path": "/app/alerts"}
MAIL = Outgoing("alert:1", Channel.EMAIL, "ann@example.org", "alert", VALUES)
PAGE = Outgoing("alert:2", Channel.WEBHOOK, "ann-7", "alert", VALUES)


def change_settings(world: World, **changes: Any) -> None:
    world.app.config["LODESTONE_SETTINGS"] = replace(world.app.config["LODESTONE_SETTINGS"], **changes)


def set_up(world: World, clinic: Clinic, gateway: GatewayEnd, **hooks: Any) -> None:
    """The operator allows the gateway, the administrator names it."""
    known = {
        "hosts": frozenset({f"localhost:{gateway.port}"}),
        "networks": (ip_network("127.0.0.0/8"), ip_network("::1")),
        "secrets": {str(clinic.id): (KEY,)},
    }
    change_settings(world, hooks=Hooks(**{**known, **hooks}))
    with world.transaction():
        db.session.get_one(Clinic, clinic.id).settings = {"messages.webhook_url": gateway.url}


def put(world: World, clinic: Clinic, *messages: Outgoing) -> int:
    number: int = world.run(queue, clinic.id, messages, world.clock.now)
    return number


def message(world: World, clinic: Clinic) -> OutgoingMessage:
    (only,) = world.rows(OutgoingMessage, clinic_id=clinic.id)
    return only
