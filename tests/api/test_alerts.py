"""Alerts: joined by repeats, due anew when worse, closed only by writing what was done."""

from datetime import timedelta
from typing import Any

import pytest

from server.access import Role
from server.alerts.actions import raise_alerts
from server.alerts.models import Alert
from server.alerts.rules import Reason, reasons_in_effects
from server.audit.models import AuditEntry
from server.courses.actions.hold import place_hold
from server.courses.rules.hold import HoldKind
from tests.builders import World


@pytest.fixture
def patient(world: World) -> Any:
    return world.patient()


def report(
    world: World, patient: Any, value: int = 1, title: str = "Thoughts of self-harm", rule: str = "SI-1"
) -> None:
    now = world.clock.now
    reason = Reason(rule, value, title, "PHQ-9 item 9", now - timedelta(days=3))
    world.run(raise_alerts, patient.clinic_id, patient.id, None, [reason], now)


def test_a_repeat_joins_the_open_alert(world: World, patient: Any) -> None:
    report(world, patient)
    report(world, patient)
    assert [each.times for each in world.rows(Alert)] == [2]


def test_a_worse_repeat_must_be_seen_again(world: World, patient: Any, clock: Any) -> None:
    report(world, patient, value=1)
    clinician = world.client_of(world.staff(Role.CLINICIAN))
    alert = clinician.get("/api/alerts").json["alerts"][0]
    assert clinician.post(f"/api/alerts/{alert['id']}/seen", json={}).json["seen_by"] == "Robin Staff"
    clock.move(minutes=10)
    report(world, patient, value=3)
    again = clinician.get("/api/alerts").json["alerts"][0]
    assert (again["seen_at"], again["due_at"]) == (None, alert["due_at"])


def test_an_alert_goes_with_what_another_language_needs(world: World, patient: Any, clock: Any) -> None:
    """The English sentence is the record; the page says it in the reader's language."""
    now = world.clock.now
    found = reasons_in_effects({"headache": 3}, {"headache": "headache"}, now)
    world.run(raise_alerts, patient.clinic_id, patient.id, None, found, now)
    clinician = world.client_of(world.staff(Role.CLINICIAN))
    alert = clinician.get("/api/alerts").json["alerts"][0]
    values = {"effect": {"term": "headache"}, "grade": {"term": "strong"}}
    strong = {"said": [{"key": "effect-grade", "values": values}]}
    sentence = [{"key": "Strong-side-effect-reported-found", "values": {"found": [strong]}}]
    assert alert["title"] == "Strong side effect reported: headache (strong)"
    assert alert["said"] == {"title": sentence, "detail": [{"key": "Daily-check-in", "values": {}}]}
    clinician.post(f"/api/alerts/{alert['id']}/plan", json={"until": "2026-11-27", "plan": "Seen every day."})
    story = {each["kind"]: each["said"] for each in clinician.get(f"/api/alerts/{alert['id']}").json["story"]}
    assert story["raised"] == sentence
    until = {"on": {"day": "2026-11-27"}, "words": "Seen every day."}
    assert story["plan in place"] == [{"key": "until-on-words", "values": until}]


def test_what_nobody_can_translate_stays_as_it_was_written(world: World, patient: Any) -> None:
    report(world, patient)  # as from before it was kept how sentences were made
    clinician = world.client_of(world.staff(Role.CLINICIAN))
    assert clinician.get("/api/alerts").json["alerts"][0]["said"] == {"title": None, "detail": None}
    alert = world.rows(Alert)[0]
    clinician.post(f"/api/alerts/{alert.id}/note", json={"words": "Called her sister."})
    story = clinician.get(f"/api/alerts/{alert.id}").json["story"]
    assert {each["kind"]: each["said"] for each in story}["acted"] is None


def test_an_alert_stays_open_until_someone_writes_what_was_done(world: World, patient: Any) -> None:
    report(world, patient)
    clinician = world.client_of(world.staff(Role.CLINICIAN))
    url = f"/api/alerts/{world.rows(Alert)[0].id}/close"
    said_nothing = [{"action": "called", "done": done} for done in ("", "  \n ", "ok")]
    for empty in ({"done": "Called."}, {"action": "called"}, {"action": "danced", "done": "Called."}, *said_nothing):
        assert clinician.post(url, json=empty).status_code == 422
    assert clinician.get("/api/alerts").json["open"] == 1
    closed = clinician.post(url, json={"action": "called", "done": "Called, safe at home, visit tomorrow."})
    assert (closed.status_code, closed.json["done_by"]) == (200, "Robin Staff")
    assert clinician.get("/api/alerts").json == {"alerts": [], "open": 0}


def test_a_closed_alert_is_not_closed_again(world: World, patient: Any) -> None:
    report(world, patient)
    clinician = world.client_of(world.staff(Role.CLINICIAN))
    url = f"/api/alerts/{world.rows(Alert)[0].id}/close"
    clinician.post(url, json={"action": "called", "done": "First word."})
    second = clinician.post(url, json={"action": "called", "done": "Second word."})
    assert (second.status_code, second.json["code"]) == (409, "alert-closed")
    assert world.rows(Alert)[0].done == "First word."


def test_a_new_report_after_closing_opens_a_new_alert(world: World, patient: Any) -> None:
    report(world, patient)
    clinician = world.client_of(world.staff(Role.CLINICIAN))
    clinician.post(f"/api/alerts/{world.rows(Alert)[0].id}/close", json={"action": "called", "done": "Called."})
    report(world, patient)
    assert world.count(Alert) == 2


def test_an_open_alert_past_its_time_is_overdue(world: World, patient: Any, clock: Any) -> None:
    report(world, patient)
    clinician = world.client_of(world.staff(Role.CLINICIAN))
    assert clinician.get("/api/alerts").json["alerts"][0]["overdue"] is False
    clock.move(hours=4, minutes=1)
    assert clinician.get("/api/alerts").json["alerts"][0]["overdue"] is True


def test_another_clinics_alert_does_not_exist(world: World, patient: Any) -> None:
    report(world, patient)
    stranger = world.client_of(world.staff(Role.CLINICIAN, clinic=world.clinic("Elsewhere")))
    assert stranger.get("/api/alerts").json["alerts"] == []
    alert_id = world.rows(Alert)[0].id
    assert (
        stranger.post(f"/api/alerts/{alert_id}/close", json={"action": "called", "done": "Called."}).status_code == 404
    )


def test_reading_an_alert_is_noted_in_the_patients_trail(world: World, patient: Any) -> None:
    report(world, patient)
    world.client_of(world.staff(Role.CLINICIAN)).get("/api/alerts")
    assert "read: GET /api/alerts" in {each.deed for each in world.rows(AuditEntry, patient_id=patient.id)}


def test_a_report_that_holds_the_treatment_names_the_open_holds_of_its_own_course(world: World, patient: Any) -> None:
    now, clinician = world.clock.now, world.staff(Role.CLINICIAN)
    course, other = world.course(patient), world.course(world.patient())
    world.run(place_hold, clinician.actor, course.id, HoldKind.SEIZURE, "At home", now)
    world.run(place_hold, clinician.actor, other.id, HoldKind.FAINTING, "On the way out", now)
    reason = Reason("AE-1", 3, "Seizure", "From the phone", now)
    world.run(raise_alerts, patient.clinic_id, patient.id, course.id, [reason], now)
    (alert,) = world.client_of(clinician).get("/api/alerts").json["alerts"]
    assert alert["holds"] == ["seizure"]
