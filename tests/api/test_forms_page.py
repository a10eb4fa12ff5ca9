"""The page of a course's questionnaires: what is due, missing and there, whatever day the course began on."""

from datetime import date, timedelta
from typing import Any

from flask.testing import FlaskClient

from server.access import system_of
from server.courses.actions.anchor import follow_first_session
from server.courses.models.course import Course
from server.db import db
from tests.api.test_staff_entry import ON, course, desk, enter, patient, technician
from tests.builders import Person, World
from tests.conftest import TODAY

__all__ = ["course", "desk", "patient", "technician"]  # the fixtures


def test_the_page_of_forms_has_what_is_due_what_there_is_and_what_can_be_entered(
    world: World, desk: FlaskClient, course: Course
) -> None:
    world.sessions(course, 10)  # the tenth was on 13 November
    world.response(course, date(2026, 11, 1), 20)
    enter(desk, course, answers={"total": 14}, on=date(2026, 11, 16), note="From the referral")
    page = desk.get(f"/api/courses/{course.id}/forms").json
    assert [(each["instrument"], each["timepoint"], each["on_phones"]) for each in page["due"]] == [
        ("phq-9", "session-15", True)
    ]
    newest, oldest = page["responses"]
    assert (newest["total"], newest["stated"], newest["band"], newest["timepoint"]) == (
        14,
        True,
        "moderate",
        "session-10",
    )
    assert (newest["entered_by"], newest["mode"], newest["note"]) == ("Tess Operator", "paper", "From the referral")
    assert (oldest["entered_by"], oldest["mode"], oldest["stated"]) == (None, "phone", False)
    assert page["offered"][:3] == ["phq-9", "gad-7", "cgi-s"]
    assert "pcl-5" in page["offered"]
    phq = next(each for each in page["instruments"] if each["key"] == "phq-9")
    assert (phq["filled_by"], phq["main"]) == ("patient", {"low": 0, "high": 27})
    assert page["missing"] == []


def test_what_a_course_lacks_of_its_documentation_is_told(world: World, desk: FlaskClient, course: Course) -> None:
    world.sessions(course, 13)
    world.response(course, date(2026, 11, 9), 14)
    missing = [
        {"point": "baseline", "can_be_closed": False, "until": "2026-11-02"},
        {"point": "session-10", "can_be_closed": False, "until": None},
    ]
    assert desk.get(f"/api/courses/{course.id}/forms").json["missing"] == missing
    assert desk.get(f"/api/courses/{course.id}").json["missing"] == missing


def test_a_form_before_a_slipped_first_session_is_the_baseline_once_that_took_place(
    world: World, desk: FlaskClient, patient: Person
) -> None:
    """Planned for a week ago; the patient came today, filled in the form and was treated: the start moves to today."""
    course = world.course(patient, ON - timedelta(days=7))
    enter(desk, course)

    def timepoint() -> Any:
        return desk.get(f"/api/courses/{course.id}/forms").json["responses"][0]["timepoint"]

    assert timepoint() == "session-5"
    with world.transaction():
        moved = db.session.get(Course, (course.clinic_id, course.id))
        assert moved is not None
        follow_first_session(system_of(course.clinic_id), moved, ON, TODAY)
    assert timepoint() == "baseline"
