"""Messages leave the house once, to real far ends on this machine, whatever fails on the way."""

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from typing import Any

import pytest

from server import jobs
from server.config import Hooks, MailServer
from server.db import db
from server.messages.actions import queue, tell
from server.messages.actions.sending import claim_next, mark_failed, mark_sent
from server.messages.models import OutgoingMessage
from server.messages.rules import Channel, MessageState, Outgoing
from server.people.models import Clinic, Membership
from tests.builders import World
from tests.far_ends import CERTIFICATE, GatewayEnd, MailEnd, serving

(DELIVER,) = [job for job in jobs.SCHEDULE if job.name == "deliver messages"]
KEY = b"k" * 32
VALUES = {"initials": "P. E.", "due": "23 Nov 14:00", "path": "/app/alerts"}
MAIL = Outgoing("alert:1", Channel.EMAIL, "ann@example.org", "alert", VALUES)
PAGE = Outgoing("alert:2", Channel.WEBHOOK, "ann-7", "alert", VALUES)


@pytest.fixture
def mail_end() -> Iterator[MailEnd]:
    with serving(MailEnd()) as end:
        yield end


@pytest.fixture(params=["http", "https"])
def gateway(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[GatewayEnd]:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    with serving(GatewayEnd(over_tls=request.param == "https")) as end:
        yield end


@pytest.fixture
def secure_gateway(monkeypatch: pytest.MonkeyPatch) -> Iterator[GatewayEnd]:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    with serving(GatewayEnd(over_tls=True)) as end:
        yield end


@pytest.fixture
def clinic(world: World, mail_end: MailEnd) -> Clinic:
    """A clinic whose operator has set up the mail server."""
    change_settings(world, mail=MailServer("localhost", mail_end.port, "none", "", "", "tms@example.org"))
    return world.clinic()


def change_settings(world: World, **changes: Any) -> None:
    world.app.config["LODESTONE_SETTINGS"] = replace(world.app.config["LODESTONE_SETTINGS"], **changes)


def set_up(world: World, clinic: Clinic, gateway: GatewayEnd, **hooks: Any) -> None:
    """The operator allows the gateway, the administrator names it."""
    known = {
        "hosts": frozenset({f"localhost:{gateway.port}"}),
        "networks": (ip_network("127.0.0.0/8"), ip_network("::1")),
        "secrets": {str(clinic.id): (KEY,)},
    }
    change_settings(world, hooks=Hooks(**{**known, **hooks}))
    with world.transaction():
        db.session.get_one(Clinic, clinic.id).settings = {"messages.webhook_url": gateway.url}


def put(world: World, clinic: Clinic, *messages: Outgoing) -> int:
    number: int = world.run(queue, clinic.id, messages, world.clock.now)
    return number


def message(world: World, clinic: Clinic) -> OutgoingMessage:
    (only,) = world.rows(OutgoingMessage, clinic_id=clinic.id)
    return only


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


class Death(BaseException):
    """The process dies here: nothing may catch this."""


def far_future_lease_is_over(world: World) -> None:
    """As if two minutes had passed on the database's clock."""
    with world.transaction():
        for stored in db.session.query(OutgoingMessage):
            if stored.lease_until is not None:
                stored.lease_until = datetime(2000, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("step", ["before sending", "after sending"])
def test_a_death_on_the_way_loses_nothing_and_repeats_under_the_same_id(
    world: World, clinic: Clinic, mail_end: MailEnd, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    send: Callable[..., None] = jobs.deliver

    def dying(*arguments: Any) -> None:
        if step == "after sending":
            send(*arguments)
        raise Death

    put(world, clinic, MAIL)
    monkeypatch.setattr(jobs, "deliver", dying)
    with pytest.raises(Death):
        jobs.run(world.app, DELIVER)
    monkeypatch.setattr(jobs, "deliver", send)
    assert jobs.run(world.app, DELIVER) == 0  # the lease still holds: the other process may be at it
    far_future_lease_is_over(world)
    assert jobs.run(world.app, DELIVER) == 1
    assert message(world, clinic).state is MessageState.SENT
    assert len(mail_end.taken) == (2 if step == "after sending" else 1)
    assert len({each["Message-ID"] for each in mail_end.taken}) == 1


def test_a_mail_server_that_dies_after_taking_gets_it_again_under_the_same_id(
    world: World, clinic: Clinic, mail_end: MailEnd
) -> None:
    mail_end.silent_after_taking = True
    put(world, clinic, MAIL)
    assert jobs.run(world.app, DELIVER) == 0
    assert message(world, clinic).last_error == "connection-lost"
    mail_end.silent_after_taking = False
    world.clock.move(minutes=1)
    assert jobs.run(world.app, DELIVER) == 1
    first, second = mail_end.taken
    assert first["Message-ID"] == second["Message-ID"]


def test_whoever_was_overtaken_writes_nothing(world: World, clinic: Clinic) -> None:
    put(world, clinic, MAIL)
    slow = world.run(claim_next, clinic.id, world.clock.now)
    assert world.run(claim_next, clinic.id, world.clock.now) is None
    far_future_lease_is_over(world)
    quick = world.run(claim_next, clinic.id, world.clock.now)
    assert quick.fence == slow.fence + 1
    assert world.run(mark_sent, slow, world.clock.now) is False
    failed = world.run(lambda: mark_failed(slow, "unreachable", world.clock.now, 0.5, for_good=True))
    assert failed is False
    assert message(world, clinic).state is MessageState.QUEUED
    assert world.run(mark_sent, quick, world.clock.now) is True
    assert world.run(mark_sent, quick, world.clock.now) is False


def test_a_message_that_kills_every_process_is_given_up(world: World, clinic: Clinic) -> None:
    put(world, clinic, MAIL)
    for _ in range(6):
        assert world.run(claim_next, clinic.id, world.clock.now) is not None
        far_future_lease_is_over(world)
    assert world.run(claim_next, clinic.id, world.clock.now) is None
    stored = message(world, clinic)
    assert (stored.state, stored.last_error, stored.attempts) == (MessageState.GIVEN_UP, "interrupted", 6)


def test_two_job_processes_never_send_the_same_message_twice(world: World, clinic: Clinic, mail_end: MailEnd) -> None:
    put(world, clinic, *(replace(MAIL, key=f"alert:{number}") for number in range(20)))
    problems: list[BaseException] = []

    def work() -> None:
        try:
            jobs.run(world.app, DELIVER)
        except BaseException as problem:  # a thread's error must fail the test
            problems.append(problem)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert problems == []
    ids = [each["Message-ID"] for each in mail_end.taken]
    assert (len(ids), len(set(ids))) == (20, 20)
    assert {each.state for each in world.rows(OutgoingMessage)} == {MessageState.SENT}
