"""Holds and safety screens. The held course is one of its own: on the house's own course sessions can be opened."""

from typing import Any
from uuid import UUID, uuid4

from server.access import Role
from server.courses.actions.hold import place_hold
from server.courses.actions.screen import fill_in_screen
from server.courses.actions.threshold import record_threshold
from server.courses.models.session import TreatmentSession
from server.courses.rules.hold import HoldKind
from server.courses.rules.re_check import KEYS
from server.courses.rules.screen import FORMS, NEWEST_FORM
from server.people.models import Clinic
from tests.api.examples.house import House
from tests.builders import World

BODIES: dict[str, dict[str, Any]] = {
    "/api/courses/<uuid:course_id>/holds": {"kind": "hearing", "detail": "Hears worse on the left since Friday"},
    "/api/holds/<uuid:hold_id>/clear": {"reason": "Audiogram normal, seen by Dr. Doe today."},
}
SCREEN_ID, THRESHOLD_ID = "019ab000-0000-4000-8000-000000000011", "019ab000-0000-4000-8000-000000000012"
THRESHOLD = {"value": 48, "unit": "% MSO", "type": "rMT hand", "method": "visual", "measured_on": "2026-11-02"}
NO = {"answer": "no", "detail": ""}
BODIES |= {
    "/api/courses/<uuid:course_id>/screens": {
        "id": SCREEN_ID,
        "answers": {each.key: NO for each in FORMS[NEWEST_FORM]} | {"medicines": {"answer": "yes", "detail": "One"}},
    },
    "/api/screens/<uuid:screen_id>/clear": {"reason": "Sertraline alone is no risk here.", "override": False},
    "/api/courses/<uuid:course_id>/re-checks": {
        "id": "019ab000-0000-4000-8000-000000000013",
        "answers": dict.fromkeys(KEYS, False),
        "detail": None,
    },
    "/api/courses/<uuid:course_id>/thresholds": {"id": THRESHOLD_ID, "reason": "New coil", **THRESHOLD},
    "/api/thresholds/<uuid:threshold_id>/correct": {"changes": {"value": 49.5}, "reason": "Misread"},
    "/api/sessions/<uuid:session_id>/correct": {
        "changes": {"site_pain": 3, "note": "Later"},
        "reason": "Misread",
        "confirmed": [],
    },
    "/api/sessions/<uuid:session_id>/remove": {"reason": "Recorded twice"},
}
QUERIES: dict[str, dict[str, str]] = {}


def add_to(world: World, house: House) -> dict[str, UUID]:
    clinician, now = house.people[Role.CLINICIAN].actor, world.clock.now
    course = world.course(world.patient(_clinic_of(world, house), "Hold Example"))
    hold = world.run(place_hold, clinician, course.id, HoldKind.FAINTING, "Fainted on the way out", now)
    ids: dict[str, UUID] = {"hold_id": hold}
    own = house.course
    said = {**BODIES["/api/courses/<uuid:course_id>/screens"], "id": uuid4()}
    ids["screen_id"] = world.run(fill_in_screen, clinician, course.id, said, now).id
    said = {**THRESHOLD, "id": uuid4(), "reason": None, "measured_on": own.started_on}
    ids["threshold_id"] = world.run(record_threshold, clinician, own.id, said, now).id
    ids["session_id"] = world.rows(TreatmentSession, course_id=own.id)[0].id
    return ids


def _clinic_of(world: World, house: House) -> Any:
    (clinic,) = world.rows(Clinic, id=house.course.clinic_id)
    return clinic
