"""No patient is added or invited before the crisis card is complete and a test alert reached somebody."""

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from server import jobs
from server.audit.models import AuditEntry, Correction
from server.db import db
from server.messages.models import OutgoingMessage
from server.people.models import Clinic, Membership, Patient
from server.people.models.readiness import TestAlert
from tests.api.examples.messages import CARD, LINE
from tests.builders import HELP, Person, World

PATIENT = {"name": "New Patient"}


@pytest.fixture
def clinic(world: World) -> Clinic:
    """A clinic on its first day."""
    return set_up(world, {})


def set_up(world: World, card: dict[str, Any]) -> Clinic:
    clinic = world.clinic(help=card)
    with world.transaction():
        db.session.query(TestAlert).delete()
    return clinic


def give_address(world: World, person: Person) -> None:
    with world.transaction():
        db.session.get_one(Membership, (person.clinic_id, person.id)).email = "ann@example.org"


def missing(browser: FlaskClient) -> list[str]:
    found: list[str] = browser.get("/api/clinic/readiness").json["missing"]
    return found


def test_the_first_patient_of_a_clinic_needs_a_card_and_a_test_alert_that_was_acknowledged(
    world: World, clinic: Clinic
) -> None:
    admin = world.client_of(world.staff("admin", name="Kim Head"))
    person = world.staff("clinician", name="Ann")
    clinician = world.client_of(person)

    refused = clinician.post("/api/patients", json=PATIENT)
    assert (refused.status_code, refused.json["code"]) == (409, "card-incomplete")
    assert missing(admin) == [
        "emergency_number", "lines", "clinic_phone", "clinic_hours", "statement", "verified_on", "test_alert",
    ]  # fmt: skip

    assert admin.post("/api/clinic/card", json=CARD).status_code == 200
    assert missing(admin) == ["verified_on", "test_alert"]
    assert admin.post("/api/clinic/card/verify", json={"name": "Kim Head"}).json["verified_on"] == "2026-11-23"
    assert missing(admin) == ["test_alert"]
    refused = clinician.post("/api/patients", json=PATIENT)
    assert (refused.status_code, refused.json["code"]) == (409, "test-alert-missing")

    nobody = admin.post("/api/test-alerts", json={})
    assert (nobody.status_code, nobody.json["code"]) == (409, "nobody-reachable")
    assert world.count(TestAlert) == 0
    give_address(world, person)
    sent = admin.post("/api/test-alerts", json={}).json
    assert (sent["sent_by"], sent["acknowledged_by"]) == ("Kim Head", None)
    (message,) = world.rows(OutgoingMessage)
    assert message.values["path"] == f"/app/test-alerts/{sent['id']}"
    assert clinician.post("/api/patients", json=PATIENT).json["code"] == "test-alert-missing"

    world.clock.move(minutes=3)
    done = clinician.post(f"/api/test-alerts/{sent['id']}/acknowledge", json={}).json
    assert done["acknowledged_by"] == "Ann"
    assert missing(admin) == []
    added = clinician.post("/api/patients", json=PATIENT)
    assert added.status_code == 201
    assert clinician.post(f"/api/patients/{added.json['id']}/invitations", json={}).status_code == 201


def test_the_first_acknowledgement_counts(world: World, clinic: Clinic) -> None:
    admin = world.client_of(world.staff("admin"))
    ann, ben = world.staff("clinician", name="Ann"), world.staff("technician", name="Ben")
    give_address(world, ann)
    sent = admin.post("/api/test-alerts", json={}).json["id"]
    for person in (ann, ben):
        answer = world.client_of(person).post(f"/api/test-alerts/{sent}/acknowledge", json={})
        assert answer.json["acknowledged_by"] == "Ann"
    assert world.count(AuditEntry, deed="acknowledged a test alert") == 1


def test_a_test_alert_goes_to_whoever_an_alert_would_reach(world: World, clinic: Clinic) -> None:
    admin = world.client_of(world.staff("admin"))
    give_address(world, world.staff("clinician"))
    give_address(world, world.staff("technician"))
    admin.post("/api/test-alerts", json={})
    assert world.count(OutgoingMessage, kind="test-alert") == 1


@pytest.mark.parametrize(
    ("lack", "named"),
    [
        ({"emergency_number": None}, "emergency_number"),
        ({"lines": []}, "lines"),
        ({"lines": [{"name": "A line without any way to reach it"}]}, "lines"),
        ({"clinic_phone": ""}, "clinic_phone"),
        ({"clinic_hours": None}, "clinic_hours"),
        ({"statement": None}, "statement"),
        ({"verified_on": None}, "verified_on"),
    ],
)
def test_whatever_the_card_lacks_stops_adding_and_inviting(world: World, lack: dict[str, Any], named: str) -> None:
    clinic = world.clinic(help={**HELP, **lack})
    known = world.patient(clinic)
    clinician = world.client_of(world.staff("clinician", clinic))
    of_known = [(f"/api/patients/{known.id}/{ways}", dict[str, str]()) for ways in ("invitations", "kiosk-codes")]
    for path, body in (("/api/patients", PATIENT), *of_known):
        refused = clinician.post(path, json=body)
        assert (refused.status_code, refused.json["code"]) == (409, "card-incomplete")
        assert refused.json["details"]["missing"] == [named]
    assert world.count(Patient) == 1


def test_numbers_that_change_must_be_called_anew_and_other_words_need_not(world: World) -> None:
    admin = world.client_of(world.staff("admin"))
    admin.post("/api/clinic/card", json=CARD)
    assert admin.post("/api/clinic/card/verify", json={"name": "Kim"}).json["verified_on"] == "2026-11-23"
    words = CARD | {"statement": "Nobody reads this at night.", "after_hours_text": None}
    assert admin.post("/api/clinic/card", json=words).json["verified_on"] == "2026-11-23"
    for numbers in ({"lines": [LINE | {"phone": "116 123"}]}, {"emergency_number": "911"}, {"clinic_phone": "1"}):
        admin.post("/api/clinic/card/verify", json={"name": "Kim"})
        changed = CARD | ({"clinic_phone": "030 1"} if "clinic_phone" in numbers else numbers)
        assert admin.post("/api/clinic/card", json=changed).json["verified_on"] is None
        admin.post("/api/clinic/card", json=CARD)


def test_what_stood_on_the_card_before_is_kept(world: World) -> None:
    admin = world.client_of(world.staff("admin"))
    admin.post("/api/clinic/card", json=CARD)
    admin.post("/api/clinic/card", json=CARD | {"emergency_number": "911"})
    newest = max(world.rows(Correction, kind="crisis card"), key=lambda each: each.before.get("emergency_number", ""))
    assert (newest.before["emergency_number"], newest.after["emergency_number"]) == ("112", "911")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"emergency_number": "call us"}, "emergency_number"),
        ({"clinic_phone": "javascript:1"}, "clinic_phone"),
        ({"lines": [LINE | {"phone": "<b>"}]}, "lines.0.phone"),
        ({"lines": [LINE | {"chat_url": "javascript:alert(1)"}]}, "lines.0.chat_url"),
        ({"lines": [LINE | {"chat_url": "http://chat.example.org"}]}, "lines.0.chat_url"),
        ({"lines": [LINE | {"phone": None, "sms": None, "chat_url": None}]}, "lines.0.phone"),
    ],
)
def test_what_nobody_can_call_is_refused(world: World, change: dict[str, Any], field: str) -> None:
    refused = world.client_of(world.staff("admin")).post("/api/clinic/card", json=CARD | change)
    assert (refused.status_code, refused.json["details"]["field"]) == (422, field)


def test_a_card_that_lacks_numbers_cannot_be_called_verified(world: World, clinic: Clinic) -> None:
    refused = world.client_of(world.staff("admin")).post("/api/clinic/card/verify", json={"name": "Kim"})
    assert refused.status_code == 422


@pytest.mark.parametrize(("days", "is_old"), [(180, False), (181, True)])
def test_after_half_a_year_staff_are_told_to_call_the_numbers_again(world: World, days: int, is_old: bool) -> None:
    called = (world.clock.now - timedelta(days=days)).date().isoformat()
    world.clinic(help={**HELP, "verified_on": called})
    for role in ("admin", "clinician", "technician"):
        assert world.client_of(world.staff(role)).get("/api/clinic/readiness").json["is_old"] is is_old
    # Old numbers are a warning; patients still come.
    assert world.client_of(world.staff("clinician")).post("/api/patients", json=PATIENT).status_code == 201


def test_the_card_of_a_new_clinic_can_start_from_the_lines_of_its_country(world: World, clinic: Clinic) -> None:
    admin = world.client_of(world.staff("admin"))
    countries = {each["country"]: each for each in admin.get("/api/clinic/card-seeds").json["countries"]}
    assert len(countries) == 17
    for each in countries.values():
        seeded = CARD | {key: each[key] for key in ("country", "emergency_number", "lines")}
        assert admin.post("/api/clinic/card", json=seeded).json["verified_on"] is None
    assert countries["NL"]["lines"][0]["phone"] == "113"


def test_everybody_gets_the_whole_card_without_signing_in(world: World) -> None:
    world.client_of(world.staff("admin")).post("/api/clinic/card", json=CARD)
    card = world.anybody().get("/api/help-card").json
    assert card["lines"] == [LINE]
    assert card["after_hours_text"] == "Nobody answers at night."
    assert "verified_by" not in card


def test_an_administrator_sees_what_would_have_been_sent(world: World, clinic: Clinic) -> None:
    admin = world.client_of(world.staff("admin"))
    give_address(world, world.staff("clinician"))
    sent = admin.post("/api/test-alerts", json={}).json["id"]
    for job in jobs.SCHEDULE:
        jobs.run(world.app, job)
    page = admin.get("/api/messages").json
    (message,) = page["messages"]
    assert (message["state"], message["last_error"]) == ("given up", "not-set-up")
    assert f"http://localhost/app/test-alerts/{sent}" in message["text"]
    assert (page["has_mail"], page["has_secret"]) == (False, False)
