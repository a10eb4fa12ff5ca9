"""What was tried before, what is given beside a course, earlier TMS, and minors with their guardians."""

from typing import Any

import pytest

from server.access import Role
from server.audit.models import Correction
from server.courses.models.background import Adjunct, TreatmentTrial
from server.people.models import Patient
from tests.api.examples.planning import ADJUNCT, TRIAL
from tests.builders import Person, World

COURSE = {"indication": "mdd", "protocol": "hf10_std", "started_on": "2026-11-30"}


@pytest.fixture
def technician(world: World) -> Any:
    return world.client_of(world.staff(Role.TECHNICIAN))


@pytest.fixture
def patient(world: World) -> Person:
    return world.patient()


def test_trials_are_recorded_corrected_and_removed_with_a_reason(
    world: World, technician: Any, patient: Person
) -> None:
    added = technician.post(f"/api/patients/{patient.id}/trials", json=TRIAL).json["trials"][0]
    assert (added["name"], added["dose"], added["dose_unit"], added["started"]) == ("Sertraline", 150, "mg", "2024-02")
    changed = technician.post(f"/api/trials/{added['id']}/change", json=TRIAL | {"dose": 200, "why": "Typed wrong"})
    assert changed.json["trials"][0]["dose"] == 200
    clinician = world.client_of(world.staff(Role.CLINICIAN))
    assert clinician.post(f"/api/trials/{added['id']}/remove", json={"why": "Another patient's"}).json["trials"] == []
    assert world.count(TreatmentTrial) == 0
    kept = sorted(world.rows(Correction), key=lambda each: each.reason)
    assert [(each.reason, each.before["dose"], each.after["dose"]) for each in kept] == [
        ("Another patient's", 200, None),
        ("Typed wrong", 150, 200),
    ]


@pytest.mark.parametrize(
    ("other", "field"),
    [
        ({"started": "2024-13"}, None),
        ({"started": "2024-02-30"}, "started"),
        ({"started": "2027"}, "started"),  # to come
        ({"started": "2024-10-01"}, "stopped"),
        ({"started": "2024-09", "stopped": "2024-09-01"}, ""),  # the month is as exact as it is known
        ({"dose": None}, "dose"),
        ({"dose_unit": None}, "dose_unit"),
    ],
)
def test_a_trial_that_cannot_be_is_refused_at_its_field(
    technician: Any, patient: Person, other: dict[str, Any], field: str | None
) -> None:
    answer = technician.post(f"/api/patients/{patient.id}/trials", json=TRIAL | other)
    if field == "":
        assert answer.status_code == 201
    else:
        assert (answer.status_code, answer.json["details"].get("field")) == (422, field)


def test_another_dose_ends_the_one_before(world: World, technician: Any, patient: Person) -> None:
    first = technician.post(f"/api/patients/{patient.id}/adjuncts", json=ADJUNCT).json["adjuncts"][0]["id"]
    dose = {"on": "2026-10-01", "dose": 20, "dose_unit": "mg"}
    rows = technician.post(f"/api/adjuncts/{first}/dose", json=dose).json["adjuncts"]
    assert [(each["dose"], each["started_on"], each["stopped_on"]) for each in rows] == [
        (20, "2026-10-01", None),
        (10, "2026-09-01", "2026-09-30"),
    ]
    again = technician.post(f"/api/adjuncts/{first}/dose", json=dose | {"on": "2026-08-01"})
    assert again.json["details"]["field"] == "on"
    assert world.count(Adjunct) == 2


def test_earlier_tms_is_said_once_and_corrected_with_a_reason(technician: Any, patient: Person) -> None:
    address = f"/api/patients/{patient.id}/prior-tms"
    assert technician.get(f"/api/patients/{patient.id}/background").json["prior"] is None
    assert technician.post(address, json={"had": False}).json["prior"]["had"] is False
    said = {"had": True, "sessions": 36, "best_change_percent": 60}
    assert technician.post(address, json=said).json["details"]["field"] == "why"
    assert technician.post(address, json=said | {"why": "Asked again"}).json["prior"]["sessions"] == 36
    assert technician.post(address, json={"had": False, "sessions": 3, "why": "test"}).status_code == 422


def test_a_neighbours_earlier_tms_is_not_the_patients(world: World, technician: Any, patient: Person) -> None:
    said = {"had": True, "sessions": 36, "best_change_percent": 60}
    technician.post(f"/api/patients/{world.patient().id}/prior-tms", json=said)
    assert technician.get(f"/api/patients/{patient.id}/background").json["prior"] is None


def test_a_minor_is_planned_and_invited_only_with_a_guardians_consent(world: World, technician: Any) -> None:
    clinician = world.client_of(world.staff(Role.CLINICIAN))
    minor = world.patient(birth_date=world.clock.now.date().replace(year=2010))
    planning, inviting = f"/api/patients/{minor.id}/courses", f"/api/patients/{minor.id}/invitations"
    for answer in (
        clinician.post(planning, json=COURSE | {"confirmed": ["age"]}),
        technician.post(inviting, json={}),
        technician.post(f"/api/patients/{minor.id}/kiosk-codes", json={}),
    ):
        assert (answer.status_code, answer.json["details"]["field"]) == (422, "guardian")
        assert "under 18" in answer.json["message"]
    consent = {"guardian": "Kim Example", "relation": "mother", "given_on": "2026-11-20"}
    page = technician.post(f"/api/patients/{minor.id}/guardian-consents", json=consent).json
    assert (page["needs_guardian"], page["age"]) == (False, 16)
    assert technician.post(inviting, json={}).status_code == 201
    made = clinician.post(planning, json=COURSE)
    assert (made.status_code, made.json["on_label"]) == (201, True)
    label = clinician.get(f"/api/courses/{made.json['id']}/plan").json["label"]
    assert label == "as an adjunct, K231926"
    withdrawn = technician.post(f"/api/guardian-consents/{page['consents'][0]['id']}/withdraw", json={"why": "Called"})
    assert withdrawn.json["needs_guardian"] is True
    assert technician.post(inviting, json={}).status_code == 422


@pytest.mark.parametrize(("born", "status"), [("2008-11-30", 201), ("2008-12-01", 422)])
def test_the_day_of_the_start_decides_who_is_a_minor(world: World, born: str, status: int) -> None:
    clinician = world.client_of(world.staff(Role.CLINICIAN))
    said = {"name": "Young Example", "birth_date": born}
    patient = clinician.post("/api/patients", json=said).json["id"]
    answer = clinician.post(f"/api/patients/{patient}/courses", json=COURSE | {"confirmed": ["age"]})
    assert answer.status_code == status


def test_an_age_outside_the_label_is_asked_about(world: World) -> None:
    clinician = world.client_of(world.staff(Role.CLINICIAN))
    minor = world.patient(birth_date=world.clock.now.date().replace(year=2012))
    consent = {"guardian": "Kim Example", "relation": "mother", "given_on": "2026-11-20"}
    clinician.post(f"/api/patients/{minor.id}/guardian-consents", json=consent)
    asked = clinician.post(f"/api/patients/{minor.id}/courses", json=COURSE)
    assert [each["code"] for each in asked.json["details"]["confirm"]] == ["age"]
    made = clinician.post(f"/api/patients/{minor.id}/courses", json=COURSE | {"confirmed": ["age"]})
    assert made.json["on_label"] is False


def test_facts_are_corrected_with_a_reason(world: World, technician: Any, patient: Person) -> None:
    said = {"name": "Another Name", "zone": "America/New_York", "reason": "Married, and moved"}
    page = technician.post(f"/api/patients/{patient.id}/change", json=said).json
    assert (page["patient"]["name"], page["patient"]["zone"]) == ("Another Name", "America/New_York")
    assert world.rows(Patient, id=patient.id)[0].language == "en"
    other = said | {"name": "A Neighbour's"}
    assert technician.post(f"/api/patients/{world.patient().id}/change", json=other).status_code == 200
    (kept,) = technician.get(f"/api/patients/{patient.id}/corrections").json["corrections"]
    assert (kept["before"]["name"], kept["after"]["name"]) == ("Pat Example", "Another Name")
    wrong = technician.post(f"/api/patients/{patient.id}/change", json={"zone": "Mars", "reason": "moved"})
    assert wrong.json["details"]["field"] == "zone"
