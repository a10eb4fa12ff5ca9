"""Pausing, a stay in hospital, ending, reopening, and a patient's death."""

from datetime import date
from typing import Any

import pytest

from server.access import Role
from server.audit.models import Correction
from server.courses.models.course import Course, CourseStateChange
from server.courses.rules import CourseState
from server.people.models import SignInSession
from tests.builders import Person, World

TODAY = "2026-11-23"


@pytest.fixture
def clinician(world: World) -> Any:
    return world.client_of(world.staff(Role.CLINICIAN, name="Dr. Marek"))


def do(client: Any, course: Course, deed: str, **said: Any) -> Any:
    body = said if deed == "reopen" else {"on": TODAY, **said}
    return client.post(f"/api/courses/{course.id}/{deed}", json=body)


def due_on_phone(world: World, patient: Person) -> list[Any]:
    found: list[Any] = world.client_of(patient).get(f"/api/today?on={TODAY}").json["due"]
    return found


@pytest.mark.parametrize("deed", ["pause", "hospitalise"])
def test_an_interruption_stops_what_is_due_at_once_and_resuming_brings_it_back(
    world: World, clinician: Any, deed: str
) -> None:
    patient = world.patient()
    course = world.course(patient)
    assert due_on_phone(world, patient)
    assert do(clinician, course, deed, reason="A cold").status_code == 200
    assert due_on_phone(world, patient) == []
    world.clock.move(hours=1)
    assert do(clinician, course, "resume").json["state"] == "active"
    assert due_on_phone(world, patient)
    changes = sorted(world.rows(CourseStateChange), key=lambda each: each.at)
    assert [(each.was, each.becomes) for each in changes] == [
        (CourseState.ACTIVE, changes[0].becomes),
        (changes[0].becomes, CourseState.ACTIVE),
    ]


def test_an_end_by_mistake_is_undone_with_its_reason_and_what_it_was_stays_readable(
    world: World, clinician: Any
) -> None:
    course = world.course(state=CourseState.PAUSED)
    do(clinician, course, "end", state="discontinued", reason="insurance", note="Denied twice")
    world.clock.move(minutes=1)
    again = do(clinician, course, "reopen", reason="It was another patient").json
    assert (again["state"], again["ended_on"], again["end_reason"]) == ("paused", None, None)
    (kept,) = world.rows(Correction)
    assert (kept.reason, kept.before["end_reason"]) == ("It was another patient", "insurance")


def test_a_course_that_is_called_off_before_it_began_ends_on_that_day(world: World, clinician: Any) -> None:
    course = world.course(started_on=date(2026, 12, 7), state=CourseState.PLANNED)
    ended = do(clinician, course, "end", state="discontinued", reason="insurance").json
    assert (ended["started_on"], ended["ended_on"]) == (TODAY, TODAY)
    world.clock.move(minutes=1)
    again = do(clinician, course, "reopen", reason="The payer changed its mind").json
    assert (again["started_on"], again["state"]) == ("2026-12-07", "planned")


@pytest.mark.parametrize(
    ("deed", "said", "status"),
    [
        ("pause", {"on": "2026-11-24"}, 422),  # tomorrow
        ("pause", {"on": "2025-11-24"}, 422),  # before the course
        ("resume", {}, 409),
        ("reopen", {"reason": "why"}, 409),
        ("end", {"state": "discontinued"}, 422),  # without a reason
    ],
)
def test_what_cannot_be_changes_nothing(
    world: World, clinician: Any, deed: str, said: dict[str, Any], status: int
) -> None:
    course = world.course()
    assert do(clinician, course, deed, **said).status_code == status
    assert world.count(CourseStateChange) == 0


def test_after_a_death_nothing_asks_any_more_and_the_phone_is_signed_out(world: World, clinician: Any) -> None:
    patient = world.patient()
    earlier = world.course(patient, date(2026, 8, 3), state=CourseState.COMPLETED, ended_on=date(2026, 10, 23))
    running = world.course(patient)
    phone = world.client_of(patient)
    assert phone.get(f"/api/today?on={TODAY}").json["due"]
    assert clinician.post(f"/api/patients/{patient.id}/death", json={"on": TODAY}).status_code == 204
    assert phone.get(f"/api/today?on={TODAY}").status_code == 401
    assert all(each.ended_at is not None for each in world.rows(SignInSession, patient_id=patient.id))
    states = {each.id: each.state for each in world.rows(Course)}
    assert states == {earlier.id: CourseState.COMPLETED, running.id: CourseState.DECEASED}
    for course in (earlier, running):
        assert clinician.get(f"/api/courses/{course.id}").json["next"]["due"] == []
    rows = clinician.get("/api/caseload?state=all").json["rows"]
    assert {each["state"]: each["attention"] for each in rows} == {"completed": [], "deceased": []}
    invited = clinician.post(f"/api/patients/{patient.id}/invitations", json={})
    assert (invited.status_code, invited.json["code"]) == (409, "patient-died")
    assert do(clinician, running, "reopen", reason="mistake").json["code"] == "patient-died"


def test_a_death_by_mistake_is_undone(world: World, clinician: Any) -> None:
    patient = world.patient()
    running = world.course(patient, state=CourseState.HOSPITALISED)
    clinician.post(f"/api/patients/{patient.id}/death", json={"on": TODAY})
    world.clock.move(minutes=1)
    undone = clinician.post(f"/api/patients/{patient.id}/death/correct", json={"reason": "Another person"})
    assert undone.status_code == 204
    (course,) = world.rows(Course, id=running.id)
    assert (course.state, course.ended_on) == (CourseState.HOSPITALISED, None)


def test_a_death_before_the_last_session_is_refused(world: World, clinician: Any) -> None:
    course = world.course()
    world.sessions(course, 3)
    said = clinician.post(f"/api/patients/{course.patient_id}/death", json={"on": "2026-11-03"})
    assert (said.status_code, said.json["details"]["field"]) == (422, "on")
    assert world.rows(Course)[0].state is CourseState.ACTIVE
