"""A questionnaire that was answered offline alerts when it arrives, finished or not."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from server.alerts.models import Alert
from server.courses.models.course import Course
from server.questionnaires.models import Response
from tests.builders import World
from tests.conftest import TODAY

FRIDAY = TODAY - timedelta(days=3)


def send(phone: Any, kind: str, content: dict[str, Any], seq: int = 1) -> Any:
    item = {
        "kind": kind,
        "id": str(uuid4()),
        "seq": seq,
        "base": None,
        "recorded_at": FRIDAY.isoformat(),
        "deleted": False,
        "content": content,
    }
    body = {"schema": 1, "device": str(uuid4()), "sent_at": TODAY.isoformat(), "items": [item]}
    answer = phone.post("/api/sync", json=body)
    assert answer.status_code == 200
    return answer.json["items"][0]


def phq9(item9: Any) -> dict[str, Any]:
    return {
        "instrument": "phq-9",
        "version": "1",
        "started_at": FRIDAY.isoformat(),
        "finished_at": FRIDAY.isoformat(),
        "answered_on": FRIDAY.date().isoformat(),
        "zone": "Europe/Berlin",
        "mode": "phone",
        "answers": {**{str(item): 1 for item in range(1, 9)}, "9": item9},
    }


def test_answered_on_friday_and_delivered_on_monday_it_alerts_from_monday(
    world: World, phone: Any, course: Course
) -> None:
    assert send(phone, "response", phq9(2))["outcome"] == "stored"
    alert = world.rows(Alert)[0]
    assert (alert.rule, alert.course_id, alert.value) == ("SI-2", course.id, 2)
    assert (alert.felt_at, alert.received_at) == (FRIDAY, TODAY)
    assert alert.due_at > TODAY


def test_an_abandoned_one_alerts_by_its_safety_answer_alone(world: World, phone: Any) -> None:
    content = {
        "instrument": "phq-9",
        "version": "1",
        "response": str(uuid4()),
        "item": "9",
        "value": 1,
        "felt_at": FRIDAY.isoformat(),
        "answered_on": FRIDAY.date().isoformat(),
        "zone": "Europe/Berlin",
    }
    assert send(phone, "safety-answer", content)["outcome"] == "stored"
    assert [each.rule for each in world.rows(Alert)] == ["SI-1"]
    assert world.count(Response) == 0


@pytest.mark.parametrize(("item9", "rules"), [(0, []), (1, ["SI-1"]), ("declined", ["SI-5"]), (None, ["SI-5"])])
def test_item_nine_at_its_boundary(world: World, phone: Any, item9: Any, rules: list[str]) -> None:
    send(phone, "response", phq9(item9))
    assert [each.rule for each in world.rows(Alert)] == rules


def test_a_form_that_cannot_be_read_is_kept_and_its_safety_answer_alerts(world: World, phone: Any) -> None:
    broken = phq9(3) | {"version": "from another year", "answered_on": "some day"}
    assert send(phone, "response", broken)["outcome"] == "refused"
    assert {each.rule for each in world.rows(Alert)} == {"UNPLACED", "SI-2"}


def test_what_is_due_disappears_once_it_is_answered(world: World, phone: Any) -> None:
    due = phone.get(f"/api/today?on={TODAY.date()}").json["due"]
    assert "phq-9" in {each["instrument"] for each in due}
    content = phq9(0) | {"answered_on": TODAY.date().isoformat()}
    send(phone, "response", content)
    due = phone.get(f"/api/today?on={TODAY.date()}").json["due"]
    assert "phq-9" not in {each["instrument"] for each in due}


def test_the_patient_sees_totals_without_labels(phone: Any) -> None:
    send(phone, "response", phq9(0))
    scores = phone.get("/api/my-course").json["scores"]["phq-9"]
    assert scores["points"][0]["total"] == 8
    assert set(scores) == {"title", "max", "points"}
