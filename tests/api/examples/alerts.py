"""Deeds upon alerts. Closed and planned ones are alerts of their own: what a deed needs must be there for it."""

from typing import Any
from uuid import UUID

from server.alerts.actions.system import raise_system_alert
from tests.api.examples.house import House
from tests.builders import World

BODIES: dict[str, dict[str, Any]] = {
    "/api/alerts/<uuid:alert_id>/close": {"action": "called", "done": "Called the patient."},
    "/api/alerts/<uuid:alert_id>/note": {"words": "Left a message, calling again at noon."},
    "/api/alerts/<uuid:alert_id>/reopen": {"reason": "The call was with a namesake."},
    "/api/alerts/<uuid:alert_id>/hand-over": {"role": "clinician", "account_id": None},
    "/api/alerts/<uuid:alert_id>/plan": {"until": "2026-12-01", "plan": "Seen weekly, knows the crisis line."},
    "/api/alerts/<uuid:alert_id>/withdraw-plan": {"reason": "Things have changed."},
    "/api/system-alerts/<uuid:system_alert_id>/close": {"done": "Mail server restarted."},
}
QUERIES: dict[str, dict[str, str]] = {"/api/alerts": {"state": "open", "show": "mine", "level": "red"}}


def add_to(world: World, house: House) -> dict[str, UUID]:
    clinic_id = house.course.clinic_id
    words = ("Delivery stands still", "No message has left for an hour.")
    system_alert = world.run(raise_system_alert, clinic_id, "delivery", *words, world.clock.now)
    return {"system_alert_id": system_alert}
