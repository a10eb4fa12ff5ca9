"""Questionnaires that staff enter, correct and remove."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from tests.api.examples.house import House
from tests.builders import World

ANSWERS = {str(number): 1 for number in range(1, 9)} | {"9": 0}
BODIES: dict[str, dict[str, Any]] = {
    "/api/courses/<uuid:course_id>/responses": {
        "id": "019ab000-0000-4000-8000-000000000004",
        "instrument": "phq-9",
        "version": "1",
        "mode": "read-aloud",
        "language": "en",
        "answered_on": "2026-11-20",
        "answers": ANSWERS,
        "note": "Read by a relative",
        "confirmed": [],
    },
    "/api/responses/<uuid:response_id>/correct": {
        "rev": 1,
        "answered_on": "2026-11-19",
        "answers": ANSWERS,
        "mode": None,
        "note": None,
        "reason": "Typed the wrong line",
        "confirmed": [],
    },
    "/api/responses/<uuid:response_id>/remove": {"reason": "Belongs to another patient"},
}
QUERIES: dict[str, dict[str, str]] = {}


def add_to(world: World, house: House) -> dict[str, UUID]:
    response = world.response(house.course, world.clock.now.date() - timedelta(days=10), 14, mode="paper")
    return {"response_id": response.id}
