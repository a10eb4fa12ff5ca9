"""A good request for every route that takes a body or an id, and a clinic in which all of them are possible.

Each area of the application has a module here with BODIES and QUERIES by path and, where its routes name something
that `furnish` does not make, `add_to(world, house)`, which adds it and returns its ids by the names in the paths.
"""

from typing import Any

from server.people.models import Clinic
from tests.api.examples import (
    access_log,
    advice,
    alerts,
    core,
    events,
    forms,
    joining,
    messages,
    outcomes,
    passkeys,
    password,
    planning,
    privacy,
    reminders,
    safety,
    sessions,
    tablets,
)
from tests.api.examples.house import House, furnish_core
from tests.builders import World

PARTS: tuple[Any, ...] = (
    alerts,
    core,
    events,
    forms,
    messages,
    outcomes,
    safety,
    planning,
    privacy,
    passkeys,
    joining,
    sessions,
    access_log,
    password,
    tablets,
    reminders,
    advice,
)
BODIES: dict[str, dict[str, Any]] = {path: body for part in PARTS for path, body in part.BODIES.items()}
QUERIES: dict[str, dict[str, str]] = {path: query for part in PARTS for path, query in part.QUERIES.items()}
CHECK_IN = core.CHECK_IN


def furnish(world: World, clinic: Clinic) -> House:
    """A clinic with somebody of every role and one of everything that an address can name."""
    house = furnish_core(world, clinic)
    for part in PARTS:
        if hasattr(part, "add_to"):
            house.ids.update(part.add_to(world, house))
    return house


def body_for(path: str, house: House) -> dict[str, Any]:
    """A body that the route accepts. A new route adds its own to its area; tests tell when it is missing."""
    body = BODIES[path]
    return body | {name: str(house.ids[name]) for name in body if name in house.ids}
