"""Reminders on phones, over a push service that speaks the real protocol."""

from collections.abc import Iterator
from dataclasses import replace
from ipaddress import ip_network
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec

from server import jobs
from server.access import Role
from server.alerts.models import SystemAlert
from server.config import Push
from server.courses.models.course import Course
from server.db import db
from server.messages.delivery.connecting import seconds_in
from server.messages.delivery.web_push import Phone, decode, encode, encrypt
from server.messages.models import OutgoingMessage
from server.messages.rules import MessageState
from server.people.models import Clinic, SignInSession
from server.reminders.models.reminder import PushSubscription, Reminder
from server.reminders.rules import Gone, Skip, Way
from tests.builders import Person, World
from tests.far_ends import CERTIFICATE, serving
from tests.jobs.posting import change_settings
from tests.jobs.reminded import EVENING, REMIND, SEND, ledger, reminded, tick
from tests.push_service import PushEnd


@pytest.fixture
def service(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[PushEnd]:
    """A push service that the operator allows."""
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    key = world.app.extensions["lodestone-push"].public_words
    with serving(PushEnd(key, lambda: world.clock.now.timestamp())) as end:
        networks = (ip_network("127.0.0.0/8"), ip_network("::1"))
        contact = "mailto:tms@example.org"
        change_settings(world, push=Push(frozenset({f"localhost:{end.port}"}), networks, contact))
        yield end


@pytest.fixture
def clinic(world: World) -> Clinic:
    return world.clinic()


@pytest.fixture
def course(world: World, clinic: Clinic) -> Course:
    return world.course(world.patient(clinic))


@pytest.fixture
def patient(world: World, course: Course) -> Any:
    """The patient's browser, signed in."""
    reminded(world, course, Way.PUSH)
    return world.client_of(Person(course.patient_id, course.clinic_id, Role.PATIENT, ""))


def subscribed(patient: Any, service: PushEnd) -> Any:
    browser = service.subscribe()
    answer = patient.post("/api/me/push-subscriptions", json=browser.subscription)
    assert answer.status_code == 200, answer.text
    return browser


def test_a_notification_arrives_that_only_the_phone_can_read_and_that_names_nothing(
    world: World, clinic: Clinic, patient: Any, service: PushEnd
) -> None:
    phone = subscribed(patient, service)
    world.clock.move(hours=EVENING)
    assert tick(world) == 1
    assert service.refusals == []
    (shown,) = phone.shown
    notification = shown["notification"]
    receipt = notification["data"]["receipt"]
    assert shown == {
        "web_push": 8030,
        "notification": {
            "title": "Your check-in is ready",
            "body": "Tap to open it.",
            "lang": "en",
            "dir": "ltr",
            "navigate": f"http://localhost/#r={receipt}",
            "tag": "reminder",
            "data": {"receipt": receipt},
        },
    }
    (headers,) = service.headers
    assert (headers["ttl"], headers["urgency"], headers["topic"]) == ("14400", "normal", "check-in")
    assert ledger(world, clinic) == [("first", True, None)]
    (kept,) = world.rows(PushSubscription)
    assert kept.last_ok_at == world.clock.now


def test_a_clinic_that_names_no_push_service_offers_none_and_sends_none(
    world: World, patient: Any, service: PushEnd
) -> None:
    phone = subscribed(patient, service)
    assert patient.get("/api/me/reminders").json["push_key"]
    change_settings(world, push=replace(world.app.config["LODESTONE_SETTINGS"].push, hosts=frozenset()))
    assert patient.get("/api/me/reminders").json["push_key"] is None
    refused = patient.post("/api/me/push-subscriptions", json=phone.subscription)
    assert (refused.status_code, refused.json["code"]) == (422, "push-service")
    world.clock.move(hours=EVENING)
    tick(world)
    assert phone.shown == []


def test_another_browser_cannot_read_it(service: PushEnd) -> None:
    mine, yours = service.subscribe(), service.subscribe()
    phone = Phone(**mine.subscription)
    sealed = encrypt(b"{}", phone, ec.generate_private_key(ec.SECP256R1()), b"s" * 16)
    assert mine.read(sealed) == b"{}"
    with pytest.raises(InvalidTag):
        yours.read(sealed)


def test_the_encryption_is_that_of_rfc_8291() -> None:
    """Its section 5, byte for byte."""
    number = int.from_bytes(decode("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"), "big")
    ours = ec.derive_private_key(number, ec.SECP256R1())
    phone = Phone(
        "https://push.example.net/push/JzLQ3raZJfFBR0aqvOMsLrt54w4rJUsV",
        "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
        "BTBZMqHH6r4Tts7J_aSIgg",
    )
    sealed = encrypt(b"When I grow up, I want to be a watermelon", phone, ours, decode("DGv6ra1nlYgDCS1FRnbzlw"))
    assert encode(sealed) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_"
        "yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )


def test_the_phone_says_that_it_was_shown_and_opened(
    world: World, clinic: Clinic, patient: Any, service: PushEnd
) -> None:
    phone = subscribed(patient, service)
    world.clock.move(hours=EVENING)
    tick(world)
    receipt = phone.shown[0]["notification"]["data"]["receipt"]
    anybody = world.anybody()  # a worker needs no cookie for it
    for number, (token, seen) in enumerate([(receipt, "shown"), (receipt, "opened"), (receipt, "opened")]):
        world.clock.move(minutes=1)
        assert anybody.post("/api/reminders/receipts", json={"token": token, "seen": seen}).status_code == 204, number
    (line,) = patient.get("/api/me/reminders").json["ledger"]
    assert (line["delivered_at"], line["opened_at"]) == ("2026-11-23T17:01:00Z", "2026-11-23T17:02:00Z")


@pytest.mark.parametrize("change", ["proof", "reminder", "clinic", "nothing of it"])
def test_a_receipt_that_is_none_of_ours_is_answered_the_same_and_changes_nothing(
    world: World, clinic: Clinic, patient: Any, service: PushEnd, change: str
) -> None:
    phone = subscribed(patient, service)
    world.clock.move(hours=EVENING)
    tick(world)
    of, reminder, proof = phone.shown[0]["notification"]["data"]["receipt"].split(".")
    forged = {
        "proof": f"{of}.{reminder}.{proof[:-1]}{'0' if proof[-1] != '0' else '1'}",
        "reminder": f"{of}.{'0' * 32}.{proof}",
        "clinic": f"{'0' * 32}.{reminder}.{proof}",
        "nothing of it": "é",
    }[change]
    answer = world.anybody().post("/api/reminders/receipts", json={"token": forged, "seen": "opened"})
    assert (answer.status_code, answer.data) == (204, b"")
    (row,) = world.rows(Reminder)
    assert (row.delivered_at, row.opened_at) == (None, None)


@pytest.mark.parametrize("status", [404, 410])
def test_a_subscription_that_ended_is_pruned_and_said(
    world: World, clinic: Clinic, patient: Any, service: PushEnd, status: int
) -> None:
    subscribed(patient, service)
    service.says = (status, {})
    world.clock.move(hours=EVENING)
    assert [tick(world), tick(world)] == [0, 0]
    (phone,) = patient.get("/api/me/reminders").json["phones"]
    assert (phone["works"], phone["gone_why"]) == (False, Gone.REFUSED)
    (line,) = patient.get("/api/me/reminders").json["ledger"]
    assert line["failure"] == "gone"
    world.clock.move(days=1)
    tick(world)
    assert ledger(world, clinic)[1:] == [("first", False, Skip.NO_WAY)]
    # That is nothing for an administrator.
    assert "reminders" not in {each.kind for each in world.rows(SystemAlert)}


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_service_is_asked_again_when_it_said(
    world: World, clinic: Clinic, patient: Any, service: PushEnd, status: int
) -> None:
    phone = subscribed(patient, service)
    service.says = (status, {"Retry-After": "1800"})
    world.clock.move(hours=EVENING)
    assert tick(world) == 0
    service.says = None
    world.clock.move(minutes=29)
    assert tick(world) == 0
    world.clock.move(minutes=1)
    assert tick(world) == 1
    assert len(phone.shown) == 1
    (line,) = world.rows(Reminder)
    assert (line.failure, line.failed_at) == (None, None)


def test_a_service_that_refuses_us_is_for_the_operator(
    world: World, clinic: Clinic, patient: Any, service: PushEnd
) -> None:
    phone = subscribed(patient, service)
    service.server_key = "another"  # as if the key file had been lost
    world.clock.move(hours=EVENING)
    assert tick(world) == 0
    (alert,) = world.rows(SystemAlert)
    assert (alert.kind, "push-403" in alert.detail) == ("reminders", True)
    assert phone.shown == []


def test_a_redirect_is_not_followed(world: World, clinic: Clinic, patient: Any, service: PushEnd) -> None:
    subscribed(patient, service)
    other = service.subscribe()
    service.says = (307, {"Location": other.endpoint})
    world.clock.move(hours=EVENING)
    assert tick(world) == 0
    assert other.shown == []
    assert world.rows(Reminder)[0].failure == "push-307"


def test_a_name_that_leads_inward_gets_nothing(world: World, clinic: Clinic, patient: Any, service: PushEnd) -> None:
    phone = subscribed(patient, service)
    settings = world.app.config["LODESTONE_SETTINGS"]
    change_settings(world, push=replace(settings.push, networks=()))
    world.clock.move(hours=EVENING)
    assert tick(world) == 0
    assert (phone.shown, world.rows(Reminder)[0].failure) == ([], "private-address")


def test_a_phone_may_name_no_other_host(patient: Any, service: PushEnd) -> None:
    body = service.subscribe().subscription | {"endpoint": "https://169.254.169.254/latest"}
    assert patient.post("/api/me/push-subscriptions", json=body).json["code"] == "push-service"


def test_nothing_goes_to_a_phone_that_was_signed_out(
    world: World, clinic: Clinic, patient: Any, service: PushEnd
) -> None:
    phone = subscribed(patient, service)
    world.clock.move(hours=EVENING)
    jobs.run(world.app, REMIND)
    with world.transaction():
        for session in db.session.query(SignInSession):
            session.ended_at = world.clock.now
    assert jobs.run(world.app, SEND) == 0
    assert phone.shown == []
    assert ledger(world, clinic) == [("first", False, Skip.NO_WAY)]


def test_two_people_on_one_phone_do_not_get_each_others_reminders(
    world: World, clinic: Clinic, course: Course, patient: Any, service: PushEnd
) -> None:
    phone = subscribed(patient, service)
    other = world.client_of(world.patient())
    assert other.post("/api/me/push-subscriptions", json=phone.subscription).status_code == 200
    (kept,) = world.rows(PushSubscription)
    assert kept.patient_id != course.patient_id
    world.clock.move(hours=EVENING)
    assert tick(world) == 0


def test_nobody_ends_the_notifications_of_another(world: World, patient: Any, service: PushEnd) -> None:
    phone = subscribed(patient, service)
    other = world.client_of(world.patient())
    assert other.post("/api/me/push-subscriptions/end", json={"endpoint": phone.endpoint}).status_code == 200
    assert [each["works"] for each in patient.get("/api/me/reminders").json["phones"]] == [True]


def test_subscribing_again_at_each_start_keeps_one_and_wakes_one_that_was_gone(
    world: World, patient: Any, service: PushEnd
) -> None:
    phone = subscribed(patient, service)
    patient.post("/api/me/push-subscriptions/end", json={"endpoint": phone.endpoint})
    assert patient.get("/api/me/reminders").json["phones"][0]["gone_why"] == Gone.SWITCHED_OFF
    for _ in range(2):
        answer = patient.post("/api/me/push-subscriptions", json=phone.subscription)
    assert [each["works"] for each in answer.json["phones"]] == [True]


def test_two_phones_get_one_each_and_one_that_is_gone_does_not_spoil_it(
    world: World, clinic: Clinic, patient: Any, service: PushEnd
) -> None:
    gone, works = subscribed(patient, service), subscribed(patient, service)
    service.gone.add(gone.endpoint.removeprefix(service.origin))
    world.clock.move(hours=EVENING)
    assert tick(world) == 1
    assert (len(gone.shown), len(works.shown)) == (0, 1)
    assert ledger(world, clinic) == [("first", True, None)]
    states = sorted(each.state for each in world.rows(OutgoingMessage))
    assert states == [MessageState.GIVEN_UP, MessageState.SENT]


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("120", 120),
        ("0", 0),
        (None, 0),
        ("soon", 0),
        ("-5", 0),
        ("99999999999", 21600),
        ("Mon, 23 Nov 2026 09:02:00 GMT", 120),
        ("Mon, 23 Nov 2020 09:02:00 GMT", 0),
        ("²", 0),
    ],
)
def test_how_long_a_service_may_have_us_wait(clock: Any, said: str | None, seconds: int) -> None:
    assert seconds_in(said, clock.now) == seconds
