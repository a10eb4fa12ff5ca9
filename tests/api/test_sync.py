"""What a phone sends is judged item by item, kept whatever it is, and answered so that nothing is lost."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask.testing import FlaskClient

from server.access import Role
from server.alerts.models import Alert
from server.audit.models import AuditEntry, Revision
from server.audit.rules import Standing
from server.checkins.models import CheckIn, SideEffect
from server.courses.models.course import Course
from server.phone.models import Unplaced
from tests.builders import Person, World
from tests.conftest import TODAY

DEVICE, TABLET = str(uuid4()), str(uuid4())


def instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()


def day(mood: int = 6, felt_at: datetime = TODAY, **other: Any) -> dict[str, Any]:
    content = {
        "felt_at": instant(felt_at),
        "felt_on": felt_at.date().isoformat(),
        "zone": "Europe/Berlin",
        "mood": {"scale": "eleven", "raw": mood},
        "energy": None,
        "anxiety": None,
        "sleep_hours": None,
        "note": None,
        "any_side_effects": False,
        "side_effects": [],
    }
    return content | other


def item(content: dict[str, Any] | None, *, id: str | None = None, seq: int = 1, **other: Any) -> dict[str, Any]:
    said = {
        "kind": "check-in",
        "id": id or str(uuid4()),
        "seq": seq,
        "base": None,
        "recorded_at": instant(TODAY),
        "deleted": content is None,
        "content": content,
    }
    return said | other


def send(phone: FlaskClient, *items: Any, device: str = DEVICE, sent_at: datetime = TODAY) -> Any:
    body = {"schema": 1, "device": device, "sent_at": instant(sent_at), "items": list(items)}
    answer = phone.post("/api/sync", json=body)
    assert answer.status_code == 200, answer.json
    return answer.json


def outcomes(answer: Any) -> list[str]:
    return [each["outcome"] for each in answer["items"]]


def test_a_check_in_is_stored_assigned_to_its_course_and_counted(world: World, phone: Any, course: Course) -> None:
    effects = [{"effect": "headache", "grade": 2, "text": None}]
    answer = send(phone, item(day(side_effects=effects, any_side_effects=True)))
    assert (outcomes(answer), answer["confirmed"]) == (["stored"], 1)
    stored = world.rows(CheckIn)[0]
    assert (stored.course_id, stored.mood_raw, stored.skew_seconds) == (course.id, 6, 0)
    assert [(each.effect, each.grade) for each in world.rows(SideEffect)] == [("headache", 2)]
    assert world.rows(Course)[0].facts == course.facts + 1


def test_repeats_answer_the_same_for_ever_and_do_nothing(world: World, phone: Any, clock: Any) -> None:
    said = item(day())
    first = send(phone, said)
    clock.move(days=400)
    assert send(phone, said)["items"] == first["items"]
    assert (world.count(CheckIn), world.count(Revision)) == (1, 1)
    assert world.count(AuditEntry, deed="sent a check-in: first") == 1


def test_entries_of_another_person_on_a_shared_phone_are_not_taken(world: World, phone: Any, patient: Person) -> None:
    body = {"schema": 1, "device": DEVICE, "sent_at": instant(TODAY), "items": [item(day())]}
    answer = phone.post("/api/sync", json=body | {"owner": str(uuid4())})
    assert (answer.status_code, answer.json["code"]) == (409, "other-owner")
    assert world.count(CheckIn) == world.count(Unplaced) == 0
    assert phone.post("/api/sync", json=body | {"owner": str(patient.id)}).status_code == 200
    assert world.count(CheckIn) == 1


def test_an_edit_replaces_and_the_history_stays(world: World, phone: Any) -> None:
    said = item(day(mood=6))
    send(phone, said)
    send(phone, item(day(mood=2), id=said["id"], seq=2))
    assert [each.mood_raw for each in world.rows(CheckIn)] == [2]
    assert [each.standing for each in world.rows(Revision)] == [Standing.PAST, Standing.CURRENT]


def test_a_delete_takes_the_entry_away_and_a_late_write_cannot_bring_it_back(world: World, phone: Any) -> None:
    said = item(day(), seq=1)
    send(phone, item(None, id=said["id"], seq=2))
    assert outcomes(send(phone, said)) == ["stored"]
    assert world.count(CheckIn) == 0


def test_another_device_that_had_not_seen_it_conflicts_and_both_are_kept(world: World, phone: Any) -> None:
    said = item(day(mood=6))
    send(phone, said)
    answer = send(phone, item(day(mood=1), id=said["id"]), device=TABLET)["items"][0]
    assert (answer["outcome"], answer["stored"]["mood"]["raw"]) == ("conflict", 6)
    assert [each.standing for each in world.rows(Revision)] == [Standing.CURRENT, Standing.CONFLICT]


def test_one_bad_item_neither_undoes_nor_holds_up_the_others(world: World, phone: Any) -> None:
    answer = send(phone, item(day(mood=11)), item(day(mood=4)), {"kind": "poem"}, item(day(mood=5)))
    assert outcomes(answer) == ["refused", "stored", "refused", "stored"]
    assert sorted(each.mood_raw or 0 for each in world.rows(CheckIn)) == [4, 5]
    assert answer["items"][0]["message"]


def test_what_cannot_be_filed_is_kept_once_shown_and_alerts(world: World, phone: Any) -> None:
    broken = item(day(mood=99, side_effects=[{"effect": "seizure", "grade": 7}]))
    for _ in range(3):
        assert outcomes(send(phone, broken)) == ["refused"]
    assert world.count(Unplaced) == 1
    assert {each.rule: each.times for each in world.rows(Alert)} == {"UNPLACED": 1, "AE-1": 1}


@pytest.mark.parametrize(
    ("felt_at", "sent_at"),
    [
        (TODAY - timedelta(days=3650), TODAY),  # ten years late
        (TODAY + timedelta(days=3650), TODAY + timedelta(days=3650)),  # a clock ten years ahead
        (TODAY - timedelta(days=20), TODAY - timedelta(days=20)),  # a clock that stands still
    ],
)
def test_no_day_and_no_clock_is_a_reason_to_refuse(
    world: World, phone: Any, felt_at: datetime, sent_at: datetime
) -> None:
    said = item(day(felt_at=felt_at), recorded_at=instant(felt_at))
    assert outcomes(send(phone, said, sent_at=sent_at)) == ["stored"]
    assert world.rows(CheckIn)[0].felt_on == felt_at.date()


def test_an_entry_outside_any_course_is_kept_and_in_the_patients_log(world: World) -> None:
    phone = world.client_of(world.patient())
    assert outcomes(send(phone, item(day()))) == ["stored"]
    assert world.rows(CheckIn)[0].course_id is None
    assert len(phone.get("/api/today?on=2026-11-23").json["log"]) == 1


def test_a_strong_side_effect_alerts_in_the_same_transaction(world: World, phone: Any, course: Course) -> None:
    send(phone, item(day(side_effects=[{"effect": "headache", "grade": 3, "text": None}])))
    alert = world.rows(Alert)[0]
    assert (alert.rule, alert.course_id, alert.received_at) == ("AE-2", course.id, TODAY)


def test_a_strong_side_effect_delivered_days_late_alerts_from_receipt(world: World, phone: Any, clock: Any) -> None:
    friday = TODAY - timedelta(days=3)
    said = day(felt_at=friday, side_effects=[{"effect": "headache", "grade": 3, "text": None}])
    send(phone, item(said, recorded_at=instant(friday)))
    alert = world.rows(Alert)[0]
    assert (alert.felt_at, alert.due_at > TODAY) == (friday, True)


def test_editing_or_deleting_closes_no_alert(world: World, phone: Any) -> None:
    said = item(day(side_effects=[{"effect": "headache", "grade": 3, "text": None}]))
    send(phone, said)
    send(phone, item(None, id=said["id"], seq=2))
    assert [each.closed_at for each in world.rows(Alert)] == [None]


def test_late_filling_and_late_delivery_are_two_flags(world: World, phone: Any) -> None:
    three_days_ago = TODAY - timedelta(days=3)
    filled = item(day(felt_at=three_days_ago))
    delivered = item(day(felt_at=three_days_ago), recorded_at=instant(three_days_ago))
    send(phone, filled, delivered)
    log = {each["id"]: each for each in phone.get("/api/today?on=2026-11-23").json["log"]}
    flags = [(log[each["id"]]["filled_late"], log[each["id"]]["delivered_late"]) for each in (filled, delivered)]
    assert flags == [(True, False), (False, True)]


def test_text_that_no_database_keeps_does_not_hold_up_the_entry(world: World, phone: Any) -> None:
    assert outcomes(send(phone, item(day(note="tired \x00 \ud800 but ok")))) == ["stored"]
    assert world.rows(CheckIn)[0].note == "tired  \ufffd but ok" or "?" in str(world.rows(CheckIn)[0].note)


def test_an_id_of_another_patient_is_neither_probed_nor_taken(world: World, phone: Any) -> None:
    said = item(day(mood=6))
    send(phone, said)
    other = world.client_of(world.patient(name="Someone Else"))
    answer = send(other, item(day(mood=1), id=said["id"]))
    assert outcomes(answer) == ["stored"]
    assert sorted(each.mood_raw or 0 for each in world.rows(CheckIn)) == [1, 6]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"schema": 1, "device": DEVICE, "sent_at": instant(TODAY), "items": []},
        {"schema": 99, "device": DEVICE, "sent_at": instant(TODAY), "items": [{}]},
        {"schema": 1, "device": "phone", "sent_at": instant(TODAY), "items": [{}]},
        {"schema": 1, "device": DEVICE, "sent_at": "yesterday", "items": [{}]},
        {"schema": 1, "device": DEVICE, "sent_at": instant(TODAY), "items": [{}] * 51},
    ],
)
def test_a_batch_of_no_known_form_is_refused_whole(world: World, phone: Any, body: dict[str, Any]) -> None:
    answer = phone.post("/api/sync", json=body)
    assert (answer.status_code, answer.json["code"]) == (422, "invalid")
    assert world.count(Revision) == 0


def test_staff_cannot_write_a_patients_log(world: World) -> None:
    clinician = world.client_of(world.staff(Role.CLINICIAN))
    body = {"schema": 1, "device": DEVICE, "sent_at": instant(TODAY), "items": [item(day())]}
    assert clinician.post("/api/sync", json=body).json["code"] == "not-allowed"


def test_a_sequence_may_run_as_far_as_a_browser_counts(world: World, phone: Any) -> None:
    assert outcomes(send(phone, item(day(), seq=2**53 - 1))) == ["stored"]
    assert world.rows(CheckIn)[0].seq == 2**53 - 1
