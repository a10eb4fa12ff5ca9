"""From a report to a signed, followed and closed adverse event."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest

from server.audit.models import Correction
from server.checkins.models import AdverseEvent, CheckIn
from server.checkins.queries.adverse_event import adverse_events_between
from server.courses.models.course import Course
from tests.api.examples.events import SIGNED, TOLD
from tests.builders import World

SERIOUS = SIGNED | {"grade": 3, "serious": True, "criteria": ["hospital"], "device_report": "to-send"}


@pytest.fixture
def course(world: World) -> Course:
    return world.course()


@pytest.fixture
def technician(world: World, course: Course) -> Any:
    return world.client_of(world.staff("technician", name="Terry Tech"))


@pytest.fixture
def clinician(world: World, course: Course) -> Any:
    return world.client_of(world.staff("clinician", name="Dr. Casey"))


def report(browser: Any, course: Course, **said: Any) -> Any:
    return browser.post(f"/api/courses/{course.id}/adverse-events", json=TOLD | {"id": str(uuid4())} | said)


def deed(browser: Any, event: Any, what: str, **said: Any) -> Any:
    return browser.post(f"/api/adverse-events/{event.json['id']}/{what}", json=said)


def page(browser: Any, course: Course) -> Any:
    return browser.get(f"/api/courses/{course.id}/adverse-events").json


def test_a_technician_reports_and_a_clinician_grades_and_signs(technician: Any, clinician: Any, course: Course) -> None:
    event = report(technician, course)
    assert (event.status_code, event.json["status"], event.json["reported_by"]) == (201, "reported", "Terry Tech")
    assert deed(technician, event, "sign", **SIGNED).status_code == 403
    signed = deed(clinician, event, "sign", **SIGNED).json
    assert (signed["status"], signed["grade"], signed["signed_by"]) == ("open", 2, "Dr. Casey")
    closed = deed(clinician, event, "close").json
    assert (closed["status"], closed["closed_by"]) == ("closed", "Dr. Casey")


def test_a_repeated_report_stores_once(world: World, technician: Any, course: Course) -> None:
    id = str(uuid4())
    assert [report(technician, course, id=id).status_code for _ in range(2)] == [201, 201]
    assert world.count(AdverseEvent) == 1


def test_an_id_of_another_course_is_unknown(world: World, technician: Any, course: Course) -> None:
    event = report(technician, course)
    assert report(technician, world.course(), id=event.json["id"]).status_code == 404


def test_grading_anew_takes_a_reason_and_keeps_what_stood_there(clinician: Any, course: Course) -> None:
    event = report(clinician, course)
    deed(clinician, event, "sign", **SIGNED)
    refused = deed(clinician, event, "sign", **SERIOUS)
    assert (refused.status_code, refused.json["details"]["field"]) == (422, "reason")
    changed = deed(clinician, event, "sign", **SERIOUS, reason="Was admitted for a night").json
    assert (changed["grade"], changed["serious"], changed["status"]) == (3, True, "open")
    (change,) = changed["changes"]
    assert (change["before"]["grade"], change["after"]["grade"]) == (2, 3)
    assert (change["by"], change["reason"]) == ("Dr. Casey", "Was admitted for a night")


def test_correcting_keeps_what_stood_there_and_is_closed_to_technicians_once_signed(
    world: World, technician: Any, clinician: Any, course: Course
) -> None:
    event = report(technician, course)
    corrected = deed(technician, event, "correct", **TOLD | {"onset_on": "2026-11-19", "reason": "Asked again"}).json
    assert (corrected["onset_on"], corrected["changes"][0]["before"]) == ("2026-11-19", {"onset_on": "2026-11-20"})
    deed(clinician, event, "sign", **SIGNED)
    refused = deed(technician, event, "correct", **TOLD, reason="Once more")
    assert (refused.status_code, refused.json["code"]) == (409, "event-signed")
    assert deed(clinician, event, "correct", **TOLD, reason="Once more").status_code == 200
    assert world.count(Correction, kind="adverse event") == 2


def test_a_correction_may_not_contradict_the_assessment(clinician: Any, course: Course) -> None:
    event = report(clinician, course)
    deed(clinician, event, "sign", **SIGNED)  # recovered
    still_there = TOLD | {"resolved_on": None, "ongoing": True, "reason": "It came back"}
    assert deed(clinician, event, "correct", **still_there).json["details"]["field"] == "outcome"


def test_what_is_rarely_meant_is_asked_about_first(clinician: Any, course: Course) -> None:
    event = report(clinician, course)
    asked = deed(clinician, event, "sign", **SIGNED | {"grade": 3})
    assert (asked.status_code, asked.json["code"]) == (409, "unusual")
    assert [each["code"] for each in asked.json["details"]["confirm"]] == ["not-serious"]
    assert deed(clinician, event, "sign", **SIGNED | {"grade": 3, "confirmed": ["not-serious"]}).status_code == 200
    early = {"onset_on": "2026-01-05", "resolved_on": None}
    assert report(clinician, course, **early).json["details"]["confirm"][0]["code"] == "before-course"
    assert report(clinician, course, **early, confirmed=["before-course"]).status_code == 201


def test_withdrawn_events_stay_readable_and_count_nowhere(world: World, clinician: Any, course: Course) -> None:
    kept, wrong, draft = (report(clinician, course) for _ in range(3))
    for each in (kept, wrong):
        deed(clinician, each, "sign", **SIGNED)
    deed(clinician, wrong, "withdraw", reason="Another patient")
    first, last = date(2026, 11, 20), date(2026, 11, 20)
    counted = world.run(adverse_events_between, course.clinic_id, first, last, mode="read")
    assert [(each.effect, each.grade, each.course_id) for each in counted] == [("headache", 2, course.id)]
    assert [each["status"] for each in page(clinician, course)["events"]] == ["reported", "open", "withdrawn"]
    assert deed(clinician, wrong, "notes", on="2026-11-21", words="Called").json["code"] == "event-withdrawn"
    assert draft.json["status"] == "reported"


@pytest.mark.parametrize(("first", "last", "count"), [(20, 20, 1), (21, 30, 0), (1, 19, 0), (1, 30, 1)])
def test_events_count_by_the_day_they_began(
    world: World, clinician: Any, course: Course, first: int, last: int, count: int
) -> None:
    deed(clinician, report(clinician, course), "sign", **SIGNED)
    days = date(2026, 11, first), date(2026, 11, last)
    assert len(world.run(adverse_events_between, course.clinic_id, *days, mode="read")) == count


def test_notes_are_added_with_their_day_and_never_lost(technician: Any, clinician: Any, course: Course) -> None:
    event = report(technician, course)
    deed(technician, event, "notes", on="2026-11-22", words="No headache since.")
    noted = deed(clinician, event, "notes", on="2026-11-21", words="Called, better.").json
    assert [(each["on"], each["written_by"]) for each in noted["notes"]] == [
        ("2026-11-21", "Dr. Casey"),
        ("2026-11-22", "Terry Tech"),
    ]
    assert deed(technician, event, "notes", on="2026-11-19", words="Too early").json["details"]["field"] == "on"


def test_a_closed_event_opens_again_with_a_reason(clinician: Any, course: Course) -> None:
    event = report(clinician, course)
    assert deed(clinician, event, "close").json["code"] == "event-not-open"
    deed(clinician, event, "sign", **SIGNED)
    deed(clinician, event, "close")
    again = deed(clinician, event, "reopen", reason="It came back").json
    assert (again["status"], again["closed_at"], again["changes"][0]["reason"]) == ("open", None, "It came back")


def test_a_severe_report_leads_into_an_event_and_shows_it(world: World, technician: Any, course: Course) -> None:
    world.check_in(course, date(2026, 11, 19), effects={"headache": 1, "nausea": 2})
    entry = world.check_in(course, date(2026, 11, 20), effects={"headache": 3, "tinnitus": 1, "fatigue": 2})
    reports = page(technician, course)["reports"]
    assert {(each["effect"], each["grade"]) for each in reports} == {("headache", 3), ("tinnitus", 1)}
    event = report(technician, course, from_check_in=str(entry.id))
    led_to = {each["effect"]: each["events"] for each in page(technician, course)["reports"]}
    assert led_to == {"headache": [event.json["id"]], "tinnitus": []}


def test_an_event_names_only_sessions_and_entries_of_its_course(world: World, technician: Any, course: Course) -> None:
    other = world.course()
    (session,) = world.sessions(other, 1)
    entry = world.check_in(other, date(2026, 11, 20))
    assert report(technician, course, from_session=str(session.id)).json["details"]["field"] == "from_session"
    assert report(technician, course, from_check_in=str(entry.id)).json["details"]["field"] == "from_check_in"
    (own,) = world.sessions(course, 1)
    assert report(technician, course, from_session=str(own.id)).json["session_number"] == 1


def test_an_entry_of_another_patient_with_the_same_id_is_not_mistaken(
    world: World, technician: Any, course: Course
) -> None:
    """Phones make the ids."""
    own = world.check_in(course, date(2026, 11, 20))
    other = world.patient(id=UUID(int=1))  # whose rows come first
    same = {each.key: getattr(own, each.key) for each in CheckIn.__mapper__.column_attrs}
    world.add(CheckIn(**same | {"patient_id": other.id, "course_id": world.course(other).id}))
    assert report(technician, course, from_check_in=str(own.id)).status_code == 201
