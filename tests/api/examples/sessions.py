"""Where people are signed in, and keys of machines."""

from typing import Any
from uuid import UUID

from server.access import Role
from server.people.models import Clinic
from server.people.models.service_key import ServiceKey
from server.people.rules.session import Method
from server.people.sessions import start_session
from tests.api.examples.house import House
from tests.builders import Person, World

BODIES: dict[str, dict[str, Any]] = {
    "/api/me/sessions/<uuid:sign_in_id>/end": {},
    "/api/me/sessions/end-others": {},
    "/api/staff/<uuid:account_id>/end-sessions": {},
    "/api/service-keys": {"name": "Data warehouse", "days": 90},
    "/api/service-keys/<uuid:service_key_id>/revoke": {},
}
QUERIES: dict[str, dict[str, str]] = {}


def add_to(world: World, house: House) -> dict[str, UUID]:
    """Somebody of every role is signed in somewhere else, too, and there is a key of a machine."""
    for role, person in house.people.items():
        with world.transaction():
            at = (person.clinic_id, role, person.id, world.clock.now)
            _, actor = start_session(*at, method=Method.PASSKEY, label="Firefox on Linux")
        assert actor.session_id is not None
        house.own.setdefault(role, {})["sign_in_id"] = actor.session_id
    house.people[Role.SERVICE] = _machine(world, house)
    other = _machine(world, house)
    world.client_of(other)
    (key,) = world.rows(ServiceKey, account_id=other.id)
    return house.own[Role.PATIENT] | {"service_key_id": key.id}


def _machine(world: World, house: House) -> Person:
    (clinic,) = world.rows(Clinic, id=house.course.clinic_id)
    return world.staff(Role.SERVICE, clinic, "A machine")
