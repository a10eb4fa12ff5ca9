"""A patient asks for a call; "Get help now" alerts nobody."""

from datetime import UTC, datetime, timedelta

import pytest

from server.access import Role
from server.alerts.models import Alert
from server.alerts.rules import Level
from server.db import db
from server.messages.models import OutgoingMessage
from server.people.models.duty import DutyShift
from server.people.rules.duty import DutyKind
from tests.builders import World

SATURDAY = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)


def test_asking_raises_an_alert_and_the_phone_shows_that_it_was_sent(world: World) -> None:
    course = world.course(patient := world.patient())
    phone = world.client_of(patient)
    offer = phone.get("/api/call-me").json
    assert (offer["available"], offer["asked_at"], offer["clinic_phone"]) == (True, None, "030 000000")
    sent = phone.post("/api/call-me", json={"reason": "worse"})
    assert sent.json["asked_at"] == "2026-11-23T09:00:00Z"
    (alert,) = world.rows(Alert)
    assert (alert.rule, alert.level, alert.course_id) == ("CALL", Level.AMBER, course.id)
    assert alert.detail == "From the phone: feels worse"
    clinician = world.client_of(world.staff("clinician"))
    assert [each["title"] for each in clinician.get("/api/alerts?state=open").json["alerts"]] == ["Asked for a call"]


def test_asking_again_joins_the_first_request_until_somebody_closed_it(world: World) -> None:
    phone = world.client_of(world.patient())
    for minutes in (0, 5, 5):
        world.clock.move(minutes=minutes)
        assert phone.post("/api/call-me", json={}).status_code == 200
    (alert,) = world.rows(Alert)
    assert alert.times == 3
    assert phone.get("/api/call-me").json["asked_at"] == "2026-11-23T09:10:00Z"
    clinician = world.client_of(world.staff("clinician"))
    done = {"action": "called", "done": "Called, all is well."}
    assert clinician.post(f"/api/alerts/{alert.id}/close", json=done).status_code == 200
    assert phone.get("/api/call-me").json["asked_at"] is None
    phone.post("/api/call-me", json={})
    assert world.count(Alert) == 2


def test_a_neighbours_request_is_not_shown_as_ones_own(world: World) -> None:
    assert world.client_of(world.patient()).post("/api/call-me", json={}).status_code == 200
    assert world.client_of(world.patient()).get("/api/call-me").json["asked_at"] is None


@pytest.mark.parametrize(
    ("role", "kind", "available"),
    [
        (None, None, False),
        ("clinician", DutyKind.ON_CALL, True),
        ("technician", DutyKind.ON_DUTY, True),
        ("admin", DutyKind.ON_DUTY, False),
    ],
)
def test_out_of_hours_a_call_is_offered_only_while_somebody_is_rostered(
    world: World, role: str | None, kind: DutyKind | None, available: bool
) -> None:
    world.clock.now = SATURDAY
    phone = world.client_of(world.patient())
    if role is not None:
        person = world.staff(Role(role))
        span = {"starts_at": SATURDAY - timedelta(hours=1), "ends_at": SATURDAY + timedelta(hours=1)}
        with world.transaction():
            db.session.add(DutyShift(clinic_id=person.clinic_id, account_id=person.id, kind=kind, **span))
    assert phone.get("/api/call-me").json["available"] is available
    answer = phone.post("/api/call-me", json={"reason": None})
    if available:
        assert answer.status_code == 200
    else:
        assert (answer.status_code, answer.json["code"]) == (409, "nobody-on-duty")
        assert world.count(Alert) == 0


def test_get_help_now_alerts_nobody(world: World) -> None:
    """The card must be opened without a second thought; whoever wants the clinic to know asks for a call."""
    phone = world.client_of(world.patient())
    assert phone.get("/api/help-card").status_code == 200
    assert (world.count(Alert), world.count(OutgoingMessage)) == (0, 0)
