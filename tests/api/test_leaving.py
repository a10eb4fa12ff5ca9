"""Patients who withdraw, ask to be erased, are declined, and come back."""

from datetime import date, timedelta
from typing import Any

import pytest

from server.alerts.actions.raising import raise_alerts
from server.alerts.models import Alert, AlertStep
from server.alerts.rules import Reason
from server.audit.models import AuditEntry
from server.courses.models.course import Course
from server.outcomes.actions.watch import watch_courses
from server.people.models import Clinic, Patient, SignInSession
from server.records.models.leaving import Leaving
from server.records.rules.leaving import LeavingState, What
from server.reminders.queries import due_now
from tests.builders import Person, World

WITHDRAW = {"what": "withdraw", "words": "Too much on my mind.", "sign_out": False}
ERASE = {"what": "erase", "words": None, "sign_out": False}


@pytest.fixture
def patient(world: World) -> Person:
    return world.patient(name="Ada Example")


@pytest.fixture
def course(world: World, patient: Person) -> Course:
    return world.course(patient)


def leave(world: World, patient: Person, said: dict[str, Any] = WITHDRAW) -> dict[str, Any]:
    answer = world.client_of(patient).post("/api/me/leave", json=said)
    assert answer.status_code == 200, answer.text
    return answer.json


def consented(world: World, patient: Person) -> str:
    """Take part in a new study; returns its address."""
    coordinator = world.client_of(world.staff("coordinator"))
    study = coordinator.post("/api/studies", json={"key": "sleep", "title": "Sleep"}).json["id"]
    body = {"patient_id": str(patient.id), "version": "1", "given_on": "2026-11-01"}
    assert coordinator.post(f"/api/studies/{study}/consents", json=body).status_code == 201
    return f"/api/studies/{study}"


def raised(world: World, patient: Person, rule: str = "SI-1") -> None:
    reason = Reason(rule, 1, "Thoughts of self-harm", "PHQ-9 item 9", world.clock.now)
    world.run(raise_alerts, patient.clinic_id, patient.id, None, [reason], world.clock.now)


def test_after_a_withdrawal_nothing_falls_due(world: World, patient: Person, course: Course) -> None:
    assert world.run(due_now, patient.clinic_id, world.clock.now, mode="read")
    leave(world, patient)
    assert not world.run(due_now, patient.clinic_id, world.clock.now, mode="read")


@pytest.mark.parametrize("withdrew", [True, False])
def test_after_a_withdrawal_nobody_waits_for_what_does_not_come(
    world: World, patient: Person, course: Course, withdrew: bool
) -> None:
    world.check_in(course, world.clock.now.date(), 5)
    if withdrew:
        leave(world, patient)
    (clinic,) = world.rows(Clinic)
    world.clock.move(days=6)
    world.run(watch_courses, clinic, world.clock.now)
    assert any(each.rule.startswith("MISS") for each in world.rows(Alert)) is not withdrew


def test_after_a_withdrawal_no_later_export_has_the_patient(world: World, patient: Person, course: Course) -> None:
    world.check_in(course, date(2026, 11, 20), 4)
    study = consented(world, patient)
    researcher = world.client_of(world.staff("researcher"))
    before = researcher.post(f"{study}/exports", json={}).json
    leave(world, patient)
    after = researcher.post(f"{study}/exports", json={}).json
    assert (before["manifest"]["subjects"], after["manifest"]["subjects"]) == (1, 0)


def test_who_withdrew_is_not_consented_anew(world: World, patient: Person) -> None:
    study = consented(world, patient)
    leave(world, patient)
    body = {"patient_id": str(patient.id), "version": "2", "given_on": "2026-11-02"}
    answer = world.client_of(world.staff("coordinator")).post(f"{study}/consents", json=body)
    assert (answer.status_code, answer.json["code"]) == (409, "left")


def test_a_withdrawal_closes_no_alert_and_the_team_is_told(world: World, patient: Person, course: Course) -> None:
    raised(world, patient)
    leave(world, patient)
    alerts = {each.rule: each for each in world.rows(Alert)}
    assert alerts["SI-1"].closed_at is None
    assert alerts["LEFT-2"].title == "Withdrew"
    assert "1 red or amber alerts are open" in alerts["LEFT-2"].detail
    assert "raised" in {each.kind for each in world.rows(AlertStep, alert_id=alerts["LEFT-2"].id)}


def test_a_quiet_withdrawal_is_told_quietly(world: World, patient: Person) -> None:
    leave(world, patient)
    assert [(each.rule, each.level) for each in world.rows(Alert)] == [("LEFT-1", "blue")]


def test_what_is_logged_after_a_withdrawal_still_alerts(world: World, patient: Person, course: Course) -> None:
    leave(world, patient)
    raised(world, patient)
    assert {each.rule for each in world.rows(Alert)} == {"LEFT-1", "SI-1"}


@pytest.mark.parametrize("sign_out", [True, False])
def test_access_ends_as_the_patient_chooses(world: World, patient: Person, sign_out: bool) -> None:
    phone, other = world.client_of(patient), world.client_of(patient)
    assert phone.post("/api/me/leave", json=WITHDRAW | {"sign_out": sign_out}).status_code == 200
    assert [each.get("/api/me").status_code for each in (phone, other)] == ([401, 401] if sign_out else [200, 200])
    assert all((each.ended_at is not None) is sign_out for each in world.rows(SignInSession))


def test_leaving_needs_a_fresh_proof(world: World, patient: Person) -> None:
    stale = world.client_of(patient, fresh=False)
    assert stale.post("/api/me/leave", json=WITHDRAW).json["code"] == "verify-first"
    assert stale.get("/api/me/leaving").json["what"] is None
    assert world.rows(Patient)[0].withdrawn_at is None


def test_asked_twice_it_is_asked_once(world: World, patient: Person) -> None:
    leave(world, patient)
    world.clock.move(days=1)
    leave(world, patient)
    (only,) = world.rows(Leaving)
    assert only.asked_at == world.clock.now - timedelta(days=1)
    assert world.count(AuditEntry, deed="withdrew") == 1


def test_an_erasure_that_is_asked_for_says_by_when_it_is_answered(world: World, patient: Person) -> None:
    admin = world.client_of(world.staff("admin"))
    (clinic,) = world.rows(Clinic)
    change = {"changes": {"privacy.contact": "Data protection, 030 12"}, "reason": "Set up"}
    assert admin.post("/api/clinic/settings", json=change).status_code == 200, clinic.id
    said = leave(world, patient, ERASE)
    assert (said["what"], said["answer_by"], said["contact"]) == ("erase", "2026-12-21", "Data protection, 030 12")
    (request,) = admin.get("/api/leaving").json["requests"]
    assert (request["name"], request["answer_by"], request["open_alerts"]) == ("Ada Example", "2026-12-21", 0)


def test_a_declined_erasure_leaves_the_withdrawal_and_says_why(world: World, patient: Person) -> None:
    leave(world, patient, ERASE)
    (asked,) = world.rows(Leaving)
    admin = world.client_of(world.staff("admin"))
    body = {"answer": "The law obliges us to keep it until 2036."}
    assert admin.post(f"/api/leaving/{asked.id}/decline", json=body).json["requests"] == []
    said = world.client_of(patient).get("/api/me/leaving").json
    assert (said["what"], said["answer"]) == ("withdraw", body["answer"])
    assert said["withdrawn_at"] is not None
    assert admin.post(f"/api/leaving/{asked.id}/decline", json=body).status_code == 404


def test_what_a_neighbour_was_answered_is_not_shown_to_anybody_else(world: World, patient: Person) -> None:
    neighbour = world.patient()
    leave(world, neighbour, ERASE)
    (asked,) = world.rows(Leaving)
    body = {"answer": "Your trial obliges us to keep it."}
    world.client_of(world.staff("admin")).post(f"/api/leaving/{asked.id}/decline", json=body)
    assert world.client_of(neighbour).get("/api/me/leaving").json["answer"] == body["answer"]
    assert leave(world, patient)["answer"] is None


def test_who_comes_back_takes_part_again_but_in_no_study(world: World, patient: Person, course: Course) -> None:
    study = consented(world, patient)
    leave(world, patient, ERASE)
    browser = world.client_of(patient)
    assert browser.post("/api/me/leave/take-back", json={}).json["what"] is None
    assert world.run(due_now, patient.clinic_id, world.clock.now, mode="read")
    assert world.rows(Leaving)[0].state is LeavingState.TAKEN_BACK
    researcher = world.client_of(world.staff("researcher"))
    assert researcher.post(f"{study}/exports", json={}).json["manifest"]["subjects"] == 0
    assert browser.post("/api/me/leave/take-back", json={}).json["code"] == "not-left"


def test_staff_record_what_a_letter_said(world: World, patient: Person) -> None:
    clinician = world.client_of(world.staff("clinician", name="Dr. Kim"))
    body = {"what": "erase", "words": "Letter of 20 November."}
    said = clinician.post(f"/api/patients/{patient.id}/leave", json=body).json
    assert (said["what"], said["asked_by"]) == ("erase", "Dr. Kim")
    assert world.rows(Leaving)[0].what is What.ERASE
    assert clinician.post(f"/api/patients/{patient.id}/return", json={"why": "Called."}).json["what"] is None
