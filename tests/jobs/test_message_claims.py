"""Who sends a message: one process, once, whatever dies on the way; and who hears that it did not arrive."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from server import jobs
from server.alerts.models import SystemAlert
from server.db import db
from server.messages.actions.sending import claim_next, mark_failed, mark_sent
from server.messages.models import OutgoingMessage
from server.messages.rules import MessageState
from server.people.models import Clinic, Membership
from tests.builders import World
from tests.far_ends import MailEnd
from tests.jobs.posting import DELIVER, MAIL, message, put


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


def open_alerts(world: World) -> list[str]:
    return [each.detail for each in world.rows(SystemAlert) if each.closed_at is None]


def staff_with_address(world: World, address: str) -> None:
    person = world.staff("clinician")
    with world.transaction():
        db.session.get_one(Membership, (person.clinic_id, person.id)).email = address


@pytest.mark.parametrize(("reply", "ticks"), [("550 no such user", 1), ("450 busy", 3)])
def test_administrators_are_told_that_messages_do_not_arrive_and_when_they_do_again(
    world: World, clinic: Clinic, mail_end: MailEnd, reply: str, ticks: int
) -> None:
    staff_with_address(world, "ann@example.org")
    mail_end.answers["RCPT"] = reply
    put(world, clinic, MAIL)
    for number in range(ticks):
        assert open_alerts(world) == [], f"before attempt {number + 1}"
        jobs.run(world.app, DELIVER)
        world.clock.move(hours=1)
    (told,) = open_alerts(world)
    assert "recipient-refused" in told
    assert "example.org" not in told
    del mail_end.answers["RCPT"]
    put(world, clinic, replace(MAIL, key="alert:other", recipient="ben@example.org"))
    jobs.run(world.app, DELIVER)
    if ticks == 1:  # given up: only another message to the same person shows that the address works
        assert len(open_alerts(world)) == 1
        put(world, clinic, replace(MAIL, key="alert:later"))
        jobs.run(world.app, DELIVER)
    assert open_alerts(world) == []


def test_a_demo_without_a_mail_server_is_no_failure(world: World) -> None:
    clinic = world.clinic(is_demo=True)
    put(world, clinic, MAIL)
    jobs.run(world.app, DELIVER)
    assert world.count(SystemAlert) == 0
    real = world.clinic("A real one")
    put(world, real, MAIL)
    jobs.run(world.app, DELIVER)
    assert world.count(SystemAlert, clinic_id=real.id) == 1
