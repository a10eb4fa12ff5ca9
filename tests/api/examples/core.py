"""A good request for every route that takes a body or an id, and a clinic in which all of them are possible."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from server.access import STAFF, Role, roles_with
from server.alerts.actions import raise_alerts
from server.alerts.models import Alert
from server.alerts.rules import Reason
from server.courses.models import Course
from server.http import Contract
from server.people.models import Clinic
from tests.builders import Person, World


@dataclass(frozen=True)
class House:
    """One clinic with somebody of every role, and an id of everything that an address can name."""

    people: dict[Role, Person]
    ids: dict[str, UUID]
    course: Course

    def person_for(self, contract: Contract) -> Person:
        """Somebody who may use the route."""
        return self.people[roles_with(contract.allow)[0]]


def furnish(world: World, clinic: Clinic) -> House:
    """A clinic with a patient in treatment, an open alert, and a study with an export."""
    people = {role: world.staff(role, clinic, f"A {role}") for role in STAFF}
    patient = people[Role.PATIENT] = world.patient(clinic)
    course = world.course(patient)
    world.sessions(course, 2)
    world.check_in(course, world.clock.now.date(), 5, effects={"headache": 1})
    world.response(course, world.clock.now.date(), 12)
    reason = Reason("SI", 1, "Thoughts of self-harm", "PHQ-9 item 9", world.clock.now)
    world.run(raise_alerts, clinic.id, patient.id, course.id, [reason], world.clock.now)
    coordinator = world.client_of(people[Role.COORDINATOR])
    study = coordinator.post("/api/studies", json={"key": "sleep", "title": "Sleep"}).json["id"]
    consent = {"patient_id": str(patient.id), "version": "1", "given_on": "2026-11-01"}
    assert coordinator.post(f"/api/studies/{study}/consents", json=consent).status_code == 201
    export = coordinator.post(f"/api/studies/{study}/exports", json={}).json["id"]
    (alert,) = world.rows(Alert, clinic_id=clinic.id)
    ids = {"patient": patient.id, "course": course.id, "alert": alert.id, "study": UUID(study), "export": UUID(export)}
    return House(people, {f"{name}_id": value for name, value in ids.items()}, course)


def body_for(path: str, house: House) -> dict[str, Any]:
    """A body that the route accepts. A new route adds its own here; tests tell when it is missing."""
    body = BODIES[path]
    return body | {name: str(house.ids[name]) for name in body if name in house.ids}


CHECK_IN = {
    "kind": "check-in",
    "id": "019ab000-0000-7000-8000-000000000001",
    "seq": 1,
    "base": None,
    "recorded_at": "2026-11-23T08:00:00Z",
    "deleted": False,
    "content": {
        "felt_at": "2026-11-23T08:00:00Z",
        "felt_on": "2026-11-23",
        "zone": "Europe/Berlin",
        "mood": {"scale": "eleven", "raw": 5},
        "energy": 5,
        "anxiety": 5,
        "sleep_hours": 7.5,
        "note": "fine",
        "any_side_effects": True,
        "side_effects": [{"effect": "headache", "grade": 1, "text": None}],
    },
}
BODIES: dict[str, dict[str, Any]] = {
    "/api/invitations/look": {"token": f"{'0' * 32}.secret"},
    "/api/join": {"token": f"{'0' * 32}.secret"},
    "/api/sign-out": {},
    "/api/patients": {"name": "New Patient", "number": "77", "birth_date": "1980-01-31", "sex": "other"},
    "/api/patients/<uuid:patient_id>/invitations": {},
    "/api/patients/<uuid:patient_id>/courses": {
        "indication": "mdd",
        "protocol": "hf10_std",
        "started_on": "2026-11-30",
        "mood_scale": "eleven",
        "device": "A device",
        "coil": None,
        "planned_sessions": 36,
        "authorised_sessions": 36,
        "treatment_days": None,
    },
    "/api/courses/<uuid:course_id>/sessions": {
        "id": "019ab000-0000-4000-8000-000000000002",
        "number": 20,
        "on": "2026-11-20",
        "started_at": "2026-11-20T09:00:00Z",
        "state": "full",
        "blocks": [{"target": "L DLPFC", "intensity_percent_mt": 120, "pulses": 3000, "frequency_hz": 10}],
        "site_pain": 2,
        "note": "fine",
    },
    "/api/courses/<uuid:course_id>/end": {"on": "2026-11-23", "state": "completed", "reason": None},
    "/api/courses/<uuid:course_id>/reviews": {"decision": "continue", "note": "", "of_facts": 4, "scores": {}},
    "/api/alerts/<uuid:alert_id>/seen": {},
    "/api/alerts/<uuid:alert_id>/close": {"done": "Called the patient."},
    "/api/sync": {
        "schema": 1,
        "device": "019ab000-0000-4000-8000-000000000003",
        "sent_at": "2026-11-23T09:00:00Z",
        "items": [CHECK_IN],
    },
    "/api/studies": {"key": "mood", "title": "Mood"},
    "/api/studies/<uuid:study_id>/consents": {"patient_id": "", "version": "1", "given_on": "2026-11-01"},
    "/api/studies/<uuid:study_id>/withdrawals": {"patient_id": "", "withdrawn_on": "2026-11-20"},
    "/api/studies/<uuid:study_id>/exports": {},
}
QUERIES: dict[str, dict[str, str]] = {
    "/api/help-card": {},
    "/api/alerts": {"state": "all"},
    "/api/today": {"on": "2026-11-23"},
    "/api/caseload": {"state": "running", "limit": "10"},
}
