"""Own data, and patients who leave."""

from typing import Any
from uuid import UUID

from server.access import Role
from server.people.models import Clinic
from server.records.actions.erasure import erase
from server.records.actions.leaving import record_wish
from server.records.models.leaving import Erasure, Leaving
from server.records.rules.leaving import What
from tests.api.examples.house import House
from tests.builders import World

ERASE = {"reason": "Ten years are over, nothing is owed to anybody.", "confirmed": []}
BODIES: dict[str, dict[str, Any]] = {
    "/api/me/data": {},
    "/api/me/data.pdf": {},
    "/api/me/leave": {"what": "withdraw", "words": "Too much on my mind.", "sign_out": False},
    "/api/me/leave/take-back": {},
    "/api/patients/<uuid:patient_id>/leave": {"what": "erase", "words": "Letter of 20 November."},
    "/api/patients/<uuid:patient_id>/return": {"why": "Called and said so."},
    "/api/leaving/<uuid:leaving_id>/decline": {"answer": "The law obliges us to keep it until 2036."},
    "/api/leaving/<uuid:leaving_id>/erase": ERASE,
    "/api/erasures/<uuid:erasure_id>/told": {},
}
QUERIES: dict[str, dict[str, str]] = {}


def add_to(world: World, house: House) -> dict[str, UUID]:
    """Somebody who asked to be erased, and the tombstone of somebody who was. Neither had a course."""
    (clinic,) = world.rows(Clinic, id=house.course.clinic_id)
    waits, erased = (_asked(world, house, clinic, name) for name in ("Waits Example", "Erased Example"))
    world.run(erase, house.people[Role.ADMIN].actor, erased.id, ERASE["reason"], [], world.clock.now)
    (tombstone,) = world.rows(Erasure, clinic_id=clinic.id, patient_id=erased.patient_id)
    return {"leaving_id": waits.id, "erasure_id": tombstone.id}


def _asked(world: World, house: House, clinic: Clinic, name: str) -> Leaving:
    patient = world.patient(clinic, name)
    wish = {"what": What.ERASE, "words": None}
    world.run(record_wish, house.people[Role.CLINICIAN].actor, patient.id, wish, world.clock.now)
    (asked,) = world.rows(Leaving, clinic_id=clinic.id, patient_id=patient.id)
    return asked
