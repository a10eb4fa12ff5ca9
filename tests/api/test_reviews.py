"""A review is signed with the scores as seen."""

from datetime import timedelta
from typing import Any

import pytest

from server.access import Role
from server.audit.models import AuditEntry
from server.courses.models.course import Course
from server.outcomes.models import Review
from tests.answers import told
from tests.builders import World


@pytest.fixture
def course(world: World) -> Course:
    course = world.course()
    world.response(course, course.started_on, 20)
    world.response(course, course.started_on + timedelta(days=14), 9)
    return course


@pytest.fixture
def clinician(world: World) -> Any:
    return world.client_of(world.staff(Role.CLINICIAN, name="Dr. Sam Example"))


def test_the_trajectory_marks_baseline_and_response(clinician: Any, course: Course) -> None:
    phq9 = clinician.get(f"/api/courses/{course.id}/trajectory").json["instruments"]["phq-9"]
    assert [(each["day"], each["total"], each["label"]) for each in phq9["points"]] == [
        (0, 20, "baseline"),
        (14, 9, "response"),
    ]
    assert phq9["bands"][0]["from"] == 0
    assert phq9["max"] == 27


def test_a_review_keeps_who_signed_and_what_was_shown(world: World, clinician: Any, course: Course) -> None:
    seen = clinician.get(f"/api/courses/{course.id}/trajectory").json["of_facts"]
    scores = {"phq-9": {"baseline": 20, "latest": 9}}
    said = {"decision": "continue", "note": "On track.", "of_facts": seen, "scores": scores}
    answer = clinician.post(f"/api/courses/{course.id}/reviews", json=said)
    assert (answer.status_code, answer.json["by"]) == (201, "Dr. Sam Example")
    review = world.rows(Review)[0]
    assert (review.scores, review.of_facts) == (scores, seen)
    assert "reviewed the course: continue" in {each.deed for each in world.rows(AuditEntry)}


def test_a_review_of_scores_that_changed_meanwhile_is_refused(world: World, clinician: Any, course: Course) -> None:
    seen = clinician.get(f"/api/courses/{course.id}/trajectory").json["of_facts"]
    world.check_in(course, course.started_on)
    said = {"decision": "continue", "note": "", "of_facts": seen, "scores": {}}
    answer = clinician.post(f"/api/courses/{course.id}/reviews", json=said)
    assert (answer.status_code, answer.json["code"]) == (409, "scores-changed")
    assert world.count(Review) == 0


@pytest.mark.parametrize(
    ("scores", "status"),
    [
        ({"phq-9": {"baseline": 20, "latest": 9, "change_percent": 55, "outcome": "response"}}, 201),
        ({"phq-9": {"baseline": 20, "latest": 8}}, 409),  # never a total of this course
        ({"phq-9": {"baseline": None}}, 409),
        ({"gad-7": {"baseline": None, "latest": None}}, 201),  # not answered, and shown as that
        ({"gad-7": {"latest": 4}}, 409),
        ({"phq-9": {"mood": 3}}, 422),
        ({"phq-9": "9"}, 422),
    ],
)
def test_only_scores_of_the_course_can_be_signed(
    world: World, clinician: Any, course: Course, scores: dict[str, Any], status: int
) -> None:
    seen = clinician.get(f"/api/courses/{course.id}/trajectory").json["of_facts"]
    said = {"decision": "continue", "note": "", "of_facts": seen, "scores": scores}
    assert clinician.post(f"/api/courses/{course.id}/reviews", json=said).status_code == status
    assert world.count(Review) == (status == 201)


def test_a_technician_reads_but_does_not_sign(world: World, course: Course) -> None:
    technician = world.client_of(world.staff(Role.TECHNICIAN))
    assert technician.get(f"/api/courses/{course.id}/trajectory").status_code == 200
    said = {"decision": "continue", "note": "", "of_facts": course.facts, "scores": {}}
    assert technician.post(f"/api/courses/{course.id}/reviews", json=said).status_code == 403


def test_mood_side_effects_and_missed_days_are_on_the_time_axis(world: World, clinician: Any, course: Course) -> None:
    world.check_in(course, course.started_on, 3, effects={"headache": 2})
    world.check_in(course, course.started_on + timedelta(days=2), 5, effects={})
    world.check_in(course, course.started_on + timedelta(days=2000), 9)  # a clock that is years ahead
    drawn = clinician.get(f"/api/courses/{course.id}/trajectory").json
    assert [(each["day"], each["value"]) for each in drawn["mood"]["days"]] == [(0, 3), (2, 5)]
    assert (drawn["logged"], drawn["missed"][:2]) == ([0, 2], [1, 3])
    assert drawn["side_effects"][0]["days"] == [{"day": 0, "grade": 2}, {"day": 2, "grade": 0}]


def test_opening_a_course_is_noted_in_its_patients_trail(world: World, clinician: Any, course: Course) -> None:
    clinician.get(f"/api/courses/{course.id}/trajectory")
    deeds = [each.deed for each in world.rows(AuditEntry, patient_id=course.patient_id)]
    assert deeds == ["read: GET /api/courses/<uuid:course_id>/trajectory"]


def test_another_clinics_course_is_answered_like_an_unknown_one(world: World, course: Course) -> None:
    stranger = world.client_of(world.staff(Role.CLINICIAN, clinic=world.clinic("Elsewhere")))
    theirs = stranger.get(f"/api/courses/{course.id}/trajectory")
    unknown = stranger.get("/api/courses/00000000-0000-0000-0000-000000000000/trajectory")
    assert theirs.status_code == 404
    assert told(theirs) == told(unknown)
