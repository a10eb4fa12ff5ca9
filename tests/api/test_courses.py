"""Planning a course, recording its sessions, ending it."""

from typing import Any
from uuid import uuid4

import pytest

from server.access import Role
from server.courses.models.course import Course, TreatmentDay
from server.courses.models.session import StimulationBlock, TreatmentSession
from tests.builders import World

COURSE = {"indication": "mdd", "protocol": "hf10_std", "started_on": "2026-11-16"}
BLOCK = {"target": "L DLPFC", "intensity_percent_mt": 120, "pulses": 3000, "frequency_hz": 10}


@pytest.fixture
def clinician(world: World) -> Any:
    return world.client_of(world.staff(Role.CLINICIAN))


@pytest.fixture
def course_id(world: World, clinician: Any) -> str:
    answer = clinician.post(f"/api/patients/{world.patient().id}/courses", json=COURSE)
    assert answer.status_code == 201, answer.json
    return str(answer.json["id"])


def session(**other: Any) -> dict[str, Any]:
    return {"id": str(uuid4()), "number": 1, "on": "2026-11-16", "state": "full", "blocks": [BLOCK], **other}


def test_a_course_gets_the_treatment_days_of_its_protocol(world: World, course_id: str) -> None:
    assert world.count(TreatmentDay) == 36


def test_a_recorded_session_counts_as_a_new_fact(world: World, clinician: Any, course_id: str) -> None:
    before = world.rows(Course)[0].facts
    answer = clinician.post(f"/api/courses/{course_id}/sessions", json=session())
    (block,) = answer.json["blocks"]
    assert (answer.status_code, {name: block[name] for name in BLOCK}) == (201, BLOCK)
    assert world.rows(Course)[0].facts == before + 1


def test_saving_a_session_twice_stores_it_once(world: World, clinician: Any, course_id: str) -> None:
    said = session()
    first, second = (clinician.post(f"/api/courses/{course_id}/sessions", json=said) for _ in range(2))
    assert first.json == second.json
    assert (world.count(TreatmentSession), world.count(StimulationBlock)) == (1, 1)


@pytest.mark.parametrize(
    ("other", "status"),
    [
        ({"blocks": [BLOCK | {"intensity_percent_mt": 300}]}, 422),
        ({"blocks": [BLOCK | {"pulses": 40_000}]}, 422),
        ({"blocks": []}, 422),
        ({"state": "missed"}, 422),  # a missed session stimulated nothing
        ({"on": "2026-11-15"}, 422),  # before the course
        ({"on": "2026-12-24"}, 422),  # not yet
        ({"number": 0}, 422),
        ({"score": 3}, 422),  # no such field
    ],
)
def test_a_session_that_cannot_be_is_refused_and_changes_nothing(
    world: World, clinician: Any, course_id: str, other: dict[str, Any], status: int
) -> None:
    answer = clinician.post(f"/api/courses/{course_id}/sessions", json=session(**other))
    assert answer.status_code == status
    assert answer.json["message"]
    assert world.count(TreatmentSession) == 0


def test_a_number_is_given_to_one_session_only(clinician: Any, course_id: str) -> None:
    clinician.post(f"/api/courses/{course_id}/sessions", json=session())
    second = clinician.post(f"/api/courses/{course_id}/sessions", json=session(on="2026-11-17"))
    assert (second.status_code, second.json["code"]) == (409, "session-number-taken")


def test_an_ended_course_takes_no_session(clinician: Any, course_id: str) -> None:
    end = {"on": "2026-11-20", "state": "discontinued", "reason": "insurance"}
    assert clinician.post(f"/api/courses/{course_id}/end", json=end).json["state"] == "discontinued"
    answer = clinician.post(f"/api/courses/{course_id}/sessions", json=session())
    assert (answer.status_code, answer.json["code"]) == (409, "course-ended")


def test_breaking_off_needs_a_reason(clinician: Any, course_id: str) -> None:
    answer = clinician.post(f"/api/courses/{course_id}/end", json={"on": "2026-11-20", "state": "discontinued"})
    assert answer.status_code == 422


def test_a_technician_records_sessions_but_plans_no_course(world: World, course_id: str) -> None:
    technician = world.client_of(world.staff(Role.TECHNICIAN))
    assert technician.post(f"/api/courses/{course_id}/sessions", json=session()).status_code == 201
    patient = world.patient()
    assert technician.post(f"/api/patients/{patient.id}/courses", json=COURSE).json["code"] == "not-allowed"


def test_another_clinics_course_does_not_exist(world: World, course_id: str) -> None:
    stranger = world.client_of(world.staff(Role.CLINICIAN, clinic=world.clinic("Elsewhere")))
    assert stranger.post(f"/api/courses/{course_id}/sessions", json=session()).status_code == 404


def test_the_forms_offer_protocols_and_indications(clinician: Any) -> None:
    choices = clinician.get("/api/choices").json
    assert choices["indications"][0]["key"] == "mdd"
    assert {"hf10_std", "itbs600"} <= {each["key"] for each in choices["protocols"]}
