"""Holds: no session is opened while one is open, and only a physician's reason clears it."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from server.access import Role, system_of
from server.audit.models import AuditEntry
from server.courses.actions.hold import place_hold
from server.courses.models.course import Course
from server.courses.models.hold import Hold
from server.courses.models.session import TreatmentSession
from server.courses.queries.hold import open_holds
from server.courses.rules.hold import HoldKind
from tests.builders import World

REASON = {"reason": "Seen by Dr. Doe, EEG normal."}
BLOCK = {"target": "L DLPFC", "intensity_percent_mt": 120, "pulses": 3000, "frequency_hz": 10}


@pytest.fixture
def technician(world: World) -> Any:
    return world.client_of(world.staff(Role.TECHNICIAN))


@pytest.fixture
def clinician(world: World) -> Any:
    return world.client_of(world.staff(Role.CLINICIAN, name="Dr. Doe"))


@pytest.fixture
def course(world: World) -> Course:
    return world.course()


def record(browser: Any, course: Course, **other: Any) -> Any:
    """Record a session of today; that no check was made before it is confirmed."""
    body = {"id": str(uuid4()), "number": 1, "on": "2026-11-23", "state": "full", "blocks": [BLOCK], **other}
    body["confirmed"] = [*body.get("confirmed", []), "no-re-check"]
    return browser.post(f"/api/courses/{course.id}/sessions", json=body)


def place(browser: Any, course: Course, kind: str = "seizure", detail: str = "A fit in the waiting room") -> Any:
    return browser.post(f"/api/courses/{course.id}/holds", json={"kind": kind, "detail": detail})


def test_no_session_is_opened_until_a_physician_has_cleared_the_hold(
    world: World, technician: Any, clinician: Any, course: Course
) -> None:
    hold = place(technician, course).json
    refused = record(technician, course)
    assert (refused.status_code, refused.json["code"]) == (409, "on-hold")
    assert "Seizure" in refused.json["message"]
    assert technician.post(f"/api/holds/{hold['id']}/clear", json=REASON).status_code == 403
    cleared = clinician.post(f"/api/holds/{hold['id']}/clear", json=REASON).json
    assert (cleared["cleared_by"], cleared["clear_reason"]) == ("Dr. Doe", REASON["reason"])
    assert record(technician, course).status_code == 201
    deeds = [each.deed for each in world.rows(AuditEntry) if each.deed.endswith("a hold: seizure")]
    assert sorted(deeds) == ["cleared a hold: seizure", "placed a hold: seizure"]


@pytest.mark.parametrize("reason", ["", "ok", "123456789", " " * 20])
def test_a_hold_is_cleared_with_a_reason_that_says_something(clinician: Any, course: Course, reason: str) -> None:
    hold = place(clinician, course).json["id"]
    refused = clinician.post(f"/api/holds/{hold}/clear", json={"reason": reason})
    assert (refused.status_code, refused.json["details"]["field"]) == (422, "reason")
    assert clinician.post(f"/api/holds/{hold}/clear", json={"reason": "1234567890"}).status_code == 200
    again = clinician.post(f"/api/holds/{hold}/clear", json=REASON)
    assert (again.status_code, again.json["code"]) == (409, "hold-cleared")


def test_one_hold_of_several_that_is_cleared_opens_nothing(technician: Any, clinician: Any, course: Course) -> None:
    first = place(technician, course, "hearing").json["id"]
    place(technician, course, "mania")
    clinician.post(f"/api/holds/{first}/clear", json=REASON)
    refused = record(technician, course)
    assert (refused.json["code"], "Possible mania" in refused.json["message"]) == ("on-hold", True)


def test_what_happens_again_joins_the_open_hold_and_after_clearing_opens_another(
    world: World, clinician: Any, course: Course
) -> None:
    first = place(clinician, course, detail="On Monday").json
    second = place(clinician, course, detail="On Tuesday").json
    third = place(clinician, course, detail="On Monday").json
    assert {first["id"], second["id"]} == {third["id"]}
    assert third["detail"] == "On Monday\nOn Tuesday"
    clinician.post(f"/api/holds/{first['id']}/clear", json=REASON)
    assert place(clinician, course).json["id"] != first["id"]
    assert world.count(Hold) == 2


def test_a_hold_of_a_rule_names_no_person(world: World, clinician: Any, course: Course) -> None:
    world.run(
        place_hold, system_of(course.clinic_id), course.id, HoldKind.HEARING, "Hearing got worse", world.clock.now
    )
    (shown,) = clinician.get(f"/api/courses/{course.id}/holds").json["holds"]
    assert (shown["kind"], shown["placed_by"], shown["cleared_at"]) == ("hearing", "Lodestone", None)
    (hold,) = world.run(open_holds, course.clinic_id, course.id, mode="read")
    assert hold.kind is HoldKind.HEARING


def test_the_session_in_which_it_happened_can_be_recorded_when_somebody_confirms(
    world: World, technician: Any, course: Course
) -> None:
    place(technician, course)
    before, after = (f"{world.clock.now + timedelta(minutes=each):%Y-%m-%dT%H:%M:%SZ}" for each in (-20, 0))
    aborted = {"state": "aborted", "note": "Stopped: a fit.", "started_at": before}
    asked = record(technician, course, **aborted)
    assert (asked.status_code, asked.json["code"]) == (409, "unusual")
    assert [each["code"] for each in asked.json["details"]["confirm"]] == ["before-hold"]
    assert world.count(TreatmentSession) == 0
    assert record(technician, course, **aborted, confirmed=["before-hold"]).status_code == 201
    assert record(technician, course, started_at=after, number=2).json["code"] == "on-hold"
    # A missed session opens nothing.
    assert record(technician, course, state="missed", blocks=[], number=2).status_code == 201


def test_a_missed_session_is_not_corrected_into_one_that_a_hold_forbids(technician: Any, course: Course) -> None:
    missed = record(technician, course, state="missed", blocks=[]).json["id"]
    place(technician, course)
    given = {"changes": {"state": "full", "blocks": [BLOCK]}, "reason": "Was given after all"}
    assert technician.post(f"/api/sessions/{missed}/correct", json=given).json["code"] == "on-hold"
    words = {"changes": {"note": "Called in"}, "reason": "Left out"}
    assert technician.post(f"/api/sessions/{missed}/correct", json=words).status_code == 200


def test_a_held_course_leads_the_caseload_and_shows_why(clinician: Any, course: Course) -> None:
    place(clinician, course)
    (row,) = clinician.get("/api/caseload").json["rows"]
    assert (row["attention"][0]["level"], row["attention"][0]["reason"]) == ("red", "On hold: Seizure")
    assert [each["kind"] for each in clinician.get(f"/api/courses/{course.id}").json["holds"]] == ["seizure"]
