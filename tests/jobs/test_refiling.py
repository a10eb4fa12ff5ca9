"""Entries follow the days of the courses they belong to, and both courses hear of it."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server import jobs
from server.access import Role
from server.checkins.actions import refile
from server.checkins.models import CheckIn
from server.courses.models.course import Course
from server.courses.models.refiling import Refiling
from server.courses.queries.course import spans_of
from server.courses.rules import CourseState, course_of_day
from server.questionnaires.models import Response
from tests.builders import Person, World

(JOB,) = [each for each in jobs.SCHEDULE if each.name == "file entries again"]
START = date(2026, 11, 2)


def facts_of(world: World, course: Course) -> int:
    return world.rows(Course, id=course.id)[0].facts


@pytest.fixture
def clinician(world: World) -> Any:
    return world.client_of(world.staff(Role.CLINICIAN))


def plan(clinician: Any, patient: Person, started_on: str) -> str:
    said = {"indication": "mdd", "protocol": "hf10_std", "started_on": started_on}
    answer = clinician.post(f"/api/patients/{patient.id}/courses", json=said)
    assert answer.status_code == 201, answer.json
    return str(answer.json["id"])


def test_entries_come_to_a_course_that_is_planned_after_them_and_count_on_both(world: World, clinician: Any) -> None:
    patient = world.patient()
    old = world.course(patient, date(2026, 6, 1), state=CourseState.COMPLETED, ended_on=date(2026, 7, 24))
    world.check_in(old, date(2026, 11, 20), 4)  # filed as follow-up, since there was no other course
    world.check_in(old, date(2026, 8, 1), 4)
    before = facts_of(world, old)
    new = plan(clinician, patient, "2026-11-24")
    assert jobs.run(world.app, JOB) == 1
    courses = {each.felt_on: str(each.course_id) for each in world.rows(CheckIn)}
    assert courses == {date(2026, 11, 20): new, date(2026, 8, 1): str(old.id)}
    assert facts_of(world, old) == before + 1
    assert world.rows(Course)[[str(each.id) for each in world.rows(Course)].index(new)].facts == 1
    assert jobs.run(world.app, JOB) == 0


def test_what_staff_entered_for_a_course_stays_there(world: World, clinician: Any) -> None:
    patient = world.patient()
    old = world.course(patient, date(2026, 6, 1), state=CourseState.COMPLETED, ended_on=date(2026, 7, 24))
    world.response(old, date(2026, 11, 20), 10, mode="paper")
    world.response(old, date(2026, 11, 20), 10)
    new = plan(clinician, patient, "2026-11-24")
    jobs.run(world.app, JOB)
    assert {each.mode: str(each.course_id) for each in world.rows(Response)} == {"paper": str(old.id), "phone": new}


def test_entries_are_looked_at_again_until_every_request_of_the_time_is_over(world: World, clinician: Any) -> None:
    patient = world.patient()
    old = world.course(patient, date(2026, 6, 1), state=CourseState.COMPLETED, ended_on=date(2026, 7, 24))
    plan(clinician, patient, "2026-11-24")
    jobs.run(world.app, JOB)
    world.check_in(old, date(2026, 11, 20), 4)  # by a request that began before the course was planned
    world.clock.move(minutes=9)
    assert jobs.run(world.app, JOB) == 1
    world.clock.move(minutes=2)
    jobs.run(world.app, JOB)
    assert world.count(Refiling) == 0


def test_patients_whose_turn_comes_later_are_not_forgotten(
    world: World, clinician: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refile, "AT_ONCE", 1)
    ended = {"state": CourseState.COMPLETED, "ended_on": date(2026, 7, 24)}
    for patient in (world.patient(), world.patient()):
        world.check_in(world.course(patient, date(2026, 6, 1), **ended), date(2026, 11, 20), 4)
        plan(clinician, patient, "2026-11-24")  # both at the same moment
    world.clock.move(minutes=11)
    assert [jobs.run(world.app, JOB) for _ in range(3)] == [1, 1, 0]
    assert world.count(Refiling) == 0


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    entries=st.lists(st.integers(-60, 60), max_size=6),
    moves=st.lists(st.tuples(st.integers(0, 1), st.integers(-20, 20)), max_size=4),
)
def test_however_starts_move_every_entry_is_where_its_day_says(
    world: World, entries: list[int], moves: list[tuple[int, int]]
) -> None:
    clinician = world.client_of(world.staff(Role.CLINICIAN))
    patient = world.patient()
    courses = [world.course(patient, START + timedelta(days=each), state=CourseState.PLANNED) for each in (0, 40)]
    for each in entries:
        world.check_in(courses[0], START + timedelta(days=each), 5)
    for which, shift in moves:
        on = (START + timedelta(days=40 * which + shift)).isoformat()
        body = {"on": on, "reason": "The device was away"}
        assert clinician.post(f"/api/courses/{courses[which].id}/start", json=body).status_code == 200
    if not moves:
        return
    before = {each.id: each.facts for each in world.rows(Course, patient_id=patient.id)}
    moved = jobs.run(world.app, JOB)
    with world.transaction("read"):
        spans = spans_of(patient.clinic_id, patient.id)
    for row in world.rows(CheckIn, patient_id=patient.id):
        assert row.course_id == course_of_day(spans, row.felt_on)
    after = {each.id: each.facts for each in world.rows(Course, patient_id=patient.id)}
    assert sum(after.values()) - sum(before.values()) >= moved
