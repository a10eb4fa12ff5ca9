"""Messages leave the house once, to real far ends on this machine, whatever fails on the way."""

import base64
import hashlib
import hmac
import json
from dataclasses import replace
from datetime import timedelta

import pytest

from server import jobs
from server.config import MailServer
from server.db import db
from server.messages.actions import tell
from server.messages.models import OutgoingMessage
from server.messages.rules import MessageState
from server.people.models import Account, Clinic, Membership
from tests.builders import World
from tests.far_ends import CERTIFICATE, GatewayEnd, MailEnd
from tests.jobs.posting import DELIVER, KEY, MAIL, PAGE, VALUES, change_settings, message, put, set_up


def test_a_message_is_queued_once_for_each_key_of_a_clinic(world: World) -> None:
    here, elsewhere = world.clinic("Here"), world.clinic("Elsewhere")
    assert put(world, here, MAIL) == 1
    assert put(world, here, replace(MAIL, recipient="ben@example.org")) == 0
    assert put(world, elsewhere, MAIL) == 1
    stored = message(world, here)
    assert (stored.recipient, stored.state, stored.attempts) == ("ann@example.org", MessageState.QUEUED, 0)
    assert stored.not_before == stored.created_at == world.clock.now


def test_staff_are_told_on_every_way_by_which_they_can_be_reached(world: World) -> None:
    clinic = world.clinic()
    ann, ben, cal = (world.staff("clinician", name=name) for name in ("Ann", "Ben", "Cal"))
    with world.transaction():
        db.session.get_one(Membership, (clinic.id, ann.id)).email = "ann@example.org"
        db.session.get_one(Membership, (clinic.id, ann.id)).pager = "ann-7"
        db.session.get_one(Membership, (clinic.id, ben.id)).pager = "ben-8"
    for _ in range(2):
        told = world.run(tell, clinic.id, [ann.id, ben.id, cal.id], "alert", "alert:1", VALUES, world.clock.now)
        assert told == 3
    sent = {(each.channel, each.recipient) for each in world.rows(OutgoingMessage)}
    assert sent == {("email", "ann@example.org"), ("webhook", "ann-7"), ("webhook", "ben-8")}
    assert world.count(OutgoingMessage) == 3


def test_everybody_is_told_in_their_own_language(world: World, clinic: Clinic, mail_end: MailEnd) -> None:
    people = {language: world.staff("clinician", clinic) for language in ("de", "es", None)}
    with world.transaction():
        for language, person in people.items():
            db.session.get_one(Account, person.id).language = language
            db.session.get_one(Membership, (clinic.id, person.id)).email = f"{language}@example.org"
    told = [each.id for each in people.values()]
    values = VALUES | {"due": "24 Dec 14:00"}
    world.run(tell, clinic.id, told, "alert", "alert:1", values, world.clock.now)
    jobs.run(world.app, DELIVER)
    said = {str(each["To"]).partition("@")[0]: each for each in mail_end.taken}
    assert "Ein Alarm braucht Sie" in said["de"]["Subject"]
    assert "24 Dez 14:00" in said["de"].get_content()
    assert "una alerta requiere su atención" in said["es"]["Subject"]
    assert "an alert needs you" in said["None"]["Subject"]


def test_a_value_that_no_message_may_say_is_an_error_of_the_program(world: World) -> None:
    clinic = world.clinic()
    for values in (VALUES | {"initials": "Pat Example"}, VALUES | {"name": "Pat"}, {"path": "/app/alerts"}):
        with pytest.raises(ValueError, match="message"):
            put(world, clinic, replace(MAIL, values=values))


def test_an_e_mail_arrives_with_initials_and_a_link_only(world: World, clinic: Clinic, mail_end: MailEnd) -> None:
    put(world, clinic, MAIL)
    assert jobs.run(world.app, DELIVER) == 1
    (taken,) = mail_end.taken
    assert (taken["To"], taken["From"]) == ("ann@example.org", "tms@example.org")
    assert taken["Subject"] == "Lodestone: an alert needs you (P. E.)"
    assert "http://localhost/app/alerts\n" in taken.get_content().replace("\r\n", "\n")
    stored = message(world, clinic)
    assert (stored.state, stored.attempts, stored.last_error) == (MessageState.SENT, 1, None)
    assert stored.sent_at == world.clock.now
    assert taken["Message-ID"] == f"<{stored.id}@example.org>"
    assert jobs.run(world.app, DELIVER) == 0
    assert len(mail_end.taken) == 1


def test_mail_goes_over_tls_to_a_server_that_can_prove_its_name(
    world: World, clinic: Clinic, mail_end: MailEnd, monkeypatch: pytest.MonkeyPatch
) -> None:
    secure = MailServer("localhost", mail_end.port, "starttls", "lodestone", "secret", "tms@example.org")
    change_settings(world, mail=secure)
    put(world, clinic, MAIL)
    jobs.run(world.app, DELIVER)
    assert (message(world, clinic).last_error, mail_end.taken) == ("no-trusted-connection", [])
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    world.clock.move(minutes=1)
    assert jobs.run(world.app, DELIVER) == 1
    assert len(mail_end.taken) == 1


@pytest.mark.parametrize(
    ("command", "reply", "code", "state"),
    [
        ("RCPT", "550 no such user", "recipient-refused", MessageState.GIVEN_UP),
        ("RCPT", "450 mailbox busy", "recipient-refused", MessageState.QUEUED),
        ("DATA", "554 spam", "smtp-554", MessageState.GIVEN_UP),
        ("DATA", "451 later", "smtp-451", MessageState.QUEUED),
    ],
)
def test_what_a_mail_server_refuses_is_tried_again_or_given_up(
    world: World, clinic: Clinic, mail_end: MailEnd, command: str, reply: str, code: str, state: MessageState
) -> None:
    mail_end.answers[command] = reply
    put(world, clinic, MAIL)
    assert jobs.run(world.app, DELIVER) == 0
    stored = message(world, clinic)
    assert (stored.last_error, stored.state, mail_end.taken) == (code, state, [])


def test_a_message_that_never_arrives_is_tried_less_and_less_often_and_then_given_up(world: World) -> None:
    clinic = world.clinic()
    change_settings(world, mail=MailServer("localhost", 1, "none", "", "", "tms@example.org"))  # nobody listens there
    put(world, clinic, MAIL)
    waits = []
    while message(world, clinic).state is MessageState.QUEUED:
        world.clock.now = message(world, clinic).not_before
        jobs.run(world.app, DELIVER)
        waits.append(message(world, clinic).not_before - world.clock.now)
    stored = message(world, clinic)
    assert (stored.attempts, stored.last_error) == (6, "unreachable")
    assert waits[0] <= timedelta(seconds=30)
    assert waits[:-1] == sorted(waits[:-1])
    assert jobs.run(world.app, DELIVER) == 0


def test_without_a_way_a_message_stays_to_be_seen_and_is_marked(world: World) -> None:
    clinic = world.clinic()
    put(world, clinic, MAIL, PAGE)
    jobs.run(world.app, DELIVER)
    for stored in world.rows(OutgoingMessage):
        assert (stored.state, stored.last_error, stored.sent_at) == (MessageState.GIVEN_UP, "not-set-up", None)


def test_a_page_arrives_signed_as_standard_webhooks_say(
    world: World, clinic: Clinic, mail_end: MailEnd, gateway: GatewayEnd
) -> None:
    set_up(world, clinic, gateway, secrets={str(clinic.id): (KEY, b"old" * 8)})
    put(world, clinic, PAGE)
    assert jobs.run(world.app, DELIVER) == 1
    ((headers, body),) = gateway.taken
    stored = message(world, clinic)
    assert json.loads(body)["data"] == {
        "to": "ann-7",
        "text": "Lodestone: alert for P. E., due by 23 Nov 14:00. http://localhost/app/alerts",
    }
    assert headers["webhook-id"] == headers["idempotency-key"] == str(stored.id)
    signed = f"{stored.id}.{headers['webhook-timestamp']}.".encode() + body
    expected = [
        "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode() for key in (KEY, b"old" * 8)
    ]
    assert headers["webhook-signature"].split(" ") == expected
    assert int(headers["webhook-timestamp"]) == int(world.clock.now.timestamp())


@pytest.mark.parametrize(
    ("status", "state"),
    [
        (200, MessageState.SENT),
        (302, MessageState.GIVEN_UP),  # not followed
        (404, MessageState.GIVEN_UP),
        (429, MessageState.QUEUED),
        (503, MessageState.QUEUED),
    ],
)
def test_what_a_gateway_answers_decides(
    world: World, clinic: Clinic, gateway: GatewayEnd, status: int, state: MessageState
) -> None:
    set_up(world, clinic, gateway)
    gateway.answer = lambda: (status, {"Location": f"{gateway.url}/elsewhere"})
    put(world, clinic, PAGE)
    jobs.run(world.app, DELIVER)
    assert (message(world, clinic).state, len(gateway.taken)) == (state, 1)


def test_a_page_goes_only_where_the_operator_allows(world: World, clinic: Clinic, gateway: GatewayEnd) -> None:
    set_up(world, clinic, gateway, hosts=frozenset({"sms.example.org:443"}))
    put(world, clinic, PAGE)
    jobs.run(world.app, DELIVER)
    assert (message(world, clinic).last_error, gateway.taken) == ("hook-not-allowed", [])


def test_an_allowed_name_that_leads_inward_is_refused(world: World, clinic: Clinic, secure_gateway: GatewayEnd) -> None:
    set_up(world, clinic, secure_gateway, networks=())
    put(world, clinic, PAGE)
    jobs.run(world.app, DELIVER)
    assert (message(world, clinic).last_error, secure_gateway.taken) == ("private-address", [])


def test_a_gateway_that_cannot_prove_its_name_gets_nothing(
    world: World, clinic: Clinic, secure_gateway: GatewayEnd, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    set_up(world, clinic, secure_gateway)
    put(world, clinic, PAGE)
    jobs.run(world.app, DELIVER)
    assert (message(world, clinic).last_error, secure_gateway.taken) == ("no-trusted-connection", [])
