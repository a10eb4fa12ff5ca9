"""Holds and safety screens. The held course is one of its own: on the house's own course sessions can be opened."""

from typing import Any
from uuid import UUID

from server.access import Role
from server.courses.actions.hold import place_hold
from server.courses.rules.hold import HoldKind
from server.people.models import Clinic
from tests.api.examples.house import House
from tests.builders import World

BODIES: dict[str, dict[str, Any]] = {
    "/api/courses/<uuid:course_id>/holds": {"kind": "hearing", "detail": "Hears worse on the left since Friday"},
    "/api/holds/<uuid:hold_id>/clear": {"reason": "Audiogram normal, seen by Dr. Doe today."},
}
QUERIES: dict[str, dict[str, str]] = {}


def add_to(world: World, house: House) -> dict[str, UUID]:
    clinician, now = house.people[Role.CLINICIAN].actor, world.clock.now
    course = world.course(world.patient(_clinic_of(world, house), "Hold Example"))
    hold = world.run(place_hold, clinician, course.id, HoldKind.FAINTING, "Fainted on the way out", now)
    return {"hold_id": hold}


def _clinic_of(world: World, house: House) -> Any:
    (clinic,) = world.rows(Clinic, id=house.course.clinic_id)
    return clinic
