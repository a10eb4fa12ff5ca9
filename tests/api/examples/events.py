"""Adverse events."""

from typing import Any
from uuid import UUID, uuid4

from tests.api.examples.house import House
from tests.builders import World

TOLD: dict[str, Any] = {
    "effect": "headache",
    "term": None,
    "onset_on": "2026-11-20",
    "resolved_on": "2026-11-21",
    "ongoing": None,
    "treatment": "Paracetamol",
    "note": "Told at the desk.",
}
SIGNED: dict[str, Any] = {
    "grade": 2,
    "serious": False,
    "criteria": [],
    "relation": "probable",
    "expected": True,
    "action": "adjusted",
    "outcome": "recovered",
    "device_report": "not-needed",
}
BODIES: dict[str, dict[str, Any]] = {
    "/api/courses/<uuid:course_id>/adverse-events": TOLD
    | {"id": "019ab000-0000-4000-8000-0000000000e1", "from_check_in": None, "from_session": None, "confirmed": []},
    "/api/adverse-events/<uuid:event_id>/correct": TOLD | {"reason": "Wrong day", "confirmed": []},
    "/api/adverse-events/<uuid:event_id>/sign": SIGNED | {"reason": "Second look", "confirmed": []},
    "/api/adverse-events/<uuid:event_id>/close": {"confirmed": []},
    "/api/adverse-events/<uuid:event_id>/reopen": {"reason": "It came back"},
    "/api/adverse-events/<uuid:event_id>/withdraw": {"reason": "Another patient"},
    "/api/adverse-events/<uuid:event_id>/notes": {"on": "2026-11-22", "words": "Called: no headache since."},
}
QUERIES: dict[str, dict[str, str]] = {}


def add_to(world: World, house: House) -> dict[str, UUID]:
    """An adverse event that a clinician has signed."""
    clinician = next(person for role, person in house.people.items() if role == "clinician")
    event_id = uuid4()
    browser = world.client_of(clinician)
    path = f"/api/courses/{house.course.id}/adverse-events"
    assert browser.post(path, json=TOLD | {"id": str(event_id)}).status_code == 201
    assert browser.post(f"/api/adverse-events/{event_id}/sign", json=SIGNED).status_code == 200
    return {"event_id": event_id}
