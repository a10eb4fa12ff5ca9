"""Questionnaires that staff enter: stored and alerting like any other, corrected and removed with what stood before."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient

from server.alerts.models import Alert
from server.audit.models import AuditEntry, Correction, Revision
from server.audit.rules import Standing
from server.courses.models.course import Course
from server.questionnaires.models import Response
from tests.builders import Person, World
from tests.conftest import TODAY

ON = TODAY.date()
FINE: dict[str, Any] = {**{str(number): 1 for number in range(1, 9)}, "9": 0}
PHONE = str(uuid4())


@pytest.fixture
def patient(world: World) -> Person:
    return world.patient(birth_date=date(1980, 5, 1))


@pytest.fixture
def course(world: World, patient: Person) -> Course:
    return world.course(patient)


@pytest.fixture
def technician(world: World, course: Course) -> Person:
    return world.staff("technician", name="Tess Operator")


@pytest.fixture
def desk(world: World, technician: Person) -> FlaskClient:
    return world.client_of(technician)


def form(answers: dict[str, Any] | None = None, on: date = ON, **other: Any) -> dict[str, Any]:
    said = {
        "id": str(uuid4()),
        "instrument": "phq-9",
        "version": "1",
        "mode": "paper",
        "answered_on": on.isoformat(),
        "answers": FINE if answers is None else answers,
    }
    return said | other


def enter(desk: FlaskClient, course: Course, **said: Any) -> Any:
    return desk.post(f"/api/courses/{course.id}/responses", json=form(**said))


def correct(desk: FlaskClient, response: str, **said: Any) -> Any:
    return desk.post(f"/api/responses/{response}/correct", json={"reason": "Typed the wrong line", **said})


def send(phone: FlaskClient, response: str, seq: int, base: int | None, content: dict[str, Any] | None) -> Any:
    """What a phone sends about a response; the answer to it."""
    item = {
        "kind": "response",
        "id": response,
        "seq": seq,
        "base": base,
        "recorded_at": TODAY.isoformat(),
        "deleted": content is None,
        "content": content,
    }
    body = {"schema": 1, "device": PHONE, "sent_at": TODAY.isoformat(), "items": [item]}
    return phone.post("/api/sync", json=body).json["items"][0]


def sent_form(answers: dict[str, Any]) -> dict[str, Any]:
    finished = (TODAY - timedelta(minutes=2)).astimezone(UTC).isoformat()
    return {
        "instrument": "phq-9",
        "version": "1",
        "started_at": finished,
        "finished_at": finished,
        "answered_on": ON.isoformat(),
        "zone": "Europe/Berlin",
        "mode": "phone",
        "answers": answers,
    }


def facts(world: World, course: Course) -> int:
    return world.rows(Course, id=course.id)[0].facts - course.facts


def test_a_paper_form_is_stored_with_its_mode_and_who_entered_it(
    world: World, desk: FlaskClient, course: Course, technician: Person
) -> None:
    said = {**FINE, "3": None, "4": "declined"}
    answer = enter(desk, course, answers=said, on=ON - timedelta(days=2), note="Large print")
    assert answer.status_code == 201
    assert answer.json["raised"] == []
    (stored,) = world.rows(Response)
    assert (stored.mode, stored.entered_by, stored.note) == ("paper", technician.id, "Large print")
    assert (stored.answers, stored.answered_on, stored.course_id) == (said, ON - timedelta(days=2), course.id)
    # Of another day, it counts as finished at noon of that day where the patient is; it was recorded now.
    assert (stored.finished_at, stored.recorded_at) == (datetime(2026, 11, 21, 11, tzinfo=UTC), TODAY)
    assert facts(world, course) == 1
    assert world.count(AuditEntry, deed="entered a questionnaire: paper", record_id=stored.id) == 1
    (revision,) = world.rows(Revision)
    assert (revision.device, revision.standing, revision.content["answers"]) == (technician.id, Standing.CURRENT, said)


def test_a_safety_answer_on_paper_alerts_in_the_same_transaction_and_says_so(
    world: World, desk: FlaskClient, course: Course
) -> None:
    answer = enter(desk, course, answers={**FINE, "9": 2}, mode="read-aloud")
    (alert,) = world.rows(Alert)
    assert (alert.level, alert.value, alert.course_id, alert.felt_at) == ("red", 2, course.id, TODAY)
    assert [each["title"] for each in answer.json["raised"]] == [alert.title]


def test_a_save_that_is_repeated_stores_once(world: World, desk: FlaskClient, course: Course) -> None:
    said = form({**FINE, "9": 1})
    answers = [desk.post(f"/api/courses/{course.id}/responses", json=said) for _ in range(2)]
    assert [each.status_code for each in answers] == [201, 201]
    assert (world.count(Response), world.count(Revision), world.count(Alert), facts(world, course)) == (1, 1, 1, 1)
    other = desk.post(f"/api/courses/{course.id}/responses", json=said | {"answers": FINE})
    assert (other.status_code, other.json["code"]) == (409, "conflict")


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"on": ON + timedelta(days=1)}, "answered_on"),
        ({"on": date(1980, 4, 30)}, "answered_on"),
        ({"on": date(1, 1, 1)}, "answered_on"),
        ({"on": ON - timedelta(days=9000)}, "answered_on"),  # the patient lived; nobody enters papers of then
        ({"answers": {}}, "answers"),
        ({"answers": dict.fromkeys(FINE)}, "answers"),
        ({"answers": {"9": 4}}, "answers"),
        ({"answers": {"11": 1}}, "answers"),
        ({"instrument": "phq-99"}, "instrument"),
        ({"version": "77"}, "instrument"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(
    world: World, desk: FlaskClient, course: Course, said: dict[str, Any], field: str
) -> None:
    answer = enter(desk, course, **said)
    assert (answer.status_code, answer.json["details"]["field"]) == (422, field)
    assert world.count(Response) == 0


@pytest.mark.parametrize("mode", ["phone", "imported", "fax"])
def test_staff_cannot_say_that_a_phone_sent_it(world: World, desk: FlaskClient, course: Course, mode: str) -> None:
    assert enter(desk, course, mode=mode).status_code == 422


def test_a_second_form_of_one_day_must_be_confirmed(world: World, desk: FlaskClient, course: Course) -> None:
    enter(desk, course)
    said = form(on=ON)
    asked = desk.post(f"/api/courses/{course.id}/responses", json=said)
    assert (asked.status_code, asked.json["code"]) == (409, "unusual")
    assert [each["code"] for each in asked.json["details"]["confirm"]] == ["answered-that-day"]
    assert world.count(Response) == 1
    said["confirmed"] = ["answered-that-day"]
    assert desk.post(f"/api/courses/{course.id}/responses", json=said).status_code == 201
    assert world.count(Response) == 2


def test_a_day_far_from_the_course_must_be_confirmed(world: World, desk: FlaskClient, course: Course) -> None:
    long_ago = ON - timedelta(days=200)
    asked = enter(desk, course, on=long_ago)
    assert [each["code"] for each in asked.json["details"]["confirm"]] == ["outside-course"]
    assert enter(desk, course, on=long_ago, confirmed=["outside-course"]).status_code == 201


def test_a_correction_keeps_what_stood_there_and_why(
    world: World, desk: FlaskClient, course: Course, technician: Person
) -> None:
    response = enter(desk, course).json["response"]["id"]
    answer = correct(desk, response, rev=1, answers={**FINE, "2": 3}, answered_on=(ON - timedelta(days=1)).isoformat())
    assert (answer.status_code, answer.json["response"]["rev"]) == (200, 2)
    (stored,) = world.rows(Response)
    assert (stored.answers["2"], stored.answered_on, stored.revision) == (3, ON - timedelta(days=1), 2)
    (change,) = world.rows(Correction)
    assert (change.actor_id, change.reason, str(change.record_id)) == (technician.id, "Typed the wrong line", response)
    assert change.before == {"item 2": 1, "answered_on": ON.isoformat()}
    assert change.after == {"item 2": 3, "answered_on": (ON - timedelta(days=1)).isoformat()}
    assert [each.standing for each in world.rows(Revision)] == [Standing.PAST, Standing.CURRENT]
    assert facts(world, course) == 2


def test_a_correction_that_changes_nothing_is_none(world: World, desk: FlaskClient, course: Course) -> None:
    response = enter(desk, course).json["response"]["id"]
    assert correct(desk, response, answers=FINE).status_code == 200
    assert (world.count(Correction), world.count(Revision), facts(world, course)) == (0, 1, 1)


def test_a_correction_alerts_for_what_it_brings_in_only(world: World, desk: FlaskClient, course: Course) -> None:
    response = enter(desk, course, answers={**FINE, "9": 1}).json["response"]["id"]
    assert correct(desk, response, answers={**FINE, "9": 1, "2": 3}).json["raised"] == []
    assert [each.times for each in world.rows(Alert)] == [1]
    assert len(correct(desk, response, answers={**FINE, "9": 3}).json["raised"]) == 1
    assert [(each.value, each.times) for each in world.rows(Alert)] == [(3, 2)]
    correct(desk, response, answers=FINE)  # taken back: the alert stays open
    assert [(each.value, each.closed_at) for each in world.rows(Alert)] == [(3, None)]


def test_a_correction_of_what_somebody_else_changed_meanwhile_is_refused(
    world: World, desk: FlaskClient, course: Course
) -> None:
    response = enter(desk, course).json["response"]["id"]
    correct(desk, response, rev=1, answers={**FINE, "2": 3})
    late = correct(desk, response, rev=1, answers={**FINE, "2": 0})
    assert (late.status_code, late.json["code"]) == (409, "response-changed")
    assert [each.answers["2"] for each in world.rows(Response)] == [3]


@pytest.mark.parametrize("deed", ["correct", "remove"])
def test_a_correction_needs_a_reason(world: World, desk: FlaskClient, course: Course, deed: str) -> None:
    response = enter(desk, course).json["response"]["id"]
    answer = desk.post(f"/api/responses/{response}/{deed}", json={"reason": " x "})
    assert (answer.status_code, answer.json["details"]["field"]) == (422, "reason")
    assert world.count(Response) == 1


@pytest.mark.parametrize("deletes", [False, True])
def test_a_phone_never_overwrites_a_correction_unseen(
    world: World, desk: FlaskClient, course: Course, patient: Person, deletes: bool
) -> None:
    """The phone's next edit, or its delete, knows its own revision only: both are kept, and the clinic sees it."""
    phone, response = world.client_of(patient), str(uuid4())
    assert send(phone, response, 1, None, sent_form(FINE))["outcome"] == "stored"
    assert correct(desk, response, rev=1, answers={**FINE, "2": 3}).status_code == 200
    edit = None if deletes else sent_form({**FINE, "2": 2})
    answer = send(phone, response, 2, 1, edit)
    assert (answer["outcome"], answer["stored"]["answers"]["2"]) == ("conflict", 3)
    # Even if it takes the number of its own kept copy for the clinic's.
    assert send(phone, response, 3, answer["rev"], edit)["outcome"] == "conflict"
    assert [(each.answers["2"], each.mode) for each in world.rows(Response)] == [(3, "phone")]
    shown = desk.get(f"/api/courses/{course.id}").json
    assert {each["of"] for each in shown["conflicts"]} == {response}


def test_a_phone_that_has_seen_the_correction_may_edit_it(
    world: World, desk: FlaskClient, course: Course, patient: Person
) -> None:
    phone, response = world.client_of(patient), str(uuid4())
    send(phone, response, 1, None, sent_form(FINE))
    correct(desk, response, answers={**FINE, "2": 3})
    assert send(phone, response, 2, 2, sent_form({**FINE, "2": 2}))["outcome"] == "stored"
    assert [each.answers["2"] for each in world.rows(Response)] == [2]


def test_a_removed_form_is_gone_and_cannot_come_back(
    world: World, desk: FlaskClient, course: Course, patient: Person
) -> None:
    phone, response = world.client_of(patient), str(uuid4())
    send(phone, response, 1, None, sent_form({**FINE, "9": 1}))
    for _ in range(2):  # an answer may be lost on the way
        assert desk.post(f"/api/responses/{response}/remove", json={"reason": "Not this patient"}).status_code == 204
    assert world.count(Response) == 0
    assert facts(world, course) == 2
    assert [each.closed_at for each in world.rows(Alert)] == [None]
    (change,) = world.rows(Correction)
    assert (change.kind, change.reason, change.before["item 9"]) == ("response removed", "Not this patient", 1)
    assert send(phone, response, 2, 1, sent_form(FINE))["outcome"] == "conflict"
    assert world.count(Response) == 0
    again = desk.post(f"/api/courses/{course.id}/responses", json=form(id=response))
    assert (again.status_code, again.json["code"]) == (409, "response-removed")


def test_a_form_of_another_clinic_does_not_exist(world: World, desk: FlaskClient, course: Course) -> None:
    elsewhere = world.course(world.patient(world.clinic("Elsewhere")))
    response = world.response(elsewhere, ON, 10)
    assert correct(desk, str(response.id), answers=FINE).status_code == 404
    assert desk.post(f"/api/responses/{response.id}/remove", json={"reason": "Not ours"}).status_code == 404
    assert enter(desk, elsewhere).status_code == 404


def test_two_phones_may_make_the_same_id_and_neither_is_corrected_by_mistake(
    world: World, desk: FlaskClient, course: Course, patient: Person
) -> None:
    response: UUID = uuid4()
    other = world.patient()
    for person in (patient, other):
        send(world.client_of(person), str(response), 1, None, sent_form(FINE))
    assert world.count(Response, id=response) == 2
    assert correct(desk, str(response), answers={**FINE, "2": 3}).status_code == 404


def test_the_history_tells_who_made_what_of_it_and_why(
    world: World, desk: FlaskClient, course: Course, patient: Person
) -> None:
    phone, response = world.client_of(patient), str(uuid4())
    send(phone, response, 1, None, sent_form(FINE))
    correct(desk, response, answers={**FINE, "2": 3})
    send(phone, response, 2, 1, sent_form({**FINE, "2": 2}))
    world.clock.now += timedelta(minutes=1)
    desk.post(f"/api/responses/{response}/remove", json={"reason": "Not this patient"})
    steps = desk.get(f"/api/responses/{response}/history").json["steps"]
    assert [(each["by"], each["standing"], each["reason"]) for each in steps] == [
        (None, "past", None),
        ("Tess Operator", "past", "Typed the wrong line"),
        (None, "conflict", None),
        ("Tess Operator", "deleted", "Not this patient"),
    ]
    assert (steps[1]["before"], steps[1]["after"]) == ({"item 2": 1}, {"item 2": 3})
    assert steps[2]["content"]["answers"]["2"] == 2


@pytest.mark.parametrize(
    ("instrument", "mode", "answers", "status"),
    [
        ("cgi-s", "clinician", {"1": 4}, 201),
        ("cgi-s", "paper", {"1": 4}, 422),  # nobody but the clinician fills it in
        ("phq-9", "clinician", FINE, 422),
        ("cgi-s", "clinician", {"1": 0}, 422),
        ("phq-9", "paper", {"total": 14}, 201),  # the items are not at hand
        ("phq-9", "paper", {"total": 28}, 422),
        ("peg", "paper", {"total": 4.5}, 201),  # a mean
        ("phq-9", "paper", {"total": 4.5}, 422),
    ],
)
def test_scales_of_clinicians_and_totals_alone_can_be_entered(
    world: World, desk: FlaskClient, course: Course, instrument: str, mode: str, answers: dict[str, Any], status: int
) -> None:
    assert enter(desk, course, instrument=instrument, mode=mode, answers=answers).status_code == status
    assert world.count(Response) == (status == 201)
