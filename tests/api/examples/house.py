"""A clinic with somebody of every role."""

from dataclasses import dataclass, field, replace
from uuid import UUID

from server.access import STAFF, Permission, Role, roles_with
from server.alerts.actions import raise_alerts
from server.alerts.models import Alert
from server.alerts.rules import Reason
from server.courses.models.course import Course
from server.http import Contract
from server.people.models import Clinic
from server.studies.models import Study
from tests.builders import Person, World


@dataclass(frozen=True)
class House:
    """One clinic with somebody of every role, and an id of everything that an address can name.

    own: by role, ids of what only its owner may name; in `ids` stands the patient's.
    """

    people: dict[Role, Person]
    ids: dict[str, UUID]
    course: Course
    own: dict[Role, dict[str, UUID]] = field(default_factory=dict)

    def ids_for(self, role: Role) -> dict[str, UUID]:
        """What somebody of the role may name."""
        return self.ids | self.own.get(role, {})

    def person_for(self, contract: Contract) -> Person:
        """Somebody who may use the route."""
        if contract.allow is Permission.AT_KIOSK:
            return replace(self.people[Role.PATIENT], tablet_id=self.ids["tablet_id"])
        return self.people[roles_with(contract.allow)[0]]


def furnish_core(world: World, clinic: Clinic) -> House:
    """A clinic with a patient in treatment, an open alert, and a study with an export. Once more in the same clinic:
    further staff with another patient."""
    people = {role: world.staff(role, clinic, f"A {role}") for role in STAFF}
    patient = people[Role.PATIENT] = world.patient(clinic)
    course = world.course(patient)
    world.sessions(course, 2)
    world.check_in(course, world.clock.now.date(), 5, effects={"headache": 1})
    world.response(course, world.clock.now.date(), 12)
    reason = Reason("SI-1", 1, "Thoughts of self-harm", "PHQ-9 item 9", world.clock.now)
    world.run(raise_alerts, clinic.id, patient.id, course.id, [reason], world.clock.now)
    coordinator = world.client_of(people[Role.COORDINATOR])
    number = world.count(Study, clinic_id=clinic.id)
    key = f"sleep-{number}" if number else "sleep"
    study = coordinator.post("/api/studies", json={"key": key, "title": "Sleep"}).json["id"]
    consent = {"patient_id": str(patient.id), "version": "1", "given_on": "2026-11-01"}
    assert coordinator.post(f"/api/studies/{study}/consents", json=consent).status_code == 201
    export = coordinator.post(f"/api/studies/{study}/exports", json={}).json["id"]
    (alert,) = world.rows(Alert, clinic_id=clinic.id, patient_id=patient.id)
    ids = {"patient": patient.id, "course": course.id, "alert": alert.id, "study": UUID(study), "export": UUID(export)}
    return House(people, {f"{name}_id": value for name, value in ids.items()}, course)
