"""Who is reminded by e-mail, once, and who is not, even when the reminder was queued."""

from collections.abc import Callable
from typing import Any

import pytest

from server import jobs, reminding
from server.access import Role
from server.alerts.models import SystemAlert
from server.courses.models.course import Course, TreatmentDay
from server.courses.rules import CourseState
from server.db import db
from server.messages.models import OutgoingMessage
from server.messages.rules import MessageState
from server.people.models import Clinic, Patient
from server.reminders.models.reminder import Reminder, ReminderPreference
from server.reminders.rules import Skip, Way
from tests.builders import Person, World
from tests.far_ends import MailEnd
from tests.jobs.reminded import ADDRESS, EVENING, REMIND, SEND, ledger, reminded, tick


@pytest.fixture
def course(world: World, clinic: Clinic) -> Course:
    return world.course(world.patient(clinic))


def change(world: World, model: Any, **values: Any) -> None:
    with world.transaction():
        for row in db.session.query(model):
            for name, value in values.items():
                setattr(row, name, value)


def test_a_patient_is_reminded_once_a_day_at_the_hour_and_once_more(
    world: World, clinic: Clinic, course: Course, mail_end: MailEnd
) -> None:
    reminded(world, course, minute=12 * 60)
    assert tick(world) == 0
    world.clock.move(hours=2)  # 12:00 in Berlin
    assert [tick(world), tick(world)] == [1, 0]
    world.clock.move(hours=3)
    assert [tick(world), tick(world)] == [1, 0]
    world.clock.move(hours=4)
    assert tick(world) == 0
    assert ledger(world, clinic) == [("first", True, None), ("repeat", True, None)]
    first, second = mail_end.taken
    assert first["To"] == ADDRESS
    assert first["Subject"] == "Your check-in is ready"
    assert first["Message-ID"] != second["Message-ID"]


def test_who_answers_is_not_reminded_again_and_the_ledger_shows_the_answer(
    world: World, clinic: Clinic, course: Course
) -> None:
    reminded(world, course, minute=12 * 60)
    world.clock.move(hours=2)
    assert tick(world) == 1
    patient = world.client_of(person(course))
    answer_everything(world, beside(world, course))
    assert [each["answered_at"] for each in patient.get("/api/me/reminders").json["ledger"]] == [None]
    answer_everything(world, course)
    world.clock.move(hours=3)
    assert tick(world) == 0
    shown = patient.get("/api/me/reminders").json
    (line,) = shown["ledger"]
    assert (line["step"], line["answered_at"] is not None) == ("first", True)
    assert shown["email"] == "p…@example.org"


def beside(world: World, course: Course) -> Course:
    """A neighbour's, to whom nothing of all this happens."""
    return world.course(world.patient(world.rows(Clinic, id=course.clinic_id)[0]))


def answer_everything(world: World, course: Course) -> None:
    world.check_in(course, world.clock.now.date(), received_at=world.clock.now)
    for instrument in ("phq-9", "gad-7"):
        world.response(course, world.clock.now.date(), 3, instrument=instrument)


def person(course: Course) -> Person:
    return Person(course.patient_id, course.clinic_id, Role.PATIENT, "")


def leave(world: World, course: Course) -> None:
    change(world, Patient, withdrawn_at=world.clock.now)


def die(world: World, course: Course) -> None:
    change(world, Patient, died_on=world.clock.now.date())


def pause(world: World, course: Course) -> None:
    change(world, ReminderPreference, paused_until=world.clock.now.date())


def be_held(world: World, course: Course) -> None:
    change(world, ReminderPreference, held_until=world.clock.now.date())


def switch_off(world: World, course: Course) -> None:
    change(world, ReminderPreference, way=Way.NONE)


def change_address(world: World, course: Course) -> None:
    change(world, ReminderPreference, email="new@example.org")


def pause_course(world: World, course: Course) -> None:
    change(world, Course, state=CourseState.PAUSED)


def sleep(world: World, course: Course) -> None:
    world.clock.move(hours=4)


def skip_a_day(world: World, course: Course) -> None:
    world.clock.move(hours=24)


QUEUED = [
    (leave, Skip.LEFT),
    (die, Skip.LEFT),
    (pause, Skip.PAUSED),
    (be_held, Skip.HELD),
    (switch_off, Skip.LEFT),
    (change_address, Skip.CHANGED),
    (pause_course, Skip.COURSE_PAUSED),
    (answer_everything, Skip.NOTHING_DUE),
    (sleep, Skip.TOO_LATE),
    (skip_a_day, Skip.TOO_LATE),
]


@pytest.mark.parametrize(("deed", "why"), QUEUED, ids=lambda each: getattr(each, "__name__", ""))
def test_what_was_queued_is_looked_at_once_more_before_it_is_sent(
    world: World, clinic: Clinic, course: Course, mail_end: MailEnd, deed: Callable[[World, Course], None], why: Skip
) -> None:
    reminded(world, course)
    world.clock.move(hours=EVENING)
    assert jobs.run(world.app, REMIND) == 1
    deed(world, course)
    reminded(world, beside(world, course))
    assert jobs.run(world.app, SEND) == 0
    assert not mail_end.taken
    assert ledger(world, clinic) == [("first", False, why)]
    (message,) = world.rows(OutgoingMessage)
    assert (message.state, message.last_error) == (MessageState.DROPPED, why)


@pytest.mark.parametrize(
    ("deed", "expected"),
    [
        (leave, []),
        (die, []),
        (switch_off, []),
        (pause, [("first", False, Skip.PAUSED)]),
        (pause_course, [("first", False, Skip.COURSE_PAUSED)]),
        (answer_everything, [("first", False, Skip.NOTHING_DUE)]),
    ],
    ids=lambda each: getattr(each, "__name__", ""),
)
def test_who_is_not_reminded_at_all(
    world: World, clinic: Clinic, course: Course, deed: Callable[[World, Course], None], expected: list[Any]
) -> None:
    reminded(world, course)
    deed(world, course)
    beside(world, course)
    world.clock.move(hours=EVENING)
    assert tick(world) == 0
    assert ledger(world, clinic) == expected


def test_three_unanswered_days_bring_silence_for_four(world: World, clinic: Clinic, course: Course) -> None:
    reminded(world, course)
    world.clock.move(hours=EVENING)
    sent = []
    for _ in range(9):
        sent.append(tick(world))
        world.clock.move(days=1)
    assert sent == [1, 1, 1, 0, 0, 0, 0, 1, 1]
    assert [skip for _, _, skip in ledger(world, clinic)][3:7] == [Skip.SILENT] * 4


def test_a_day_with_several_sessions_has_one_reminder_at_its_end(world: World, clinic: Clinic, course: Course) -> None:
    change(world, TreatmentDay, sessions=5)
    reminded(world, course, minute=12 * 60, quiet_since=0, quiet_until=0)
    world.clock.move(hours=EVENING)
    assert tick(world) == 0
    world.clock.move(hours=2)  # 20:00
    assert tick(world) == 1
    world.clock.move(hours=3)
    assert tick(world) == 0


def test_downtime_is_caught_up_within_the_day_only(world: World, clinic: Clinic, course: Course) -> None:
    reminded(world, course)
    world.clock.move(days=3, hours=EVENING + 2)  # nothing ran for three days
    assert tick(world) == 1
    assert len(ledger(world, clinic)) == 1


def test_another_hour_or_wording_sends_nothing_again(world: World, clinic: Clinic, course: Course) -> None:
    reminded(world, course, minute=12 * 60)
    world.clock.move(hours=2)
    assert tick(world) == 1
    patient = world.client_of(person(course))
    body = {"way": "email", "hour": "14:00", "quiet_from": None, "quiet_until": None, "paused_until": None}
    assert patient.post("/api/me/reminders", json=body).status_code == 200
    world.clock.move(hours=2)
    assert tick(world) == 0


def test_two_patients_each_choose_for_themselves(world: World, clinic: Clinic, course: Course) -> None:
    chosen = {"14:00": world.client_of(person(course)), "15:00": world.client_of(person(beside(world, course)))}
    body = {"way": "none", "quiet_from": None, "quiet_until": None, "paused_until": None}
    for hour, patient in chosen.items():
        assert patient.post("/api/me/reminders", json=body | {"hour": hour}).status_code == 200
    assert [patient.get("/api/me/reminders").json["hour"] for patient in chosen.values()] == list(chosen)


def test_a_mail_server_that_refuses_is_tried_again_and_told_of(
    world: World, clinic: Clinic, course: Course, mail_end: MailEnd
) -> None:
    reminded(world, course)
    world.clock.move(hours=EVENING)
    mail_end.answers["MAIL"] = "451 later"
    assert tick(world) == 0
    assert ledger(world, clinic) == [("first", False, None)]
    (row,) = world.rows(Reminder)
    assert row.failure == "smtp-451"
    for _ in range(2):
        world.clock.move(minutes=15)
        assert tick(world) == 0
    assert [each.kind for each in world.rows(SystemAlert)] == ["reminders"]
    mail_end.answers.clear()
    world.clock.move(minutes=10)
    assert tick(world) == 1
    assert ledger(world, clinic) == [("first", True, None)]
    assert world.rows(SystemAlert)[0].closed_at is not None


def test_staff_do_not_wait_behind_reminders_and_do_not_read_them(world: World, clinic: Clinic, course: Course) -> None:
    reminded(world, course)
    world.clock.move(hours=EVENING)
    jobs.run(world.app, REMIND)
    assert jobs.run(world.app, next(job for job in jobs.SCHEDULE if job.name == "deliver messages")) == 0
    admin = world.client_of(world.staff("admin", clinic))
    assert admin.get("/api/messages").json["messages"] == []


def test_an_address_is_used_once_its_code_was_typed(
    world: World, clinic: Clinic, course: Course, mail_end: MailEnd
) -> None:
    patient = world.client_of(person(course))
    asked = patient.post("/api/me/reminders/email", json={"email": ADDRESS})
    assert (asked.json["email"], asked.json["wanted_email"]) == (None, "p…@example.org")
    assert patient.post("/api/me/reminders/email", json={"email": ADDRESS}).json["code"] == "sent-just-now"
    assert jobs.run(world.app, SEND) == 1
    code = mail_end.taken[0]["Subject"].rpartition(" ")[2]
    assert code not in str([row.values for row in world.rows(OutgoingMessage)])
    wrong = "000000" if code != "000000" else "111111"
    assert patient.post("/api/me/reminders/email/confirm", json={"code": wrong}).json["code"] == "not-proven"
    confirmed = patient.post("/api/me/reminders/email/confirm", json={"code": code})
    assert (confirmed.json["email"], confirmed.json["way"]) == ("p…@example.org", "email")
    again = patient.post("/api/me/reminders/email/confirm", json={"code": code})
    assert again.json["code"] == "not-proven"
    assert patient.post("/api/me/reminders/test", json={}).json == {"sent": 1}
    assert jobs.run(world.app, SEND) == 1
    assert patient.post("/api/me/reminders/email/forget", json={}).json["way"] == "none"


def test_a_code_goes_to_nobody_who_left_since(world: World, clinic: Clinic, course: Course, mail_end: MailEnd) -> None:
    world.client_of(person(course)).post("/api/me/reminders/email", json={"email": ADDRESS})
    leave(world, course)
    beside(world, course)
    assert jobs.run(world.app, SEND) == 0
    assert not mail_end.taken


def test_nobody_floods_a_mailbox_through_us(world: World, clinic: Clinic, course: Course) -> None:
    patient = world.client_of(person(course))
    said = []
    for _ in range(7):
        said.append(patient.post("/api/me/reminders/email", json={"email": ADDRESS}).status_code)
        world.clock.move(minutes=2)
    assert said == [200] * 6 + [409]


@pytest.mark.parametrize("minutes", [59, 61])
def test_a_code_lasts_an_hour(world: World, clinic: Clinic, course: Course, mail_end: MailEnd, minutes: int) -> None:
    patient = world.client_of(person(course))
    patient.post("/api/me/reminders/email", json={"email": ADDRESS})
    jobs.run(world.app, SEND)
    code = mail_end.taken[0]["Subject"].rpartition(" ")[2]
    world.clock.move(minutes=minutes)
    answer = patient.post("/api/me/reminders/email/confirm", json={"code": code})
    assert answer.status_code == (200 if minutes < 60 else 400)


def test_two_processes_that_send_at_once_send_once(
    world: World, clinic: Clinic, course: Course, mail_end: MailEnd, monkeypatch: pytest.MonkeyPatch
) -> None:
    reminded(world, course)
    world.clock.move(hours=EVENING)
    jobs.run(world.app, REMIND)
    deliver = reminding.deliver

    def slowly(*arguments: Any) -> None:
        assert jobs.run(world.app, SEND) == 0  # the other process comes by while this one is at it
        deliver(*arguments)

    monkeypatch.setattr(reminding, "deliver", slowly)
    assert jobs.run(world.app, SEND) == 1
    assert len(mail_end.taken) == 1
