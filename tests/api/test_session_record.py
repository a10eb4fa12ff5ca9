"""Sessions with everything that belongs to them: recorded, proposed, corrected, removed."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from server.access import Role
from server.audit.models import Correction
from server.courses.models.course import Course
from server.courses.models.session import StimulationBlock, TreatmentSession
from server.courses.rules import SessionState
from tests.builders import World

THRESHOLD = {"value": 50, "unit": "% MSO", "type": "rMT hand", "method": "visual", "measured_on": "2026-11-20"}
BLOCK = {
    "target": "L DLPFC", "intensity_percent_mt": 120, "pulses": 3000, "frequency_hz": 10.0, "pattern": "rTMS",
    "intensity_percent_mso": 60, "pulses_planned": 3000, "trains": 75, "pulses_per_train": 40, "iti_seconds": 26.0,
    "localisation": "Beam-F3", "coil_position": "As marked on the cap", "ap_mm": 55.0, "lateral_degrees": 12.5,
    "angle_degrees": 45.0,
}  # fmt: skip
# 20 November 2026 is a Friday; the clinic's clock stands at Monday, 23 November.
FULL: dict[str, Any] = {
    "number": 1, "on": "2026-11-20", "phase": "acute", "session_in_day": 1, "started_at": "2026-11-20T09:00:00Z",
    "ended_at": "2026-11-20T09:40:00Z", "state": "full", "reason": None, "device": "Stimulator A", "coil": "figure-8",
    "coil_serial": "C-17", "cpt": "90867", "ears_patient": True, "ears_operator": True, "site_pain": 3,
    "physician": "Dr. Doe", "note": "Went well.", "blocks": [BLOCK],
}  # fmt: skip


@pytest.fixture
def technician(world: World) -> Any:
    return world.client_of(world.staff(Role.TECHNICIAN, name="Toni Technician"))


@pytest.fixture
def course(world: World) -> Course:
    return world.course(started_on=date(2026, 11, 16))


def record(browser: Any, course: Course, **other: Any) -> Any:
    return browser.post(f"/api/courses/{course.id}/sessions", json={"id": str(uuid4()), **FULL, **other})


def codes(answer: Any) -> list[str]:
    assert (answer.status_code, answer.json["code"]) == (409, "unusual"), answer.text
    return [each["code"] for each in answer.json["details"]["confirm"]]


def test_everything_that_is_said_of_a_session_is_read_again(technician: Any, course: Course) -> None:
    said = {**THRESHOLD, "id": str(uuid4())}
    assert technician.post(f"/api/courses/{course.id}/thresholds", json=said).status_code == 201
    assert record(technician, course, threshold_id=said["id"]).status_code == 201
    listed = technician.get(f"/api/courses/{course.id}/sessions").json
    (shown,) = listed["sessions"]
    assert {name: shown[name] for name in FULL} == FULL
    assert (shown["threshold_id"], listed["operators"][shown["operator_id"]]) == (said["id"], "Toni Technician")
    (threshold,) = listed["thresholds"]
    assert {name: threshold[name] for name in THRESHOLD} == THRESHOLD


def test_the_unusual_is_stored_once_it_is_confirmed_and_nonsense_never(
    world: World, technician: Any, course: Course
) -> None:
    body = {"on": "2026-11-22", "started_at": None, "ended_at": None, "number": 4}
    assert codes(record(technician, course, **body)) == ["number-ahead", "weekend"]
    assert codes(record(technician, course, **body, confirmed=["weekend"])) == ["number-ahead"]
    assert world.count(TreatmentSession) == 0
    assert record(technician, course, **body, confirmed=["weekend", "number-ahead"]).status_code == 201
    nonsense = record(
        technician, course, blocks=[BLOCK | {"intensity_percent_mt": 300}], confirmed=["high-intensity-1"]
    )
    assert (nonsense.status_code, nonsense.json["details"]["field"]) == (422, "blocks.0.intensity_percent_mt")


def test_what_a_clinic_wants_to_be_asked_about_is_its_setting(world: World, technician: Any, course: Course) -> None:
    admin = world.client_of(world.staff(Role.ADMIN))
    said = {"changes": {"sessions.high_intensity": 110}, "reason": "Our protocol"}
    assert admin.post("/api/clinic/settings", json=said).status_code == 200
    assert codes(record(technician, course)) == ["high-intensity-1"]


def test_the_form_proposes_the_coming_session(world: World, technician: Any, course: Course) -> None:
    first = technician.get(f"/api/courses/{course.id}/session-proposal").json
    assert (first["number"], first["phase"], first["cpt"], first["last"]) == (1, "acute", "90867", None)
    assert (first["blocks"][0]["pulses"], first["blocks"][0]["pattern"], first["clearance"]) == (3000, "rTMS", "clear")
    record(technician, course)
    again = {**THRESHOLD, "id": str(uuid4()), "value": 45, "measured_on": "2026-11-23", "reason": None}
    assert technician.post(f"/api/courses/{course.id}/thresholds", json=again).status_code == 201
    second = technician.get(f"/api/courses/{course.id}/session-proposal").json
    assert (second["number"], second["cpt"], second["physician"]) == (2, "90868", "Dr. Doe")
    (block,) = second["blocks"]
    assert (block["localisation"], block["intensity_percent_mso"]) == ("Beam-F3", 54)


def test_a_threshold_that_is_determined_again_has_a_reason_and_is_billed_apart(technician: Any, course: Course) -> None:
    path = f"/api/courses/{course.id}/thresholds"
    record(technician, course)
    technician.post(path, json={**THRESHOLD, "id": str(uuid4())})
    again = {**THRESHOLD, "id": str(uuid4()), "value": 52, "measured_on": "2026-11-23"}
    assert technician.post(path, json=again).json["details"]["field"] == "reason"
    assert technician.post(path, json={**again, "reason": "New medicine"}).status_code == 201
    assert technician.get(f"/api/courses/{course.id}/session-proposal").json["cpt"] == "90869"


@pytest.mark.parametrize(
    ("other", "field"),
    [({"value": 101}, "value"), ({"value": 9.9}, "value"), ({"value": 5, "unit": "SMT"}, "value"),
     ({"measured_on": "2026-11-24"}, "measured_on"), ({"measured_on": "2025-11-22"}, "measured_on")],
)  # fmt: skip
def test_a_threshold_that_nobody_has_is_refused(
    technician: Any, course: Course, other: dict[str, Any], field: str
) -> None:
    refused = technician.post(f"/api/courses/{course.id}/thresholds", json={**THRESHOLD, "id": str(uuid4()), **other})
    assert (refused.status_code, refused.json["details"]["field"]) == (422, field)


def test_a_correction_keeps_what_stood_there(world: World, technician: Any, course: Course) -> None:
    session = record(technician, course).json["id"]
    facts = world.rows(Course)[0].facts
    changed = {"site_pain": 7, "blocks": [BLOCK | {"pulses": 2000}], "state": "partial", "reason": "device"}
    answer = technician.post(
        f"/api/sessions/{session}/correct", json={"changes": changed, "reason": "Read from the device's log"}
    )
    assert (answer.status_code, answer.json["site_pain"], answer.json["note"]) == (200, 7, "Went well.")
    assert (world.rows(StimulationBlock)[0].pulses, world.rows(Course)[0].facts) == (2000, facts + 1)
    corrections = technician.get(f"/api/patients/{course.patient_id}/corrections").json["corrections"]
    (kept,) = [each for each in corrections if each["kind"] == "session"]
    assert (kept["before"]["site_pain"], kept["after"]["site_pain"]) == (3, 7)
    assert (kept["before"]["blocks"][0]["pulses"], kept["after"]["blocks"][0]["pulses"]) == (3000, 2000)
    assert kept["reason"] == "Read from the device's log"


def test_a_correction_is_held_against_the_same_rules(technician: Any, course: Course) -> None:
    session = record(technician, course).json["id"]
    path = f"/api/sessions/{session}/correct"
    wrong = {"changes": {"on": "2026-11-24"}, "reason": "Another day"}
    assert technician.post(path, json=wrong).json["details"]["field"] == "on"
    sunday = {"on": "2026-11-22", "started_at": None, "ended_at": None}
    assert codes(technician.post(path, json={"changes": sunday, "reason": "Another day"})) == ["weekend"]
    assert technician.post(path, json={"changes": {}, "reason": ""}).status_code == 422


def test_a_removed_session_is_kept_as_a_correction_and_other_numbers_stay(
    world: World, technician: Any, course: Course
) -> None:
    first = record(technician, course).json["id"]
    second = {"on": "2026-11-23", "number": 2, "started_at": None, "ended_at": None, "confirmed": ["no-re-check"]}
    record(technician, course, **second)
    for _ in range(2):  # an answer that was lost
        gone = technician.post(f"/api/sessions/{first}/remove", json={"reason": "Recorded for another patient"})
        assert gone.status_code == 204
    assert [each.number for each in world.rows(TreatmentSession)] == [2]
    assert world.count(StimulationBlock) == 1
    (kept,) = world.rows(Correction, kind="removed session")
    assert (kept.before["number"], kept.before["blocks"][0]["pulses"]) == (1, 3000)
    assert record(technician, course).status_code == 201


def test_the_start_follows_the_first_session_and_an_earlier_one_can_still_be_entered(
    world: World, technician: Any, course: Course
) -> None:
    second = record(technician, course, number=2, confirmed=["number-ahead"]).json["id"]
    assert world.rows(Course)[0].started_on == date(2026, 11, 20)
    earlier = {"on": "2026-11-17", "started_at": None, "ended_at": None}
    assert record(technician, course, **earlier).status_code == 201
    assert world.rows(Course)[0].started_on == date(2026, 11, 17)
    # Before the planned start no session was: unless the first one's day was wrong.
    sunday = {"on": "2026-11-13", "started_at": None, "ended_at": None}
    assert record(technician, course, **sunday, number=3).json["details"]["field"] == "on"
    asked = technician.post(f"/api/sessions/{second}/correct", json={"changes": sunday, "reason": "Was on Friday"})
    assert "before-start" in codes(asked)


def test_an_operator_is_one_of_the_clinic_and_a_threshold_one_of_the_course(
    world: World, technician: Any, course: Course
) -> None:
    stranger = world.staff(Role.TECHNICIAN, world.clinic("Elsewhere"))
    assert record(technician, course, operator_id=str(stranger.id)).json["details"]["field"] == "operator_id"
    other = world.course()
    said = {**THRESHOLD, "id": str(uuid4())}
    technician.post(f"/api/courses/{other.id}/thresholds", json=said)
    assert record(technician, course, threshold_id=said["id"]).json["details"]["field"] == "threshold_id"


def test_a_broken_off_session_is_no_dose_and_no_miss(world: World, technician: Any, course: Course) -> None:
    record(technician, course)
    aborted = {"number": 2, "on": "2026-11-23", "state": "aborted", "reason": "pain or discomfort"}
    body = {**aborted, "started_at": None, "ended_at": None, "blocks": [BLOCK | {"pulses": 0}]}
    assert record(technician, course, **body, confirmed=["no-re-check"]).status_code == 201
    assert [each.state for each in world.rows(TreatmentSession)].count(SessionState.ABORTED) == 1
    assert technician.get(f"/api/courses/{course.id}/session-proposal").json["blocks"][0]["pulses"] == 3000
    drawn = technician.get(f"/api/courses/{course.id}/trajectory").json["sessions"]
    assert {each["state"] for each in drawn if each["number"] == 2} == {"aborted"}
