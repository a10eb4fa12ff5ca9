"""Answers to safety items, as they come from a phone: when they alert, join, and alert anew."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from server.access import Role
from server.alerts.models import Alert, AlertStep
from server.alerts.rules import Step
from server.courses.models.course import Course
from tests.builders import Person, World
from tests.conftest import TODAY

PHONE, TABLET = uuid4(), uuid4()
FRIDAY = TODAY - timedelta(days=2, hours=13)
WEEK = timedelta(days=7)


class Phone:
    """Sends forms of one patient, of whose answers only those to item 9 matter."""

    def __init__(self, world: World, patient: Person) -> None:
        self.world, self.client, self.seq = world, world.client_of(patient), 0

    def form(self, item_9: Any, at: datetime = TODAY, *, record: UUID | None = None, device: UUID = PHONE) -> str:
        content = {
            "instrument": "phq-9",
            "version": "1",
            "mode": "phone",
            "zone": "Europe/Berlin",
            "started_at": at.isoformat(),
            "finished_at": at.isoformat(),
            "answered_on": at.date().isoformat(),
            "answers": {**{str(item): 1 for item in range(1, 9)}, "9": item_9},
        }
        return self._send("response", content, record or uuid4(), device, at)

    def safety_answer(self, value: int, at: datetime = TODAY) -> str:
        content = {
            "instrument": "phq-9",
            "version": "1",
            "response": str(uuid4()),
            "item": "9",
            "value": value,
            "felt_at": at.isoformat(),
            "answered_on": at.date().isoformat(),
            "zone": "Europe/Berlin",
        }
        return self._send("safety-answer", content, uuid4(), PHONE, at)

    def remove(self, record: UUID) -> str:
        return self._send("response", None, record, PHONE, TODAY)

    def _send(self, kind: str, content: Any, record: UUID, device: UUID, at: datetime) -> str:
        self.seq += 1
        item = {
            "kind": kind,
            "id": str(record),
            "seq": self.seq,
            "base": None,
            "recorded_at": at.isoformat(),
            "content": content,
            "deleted": content is None,
        }
        body = {"schema": 1, "device": str(device), "sent_at": self.world.clock.now.isoformat(), "items": [item]}
        answer = self.client.post("/api/sync", json=body)
        assert answer.status_code == 200, answer.json
        outcome: str = answer.json["items"][0]["outcome"]
        return outcome


@pytest.fixture
def course(world: World) -> Course:
    return world.course(world.patient())


@pytest.fixture
def phone(world: World, course: Course) -> Phone:
    return Phone(world, Person(course.patient_id, course.clinic_id, Role.PATIENT, "Pat Example"))


def alerts(world: World) -> list[tuple[str, int, int]]:
    """(rule, value, times) of the open alerts."""
    return sorted((each.rule, each.value, each.times) for each in world.rows(Alert) if each.closed_at is None)


def steps(world: World) -> list[Step]:
    """What was reported of all alerts, in the order of time."""
    kinds = (Step.RAISED, Step.JOINED, Step.WORSE)
    found = sorted(world.rows(AlertStep), key=lambda each: (each.at, each.number))
    return [each.kind for each in found if each.kind in kinds]


def test_a_phq_9_filled_in_offline_on_friday_and_delivered_on_monday_alerts(world: World, phone: Phone) -> None:
    assert phone.form(1, FRIDAY) == "stored"
    (alert,) = world.rows(Alert)
    assert (alert.felt_at, alert.received_at, alert.raised_at) == (FRIDAY, TODAY, TODAY)
    assert alert.due_at == TODAY + timedelta(hours=4)  # a Monday morning: four working hours, from receipt


def test_an_abandoned_one_with_item_9_above_0_alerts(world: World, phone: Phone) -> None:
    phone.safety_answer(1, FRIDAY)
    assert alerts(world) == [("SI-1", 1, 1)]


def test_editing_it_down_later_does_not_close(world: World, phone: Phone) -> None:
    record = uuid4()
    phone.form(2, record=record)
    phone.form(0, record=record)
    assert alerts(world) == [("SI-2", 2, 1)]
    phone.remove(record)
    assert alerts(world) == [("SI-2", 2, 1)]


def test_the_same_value_again_joins_and_a_rise_is_news(world: World, phone: Phone, clock: Any) -> None:
    for days, value in ((0, 1), (7, 1), (14, 2)):
        clock.now = TODAY + timedelta(days=days)
        phone.form(value, clock.now)
    assert alerts(world) == [("SI-2", 2, 3)]
    assert steps(world) == [Step.RAISED, Step.JOINED, Step.WORSE]
    assert world.rows(Alert)[0].title.endswith("“more than half the days”, more than last time")


@pytest.mark.parametrize(
    ("before", "value", "rule"),
    [
        ([], 1, "SI-1"),  # nothing to rise from
        ([0], 1, "SI-2"),
        ([1], 1, "SI-1"),
        ([2], 1, "SI-1"),
        ([0, 1], 1, "SI-1"),  # the last answer counts
        ([1, 0], 1, "SI-2"),
        ([0, None], 1, "SI-2"),  # of the last one that was given
        ([0, "declined"], 1, "SI-2"),
    ],
)
def test_a_rise_is_measured_from_the_last_answer(
    world: World, course: Course, phone: Phone, before: list[Any], value: int, rule: str
) -> None:
    for weeks, said in enumerate(reversed(before), 1):
        answers = {**{str(item): 1 for item in range(1, 9)}, "9": said}
        world.response(course, (TODAY - weeks * WEEK).date(), answers=answers)
    phone.form(value)
    assert alerts(world) == [(rule, value, 1)]


def test_an_answer_from_before_the_last_one_is_compared_with_what_it_followed(
    world: World, course: Course, phone: Phone
) -> None:
    for weeks, said in ((3, 1), (1, 0)):
        answers = {**{str(item): 1 for item in range(1, 9)}, "9": said}
        world.response(course, (TODAY - weeks * WEEK).date(), answers=answers)
    phone.form(1, TODAY - 2 * WEEK)  # delivered today
    assert alerts(world) == [("SI-1", 1, 1)]


def test_a_form_that_is_changed_upwards_tells_of_a_rise(world: World, phone: Phone) -> None:
    record = uuid4()
    phone.form(0, record=record)
    phone.form(1, record=record)
    assert alerts(world) == [("SI-2", 1, 1)]


def test_two_conflicting_revisions_both_alert(world: World, phone: Phone) -> None:
    record = uuid4()
    assert phone.form(1, record=record) == "stored"
    assert phone.form(3, record=record, device=TABLET) == "conflict"
    assert alerts(world) == [("SI-2", 3, 2)]
    assert steps(world) == [Step.RAISED, Step.WORSE]


def test_a_new_answer_after_closing_opens_a_new_alert(world: World, phone: Phone, clock: Any) -> None:
    phone.form(1)
    clinician = world.client_of(world.staff(Role.CLINICIAN))
    url = f"/api/alerts/{world.rows(Alert)[0].id}/close"
    assert clinician.post(url, json={"action": "called", "done": "Called: safe."}).status_code == 200
    clock.move(days=7)
    phone.form(1, clock.now)
    assert [each.closed_at is None for each in sorted(world.rows(Alert), key=lambda each: each.raised_at)] == [
        False,
        True,
    ]


def test_a_question_left_open_joins_what_is_known_and_an_answer_is_news(world: World, phone: Phone) -> None:
    phone.form(None)
    assert alerts(world) == [("SI-5", 1, 1)]
    phone.form(1)
    phone.form(None)
    assert alerts(world) == [("SI-1", 1, 3)]
    assert steps(world) == [Step.RAISED, Step.WORSE, Step.JOINED]
