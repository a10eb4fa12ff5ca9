"""Questionnaires: stored as answered, due by the schedule, and a safety answer reaches the clinic at once."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient

from server.access import Role
from server.alerts.models import Alert
from server.audit.models import AuditEntry, Revision
from server.courses.models.course import Course
from server.courses.rules import CourseState
from server.phone.models import Unplaced
from server.questionnaires.models import Response
from server.questionnaires.queries.due import due_for_course, due_for_courses
from server.questionnaires.queries.response import responses_of_course
from tests.builders import Person, World
from tests.conftest import TODAY

DEVICE, TABLET = str(uuid4()), str(uuid4())
ON = TODAY.date()
FINE: dict[str, Any] = {**{str(number): 1 for number in range(1, 9)}, "9": 0, "10": 0}


def instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()


def form(answers: dict[str, Any] | None = None, on: date = ON, **other: Any) -> dict[str, Any]:
    """A PHQ-9, finished two minutes ago."""
    content = {
        "instrument": "phq-9",
        "version": "1",
        "started_at": instant(TODAY - timedelta(minutes=5)),
        "finished_at": instant(TODAY - timedelta(minutes=2)),
        "answered_on": on.isoformat(),
        "zone": "Europe/Berlin",
        "mode": "phone",
        "answers": FINE if answers is None else answers,
    }
    return content | other


def answer_9(value: int, response: UUID, **other: Any) -> dict[str, Any]:
    content = {
        "instrument": "phq-9",
        "version": "1",
        "response": str(response),
        "item": "9",
        "value": value,
        "felt_at": instant(TODAY - timedelta(minutes=3)),
        "answered_on": ON.isoformat(),
        "zone": "Europe/Berlin",
    }
    return content | other


def item(content: Any, *, id: UUID | None = None, seq: int = 1, kind: str = "response") -> dict[str, Any]:
    return {
        "kind": kind,
        "id": str(id or uuid4()),
        "seq": seq,
        "base": None,
        "recorded_at": instant(TODAY),
        "deleted": content is None,
        "content": content,
    }


def send(phone: FlaskClient, *items: Any, device: str = DEVICE) -> list[str]:
    body = {"schema": 1, "device": device, "sent_at": instant(TODAY), "items": list(items)}
    answer = phone.post("/api/sync", json=body)
    assert answer.status_code == 200, answer.json
    return [each["outcome"] for each in answer.json["items"]]


def alerts(world: World) -> list[tuple[str, int, int]]:
    """(rule, value, times) of the open alerts."""
    return sorted((each.rule, each.value, each.times) for each in world.rows(Alert) if each.closed_at is None)


def facts(world: World, course: Course) -> int:
    """How many facts were noted since the course was built."""
    return world.rows(Course, id=course.id)[0].facts - course.facts


def test_a_questionnaire_is_stored_as_answered_and_counts_for_its_course(
    world: World, phone: FlaskClient, course: Course
) -> None:
    said = {**FINE, "3": None, "4": "declined"}
    assert send(phone, item(form(said))) == ["stored"]
    (stored,) = world.rows(Response)
    assert (stored.course_id, stored.answers, stored.version, stored.revision) == (course.id, said, "1", 1)
    assert (stored.answered_on, stored.finished_at) == (ON, TODAY - timedelta(minutes=2))
    assert facts(world, course) == 1
    assert world.count(AuditEntry, deed="sent a questionnaire: first", record_id=stored.id) == 1
    assert alerts(world) == []


def test_the_score_is_read_from_the_stored_answers(world: World, phone: FlaskClient, course: Course) -> None:
    send(phone, item(form()), item(form({**FINE, "1": None}, ON - timedelta(days=7)), seq=2))
    rows = world.run(responses_of_course, course.clinic_id, course.id, mode="read")
    assert [(each.title, each.score.total, each.score.prorated) for each in rows] == [
        ("PHQ-9", None, 8),
        ("PHQ-9", 8, None),
    ]


def test_item_9_alerts_in_the_same_transaction(world: World, phone: FlaskClient, course: Course) -> None:
    send(phone, item(form({**FINE, "9": 2})))
    (alert,) = world.rows(Alert)
    assert (alert.rule, alert.level, alert.value, alert.course_id) == ("SI-2", "red", 2, course.id)
    assert alert.title == "Thoughts of self-harm: “more than half the days”"
    assert (alert.felt_at, alert.due_at) == (TODAY - timedelta(minutes=2), TODAY + timedelta(hours=1))


def test_a_form_that_arrives_weeks_late_alerts_from_its_receipt(world: World, phone: FlaskClient) -> None:
    then = TODAY - timedelta(days=40)
    send(phone, item(form({**FINE, "9": 1}, then.date(), finished_at=instant(then))))
    (alert,) = world.rows(Alert)
    assert (alert.felt_at, alert.received_at, alert.due_at) == (then, TODAY, TODAY + timedelta(hours=4))


def test_a_safety_answer_alerts_before_its_form_is_finished(world: World, phone: FlaskClient) -> None:
    response = uuid4()
    assert send(phone, item(answer_9(1, response), kind="safety-answer")) == ["stored"]
    assert alerts(world) == [("SI-1", 1, 1)]
    assert world.count(Response) == 0
    # The finished form joins the same alert.
    send(phone, item(form({**FINE, "9": 1}), id=response, seq=2))
    assert alerts(world) == [("SI-1", 1, 2)]


def test_a_worse_answer_makes_the_open_alert_worse(world: World, phone: FlaskClient) -> None:
    response = uuid4()
    send(
        phone,
        item(answer_9(1, response), kind="safety-answer"),
        item(answer_9(3, response), kind="safety-answer", seq=2),
    )
    assert alerts(world) == [("SI-2", 3, 2)]


def test_a_safety_answer_below_the_threshold_is_kept_without_alert(world: World, phone: FlaskClient) -> None:
    assert send(phone, item(answer_9(0, uuid4()), kind="safety-answer")) == ["stored"]
    assert alerts(world) == []
    assert world.count(Revision, kind="safety-answer") == 1


@pytest.mark.parametrize("kind", ["response", "safety-answer"])
def test_a_repeat_does_nothing_again(world: World, phone: FlaskClient, course: Course, kind: str) -> None:
    content = form({**FINE, "9": 1}) if kind == "response" else answer_9(1, uuid4())
    said = item(content, kind=kind)
    assert [send(phone, said) for _ in range(3)] == [["stored"]] * 3
    assert alerts(world) == [("SI-1", 1, 1)]
    assert world.count(Revision) == 1
    assert facts(world, course) == (1 if kind == "response" else 0)


def test_a_conflict_is_kept_beside_the_stored_form_and_alerts(world: World, phone: FlaskClient, course: Course) -> None:
    response = uuid4()
    send(phone, item(form(), id=response))
    assert send(phone, item(form({**FINE, "9": 3}), id=response), device=TABLET) == ["conflict"]
    assert [each.answers["9"] for each in world.rows(Response)] == [0]
    assert alerts(world) == [("SI-2", 3, 1)]
    assert facts(world, course) == 1


def test_an_older_revision_that_arrives_late_alerts_and_changes_nothing(world: World, phone: FlaskClient) -> None:
    response = uuid4()
    send(phone, item(form(), id=response, seq=5))
    assert send(phone, item(form({**FINE, "9": 2}), id=response, seq=4)) == ["stored"]
    assert [each.answers["9"] for each in world.rows(Response)] == [0]
    assert alerts(world) == [("SI-2", 2, 1)]


def test_correcting_or_deleting_a_form_closes_no_alert(world: World, phone: FlaskClient, course: Course) -> None:
    response = uuid4()
    send(phone, item(form({**FINE, "9": 2}), id=response))
    send(phone, item(form(), id=response, seq=2))
    assert [(each.answers["9"], each.revision) for each in world.rows(Response)] == [(0, 2)]
    assert alerts(world) == [("SI-2", 2, 1)]
    send(phone, item(None, id=response, seq=3))
    assert world.count(Response) == 0
    assert alerts(world) == [("SI-2", 2, 1)]
    assert world.count(Revision) == 3
    assert facts(world, course) == 3


@pytest.mark.parametrize("left", [None, "declined"])
def test_a_finished_form_that_leaves_item_9_open_is_seen_the_same_day(
    world: World, phone: FlaskClient, left: str | None
) -> None:
    send(phone, item(form({**FINE, "9": left})))
    (alert,) = world.rows(Alert)
    assert (alert.rule, alert.level, alert.detail) == ("SI-5", "amber", "PHQ-9 item 9")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"version": "99"}, "does not have this questionnaire in this version"),
        ({"instrument": "phq-10"}, "does not have this questionnaire in this version"),
        ({"answers": {**FINE, "9": 3, "11": 1}}, "PHQ-9 has no item “11”"),
        ({"answers": {**FINE, "9": 3, "1": 7}}, "The answer to item 1 of PHQ-9 is none of its choices"),
        ({"answers": {**FINE, "9": 3, "1": True}}, "cannot be read"),
        ({"answers": {**FINE, "9": 3, "1": 1.5}}, "cannot be read"),
        ({"answers": {**FINE, "9": "3"}}, "cannot be read"),
        ({"mode": "guessed"}, "cannot be read"),
        ({"total": 27}, "cannot be read"),
    ],
)
def test_a_form_that_cannot_be_filed_is_kept_and_its_safety_answer_alerts(
    world: World, phone: FlaskClient, change: dict[str, Any], message: str
) -> None:
    assert send(phone, item(form({**FINE, "9": 3}) | change)) == ["refused"]
    assert world.count(Response) == 0
    (kept,) = world.rows(Unplaced)
    assert message in kept.reason
    assert alerts(world) == [("SI-2", 3, 1), ("UNPLACED", 1, 1)]


@pytest.mark.parametrize("change", [{"item": "8"}, {"value": 4}, {"version": "99"}])
def test_a_safety_answer_that_cannot_be_filed_is_kept(world: World, phone: FlaskClient, change: dict[str, Any]) -> None:
    assert send(phone, item(answer_9(2, uuid4()) | change, kind="safety-answer")) == ["refused"]
    assert world.count(Unplaced) == 1


@pytest.mark.parametrize(
    ("days_from_start", "belongs"), [(-31, False), (-30, True), (-1, True), (0, True), (21, True), (400, True)]
)
def test_the_day_of_the_answer_decides_its_course(
    world: World, phone: FlaskClient, course: Course, days_from_start: int, belongs: bool
) -> None:
    send(phone, item(form(on=course.started_on + timedelta(days=days_from_start))))
    (stored,) = world.rows(Response)
    assert stored.course_id == (course.id if belongs else None)
    assert facts(world, course) == int(belongs)


def test_an_edit_that_moves_the_day_counts_for_both_courses(world: World, patient: Person) -> None:
    first = world.course(patient, ON - timedelta(days=300), ended_on=ON - timedelta(days=240))
    second = world.course(patient, ON - timedelta(days=20))
    phone, response = world.client_of(patient), uuid4()
    send(phone, item(form(on=ON - timedelta(days=250)), id=response))
    send(phone, item(form(), id=response, seq=2))
    assert [each.course_id for each in world.rows(Response)] == [second.id]
    assert (facts(world, first), facts(world, second)) == (2, 1)


def test_two_patients_may_use_the_same_id(world: World, phone: FlaskClient) -> None:
    stranger = world.client_of(world.patient())
    response = uuid4()
    assert send(phone, item(form(), id=response)) == ["stored"]
    assert send(stranger, item(form({**FINE, "1": 2}), id=response)) == ["stored"]
    assert sorted(each.answers["1"] for each in world.rows(Response)) == [1, 2]


def test_what_is_due_follows_the_plan_and_the_answers(world: World, phone: FlaskClient, course: Course) -> None:
    def due(on: date) -> list[tuple[str, str, bool]]:
        rows = world.run(due_for_course, course, on, mode="read")
        return [(each.title, each.timepoint, each.overdue) for each in rows]

    # TODAY is three weeks after the first session.
    assert due(ON) == [("PHQ-9", "session-15", True)]
    friday = ON + timedelta(days=4)
    assert due(friday) == [(title, "session-20", False) for title in ("PHQ-9", "GAD-7", "CGI-S")]
    send(phone, item(form()))
    assert due(ON) == []
    assert [each[0] for each in due(friday)] == ["PHQ-9", "GAD-7", "CGI-S"]  # it was of another session


def test_moved_treatment_days_move_what_is_due(world: World, patient: Person) -> None:
    start = ON - timedelta(days=21)
    days = [start + timedelta(days=each) for each in (0, 1, 2, 21)]
    course = world.course(patient, start, days=days, planned_sessions=4)
    due = world.run(due_for_course, course, ON, mode="read")
    assert [each.timepoint for each in due] == ["end-of-acute"] * 3


def test_nothing_is_due_while_a_course_is_paused(world: World, patient: Person) -> None:
    course = world.course(patient, state=CourseState.PAUSED)
    assert world.run(due_for_course, course, ON, mode="read") == []


@pytest.mark.parametrize("role", [Role.PATIENT, Role.TECHNICIAN, Role.RESEARCHER])
def test_anybody_signed_in_may_read_an_instrument(world: World, role: Role) -> None:
    person = world.patient() if role is Role.PATIENT else world.staff(role)
    answer = world.client_of(person).get("/api/instruments/phq-9")
    assert answer.status_code == 200
    assert {key: answer.json[key] for key in ("key", "version", "title", "language", "recall", "safety_items")} == {
        "key": "phq-9",
        "version": "1",
        "title": "PHQ-9",
        "language": "en",
        "recall": "the last 2 weeks",
        "safety_items": [{"item": "9", "threshold": 1, "emergency": False}],
    }
    last = answer.json["items"][-1]
    assert (last["key"], last["stem"], last["optional"], last["scored"]) == ("10", "", True, False)
    assert last["answers"][1] == {"value": 1, "text": "Somewhat difficult"}
    assert "No permission required" in answer.json["credit"]


def test_an_instrument_needs_a_sign_in_and_a_known_key(world: World) -> None:
    assert world.anybody().get("/api/instruments/phq-9").status_code == 401
    assert world.client_of(world.patient()).get("/api/instruments/phq-10").json["code"] == "not-found"


def test_many_courses_are_asked_at_once_each_on_its_patients_day(world: World, patient: Person) -> None:
    first, second = world.course(patient), world.course(started_on=ON - timedelta(days=7))
    stranger = world.course(world.patient(world.clinic("Clinic by the Sea")), ON - timedelta(days=7))
    world.response(first, ON)
    asked = [(first, ON + timedelta(days=2)), (second, ON)]
    due = world.run(due_for_courses, first.clinic_id, asked, mode="read")
    assert {key: [each.timepoint for each in rows] for key, rows in due.items()} == {
        first.id: [],
        second.id: ["session-5"],
    }
    assert stranger.id not in due


def test_staff_choose_among_all_instruments_and_see_what_a_total_may_be(world: World) -> None:
    answer = world.client_of(world.staff("technician")).get("/api/instruments")
    assert answer.status_code == 200
    found = {each["key"]: each for each in answer.json["instruments"]}
    assert list(found) == sorted(found)
    assert found["madrs"] == {
        "key": "madrs",
        "version": "1",
        "title": "MADRS",
        "name": "Montgomery-Åsberg Depression Rating Scale",
        "wording": "skeleton",
        "filled_by": "clinician",
        "lowest": 0,
        "highest": 60,
        "has_fractions": False,
    }
    assert [found["peg"][name] for name in ("wording", "filled_by", "highest", "has_fractions")] == [
        "full",
        "patient",
        10,
        True,
    ]
