"""What staff do about alerts: notes, handing over, closing and opening again, and plans in place."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from server.access import Role
from server.alerts.actions import raise_alerts
from server.alerts.actions.plans import end_plans
from server.alerts.models import Alert
from server.alerts.rules import Reason, family_of
from server.messages.models import OutgoingMessage
from tests.addresses import reach
from tests.builders import Person, World
from tests.conftest import TODAY

PLAN = {"until": "2026-12-07", "plan": "Known since before the course; seen weekly, safety plan of 12 November."}


@pytest.fixture
def patient(world: World) -> Person:
    return world.patient()


@pytest.fixture
def clinician(world: World) -> FlaskClient:
    return world.client_of(world.staff(Role.CLINICIAN))


def report(
    world: World, patient: Person, value: int = 1, *, rule: str = "SI-1", rise: bool = False, symptom: str = "9"
) -> Alert:
    """The alert that the report ended in."""
    now = world.clock.now
    reason = Reason(rule, value, f"answer {value}", "PHQ-9 item 9", now, (symptom,), rise=rise)
    world.run(raise_alerts, patient.clinic_id, patient.id, None, [reason], now)
    return max(world.rows(Alert, patient_id=patient.id, family=family_of(rule)), key=lambda each: each.raised_at)


def deed(client: FlaskClient, alert: Alert, name: str, **said: Any) -> Any:
    answer = client.post(f"/api/alerts/{alert.id}/{name}", json=said)
    assert answer.status_code == 200, answer.json
    return answer.json


def story(client: FlaskClient, alert: Alert) -> list[tuple[str, str | None]]:
    """(kind, who) of each step in order."""
    steps = client.get(f"/api/alerts/{alert.id}").json["story"]
    return [(each["kind"], each["by"]) for each in steps]


def test_an_alert_has_the_owner_level_and_due_time_that_the_clinic_set(world: World, patient: Person) -> None:
    admin = world.client_of(world.staff(Role.ADMIN))
    changes = {"alerts.ae-2.level": "red", "alerts.ae-2.owner": "technician", "alerts.ae-2.due_hours": 2}
    assert admin.post("/api/clinic/settings", json={"changes": changes, "reason": "As agreed"}).status_code == 200
    alert = report(world, patient, rule="AE-2")
    assert (alert.level, alert.owner_role, alert.due_at) == ("red", "technician", TODAY + timedelta(hours=2))


def test_due_times_count_working_hours_where_the_clinic_says_so(world: World, patient: Person, clock: Any) -> None:
    clock.now = datetime(2026, 11, 20, 16, tzinfo=UTC)  # a Friday, an hour before closing
    assert report(world, patient, rule="SI-1").due_at == datetime(2026, 11, 23, 10, tzinfo=UTC)
    assert report(world, patient, rule="AE-1").due_at == clock.now + timedelta(minutes=15)  # red, day and night


def test_several_notes_by_several_people_stand_in_the_story(
    world: World, patient: Person, clinician: FlaskClient
) -> None:
    alert = report(world, patient)
    technician = world.client_of(world.staff(Role.TECHNICIAN, name="Toni Tech"))
    deed(technician, alert, "note", words="No answer, trying again at noon.")
    deed(clinician, alert, "note", words="Reached: safe.")
    deed(clinician, alert, "close", action="assessed", done="Passive thoughts, no plan.")
    told = clinician.get(f"/api/alerts/{alert.id}").json
    assert [(each["kind"], each["by"], each["words"]) for each in told["story"] if each["by"]] == [
        ("seen", "Toni Tech", None),
        ("acted", "Toni Tech", "No answer, trying again at noon."),
        ("acted", "Robin Staff", "Reached: safe."),
        ("closed", "Robin Staff", "Risk assessed by a clinician: Passive thoughts, no plan."),
    ]
    assert told["alert"]["seen_by"] == "Toni Tech"


def test_a_closed_alert_is_opened_again_with_a_reason(world: World, patient: Person, clinician: FlaskClient) -> None:
    alert = report(world, patient)
    deed(clinician, alert, "close", action="called", done="Called.")
    assert clinician.post(f"/api/alerts/{alert.id}/note", json={"words": "More."}).json["code"] == "alert-closed"
    again = deed(clinician, alert, "reopen", reason="It was a namesake.")
    assert (again["closed_at"], again["done"], again["due_at"]) == (None, None, again["due_at"])
    assert clinician.get("/api/alerts").json["open"] == 1
    assert clinician.post(f"/api/alerts/{alert.id}/reopen", json={"reason": "Twice."}).json["code"] == "alert-open"


def test_an_alert_is_not_opened_again_beside_a_newer_one(
    world: World, patient: Person, clinician: FlaskClient, clock: Any
) -> None:
    alert = report(world, patient)
    deed(clinician, alert, "close", action="called", done="Called.")
    clock.move(days=1)
    report(world, patient)
    answer = clinician.post(f"/api/alerts/{alert.id}/reopen", json={"reason": "By mistake."})
    assert (answer.status_code, answer.json["code"]) == (409, "alert-open")


def test_handing_over_tells_the_new_owner_and_whose_it_is(
    world: World, patient: Person, clinician: FlaskClient
) -> None:
    other = world.staff(Role.TECHNICIAN, name="Toni Tech")
    reach(world, other, email="toni@clinic.example")
    alert = report(world, patient)
    handed = deed(clinician, alert, "hand-over", account_id=str(other.id))
    assert (handed["owner"], handed["owner_role"], handed["seen_by"]) == ("Toni Tech", "technician", "Robin Staff")
    assert [each.recipient for each in world.rows(OutgoingMessage)] == ["toni@clinic.example"]
    mine = world.client_of(other).get("/api/alerts?show=mine").json["alerts"]
    assert [each["id"] for each in mine] == [str(alert.id)]
    assert clinician.get("/api/alerts?show=mine").json["alerts"] == []


@pytest.mark.parametrize("who", ["admin", "stranger"])
def test_an_alert_is_only_handed_to_those_who_treat_patients_here(
    world: World, patient: Person, clinician: FlaskClient, who: str
) -> None:
    clinic = world.clinic("Elsewhere") if who == "stranger" else None
    other = world.staff(Role.ADMIN if who == "admin" else Role.CLINICIAN, clinic)
    alert = report(world, patient)
    answer = clinician.post(f"/api/alerts/{alert.id}/hand-over", json={"account_id": str(other.id)})
    assert (answer.status_code, answer.json["details"]["field"]) == (422, "account_id")


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", ["answer 3", "answer 2", "answer 1"]),
        ("?show=unseen", ["answer 3", "answer 1"]),
        ("?show=overdue", ["answer 3"]),
        ("?level=amber", ["answer 2", "answer 1"]),
        ("?state=closed", []),
    ],
)
def test_the_list_shows_what_is_asked_for_those_due_first(
    world: World, patient: Person, clinician: FlaskClient, clock: Any, query: str, titles: list[str]
) -> None:
    report(world, patient, 3, rule="AE-1")
    deed(clinician, report(world, world.patient(name="Second"), 2, rule="AE-2"), "seen")
    clock.move(minutes=20)
    report(world, world.patient(name="Third"), 1, rule="REL")
    found = clinician.get(f"/api/alerts{query}").json["alerts"]
    assert [each["title"] for each in found] == titles


# Plans


def test_under_a_plan_unchanged_answers_join_a_dated_review_and_page_nobody(
    world: World, patient: Person, clinician: FlaskClient, clock: Any
) -> None:
    reach(world, world.staff(Role.CLINICIAN, name="On Duty"), email="duty@clinic.example")
    alert = report(world, patient, 1)
    planned = deed(clinician, alert, "plan", **PLAN)
    # The end of the last day of the plan, in Berlin.
    assert (planned["level"], planned["due_at"], planned["plan"]) == ("blue", "2026-12-07T23:00:00Z", PLAN["plan"])
    told = world.count(OutgoingMessage)
    clock.move(days=7)
    report(world, patient, 1)
    (after,) = world.rows(Alert)
    assert (after.times, after.level, after.seen_at is None) == (2, "blue", False)
    assert world.count(OutgoingMessage) == told
    assert [kind for kind, _ in story(clinician, alert)][-2:] == ["plan in place", "joined"]


@pytest.mark.parametrize(
    ("value", "rule", "rise", "symptom"),
    [
        (2, "SI-2", True, "9"),  # higher
        (1, "SI-2", True, "9"),  # known, but higher than the last answer
        (1, "SI-3", False, "9"),  # a graver rule
        (1, "SI-1", False, "another item"),
    ],
)
def test_any_rise_under_a_plan_alerts_in_full(
    world: World, patient: Person, clinician: FlaskClient, value: int, rule: str, rise: bool, symptom: str, clock: Any
) -> None:
    reach(world, world.staff(Role.CLINICIAN, name="On Duty"), email="duty@clinic.example")
    deed(clinician, report(world, patient, 1), "plan", **PLAN)
    told = world.count(OutgoingMessage)
    clock.move(days=3)
    alert = report(world, patient, value, rule=rule, rise=rise, symptom=symptom)
    assert (alert.level, alert.seen_at, alert.plan_until, alert.rule) == ("red", None, None, rule)
    assert alert.due_at <= clock.now + timedelta(hours=4)
    assert world.count(OutgoingMessage) > told


@pytest.mark.parametrize("ending", ["withdrawn", "over", "over, before the job saw it"])
def test_after_a_plan_the_next_answer_alerts_in_full(
    world: World, patient: Person, clinician: FlaskClient, clock: Any, ending: str
) -> None:
    alert = report(world, patient, 2, rule="SI-2")
    deed(clinician, alert, "plan", **PLAN)
    if ending == "withdrawn":
        withdrawn = deed(clinician, alert, "withdraw-plan", reason="She moves out of the family's house.")
        assert (withdrawn["plan_ended"], withdrawn["level"]) == (True, "red")
    else:
        clock.now = datetime(2026, 12, 7, 23, tzinfo=UTC)
    if ending == "over":
        assert world.run(end_plans, patient.clinic_id, clock.now) == 1
        (ended,) = world.rows(Alert)
        assert (ended.level, ended.seen_at) == ("red", None)  # the review is due, and nobody has seen it
        assert world.run(end_plans, patient.clinic_id, clock.now) == 0
    deed(clinician, alert, "seen")
    clock.move(hours=1)
    after = report(world, patient, 1)  # even lower than before
    assert (after.id, after.times, after.level, after.seen_at, after.plan) == (alert.id, 2, "red", None, None)


@pytest.mark.parametrize(("until", "accepted"), [(-1, False), (0, True), (90, True), (91, False)])
def test_a_plan_ends_within_ninety_days(
    world: World, patient: Person, clinician: FlaskClient, until: int, accepted: bool
) -> None:
    alert = report(world, patient)
    day = (TODAY.date() + timedelta(days=until)).isoformat()
    answer = clinician.post(f"/api/alerts/{alert.id}/plan", json={"until": day, "plan": "Seen weekly."})
    assert (answer.status_code == 200) is accepted
    assert accepted or answer.json["details"]["field"] == "until"


def test_a_plan_is_a_clinicians_and_belongs_to_an_open_alert(
    world: World, patient: Person, clinician: FlaskClient, clock: Any
) -> None:
    alert = report(world, patient)
    technician = world.client_of(world.staff(Role.TECHNICIAN))
    assert technician.post(f"/api/alerts/{alert.id}/plan", json=PLAN).status_code == 403
    no_plan = clinician.post(f"/api/alerts/{alert.id}/withdraw-plan", json={"reason": "None there."})
    assert (no_plan.status_code, no_plan.json["code"]) == (409, "no-plan")
    deed(clinician, alert, "plan", **PLAN)
    deed(clinician, alert, "close", action="seen", done="Seen, improved.")
    assert world.rows(Alert)[0].plan_until is None
    assert clinician.post(f"/api/alerts/{alert.id}/plan", json=PLAN).status_code == 409
    clock.move(hours=1)
    assert report(world, patient, 1).level == "red"  # a new alert, in full


def test_the_day_of_a_plan_is_the_clinics(world: World, clock: Any) -> None:
    clock.now = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)  # the 24th in Berlin
    patient = world.patient()
    clinician = world.client_of(world.staff(Role.CLINICIAN))
    alert = report(world, patient)
    yesterday = {"until": date(2026, 11, 23).isoformat(), "plan": "Seen weekly."}
    assert clinician.post(f"/api/alerts/{alert.id}/plan", json=yesterday).status_code == 422
