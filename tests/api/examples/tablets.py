"""Tablets that staff share."""

from typing import Any
from uuid import UUID

from server.access import Role
from server.people.models.tablet import Tablet
from tests.api.examples.house import House
from tests.builders import World

BODIES: dict[str, dict[str, Any]] = {
    "/api/lock": {},
    "/api/tablets": {"name": "Room 2"},
    "/api/tablets/<uuid:tablet_id>/remove": {},
}
QUERIES: dict[str, dict[str, str]] = {}


def add_to(world: World, house: House) -> dict[str, UUID]:
    """The house has a tablet that is enrolled."""
    admin = house.people[Role.ADMIN]
    tablet = Tablet(
        clinic_id=admin.clinic_id,
        name="Room 1",
        label="Chrome on Android",
        token_hash=admin.id.hex * 2,
        enrolled_by=admin.id,
        enrolled_at=world.clock.now,
    )
    world.add(tablet)
    return {"tablet_id": tablet.id}
