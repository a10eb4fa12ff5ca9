"""Tablets that staff share, and on which patients answer."""

from typing import Any
from uuid import UUID

from server.access import Role
from tests.api.examples import core
from tests.api.examples.house import House
from tests.builders import World

BODIES: dict[str, dict[str, Any]] = {
    "/api/lock": {},
    "/api/tablets": {"name": "Room 2"},
    "/api/tablets/<uuid:tablet_id>/remove": {},
    "/api/patients/<uuid:patient_id>/kiosk-codes": {},
    "/api/kiosk/begin": {"code": "ABCD-EFGH"},
    "/api/kiosk/end": {},
    "/api/kiosk/entries": {
        "device": "0190a3a0-0000-7000-8000-000000000001",
        "sent_at": "2026-11-23T09:00:00Z",
        "items": [core.CHECK_IN],
    },
}
QUERIES: dict[str, dict[str, str]] = {"/api/kiosk": {"on": "2026-11-23"}}


def add_to(world: World, house: House) -> dict[str, UUID]:
    """The house has a tablet that is enrolled, and its patient a code for it."""
    code = f"/api/patients/{house.ids['patient_id']}/kiosk-codes"
    assert world.client_of(house.people[Role.TECHNICIAN]).post(code, json={}).status_code == 201
    return {"tablet_id": world.tablet(house.people[Role.ADMIN]).id}
