"""Planning: details, treatment days, extensions, and the ledger of what payers authorised."""

from datetime import date, timedelta
from typing import Any

import pytest

from server.access import Role
from server.audit.models import Correction
from server.courses.models.course import Course
from server.courses.queries.calendar import session_days_of
from server.people.actions import change_settings
from tests.builders import World

TODAY = date(2026, 11, 23)
AUTHORISATION = {"units": 36, "state": "approved", "payer": "A plan", "covers_until": "2026-12-02"}


@pytest.fixture
def clinician(world: World) -> Any:
    return world.client_of(world.staff(Role.CLINICIAN, name="Dr. Marek"))


@pytest.fixture
def course(world: World) -> Course:
    return world.course(started_on=TODAY)


def plan_of(client: Any, course: Course) -> Any:
    return client.get(f"/api/courses/{course.id}/plan").json


def set_days(client: Any, course: Course, days: list[dict[str, Any]], confirmed: list[str] | None = None) -> Any:
    body = {"days": days, "reason": "The patient works on Tuesdays", "confirmed": confirmed or []}
    return client.post(f"/api/courses/{course.id}/days", json=body)


def days(*after: int, **other: Any) -> list[dict[str, Any]]:
    return [{"on": (TODAY + timedelta(days=each)).isoformat(), **other} for each in after]


def test_treatment_days_are_set_with_their_times_and_the_old_ones_stay_readable(
    world: World, clinician: Any, course: Course
) -> None:
    answer = set_days(clinician, course, days(0, 2, 4, times=["09:30"]), ["other-number"])
    assert answer.status_code == 200, answer.json
    assert [(each["on"], each["times"]) for each in answer.json["days"]] == [
        ("2026-11-23", ["09:30"]),
        ("2026-11-25", ["09:30"]),
        ("2026-11-27", ["09:30"]),
    ]
    assert answer.json["course"]["planned_sessions"] == 3
    (kept,) = world.rows(Correction)
    assert (len(kept.before["days"]), len(kept.after["days"])) == (36, 3)


def test_before_the_first_session_the_course_starts_on_its_first_day(clinician: Any, course: Course) -> None:
    plan = set_days(clinician, course, days(3, 4), ["other-number"]).json
    assert plan["course"]["started_on"] == "2026-11-26"
    assert [(each["moved_from"], each["moved_to"]) for each in plan["moves"]] == [("2026-11-23", "2026-11-26")]


def test_weekends_holidays_and_another_number_of_sessions_are_asked_about(
    world: World, clinician: Any, course: Course
) -> None:
    admin = world.staff(Role.ADMIN).actor
    world.run(change_settings, admin, {"clinic.holidays": ["2026-11-26"]}, "Thanksgiving", world.clock.now)
    asked = set_days(clinician, course, days(0, 3, 5))
    assert (asked.status_code, asked.json["code"]) == (409, "unusual")
    found = {each["code"]: each["sentence"] for each in asked.json["details"]["confirm"]}
    assert set(found) == {"closed-days", "other-number"}
    assert "2026-11-26" in found["closed-days"]
    assert "2026-11-28" in found["closed-days"]
    assert set_days(clinician, course, days(0, 3, 5), list(found)).status_code == 200


@pytest.mark.parametrize(
    "wrong",
    [
        [],
        days(0, 0),
        days(0, sessions=1, times=["09:30", "10:30"]),
        days(0, sessions=2, times=["10:30", "09:30"]),
        days(0, sessions=13),
        days(0, times=["9:30"]),
        days(0, 800),
        days(0, phase="later"),
    ],
)
def test_days_that_cannot_be_are_refused(clinician: Any, course: Course, wrong: list[dict[str, Any]]) -> None:
    assert set_days(clinician, course, wrong, ["other-number", "closed-days"]).status_code == 422


def test_a_list_is_read_first_and_imported_whole_or_not_at_all(clinician: Any, course: Course) -> None:
    address = f"/api/courses/{course.id}/days/import"
    bad = {"text": "2026-11-23 09:30\nMonday\n", "dry_run": True, "reason": "Calendar"}
    looked = clinician.post(address, json=bad).json
    assert [each["fault"] is None for each in looked["lines"]] == [True, False]
    assert looked["lines"][1]["said"][0]["key"].startswith("This-is-no-day")
    refused = clinician.post(address, json=bad | {"dry_run": False})
    assert (refused.status_code, "1 of 2 lines" in refused.json["message"]) == (422, True)
    assert len(plan_of(clinician, course)["days"]) == 36
    good = {"text": "2026-11-23 09:30\n2026-11-24 09:30\n", "dry_run": False, "reason": "Calendar"}
    assert clinician.post(address, json=good).json["code"] == "unusual"
    assert clinician.post(address, json=good | {"confirmed": ["other-number"]}).status_code == 200
    assert len(plan_of(clinician, course)["days"]) == 2


def test_an_extension_adds_a_block_before_the_taper(world: World, clinician: Any) -> None:
    course = world.course(started_on=TODAY - timedelta(days=28))
    world.sessions(course, 20)
    answer = clinician.post(f"/api/courses/{course.id}/extend", json={"sessions": None, "reason": "Late responder"})
    plan = answer.json
    assert plan["course"]["planned_sessions"] == 46
    phases = [each["phase"] for each in plan["days"]]
    assert phases == ["acute"] * 30 + ["extension"] * 10 + ["taper"] * 6
    assert len({each["on"] for each in plan["days"]}) == 46
    odd = clinician.post(f"/api/courses/{course.id}/extend", json={"sessions": 3, "reason": "Late responder"})
    assert odd.json["details"]["confirm"][0]["code"] == "other-block"


def test_details_are_changed_with_a_reason_and_the_label_follows(world: World, clinician: Any, course: Course) -> None:
    address = f"/api/courses/{course.id}/change"
    said = {"icd10": "F33.2", "coil_type": "H1", "reason": "From the referral"}
    assert clinician.post(address, json=said).json["course"]["icd10"] == "F33.2"
    changed = clinician.post(address, json={"protocol": "lf1_right", "reason": "Could not bear the left side"}).json
    assert (changed["course"]["on_label"], changed["course"]["icd10"]) == (False, "F33.2")
    kept = world.rows(Correction, kind="course")
    assert sorted(tuple(sorted(each.after)) for each in kept) == [
        ("coil_type", "icd10"),
        ("on_label", "protocol"),
    ]
    assert clinician.post(address, json={"icd10": "depression", "reason": "typed"}).status_code == 422
    assert clinician.post(address, json={"icd10": "F33.1"}).status_code == 422  # without a reason


def test_a_course_without_a_preset_needs_parameters_that_agree(world: World, clinician: Any) -> None:
    patient = world.patient()
    stimulation = {
        "target": "contralesional M1",
        "pattern": "rTMS",
        "frequency_hz": 1,
        "trains": 20,
        "pulses_per_train": 60,
        "pulses": 1200,
        "intensity_percent": 90,
        "intensity_of": "resting motor threshold, hand",
    }
    said = {"indication": "stroke", "protocol": "own", "started_on": "2026-11-30", "planned_sessions": 15}
    address = f"/api/patients/{patient.id}/courses"
    assert clinician.post(address, json=said).json["details"]["field"] == "parameters"
    wrong = clinician.post(address, json=said | {"parameters": [stimulation | {"pulses": 1300}]})
    assert "20 trains of 60 pulses are 1200" in wrong.json["message"]
    made = clinician.post(address, json=said | {"parameters": [stimulation]})
    assert (made.status_code, made.json["on_label"], made.json["coil_type"]) == (201, False, "other")


def test_the_ledger_counts_what_was_delivered_and_warns(world: World, clinician: Any) -> None:
    course = world.course(started_on=TODAY - timedelta(days=42))
    world.sessions(course, 29)
    added = clinician.post(f"/api/courses/{course.id}/authorisations", json=AUTHORISATION)
    assert added.status_code == 201, added.json
    ledger = added.json["ledger"]
    assert (ledger["authorised"], ledger["left"], ledger["lines"][0]["used"]) == (36, 7, 29)
    assert {each["code"] for each in ledger["warnings"]} == {"expires", "beyond"}
    page = clinician.get(f"/api/courses/{course.id}").json
    assert (page["course"]["sessions_authorised"], page["next"]["authorised_left"]) == (36, 7)
    assert [each["code"] for each in page["next"]["authorisation"]] == ["expires", "beyond"]


def test_a_line_of_the_ledger_is_changed_and_removed_with_a_reason(
    world: World, clinician: Any, course: Course
) -> None:
    added = clinician.post(f"/api/courses/{course.id}/authorisations", json=AUTHORISATION).json
    line = added["ledger"]["lines"][0]["id"]
    denied = AUTHORISATION | {"state": "denied", "reason": "Letter of today"}
    refused = clinician.post(f"/api/authorisations/{line}/change", json=denied)
    assert refused.json["details"]["field"] == "denial_reason"
    said = denied | {"denial_reason": "No trial of psychotherapy", "appeal_until": "2026-12-23"}
    warned = clinician.post(f"/api/authorisations/{line}/change", json=said).json["ledger"]["warnings"]
    assert {each["code"]: each["values"].get("on") for each in warned} == {
        "none-left": None,
        "appeal-until": "2026-12-23",
    }
    gone = clinician.post(f"/api/authorisations/{line}/remove", json={"reason": "Another patient's"})
    assert gone.json["ledger"]["authorised"] is None
    reasons = {each.reason for each in world.rows(Correction, kind="authorisation")}
    assert reasons == {"Letter of today", "Another patient's"}


def test_a_proposal_leaves_holidays_out(world: World, clinician: Any, course: Course) -> None:
    admin = world.staff(Role.ADMIN).actor
    world.run(change_settings, admin, {"clinic.holidays": ["2026-12-25"]}, "Christmas", world.clock.now)
    address = f"/api/courses/{course.id}/proposal?started_on=2026-12-21&sessions=36"
    assert "2026-12-25" not in {each["on"] for each in clinician.get(address).json["days"]}
    kept = {each["on"] for each in clinician.get(address + "&holidays=keep").json["days"]}
    assert "2026-12-25" in kept


def test_maintenance_does_not_put_off_the_end_that_questionnaires_are_timed_by(
    world: World, clinician: Any, course: Course
) -> None:
    address = f"/api/courses/{course.id}"
    before = {each["on"]: each for each in plan_of(clinician, course)["days"]}
    later = [*days(120, 150, phase="maintenance")]
    kept = [{name: each[name] for name in ("on", "sessions", "times", "phase")} for each in before.values()]
    with world.transaction("read"):
        planned = session_days_of(course.clinic_id, [course.id])[course.id].planned
    answer = clinician.post(f"{address}/days", json={"days": kept + later, "reason": "Once a month", "confirmed": []})
    assert answer.status_code == 200, answer.json
    assert answer.json["course"]["planned_sessions"] == 36
    with world.transaction("read"):
        assert session_days_of(course.clinic_id, [course.id])[course.id].planned == planned
