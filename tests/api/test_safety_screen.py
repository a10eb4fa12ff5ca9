"""No first session before the safety screen is on file and cleared; none after a positive check of the day."""

from typing import Any
from uuid import uuid4

import pytest

from server.access import Role
from server.courses.models.course import Course
from server.courses.models.hold import Hold
from server.courses.models.screen import ReCheck, SafetyScreen
from server.courses.models.session import TreatmentSession
from server.courses.rules import SessionState
from server.courses.rules.re_check import KEYS
from server.courses.rules.screen import FORMS, NEWEST_FORM
from tests.builders import World

BLOCK = {"target": "L DLPFC", "intensity_percent_mt": 120, "pulses": 3000, "frequency_hz": 10}
NO = {each.key: {"answer": "no", "detail": ""} for each in FORMS[NEWEST_FORM]}
SEIZURE = NO | {"seizure": {"answer": "yes", "detail": "Once, at the age of three"}}
MEDICINE = NO | {"medicines": {"answer": "yes", "detail": "Sertraline 100 mg"}}
REASON = "Febrile seizure in childhood, EEG normal: the benefit outweighs the risk."


@pytest.fixture
def technician(world: World) -> Any:
    return world.client_of(world.staff(Role.TECHNICIAN, name="Toni"))


@pytest.fixture
def clinician(world: World) -> Any:
    return world.client_of(world.staff(Role.CLINICIAN, name="Dr. Doe"))


@pytest.fixture
def course(world: World) -> Course:
    return world.course(screened=False)


def record(browser: Any, course: Course, *confirmed: str, **other: Any) -> Any:
    body = {"id": str(uuid4()), "number": 1, "on": "2026-11-23", "state": "full", "blocks": [BLOCK], **other}
    return browser.post(f"/api/courses/{course.id}/sessions", json=body | {"confirmed": list(confirmed)})


def fill_in(browser: Any, course: Course, answers: dict[str, Any]) -> Any:
    return browser.post(f"/api/courses/{course.id}/screens", json={"id": str(uuid4()), "answers": answers})


def check(browser: Any, course: Course, *yes: str, **other: Any) -> Any:
    answers = {key: key in yes for key in KEYS}
    body = {"id": str(uuid4()), "answers": answers, "detail": None, **other}
    return browser.post(f"/api/courses/{course.id}/re-checks", json=body)


def clear(browser: Any, screen: Any, **other: Any) -> Any:
    return browser.post(f"/api/screens/{screen.json['id']}/clear", json={"reason": REASON, **other})


def test_the_first_session_waits_for_the_screen(technician: Any, course: Course) -> None:
    assert record(technician, course).json["code"] == "no-screen"
    assert technician.get(f"/api/courses/{course.id}/session-proposal").json["screen_required"] is True
    assert fill_in(technician, course, NO).json["clearance"] == "clear"
    assert check(technician, course).json["hold_id"] is None
    assert record(technician, course).status_code == 201


def test_a_yes_waits_for_a_clinician(technician: Any, clinician: Any, course: Course) -> None:
    screen = fill_in(technician, course, MEDICINE)
    assert screen.json["clearance"] == "waiting"
    assert record(technician, course).json["code"] == "screen-not-cleared"
    assert clear(technician, screen).status_code == 403
    assert clear(clinician, screen, reason="fine").json["details"]["field"] == "reason"
    assert clear(clinician, screen, override=True).json["details"]["field"] == "override"
    cleared = clear(clinician, screen).json
    assert (cleared["clearance"], cleared["cleared_by"], cleared["clear_reason"]) == ("cleared", "Dr. Doe", REASON)
    assert clear(clinician, screen).json["code"] == "screen-cleared"
    assert record(technician, course, "no-re-check").status_code == 201


def test_a_hard_stop_needs_an_override(technician: Any, clinician: Any, course: Course) -> None:
    screen = fill_in(technician, course, SEIZURE)
    assert (screen.json["clearance"], screen.json["stops"]) == ("stopped", ["seizure"])
    assert clear(clinician, screen).json["details"]["field"] == "override"
    assert record(technician, course).json["code"] == "screen-not-cleared"
    assert clear(clinician, screen, override=True).json["clearance"] == "overridden"
    assert record(technician, course, "no-re-check").status_code == 201


def test_a_new_screen_takes_the_place_of_the_old_which_stays_readable(
    world: World, technician: Any, clinician: Any, course: Course
) -> None:
    first = fill_in(technician, course, NO)
    record(technician, course, "no-re-check")
    fill_in(technician, course, MEDICINE)
    assert record(technician, course, number=2).json["code"] == "screen-not-cleared"
    assert clear(clinician, first).json["code"] == "screen-superseded"
    shown = clinician.get(f"/api/courses/{course.id}/safety").json
    assert [(each["number"], each["current"], each["clearance"]) for each in shown["screens"]] == [
        (2, True, "waiting"),
        (1, False, "clear"),
    ]
    assert shown["screens"][0]["answers"]["medicines"]["detail"] == "Sertraline 100 mg"
    assert [each["key"] for each in shown["forms"]["1"]] == list(NO)
    assert world.count(SafetyScreen) == 2


def test_a_screen_is_complete_or_refused_at_the_question(world: World, technician: Any, course: Course) -> None:
    refused = fill_in(technician, course, {key: each for key, each in NO.items() if key != "pacemaker"})
    assert (refused.status_code, refused.json["details"]["field"]) == (422, "pacemaker")
    assert world.count(SafetyScreen) == 0


def test_a_course_that_has_had_sessions_goes_on_without_a_screen(world: World, technician: Any, course: Course) -> None:
    """It was running before the clinic's screens were kept here."""
    world.sessions(course, 1, SessionState.MISSED)
    assert record(technician, course, number=2).json["code"] == "no-screen"
    world.sessions(course, 1)
    assert record(technician, course, "no-re-check", number=3).status_code == 201
    assert technician.get(f"/api/courses/{course.id}/session-proposal").json["clearance"] is None


def test_a_clinic_that_screens_elsewhere_switches_it_off(world: World, technician: Any, course: Course) -> None:
    said = {"changes": {"sessions.require_screen": False}, "reason": "Screens are kept on paper"}
    assert world.client_of(world.staff(Role.ADMIN)).post("/api/clinic/settings", json=said).status_code == 200
    assert record(technician, course, "no-re-check").status_code == 201
    # A screen that is on file and stops is heeded all the same.
    fill_in(technician, course, SEIZURE)
    assert record(technician, course, number=2).json["code"] == "screen-not-cleared"


def test_a_positive_check_holds_the_session_in_the_same_transaction_until_it_is_cleared(
    world: World, technician: Any, clinician: Any, course: Course
) -> None:
    fill_in(technician, course, NO)
    made = check(technician, course, "sleep", "alcohol", detail="A wedding").json
    (hold,) = world.rows(Hold)
    assert made["hold_id"] == str(hold.id)
    assert (hold.kind, hold.detail) == ("re-check", "Slept less than 5 hours, alcohol or drugs. A wedding")
    assert record(technician, course).json["code"] == "on-hold"
    clinician.post(f"/api/holds/{hold.id}/clear", json={"reason": "Slept since, sober: go on."})
    # The day's check stands: no further one is asked for.
    assert record(technician, course).status_code == 201


def test_which_answers_hold_is_a_setting_and_all_are_kept(world: World, technician: Any, course: Course) -> None:
    said = {"changes": {"sessions.re_check_holds": ["event"]}, "reason": "Our rule"}
    world.client_of(world.staff(Role.ADMIN)).post("/api/clinic/settings", json=said)
    assert check(technician, course, "sleep").json["hold_id"] is None
    assert world.rows(ReCheck)[0].answers["sleep"] is True
    assert check(technician, course, "event").json["hold_id"] is not None


def test_a_check_that_is_sent_twice_is_kept_once(world: World, technician: Any, course: Course) -> None:
    same = str(uuid4())
    first, second = (check(technician, course, "sleep", id=same).json for _ in range(2))
    assert first == second
    assert (world.count(ReCheck), world.count(Hold)) == (1, 1)


def test_a_session_of_today_without_a_check_asks_and_one_of_the_past_does_not(
    world: World, technician: Any, course: Course
) -> None:
    fill_in(technician, course, NO)
    asked = record(technician, course)
    assert [each["code"] for each in asked.json["details"]["confirm"]] == ["no-re-check"]
    assert record(technician, course, on="2026-11-20").status_code == 201
    assert world.count(TreatmentSession) == 1
