"""Alerts that nobody has seen go to the next in line, each step once."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from server.access import Role
from server.alerts.actions import raise_alerts
from server.alerts.models import Alert, AlertStep, SystemAlert
from server.alerts.rules import Reason, Step
from server.jobs import SCHEDULE, run
from server.messages.models import OutgoingMessage
from tests.addresses import reach
from tests.builders import Person, World
from tests.conftest import TODAY

(ESCALATE,) = (each for each in SCHEDULE if each.name == "escalate alerts")


@pytest.fixture
def staff(world: World) -> dict[Role, Person]:
    people = {role: world.staff(role, name=f"A {role}") for role in (Role.TECHNICIAN, Role.CLINICIAN, Role.ADMIN)}
    for role, person in people.items():
        reach(world, person, email=f"{role}@clinic.example", pager=f"page-{role}")
    return people


def report(world: World, rule: str) -> Alert:
    patient = world.patient(name="Pat Example")
    reason = Reason(rule, 1, "Thoughts of self-harm", "PHQ-9 item 9", world.clock.now)
    world.run(raise_alerts, patient.clinic_id, patient.id, None, [reason], world.clock.now)
    return world.rows(Alert)[0]


def sent(world: World) -> list[tuple[str, str]]:
    """(kind, recipient) of every e-mail, in the order of time."""
    found = sorted(world.rows(OutgoingMessage), key=lambda each: each.created_at)
    return [(each.kind, each.recipient) for each in found if each.channel == "email"]


def test_a_red_alert_is_told_by_both_ways_with_initials_and_a_link_only(world: World, staff: Any) -> None:
    alert = report(world, "SI-2")
    messages = world.rows(OutgoingMessage)
    assert sorted((each.channel, each.recipient) for each in messages) == [
        ("email", "clinician@clinic.example"),
        ("webhook", "page-clinician"),
    ]
    values = {"initials": "P. E.", "path": f"/app/alerts/{alert.id}", "due": messages[0].values["due"]}
    assert all(each.values == values for each in messages)


@pytest.mark.parametrize(("rule", "channels"), [("AE-2", ["email"]), ("AE-3", [])])
def test_amber_alerts_are_told_by_e_mail_and_blue_ones_are_listed(
    world: World, staff: Any, rule: str, channels: list[str]
) -> None:
    report(world, rule)
    assert [each.channel for each in world.rows(OutgoingMessage)] == channels


def test_an_unseen_red_alert_goes_up_step_by_step_each_once(world: World, staff: Any, clock: Any) -> None:
    report(world, "SI-2")
    clock.now = TODAY + timedelta(minutes=59)
    assert run(world.app, ESCALATE) == 0
    expected = [("alert", "clinician@clinic.example")]
    for minutes, more in ((60, "clinician"), (89, None), (90, "admin"), (500, None)):
        clock.now = TODAY + timedelta(minutes=minutes)
        assert run(world.app, ESCALATE) == (more is not None)
        assert run(world.app, ESCALATE) == 0
        if more == "clinician":
            expected.append(("alert-overdue", "clinician@clinic.example"))
        if more == "admin":
            expected.append(("system", "admin@clinic.example"))
        assert sent(world) == expected
    steps = [each.words for each in world.rows(AlertStep) if each.kind is Step.ESCALATED]
    assert sorted(filter(None, steps)) == ["not seen when due: admin on duty", "not seen when due: clinician on duty"]


def test_a_technicians_alert_goes_to_clinicians_and_the_admin_learns_of_no_patient(
    world: World, staff: dict[Role, Person], clock: Any
) -> None:
    report(world, "MISS-3")
    for minutes in (4 * 60, 6 * 60, 8 * 60):  # working hours of one Monday
        clock.now = TODAY + timedelta(minutes=minutes)
        run(world.app, ESCALATE)
    kinds = [
        ("alert", "technician"),
        ("alert-overdue", "technician"),
        ("alert-overdue", "clinician"),
        ("system", "admin"),
    ]
    assert sent(world) == [(kind, f"{role}@clinic.example") for kind, role in kinds]
    (system,) = world.rows(SystemAlert)
    assert "Pat" not in f"{system.title} {system.detail}"
    listed = world.client_of(staff[Role.ADMIN]).get("/api/system-alerts").json["alerts"]
    assert [each["kind"] for each in listed] == ["alerts-unseen"]


@pytest.mark.parametrize("deed", ["seen", "close", "hand-over"])
def test_what_somebody_acknowledged_goes_no_further(
    world: World, staff: dict[Role, Person], clock: Any, deed: str
) -> None:
    alert = report(world, "SI-2")
    said = {"close": {"action": "called", "done": "Called."}, "hand-over": {"role": "technician"}}.get(deed, {})
    clinician = world.client_of(staff[Role.CLINICIAN])
    assert clinician.post(f"/api/alerts/{alert.id}/{deed}", json=said).status_code == 200
    clock.move(hours=24)
    assert run(world.app, ESCALATE) == 0


def test_news_begins_at_the_first_step_again(world: World, staff: Any, clock: Any) -> None:
    alert = report(world, "SI-1")
    clock.move(hours=5)
    run(world.app, ESCALATE)
    assert world.rows(Alert)[0].escalated == 1
    worse = Reason("SI-3", 1, "Intent", "C-SSRS", clock.now)
    world.run(raise_alerts, alert.clinic_id, alert.patient_id, None, [worse], clock.now)
    (after,) = world.rows(Alert)
    assert (after.escalated, after.seen_at) == (0, None)
    assert ("alert-again", "clinician@clinic.example") in sent(world)


def test_an_amber_alert_waits_for_working_hours(world: World, staff: Any, clock: Any) -> None:
    clock.now = datetime(2026, 11, 20, 15, tzinfo=UTC)  # Friday, two hours before closing
    alert = report(world, "AE-2")
    assert alert.due_at == datetime(2026, 11, 23, 9, tzinfo=UTC)  # Monday, two hours after opening
    for now, steps in ((datetime(2026, 11, 22, 12, tzinfo=UTC), 0), (datetime(2026, 11, 23, 9, tzinfo=UTC), 1)):
        clock.now = now
        assert run(world.app, ESCALATE) == steps


def test_somebody_without_an_address_is_named_in_the_story(world: World) -> None:
    world.staff(Role.CLINICIAN, name="No Address")
    report(world, "SI-2")
    words = [each.words for each in world.rows(AlertStep) if each.kind is Step.NOTIFIED]
    assert words == ["No Address (no address on file)"]
    assert world.count(OutgoingMessage) == 0
